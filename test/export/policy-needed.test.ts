import { beforeAll, describe, expect, test } from "vitest";
import type { PolicyDocument } from "../../src/aws/policy-document";
import { ENV_TAG, ID_TAG } from "../../src/aws/tags";
import { ownershipOf } from "../../src/commands/ownership";
import { parseConfig } from "../../src/config/load";
import { configSchema } from "../../src/config/schema";
import { resolveSecrets } from "../../src/config/secrets";
import { carryOut } from "../../src/engine/carry-out";
import { planFor } from "../../src/engine/plan";
import { survey } from "../../src/engine/survey";
import { kinds } from "../../src/kinds";
import { type Account, accountOf, emptyState, type State } from "../../src/sandbox/account";
import { addCertificate, certificates } from "../../src/sandbox/acm";
import { addListener } from "../../src/sandbox/elbv2";
import { freshAccount } from "../../src/sandbox/fresh";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { putKey } from "../../src/sandbox/kms";
import { graphFor } from "../../src/steps/graph";
import { installed } from "../checks/installed";
import { standardConfig, standardSecrets } from "../end-to-end/config";
import { withValues } from "../end-to-end/sandbox-place";
import type { SeededAccount } from "../moto/seed";
import { strangers } from "../mutations/autoscaling-attachment";
import { handsIn } from "../mutations/hands";
import { allMutations } from "../mutations/index";
import { federated, withDomain as hosts, isOurs, standard, subjectsOf } from "../mutations/matrix";
import { isBecause, type Spoiling, type Thing, waysOf } from "../mutations/mutation";
import { judged, notNeeded, type Runs, refusedIn, type Told } from "./judged";
import { type ConfigData, policiesOf } from "./policies";
import { alarms, withBareAlarms, withBareTracing, withOldAlarm, withOldTracing } from "./spoilt-observability";

/** Something that apply has to put right. */
interface Situation {
  readonly name: string;
  /** What the account is like when apply begins: the standard installation, unless it begins from nothing or from another one. */
  readonly from?: "nothing" | "federated";
  readonly spoil?: (account: Account) => Promise<unknown>;
  /** Values of the config that differ by now. */
  readonly values?: Readonly<Record<string, unknown>>;
}

const things = { account: "123456789012", region: "ap-northeast-1", eks: { name: "risken" } };
const seeded = { ...things, alb: { name: "risken-alb" }, rds: { identifier: "risken-db" } } as SeededAccount;
const config: ConfigData = standardConfig(seeded);
const tags = { Owner: "security" };
const owner = ownershipOf("prd", tags, { all: true, addresses: [] });
const marks = [ENV_TAG, ID_TAG];
const boundary = "arn:aws:iam::123456789012:policy/boundary";

/** Everything that somebody can do to one thing of each kind, and what a config may come to want. */
async function situations(): Promise<readonly Situation[]> {
  const subjects = await subjectsOf(standard);
  const spoilt = allMutations.flatMap(({ kind, fields, gone, tags: tagging }) => {
    const mine = subjects.filter(({ resource }) => resource.kind.type === kind.type);
    const whole = (what: string, by: Spoiling<Thing>["by"]) => [what, { by }] as const;
    const ways: readonly (readonly [string, Spoiling<Thing>, string?])[] = [
      ...Object.entries(fields).flatMap(([field, one]) =>
        waysOf(one).map(([what, way]) => [`${field}: ${what}`, way, field] as const),
      ),
      ...(isBecause(gone) ? [] : [whole("gone", gone)]),
      ...(isBecause(tagging)
        ? []
        : [
            whole("another tag", (by, thing) => tagging.set(by, thing, { Owner: "somebody" })),
            whole("no tags", (by, thing) => tagging.unset(by, thing, marks)),
          ]),
    ];
    return ways.flatMap(([what, { by, of = () => true }, field]): Situation[] => {
      const subject = mine.find((one) => of(one.thing) && (field === undefined || isOurs(one, field)));
      if (!subject) return [];
      return [{ name: `${kind.type} ${what}`, spoil: (account) => by(handsIn(account), subject.thing) }];
    });
  });
  return [
    { name: "nothing is there", from: "nothing" },
    { name: "fewer data sources", values: { dataSources: ["aws"], "parameters.values": {} } },
    { name: "another prefix", values: { namePrefix: "ours" } },
    { name: "another prefix and namespace", values: { namePrefix: "ours", "cluster.namespace": "elsewhere" } },
    { name: "another service account", values: { "cluster.namespace": "elsewhere" } },
    { name: "people who sign in elsewhere", values: { auth: elsewhere } },
    { name: "no host for access tokens", values: { "ingress.apiHost": undefined, "ingress.apiSourceIps": undefined } },
    { name: "other nodes", values: otherGroup },
    { name: "listeners of our own", values: withListeners, spoil: withoutListeners },
    { name: "a redirect that nobody wants any more", spoil: withRedirect },
    { name: "names and certificates of the hosts", values: withDomain },
    { name: "another host under a name of our own", values: { ...withDomain, ...otherHost }, spoil: withRecords },
    { name: "a certificate that nobody has validated in time", values: withDomain, spoil: withDeadCertificate },
    { name: "a certificate without tags", values: withDomain, spoil: withBareCertificate },
    { name: "other priorities", values: { "ingress.priorities": "2000-2099" } },
    { name: "a key of the customer's", values: { "parameters.kmsKey": "alias/risken" } },
    { name: "a key of our own", values: { "parameters.kmsKey": "create" } },
    { name: "a key of our own that differs", values: { "parameters.kmsKey": "create" }, spoil: withKey(true) },
    { name: "a key of our own without tags", values: { "parameters.kmsKey": "create" }, spoil: withKey(false) },
    { name: "another name of a key of our own", values: { "parameters.kmsKey": "create" }, spoil: withOtherName },
    { name: "secrets in Secrets Manager", values: { "parameters.store": "secrets-manager" } },
    {
      name: "secrets in Secrets Manager, under a key of the customer's",
      values: { "parameters.store": "secrets-manager", "parameters.kmsKey": "alias/risken" },
    },
    {
      name: "a secret that was deleted before",
      values: { "parameters.store": "secrets-manager", "parameters.kmsKey": "alias/risken" },
      spoil: withDeletedSecret,
    },
    { name: "a secret that nobody wants any more", spoil: withOldSecret },
    { name: "a permissions boundary", values: { "cluster.permissionsBoundary": boundary } },
    { name: "logs that are kept for a while", values: { "observability.logRetention": 90 } },
    { name: "a role of the CloudWatch agent", values: { "observability.agentRole": true } },
    { name: "alarms", values: alarms },
    { name: "tracing", values: { "observability.xray": true } },
    { name: "tracing that was there before", values: { "observability.xray": true }, spoil: withBareTracing },
    { name: "tracing that nobody wants any more", spoil: withOldTracing },
    { name: "alarms without tags", values: alarms, spoil: withBareAlarms },
    {
      name: "alarms that another topic is told of",
      values: { ...alarms, "observability.alarmTopic": "arn:aws:sns:ap-northeast-1:123456789012:oncall" },
      spoil: (account) => handsIn(account).sns.CreateTopic({ Name: "oncall" }),
    },
    { name: "an alarm and a topic that nobody wants any more", spoil: withOldAlarm },
    { name: "a default action", values: { "ingress.defaultAction": "not-found" }, spoil: otherDefault },
    { name: "an app client without a secret", spoil: withoutSecret },
    { name: "a larger tier", values: { "parameters.kmsKey": "alias/risken" }, spoil: largerTier },
    { name: "nodes attached in another way", spoil: attachedOtherwise },
    { name: "a role for each service", values: { "cluster.serviceAccounts": "per-service" } },
    { name: "providers and groups in the pool", values: withProviders },
    { name: "pages of managed login", values: { "auth.cognito.loginPages": "managed" } },
    {
      name: "another issuer, another group",
      from: "federated",
      values: {
        ...withOwnHost,
        "auth.cognito.identityProviders": [{ ...okta, issuer: "https://other.example.com" }],
        "auth.cognito.groups": [{ ...analysts, precedence: 1 }],
        "auth.cognito.certificate": `${certificate}-renewed`,
      },
    },
    {
      name: "fewer providers, another group",
      from: "federated",
      values: {
        "auth.cognito.identityProviders": [okta],
        "auth.cognito.groups": [{ name: "everybody" }],
        "auth.cognito.domainPrefix": undefined,
        "auth.cognito.domain": "auth.example.com",
        "auth.cognito.certificate": certificate,
      },
    },
    { name: "names that were there before", values: { names: theirNames }, spoil: withTheirNames },
    { name: "an opening that another env comes through", values: otherGroup, spoil: withAnotherEnv },
    { name: "another host", values: { "ingress.consoleHost": "risken.example.com" } },
    ...spoilt,
  ];
}

const { identityProviders, groups, certificate } = federated.config.auth.cognito;
const [okta, analysts] = [identityProviders[0]!, groups[0]!];
const withOwnHost = {
  "auth.cognito.domainPrefix": undefined,
  "auth.cognito.domain": "auth.example.com",
  "auth.cognito.loginPages": "managed",
};
const withProviders = { "auth.cognito.identityProviders": identityProviders, "auth.cognito.groups": groups };

const theirNames = {
  "queue/aws-portscan": "portscan",
  "queue/aws-portscan-dlq": "portscan-dead",
  "role/risken": "our-old-role",
  "target-group/api": "gateway",
  "user-pool/users": "people",
};

async function withTheirNames(account: Account): Promise<void> {
  const by = handsIn(account);
  for (const QueueName of ["portscan", "portscan-dead"]) await by.sqs.CreateQueue({ QueueName, Attributes: {} });
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await by.iam.CreateRole({ RoleName: "our-old-role", Path: "/theirs/", AssumeRolePolicyDocument });
  await by.elbv2.CreateTargetGroup({ Name: "gateway", Port: 30080, Protocol: "HTTP", VpcId: freshIds.vpcId });
  await by.cognito.CreateUserPool({ PoolName: "people" });
}

const withDomain = { "ingress.hostedZone": "example.com", "ingress.certificate": "create" };
const withListeners = {
  ...withDomain,
  "ingress.listener": "create",
  "ingress.redirectHttp": true,
  "ingress.idleTimeout": 120,
};

/** Rules go with their listener. */
async function withoutListeners(account: Account): Promise<void> {
  for (const table of ["elbv2.listeners", "elbv2.rules"]) {
    for (const arn of Object.keys(account.table(table))) delete account.table(table)[arn];
  }
}

/** A listener of ours from before. */
async function withRedirect(account: Account): Promise<void> {
  const [balancer] = inTable(account, "elbv2.loadBalancers");
  const tags = { [ENV_TAG]: "prd", [ID_TAG]: "listener/http" };
  addListener(account, String(balancer!.arn), { port: 80, protocol: "HTTP", tags });
}

const otherHost = { "ingress.consoleHost": "risken.example.com" };

/** Names and certificates as an installation of before has made them. */
async function withRecords(account: Account): Promise<void> {
  const { account: before } = await installed(hosts);
  for (const table of ["acm.certificates", "route53.zones", "elbv2.listeners"])
    Object.assign(account.table(table), structuredClone(before.table(table)));
}

const HOST = "console.example.com";
const certificateTags = { [ENV_TAG]: "prd", [ID_TAG]: `certificate/${HOST}` };

async function withDeadCertificate(account: Account): Promise<void> {
  const arn = addCertificate(account, [HOST], "dead");
  Object.assign(certificates(account)[arn]!, { status: "REVOKED", tags: certificateTags });
}

async function withBareCertificate(account: Account): Promise<void> {
  addCertificate(account, [HOST], "bare");
}

const otherGroup = { "ingress.nodes.securityGroups": [freshIds.databaseSecurityGroupId] };

/** A rule of another env, whose target group is reached through what was opened for ours. */
async function withAnotherEnv(account: Account): Promise<void> {
  const by = handsIn(account);
  const Tags = [{ Key: ENV_TAG, Value: "prd-eu" }];
  const where = { Protocol: "HTTP", Port: 30080, VpcId: freshIds.vpcId, TargetType: "instance" } as const;
  const { TargetGroups } = await by.elbv2.CreateTargetGroup({ Name: "risken-prd-eu-api", ...where, Tags });
  await by.elbv2.CreateRule({
    ListenerArn: Object.keys(account.table("elbv2.listeners"))[0],
    Priority: 700,
    Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["api.eu.example.com"] } }],
    Actions: [{ Type: "forward", TargetGroupArn: TargetGroups![0]!.TargetGroupArn }],
    Tags,
  });
}

const elsewhere = {
  type: "oidc",
  oidc: {
    issuer: "https://idp.example.com",
    authorizationEndpoint: "https://idp.example.com/authorize",
    tokenEndpoint: "https://idp.example.com/token",
    userInfoEndpoint: "https://idp.example.com/userinfo",
    clientId: "risken",
    clientSecret: { env: "AZURE_SECRET" },
  },
};

const inTable = (account: Account, table: string) => Object.values(account.table<Record<string, unknown>>(table));

async function otherDefault(account: Account): Promise<void> {
  for (const row of inTable(account, "elbv2.listeners"))
    row.defaultActions = [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }];
}

/** One that an installation under this name has made before. */
async function withOldSecret(account: Account): Promise<void> {
  const Tags = Object.entries({ [ENV_TAG]: "prd", [ID_TAG]: "secret/code/common" }).map(([Key, Value]) => ({
    Key,
    Value,
  }));
  await handsIn(account).secretsmanager.CreateSecret({ Name: "risken-prd-code/common", SecretString: "{}", Tags });
}

async function withDeletedSecret(account: Account): Promise<void> {
  await withOldSecret(account);
  await handsIn(account).secretsmanager.DeleteSecret({ SecretId: "risken-prd-code/common" });
}

/** A key as ours is, with AWS's own policy. */
const withKey = (tagged: boolean) => async (account: Account) => {
  const by = handsIn(account);
  const Tags = ["env", "id"].map((tag) => ({
    TagKey: `risken-aws:${tag}`,
    TagValue: tag === "env" ? "prd" : "key/encryption",
  }));
  const made = await by.kms.CreateKey({ Description: "risken-prd-encryption", Tags: tagged ? Tags : [] });
  const TargetKeyId = made.KeyMetadata!.KeyId!;
  await by.kms.CreateAlias({ AliasName: "alias/risken-prd", TargetKeyId });
  return TargetKeyId;
};

async function withOtherName(account: Account): Promise<void> {
  const TargetKeyId = await withKey(true)(account);
  await handsIn(account).kms.CreateAlias({ AliasName: "alias/old-prd", TargetKeyId });
}

async function largerTier(account: Account): Promise<void> {
  for (const row of inTable(account, "ssm.parameters")) if (row.type === "SecureString") row.tier = "Advanced";
}

async function withoutSecret(account: Account): Promise<void> {
  for (const row of inTable(account, "cognito.clients")) delete row.secret;
}

async function attachedOtherwise(account: Account): Promise<void> {
  const [group] = inTable(account, "elbv2.targetGroups");
  for (const row of inTable(account, "autoscaling.groups"))
    if (row.name === strangers) (row.trafficSources as unknown[]).push(group!.arn);
}

let made: State;
let madeFederated: State;
const all = new Map<string, Situation>();
const policies = new Map<string, readonly PolicyDocument[]>();
const told = new Map<string, Told>();
const runs: Runs = { policies, told, again: (name, those) => applied(all.get(name)!, those) };

/** `apply --adopt-all --prune`, each call judged by the policies. */
async function applied(situation: Situation, policies: readonly PolicyDocument[]): Promise<Told> {
  const began = { nothing: emptyState(), federated: madeFederated, standard: made }[situation.from ?? "standard"];
  const account = accountOf(structuredClone(began));
  if (situation.from === "nothing") {
    freshAccount(account);
    putKey(account, "alias/risken");
  }
  await situation.spoil?.(account);
  return judged(account, policies, async (aws) => {
    const parsed = parseConfig(withValues(config, situation.values ?? {}));
    const wanted = await resolveSecrets(configSchema, parsed, { env: standardSecrets, cwd: process.cwd() });
    const seen = await survey(graphFor(wanted, aws).graph, aws, { owner, kinds });
    const plan = planFor(seen, owner, aws.region);
    const { outcomes } = await carryOut(plan, seen, aws, { owner, prune: true });
    const failed = [...plan.refusals, ...seen.unsearched, ...outcomes].map(({ error }) => error);
    return [...failed, ...aws.overlooked];
  });
}

beforeAll(async () => {
  made = (await installed(standard)).account.state;
  madeFederated = (await installed(federated)).account.state;
  for (const one of await situations()) {
    all.set(one.name, one);
    policies.set(one.name, await policiesOf("apply", withValues(config, one.values ?? {})));
    told.set(one.name, await applied(one, policies.get(one.name)!));
  }
}, 240_000);

describe("over everything that can have happened to an installation", () => {
  test("apply is allowed all that it asks for, on what it asks it", () => {
    expect(all.size).toBeGreaterThan(60);
    expect(refusedIn(runs)).toEqual([]);
  });

  test("each printed action is asked for, and without it a run fails on it and says which statement it lacks", async () => {
    expect(await notNeeded(runs)).toEqual([]);
  }, 240_000);
});
