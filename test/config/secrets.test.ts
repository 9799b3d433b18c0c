import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ciCommand } from "../../src/config/ci";
import { referencesIn, resolveSecrets, type SecretSources } from "../../src/config/secrets";
import { Initially, Withheld } from "../../src/engine/ref";
import { Secret } from "../../src/secret";
import { aSchema } from "./a-config";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "risken-aws-secrets-"));
});
afterEach(() => rm(cwd, { recursive: true }));

const base = { region: "ap-northeast-1", cluster: { name: "a" } };
const resolving = (data: object, sources: Partial<SecretSources> = {}) =>
  resolveSecrets(aSchema, aSchema.parse({ ...base, ...data }), { cwd, env: {}, ...sources });

const passwordFrom = async (password: object | undefined, sources: Partial<SecretSources> = {}) =>
  (await resolving({ database: { password } }, sources)).database.password as unknown;

/** A Secrets Manager that knows these and counts what it is asked. */
function secretsManager(known: Record<string, string | undefined>) {
  const asked: string[] = [];
  const aws = {
    secretsmanager: {
      GetSecretValue: async ({ SecretId }: { SecretId?: string }) => {
        asked.push(SecretId!);
        if (!(SecretId! in known)) throw Object.assign(new Error("no"), { name: "ResourceNotFoundException" });
        return { SecretString: known[SecretId!], $metadata: {} };
      },
    },
  } as unknown as NonNullable<SecretSources["aws"]>;
  return { aws, asked };
}

test("a variable", async () => {
  expect(await passwordFrom({ env: "PW" }, { env: { PW: "canary" } })).toEqual(new Secret("canary"));
});

test.each([
  ["a variable that isn't set", { env: "PW" }, "{ env: PW }"],
  ["a variable that is empty", { env: "EMPTY" }, "{ env: EMPTY }"],
  ["a file that isn't there", { file: "none.txt" }, "{ file: none.txt }"],
  ["a file that is empty", { file: "empty.txt" }, "{ file: empty.txt }"],
  ["a folder", { file: "." }, "{ file: . } (EISDIR)"],
  ["Secrets Manager, where AWS isn't asked", { secretsManager: "arn", key: "pw" }, "{ secretsManager: arn, key: pw }"],
])("%s gives nothing: what is stored stays", async (_, reference, named) => {
  await writeFile(join(cwd, "empty.txt"), "\n");
  const found = await passwordFrom(reference, { env: { EMPTY: "" } });
  expect(found).toEqual(new Withheld("database.password", named));
});

test.each([
  ["pw\n", "pw"],
  ["pw\r\n", "pw"],
  ["pw\n\n", "pw\n"],
  [" pw", " pw"],
])("exactly one newline is taken off a file: %j", async (content, value) => {
  await writeFile(join(cwd, "pw.txt"), content);
  const found = (await passwordFrom({ file: "pw.txt" })) as Secret;
  expect(found.equals(new Secret(value))).toBe(true);
});

test("Secrets Manager, whole and by key, asked once for each secret", async () => {
  const { aws, asked } = secretsManager({ json: '{"pw":"canary","port":3306,"list":[]}', text: "canary" });
  const values = {
    whole: { secretsManager: "text" },
    one: { secretsManager: "json", key: "pw" },
    number: { secretsManager: "json", key: "port" },
    list: { secretsManager: "json", key: "list" },
    none: { secretsManager: "json", key: "none" },
    noJson: { secretsManager: "text", key: "pw" },
    lost: { secretsManager: "lost" },
    plain: "stays",
  };
  const { parameters } = await resolving({ parameters: { values: { common: values } } }, { aws });
  const { common } = parameters.values as Record<string, Record<string, unknown>>;
  expect(common).toEqual({
    whole: new Secret("canary"),
    one: new Secret("canary"),
    number: new Secret("3306"),
    list: new Withheld("parameters.values.common.list", "{ secretsManager: json, key: list }"),
    none: new Withheld("parameters.values.common.none", "{ secretsManager: json, key: none }"),
    noJson: new Withheld("parameters.values.common.noJson", "{ secretsManager: text, key: pw }"),
    lost: new Withheld("parameters.values.common.lost", "{ secretsManager: lost } (ResourceNotFoundException)"),
    plain: "stays",
  });
  expect((common!.one as Secret).equals(new Secret("canary"))).toBe(true);
  expect([...asked].sort()).toEqual(["json", "lost", "text"]);
});

test("a secret without text, as binary ones are, gives nothing", async () => {
  const { aws } = secretsManager({ binary: undefined });
  expect(await passwordFrom({ secretsManager: "binary" }, { aws })).toBeInstanceOf(Withheld);
});

test("a generated one counts only at birth and has 32 characters", async () => {
  const data = { parameters: { values: { "code/common": { CODE_DATA_KEY: { generate: true } } } } };
  const of = async () => (await resolving(data)).parameters.values["code/common"]!.CODE_DATA_KEY as Initially<Secret>;
  const [one, other] = [await of(), await of()];
  expect(one).toBeInstanceOf(Initially);
  const [first, second] = [one.value as Secret, other.value as Secret];
  expect(first.map((text) => String(text.length)).equals(new Secret("32"))).toBe(true);
  expect(first.equals(second)).toBe(false);
});

test("absent stays absent, and what isn't a reference stays what it is", async () => {
  expect(await passwordFrom(undefined)).toBeUndefined();
  expect(await passwordFrom({ rds: "managed" })).toEqual({ rds: "managed" });
  expect(await resolving({ tags: { env: "PW" } }, { env: { PW: "canary" } })).toMatchObject({ tags: { env: "PW" } });
});

test("what was typed comes first, also where the file says nothing", async () => {
  const typed = new Map([["database.password", new Secret("typed")]]);
  for (const reference of [undefined, { env: "PW" }]) {
    const found = (await passwordFrom(reference, { typed, env: { PW: "other" } })) as Secret;
    expect(found.equals(new Secret("typed"))).toBe(true);
  }
});

test("secrets in lists are found", async () => {
  const { parameters } = await resolving(
    { parameters: { list: [{ secret: { env: "PW" } }, {}] } },
    { env: { PW: "canary" } },
  );
  expect(parameters.list).toEqual([{ secret: new Secret("canary") }, {}]);
});

test("nothing of a resolved config shows a secret", async () => {
  const config = await resolving({ database: { password: { env: "PW" } } }, { env: { PW: "canary" } });
  expect(JSON.stringify(config)).not.toContain("canary");
  expect(inspect(config, { depth: null })).not.toContain("canary");
});

const data = {
  ...base,
  database: { password: { env: "RISKEN_DB_PASSWORD" } },
  parameters: {
    values: { common: { A: { file: "sa.json" }, B: { env: "RISKEN_DB_PASSWORD" }, C: "x", D: { env: "D" } } },
  },
  tags: { env: "NO" },
};

test("references are found where they stand", () => {
  expect(referencesIn(aSchema, data).map(({ path }) => path)).toEqual([
    "database.password",
    "parameters.values.common.A",
    "parameters.values.common.B",
    "parameters.values.common.D",
  ]);
});

test("the line for CI names what it needs", () => {
  expect(ciCommand(aSchema, data, { version: "1.2.3" })).toEqual({
    line: "npx --yes risken-aws@1.2.3 apply -c risken-aws.yaml",
    variables: ["RISKEN_DB_PASSWORD", "D"],
    files: ["sa.json"],
  });
  expect(
    ciCommand(aSchema, base, {
      version: "1.2.3",
      name: "my config's.yaml",
      typed: ["database.password"],
      options: ["--profile", "ci"],
    }),
  ).toEqual({
    line: String.raw`npx --yes risken-aws@1.2.3 apply -c 'my config'\''s.yaml' --profile ci`,
    variables: ["RISKEN_AWS_DATABASE_PASSWORD"],
    files: [],
  });
});
