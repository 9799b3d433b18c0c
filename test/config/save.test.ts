import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { readConfigFile } from "../../src/config/file";
import { configText, type Saving, saveConfig as saveAny, schemaFor } from "../../src/config/save";
import { aSchema } from "./a-config";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "risken-aws-save-"));
});
afterEach(() => rm(cwd, { recursive: true }));

const name = "risken-aws.yaml";
const schema = { path: "./schema.json", installed: true };
const saveConfig = (saving: Omit<Saving, "schema">) => saveAny({ ...saving, schema: aSchema });
const text = () => readFile(join(cwd, name), "utf8");
const data = {
  database: { password: { env: "PW" }, source: "rds" },
  cluster: { name: "risken" },
  dataSources: ["aws", "code"],
  account: "012345678901",
  region: "ap-northeast-1",
  env: "prd",
};

test("a new file has the schema for editors on top, the version, and the answers in their order", async () => {
  expect(await saveConfig({ name, cwd, data })).toBe(true);
  expect(await text()).toMatchInlineSnapshot(`
    "# yaml-language-server: $schema=./risken-aws.schema.json
    # For editors: risken-aws schema > risken-aws.schema.json

    version: 1
    env: prd
    region: ap-northeast-1
    account: "012345678901"
    dataSources:
      - aws
      - code

    cluster:
      name: risken

    database:
      source: rds
      password:
        env: PW
    "
  `);
  expect((await stat(join(cwd, name))).mode & 0o777).toBe(0o644);
  expect(await readdir(cwd)).toEqual([name]);
  const again = (await readConfigFile({ cwd }))!;
  expect(again.data).toEqual({ version: 1, ...data });
});

test("an old file keeps its comments, its order and its mode; only what differs is changed", async () => {
  const old = [
    "# our config",
    "region: ap-northeast-1 # Tokyo",
    "",
    "env: prd",
    "cluster:",
    "  # the big one",
    "  name: old # until May",
    "  namespace: risken",
    "database:",
    "  password: { secretsManager: arn, key: pw }",
    "tags: {}",
    "ingress:",
    "",
  ].join("\n");
  await writeFile(join(cwd, name), old);
  await chmod(join(cwd, name), 0o600);
  const file = await readConfigFile({ cwd });
  const answers = {
    ...file!.data,
    cluster: { name: "new", namespace: "risken", serviceAccounts: "shared" },
    database: { password: { env: "PW" } },
    tags: { Owner: "security" },
    ingress: { apiSourceIps: ["203.0.113.0/24"] },
    dataSources: ["aws"],
  };
  expect(await saveConfig({ name, cwd, file, data: answers })).toBe(true);
  expect(await text()).toMatchInlineSnapshot(`
    "# our config
    region: ap-northeast-1 # Tokyo

    env: prd
    cluster:
      # the big one
      name: new # until May
      namespace: risken
      serviceAccounts: shared
    database:
      password: { env: PW }
    tags: { Owner: security }
    ingress:
      apiSourceIps:
        - 203.0.113.0/24
    dataSources:
      - aws
    "
  `);
  expect((await stat(join(cwd, name))).mode & 0o777).toBe(0o600);
  expect((await readConfigFile({ cwd }))!.data).toEqual(answers);
});

test.each([
  ["line breaks of Windows", "# ours\r\nenv: prd # until May\r\ntags:\r\n  Note: |\r\n    one\r\n    two\r\n"],
  ["a byte order mark", "\uFEFF# ours\nenv: prd # until May\ntags:\n  Note: |\n    one\n    two\n"],
  ["both", "\uFEFF# ours\r\nenv: prd # until May\r\ntags:\r\n  Note: |\r\n    one\r\n    two\r\n"],
])("an old file keeps %s", async (_, old) => {
  await writeFile(join(cwd, name), old);
  const file = await readConfigFile({ cwd });
  expect(file!.data).toEqual({ env: "prd", tags: { Note: "one\ntwo\n" } });
  await saveConfig({ name, cwd, file, data: { ...file!.data, env: "stg" } });
  expect(await text()).toBe(old.replace("env: prd", "env: stg"));
});

test.each([
  [
    "what an alias means stays, where the value that it stands for is changed",
    "tags: &all { Owner: a }\nkustomize:\n  env: *all # the same\n",
    { tags: { Owner: "b" }, kustomize: { env: { Owner: "a" } } },
    "tags: &all { Owner: b }\nkustomize:\n  env: { Owner: a } # the same\n",
  ],
  [
    "or taken out",
    "env: prd\ntags: &all { Owner: a }\nkustomize:\n  env: *all\n",
    { env: "prd", kustomize: { env: { Owner: "a" } } },
    "env: prd\nkustomize:\n  env:\n    Owner: a\n",
  ],
  [
    "or becomes another sort of thing",
    "tags: &all { Owner: a }\nkustomize:\n  env: *all\n",
    { tags: ["x"], kustomize: { env: { Owner: "a" } } },
    "tags:\n  - x\nkustomize:\n  env:\n    Owner: a\n",
  ],
  [
    "also where it is text, and in a list",
    "env: &name prd\ntags: { Owner: *name, All: [x, *name] }\n",
    { env: "stg", tags: { Owner: "prd", All: ["x", "prd"] } },
    "env: &name stg\ntags: { Owner: prd, All: [ x, prd ] }\n",
  ],
  [
    "also where an alias stands for one that has another in it",
    "env: &name prd\ntags: &all { Owner: *name }\nkustomize:\n  env: *all\n",
    { env: "stg", tags: { Owner: "prd" }, kustomize: { env: { Owner: "prd" } } },
    "env: &name stg\ntags: &all { Owner: prd }\nkustomize:\n  env: *all\n",
  ],
  [
    "and an alias that still means what it should stays one",
    "env: prd\ntags: &all { Owner: a }\nkustomize:\n  env: *all\n",
    { env: "stg", tags: { Owner: "b" }, kustomize: { env: { Owner: "b" } } },
    "env: stg\ntags: &all { Owner: b }\nkustomize:\n  env: *all\n",
  ],
  [
    "and what is changed at an alias is written out there",
    "tags: &all { Owner: a }\nkustomize:\n  env: *all\n",
    { tags: { Owner: "a" }, kustomize: { env: { Owner: "b" } } },
    "tags: &all { Owner: a }\nkustomize:\n  env: { Owner: b }\n",
  ],
])("in an old file %s", async (_, old, answers, expected) => {
  const saved = configText(answers, old, schema);
  expect(saved).toBe(expected);
  expect(parse(saved)).toEqual(answers);
});

test("nothing new, nothing written", async () => {
  await writeFile(join(cwd, name), "env:   prd\n");
  const file = await readConfigFile({ cwd });
  expect(await saveConfig({ name, cwd, file, data: { env: "prd" } })).toBe(false);
  expect(await text()).toBe("env:   prd\n");
});

test("a file of comments alone takes answers", () => {
  expect(configText({ env: "prd" }, "# nothing yet\n", schema)).toContain("# nothing yet\n\nenv: prd\n");
});

test("standard input isn't written", async () => {
  expect(await saveConfig({ name: "-", cwd, data })).toBe(false);
  expect(await readdir(cwd)).toEqual([]);
});

test("a link stays a link, and folders are made", async () => {
  await writeFile(join(cwd, "real.yaml"), "env: stg\n");
  await symlink("real.yaml", join(cwd, name));
  await saveConfig({ name, cwd, file: await readConfigFile({ cwd }), data: { env: "prd" } });
  expect((await lstat(join(cwd, name))).isSymbolicLink()).toBe(true);
  expect(await readFile(join(cwd, "real.yaml"), "utf8")).toBe("env: prd\n");
  await saveConfig({ name: "envs/prd.yaml", cwd, data });
  expect(await readdir(join(cwd, "envs"))).toEqual(["prd.yaml"]);
});

test("where it can't be written, it says so and leaves nothing behind", async () => {
  await mkdir(join(cwd, name));
  await expect(saveConfig({ name, cwd, data })).rejects.toMatchObject({ code: "config-unwritable", exit: 3 });
  expect(await readdir(cwd)).toEqual([name]);
});

test("editors are pointed at the installed package's schema, else at a file that one command makes", async () => {
  const folder = join(cwd, "node_modules", "risken-aws");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "schema.json"), "{}");
  expect(schemaFor(cwd)).toEqual({ path: "./node_modules/risken-aws/schema.json", installed: true });
  expect(schemaFor(join(cwd, "envs"))).toEqual({ path: "../node_modules/risken-aws/schema.json", installed: true });
  const inTheOpen = join(tmpdir(), "nowhere");
  expect(configText({ env: "prd" }, undefined, schemaFor(inTheOpen))).toBe(
    [
      "# yaml-language-server: $schema=./risken-aws.schema.json",
      "# For editors: risken-aws schema > risken-aws.schema.json",
      "",
      "version: 1",
      "env: prd",
      "",
    ].join("\n"),
  );
});
