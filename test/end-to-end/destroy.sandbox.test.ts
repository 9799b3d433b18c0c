import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { State } from "../../src/sandbox/account";
import { canonical, differencesOf } from "./canonical";
import { type RunDocument, runDocument } from "./documents";
import { type Ran, root } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";
import { hasTmux, openTerminal } from "./terminal";

const preload = ["--require", join(root, "test/end-to-end/preload-signal.cjs")];
const codeDataKey = "/prd/code/common/CODE_DATA_KEY";
const consent = ["--yes", "--confirm", "prd"];
const all = ["destroy", "--json", "--delete-data", ...consent];

/** What a first apply has made, in an account that was fresh before. */
let applied: Place;
let before: State;
const places: Place[] = [];

async function placeFrom(account: Place | undefined, config: Config = sandboxConfig): Promise<Place> {
  const place = await makePlace(config, account?.file);
  places.push(place);
  return place;
}

const documentOf = (ran: Ran): RunDocument => runDocument.parse(ran.json);
const rows = (state: State, table: string) => (state.tables[table] ?? {}) as Record<string, Record<string, unknown>>;
const kept = ({ changes }: RunDocument) =>
  changes.filter(({ status }) => status === "skipped").map(({ id, error }) => `${error?.code} ${id}`);
/** What the account has that it had not before, or has not any more. */
const leftIn = async (place: Place) =>
  differencesOf(canonical(before, before, []), canonical(await place.state(), before, [])).filter(
    (line) => !line.includes(": 0 rows"),
  );

/** Lets messages wait in a queue: the tool itself never sends any. */
async function fill(place: Place, queue: string, waiting = 3): Promise<void> {
  const state = await place.state();
  rows(state, "sqs.queues")[queue]!.messages = { waiting, inFlight: 0 };
  await writeFile(place.file, JSON.stringify(state), { mode: 0o600 });
}

const invite = (place: Place) =>
  place.byHand(async (aws) => {
    const { UserPools } = await aws.cognito.ListUserPools({ MaxResults: 60 });
    await aws.cognito.AdminCreateUser({ UserPoolId: UserPools![0]!.Id, Username: "first@example.com" });
  });

beforeAll(async () => {
  applied = await placeFrom(undefined);
  before = await applied.state();
  expect((await applied.run(["apply", "--json"])).code).toBe(0);
});

afterAll(() => Promise.all(places.map((place) => place.remove())));

describe("destroy", () => {
  test("with its data leaves the account as it was before apply", async () => {
    const place = await placeFrom(applied);
    const made = documentOf(await place.run(["plan", "--json"])).changes;
    const ran = await place.run(all);
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    const { command, env, account, region, status, changes, summary } = documentOf(ran);
    expect({ command, env, account, region, status }).toEqual({
      command: "destroy",
      env: "prd",
      account: "123456789012",
      region: "ap-northeast-1",
      status: "ok",
    });
    expect(new Set(changes.map((change) => `${change.action} ${change.status}`))).toEqual(new Set(["delete done"]));
    expect(changes.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
    expect(summary).toMatchObject({ delete: made.length, failed: 0, skipped: 0, none: 0 });
    expect(await leftIn(place)).toEqual([]);

    const again = await place.run(["destroy", "--json"]);
    expect([again.code, documentOf(again).changes]).toEqual([0, []]);
    expect((await place.run(["apply", "--json"])).code).toBe(0);
  });

  test("keeps what holds data and what that needs, says how it would go, and lets it go when told", async () => {
    const place = await placeFrom(applied);
    const key = rows(await place.state(), "ssm.parameters")[codeDataKey]!.value;
    await invite(place);
    await fill(place, "risken-prd-aws-portscan");
    const first = documentOf(await place.run(["destroy", "--json", ...consent]));
    expect(first).toMatchObject({ status: "ok", summary: { failed: 0, skipped: 6 } });
    expect(kept(first).sort()).toEqual([
      "holds-data parameter/code/common/CODE_DATA_KEY",
      "holds-data queue/aws-portscan",
      "holds-data user-pool/users",
      "stays-with queue/aws-portscan-dlq",
      "stays-with user-pool-client/console",
      "stays-with user-pool-domain/console",
    ]);
    const [data] = first.changes.filter(({ id }) => id === "user-pool/users");
    expect(data!.error!.fix).toContain("risken-aws destroy --delete-data");
    const state = await place.state();
    expect(Object.keys(rows(state, "ssm.parameters"))).toEqual([codeDataKey]);
    expect(Object.keys(rows(state, "sqs.queues")).sort()).toEqual([
      "risken-prd-aws-portscan",
      "risken-prd-aws-portscan-dlq",
    ]);
    expect(Object.keys(rows(state, "cognito.users"))).toHaveLength(1);

    // Asking again is no harm and needs no consent: there is nothing to agree to.
    const bytes = await place.bytes();
    const again = await place.run(["destroy", "--json"]);
    expect([again.code, kept(documentOf(again)).length, await place.bytes()]).toEqual([0, 6, bytes]);

    // What stayed is used again.
    const other = await placeFrom(place);
    expect((await other.run(["apply", "--json"])).code).toBe(0);
    expect(rows(await other.state(), "ssm.parameters")[codeDataKey]!.value).toBe(key);

    expect((await place.run(all)).code).toBe(0);
    expect(await leftIn(place)).toEqual([]);
  });

  test("no secret is in what it says", async () => {
    const place = await placeFrom(applied);
    const secrets = Object.values(rows(await place.state(), "ssm.parameters"))
      .filter(({ type }) => type === "SecureString")
      .map(({ value }) => String(value));
    const { stdout, stderr } = await place.run(["destroy", "--verbose", "--delete-data", ...consent]);
    expect(secrets).not.toEqual([]);
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  });

  test("finds what the config does not name any more, and needs no cluster, load balancer or secret", async () => {
    const place = await placeFrom(
      applied,
      withValues(sandboxConfig, {
        dataSources: ["aws"],
        "auth.type": "oidc",
        "auth.cognito": undefined,
        "auth.oidc": {
          issuer: "https://idp.example.com",
          authorizationEndpoint: "https://idp.example.com/authorize",
          tokenEndpoint: "https://idp.example.com/token",
          userInfoEndpoint: "https://idp.example.com/userinfo",
          clientId: "abc",
          clientSecret: { env: "NOT_GIVEN" },
        },
      }),
    );
    const ran = await place.run(all);
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    expect(await leftIn(place)).toEqual([]);

    const bare = await placeFrom(applied);
    const state = await bare.state();
    for (const table of ["eks.clusters", "rds.clusters", "rds.instances"]) delete state.tables[table];
    await writeFile(bare.file, JSON.stringify(state), { mode: 0o600 });
    expect((await bare.run(all)).code).toBe(0);
    const left = await bare.state();
    for (const table of ["sqs.queues", "ssm.parameters", "cognito.pools", "elbv2.targetGroups"])
      expect(rows(left, table)).toEqual({});
    const openings = Object.values(rows(left, "ec2.securityGroupRules")).filter(
      ({ tags }) => "risken-aws:env" in (tags as object),
    );
    expect(openings).toEqual([]);
  });
});

describe("consent", () => {
  test.each([
    ["none", []],
    ["only --yes", ["--yes"]],
    ["only the name", ["--confirm", "prd"]],
    ["the name of another env", ["--yes", "--confirm", "prd-eu"]],
  ])("%s: shows what would go, changes nothing, exit 4", async (_, args) => {
    const place = await placeFrom(applied);
    const bytes = await place.bytes();
    const shown = await place.run(["destroy", ...args]);
    expect(shown.code).toBe(4);
    expect(shown.stdout).toContain("delete Cognito user pool risken-prd-users");
    expect(shown.stdout).toContain("keep parameter /prd/code/common/CODE_DATA_KEY");
    expect(shown.stderr).toContain("--yes --confirm prd");
    const told = await place.run(["destroy", "--json", "--lang", "ja", ...args]);
    expect([told.code, documentOf(told).status, documentOf(told).error?.code]).toEqual([4, "blocked", "no-consent"]);
    expect(new Set(documentOf(told).changes.map(({ status }) => status))).toEqual(new Set(["planned", "skipped"]));
    expect(told.stderr).toMatch(/同意/);
    expect(await place.bytes()).toBe(bytes);
  });

  test.runIf(hasTmux)("on a terminal the env's name has to be typed", async () => {
    const place = await placeFrom(applied);
    const bytes = await place.bytes();
    for (const [typed, code, empty] of [
      ["prd-eu", 4, false],
      ["prd", 0, true],
    ] as const) {
      const terminal = await openTerminal(["destroy", "--sandbox", "--delete-data"], { cwd: place.folder });
      try {
        await terminal.see("Type prd to remove it from account 123456789012");
        await terminal.type(typed);
        await terminal.press("Enter");
        expect(await terminal.end()).toBe(code);
      } finally {
        await terminal.close();
      }
      if (!empty) expect(await place.bytes()).toBe(bytes);
    }
    expect(await leftIn(place)).toEqual([]);
  });
});

describe("what is not ours", () => {
  test("is left: an untagged namesake, a provider of somebody else, an opening that was there", async () => {
    const place = await placeFrom(undefined);
    const group = Object.keys(rows(before, "ec2.securityGroups"))[0]!;
    await place.byHand(async (aws) => {
      await aws.sqs.CreateQueue({ QueueName: "risken-prd-mine", Attributes: {} });
      await aws.ssm.PutParameter({ Name: "/prd/common/MINE", Value: "mine", Type: "String" });
      const issuer = rows(before, "eks.clusters").risken!.issuer as string;
      await aws.iam.CreateOpenIDConnectProvider({ Url: issuer, ClientIDList: ["sts.amazonaws.com"] });
      await aws.ec2.AuthorizeSecurityGroupIngress({
        GroupId: group,
        IpPermissions: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
      });
    });
    const own = await place.state();
    expect((await place.run(["apply", "--json"])).code).toBe(0);
    const ran = await place.run(all);
    expect(ran.code).toBe(0);
    expect(
      documentOf(ran)
        .changes.filter(({ action }) => action === "none")
        .map(({ id }) => id),
    ).toEqual(["oidc-provider/cluster"]);
    const found = differencesOf(canonical(own, own, []), canonical(await place.state(), own, []));
    expect(found).toEqual([]);
  });

  test("a provider of ours stays while a role of somebody else trusts it", async () => {
    const place = await placeFrom(applied);
    const [arn] = Object.keys(rows(await place.state(), "iam.oidc-providers"));
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Federated: arn }, Action: "sts:AssumeRoleWithWebIdentity" }],
    };
    await place.byHand((aws) =>
      aws.iam.CreateRole({ RoleName: "theirs", AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    const first = documentOf(await place.run(all));
    expect([first.status, kept(first)]).toEqual(["ok", ["still-needed oidc-provider/cluster"]]);
    expect(first.changes.find(({ status }) => status === "skipped")!.error!.message).toContain("role/theirs");
    expect(Object.keys(rows(await place.state(), "iam.oidc-providers"))).toEqual([arn]);
    await place.byHand((aws) => aws.iam.DeleteRole({ RoleName: "theirs" }));
    expect((await place.run(all)).code).toBe(0);
    expect(await leftIn(place)).toEqual([]);
  });

  test("what was taken over is given back as it is, and goes only when told", async () => {
    const place = await placeFrom(undefined);
    await place.byHand((aws) =>
      aws.sqs.CreateQueue({
        QueueName: "risken-prd-aws-portscan",
        Attributes: { VisibilityTimeout: "77" },
        tags: { Team: "blue" },
      }),
    );
    expect((await place.run(["apply", "--json", "--adopt-all"])).code).toBe(0);
    const other = await placeFrom(place);
    const ran = documentOf(await place.run(all));
    const [queue] = ran.changes.filter(({ id }) => id === "queue/aws-portscan");
    expect(queue).toMatchObject({ action: "update", status: "done" });
    expect(queue!.fields).toContainEqual({ path: "Tags.risken-aws:env", before: "prd", after: null });
    expect(ran.warnings!.join()).toContain("--delete-adopted");
    // It points at a queue of ours, so that one stays with it.
    expect(kept(ran)).toEqual(["stays-with queue/aws-portscan-dlq"]);
    const row = rows(await place.state(), "sqs.queues")["risken-prd-aws-portscan"]!;
    expect(row.tags).toEqual({ Team: "blue" });
    expect((await place.run(["plan", "--json"])).code, "it is in the way again").toBe(4);

    expect((await other.run([...all, "--delete-adopted"])).code).toBe(0);
    expect(await leftIn(other)).toEqual([]);
  });
});

describe("two envs in one account, on one cluster and one listener", () => {
  const european = withValues(sandboxConfig, {
    env: "prd-eu",
    "auth.cognito.domainPrefix": "acme-risken-eu",
    "ingress.consoleHost": "console.eu.example.com",
    "ingress.apiHost": "api.eu.example.com",
    "ingress.priorities": "2000-2099",
  });

  test.each([
    ["the first goes first", sandboxConfig, european],
    ["the second goes first", european, sandboxConfig],
  ])("%s: the other has no drift, and after it nothing is left", async (_, first, second) => {
    const place = await placeFrom(undefined);
    for (const config of [sandboxConfig, european]) {
      await place.saveConfig(config);
      const ran = await place.run(["apply", "--json"]);
      expect(ran.code, ran.stdout).toBe(0);
    }
    await place.saveConfig(first);
    const destroy = (config: Config) =>
      place.run(["destroy", "--json", "--delete-data", "--yes", "--confirm", config.env as string]);
    const gone = await destroy(first);
    expect(gone.code, gone.stdout).toBe(0);
    expect(documentOf(gone).changes.filter(({ status }) => status === "failed")).toEqual([]);

    await place.saveConfig(second);
    const planned = await place.run(["plan", "--json", "--detailed-exitcode"]);
    expect(documentOf(planned).changes.filter(({ action }) => action !== "none")).toEqual([]);
    expect(planned.code).toBe(0);
    const state = await place.state();
    const names = JSON.stringify(Object.keys(rows(state, "sqs.queues")));
    expect(names.includes(`"risken-${(first as Config).env}-aws`)).toBe(false);
    // The nodes are still open for the load balancer.
    const openings = Object.values(rows(state, "ec2.securityGroupRules")).filter(({ from }) => from === 30080);
    expect(openings.map(({ tags }) => (tags as Record<string, string>)["risken-aws:env"])).toEqual([
      (second as Config).env,
    ]);
    expect((await destroy(second)).code).toBe(0);
    expect(await leftIn(place)).toEqual([]);
  });
});

describe("stopped in the middle, the next run finishes", () => {
  let calls: readonly string[];

  beforeAll(async () => {
    const place = await placeFrom(applied);
    const log = join(place.folder, "calls");
    await place.run([...all, "--concurrency", "1"], { node: preload, env: { CALLS_TO: log } });
    const lines = (await readFile(log, "utf8")).trimEnd().split("\n");
    calls = lines.filter((line) => line.startsWith("before ")).map((line) => line.slice("before ".length));
  });

  test("killed before and after calls of every sort", async () => {
    const writing = [...new Set(calls)].filter((call) => /:(Delete|Revoke|Detach|Update)/.test(call));
    // The last of each sort: how often is looked in between may differ from run to run.
    const writes = writing.map((call) => `${call}/${calls.filter((one) => one === call).length}`);
    const place = await placeFrom(applied);
    expect(writes.length).toBeGreaterThan(8);
    for (const at of writes) {
      for (const side of ["before", "after"]) {
        await copyFile(applied.file, place.file);
        const killed = await place.run([...all, "--concurrency", "1"], {
          node: preload,
          env: { SIGNAL_AT: `${at}:${side}:SIGKILL` },
        });
        expect(killed.signal).toBe("SIGKILL");
        const next = await place.run(all);
        expect(next.code, `${side} ${at}: ${next.stdout}`).toBe(0);
        expect(await leftIn(place), `${side} ${at}`).toEqual([]);
      }
    }
  }, 600_000);

  test("Ctrl-C: what was begun is finished, nothing new begins", async () => {
    const place = await placeFrom(applied);
    const at = calls.indexOf("ssm:DeleteParameter") + 3;
    const stopped = await place.run([...all, "--concurrency", "1"], {
      node: preload,
      env: { SIGNAL_AT: `${at}:before:SIGINT` },
    });
    expect([stopped.code, stopped.signal]).toEqual([130, null]);
    const { changes, status } = documentOf(stopped);
    expect(status).toBe("failed");
    expect(new Set(changes.map((change) => change.status))).toEqual(new Set(["done", "skipped"]));
    const stored = rows(await place.state(), "ssm.parameters");
    for (const { kind, name, status: became } of changes)
      if (kind === "ssm.parameter") expect([name, name in stored]).toEqual([name, became === "skipped"]);
    expect((await place.run(all)).code).toBe(0);
    expect(await leftIn(place)).toEqual([]);
  });

  test("Ctrl-C before consent changes nothing", async () => {
    const place = await placeFrom(applied);
    const bytes = await place.bytes();
    const stopped = await place.run(all, { node: preload, env: { SIGNAL_AT: "5:before:SIGINT" } });
    expect([stopped.code, await place.bytes()]).toEqual([130, bytes]);
  });
});

test("what cannot be told apart is reported, the rest goes, and running again carries on", async () => {
  const place = await placeFrom(applied);
  const second = await place.byHand(async (aws) => {
    const UserPoolTags = { Owner: "security", "risken-aws:env": "prd", "risken-aws:id": "user-pool/users" };
    return (await aws.cognito.CreateUserPool({ PoolName: "risken-prd-users", UserPoolTags })).UserPool!.Id!;
  });
  const ran = await place.run(all);
  expect(ran.code).toBe(1);
  const { status, changes, summary } = documentOf(ran);
  expect([status, summary.failed]).toEqual(["failed", 2]);
  const failed = changes.filter((change) => change.status === "failed");
  expect(failed.map(({ id }) => id).sort()).toEqual(["user-pool-client/console", "user-pool/users"]);
  expect(failed[0]!.error!.message).toContain(second);
  const state = await place.state();
  expect(Object.keys(rows(state, "sqs.queues"))).toEqual([]);
  expect(Object.keys(rows(state, "cognito.pools"))).toHaveLength(2);
  await place.byHand((aws) => aws.cognito.DeleteUserPool({ UserPoolId: second }));
  expect((await place.run(all)).code).toBe(0);
  expect(await leftIn(place)).toEqual([]);
});

test("a queue whose messages have all died goes, and the one that they are in stays", async () => {
  const place = await placeFrom(applied);
  await fill(place, "risken-prd-aws-portscan-dlq");
  const ran = documentOf(await place.run(["destroy", "--json", ...consent]));
  expect(kept(ran)).toContain("holds-data queue/aws-portscan-dlq");
  expect(kept(ran)).not.toContain("holds-data queue/aws-portscan");
});
