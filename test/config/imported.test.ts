import { describe, expect, test } from "vitest";
import { importedPart, type Part, type Published, together, valuesPart } from "../../src/config/imported";
import { judge } from "../../src/config/mistakes";
import { configSchema } from "../../src/config/schema";
import { type Plain, valueAt } from "../../src/config/walk";
import type {
  Found,
  FoundEntrance,
  FoundParameter,
  FoundQueue,
  FoundRole,
  FoundRule,
} from "../../src/discovery/hand-made";
import { findQueue } from "../../src/risken/queues";

const arn = (resource: string) => `arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:${resource}`;
const groups = {
  api: { arn: arn("targetgroup/api/1"), name: "api", port: 30080, usual: true },
  web: { arn: arn("targetgroup/web/2"), name: "web", port: 30081, usual: true },
};
const signIn = { type: "cognito", userPoolId: "ap-northeast-1_abc", clientId: "c1", sessionTimeout: 604_800 } as const;

const rule = (priority: number, host: string, path: string, more: Partial<FoundRule> = {}): FoundRule => ({
  arn: `rule-${priority}`,
  priority,
  hosts: [host],
  paths: [path],
  sources: [],
  more: false,
  signIn,
  target: path === "/api/*" ? groups.api.arn : groups.web.arn,
  ...more,
});

const entrance = (rules: readonly FoundRule[], more: Partial<FoundEntrance> = {}): FoundEntrance => ({
  loadBalancer: "alb",
  securityGroups: ["sg-0123456789abcdef0"],
  listenerArn: arn("listener/app/alb/1/2"),
  port: 443,
  obvious: true,
  rules,
  targetGroups: Object.values(groups),
  ...more,
});

const consoleRules = (host = "console.example.com", first = 10) => [
  rule(first, host, "/api/*"),
  rule(first + 1, host, "/*"),
];

const parameter = (path: string, text?: string, more: Partial<FoundParameter> = {}): FoundParameter => {
  const parts = path.split("/");
  return {
    name: `/prd/${path}`,
    directory: parts.slice(0, -1).join("/"),
    variable: parts.at(-1)!,
    secure: text === undefined,
    ...(text === undefined ? { keyId: "alias/aws/ssm" } : { text }),
    ...more,
  };
};

const queue = (scanner: string, more: Partial<FoundQueue> = {}): FoundQueue => ({
  scanner,
  name: scanner,
  named: true,
  fifo: false,
  visibilityTimeout: 30,
  ...more,
});

const cluster = {
  name: "eks",
  issuer: "oidc.example.com/id/1",
  securityGroup: "sg-0aaaaaaaaaaaaaaaa",
  autoScalingGroups: ["nodes"],
};
const role = (name: string, accounts: readonly string[], more: Partial<FoundRole> = {}): FoundRole => ({
  name,
  path: "/",
  cluster: "eks",
  accounts,
  assumes: [],
  ...more,
});

const nothing: Found = {
  env: "prd",
  region: "ap-northeast-1",
  account: "123456789012",
  partition: "aws",
  parameters: [],
  metas: [],
  dataKeysElsewhere: [],
  queues: [],
  entrances: [],
  nodes: new Map(),
  pools: new Map([["ap-northeast-1_abc", { mfa: "OFF", clients: new Map([["c1", "their-client"]]) }]]),
  clusters: [cluster],
  roles: [],
  databases: [],
  denied: [],
};

const imported = (found: Partial<Found>, given: Plain = {}): Part => importedPart({ ...nothing, ...found }, given);
const data = (found: Partial<Found>, given?: Plain) => imported(found, given).data;
const at = (part: Part, path: string) => valueAt(part.data, path.split("."));
const said = (part: Part, path: string) =>
  part.remarks
    .filter((one) => one.path === path)
    .map(({ text }) => text.en)
    .join("\n");

describe("where nothing was found", () => {
  test("only the place and the cluster are said", () => {
    expect(data({})).toEqual({
      env: "prd",
      region: "ap-northeast-1",
      account: "123456789012",
      cluster: { name: "eks" },
    });
  });

  test("what people say counts more than what was found", () => {
    expect(
      data({ env: "prd" }, { env: "prd", region: "ap-northeast-1", cluster: { namespace: "mine" } }),
    ).toMatchObject({ cluster: { name: "eks", namespace: "mine" } });
  });

  test("all that is said is something that the config allows", () => {
    const all = imported({
      entrances: [entrance([...consoleRules(), rule(30, "api.example.com", "/api/*", { signIn: undefined })])],
      queues: [queue("aws-portscan", { name: "mine" })],
      roles: [role("r", ["risken:risken"])],
      databases: [{ identifier: "db", writer: "w.example.com", reader: "r.example.com", masterUser: "admin" }],
      parameters: [
        parameter("common/DB_MASTER_HOST", "w.example.com"),
        parameter("common/DB_SLAVE_HOST", "r.example.com"),
      ],
    });
    expect(judge(configSchema, all.data)).toMatchObject({ mistakes: [], missing: [] });
  });
});

describe("where secrets are stored", () => {
  const metas = (secret: string) => [
    { path: "meta/code/gitleaks", directories: ["/prd/code/common"], secrets: [secret] },
  ];

  test("is Secrets Manager where a pod lists a secret that is named as ours are", () => {
    const found = imported({ metas: metas("ours-prd-code/common") });
    expect(at(found, "parameters.store")).toBe("secrets-manager");
    expect(said(found, "parameters.store")).toContain("parameters.values");
  });

  test.each(["ours-stg-code/common", "ours-prd-core", "rds!cluster-1"])("is not said by %s", (secret) => {
    expect(at(imported({ metas: metas(secret) }), "parameters.store")).toBeUndefined();
  });
});

describe("the way in", () => {
  test("is the only listener that makes people sign in, with its rules' numbers, hosts and target groups", () => {
    const open = { signIn: undefined, sources: ["203.0.113.0/24"] };
    const rules = [...consoleRules(), rule(30, "api.example.com", "/api/*", open)];
    expect(at(imported({ entrances: [entrance(rules)] }), "ingress")).toEqual({
      loadBalancer: "alb",
      consoleHost: "console.example.com",
      apiHost: "api.example.com",
      apiSourceIps: ["203.0.113.0/24"],
      priorities: "10-109",
    });
    expect(at(imported({ entrances: [entrance(rules)] }), "names")).toMatchObject({
      "target-group/api": "api",
      "target-group/web": "web",
    });
  });

  test("is open to everybody where one of the rules for tokens is", () => {
    const rules = [
      ...consoleRules(),
      rule(30, "api.example.com", "/api/*", { signIn: undefined, sources: ["203.0.113.0/24"] }),
      rule(31, "api.example.com", "/api/*", { signIn: undefined }),
    ];
    expect(at(imported({ entrances: [entrance(rules)] }), "ingress.apiSourceIps")).toBeUndefined();
  });

  test("says that nobody calls with tokens where no rule lets them in", () => {
    expect(said(imported({ entrances: [entrance(consoleRules())] }), "ingress.consoleHost")).toContain("apiHost");
  });

  test("is chosen among several by what was given, or by what notifications link to", () => {
    const two = { entrances: [entrance([...consoleRules("a.example.com"), ...consoleRules("b.example.com", 20)])] };
    const unclear = imported(two);
    expect(at(unclear, "ingress")).toBeUndefined();
    expect(unclear.warnings.map(({ en }) => en).join()).toContain("a.example.com, b.example.com");
    expect(at(imported(two, { ingress: { consoleHost: "B.example.com" } }), "ingress.priorities")).toBe("20-119");
    const linked = { ...two, parameters: [parameter("common/BASE_URL", "https://b.example.com")] };
    expect(at(imported(linked), "ingress.consoleHost")).toBe("b.example.com");
    const broken = { ...two, parameters: [parameter("common/BASE_URL", "nonsense")] };
    expect(at(imported(broken), "ingress")).toBeUndefined();
  });

  test("is nothing where the given host is another one", () => {
    expect(
      at(imported({ entrances: [entrance(consoleRules())] }, { ingress: { consoleHost: "x.example.com" } }), "ingress"),
    ).toEqual({ consoleHost: "x.example.com" });
  });

  test("says no band where the rules are in the usual one", () => {
    const part = imported({ entrances: [entrance(consoleRules("console.example.com", 1001))] });
    expect(at(part, "ingress.priorities")).toBeUndefined();
  });

  test("names a listener that nobody would find", () => {
    const hidden = entrance(consoleRules(), { obvious: false, port: 8443 });
    expect(at(imported({ entrances: [hidden] }), "ingress.listenerArn")).toBe(hidden.listenerArn);
  });

  test("leaves a target group to its owner that is not as RISKEN's documentation has it", () => {
    const byAddress = { ...groups.web, usual: false };
    const part = imported({ entrances: [entrance(consoleRules(), { targetGroups: [groups.api, byAddress] })] });
    expect(at(part, "ingress.targetGroups")).toEqual({ web: byAddress.arn });
    expect(at(part, "names")).toEqual({ "target-group/api": "api", "user-pool-client/console": "their-client" });
    expect(said(part, "ingress.targetGroups.web")).toContain("left to you");
  });

  test("takes a rule without a path for the one of all paths, and says that it stays beside ours", () => {
    const rules = [consoleRules()[0]!, rule(11, "console.example.com", "", { paths: [], target: groups.web.arn })];
    const part = imported({ entrances: [entrance(rules)] });
    expect(at(part, "names")).toMatchObject({ "target-group/web": "web" });
    expect(said(part, "ingress.priorities")).toContain("Rule 11");
  });

  test("names the nodes that do not follow from the cluster", () => {
    const one = entrance(consoleRules());
    const nodes = (autoScalingGroups: readonly string[], securityGroups: readonly string[]) =>
      at(
        imported({ entrances: [one], nodes: new Map([[one.listenerArn, { autoScalingGroups, securityGroups }]]) }),
        "ingress.nodes",
      );
    expect(nodes(["nodes"], [cluster.securityGroup])).toBeUndefined();
    expect(nodes([], [])).toBeUndefined();
    expect(nodes(["own"], ["sg-0bbbbbbbbbbbbbbbb"])).toEqual({
      autoScalingGroups: ["own"],
      securityGroups: ["sg-0bbbbbbbbbbbbbbbb"],
    });
  });
});

describe("sign-in", () => {
  const withSignIn = (given: FoundRule["signIn"], parameters: readonly FoundParameter[] = []) =>
    imported({ entrances: [entrance(consoleRules().map((one) => ({ ...one, signIn: given })))], parameters });

  test("by Cognito names the pool and the client, and the claim that RISKEN reads today", () => {
    const unsaid = withSignIn(signIn);
    expect(at(unsaid, "auth")).toEqual({
      type: "cognito",
      userKey: "preferred_username",
      cognito: { userPoolId: "ap-northeast-1_abc" },
    });
    expect(said(unsaid, "auth.userKey")).toContain("guess");
    expect(at(unsaid, "names")).toMatchObject({ "user-pool-client/console": "their-client" });
    const told = withSignIn({ ...signIn, sessionTimeout: 3600 }, [parameter("gateway/gateway/USER_IDP_KEY", "email")]);
    expect(at(told, "auth")).toEqual({
      type: "cognito",
      sessionTimeout: 3600,
      cognito: { userPoolId: "ap-northeast-1_abc" },
    });
  });

  test("by a pool that risken-aws itself has made goes on with it", () => {
    const made = (mfa: "OFF" | "OPTIONAL", env: string) =>
      at(
        imported({
          entrances: [entrance(consoleRules())],
          pools: new Map([["ap-northeast-1_abc", { mfa, env, domain: "acme", clients: new Map() }]]),
        }),
        "auth.cognito",
      );
    expect(made("OPTIONAL", "prd")).toEqual({ domainPrefix: "acme" });
    expect(made("OFF", "prd")).toEqual({ domainPrefix: "acme", mfa: "off" });
    expect(made("OPTIONAL", "stg")).toEqual({ userPoolId: "ap-northeast-1_abc" });
  });

  test("by a client that nobody could look at names none", () => {
    const part = imported({ entrances: [entrance(consoleRules())], pools: new Map() });
    expect(valueAt(part.data, ["names", "user-pool-client/console"])).toBeUndefined();
  });

  test("by OIDC names the provider and refers to the secret", () => {
    const provider = {
      issuer: "https://idp.example.com",
      authorizationEndpoint: "https://idp.example.com/authorize",
      tokenEndpoint: "https://idp.example.com/token",
      userInfoEndpoint: "https://idp.example.com/userinfo",
      clientId: "abc",
    };
    const part = withSignIn({ type: "oidc", sessionTimeout: 604_800, ...provider });
    expect(at(part, "auth")).toEqual({
      type: "oidc",
      oidc: { ...provider, clientSecret: { env: "RISKEN_OIDC_CLIENT_SECRET" } },
    });
    expect(said(part, "auth.oidc.clientSecret")).toContain("keeps");
  });
});

describe("queues", () => {
  test("tell the data sources, and their names where they are others than ours", () => {
    const part = imported({
      queues: [queue("aws-portscan"), queue("osint-website", { name: "risken-prd-osint-website" })],
    });
    expect(at(part, "dataSources")).toEqual(["aws", "osint"]);
    expect(at(part, "names")).toEqual({ "queue/aws-portscan": "aws-portscan" });
    expect(at(part, "queues")).toBeUndefined();
  });

  test("of all data sources need no word", () => {
    const all = ["aws", "google", "code", "diagnosis", "osint", "azure"].map((source) =>
      queue({ code: "code-gitleaks", azure: "azure-prowler", osint: "osint-website" }[source] ?? `${source}-portscan`),
    );
    expect(at(imported({ queues: all }), "dataSources")).toBeUndefined();
  });

  test("keep the figures that somebody has chosen: one for all, or one each", () => {
    const dead = (name: string, maxReceiveCount: number) => ({ deadLetter: { name, maxReceiveCount } });
    const same = [
      queue("aws-portscan", { visibilityTimeout: 900, ...dead("p-dead", 5) }),
      queue("aws-guardduty", { visibilityTimeout: 900, ...dead("g-dead", 5) }),
    ];
    expect(at(imported({ queues: same }), "queues")).toEqual({ visibilityTimeout: 900, maxReceiveCount: 5 });
    expect(at(imported({ queues: same }), "names")).toMatchObject({ "queue/aws-portscan-dlq": "p-dead" });
    const mixed = [
      queue("aws-portscan", { visibilityTimeout: 900, ...dead("p-dead", 5) }),
      queue("aws-guardduty", dead("g-dead", 3)),
      queue("aws-cloudsploit", { visibilityTimeout: 5400 }),
    ];
    expect(at(imported({ queues: mixed }), "queues")).toEqual({
      overrides: {
        "aws-portscan": { visibilityTimeout: 900, maxReceiveCount: 5 },
        "aws-cloudsploit": { visibilityTimeout: 5400 },
      },
    });
  });

  test("leave out a figure that the config means anyway", () => {
    const fit = findQueue("aws-cloudsploit")!.fitVisibility;
    const mixed = [
      queue("aws-cloudsploit", { visibilityTimeout: fit }),
      queue("aws-portscan", { visibilityTimeout: 77 }),
    ];
    expect(at(imported({ queues: mixed }), "queues")).toEqual({
      overrides: { "aws-portscan": { visibilityTimeout: 77 } },
    });
  });

  test("that only are called as RISKEN's own are a guess", () => {
    expect(said(imported({ queues: [queue("aws-portscan", { named: false })] }), "names")).toContain("aws-portscan");
  });

  test("of a kind that does not work are made anew, and so is a dead-letter queue that several share", () => {
    const fifo = imported({ queues: [queue("aws-portscan", { name: "p.fifo", fifo: true }), queue("aws-guardduty")] });
    expect(at(fifo, "names")).toEqual({ "queue/aws-guardduty": "aws-guardduty" });
    expect(said(fifo, "queues")).toContain("p.fifo");
    const deadLetter = { name: "dead", maxReceiveCount: 3 };
    const shared = imported({
      queues: [queue("aws-portscan", { deadLetter }), queue("aws-guardduty", { deadLetter })],
    });
    expect(Object.keys(at(shared, "names") as object)).toEqual(["queue/aws-portscan", "queue/aws-guardduty"]);
    expect(said(shared, "queues")).toContain("dead served several");
  });
});

describe("cluster and roles", () => {
  test("the cluster is the only one, or the one whose tokens a role of RISKEN's trusts", () => {
    const other = { ...cluster, name: "other" };
    expect(at(imported({ clusters: [cluster, other] }), "cluster")).toBeUndefined();
    expect(at(imported({ clusters: [cluster, other], roles: [role("r", ["risken:risken"])] }), "cluster.name")).toBe(
      "eks",
    );
    expect(at(imported({ clusters: [cluster, other] }, { cluster: { name: "other" } }), "cluster.name")).toBe("other");
  });

  test("the shared role keeps its name, path and boundary, and tells the scan role", () => {
    const more = {
      path: "/apps/",
      boundary: "arn:aws:iam::123456789012:policy/b",
      assumes: ["arn:aws:iam::*:role/audit/Scanner"],
    };
    const part = imported({ roles: [role("mine", ["security:risken"], more)] });
    expect(at(part, "cluster")).toEqual({
      name: "eks",
      namespace: "security",
      permissionsBoundary: more.boundary,
      rolePath: "/apps/",
      scanRole: "Scanner",
    });
    expect(at(part, "names")).toEqual({ "role/risken": "mine" });
  });

  test("a role on our own path needs no word of it", () => {
    const part = imported({ roles: [role("r", ["risken:risken"], { path: "/risken/prd/" })] });
    expect(at(part, "cluster")).toEqual({ name: "eks" });
  });

  test("a role that has our own name is not named", () => {
    expect(
      at(imported({ roles: [role("acme-prd-risken", ["risken:risken"])] }, { namePrefix: "acme" }), "names"),
    ).toBeUndefined();
  });

  test("a role for each service", () => {
    const part = imported({ roles: [role("c", ["risken:core"]), role("g", ["risken:gateway"])] });
    expect(at(part, "cluster.serviceAccounts")).toBe("per-service");
    expect(at(part, "names")).toEqual({ "role/gateway": "g", "role/core": "c" });
  });

  test("of an older layout stay beside a new one", () => {
    const part = imported({
      roles: [role("old", ["gateway:gateway", "core:core"])],
      parameters: [parameter("common/CORE_SVC_ADDR", "core.core.svc.cluster.local:8080")],
    });
    expect(at(part, "cluster")).toEqual({ name: "eks" });
    expect(said(part, "cluster")).toContain("risken-prd-risken is made beside it");
  });

  test("of more accounts than one, or two for one account, are left alone", () => {
    const part = imported({
      roles: [role("wide", ["risken:risken", "risken:other"]), role("a", ["risken:core"]), role("b", ["risken:core"])],
    });
    expect(at(part, "names")).toBeUndefined();
    expect(said(part, "cluster").split("\n")).toHaveLength(3);
  });

  test("the namespace is where the pods are told to find core", () => {
    const roles = [role("stg", ["stg:risken"]), role("prd", ["prd:risken"])];
    const parameters = [parameter("common/CORE_ADDR", "core.prd.svc.cluster.local:8080")];
    expect(at(imported({ roles, parameters }), "names")).toEqual({ "role/risken": "prd" });
    expect(at(imported({ roles }), "names")).toBeUndefined();
  });
});

describe("the database", () => {
  const rds = { identifier: "db", writer: "w.example.com", reader: "r.example.com", masterUser: "admin" };
  const stored = (values: Readonly<Record<string, string>>, directory = "common") =>
    Object.entries(values).map(([name, text]) => parameter(`${directory}/${name}`, text));
  const hosts = { DB_MASTER_HOST: "W.example.com", DB_SLAVE_HOST: "r.example.com", DB_MASTER_USER: "risken" };

  test("is the one of RDS that has both hosts, in the directory where it stands", () => {
    const part = imported({ databases: [rds], parameters: stored({ ...hosts, DBSCHEMA: "risken", DBPORT: "3307" }) });
    expect(at(part, "database")).toEqual({
      source: "rds",
      identifier: "db",
      port: 3307,
      schema: "risken",
      user: "risken",
      password: { env: "RISKEN_DB_PASSWORD" },
      directory: "common",
    });
    expect(at(imported({ databases: [rds], parameters: stored(hosts, "db") }), "database.directory")).toBeUndefined();
    const twice = [...stored(hosts, "core/core"), ...stored(hosts, "core/datasource-api")];
    expect(at(imported({ databases: [rds], parameters: twice }), "database.directory")).toBeUndefined();
  });

  test("is external where a host is no endpoint of it", () => {
    const own = imported({ databases: [rds], parameters: stored({ ...hosts, DB_SLAVE_HOST: "w.example.com" }) });
    expect(at(own, "database")).toMatchObject({
      source: "external",
      masterHost: "W.example.com",
      slaveHost: "w.example.com",
    });
    expect(said(own, "database.source")).toContain("identifier: db");
    const foreign = imported({ parameters: stored({ DB_MASTER_HOST: "mysql.example.com", DB_MASTER_USER: "u" }) });
    expect(at(foreign, "database")).toEqual({
      source: "external",
      masterHost: "mysql.example.com",
      user: "u",
      password: { env: "RISKEN_DB_PASSWORD" },
      directory: "common",
    });
  });

  test("whose password RDS manages: used in place where it is, else suggested", () => {
    const masterSecret = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:rds!cluster-1-abcdef";
    const databases = [{ ...rds, masterSecret }];
    const metas = [{ path: "meta/core", directories: [], secrets: [masterSecret] }];
    expect(at(imported({ databases, metas, parameters: stored(hosts, "db") }), "database")).toEqual({
      source: "rds",
      identifier: "db",
    });
    const copied = imported({ databases, parameters: stored({ ...hosts, DB_MASTER_USER: "admin" }, "db") });
    expect(said(copied, "database.password")).toContain("RDS manages");
  });

  test("that is stored in the clear, or with two users, is remarked upon", () => {
    const plain = parameter("common/DB_MASTER_PASSWORD", undefined, { secure: false });
    const part = imported({ parameters: [...stored({ ...hosts, DB_SLAVE_USER: "reader" }), plain] });
    expect(said(part, "database.password")).toContain("plain text");
    expect(said(part, "database.user")).toContain("DB_SLAVE_USER");
  });
});

describe("encryption", () => {
  const secret = (name: string, keyId: string) => parameter(`common/${name}`, undefined, { keyId });

  test("is by the customer's key where most of it is", () => {
    const id = "0b1c2d3e-0000-4000-8000-000000000000";
    const part = imported({
      parameters: [secret("SLACK_API_TOKEN", id), secret("X_TOKEN", id), secret("Y_TOKEN", "alias/aws/ssm")],
    });
    expect(at(part, "parameters.kmsKey")).toBe(`arn:aws:kms:ap-northeast-1:123456789012:key/${id}`);
    expect(said(part, "parameters.kmsKey")).toContain("queues");
    expect(at(imported({ parameters: [secret("SLACK_API_TOKEN", "alias/mine")] }), "parameters.kmsKey")).toBe(
      "alias/mine",
    );
  });

  test("is by AWS's own keys where most of it is", () => {
    const part = imported({
      parameters: [secret("SLACK_API_TOKEN", "alias/mine")],
      queues: [queue("aws-portscan"), queue("aws-guardduty")],
    });
    expect(at(part, "parameters")).toBeUndefined();
  });
});

describe("parameters.values", () => {
  const published: Published = new Map([
    ["/prd/common/ENV_NAME", "prd"],
    ["/prd/common/AWS_REGION", "ap-northeast-1"],
    ["/prd/common/SQS_ENDPOINT", undefined],
    ["/prd/common/CORE_ADDR", "core.risken.svc.cluster.local:8080"],
    ["/prd/gateway/gateway/VERIFY_ID_TOKEN", "true"],
    ["/prd/code/common/CODE_DATA_KEY", undefined],
    ["/prd/aws/common/AWS_PORTSCAN_QUEUE_URL", undefined],
  ]);
  const valuesOf = (parameters: readonly FoundParameter[], more: Partial<Found> = {}) =>
    valuesPart({ ...nothing, parameters, ...more }, published);
  const leftovers = (...parameters: readonly FoundParameter[]) =>
    valuesOf(parameters).leftovers.map(({ name, why, use }) => [name.replace("/prd/", ""), why, use]);

  test("hold what is read and the config does not say, secrets as references", () => {
    const part = valuesOf([
      parameter("common/DEFAULT_LOCALE", "ja"),
      parameter("common/SLACK_API_TOKEN"),
      parameter("google/common/GOOGLE_SERVICE_ACCOUNT_JSON"),
    ]);
    expect(at(part, "parameters.values")).toEqual({
      common: { DEFAULT_LOCALE: "ja", SLACK_API_TOKEN: { env: "RISKEN_SLACK_API_TOKEN" } },
      "google/common": { GOOGLE_SERVICE_ACCOUNT_JSON: { env: "RISKEN_GOOGLE_SERVICE_ACCOUNT_JSON" } },
    });
    expect(said(part, "parameters.values")).toContain("references");
    expect(part.leftovers).toEqual([]);
  });

  test("keep what runs where the config would say something else by itself, but for what is wrong", () => {
    const part = valuesOf([
      parameter("common/ENV_NAME", "production"),
      parameter("common/CORE_ADDR", "core.core.svc.cluster.local:8080"),
      parameter("common/AWS_REGION", "us-east-1"),
      parameter("common/SQS_ENDPOINT", "http://queue:9324"),
      parameter("gateway/gateway/VERIFY_ID_TOKEN", "false"),
    ]);
    expect(at(part, "parameters.values")).toEqual({
      common: { ENV_NAME: "production", CORE_ADDR: "core.core.svc.cluster.local:8080" },
    });
    expect(said(part, "parameters.values.common.CORE_ADDR")).toContain("Where the pods are now");
  });

  test("are nothing where all that is stored is the config's own", () => {
    expect(valuesOf([parameter("common/ENV_NAME", "prd"), parameter("code/common/CODE_DATA_KEY")]).data).toEqual({});
  });

  test("leave out what nobody reads, each with what is read instead", () => {
    expect(
      leftovers(
        parameter("aws/common/AWS_CLOUDSPLOIT_QUEUE_URL", "u"),
        parameter("common/DB_SCHEMA", "mimosa"),
        parameter("core/datasource-api/OPEN_AI_TOKEN"),
        parameter("common/TZ", "UTC"),
        parameter("common/AWS_ACCESS_KEY_ID", "dummy"),
      ),
    ).toEqual([
      ["aws/common/AWS_CLOUDSPLOIT_QUEUE_URL", "dead", "AWS_CLOUD_SPLOIT_QUEUE_URL"],
      ["common/DB_SCHEMA", "dead", "DBSCHEMA"],
      ["core/datasource-api/OPEN_AI_TOKEN", "misplaced", "core/core"],
      ["common/TZ", "pinned", undefined],
      ["common/AWS_ACCESS_KEY_ID", "static-key", undefined],
    ]);
  });

  test("leave out what the config says elsewhere, or programs would do without", () => {
    expect(
      leftovers(
        parameter("aws/common/SQS_ENDPOINT", "https://sqs.ap-northeast-1.amazonaws.com"),
        parameter("aws/common/AWS_REGION", "ap-northeast-1"),
        parameter("code/gitleaks/CODE_DATA_KEY"),
        parameter("core/datasource-api/AWS_PORTSCAN_QUEUE_URL", "u"),
        parameter("core/core/DB_MASTER_HOST", "db.example.com"),
        parameter("aws/portscan/DEBUG", "false"),
      ),
    ).toEqual([
      ["aws/common/SQS_ENDPOINT", "superseded", "/prd/common/SQS_ENDPOINT"],
      ["aws/common/AWS_REGION", "superseded", "/prd/common/AWS_REGION"],
      ["code/gitleaks/CODE_DATA_KEY", "superseded", "/prd/code/common/CODE_DATA_KEY"],
      ["core/datasource-api/AWS_PORTSCAN_QUEUE_URL", "superseded", "/prd/aws/common/AWS_PORTSCAN_QUEUE_URL"],
      ["core/core/DB_MASTER_HOST", "superseded", undefined],
      ["aws/portscan/DEBUG", "default", undefined],
    ]);
    const other = valuesOf([parameter("aws/common/AWS_REGION", "us-east-1")]);
    expect(at(other, "parameters.values")).toEqual({ "aws/common": { AWS_REGION: "us-east-1" } });
  });

  test("pass over what nobody has heard of, what nobody loads, and what could not be decrypted", () => {
    const part = valuesOf([
      parameter("common/THEIR_OWN", "x"),
      parameter("their/place/DEFAULT_LOCALE", "ja"),
      parameter("common/DEFAULT_LOCALE", undefined),
    ]);
    expect([part.data, part.leftovers]).toEqual([{}, []]);
  });

  test("ask for a key that is stored outside the env: another one would be made up", () => {
    const dataKeysElsewhere = ["/security/prd/code/common/CODE_DATA_KEY"];
    const part = valuesOf([], { dataKeysElsewhere });
    expect(at(part, "parameters.values")).toEqual({
      "code/common": { CODE_DATA_KEY: { env: "RISKEN_CODE_DATA_KEY" } },
    });
    expect(said(part, "parameters.values.code/common.CODE_DATA_KEY")).toContain(dataKeysElsewhere[0]);
    expect(valuesOf([parameter("code/common/CODE_DATA_KEY")], { dataKeysElsewhere }).data).toEqual({});
  });

  test("say of a secret in the clear how it gets encrypted", () => {
    const part = valuesOf([parameter("common/SLACK_API_TOKEN", undefined, { secure: false })]);
    expect(said(part, "parameters.values.common.SLACK_API_TOKEN")).toContain("plain text");
  });
});

test("what several looks say is put together, people's words over it", () => {
  const part = (data: Plain): Part => ({ data, remarks: [], warnings: [] });
  expect(together([part({ names: { a: "1" } }), part({ names: { b: "2" } })], { names: { a: "3" } }).data).toEqual({
    names: { a: "3", b: "2" },
  });
});
