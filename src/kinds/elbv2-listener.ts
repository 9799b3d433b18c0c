import type { Listener } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ENV_TAG, ID_TAG } from "../aws/tags";
import type { Lookup } from "../engine/kind";
import { noHttpsListener, notItsHttpsListener, severalHttpsListeners } from "../problems";
import { type Condition, conditionsText } from "./elbv2-conditions";
import { listenersOf, refuseControllers, type TaggedRule, taggedRulesOf, tagsOf } from "./elbv2-reads";

interface Spec {
  readonly LoadBalancerArn: string;
  /** Which one, where the load balancer has several HTTPS listeners and none on port 443. */
  readonly ListenerArn?: string;
}

/** A rule of a listener, as far as others have to make room for it. */
export interface ListenerRule {
  readonly arn: string;
  /** 1 to 50000, as text like AWS says it. */
  readonly priority: string;
  /** Who says that it is theirs: its tags `risken-aws:id` and `risken-aws:env`. */
  readonly id: string | undefined;
  readonly env: string | undefined;
  /** What it applies to, as {@link conditionsText} has it. */
  readonly conditions: string;
}

/** What others may refer to of a listener. */
export interface ListenerOutputs {
  readonly arn: string;
  readonly port: number;
  readonly sslPolicy: string | undefined;
  /** The ARN of the default certificate; others are not part of the listener itself. */
  readonly certificates: readonly string[];
  /** All rules but the default one. */
  readonly rules: readonly ListenerRule[];
}

/** The HTTPS listener of a load balancer, made by somebody else. Throws where there is none, or no telling which. */
export const elbv2Listener: Lookup<Spec, ListenerOutputs, "LoadBalancerArn" | "ListenerArn"> = {
  type: "elbv2.listener",
  noun: "listener",
  title: { en: "HTTPS listener", ja: "HTTPS リスナー" },
  key: ["LoadBalancerArn", "ListenerArn"],
  reads: [
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTags",
  ],

  async observe(aws, { LoadBalancerArn, ListenerArn }) {
    const found = httpsListener(await listenersOf(aws, LoadBalancerArn), LoadBalancerArn, ListenerArn);
    const arn = found.ListenerArn!;
    const [tags, rules] = await Promise.all([tagsOf(aws, arn), taggedRulesOf(aws, arn)]);
    refuseControllers(arn, tags);
    return {
      spec: {},
      outputs: listenerOutputs(found, rules),
      tags,
    };
  },
};

export const listenerOutputs = (found: Listener, rules: readonly TaggedRule[]): ListenerOutputs => ({
  arn: found.ListenerArn!,
  port: found.Port!,
  sslPolicy: found.SslPolicy,
  certificates: (found.Certificates ?? []).map(({ CertificateArn }) => CertificateArn!),
  rules: rules.map(listenerRule),
});

export const listenerRule = ({ rule, tags }: TaggedRule): ListenerRule => ({
  arn: rule.RuleArn!,
  priority: rule.Priority!,
  id: tags[ID_TAG],
  env: tags[ENV_TAG],
  conditions: conditionsText((rule.Conditions ?? []) as readonly Condition[]),
});

function httpsListener(all: readonly Listener[], loadBalancerArn: string, listenerArn: string | undefined): Listener {
  const https = all.filter(({ Protocol }) => Protocol === "HTTPS");
  // arn:…:loadbalancer/app/<name>/<id>
  const loadBalancer = loadBalancerArn.split("/").at(-2)!;
  if (listenerArn) {
    const named = https.find(({ ListenerArn }) => ListenerArn === listenerArn);
    if (!named) throw notItsHttpsListener({ loadBalancer, listenerArn });
    return named;
  }
  const usual = https.find(({ Port }) => Port === 443) ?? (https.length === 1 ? https[0] : undefined);
  if (usual) return usual;
  if (https.length === 0) throw noHttpsListener({ loadBalancer });
  const listeners = https.map(({ Port, ListenerArn }) => `${Port} (${ListenerArn})`);
  throw severalHttpsListeners({ loadBalancer, listeners });
}
