import { copyFile, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { failureDocument, type RunDocument, runDocument } from "./documents";
import { type Ran, run } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

let applied: Place;
const places: Place[] = [];

async function placeFrom(account: Place | undefined, config: Config | string = sandboxConfig): Promise<Place> {
  const place = await makePlace(config, account?.file);
  places.push(place);
  return place;
}

const documentOf = (ran: Ran): RunDocument => runDocument.parse(ran.json);
const refusal = (ran: Ran) => failureDocument.parse(ran.json).error;
const changesOf = ({ changes }: RunDocument) =>
  changes.filter(({ action }) => action !== "none").map(({ action, id, status }) => `${action} ${id} ${status}`);
const figures = (seconds: number) =>
  withValues(sandboxConfig, { "queues.overrides": { "aws-portscan": { visibilityTimeout: seconds } } });
const planIn = async ({ folder }: Place, name = "change.plan") =>
  JSON.parse(await readFile(join(folder, name), "utf8"));
const configOf = ({ folder }: Place) => join(folder, ".risken-aws/sandbox.yaml");
const timeoutIn = async (place: Place) => {
  const queues = (await place.state()).tables["sqs.queues"] as Record<string, { attributes: Record<string, string> }>;
  return queues["risken-prd-aws-portscan"]!.attributes.VisibilityTimeout;
};

/** A place in which a plan for one change is saved. */
async function planned(args: readonly string[] = []): Promise<Place> {
  const place = await placeFrom(applied, figures(77));
  const ran = await place.run(["plan", "--out", "change.plan", ...args]);
  expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining("risken-aws apply change.plan")]);
  return place;
}

beforeAll(async () => {
  applied = await placeFrom(undefined);
  expect((await applied.run(["apply"])).code).toBe(0);
});

afterAll(() => Promise.all(places.map((place) => place.remove())));

describe("the line that carries out a saved plan", () => {
  test.each([
    [["--out", "a.plan", "--sandbox"], "risken-aws apply a.plan --sandbox"],
    [["--out", "my plan's", "--sandbox", "a b.json"], "risken-aws apply 'my plan'\\''s' --sandbox 'a b.json'"],
    [["--out", "a.plan", "--sandbox=other.box"], "risken-aws apply a.plan --sandbox=other.box"],
    [["--out", "a.plan", "--sandbox", "--profile", "my work"], "risken-aws apply a.plan --sandbox --profile 'my work'"],
  ])("leads to where the plan was made: %j", async (args, expected) => {
    const place = await placeFrom(applied);
    for (const name of ["a b.json", "other.box"]) await copyFile(place.file, join(place.folder, name));
    const config = ["-c", ".risken-aws/sandbox.yaml"];
    const ran = await run(["plan", ...config, ...args], { cwd: place.folder });
    expect([ran.code, ran.stderr.split("\n").at(-2)]).toEqual([0, `  ${expected}`]);
  });

  test("and those of what is left to do lead to the same sandbox", async () => {
    const place = await placeFrom(applied, figures(78));
    await copyFile(place.file, join(place.folder, "a b.json"));
    const args = ["init", "--yes", "-c", ".risken-aws/sandbox.yaml", "--sandbox", "a b.json"];
    const { code, stdout } = await run(args, { cwd: place.folder });
    expect([code, stdout.match(/--sandbox 'a b\.json'$/gm)?.length]).toEqual([0, 2]);
  });
});

describe("a saved plan", () => {
  test("is for its owner alone, and holds what was shown and no secret", async () => {
    const config = withValues(sandboxConfig, {
      "database.user": "app",
      "database.password": { env: "DB_PASSWORD" },
    });
    const place = await placeFrom(undefined, config);
    const env = { DB_PASSWORD: "open sesame" };
    const ran = await place.run(["plan", "--json", "--out", "first.plan"], { env });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("risken-aws apply first.plan --sandbox\n");
    expect((await stat(join(place.folder, "first.plan"))).mode & 0o777).toBe(0o600);
    const text = await readFile(join(place.folder, "first.plan"), "utf8");
    expect(text).not.toContain("open sesame");
    const saved = JSON.parse(text);
    expect(saved).toMatchObject({
      kind: "risken-aws plan",
      form: 1,
      env: "prd",
      account: "123456789012",
      region: "ap-northeast-1",
      sandbox: true,
      config: { file: ".risken-aws/sandbox.yaml", data: { database: { password: { env: "DB_PASSWORD" } } } },
      choices: { prune: false, adopt: [], adoptAll: false },
    });
    const shown = documentOf(ran).changes.filter(({ action }) => action !== "none");
    expect(saved.changes.map(({ id }: { id: string }) => id)).toEqual(shown.map(({ id }) => id));
    expect(await readdir(place.folder), "nothing is left lying about").toEqual([".risken-aws", "first.plan"]);

    // The secret is needed to carry it out, not to make it.
    const without = await place.run(["apply", "first.plan", "--json"]);
    expect([without.code, refusal(without)!.code]).toEqual([3, "secret-missing"]);
    expect((await place.run(["apply", "first.plan"], { env })).code).toBe(0);
    expect(await place.bytes()).toContain("open sesame");
  });

  test("needs no secret, and may be carried out with it, also where it hides in a larger value", async () => {
    const place = await placeFrom(
      undefined,
      withValues(sandboxConfig, {
        auth: {
          type: "oidc",
          oidc: {
            issuer: "https://idp.example.com",
            authorizationEndpoint: "https://idp.example.com/authorize",
            tokenEndpoint: "https://idp.example.com/token",
            userInfoEndpoint: "https://idp.example.com/userinfo",
            clientId: "abc",
            clientSecret: { env: "CLIENT_SECRET" },
          },
        },
        "database.user": "app",
        "database.password": { env: "DB_PASSWORD" },
      }),
    );
    expect((await place.run(["plan", "--out", "first.plan"])).code).toBe(0);
    const env = { DB_PASSWORD: "open sesame", CLIENT_SECRET: "let me in" };
    const ran = await place.run(["apply", "first.plan"], { env });
    expect([ran.code, ran.stderr]).toEqual([0, expect.any(String)]);
  });

  test("is carried out without a flag, once", async () => {
    const place = await planned();
    const done = documentOf(await place.run(["apply", "change.plan", "--json"]));
    expect(changesOf(done)).toEqual(["update queue/aws-portscan done"]);
    expect(await timeoutIn(place)).toBe("77");
    const again = await place.run(["apply", "change.plan", "--json"]);
    expect([again.code, refusal(again)!.code]).toEqual([4, "plan-moved"]);
  });

  test("of nothing to do does nothing", async () => {
    const place = await placeFrom(applied);
    expect((await place.run(["plan", "--out", "change.plan"])).code).toBe(0);
    const before = await place.bytes();
    expect((await place.run(["apply", "change.plan"])).code).toBe(0);
    expect(await place.bytes()).toBe(before);
  });

  test("remembers flags and what was chosen", async () => {
    const place = await placeFrom(applied, withValues(sandboxConfig, { dataSources: ["aws"] }));
    const ran = await place.run(["plan", "--prune", "--set", "queues.maxReceiveCount=9", "--out", "change.plan"]);
    expect(ran.code).toBe(0);
    expect((await planIn(place)).choices.prune).toBe(true);
    // Variables of the config have been heard when it was made.
    const env = { RISKEN_AWS_QUEUES_MAX_RECEIVE_COUNT: "5" };
    const done = documentOf(await place.run(["apply", "change.plan", "--json"], { env }));
    expect(done.status).toBe("ok");
    expect(done.summary.delete).toBeGreaterThan(10);
    const queues = (await place.state()).tables["sqs.queues"] as Record<string, { attributes: Record<string, string> }>;
    expect(Object.keys(queues).filter((name) => name.includes("google"))).toEqual([]);
    expect(queues["risken-prd-aws-portscan"]!.attributes.RedrivePolicy).toContain('"maxReceiveCount":9');
  });

  test("takes over what was chosen", async () => {
    const place = await placeFrom(undefined);
    const QueueName = "risken-prd-aws-portscan";
    await place.byHand((aws) => aws.sqs.CreateQueue({ QueueName, Attributes: { VisibilityTimeout: "77" } }));
    const blocked = await place.run(["plan", "--out", "change.plan"]);
    expect([blocked.code, blocked.stderr]).toEqual([4, expect.stringContaining("not saved")]);
    expect(await readdir(place.folder)).toEqual([".risken-aws"]);
    await place.run(["plan", "--adopt", "queue/aws-portscan", "--out", "change.plan"]);
    const done = documentOf(await place.run(["apply", "change.plan", "--json"]));
    expect(changesOf(done)).toContain("adopt queue/aws-portscan done");
  });

  test("takes the place of an older one, and of nothing else", async () => {
    const place = await planned();
    await place.saveConfig(figures(88));
    expect((await place.run(["plan", "--out", "change.plan"])).code).toBe(0);
    expect((await place.run(["apply", "change.plan"])).code).toBe(0);
    expect(await timeoutIn(place)).toBe("88");
    const config = await readFile(configOf(place), "utf8");
    const ran = await place.run(["plan", "--json", "--out", ".risken-aws/sandbox.yaml"]);
    expect(ran.code).toBe(3);
    // One document, and not the plan before it.
    expect(JSON.parse(ran.stdout)).toMatchObject({ command: "plan", error: { code: expect.any(String) } });
    expect(await readFile(configOf(place), "utf8")).toBe(config);
    expect((await place.run(["plan", "--out", "nowhere/change.plan"])).code).toBe(3);
  });
});

describe("a saved plan is refused, and nothing is changed,", () => {
  /** Applies it after something has happened. */
  async function afterwards(
    happens: (place: Place) => Promise<unknown>,
    args: readonly string[] = [],
    language = "en",
  ): Promise<readonly [number | null, string | undefined, string]> {
    const place = await planned();
    await happens(place);
    const before = await place.bytes();
    const ran = await place.run(["apply", "change.plan", "--json", "--lang", language, ...args]);
    expect(await place.bytes()).toBe(before);
    const { code, message } = refusal(ran)!;
    return [ran.code, code, message];
  }

  test("when the account is not as it was", async () => {
    const QueueUrl = "https://sqs.ap-northeast-1.amazonaws.com/123456789012/risken-prd-google-scc";
    const Attributes = { VisibilityTimeout: "1" };
    const other = (place: Place) => place.byHand((aws) => aws.sqs.SetQueueAttributes({ QueueUrl, Attributes }));
    const [exit, code, message] = await afterwards(other);
    expect([exit, code]).toEqual([4, "plan-moved"]);
    expect(message).toContain("queue/google-scc: to update, which was not saved");
    expect((await afterwards(other, [], "ja"))[2]).toContain("queue/google-scc: 保存した計画にない");
    const same = (place: Place) =>
      place.byHand((aws) =>
        aws.sqs.SetQueueAttributes({ QueueUrl: QueueUrl.replace("google-scc", "aws-portscan"), Attributes }),
      );
    expect((await afterwards(same))[2]).toContain("queue/aws-portscan: other values by now (VisibilityTimeout)");
  });

  test("when the config says something else, and not when it only says it otherwise", async () => {
    expect((await afterwards((place) => place.saveConfig(figures(78)))).slice(0, 2)).toEqual([4, "plan-config-moved"]);
    const place = await planned();
    const keys = Object.entries(figures(77)).reverse();
    await place.saveConfig(`# a comment\n${stringify(Object.fromEntries(keys))}`);
    expect((await place.run(["apply", "change.plan"])).code).toBe(0);
  });

  test("when the config is gone, unless somebody says where it is now", async () => {
    const elsewhere = (place: Place) => rename(configOf(place), join(place.folder, "elsewhere.yaml"));
    expect((await afterwards(elsewhere)).slice(0, 2)).toEqual([4, "plan-config-moved"]);
    const place = await planned();
    await elsewhere(place);
    expect((await place.run(["apply", "change.plan", "-c", "elsewhere.yaml"])).code).toBe(0);
  });

  test("elsewhere than it was made for", async () => {
    const place = await planned();
    await copyFile(join(place.folder, "change.plan"), join(applied.folder, "change.plan"));
    const saved = await planIn(place);
    const other = { ...saved, account: "210987654321" };
    await writeFile(join(place.folder, "other.plan"), JSON.stringify(other));
    const ran = await place.run(["apply", "other.plan", "--json"]);
    expect([ran.code, refusal(ran)!.code]).toEqual([4, "plan-elsewhere"]);
    await writeFile(join(place.folder, "real.plan"), JSON.stringify({ ...saved, sandbox: false }));
    const real = await place.run(["apply", "real.plan", "--json"]);
    expect([real.code, refusal(real)!.code]).toEqual([4, "plan-elsewhere"]);
  });

  test.each([
    [["--prune"], "--prune"],
    [["--adopt-all"], "--adopt-all"],
    [["--adopt", "queue/aws-portscan"], "--adopt"],
    [["--console-host", "x.example.com"], "--console-host"],
    [["--set", "queues.maxReceiveCount=5"], "--set"],
  ])("with %s, which would make it another plan", async (args, named) => {
    const [exit, code, message] = await afterwards(async () => {}, args);
    expect([exit, code, message]).toEqual([3, "plan-file-decides", expect.stringContaining(named)]);
  });

  test.each([
    ["nothing", undefined, "plan-file-unreadable"],
    ["no JSON", "not: a plan", "no-plan-file"],
    ["another document", '{"command":"plan"}', "no-plan-file"],
    ["a plan of a later release", '{"kind":"risken-aws plan","form":2,"program":"9.0.0"}', "plan-file-newer"],
  ])("where there is %s", async (_, text, expected) => {
    const place = await placeFrom(applied);
    if (text !== undefined) await writeFile(join(place.folder, "change.plan"), text);
    const ran = await place.run(["apply", "change.plan", "--json"]);
    expect([ran.code, refusal(ran)!.code]).toEqual([3, expected]);
  });
});
