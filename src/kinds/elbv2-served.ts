import type { Listener } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Aws } from "../aws/session";
import { indexed } from "../aws/tags";
import type { Tags } from "../engine/kind";
import { listenersOf, targetGroupOf } from "./elbv2-reads";
import { targetGroupName } from "./elbv2-target-group";

/** All listeners of the load balancers that target groups with these tags serve: those have been read anyway. */
export async function listenersServed(aws: Aws, tags: Tags): Promise<readonly Listener[]> {
  const groups = await indexed(aws, "elasticloadbalancing:targetgroup", tags);
  const found = await Promise.all([...groups.keys()].map((arn) => targetGroupOf(aws, targetGroupName(arn))));
  const balancers = new Set(found.flatMap((group) => group?.LoadBalancerArns ?? []));
  return (await Promise.all([...balancers].map((arn) => listenersOf(aws, arn)))).flat();
}
