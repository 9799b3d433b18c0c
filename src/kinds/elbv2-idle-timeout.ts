import { unless } from "../aws/errors";
import { shared } from "../aws/loader";
import type { Kind } from "../engine/kind";

interface Spec {
  readonly LoadBalancerArn: string;
  /** Seconds, 1 to 4000, as text like AWS says it. */
  readonly Seconds: string;
}

interface Outputs {
  readonly balancer: string;
}

const KEY = "idle_timeout.timeout_seconds";

/**
 * After how many seconds without a byte a load balancer gives a connection up. It always has one, for everybody whom it serves, so it
 * is declared only where the config says so. Removing it leaves it as it is: AWS doesn't remember the one before.
 */
export const elbv2IdleTimeout: Kind<Spec, Outputs, "LoadBalancerArn"> = {
  type: "elbv2.idle-timeout",
  noun: "idle-timeout",
  title: { en: "idle timeout of the load balancer", ja: "ロードバランサーのアイドルタイムアウト" },
  key: ["LoadBalancerArn"],
  relation: "attachment",
  through: "LoadBalancerArn",
  reads: ["elasticloadbalancing:DescribeLoadBalancerAttributes"],
  writes: ["elasticloadbalancing:ModifyLoadBalancerAttributes"],
  removes: [],

  async observe(aws, { LoadBalancerArn }) {
    const Seconds = (await attributesOf(aws, LoadBalancerArn)).get(KEY);
    return Seconds === undefined ? undefined : { spec: { Seconds }, outputs: { balancer: LoadBalancerArn } };
  },

  async create(aws, { LoadBalancerArn, Seconds }) {
    await aws.elbv2.ModifyLoadBalancerAttributes({ LoadBalancerArn, Attributes: [{ Key: KEY, Value: Seconds }] });
    return undefined;
  },

  async update(aws, { LoadBalancerArn, Seconds }) {
    await aws.elbv2.ModifyLoadBalancerAttributes({ LoadBalancerArn, Attributes: [{ Key: KEY, Value: Seconds }] });
  },

  async remove() {},
};

const attributesOf = shared(async (aws, LoadBalancerArn): Promise<ReadonlyMap<string, string>> => {
  const found = await unless("LoadBalancerNotFound", aws.elbv2.DescribeLoadBalancerAttributes({ LoadBalancerArn }));
  return new Map((found?.Attributes ?? []).map(({ Key, Value }) => [Key!, Value!]));
});
