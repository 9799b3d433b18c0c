import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Aws } from "../../src/aws/session";
import type { Plan } from "../../src/engine/plan";
import { scanQueues } from "../../src/risken/queues";
import { dataSources } from "../../src/risken/services";
import { type Account, accountOf, type State } from "../../src/sandbox/account";
import { copyOf, freshSandbox, pending, sessionOn } from "./sandbox-apply";
import { type Config, sandboxConfig, withValues } from "./sandbox-place";

/** The same numbers in every run of the suite; a failure tells the seed to look at. */
const settings = { seed: 20260401, numRuns: 20 };

describe("whatever the config", () => {
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const name = (most: number) =>
    fc
      .string({ unit: fc.constantFrom(...letters, ..."0123456789"), maxLength: most - 1 })
      .chain((rest) => fc.constantFrom(..."cdefghjklmnopqrstuvwxyz").map((first) => `${first}${rest}`));
  const host = name(12).map((first) => `${first}.example.com`);
  const seconds = fc.integer({ min: 0, max: 43_200 });
  const text = fc.string({ minLength: 1, maxLength: 40 }).filter((value) => !value.includes("{{"));
  const ranges = fc.uniqueArray(
    fc.tuple(fc.integer({ min: 1, max: 223 }), fc.integer({ min: 0, max: 255 })).map(([a, b]) => `${a}.${b}.0.0/16`),
    { minLength: 1, maxLength: 9 },
  );

  const keys = fc.record(
    {
      env: name(11),
      namePrefix: name(16),
      tags: fc.dictionary(name(20), fc.string({ unit: fc.constantFrom(...letters, " ", "é", "青"), maxLength: 30 })),
      dataSources: fc.subarray([...dataSources]),
      "cluster.serviceAccounts": fc.constantFrom("shared", "per-service"),
      "cluster.namespace": name(20),
      "cluster.scanRole": name(20),
      "cluster.rolePath": fc.constantFrom("/", "/one/", "/one/two/"),
      "auth.cognito.mfa": fc.constantFrom("off", "optional", "on"),
      "auth.sessionTimeout": fc.integer({ min: 1, max: 604_800 }),
      "ingress.consoleHost": host.map((one) => `console-${one}`),
      "ingress.apiHost": host.map((one) => `api-${one}`),
      "ingress.apiSourceIps": ranges,
      "ingress.priorities": fc.integer({ min: 1, max: 49_000 }).map((first) => `${first}-${first + 50}`),
      "ingress.defaultAction": fc.constantFrom("keep", "not-found"),
      "queues.visibilityTimeout": seconds,
      "queues.maxReceiveCount": fc.integer({ min: 1, max: 1_000 }),
      "queues.overrides": fc.dictionary(
        fc.constantFrom(...scanQueues.map((queue) => queue.name)),
        fc.record({ visibilityTimeout: seconds }, { requiredKeys: [] }),
      ),
      "database.schema": name(20),
      "parameters.values": fc.record({ common: fc.record({ DEFAULT_LOCALE: text }) }),
    },
    { requiredKeys: [] },
  );
  const signIn = fc.constantFrom<Readonly<Record<string, unknown>>>(
    {},
    {
      auth: {
        type: "oidc",
        userKey: "email",
        oidc: {
          issuer: "https://idp.example.com",
          authorizationEndpoint: "https://idp.example.com/authorize",
          tokenEndpoint: "https://idp.example.com/token",
          userInfoEndpoint: "https://idp.example.com/userinfo",
          clientId: "abc",
          clientSecret: { env: "SECRET" },
        },
      },
    },
  );
  const database = fc.constantFrom<Readonly<Record<string, unknown>>>(
    {},
    {
      database: { source: "external", masterHost: "db.example.net", user: "risken", password: { env: "SECRET" } },
    },
    { database: { identifier: "risken-db", user: "app", password: { env: "SECRET" } } },
  );

  const configs = fc.tuple(signIn, database, keys).map(([how, where, values]): Config => {
    const whole: Readonly<Record<string, unknown>> = {
      ...how,
      ...where,
      ...Object.fromEntries(
        Object.entries(values).filter(([path]) => how.auth === undefined || !path.startsWith("auth.")),
      ),
    };
    const config = withValues(sandboxConfig, { "ingress.apiSourceIps": undefined, ...whole });
    const { apiHost } = config.ingress as { readonly apiHost?: string };
    return apiHost === undefined ? withValues(config, { "ingress.apiSourceIps": undefined }) : config;
  });

  test("after apply there is nothing to do", async () => {
    await fc.assert(
      fc.asyncProperty(configs, async (config) => {
        const account = freshSandbox();
        const session = await sessionOn(account, config, { env: { SECRET: "a secret" } });
        const outcomes = await session.apply();
        expect(outcomes.filter(({ status }) => status !== "done")).toEqual([]);
        expect(pending(await session.plan())).toEqual([]);
      }),
      settings,
    );
  }, 120_000);
});

/** Something of ours that somebody changes by hand, and what a plan shall say of it. */
interface Spoilt {
  readonly address: string;
  readonly action: "create" | "update";
  /** Names of the fields that are not as wanted. */
  readonly fields?: readonly string[];
  readonly by: (aws: Aws, ids: Ids) => Promise<unknown>;
}

/** What an installation's identifiers are. */
interface Ids {
  readonly pool: string;
  readonly client: string;
  readonly groups: Readonly<Record<"api" | "web", string>>;
  readonly rules: Readonly<Record<string, string>>;
  readonly opening: string;
}

const queueUrl = (name: string) => `https://sqs.ap-northeast-1.amazonaws.com/123456789012/risken-prd-${name}`;
const queue = (name: string, field: string, value: string): Spoilt => ({
  address: `queue/${name}`,
  action: "update",
  fields: [field],
  by: (aws) => aws.sqs.SetQueueAttributes({ QueueUrl: queueUrl(name), Attributes: { [field]: value } }),
});
const parameter = (name: string): Spoilt => ({
  address: `parameter/${name}`,
  action: "update",
  fields: ["Value"],
  by: (aws) => aws.ssm.PutParameter({ Name: `/prd/${name}`, Value: "spoilt", Overwrite: true }),
});
const role = (fields: readonly string[], by: Spoilt["by"]): Spoilt => ({
  address: "role/risken",
  action: "update",
  fields,
  by,
});
const anybody = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
});
const everything = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});
const RoleName = "risken-prd-risken";
const otherHost = [{ Field: "host-header", HostHeaderConfig: { Values: ["other.example.com"] } }];

const spoilt: readonly Spoilt[] = [
  queue("aws-portscan", "VisibilityTimeout", "1"),
  queue("aws-guardduty", "MessageRetentionPeriod", "60"),
  queue("code-gitleaks", "ReceiveMessageWaitTimeSeconds", "0"),
  queue("osint-website-dlq", "SqsManagedSseEnabled", "false"),
  queue(
    "google-scc",
    "RedrivePolicy",
    JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:x:1:y", maxReceiveCount: 9 }),
  ),
  queue("diagnosis-wpscan", "Policy", ""),
  {
    address: "queue/azure-prowler",
    action: "update",
    fields: ["Tags"],
    by: (aws) => aws.sqs.TagQueue({ QueueUrl: queueUrl("azure-prowler"), Tags: { Owner: "nobody" } }),
  },
  parameter("common/ENV_NAME"),
  parameter("db/DB_MASTER_HOST"),
  parameter("aws/common/AWS_PORTSCAN_QUEUE_URL"),
  parameter("meta/core"),
  {
    address: "parameter/common/CORE_ADDR",
    action: "create",
    by: (aws) => aws.ssm.DeleteParameter({ Name: "/prd/common/CORE_ADDR" }),
  },
  role(["Description"], (aws) => aws.iam.UpdateRole({ RoleName, Description: "x", MaxSessionDuration: 3600 })),
  role(["AssumeRolePolicyDocument"], (aws) => aws.iam.UpdateAssumeRolePolicy({ RoleName, PolicyDocument: anybody })),
  role(["Policies"], (aws) => aws.iam.PutRolePolicy({ RoleName, PolicyName: "more", PolicyDocument: everything })),
  role(["ManagedPolicyArns"], (aws) =>
    aws.iam.AttachRolePolicy({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
  ),
  {
    address: "user-pool/users",
    action: "update",
    fields: ["MfaConfiguration", "SoftwareTokenMfaConfiguration"],
    by: (aws, { pool }) => aws.cognito.SetUserPoolMfaConfig({ UserPoolId: pool, MfaConfiguration: "OFF" }),
  },
  {
    address: "user-pool-client/console",
    action: "update",
    fields: ["CallbackURLs"],
    by: async (aws, { pool, client }) => {
      const { UserPoolClient } = await aws.cognito.DescribeUserPoolClient({ UserPoolId: pool, ClientId: client });
      const { ClientSecret, CreationDate, LastModifiedDate, ...live } = UserPoolClient!;
      const input = { ...live, CallbackURLs: ["https://other.example.com/oauth2/idpresponse"] };
      return aws.cognito.UpdateUserPoolClient(input as Parameters<typeof aws.cognito.UpdateUserPoolClient>[0]);
    },
  },
  {
    address: "target-group/api",
    action: "update",
    fields: ["HealthCheckPath"],
    by: (aws, { groups }) => aws.elbv2.ModifyTargetGroup({ TargetGroupArn: groups.api, HealthCheckPath: "/other" }),
  },
  {
    address: "target-group/web",
    action: "update",
    fields: ["Matcher", "HealthCheckIntervalSeconds"],
    by: (aws, { groups }) =>
      aws.elbv2.ModifyTargetGroup({
        TargetGroupArn: groups.web,
        HealthCheckIntervalSeconds: 77,
        Matcher: { HttpCode: "200-499" },
      }),
  },
  {
    address: "rule/console-web",
    action: "update",
    fields: ["Conditions"],
    by: (aws, { rules }) => aws.elbv2.ModifyRule({ RuleArn: rules["console-web"], Conditions: otherHost }),
  },
  {
    address: "rule/console-api",
    action: "update",
    fields: ["Actions"],
    by: (aws, { rules, groups }) =>
      aws.elbv2.ModifyRule({
        RuleArn: rules["console-api"],
        Actions: [{ Type: "forward", TargetGroupArn: groups.web }],
      }),
  },
  {
    address: "rule/api-not-found",
    action: "create",
    by: (aws, { rules }) => aws.elbv2.DeleteRule({ RuleArn: rules["api-not-found"] }),
  },
  {
    address: "opening/nodes",
    action: "create",
    by: (aws, { opening }) =>
      aws.ec2.RevokeSecurityGroupIngress({ GroupId: "sg-0e5c00000000000e5", SecurityGroupRuleIds: [opening] }),
  },
  {
    address: "node-attachment/web",
    action: "create",
    by: async (aws, { groups }) => {
      const { AutoScalingGroups } = await aws.autoscaling.DescribeAutoScalingGroups({});
      const { AutoScalingGroupName } = AutoScalingGroups![0]!;
      return aws.autoscaling.DetachLoadBalancerTargetGroups({ AutoScalingGroupName, TargetGroupARNs: [groups.web] });
    },
  },
];

describe("what somebody changes by hand", () => {
  let installed: State;
  let ids: Ids;

  beforeAll(async () => {
    const account = freshSandbox();
    await (await sessionOn(account, sandboxConfig)).apply();
    installed = copyOf(account);
    ids = idsIn(account);
  });

  async function planAfter(changes: readonly Spoilt[]) {
    const account = accountOf(structuredClone(installed));
    const session = await sessionOn(account, sandboxConfig);
    for (const { by } of changes) await by(session.aws, ids);
    return { session, plan: await session.plan() };
  }

  test.each(spoilt.map((one) => [`${one.action} ${one.address} ${one.fields ?? ""}`, one] as const))(
    "is the one change of the plan: %s",
    async (_, one) => {
      const { plan } = await planAfter([one]);
      expect(told(plan)).toEqual(expected([one]));
    },
  );

  test("in any number and order, is what the plan says, and what apply puts right", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...spoilt], { minLength: 2 }), async (changes) => {
        const some = changes.filter(({ address }, at) => changes.findIndex((one) => one.address === address) === at);
        const { session, plan } = await planAfter(some);
        expect(told(plan)).toEqual(expected(some));
        // What somebody has added inside goes only when told.
        await session.apply({ prune: true });
        expect(pending(await session.plan())).toEqual([]);
      }),
      settings,
    );
  }, 60_000);
});

const told = ({ changes }: Plan) =>
  changes
    .filter(({ action }) => action !== "none")
    .map(({ resource, action, fields }) => ({
      address: resource.address,
      action,
      fields: action === "update" ? [...new Set(fields.map(({ path }) => path.split(/[.[]/)[0]!))].sort() : [],
    }))
    .sort(byAddress);

const expected = (changes: readonly Spoilt[]) =>
  changes.map(({ address, action, fields = [] }) => ({ address, action, fields: [...fields].sort() })).sort(byAddress);

const byAddress = (one: { readonly address: string }, other: { readonly address: string }) =>
  one.address < other.address ? -1 : 1;

function idsIn(account: Account): Ids {
  const rows = (table: string) => Object.entries(account.table<{ readonly tags?: Record<string, string> }>(table));
  const tagged = (table: string, address: string) =>
    rows(table).find(([, { tags }]) => tags?.["risken-aws:id"] === address)![0];
  const names = ["console-web", "console-api", "api-not-found"];
  return {
    pool: tagged("cognito.pools", "user-pool/users"),
    client: rows("cognito.clients")[0]![0],
    groups: {
      api: tagged("elbv2.targetGroups", "target-group/api"),
      web: tagged("elbv2.targetGroups", "target-group/web"),
    },
    rules: Object.fromEntries(names.map((name) => [name, tagged("elbv2.rules", `rule/${name}`)])),
    opening: tagged("ec2.securityGroupRules", "opening/nodes"),
  };
}
