import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { isRead } from "../../src/aws/actions";
import type { State } from "../../src/sandbox/account";
import { type RunDocument, runDocument } from "./documents";
import { type Ran, root, run, temporaryFolder } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const preload = ["--require", join(root, "test/end-to-end/preload-signal.cjs")];
const codeDataKey = "/prd/code/common/CODE_DATA_KEY";
const colour = "\u001b[";

/** What a first apply has made. */
let applied: Place;
let first: Ran;
const places: Place[] = [];

/** A copy of an account, with a config of its own. */
async function placeFrom(account: Place | undefined, config: Config | string = sandboxConfig): Promise<Place> {
  const place = await makePlace(config, account?.file);
  places.push(place);
  return place;
}

const documentOf = (ran: Ran): RunDocument => runDocument.parse(ran.json);
const rows = (state: State, table: string) => state.tables[table] as Record<string, Record<string, unknown>>;
const keyIn = (state: State) => rows(state, "ssm.parameters")[codeDataKey]?.value as string;
const withAction = ({ changes }: RunDocument, action: string) => changes.filter((change) => change.action === action);
const idsOf = (changes: RunDocument["changes"]) => changes.map(({ id }) => id).sort();

/** Generated values, the app client's secret, the database's password. */
function secretsIn(state: State): readonly string[] {
  const parameters = Object.values(rows(state, "ssm.parameters")).filter(({ type }) => type === "SecureString");
  const clients = Object.values(rows(state, "cognito.clients"));
  const stored = Object.values(rows(state, "secretsmanager.secrets")).map(
    ({ text }) => JSON.parse(String(text)).password,
  );
  const secrets = [...parameters.map(({ value }) => value), ...clients.map(({ secret }) => secret), ...stored];
  expect([parameters.length, clients.length, stored.length]).toEqual([1, 1, 1]);
  return secrets.map(String);
}

beforeAll(async () => {
  applied = await placeFrom(undefined);
  first = await applied.run(["apply", "--json"]);
});

afterAll(() => Promise.all(places.map((place) => place.remove())));

describe("apply, twice", () => {
  test("the first run creates everything", async () => {
    expect(first.stderr).toBe("");
    expect(first.code).toBe(0);
    const { status, account, region, env, changes, summary, outputs } = documentOf(first);
    expect({ status, account, region, env }).toEqual({
      status: "ok",
      account: "123456789012",
      region: "ap-northeast-1",
      env: "prd",
    });
    const made = changes.filter(({ action }) => action !== "none");
    expect(new Set(made.map((change) => `${change.action} ${change.status}`))).toEqual(new Set(["create done"]));
    expect(summary).toMatchObject({ create: made.length, update: 0, replace: 0, delete: 0, failed: 0, skipped: 0 });
    expect(outputs).toMatchObject({ consoleUrl: "https://console.example.com", apiUrl: "https://api.example.com" });
    expect(Object.keys(outputs!.queueUrls)).toContain("aws-portscan");
  });

  test("the second finds nothing to do, and sends nothing that writes", async () => {
    const place = await placeFrom(applied);
    const before = await place.bytes();
    const log = join(place.folder, "calls");
    const again = await place.run(["apply", "--json"], { node: preload, env: { CALLS_TO: log } });
    expect(again.code).toBe(0);
    const { changes, status } = documentOf(again);
    expect(status).toBe("ok");
    expect(new Set(changes.map(({ action }) => action))).toEqual(new Set(["none"]));
    expect(idsOf(changes)).toEqual(idsOf(documentOf(first).changes));
    const calls = (await readFile(log, "utf8")).trimEnd().split("\n");
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.filter((line) => !isRead(line.split(":")[1]!))).toEqual([]);
    expect(await place.bytes()).toBe(before);
  });

  test("plan --detailed-exitcode is 2 before and 0 after", async () => {
    const empty = await placeFrom(undefined);
    const before = await empty.bytes();
    const [planned, nothing] = [
      await empty.run(["plan", "--json", "--detailed-exitcode"]),
      await (await placeFrom(applied)).run(["plan", "--json", "--detailed-exitcode"]),
    ];
    expect([planned.code, documentOf(planned).status]).toEqual([2, "changes"]);
    expect([nothing.code, documentOf(nothing).status]).toEqual([0, "ok"]);
    expect(await empty.bytes(), "plan changes nothing").toBe(before);
    const wanted = withAction(documentOf(planned), "create");
    expect(idsOf(wanted)).toEqual(idsOf(withAction(documentOf(first), "create")));
  });

  test("no secret is in what it says", async () => {
    const place = await placeFrom(undefined);
    const told = await place.run(["apply", "--verbose"]);
    const secrets = [applied, place].map(async (account) => secretsIn(await account.state()));
    const all = [first, told].map(({ stdout, stderr }) => stdout + stderr).join();
    for (const secret of (await Promise.all(secrets)).flat()) expect(all).not.toContain(secret);
    expect(told.stderr).toContain("ssm:PutParameter");
  });

  test("the sandbox's file is for its owner alone, and its folder is no business of git", async () => {
    const folder = await temporaryFolder();
    await run(["plan", "--sandbox", "-c", "-"], { cwd: folder, input: stringify(sandboxConfig) });
    const file = join(folder, ".risken-aws/sandbox.json");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(join(dirname(file), ".gitignore"), "utf8")).toBe("*\n");
    expect((await stat(applied.file)).mode & 0o777, "also after writes").toBe(0o600);
  });
});

describe("a change of the config", () => {
  test("shows exactly the fields that it changes, and changes them", async () => {
    const place = await placeFrom(applied, withValues(sandboxConfig, { "queues.visibilityTimeout": 123 }));
    const planned = documentOf(await place.run(["plan", "--json"]));
    const updates = withAction(planned, "update");
    const queues = Object.keys(documentOf(first).outputs!.queueUrls).filter((name) => !name.endsWith("-dlq"));
    expect(idsOf(updates)).toEqual(queues.map((name) => `queue/${name}`).sort());
    for (const { fields } of updates) {
      expect(fields).toEqual([{ path: "VisibilityTimeout", before: expect.stringMatching(/^\d+$/), after: "123" }]);
    }
    expect(planned.changes.filter(({ action }) => action !== "none")).toHaveLength(updates.length);

    const done = documentOf(await place.run(["apply", "--json"]));
    expect(done.summary).toMatchObject({ update: updates.length, create: 0, failed: 0 });
    const queue = rows(await place.state(), "sqs.queues")["risken-prd-aws-portscan"]!;
    expect(queue.attributes).toMatchObject({ VisibilityTimeout: "123" });
    expect((await place.run(["plan", "--json", "--detailed-exitcode"])).code).toBe(0);
  });

  test("what it no longer wants is shown, and removed only with --prune", async () => {
    const place = await placeFrom(applied, { ...sandboxConfig, dataSources: ["aws", "google"] });
    const kept = documentOf(await place.run(["apply", "--json"]));
    const strays = withAction(kept, "delete");
    expect(idsOf(strays)).toContain("queue/code-gitleaks");
    expect(idsOf(strays)).toContain("queue/code-gitleaks-dlq");
    expect(new Set(strays.map(({ status }) => status))).toEqual(new Set(["skipped"]));
    expect(rows(await place.state(), "sqs.queues")["risken-prd-code-gitleaks"]).toBeDefined();

    const pruned = documentOf(await place.run(["apply", "--json", "--prune"]));
    expect(idsOf(withAction(pruned, "delete"))).toEqual(idsOf(strays));
    expect(pruned.summary).toMatchObject({ delete: strays.length, failed: 0, skipped: 0 });
    const state = await place.state();
    expect(Object.keys(rows(state, "sqs.queues")).filter((name) => name.includes("code"))).toEqual([]);
    expect(keyIn(state), "datasource-api exits without it").toBe(keyIn(await applied.state()));
    expect((await place.run(["plan", "--json", "--detailed-exitcode"])).code).toBe(0);
  });

  test("a queue of somebody else is taken over with --adopt", async () => {
    const place = await placeFrom(undefined);
    await place.byHand((aws) =>
      aws.sqs.CreateQueue({ QueueName: "risken-prd-aws-portscan", Attributes: { VisibilityTimeout: "77" } }),
    );
    expect((await place.run(["apply", "--json"])).code).toBe(4);
    const adopting = await place.run(["apply", "--json", "--adopt", "queue/aws-portscan"]);
    expect(adopting.code).toBe(0);
    const [queue, ...others] = withAction(documentOf(adopting), "adopt");
    expect(others).toEqual([]);
    expect(queue).toMatchObject({ id: "queue/aws-portscan", status: "done" });
    expect(queue!.fields).toContainEqual({ path: "VisibilityTimeout", before: "77", after: expect.any(String) });
    const row = rows(await place.state(), "sqs.queues")["risken-prd-aws-portscan"]!;
    expect(row.tags).toEqual({
      Owner: "security",
      "risken-aws:env": "prd",
      "risken-aws:id": "queue/aws-portscan",
      // What destroy gives back, and which tags it takes off then.
      "risken-aws:adopted": "true",
      "risken-aws:adopted-tags": "Owner",
    });
    expect((await place.run(["plan", "--json", "--detailed-exitcode"])).code).toBe(0);
  });
});

describe("Ctrl-C", () => {
  /** Calls of a first apply, in order, as `service:Operation`. */
  async function callsOf(): Promise<readonly string[]> {
    const place = await placeFrom(undefined);
    const log = join(place.folder, "calls");
    await place.run(["apply", "--json", "--concurrency", "1"], { node: preload, env: { CALLS_TO: log } });
    const lines = (await readFile(log, "utf8")).trimEnd().split("\n");
    return lines.filter((line) => line.startsWith("before ")).map((line) => line.slice("before ".length));
  }

  test("while AWS is changed: what was begun is finished, nothing new begins, and the next run completes", async () => {
    const calls = await callsOf();
    const at = calls.indexOf("ssm:PutParameter") + 3;
    const place = await placeFrom(undefined);
    const stopped = await place.run(["apply", "--json", "--concurrency", "1"], {
      node: preload,
      env: { SIGNAL_AT: `${at}:before:SIGINT` },
    });
    expect([stopped.code, stopped.signal]).toEqual([130, null]);
    const { changes } = documentOf(stopped);
    const left = changes.filter(({ status }) => status === "skipped");
    expect(left.length).toBeGreaterThan(0);
    expect(changes.filter(({ status }) => status === "failed")).toEqual([]);
    const state = await place.state();
    const stored = new Set(Object.keys(rows(state, "ssm.parameters")));
    for (const { id, kind, name, status } of changes) {
      if (kind === "ssm.parameter") expect([id, stored.has(name)]).toEqual([id, status === "done"]);
    }

    const next = documentOf(await place.run(["apply", "--json"]));
    expect(next.status).toBe("ok");
    expect(idsOf(withAction(next, "create"))).toEqual(idsOf(left));
    expect((await place.run(["plan", "--json", "--detailed-exitcode"])).code).toBe(0);
  });

  test("while AWS is looked at: it stops at once and has changed nothing", async () => {
    const place = await placeFrom(undefined);
    const before = await place.bytes();
    const stopped = await place.run(["apply", "--json"], { node: preload, env: { SIGNAL_AT: "5:before:SIGINT" } });
    expect([stopped.code, stopped.signal]).toEqual([130, null]);
    expect(await place.bytes()).toBe(before);
  });
});

describe("settings", () => {
  test("a config from standard input", async () => {
    const place = await placeFrom(applied, "not: looked at\n");
    const planned = await place.run(["plan", "--json", "-c", "-"], { input: stringify(sandboxConfig) });
    expect([planned.code, documentOf(planned).status]).toEqual([0, "ok"]);
  });

  test("a flag comes before a variable, and a variable before the file", async () => {
    const place = await placeFrom(applied, withValues(sandboxConfig, { "queues.visibilityTimeout": 11 }));
    const wanted = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
      const [change] = withAction(documentOf(await place.run(["plan", "--json", ...args], { env })), "update");
      return change!.fields[0]!.after;
    };
    const env = { RISKEN_AWS_QUEUES_VISIBILITY_TIMEOUT: "22" };
    expect(await wanted([], {})).toBe("11");
    expect(await wanted([], env)).toBe("22");
    expect(await wanted(["--set", "queues.visibilityTimeout=33"], env)).toBe("33");
  });

  test("the sandbox needs no credentials and heeds no endpoint", async () => {
    const place = await placeFrom(applied);
    const env = { AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_PROFILE: "nobody", AWS_REGION: "us-east-1" };
    const planned = await place.run(["plan"], { env });
    expect([planned.code, planned.stderr]).toEqual([0, expect.not.stringContaining("127.0.0.1")]);
  });

  test("colours only where they are wanted", async () => {
    const place = await placeFrom(undefined);
    const colours = async (args: readonly string[], env: Readonly<Record<string, string>>) =>
      (await place.run(["plan", ...args], { env })).stdout.includes(colour);
    expect(await colours([], {})).toBe(false);
    expect(await colours([], { FORCE_COLOR: "1" })).toBe(true);
    expect(await colours(["--no-color"], { FORCE_COLOR: "1" })).toBe(false);
    expect(await colours([], { NO_COLOR: "1" })).toBe(false);
  });

  test.each([
    ["--lang ja", ["--lang", "ja"], {}, true],
    ["RISKEN_AWS_LANG=ja", [], { RISKEN_AWS_LANG: "ja" }, true],
    ["LANG=ja_JP.UTF-8", [], { LANG: "ja_JP.UTF-8" }, true],
    ["--lang en over LANG=ja_JP.UTF-8", ["--lang", "en"], { LANG: "ja_JP.UTF-8" }, false],
  ])("%s", async (_, args, env, japanese) => {
    const place = await placeFrom(applied, withValues(sandboxConfig, { "queues.visibilityTimeout": 11 }));
    const { stdout, stderr, code } = await place.run(["plan", ...args], { env });
    expect(code).toBe(0);
    expect(/[ぁ-ん]/.test(stdout)).toBe(japanese);
    expect(/[ぁ-ん]/.test(stderr)).toBe(japanese);
    for (const line of stdout.split("\n")) expect(line).not.toMatch(/[\u3000-\u9fff].*\bundefined\b/);
  });

  test("plan --format markdown is one comment; --format json one document, also on failure", async () => {
    const place = await placeFrom(undefined);
    const comment = await place.run(["plan", "--format", "markdown"]);
    expect([comment.code, comment.stdout.split("\n")[0]]).toEqual([0, expect.stringMatching(/^## risken-aws plan: `/)]);
    expect(documentOf(await place.run(["plan", "--format", "json"]))).toMatchObject({
      command: "plan",
      status: "changes",
    });
    const wrong = await place.run(["plan", "--format", "json", "--set", "cluster.name=absent"]);
    expect([wrong.code, (wrong.json as { error?: object }).error]).toEqual([
      3,
      { code: "not-there", message: expect.any(String), fix: expect.any(String) },
    ]);
    expect((await place.run(["plan", "--format", "sarif"])).code).toBe(3);
  });

  test("init --yes from flags alone saves the config and applies it", async () => {
    const folder = await temporaryFolder();
    const flags = ["--domain-prefix", "acme-risken", "--console-host", "console.example.com"];
    const done = await run(["init", "--yes", "--sandbox", "--json", ...flags], { cwd: folder });
    expect([done.code, done.stderr]).toEqual([0, expect.any(String)]);
    expect(documentOf(done)).toMatchObject({ command: "init", status: "ok" });
    expect(existsSync(join(folder, "risken-aws.yaml")), "nothing of the play leaks").toBe(false);
    const saved = await readFile(join(folder, ".risken-aws/sandbox.yaml"), "utf8");
    expect(saved).toContain("consoleHost: console.example.com");
    const again = await run(["init", "--yes", "--sandbox", "--json"], { cwd: folder });
    expect(new Set(documentOf(again).changes.map(({ action }) => action))).toEqual(new Set(["none"]));
    expect(documentOf(again).outputs).toEqual(documentOf(done).outputs);
  });
});
