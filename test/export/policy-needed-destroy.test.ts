import { beforeAll, describe, expect, test } from "vitest";
import type { PolicyDocument } from "../../src/aws/policy-document";
import { ENV_TAG, ID_TAG } from "../../src/aws/tags";
import { ownershipOf } from "../../src/commands/ownership";
import { parseConfig } from "../../src/config/load";
import { configSchema } from "../../src/config/schema";
import { resolveSecrets } from "../../src/config/secrets";
import { carryOutRemoval } from "../../src/engine/carry-out-removal";
import { planRemoval } from "../../src/engine/removal";
import { survey } from "../../src/engine/survey";
import { kinds } from "../../src/kinds";
import { type Account, accountOf } from "../../src/sandbox/account";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { keys } from "../../src/sandbox/kms";
import { graphFor } from "../../src/steps/graph";
import { installed, type Variation } from "../checks/installed";
import { standardConfig, standardSecrets } from "../end-to-end/config";
import { withValues } from "../end-to-end/sandbox-place";
import type { SeededAccount } from "../moto/seed";
import { strangers } from "../mutations/autoscaling-attachment";
import { handsIn } from "../mutations/hands";
import {
  federated,
  standard,
  withAlarms,
  withDomain,
  withOwnKey,
  withOwnListener,
  withSecrets,
} from "../mutations/matrix";
import { judged, notNeeded, type Runs, refusedIn, type Told } from "./judged";
import { policiesOf } from "./policies";

/** Something that destroy has to take down. */
interface Situation {
  readonly name: string;
  readonly from: Variation;
  readonly spoil?: (account: Account) => Promise<unknown>;
  /** Without `--delete-data`. */
  readonly keepsData?: true;
  /** Values of the config that differ from the standard's. */
  readonly values?: Readonly<Record<string, unknown>>;
}

const account = "123456789012";
const things = { eks: { name: freshIds.clusterName }, alb: { name: "risken-alb" }, rds: { identifier: "risken-db" } };
const config = standardConfig({ account, region: "ap-northeast-1", ...things } as SeededAccount);
const owner = ownershipOf("prd", { Owner: "security" });

const { identityProviders, groups } = federated.config.auth.cognito;
const providers = { "auth.cognito.identityProviders": identityProviders, "auth.cognito.groups": groups };

const hosts = { "ingress.hostedZone": "example.com", "ingress.certificate": "create" };
const listenersOfOurs = { ...hosts, "ingress.listener": "create", "ingress.redirectHttp": true };
const alarms = {
  "observability.alarms": true,
  "observability.xray": true,
  dataSources: ["osint"],
  "parameters.values": {},
};
const otherHost = {
  "ingress.consoleHost": "risken.example.com",
  "ingress.apiHost": undefined,
  "ingress.apiSourceIps": undefined,
};

const situations: readonly Situation[] = [
  { name: "secrets are in Secrets Manager", from: withSecrets, values: { "parameters.store": "secrets-manager" } },
  {
    name: "secrets in Secrets Manager were taken over",
    from: withSecrets,
    values: { "parameters.store": "secrets-manager" },
    spoil: takenOver,
  },
  { name: "nobody has signed in yet", from: federated, values: providers, keepsData: true },
  { name: "all was made", from: standard, spoil: changedByHand },
  { name: "providers and groups were made", from: federated, values: providers },
  { name: "providers and groups are not wanted any more", from: federated },
  { name: "a key was made", from: withOwnKey, values: { "parameters.kmsKey": "create" } },
  { name: "a key is not wanted any more", from: withOwnKey },
  { name: "all was taken over", from: withOwnKey, values: { "parameters.kmsKey": "create" }, spoil: takenOver },
  {
    name: "nothing is tagged as ours",
    from: withOwnKey,
    values: { "parameters.kmsKey": "create" },
    spoil: withoutTags,
  },
  { name: "names and certificates of the hosts were made", from: withDomain, values: hosts },
  { name: "listeners were made", from: withOwnListener, values: listenersOfOurs },
  { name: "listeners were taken over", from: withOwnListener, values: listenersOfOurs, spoil: takenOver },
  { name: "names and certificates were taken over", from: withDomain, values: hosts, spoil: takenOver },
  {
    name: "names and certificates are not wanted any more",
    from: withDomain,
    values: { "ingress.hostedZone": "example.com", ...otherHost },
  },
  { name: "alarms were made", from: withAlarms, values: alarms },
  { name: "alarms are not tagged as ours", from: withAlarms, values: alarms, spoil: withoutTags },
  { name: "alarms were taken over", from: withAlarms, values: alarms, spoil: takenOver },
  {
    name: "alarms are not wanted any more",
    from: withAlarms,
    values: { dataSources: ["osint"], "parameters.values": {} },
  },
  { name: "a queue is gone already", from: standard, spoil: withoutQueue },
  { name: "another env comes through an opening", from: standard, spoil: withAnotherEnv },
];

/** Other people's hands in what is ours: it goes all the same. */
async function changedByHand(where: Account): Promise<void> {
  const by = handsIn(where);
  const [role] = rowsOf(where, "iam.roles").filter(({ tags }) => tags?.[ENV_TAG] === "prd");
  const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  await by.iam.AttachRolePolicy({ RoleName: String(role!.name), PolicyArn });
  const [group] = rowsOf(where, "elbv2.targetGroups");
  for (const row of rowsOf(where, "autoscaling.groups"))
    if (row.name === strangers) (row.trafficSources as unknown[]).push(group!.arn);
}

async function withoutQueue(where: Account): Promise<void> {
  const queues = where.table("sqs.queues");
  delete queues["risken-prd-aws-portscan"];
}

async function withoutTags(where: Account): Promise<void> {
  for (const table of Object.keys(where.state.tables))
    for (const { tags = {} } of rowsOf(where, table)) for (const mark of [ENV_TAG, ID_TAG]) delete tags[mark];
}

/** As if it had been there before us: everything of ours says so. */
async function takenOver(where: Account): Promise<void> {
  for (const table of Object.keys(where.state.tables))
    for (const row of rowsOf(where, table)) {
      const { tags } = row;
      if (tags?.[ENV_TAG]) Object.assign(tags, owner.adopting(tags));
    }
}

/** A rule of another env, whose target group is reached through what was opened for ours. */
async function withAnotherEnv(where: Account): Promise<void> {
  const by = handsIn(where);
  const Tags = [{ Key: ENV_TAG, Value: "prd-eu" }];
  const there = { Protocol: "HTTP", Port: 30080, VpcId: freshIds.vpcId, TargetType: "instance" } as const;
  const { TargetGroups } = await by.elbv2.CreateTargetGroup({ Name: "risken-prd-eu-api", ...there, Tags });
  await by.elbv2.CreateRule({
    ListenerArn: Object.keys(where.table("elbv2.listeners"))[0],
    Priority: 700,
    Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["api.eu.example.com"] } }],
    Actions: [{ Type: "forward", TargetGroupArn: TargetGroups![0]!.TargetGroupArn }],
    Tags,
  });
}

type Row = Record<string, unknown> & { readonly tags?: Record<string, string> };
const rowsOf = (where: Account, table: string) => Object.values(where.table<Row>(table));

const all = new Map(situations.map((one) => [one.name, one]));
const policies = new Map<string, readonly PolicyDocument[]>();
const told = new Map<string, Told>();
const runs: Runs = { policies, told, again: (name, those) => destroyed(all.get(name)!, those) };

/** `destroy --delete-data` that also names the key, each call judged by the policies. */
async function destroyed(
  { from, spoil, keepsData, values = {} }: Situation,
  those: readonly PolicyDocument[],
): Promise<Told> {
  const where = accountOf(structuredClone((await installed(from)).account.state));
  await spoil?.(where);
  const named = Object.values(keys(where)).flatMap(({ id, tags }) => (tags?.[ID_TAG] ? [id] : []));
  const deleteData = !keepsData;
  const wanted = parseConfig(withValues(config, values));
  return judged(where, those, async (aws) => {
    const resolved = await resolveSecrets(configSchema, wanted, { env: standardSecrets, cwd: process.cwd() });
    const seen = await survey(graphFor(resolved, aws).graph, aws, { owner, kinds, removing: true });
    const plan = planRemoval(seen, owner, { deleteData, deleteAdopted: false, named });
    const outcomes = await carryOutRemoval(plan, seen, aws, { deleteData });
    const unreadable = plan.changes.map((change) => ("unreadable" in change ? change.unreadable : undefined));
    const failed = [...seen.unsearched, ...outcomes].map(({ error }) => error);
    return [...failed, ...unreadable, ...aws.overlooked];
  });
}

beforeAll(async () => {
  for (const one of situations) {
    policies.set(one.name, await policiesOf("destroy", withValues(config, one.values ?? {})));
    told.set(one.name, await destroyed(one, policies.get(one.name)!));
  }
}, 120_000);

describe("over everything that there can be to take down", () => {
  test("destroy is allowed all that it asks for, on what it asks it", () => {
    expect(refusedIn(runs)).toEqual([]);
    for (const [name, { problems }] of told) expect(problems, name).toEqual([]);
  });

  test("each printed action is asked for, and without it a run fails on it and says which statement it lacks", async () => {
    expect(await notNeeded(runs)).toEqual([]);
  }, 240_000);
});
