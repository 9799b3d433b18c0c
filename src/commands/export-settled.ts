import type { Config } from "../config/schema";
import { survey } from "../engine/survey";
import type { Given } from "../export/facts";
import { ACCOUNT, type Settlement, settle } from "../export/settle";
import type { Invocation } from "./invocation";
import { type Sight, sightOf } from "./open";

/** What every export of the resources themselves begins with. */
export interface SettledSight extends Sight {
  readonly settlement: Settlement;
}

/** Reads the config, looks at the account where there are credentials, and leaves no reference open. */
export async function settled(invocation: Invocation): Promise<SettledSight> {
  const sight = await sightOf(invocation, invocation.own.offline === true, ACCOUNT);
  const { graph, owner, target, aws, reporter, config } = sight;
  // Leftovers are no part of what is wanted, so no kind is searched for them.
  const seen = aws && (await survey(graph, aws, { owner, kinds: [], progress: reporter.survey })).seen;
  reporter.stop();
  const settlement = settle(graph, { place: target, owner, given: givenIn(config), ...(seen && { seen }) });
  return { ...sight, settlement };
}

/** What the config names by its ARN needs no look. */
function givenIn({ ingress }: Config): Given {
  const { loadBalancer, targetGroups } = ingress;
  const groups = Object.entries(targetGroups).filter(([, arn]) => arn !== "create");
  return {
    ...(loadBalancer.startsWith("arn:") && { "load-balancer/ingress": { arn: loadBalancer } }),
    ...Object.fromEntries(groups.map(([name, arn]) => [`target-group/${name}`, { arn }])),
  };
}
