import type * as z from "zod";
import type { Aws } from "../aws/session";
import { type Graph, graphOf } from "../engine/graph";
import { addressOf } from "../engine/resource";
import type { Text } from "../text";
import type { Resolved } from "./asked";
import type { Basics } from "./basics";
import { steps } from "./index";
import { checkNames } from "./names";
import { warnings } from "./parameters";
import { partitionWarnings, refuseUnfit } from "./partitions";
import type { Built, Step, Target } from "./step";

type Config = Basics & { readonly [S in keyof typeof steps]: z.output<(typeof steps)[S]["inputs"]> };

/** A whole config with its secrets turned into values. Key by key: its own key `env` would look like a reference. */
export type Wanted = { readonly [K in keyof Config]: Resolved<Config[K]> };

/** Everything that a config wants. */
export interface Wish {
  readonly graph: Graph;
  readonly target: Target;
  /** What looks like a slip and stops nothing. */
  readonly warnings: readonly Text[];
}

/**
 * The order in which steps are built: `parameters` gathers what the steps before have published, and `cluster` what the
 * pods' roles have to allow.
 */
const order = [
  "queues",
  "database",
  "auth",
  "ingress",
  "observability",
  "parameters",
  "cluster",
] as const satisfies readonly (keyof typeof steps)[];

/**
 * Declares everything that a config wants in an account. Pure.
 *
 * @throws {Problem} exit 3 or 4 for answers that are right one by one and wrong together
 */
export function graphFor(wanted: Wanted, place: Pick<Aws, "account" | "partition">): Wish {
  refuseUnfit(wanted, place.partition);
  let built: Required<Built> = { resources: [], environment: [], metaItems: [], permissions: [], authentication: [] };
  for (const section of order) {
    const one = steps[section] as Step<z.ZodType>;
    const more = one.build(wanted[section], targetOf(wanted, place, built));
    built = {
      resources: [...built.resources, ...(more.resources ?? [])],
      environment: [...built.environment, ...(more.environment ?? [])],
      metaItems: [...built.metaItems, ...(more.metaItems ?? [])],
      permissions: [...built.permissions, ...(more.permissions ?? [])],
      authentication: [...built.authentication, ...(more.authentication ?? [])],
    };
  }
  const graph = graphOf(built.resources);
  return {
    graph,
    target: targetOf(wanted, place, built),
    warnings: [
      ...warnings(wanted.parameters, wanted.database.directory),
      ...checkNames(wanted.names, graph),
      ...partitionWarnings(wanted, place.partition),
    ],
  };
}

function targetOf(
  wanted: Wanted,
  { account, partition }: Pick<Aws, "account" | "partition">,
  built: Required<Built>,
): Target {
  const { env, namePrefix, region, dataSources, cluster, ingress, observability, parameters, names } = wanted;
  const named = (thing: string) => `${namePrefix}-${env}-${thing}`;
  return {
    env,
    namePrefix,
    region,
    account,
    partition,
    dataSources,
    consoleHost: ingress.consoleHost,
    apiHost: ingress.apiHost,
    namespace: cluster.namespace,
    serviceAccounts: cluster.serviceAccounts,
    cluster: cluster.name,
    agentRole: observability.agentRole,
    kmsKey: parameters.kmsKey === "aws-managed" ? undefined : parameters.kmsKey,
    store: parameters.store,
    built,
    named,
    nameOf: (kind, thing) => names[addressOf(kind, thing)] ?? named(thing),
    arn: (service, resource, where = {}) =>
      `arn:${partition}:${service}:${where.region ?? region}:${where.account ?? account}:${resource}`,
  };
}
