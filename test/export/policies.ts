import { partitionOf } from "../../src/aws/partition";
import type { PolicyDocument } from "../../src/aws/policy-document";
import { checks } from "../../src/checks/index";
import { parseConfig } from "../../src/config/load";
import { configSchema } from "../../src/config/schema";
import { resolveSecrets } from "../../src/config/secrets";
import { storedReads } from "../../src/discovery/stored";
import { boundaryFor, type PolicyVerb, policiesFor } from "../../src/export/policy";
import { kinds } from "../../src/kinds";
import { graphFor } from "../../src/steps/graph";

export type ConfigData = Readonly<Record<string, unknown>>;

/** What a config that names its account wants, without secrets. */
export async function wishOf(data: ConfigData) {
  const config = parseConfig(data);
  const wanted = await resolveSecrets(configSchema, config, { env: {}, cwd: "/nowhere" });
  return graphFor(wanted, { account: config.account!, partition: partitionOf(config.region) });
}

/** What `risken-aws policy` prints for a config. */
export async function policiesOf(
  verb: PolicyVerb,
  data: ConfigData,
  secrets: readonly string[] = [],
  scanRoles: readonly string[] = [],
): Promise<readonly PolicyDocument[]> {
  const { graph, target } = await wishOf(data);
  const diagnosing = [...storedReads, ...checks.flatMap(({ reads = [] }) => reads)];
  return policiesFor(verb, { graph, place: target, kinds, diagnosing, secrets, scanRoles });
}

export async function boundaryOf(data: ConfigData): Promise<PolicyDocument> {
  const { graph, target } = await wishOf(data);
  return boundaryFor(graph, target);
}

/** Every action that policies allow, once. */
export const actionsIn = (policies: readonly PolicyDocument[]): readonly string[] =>
  [...new Set(policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => [Action ?? []].flat())))].sort();

/** The same policies without one action. */
export const without = (policies: readonly PolicyDocument[], action: string): readonly PolicyDocument[] =>
  policies.map((policy) => ({
    ...policy,
    Statement: policy.Statement.flatMap(({ Action, ...one }) => {
      const left = [Action ?? []].flat().filter((other) => other !== action);
      return left.length > 0 ? [{ ...one, Action: left }] : [];
    }),
  }));
