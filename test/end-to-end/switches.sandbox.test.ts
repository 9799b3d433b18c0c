import { describe, expect, test } from "vitest";
import { isRead } from "../../src/aws/actions";
import { resolve, UNKNOWN } from "../../src/engine/ref";
import { iamRole } from "../../src/kinds/iam-role";
import { sampleServiceAccount } from "../../src/risken/services";
import { type Account, accountOf, type State } from "../../src/sandbox/account";
import { groups } from "../../src/sandbox/elbv2-tables";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { putKey } from "../../src/sandbox/kms";
import { roleArn } from "../../src/steps/cluster";
import { freshSandbox, pending, sessionOn } from "./sandbox-apply";
import { type Config, sandboxConfig, withValues } from "./sandbox-place";
import { type Deployed, momentOf, type Pod } from "./watcher";

/** What the config says before and after. */
interface Switch {
  readonly name: string;
  readonly one?: Readonly<Record<string, unknown>>;
  readonly other: Readonly<Record<string, unknown>>;
  /** A host that serves something else from then on: nobody can serve both there. */
  readonly repurposed?: string;
}

const env = { SECRET: "a secret" };
const oidc = {
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
};

/** A target group that somebody brings. */
const theirs = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/theirs/1111111111111111";

/** Wanted by somebody in a secret of its own. */
const generated = { "code/common": { EXTRA: { generate: true } } };

const switches: readonly Switch[] = [
  { name: "service accounts", other: { "cluster.serviceAccounts": "per-service" } },
  { name: "the key", other: { "parameters.kmsKey": "alias/ours" } },
  { name: "to a key of its own", other: { "parameters.kmsKey": "create" } },
  {
    name: "from a key that was there to one of its own",
    one: { "parameters.kmsKey": "alias/theirs" },
    other: { "parameters.kmsKey": "create" },
  },
  {
    name: "the key, with an account for each service",
    one: { "cluster.serviceAccounts": "per-service", "parameters.kmsKey": "alias/theirs" },
    other: { "cluster.serviceAccounts": "per-service", "parameters.kmsKey": "alias/ours" },
  },
  {
    name: "where secrets are stored",
    one: { "parameters.values": generated },
    other: { "parameters.values": generated, "parameters.store": "secrets-manager" },
  },
  {
    name: "where secrets are stored and with which key, with an account for each service",
    one: { "cluster.serviceAccounts": "per-service", "parameters.kmsKey": "alias/theirs" },
    other: {
      "cluster.serviceAccounts": "per-service",
      "parameters.kmsKey": "alias/ours",
      "parameters.store": "secrets-manager",
    },
  },
  {
    name: "the key of secrets in Secrets Manager",
    one: { "parameters.store": "secrets-manager", "parameters.kmsKey": "alias/theirs" },
    other: { "parameters.store": "secrets-manager", "parameters.kmsKey": "alias/ours" },
  },
  {
    name: "whom the alarms tell, and all names",
    one: { "observability.alarms": true },
    other: {
      namePrefix: "security",
      "observability.alarms": true,
      "observability.alarmTopic": "arn:aws:sns:ap-northeast-1:123456789012:oncall",
    },
  },
  { name: "how people sign in", other: { auth: oidc } },
  { name: "the console's host", other: { "ingress.consoleHost": "security.example.com" } },
  {
    name: "the console's host, with its record and certificate",
    one: { "ingress.hostedZone": "example.com", "ingress.certificate": "create" },
    other: {
      "ingress.hostedZone": "example.com",
      "ingress.certificate": "create",
      "ingress.consoleHost": "security.example.com",
    },
  },
  { name: "the host for tokens", other: { "ingress.apiHost": "tokens.example.com" } },
  {
    name: "whether there is a host for tokens",
    other: { "ingress.apiHost": undefined, "ingress.apiSourceIps": undefined },
  },
  { name: "where tokens may come from", other: { "ingress.apiSourceIps": ["203.0.113.0/26"] } },
  {
    name: "both hosts at once",
    other: { "ingress.consoleHost": "security.example.com", "ingress.apiHost": "tokens.example.com" },
  },
  {
    name: "the console to where tokens came to",
    other: { "ingress.consoleHost": "api.example.com", "ingress.apiHost": "tokens.example.com" },
    repurposed: "api.example.com",
  },
  { name: "all names", other: { namePrefix: "security" } },
  {
    name: "all names, as long as they may be",
    one: { env: "productions", namePrefix: "information-secu", "parameters.kmsKey": "alias/ours" },
    other: { env: "productions", namePrefix: "company-security", "parameters.kmsKey": "alias/theirs" },
  },
  { name: "the name of a queue", other: { names: { "queue/aws-portscan": "portscan" } } },
  { name: "the name of the role", other: { names: { "role/risken": "pods" } } },
  { name: "data sources", other: { dataSources: ["aws", "google"] } },
  { name: "all data sources", other: { dataSources: [] } },
  { name: "the namespace", other: { "cluster.namespace": "security" } },
  { name: "one of the target groups", other: { "ingress.targetGroups.web": theirs } },
  { name: "both target groups", other: { "ingress.targetGroups": { api: theirs, web: theirs } } },
  { name: "the band of the rules", other: { "ingress.priorities": "40-60" } },
  { name: "where the database's variables are", other: { "database.directory": "common" } },
  {
    name: "who keeps the database's password",
    other: { "database.user": "risken", "database.password": { env: "SECRET" } },
  },
];

const states = new Map<string, Promise<State>>();

/** An account in which one config of a switch is installed: a copy, which nobody shares. */
async function installed(config: Config): Promise<State> {
  const key = JSON.stringify(config);
  const state = states.get(key) ?? install(config);
  states.set(key, state);
  return structuredClone(await state);
}

async function install(config: Config): Promise<State> {
  const account = freshSandbox();
  putKey(account, "alias/ours");
  putKey(account, "alias/theirs");
  const session = await sessionOn(account, config, { env });
  await session.aws.sns.CreateTopic({ Name: "oncall" });
  const { TargetGroups } = await session.aws.elbv2.CreateTargetGroup({
    Name: "theirs",
    Port: 30080,
    Protocol: "HTTP",
    VpcId: freshIds.vpcId,
    TargetType: "ip",
  });
  const made = groups(account)[TargetGroups![0]!.TargetGroupArn!]!;
  delete groups(account)[made.arn];
  groups(account)[theirs] = { ...made, arn: theirs };
  const outcomes = await session.apply();
  expect(outcomes.filter(({ status }) => status !== "done")).toEqual([]);
  // With somebody in it, it is never given up.
  for (const pool of momentIn(account, config).pools())
    await session.aws.cognito.AdminCreateUser({ UserPoolId: pool, Username: "first@example.com" });
  return account.state;
}

/** What an overlay of this config deploys. */
async function deployedBy(account: Account, config: Config): Promise<Deployed> {
  const { graph, target } = await (await sessionOn(account, config, { env })).wish();
  const { scanRole } = config.cluster as { readonly scanRole?: string };
  const accounts = target.built.environment && graph.resources.filter(({ kind }) => kind.type === iamRole.type);
  const arns = new Map(
    accounts.map(({ address, spec }) => {
      const { Path, RoleName } = resolve(spec, () => UNKNOWN) as { readonly Path: string; readonly RoleName: string };
      return [address, account.arn("iam", `role${Path}${RoleName}`, { region: "" })];
    }),
  );
  return {
    env: target.env,
    namespace: target.namespace,
    scanRole: scanRole ?? "RISKEN",
    accounts: {
      get: (id: string) => ({
        name: target.serviceAccounts === "shared" ? sampleServiceAccount : id,
        role: arns.get(roleArn(id, target.serviceAccounts).sources[0]!.address)!,
      }),
    } as Deployed["accounts"],
  };
}

const momentIn = (account: Account, { env: name }: Config) => momentOf(account, String(name));

/** Runs apply and looks at the account after every write. Says all that was ever wrong, with the write after which it was. */
async function watched(
  account: Account,
  config: Config,
  how: {
    readonly prune: boolean;
    readonly deployed: Deployed;
    readonly running: readonly Pod[];
    readonly repurposed: string | undefined;
    /** After so many writes AWS isn't reached any more, as if the run had been killed. */
    readonly stopAfter?: number;
  },
): Promise<{ readonly wrong: readonly string[]; readonly writes: number }> {
  const wrong = new Map<string, string>();
  let writes = 0;
  const before = momentIn(account, config);
  const [hostBefore, keysBefore, poolsBefore] = [before.consoleHost()!, before.dataKeys(), before.pools()];
  const look = (after: string) => {
    const now = momentIn(account, config);
    const started = now.start(how.deployed);
    const hosts = new Set([hostBefore, now.consoleHost()!].filter((host) => host !== how.repurposed));
    const found = [
      ...started.wrong,
      ...now.refused(how.running).map((text) => `running ${text}`),
      ...now.refused(started.pods).map((text) => `starting ${text}`),
      ...now.danglingQueues(),
      ...[...hosts].flatMap(now.wayIn),
      ...now.unguarded().map((host) => `unguarded: ${host}`),
      ...now
        .dataKeys()
        .filter((key) => !keysBefore.includes(key))
        .map(() => "another CODE_DATA_KEY"),
      ...poolsBefore.filter((id) => !now.pools().includes(id)).map((id) => `the pool ${id} is gone`),
    ];
    for (const one of found) if (!wrong.has(one)) wrong.set(one, after);
  };
  const session = await sessionOn(account, config, { env }, async (call, answer) => {
    if (writes === how.stopAfter) throw Object.assign(new Error("gone"), { name: "AccessDenied" });
    const output = await answer();
    if (!isRead(call.operation)) {
      writes++;
      look(`${call.service}:${call.operation} ${JSON.stringify(call.input).slice(0, 200)}`);
    }
    return output;
  });
  const outcomes = await session.apply({ prune: how.prune });
  const undone = outcomes.filter(
    ({ change, status }) => status === "failed" || (status === "skipped" && how.prune && !change.holdsData),
  );
  return {
    wrong: [
      ...[...wrong].map(([what, after]) => `${what} (after ${after})`),
      ...(how.stopAfter === undefined ? undone : []).map(
        ({ change, error }) => `${change.action} ${change.resource.address} is not done: ${error}`,
      ),
    ],
    writes,
  };
}

/** How many things of each sort there are. A pool with people in it stays whatever is wanted, and so does a key. */
const countsOf = (account: Account) =>
  Object.entries(account.state.tables)
    .map(([table, rows]) => [table, Object.values(rows).filter((row) => !isBeingDeleted(row)).length] as const)
    .filter(([table, count]) => count > 0 && !/^(cognito|kms)[.]/.test(table))
    .sort();

/** AWS keeps a deleted secret for a month. */
const isBeingDeleted = (row: unknown): boolean => (row as { readonly deleted?: string }).deleted !== undefined;

/** ARNs of the target groups that the nodes are registered with. */
const attachedTo = (account: Account): readonly string[] =>
  Object.values(account.table<{ readonly targetGroups: readonly string[] }>("autoscaling.groups")).flatMap(
    ({ targetGroups }) => targetGroups,
  );

describe.each(switches)("$name", ({ one = {}, other, repurposed }) => {
  const configs = [withValues(sandboxConfig, one), withValues(sandboxConfig, other)] as const;

  test.each([
    ["there", 0, 1],
    ["back", 1, 0],
  ] as const)("%s", async (_, from, to) => {
    const [old, next] = [configs[from], configs[to]];
    const account = accountOf(await installed(old));
    const deployed = await deployedBy(account, old);
    const atRest = momentIn(account, old);
    const before = atRest.start(deployed);
    expect([before.wrong, atRest.refused(before.pods), atRest.unguarded()]).toEqual([[], [], []]);

    const switched = await watched(account, next, { prune: false, deployed, running: before.pods, repurposed });
    expect(switched.wrong).toEqual([]);
    // Asking again changes nothing: what only the old needs stays until somebody tells to remove it.
    const again = await watched(account, next, { prune: false, deployed, running: before.pods, repurposed });
    expect([again.wrong, again.writes]).toEqual([[], 0]);

    const rolledOut = await deployedBy(account, next);
    const { pods, wrong } = momentIn(account, next).start(rolledOut);
    expect(wrong).toEqual([]);
    const pruned = await watched(account, next, { prune: true, deployed: rolledOut, running: pods, repurposed });
    expect(pruned.wrong).toEqual([]);
    expect(switched.writes + pruned.writes).toBeGreaterThan(0);
    const { changes } = await (await sessionOn(account, next, { env })).plan();
    expect(pending({ changes: changes.filter(({ holdsData }) => !holdsData) })).toEqual([]);
    expect(countsOf(account)).toEqual(countsOf(accountOf(await installed(next))));
    expect(attachedTo(account).filter((arn) => !(arn in groups(account)))).toEqual([]);
  });
});

/** Of so many writes, the numbers after which a run is stopped. */
const stops = (writes: number, count: number): readonly number[] => [
  ...new Set(Array.from({ length: count }, (_, at) => Math.ceil(((at + 1) * writes) / (count + 1)))),
];

describe("a run that is stopped on the way is carried on by the next", () => {
  const some = [
    "the key",
    "where secrets are stored",
    "both hosts at once",
    "all names",
    "how people sign in",
    "both target groups",
  ];

  test.each(switches.filter(({ name }) => some.includes(name)))(
    "$name",
    async ({ one = {}, other }) => {
      const [old, next] = [withValues(sandboxConfig, one), withValues(sandboxConfig, other)];
      const start = await installed(old);
      const deployed = await deployedBy(accountOf(structuredClone(start)), old);
      const running = momentIn(accountOf(structuredClone(start)), old).start(deployed).pods;
      const how = { prune: false, deployed, running, repurposed: undefined };
      const whole = await watched(accountOf(structuredClone(start)), next, how);
      for (const stopAfter of stops(whole.writes, 4)) {
        const account = accountOf(structuredClone(start));
        const stopped = await watched(account, next, { ...how, stopAfter });
        const carriedOn = await watched(account, next, how);
        expect([stopped.wrong, carriedOn.wrong], `stopped after ${stopAfter} of ${whole.writes}`).toEqual([[], []]);
        const rolledOut = await deployedBy(account, next);
        const { pods, wrong } = momentIn(account, next).start(rolledOut);
        const pruned = await watched(account, next, { ...how, prune: true, deployed: rolledOut, running: pods });
        expect([wrong, pruned.wrong], `stopped after ${stopAfter} of ${whole.writes}`).toEqual([[], []]);
        const { changes } = await (await sessionOn(account, next, { env })).plan();
        expect(pending({ changes: changes.filter(({ holdsData }) => !holdsData) })).toEqual([]);
      }
    },
    60_000,
  );
});
