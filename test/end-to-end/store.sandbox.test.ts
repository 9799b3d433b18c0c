import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunDocument, runDocument } from "./documents";
import type { Ran } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const token = "github-token-of-the-test";
const given = { env: { GITHUB_TOKEN: token } };
const values = { "code/common": { GITHUB_DEFAULT_TOKEN: { env: "GITHUB_TOKEN" } } };
const configWith = (store: string, more: Readonly<Record<string, unknown>> = {}): Config =>
  withValues(sandboxConfig, { "parameters.values": values, "parameters.store": store, ...more });

type Row = Record<string, unknown>;
const rowsOf = async (place: Place, table: string) =>
  Object.values((await place.state()).tables[table] ?? {}) as readonly Row[];

/** What is secret in either store, by place; what is being deleted is in neither. */
async function storedIn(place: Place) {
  const parameters = (await rowsOf(place, "ssm.parameters")).filter(({ type }) => type === "SecureString");
  const secrets = (await rowsOf(place, "secretsmanager.secrets")).filter(
    ({ name, deleted }) => String(name).startsWith("risken-prd-") && deleted === undefined,
  );
  return {
    parameters: Object.fromEntries(parameters.map(({ name, value }) => [String(name).replace("/prd/", ""), value])),
    secrets: Object.fromEntries(secrets.map(({ name, text }) => [String(name), JSON.parse(String(text))])),
  };
}

const documentOf = (ran: Ran): RunDocument => runDocument.parse(ran.json);
const codeOf = (ran: Ran) => (ran.json as { error?: { code: string } }).error?.code;
const done = async (ran: Promise<Ran>): Promise<RunDocument> => {
  const { code, stderr, stdout } = await ran;
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).not.toContain(token);
  return documentOf(await ran);
};
const consent = ["--yes", "--confirm", "prd"];
const SECRET = "risken-prd-code/common";
const EXTRA = `${SECRET}@EXTRA`;
const withExtra = { "code/common": { ...values["code/common"], EXTRA: { generate: true } } };

/** What a pod that loads the directory gets. */
async function extraOf(place: Place) {
  const { variables } = (await place.run(["env", "code-gitleaks", "--json"])).json as { variables: { name: string }[] };
  return variables.find(({ name }) => name === "EXTRA");
}

const places: Place[] = [];
const placeWith = async (config: Config, from?: Place): Promise<Place> => {
  const place = await makePlace(config, from?.file);
  places.push(place);
  return place;
};
afterAll(() => Promise.all(places.map((place) => place.remove())));

/** An installation with its secrets in Parameter Store, and one with them in Secrets Manager. */
let plain: Place;
let secret: Place;
beforeAll(async () => {
  plain = await placeWith(configWith("parameter-store"));
  await done(plain.run(["apply", "--json"], given));
  secret = await placeWith(configWith("secrets-manager"));
  await done(secret.run(["apply", "--json"], given));
});

describe("parameters.store: secrets-manager", () => {
  test("from nothing puts every secret of a directory into one secret, and twice writes nothing", async () => {
    const { parameters, secrets } = await storedIn(secret);
    expect(parameters).toEqual({});
    expect(secrets).toEqual({
      [SECRET]: { CODE_DATA_KEY: expect.stringMatching(/^[\w-]{32}$/), GITHUB_DEFAULT_TOKEN: token },
    });
    const bytes = await secret.bytes();
    const again = await done(secret.run(["apply", "--json"], given));
    expect(again.summary).toMatchObject({ create: 0, update: 0, delete: 0 });
    // Without the variable too: what is stored stays.
    await done(secret.run(["apply", "--json"]));
    expect(await secret.bytes()).toBe(bytes);
  });

  test("pods get what they got before, and doctor sees nothing new", async () => {
    const variables = async (place: Place, service: string) => {
      const ran = await place.run(["env", service, "--json"], given);
      const { variables: all } = ran.json as { variables: { name: string; secret: boolean; source: string }[] };
      return all.map(({ name, secret: hidden, source }) => [name, hidden, hidden ? "stored" : source]);
    };
    for (const service of ["datasource-api", "code-gitleaks", "core"]) {
      expect(await variables(secret, service)).toEqual(await variables(plain, service));
    }
    const wrong = async (place: Place) => {
      const { checks } = (await place.run(["doctor", "--json"], given)).json as {
        checks: { id: string; status: string }[];
      };
      return checks.filter(({ status }) => status !== "pass").map(({ id, status }) => [id, status]);
    };
    expect(await wrong(secret)).toEqual(await wrong(plain));
  });

  test("moves what is stored there and back, also what this run isn't given, and leaves no copy", async () => {
    const place = await placeWith(configWith("secrets-manager"), plain);
    const before = await storedIn(place);
    const moved = await done(place.run(["apply", "--json"]));
    expect(moved.changes.filter(({ kind }) => kind === "secretsmanager.secret")).toMatchObject([
      { id: "secret/code/common", action: "create", status: "done" },
    ]);
    // Pods that were started before still find it, until --prune.
    const both = await storedIn(place);
    expect(both.parameters).toEqual(before.parameters);
    const held = Object.fromEntries(
      Object.entries(before.parameters).map(([name, value]) => [name.replace("code/common/", ""), value]),
    );
    expect(both.secrets).toEqual({ [SECRET]: held });
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await storedIn(place)).toEqual({ parameters: {}, secrets: both.secrets });
    expect((await done(place.run(["apply", "--json"]))).summary).toMatchObject({ create: 0, update: 0, delete: 0 });

    await place.saveConfig(configWith("parameter-store"));
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await storedIn(place)).toEqual(before);
    // AWS keeps the deleted secret for a month. That is in nobody's way.
    const bytes = await place.bytes();
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await place.bytes()).toBe(bytes);
    await place.saveConfig(configWith("secrets-manager"));
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await storedIn(place)).toEqual({ parameters: {}, secrets: both.secrets });
  });

  test("one value more, another value, and one that is wanted no more", async () => {
    const more = { "code/common": { ...values["code/common"], MORE: { env: "MORE" } } };
    const place = await placeWith(configWith("secrets-manager", { "parameters.values": more }), secret);
    const before = (await storedIn(place)).secrets[SECRET];
    await done(place.run(["apply", "--json"], { env: { GITHUB_TOKEN: "another", MORE: "m0re" } }));
    expect((await storedIn(place)).secrets).toEqual({
      [SECRET]: { ...before, GITHUB_DEFAULT_TOKEN: "another", MORE: "m0re" },
    });
    await place.saveConfig(configWith("secrets-manager", { "parameters.values": {} }));
    await done(place.run(["apply", "--json"]));
    expect((await storedIn(place)).secrets[SECRET]).toHaveProperty("MORE", "m0re");
    await done(place.run(["apply", "--json", "--prune"]));
    expect((await storedIn(place)).secrets[SECRET]).toEqual({ CODE_DATA_KEY: before.CODE_DATA_KEY });
  });

  test("a generated value of the user's is in a secret of its own, and stays when nobody wants it any more", async () => {
    const generated = configWith("secrets-manager", { "parameters.values": withExtra });
    const place = await placeWith(generated, secret);
    const before = await storedIn(place);
    await done(place.run(["apply", "--json"], given));
    const { secrets } = await storedIn(place);
    expect(secrets).toEqual({ ...before.secrets, [EXTRA]: { EXTRA: expect.stringMatching(/^[\w-]{32}$/) } });
    expect(await extraOf(place)).toMatchObject({ source: "secret", from: `${EXTRA}#EXTRA` });

    await place.saveConfig(configWith("secrets-manager"));
    const pruned = await done(place.run(["apply", "--json", "--prune"], given));
    expect(pruned.changes.find(({ id }) => id === "secret/code/common@EXTRA")).toMatchObject({ status: "skipped" });
    expect((await storedIn(place)).secrets).toEqual(secrets);
    expect(await extraOf(place)).toBeUndefined();

    await place.saveConfig(generated);
    await done(place.run(["apply", "--json", "--prune"], given));
    expect((await storedIn(place)).secrets).toEqual(secrets);
    expect(await extraOf(place)).toMatchObject({ from: `${EXTRA}#EXTRA` });
  });

  test("a generated value of the user's is the same in the other store and back again", async () => {
    const place = await placeWith(configWith("parameter-store", { "parameters.values": withExtra }), plain);
    await done(place.run(["apply", "--json"], given));
    const before = await storedIn(place);
    await place.saveConfig(configWith("secrets-manager", { "parameters.values": withExtra }));
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await storedIn(place)).toEqual({
      parameters: {},
      secrets: expect.objectContaining({ [EXTRA]: { EXTRA: before.parameters["code/common/EXTRA"] } }),
    });
    await place.saveConfig(configWith("parameter-store", { "parameters.values": withExtra }));
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await storedIn(place)).toEqual(before);
  });

  test("what the config gives instead of a generated value is what pods find, and the generated one stays", async () => {
    const place = await placeWith(configWith("secrets-manager", { "parameters.values": withExtra }), secret);
    await done(place.run(["apply", "--json"], given));
    const { [EXTRA]: generated } = (await storedIn(place)).secrets;
    const instead = { "code/common": { ...values["code/common"], EXTRA: { env: "EXTRA" } } };
    await place.saveConfig(configWith("secrets-manager", { "parameters.values": instead }));
    await done(place.run(["apply", "--json", "--prune"], { env: { ...given.env, EXTRA: "g1ven" } }));
    expect((await storedIn(place)).secrets).toMatchObject({ [SECRET]: { EXTRA: "g1ven" }, [EXTRA]: generated });
    expect(await extraOf(place)).toMatchObject({ from: `${SECRET}#EXTRA` });
  });

  test("a value that nobody gives and nobody has stored is asked for before anything is written", async () => {
    const more = { "code/common": { ...values["code/common"], OTHER: { env: "OTHER" } } };
    const place = await placeWith(configWith("secrets-manager", { "parameters.values": more }), secret);
    const bytes = await place.bytes();
    const ran = await place.run(["apply", "--json"], given);
    expect([ran.code, codeOf(ran)]).toEqual([3, "secret-missing"]);
    expect(ran.stdout).toContain("parameters.values.code/common.OTHER");
    expect(await place.bytes()).toBe(bytes);
  });

  test("a secret of somebody else stands in the way, and is taken over when told", async () => {
    const place = await placeWith(configWith("secrets-manager"));
    await place.byHand((aws) =>
      aws.secretsmanager.CreateSecret({ Name: SECRET, SecretString: '{"CODE_DATA_KEY":"0123456789abcdef"}' }),
    );
    const ran = await place.run(["apply", "--json"], given);
    expect([ran.code, codeOf(ran)]).toEqual([4, "in-the-way"]);
    await done(place.run(["apply", "--json", "--adopt-all"], given));
    expect((await storedIn(place)).secrets).toEqual({
      [SECRET]: { CODE_DATA_KEY: "0123456789abcdef", GITHUB_DEFAULT_TOKEN: token },
    });
  });

  test("what was made up and lies among the deleted is never made anew: it is told how it comes back", async () => {
    const place = await placeWith(configWith("secrets-manager"), secret);
    await place.byHand((aws) => aws.secretsmanager.DeleteSecret({ SecretId: SECRET }));
    const bytes = await place.bytes();
    for (const verb of ["apply", "plan"]) {
      const ran = await place.run([verb, "--json"], given);
      expect([ran.code, codeOf(ran)]).toEqual([4, "stored-deleted"]);
      expect(ran.stdout).toContain(`aws secretsmanager restore-secret --secret-id ${SECRET}`);
    }
    expect(await place.bytes()).toBe(bytes);
    await place.byHand((aws) => aws.secretsmanager.RestoreSecret({ SecretId: SECRET }));
    expect((await done(place.run(["apply", "--json"], given))).summary).toMatchObject({ create: 0, update: 0 });
  });

  test("destroy keeps it with what was made up, unless told", async () => {
    const place = await placeWith(configWith("secrets-manager"), secret);
    const kept = await done(place.run(["destroy", "--json", ...consent]));
    expect(kept.changes.filter(({ status }) => status === "skipped").map(({ id }) => id)).toEqual([
      "secret/code/common",
    ]);
    expect(Object.keys((await storedIn(place)).secrets)).toEqual([SECRET]);
    await done(place.run(["destroy", "--json", "--delete-data", ...consent]));
    expect(await storedIn(place)).toEqual({ parameters: {}, secrets: {} });
  });
});
