import type { Aws } from "../aws/session";
import { carries } from "../aws/tags";
import type { Tags } from "../engine/kind";
import { type Condition, hostsIn } from "./elbv2-conditions";
import { elbv2ListenerRule } from "./elbv2-listener-rule";
import { taggedRulesOf } from "./elbv2-reads";

/** ARNs of the listeners that have rules with these tags. */
export async function listenersOfOurRules(aws: Aws, tags: Tags): Promise<readonly string[]> {
  const ours = (await elbv2ListenerRule.owned?.(aws, tags)) ?? [];
  return [...new Set(ours.map(({ key }) => key.ListenerArn))];
}

/** The hosts that rules with these tags apply to, in small letters: what of ours is found by its host is at one of them. */
export async function hostsOfOurRules(aws: Aws, tags: Tags): Promise<readonly string[]> {
  const listeners = await listenersOfOurRules(aws, tags);
  const rules = (await Promise.all(listeners.map((arn) => taggedRulesOf(aws, arn)))).flat();
  const hosts = rules
    .filter((one) => carries(one.tags, tags))
    .flatMap(({ rule }) => hostsIn((rule.Conditions ?? []) as readonly Condition[]));
  return [...new Set(hosts.filter((host) => !/[*?]/.test(host)))];
}
