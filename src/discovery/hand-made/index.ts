import { isDenied } from "../../aws/errors";
import type { Aws } from "../../aws/session";
import { databaseReads, databasesIn, type FoundDatabase } from "./database";
import { entranceReads, entrancesIn, type FoundEntrance } from "./entrances";
import { type FoundNodes, nodeReads, nodesBehind } from "./nodes";
import { elsewhere, type FoundMeta, type FoundParameter, metasIn, parameterReads, parametersIn } from "./parameters";
import { clustersIn, type FoundCluster, type FoundRole, podReads, rolesOf } from "./pods";
import { type FoundPool, poolReads, poolsWith } from "./pools";
import { type FoundQueue, queueReads, queuesIn } from "./queues";

export type { FoundDatabase } from "./database";
export type { FoundEntrance, FoundRule, FoundSignIn, FoundTargetGroup } from "./entrances";
export { nodePorts } from "./entrances";
export type { FoundNodes } from "./nodes";
export type { FoundMeta, FoundParameter } from "./parameters";
export { envsIn } from "./parameters";
export type { FoundCluster, FoundRole } from "./pods";
export type { FoundPool } from "./pools";
export type { FoundQueue } from "./queues";

/** What stands in an account that could be RISKEN's, whoever made it. */
export interface Found {
  readonly env: string;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly parameters: readonly FoundParameter[];
  readonly metas: readonly FoundMeta[];
  /** Parameters outside the env that hold the key with which RISKEN encrypts what it stores. */
  readonly dataKeysElsewhere: readonly string[];
  readonly queues: readonly FoundQueue[];
  readonly entrances: readonly FoundEntrance[];
  /** By the ARN of a listener. */
  readonly nodes: ReadonlyMap<string, FoundNodes>;
  /** By their ids. */
  readonly pools: ReadonlyMap<string, FoundPool>;
  readonly clusters: readonly FoundCluster[];
  readonly roles: readonly FoundRole[];
  readonly databases: readonly FoundDatabase[];
  /** What AWS did not let us look at. */
  readonly denied: readonly unknown[];
}

/** IAM actions that {@link installationIn} and `envsIn` need. */
export const handMadeReads: readonly string[] = [
  ...new Set([
    ...parameterReads,
    ...queueReads,
    ...entranceReads,
    ...nodeReads,
    ...podReads,
    ...databaseReads,
    ...poolReads,
    // What there is to choose from where nothing tells which load balancer it is.
    "elasticloadbalancing:DescribeTags",
  ]),
].sort();

/**
 * Looks at everything that a hand-made installation is made of. Changes nothing and reads no secret. What is denied is left
 * out, and told.
 */
export async function installationIn(aws: Aws, env: string): Promise<Found> {
  const denied: unknown[] = [];
  const allowed = async <T>(look: Promise<T>, instead: T): Promise<T> => {
    try {
      return await look;
    } catch (error) {
      if (!isDenied(error)) throw error;
      denied.push(error);
      return instead;
    }
  };
  const parameters = await allowed(parametersIn(aws, env), []);
  const [metas, dataKeysElsewhere, queues, entrances, clusters, databases] = await Promise.all([
    allowed(metasIn(aws, env), []),
    allowed(elsewhere(aws, env, "CODE_DATA_KEY"), []),
    allowed(queuesIn(aws, parameters), []),
    allowed(entrancesIn(aws), []),
    allowed(clustersIn(aws), []),
    allowed(databasesIn(aws), []),
  ]);
  const [roles, pools, nodes] = await Promise.all([
    allowed(rolesOf(aws, clusters), []),
    allowed(poolsWith(aws, poolsIn(entrances)), new Map()),
    allowed(nodesOf(aws, entrances), new Map()),
  ]);
  const place = { env, region: aws.region, account: aws.account, partition: aws.partition };
  const stored = { parameters, metas, dataKeysElsewhere, queues, databases };
  return { ...place, ...stored, entrances, nodes, pools, clusters, roles, denied };
}

const poolsIn = (entrances: readonly FoundEntrance[]): readonly string[] =>
  entrances.flatMap(({ rules }) =>
    rules.flatMap(({ signIn }) => (signIn?.type === "cognito" ? [signIn.userPoolId] : [])),
  );

async function nodesOf(aws: Aws, entrances: readonly FoundEntrance[]): Promise<ReadonlyMap<string, FoundNodes>> {
  const found = await Promise.all(
    entrances.map(async ({ listenerArn, targetGroups, securityGroups }) => {
      const arns = targetGroups.map(({ arn }) => arn);
      return [listenerArn, await nodesBehind(aws, arns, securityGroups)] as const;
    }),
  );
  return new Map(found);
}
