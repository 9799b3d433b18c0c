import type { Lookup } from "../engine/kind";
import { notAnApplicationLoadBalancer } from "../problems";
import { loadBalancerOf, refuseControllers, tagsOf } from "./elbv2-reads";

interface Spec {
  /** Name or ARN. */
  readonly LoadBalancer: string;
}

interface Outputs {
  readonly arn: string;
  /** As its metrics call it: `app/<name>/<id>`. */
  readonly fullName: string;
  readonly name: string;
  readonly dnsName: string;
  readonly canonicalHostedZoneId: string;
  readonly vpcId: string;
  readonly securityGroups: readonly string[];
  /** `internet-facing` or `internal`. */
  readonly scheme: string;
  /** Whether it has IPv6 addresses too. */
  readonly isDualStack: boolean;
}

/** An application load balancer that somebody else has made. Throws where it is of another type or a controller's own. */
export const elbv2LoadBalancer: Lookup<Spec, Outputs, "LoadBalancer"> = {
  type: "elbv2.load-balancer",
  noun: "load-balancer",
  title: { en: "load balancer", ja: "ロードバランサー" },
  key: ["LoadBalancer"],
  reads: ["elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags"],

  async observe(aws, { LoadBalancer }) {
    const found = await loadBalancerOf(aws, LoadBalancer);
    if (!found) return undefined;
    const [arn, name] = [found.LoadBalancerArn!, found.LoadBalancerName!];
    if (found.Type !== "application") throw notAnApplicationLoadBalancer({ name, type: found.Type ?? "classic" });
    const tags = await tagsOf(aws, arn);
    refuseControllers(name, tags);
    return {
      spec: {},
      outputs: {
        arn,
        fullName: arn.split(":loadbalancer/")[1]!,
        name,
        dnsName: found.DNSName!,
        canonicalHostedZoneId: found.CanonicalHostedZoneId!,
        vpcId: found.VpcId!,
        securityGroups: found.SecurityGroups ?? [],
        scheme: found.Scheme!,
        isDualStack: found.IpAddressType?.startsWith("dualstack") ?? false,
      },
      tags,
    };
  },
};
