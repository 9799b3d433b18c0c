import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunDocument, runDocument } from "./documents";
import type { Ran } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const values = { "code/common": { GITHUB_DEFAULT_TOKEN: { env: "GITHUB_TOKEN" } } };
const token = "github-token-of-the-test";
const given = { env: { GITHUB_TOKEN: token } };
const configWith = (kmsKey: string, more: Readonly<Record<string, unknown>> = {}): Config =>
  withValues(sandboxConfig, { "parameters.values": values, "parameters.kmsKey": kmsKey, ...more });

type Row = Record<string, unknown>;
const rowsOf = async (place: Place, table: string) =>
  Object.values((await place.state()).tables[table] ?? {}) as readonly Row[];
const keysOf = async (place: Place) =>
  (await rowsOf(place, "kms.keys")).filter(({ manager }) => manager === "CUSTOMER");
const secretsOf = async (place: Place) =>
  Object.fromEntries(
    (await rowsOf(place, "ssm.parameters"))
      .filter(({ type }) => type === "SecureString")
      .map(({ name, value, keyId }) => [String(name), { value, keyId }]),
  );
const queueKeys = async (place: Place) =>
  new Set(
    (await rowsOf(place, "sqs.queues")).map(({ attributes }) => (attributes as Row).KmsMasterKeyId ?? "SQS's own"),
  );
const documentOf = (ran: Ran): RunDocument => runDocument.parse(ran.json);
const codeOf = (ran: Ran) => (ran.json as { error?: { code: string } }).error?.code;
const done = async (ran: Promise<Ran>): Promise<RunDocument> => {
  const { code, stderr, stdout } = await ran;
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).not.toContain(token);
  return documentOf(await ran);
};

const places: Place[] = [];
const placeWith = async (config: Config, from?: Place): Promise<Place> => {
  const place = await makePlace(config, from?.file);
  places.push(place);
  return place;
};
afterAll(() => Promise.all(places.map((place) => place.remove())));

/** An installation under AWS's own keys, and one under a key of its own. */
let managed: Place;
let own: Place;
beforeAll(async () => {
  managed = await placeWith(configWith("aws-managed"));
  await done(managed.run(["apply", "--json"], given));
  own = await placeWith(configWith("create"));
  await done(own.run(["apply", "--json"], given));
});

describe("parameters.kmsKey: create", () => {
  test("from nothing makes one key, under which everything is, and twice makes nothing", async () => {
    const [key, ...others] = await keysOf(own);
    expect(others).toEqual([]);
    expect(key).toMatchObject({
      state: "Enabled",
      aliases: ["alias/risken-prd"],
      rotation: true,
      tags: { "risken-aws:env": "prd", "risken-aws:id": "key/encryption", Owner: "security" },
    });
    const arn = `arn:aws:kms:ap-northeast-1:123456789012:key/${key!.id}`;
    expect(new Set(Object.values(await secretsOf(own)).map(({ keyId }) => keyId))).toEqual(new Set([arn]));
    expect(await queueKeys(own)).toEqual(new Set([arn]));
    const bytes = await own.bytes();
    const again = await done(own.run(["apply", "--json"], given));
    expect(again.summary).toMatchObject({ create: 0, update: 0, delete: 0 });
    expect(await own.bytes()).toBe(bytes);
    const doctor = await own.run(["doctor", "--json"], given);
    const { checks } = doctor.json as { checks: { id: string; status: string }[] };
    const wrong = checks.filter(({ status }) => status === "fail").map(({ id }) => id);
    // This config gives no credentials for all that it scans.
    expect(wrong).toEqual(["boot/empty"]);
  });

  test("puts everything under it where AWS's own keys were, also what this run isn't given, and back again", async () => {
    const place = await placeWith(configWith("create"), managed);
    const before = await secretsOf(place);
    expect(new Set(Object.values(before).map(({ keyId }) => keyId))).toEqual(new Set(["alias/aws/ssm"]));
    // Without the variable: what is stored is read, and written back under the new key.
    await done(place.run(["apply", "--json", "--prune"]));
    const [key] = await keysOf(place);
    const arn = `arn:aws:kms:ap-northeast-1:123456789012:key/${key!.id}`;
    const under = (keyId: string) =>
      Object.fromEntries(Object.entries(before).map(([name, { value }]) => [name, { value, keyId }]));
    expect(await secretsOf(place)).toEqual(under(arn));
    expect(await queueKeys(place)).toEqual(new Set([arn]));
    expect(before["/prd/code/common/GITHUB_DEFAULT_TOKEN"]!.value).toBe(token);

    await place.saveConfig(configWith("aws-managed"));
    const back = await done(place.run(["apply", "--json", "--prune"]));
    expect(await secretsOf(place)).toEqual(under("alias/aws/ssm"));
    expect(await queueKeys(place)).toEqual(new Set(["SQS's own"]));
    // Its name goes. The key stays, and it is said how it would go.
    expect(await keysOf(place)).toMatchObject([{ id: key!.id, state: "Enabled", aliases: [] }]);
    expect(back.changes.filter(({ kind }) => kind.startsWith("kms.")).map(({ id, status }) => [id, status])).toEqual([
      ["key-alias/encryption", "done"],
      ["key/encryption", "skipped"],
    ]);
    const told = await place.run(["plan"]);
    const said = (told.stdout + told.stderr).replaceAll(/\s+/g, " ");
    expect(said).toContain(`aws kms schedule-key-deletion --key-id ${key!.id} --pending-window-in-days 30`);
    const bytes = await place.bytes();
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await place.bytes()).toBe(bytes);
    // And it is used again when it is wanted again.
    await place.saveConfig(configWith("create"));
    await done(place.run(["apply", "--json"]));
    expect(await keysOf(place)).toMatchObject([{ id: key!.id, aliases: ["alias/risken-prd"] }]);
    expect(await secretsOf(place)).toEqual(under(arn));
  });

  test("gives way to a key of the customer's, and takes its place", async () => {
    const place = await placeWith(configWith("alias/team"), own);
    const theirs = await place.byHand(async (aws) => {
      const { KeyMetadata } = await aws.kms.CreateKey({ Description: "of the team" });
      await aws.kms.CreateAlias({ AliasName: "alias/team", TargetKeyId: KeyMetadata!.KeyId });
      return KeyMetadata!.Arn!;
    });
    const before = await secretsOf(place);
    await done(place.run(["apply", "--json", "--prune"]));
    const after = await secretsOf(place);
    expect(Object.values(after).map(({ value }) => value)).toEqual(Object.values(before).map(({ value }) => value));
    expect(new Set(Object.values(after).map(({ keyId }) => keyId))).toEqual(new Set([theirs]));
    expect(await queueKeys(place)).toEqual(new Set([theirs]));
    await place.saveConfig(configWith("create"));
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await secretsOf(place)).toEqual(before);
    expect(await keysOf(place)).toHaveLength(2);
  });

  test("a run that dies after the key was made finds it again", async () => {
    const place = await placeWith(configWith("create"), managed);
    await place.byHand(async (aws) => {
      const Tags = ["env", "id"].map((tag) => ({
        TagKey: `risken-aws:${tag}`,
        TagValue: tag === "env" ? "prd" : "key/encryption",
      }));
      await aws.kms.CreateKey({ Description: "risken-prd-encryption", Tags });
    });
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await keysOf(place)).toMatchObject([{ aliases: ["alias/risken-prd"], rotation: true }]);
  });

  test("an alias of that name that leads elsewhere stands in the way, and nothing is written", async () => {
    const place = await placeWith(configWith("create"), managed);
    await place.byHand(async (aws) => {
      const { KeyMetadata } = await aws.kms.CreateKey({ Description: "another" });
      await aws.kms.CreateAlias({ AliasName: "alias/risken-prd", TargetKeyId: KeyMetadata!.KeyId });
    });
    const bytes = await place.bytes();
    const ran = await place.run(["apply", "--json"]);
    expect([ran.code, codeOf(ran)]).toEqual([4, "in-the-way"]);
    expect(await place.bytes()).toBe(bytes);
  });

  test.each([
    ["Disabled", "aws kms enable-key"],
    ["PendingDeletion", "aws kms cancel-key-deletion"],
  ])("under a key that is %s nothing is written, and it is said how it comes back", async (state, line) => {
    const place = await placeWith(configWith("create"), own);
    const [{ id }] = (await keysOf(place)) as [Row];
    await spoil(place, String(id), { state });
    const bytes = await place.bytes();
    const ran = await place.run(["apply", "--json"], given);
    // What is under it can't be read, so nobody knows whether a value was ever generated.
    expect([ran.code, codeOf(ran)]).toEqual([4, "stored-unreadable"]);
    expect(ran.stderr).toContain(line);
    expect(await place.bytes()).toBe(bytes);
    const doctor = await place.run(["doctor", "--json"], given);
    expect(doctor.code).toBe(2);
    expect(doctor.stdout).toContain(line);
  });
});

async function spoil(place: Place, id: string, more: Row): Promise<void> {
  const { readFile, writeFile } = await import("node:fs/promises");
  const state = JSON.parse(await readFile(place.file, "utf8"));
  Object.assign(state.tables["kms.keys"][id], more);
  await writeFile(place.file, JSON.stringify(state), { mode: 0o600 });
}

describe("destroy", () => {
  const consent = ["--yes", "--confirm", "prd"];

  test("leaves the key, takes its name, and says how it would go", async () => {
    const place = await placeWith(configWith("create"), own);
    const [{ id }] = (await keysOf(place)) as [Row];
    const document = await done(place.run(["destroy", "--json", "--delete-data", ...consent]));
    const skipped = document.changes.filter(({ status }) => status === "skipped");
    expect(skipped.map((change) => [change.id, change.error?.code])).toEqual([["key/encryption", "only-by-name"]]);
    expect(skipped[0]!.error!.fix).toContain(`aws kms schedule-key-deletion --key-id ${id}`);
    expect(await keysOf(place)).toMatchObject([{ id, state: "Enabled", aliases: [] }]);
  });

  test("schedules its deletion when it is named, and is done with it then", async () => {
    const place = await placeWith(configWith("create"), own);
    const [{ id }] = (await keysOf(place)) as [Row];
    await done(place.run(["destroy", "--json", "--delete-data", "--delete-key", String(id), ...consent]));
    expect(await keysOf(place)).toMatchObject([{ state: "PendingDeletion" }]);
    expect((await done(place.run(["destroy", "--json"]))).changes).toEqual([]);
    await done(place.run(["apply", "--json"], given));
    expect(await keysOf(place)).toMatchObject([{ id, state: "PendingDeletion" }, { state: "Enabled" }]);
  });

  test("keeps a key that is named while something that stays is under it", async () => {
    const place = await placeWith(configWith("create"), own);
    const [{ id }] = (await keysOf(place)) as [Row];
    const document = await done(place.run(["destroy", "--json", "--delete-key", String(id), ...consent]));
    const skipped = document.changes.filter(({ status }) => status === "skipped");
    expect(skipped.map((change) => [change.id, change.error?.code])).toEqual([
      ["parameter/code/common/CODE_DATA_KEY", "holds-data"],
      ["key/encryption", "stays-with"],
    ]);
    expect(await keysOf(place)).toMatchObject([{ state: "Enabled", aliases: [] }]);
  });

  test("refuses a name that is no key of ours", async () => {
    const ran = await own.run(["destroy", "--json", "--delete-key", "alias/risken-prd", ...consent]);
    expect([ran.code, codeOf(ran)]).toEqual([3, "no-such-key"]);
  });
});
