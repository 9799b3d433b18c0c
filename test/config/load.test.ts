import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkAccount } from "../../src/config/fences";
import { fieldsOf } from "../../src/config/fields";
import { type LoadOptions, load, loadConfig, parse, parseConfig } from "../../src/config/load";
import { awsRegion } from "../../src/config/region";
import { Problem } from "../../src/problems";
import { aSchema } from "./a-config";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "risken-aws-config-"));
});
afterEach(() => rm(cwd, { recursive: true }));

const loading = (options: Partial<LoadOptions> = {}) =>
  load(aSchema, { cwd, env: {}, ambientRegion: async () => undefined, ...options });

const file = async (text: string, name = "risken-aws.yaml") => writeFile(join(cwd, name), text);

async function problemOf(running: Promise<unknown> | (() => unknown)): Promise<Problem> {
  try {
    await (typeof running === "function" ? running() : running);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("no problem was thrown");
}

const complete = { region: "ap-northeast-1", cluster: "mine" };

describe("where an answer comes from", () => {
  test("flag over variable over file over discovery over default", async () => {
    await file("region: ap-northeast-1\ncluster: { name: from-file, namespace: from-file, rolePath: /file/ }\n");
    const env = { RISKEN_AWS_CLUSTER_NAME: "from-variable", RISKEN_AWS_CLUSTER_NAMESPACE: "from-variable" };
    const found = { cluster: { name: "found", rolePath: "/found/" }, ingress: { loadBalancer: "found" } };
    const { config, data, sourceOf } = await loading({ flags: { cluster: "from-flag" }, env, found });
    expect(config).toMatchObject({
      env: "prd",
      cluster: { name: "from-flag", namespace: "from-variable", rolePath: "/file/" },
      ingress: { loadBalancer: "found" },
      database: { port: 3306 },
    });
    expect(data).not.toHaveProperty("database");
    expect(
      ["cluster.name", "cluster.namespace", "cluster.rolePath", "ingress.loadBalancer", "env"].map(sourceOf),
    ).toEqual(["flag", "variable", "file", "found", undefined]);
  });

  test("an empty variable is none", async () => {
    const { missing } = await loading({ env: { RISKEN_AWS_CLUSTER_NAME: "" } });
    expect(missing.map(({ path }) => path)).toEqual(["region", "cluster.name"]);
  });

  test("AWS's own region only fills the gap", async () => {
    const ambientRegion = async () => "us-east-1";
    expect((await loading({ ambientRegion })).data).toEqual({ region: "us-east-1" });
    expect((await loading({ ambientRegion })).sourceOf("region")).toBe("aws");
    await file("region: eu-west-1\n");
    expect((await loading({ ambientRegion })).data).toEqual({ region: "eu-west-1" });
  });

  test("values are read as the sort that the key has", async () => {
    const set = [
      "database.port=3307",
      "ingress.apiSourceIps=203.0.113.0/24, 198.51.100.0/24",
      "ingress.mfa=true",
      "account=012345678901",
      "dataSources=[aws, code]",
      "tags={Owner: security}",
      "tags.Team=3",
      "parameters.values.common.DEFAULT_LOCALE=ja",
      "parameters.values.google/common.KEY.file=sa.json",
      "version=1",
    ];
    const { config } = await loading({ flags: complete, set });
    expect(config).toMatchObject({
      account: "012345678901",
      dataSources: ["aws", "code"],
      tags: { Owner: "security", Team: "3" },
      database: { port: 3307 },
      ingress: { apiSourceIps: ["203.0.113.0/24", "198.51.100.0/24"], mfa: true },
      parameters: { values: { common: { DEFAULT_LOCALE: "ja" }, "google/common": { KEY: { file: "sa.json" } } } },
    });
  });

  test("flags are found as written and in camel case, with values of any sort", async () => {
    const { data } = await loading({ flags: { cluster: "a", dataSources: ["aws", "osint"], json: true } });
    expect(data).toEqual({ cluster: { name: "a" }, dataSources: ["aws", "osint"] });
    expect((await loading({ flags: { "data-sources": "aws,code" } })).data).toEqual({ dataSources: ["aws", "code"] });
  });

  test("a value that isn't of the key's sort is left to the schema", async () => {
    const set = ["database.port=many", "ingress.mfa=yes", "tags=[", "ingress.apiSourceIps=[", "version=two"];
    const { text } = await problemOf(loading({ flags: complete, set }));
    expect(text.en.split("\n").slice(1)).toEqual([
      "  version (--set version): must be 1",
      "  tags (--set tags): must be keys with values",
      "  database.port (--set database.port): must be a number",
      "  ingress.mfa (--set ingress.mfa): must be true or false",
    ]);
  });

  test("standard input", async () => {
    const { data, file: read } = await loading({ file: "-", stdin: Readable.from(["env: stg\n"]) });
    expect(data).toEqual({ env: "stg" });
    expect(read!.name).toBe("-");
  });

  test("an empty file says nothing", async () => {
    await file("# nothing yet\n");
    expect((await loading()).data).toEqual({});
  });

  test("what was found is no key in the file", async () => {
    expect((await loading({ found: { cluster: { name: "only" } } })).sourceOf("cluster.name")).toBe("found");
    const { text } = await problemOf(loading({ found: { cluster: { name: 1 } } }));
    expect(text.en).toContain("cluster.name (found in the account): must be text");
  });

  test("a variable that no key goes by is told", async () => {
    const env = {
      RISKEN_AWS_CLUSTER_NAMES: "x",
      RISKEN_AWS_LANG: "ja",
      RISKEN_AWS_ZZZ_QQQ_YYY: "",
      RISKEN_AWS_MINE: "1",
    };
    const { warnings } = await loading({ env, otherVariables: ["RISKEN_AWS_MINE"] });
    expect(warnings.map(({ en }) => en)).toEqual([
      "The variable RISKEN_AWS_CLUSTER_NAMES is not used; did you mean RISKEN_AWS_CLUSTER_NAME?",
      "The variable RISKEN_AWS_ZZZ_QQQ_YYY is not used.",
    ]);
    expect(warnings[0]!.ja).toContain("RISKEN_AWS_CLUSTER_NAME の間違い");
  });
});

describe("secrets", () => {
  test("the variable of a secret holds the secret, the config a reference to it", async () => {
    await file("database: { password: { secretsManager: arn, key: password } }\n");
    const { data } = await loading({ env: { RISKEN_AWS_DATABASE_PASSWORD: "canary" } });
    expect(data).toEqual({ database: { password: { env: "RISKEN_AWS_DATABASE_PASSWORD" } } });
  });

  test("a reference is set by its keys and replaces another one whole", async () => {
    await file("database: { password: { env: OLD } }\n");
    const set = ["database.password.secretsManager=arn:x", "database.password.key=password"];
    expect((await loading({ set })).data).toEqual({
      database: { password: { secretsManager: "arn:x", key: "password" } },
    });
    expect((await loading({ set: ["database.password={ file: pw.txt }"] })).data).toEqual({
      database: { password: { file: "pw.txt" } },
    });
    expect((await loading({ set: ["parameters.values.code/common.KEY.generate=true"] })).data).toMatchObject({
      parameters: { values: { "code/common": { KEY: { generate: true } } } },
    });
  });

  test.each(["database.password=canary", "database.password=[canary]", "=canary", "canary"])(
    "a value in the open is refused and not repeated: --set %s",
    async (one) => {
      const problem = await problemOf(loading({ set: [one] }));
      expect(problem.exit).toBe(3);
      expect(JSON.stringify([problem.text, problem.fix, problem.message])).not.toContain("canary");
    },
  );

  test("a value in the file is refused and not repeated", async () => {
    await file("region: ap-northeast-1\ncluster: { name: a }\ndatabase:\n  password: canary\n");
    const problem = await problemOf(loading());
    expect(problem).toMatchObject({ code: "config-invalid", exit: 3 });
    expect(problem.text.en).toContain("database.password (line 4): is a secret and is not written here");
    expect(problem.text.ja).toContain("database.password（4 行目）: 機密情報のため");
    expect(JSON.stringify([problem.text, problem.fix])).not.toContain("canary");
  });

  test("a broken line that holds a secret is not repeated", async () => {
    await file('database:\n  password: "canary" canary\n');
    const problem = await problemOf(loading());
    expect(problem).toMatchObject({ code: "config-broken", exit: 3 });
    expect(JSON.stringify([problem.text, problem.fix, String(problem.cause)])).not.toContain("canary");
  });
});

describe("what is wrong", () => {
  test("is told all at once, with the line, in both languages", async () => {
    await file(
      [
        "region: Tokyo",
        "env: production-tokyo",
        "acount: x",
        "queue: x",
        "visibilty: 3",
        "cluster: { name: a, rolePth: x }",
        "account: 123456789012",
        "dataSources: [aws, gcp]",
        "tags: { 'aws:x': y, ok: true }",
        "database: { source: mysql, port: 0 }",
        "ingress: { targetGroups: { api: crate }, apiSourceIps: 1 }",
        "parameters: { values: { Common: {} } }",
        "masterHost: db",
      ].join("\n"),
    );
    const { text, exit, code, fix } = await problemOf(loading());
    expect([exit, code]).toEqual([3, "config-invalid"]);
    expect(text.en).toMatchInlineSnapshot(`
      "The config (risken-aws.yaml) is not valid:
        env (line 2): must be 1 to 11 lower-case letters, digits and hyphens, begin with a letter, and not begin with aws or ssm
        region (line 1): must be the name of an AWS region, as in ap-northeast-1
        account (line 7): must be text: put it in quotes
        tags.aws:x (line 9): must not begin with aws: or risken-aws:, which are reserved
        tags.ok (line 9): must be text: put it in quotes
        dataSources.1 (line 8): must be one of aws, google, code, diagnosis, osint, azure
        cluster.rolePth (line 6): unknown key; did you mean rolePath?
        database.source (line 10): must be one of rds, external
        database.port (line 10): must be at least 1
        ingress.apiSourceIps (line 11): must be a list
        ingress.targetGroups.api (line 11): Invalid string: must start with "arn:"
        parameters.values.Common (line 12): Invalid string: must match pattern /^[a-z/]+$/
        acount (line 3): unknown key; did you mean account?
        queue (line 4): unknown key
        visibilty (line 5): unknown key
        masterHost (line 13): unknown key; did you mean database.masterHost?"
    `);
    expect(text.ja).toMatchInlineSnapshot(`
      "設定（risken-aws.yaml）に誤りがあります。
        env（2 行目）: 英小文字で始まる11文字以内の英小文字・数字・ハイフンで指定してください（aws と ssm で始まる名前は使えません）
        region（1 行目）: AWS リージョン名で指定してください（例: ap-northeast-1）
        account（7 行目）: 文字列で指定してください（引用符で囲んでください）
        tags.aws:x（9 行目）: aws: と risken-aws: は予約されているため、タグのキーの先頭には使えません
        tags.ok（9 行目）: 文字列で指定してください（引用符で囲んでください）
        dataSources.1（8 行目）: aws、google、code、diagnosis、osint、azure のいずれかを指定してください
        cluster.rolePth（6 行目）: 未知のキーです。rolePath の間違いではありませんか
        database.source（10 行目）: rds、external のいずれかを指定してください
        database.port（10 行目）: 1以上で指定してください
        ingress.apiSourceIps（11 行目）: リストで指定してください
        ingress.targetGroups.api（11 行目）: 無効な文字列: "arn:"で始まる必要があります
        parameters.values.Common（12 行目）: 無効な文字列: パターン/^[a-z/]+$/に一致する必要があります
        acount（3 行目）: 未知のキーです。account の間違いではありませんか
        queue（4 行目）: 未知のキーです
        visibilty（5 行目）: 未知のキーです
        masterHost（13 行目）: 未知のキーです。database.masterHost の間違いではありませんか"
    `);
    expect(fix!.en).toContain("risken-aws schema");
  });

  test("missing answers stand beside wrong ones, unless they will be asked for", async () => {
    const set = ["database.port=x"];
    expect((await problemOf(loading({ set }))).text.en).toContain(
      "cluster.name: is missing; give it with --cluster or RISKEN_AWS_CLUSTER_NAME",
    );
    expect((await problemOf(loading({ set, asks: true }))).text.en).not.toContain("cluster.name");
  });

  test("missing answers alone name key, flag and variable of each", async () => {
    const { data, missing, config } = await loading({ set: ["database.source=external"] });
    expect(config).toBeUndefined();
    expect(missing.map(({ path }) => path)).toEqual(["region", "cluster.name", "database.masterHost"]);
    const problem = await problemOf(() => parse(aSchema, data));
    expect(problem).toMatchObject({ code: "answers-missing", exit: 3 });
    expect(problem.text.en).toMatchInlineSnapshot(`
      "These answers are missing:
        region: --region or RISKEN_AWS_REGION
        cluster.name: --cluster or RISKEN_AWS_CLUSTER_NAME
        database.masterHost: --set database.masterHost=… or RISKEN_AWS_DATABASE_MASTER_HOST"
    `);
    expect(problem.text.ja).toMatchInlineSnapshot(`
      "次の設定が不足しています。
        region: --region または RISKEN_AWS_REGION
        cluster.name: --cluster または RISKEN_AWS_CLUSTER_NAME
        database.masterHost: --set database.masterHost=… または RISKEN_AWS_DATABASE_MASTER_HOST"
    `);
  });

  test.each([
    ["env: prd\nenv: stg\n", "line 2, column 1: the same key stands there twice"],
    ["env: prd\n\tregion: x\n", "line 2, column 1"],
    ["a: [1\n", "line 2, column 1"],
    ["a: *b\n", "line 1, column 4 (a): an alias"],
    ["a: 1\n---\nb: 2\n", "line 2, column 1: a second document begins there"],
    ["a: @x\n", "line 1, column 4: it is not valid YAML (BAD_SCALAR_START)"],
  ])("YAML that isn't: %j", async (text, expected) => {
    await file(text);
    const problem = await problemOf(loading());
    expect(problem).toMatchObject({ code: "config-broken", exit: 3 });
    expect(problem.text.en).toContain(`risken-aws.yaml, ${expected}`);
  });

  test.each([
    ["tags:\n  team: !foo x\n", "line 2, column 3 (tags.team): a tag (!name)"],
    ["dataSources:\n  - aws\n  - !foo code\n", "line 3, column 10 (dataSources.1): a tag (!name)"],
    ["tags: !foo\n  team: x\n", "line 1, column 1 (tags): a tag (!name)"],
    ["tags:\n  team: !!binary aGk=\n", "line 2, column 3 (tags.team): a tag (!name)"],
    [
      "tags: &all { a: b }\nkustomize:\n  env:\n    <<: *all\n    c: d\n",
      "line 4, column 5 (kustomize.env.<<): merge keys",
    ],
    ["%YAML 1.1\n---\ntags: &all { a: b }\nkustomize:\n  env: { <<: *all }\n", "line 5, column 10 (kustomize.env.<<)"],
  ])("YAML that only looks like data: %j", async (text, expected) => {
    await file(text);
    const problem = await problemOf(loading());
    expect(problem).toMatchObject({ code: "config-broken", exit: 3 });
    expect(problem.text.en).toContain(`risken-aws.yaml, ${expected}`);
  });

  test("tags of YAML's own, anchors, and a quoted << are data", async () => {
    await file("tags:\n  team: &all !!str 012\n  owner: *all\n  '<<': ! x\n");
    expect((await loading()).data).toEqual({ tags: { team: "012", owner: "012", "<<": "x" } });
  });

  test("an alias that unfolds without end", async () => {
    const bomb = Array.from({ length: 10 }, (_, at) => `a${at}: &a${at} [${Array(10).fill(at ? `*a${at - 1}` : "x")}]`);
    await file(bomb.join("\n"));
    expect((await problemOf(loading())).code).toBe("config-broken");
  });

  test("a file that holds no keys", async () => {
    await file("- env\n");
    expect(await problemOf(loading())).toMatchObject({ code: "config-no-map", exit: 3 });
  });

  test("a named file that isn't there, unless it is going to be written", async () => {
    const problem = await problemOf(loading({ file: "other.yaml" }));
    expect(problem).toMatchObject({ code: "config-missing", exit: 3 });
    expect(problem.text.en).toContain("other.yaml");
    expect((await loading({ file: "other.yaml", mayBeMissing: true })).file).toBeUndefined();
    expect((await loading({ file: join(cwd, "other.yaml"), mayBeMissing: true })).file).toBeUndefined();
  });

  test("a folder in the place of the file", async () => {
    expect(await problemOf(loading({ file: "." }))).toMatchObject({ code: "config-unreadable", exit: 3 });
  });

  test.each([
    ["cluster.nam=x", "did you mean cluster.name?"],
    ["masterHost=x", "did you mean database.masterHost?"],
    ["qqqqqqqqqqqq=x", "unknown key."],
    ["cluster.name.more=x", "unknown key"],
    ["tags.=x", "unknown key"],
    ["name", "a key and a value with = between them are needed"],
  ])("--set %s", async (one, expected) => {
    const problem = await problemOf(loading({ set: [one] }));
    expect(problem).toMatchObject({ code: "flag-invalid", exit: 3 });
    expect(problem.text.en).toContain(expected);
    expect(problem.text.en).not.toContain("?.");
  });
});

describe("YAML aliases in a value", () => {
  test.each([
    [{ set: ["tags={team: *all}"] }, "--set tags"],
    [{ set: ["ingress.apiSourceIps=[*all]"] }, "--set ingress.apiSourceIps"],
    [{ set: ["parameters.values.common.X={env: *all}"] }, "--set parameters.values.common.X"],
    [{ env: { RISKEN_AWS_TAGS: "{team: *all}" } }, "RISKEN_AWS_TAGS"],
    [{ flags: { "data-sources": "[*all]" } }, "--data-sources"],
  ])("without their anchor are refused: %j", async (options, by) => {
    const problem = await problemOf(loading(options));
    expect(problem).toMatchObject({ code: "value-broken", exit: 3 });
    expect(problem.text.en).toBe(`${by}: an alias (*name) has no anchor (&name) before it.`);
    expect(problem.fix!.en).toContain('"*all"');
  });

  test.each(["{team: !foo x}", "{<<: {team: x}}"])("and what else is no data is refused: %s", async (value) => {
    const problem = await problemOf(loading({ set: [`tags=${value}`] }));
    expect(problem).toMatchObject({ code: "value-broken", exit: 3 });
  });

  test("that unfold without end are refused", async () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(20).fill(of).join(", ")}]`;
    const bomb = `tags={${[level("a", "x"), level("b", "*a"), level("c", "*b"), level("d", "*c")].join(", ")}}`;
    const problem = await problemOf(loading({ set: [bomb] }));
    expect(problem).toMatchObject({ code: "value-broken", exit: 3 });
  });

  test("with their anchor mean what they say, and a text that begins with an asterisk is a text", async () => {
    const { data } = await loading({ set: ["tags={a: &one x, b: *one}", "parameters.values.common.X=*"] });
    expect(data).toMatchObject({ tags: { a: "x", b: "x" }, parameters: { values: { common: { X: "*" } } } });
  });
});

describe("fences", () => {
  test.each([
    [{ flags: { region: "us-east-1" } }, "--region"],
    [{ env: { RISKEN_AWS_REGION: "us-east-1" } }, "RISKEN_AWS_REGION"],
  ])("a region that contradicts the file", async (options, by) => {
    await file("region: ap-northeast-1\n");
    const problem = await problemOf(loading(options));
    expect(problem).toMatchObject({ code: "other-region", exit: 4 });
    expect(problem.text.en).toBe(`risken-aws.yaml names the region ap-northeast-1, but ${by} says us-east-1.`);
  });

  test("an account that contradicts the file", async () => {
    await file('account: "111111111111"\n');
    const problem = await problemOf(loading({ set: ["account=222222222222"] }));
    expect(problem).toMatchObject({ code: "other-account", exit: 4 });
  });

  test("saying the same again is no contradiction", async () => {
    await file('region: ap-northeast-1\naccount: "111111111111"\n');
    const { data } = await loading({ flags: { region: "ap-northeast-1" }, set: ["account=111111111111"] });
    expect(data).toEqual({ region: "ap-northeast-1", account: "111111111111" });
  });

  test("an ARN of another region or account", async () => {
    const lb = (region: string, account: string) =>
      `ingress.loadBalancer=arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/a/1`;
    const set = [lb("us-east-1", "111111111111")];
    expect(await problemOf(loading({ flags: complete, set }))).toMatchObject({ code: "other-region", exit: 4 });
    const named = { flags: complete, set: [lb("ap-northeast-1", "111111111111"), "account=222222222222"] };
    expect(await problemOf(loading(named))).toMatchObject({ code: "other-account", exit: 4 });
    const { data } = await loading({ flags: complete, set: [lb("ap-northeast-1", "111111111111")] });
    const fields = fieldsOf(aSchema);
    expect(() => checkAccount(fields, data, "111111111111")).not.toThrow();
    expect(await problemOf(() => checkAccount(fields, data, "222222222222"))).toMatchObject({ exit: 4 });
  });

  test("an ARN of a secret", async () => {
    const secret = (region: string, account: string) =>
      `database.password.secretsManager=arn:aws:secretsmanager:${region}:${account}:secret:db-AbCdEf`;
    const elsewhere = { flags: complete, set: [secret("us-east-1", "111111111111")] };
    expect(await problemOf(loading(elsewhere))).toMatchObject({ code: "other-region", exit: 4 });
    const others = { flags: complete, set: [secret("ap-northeast-1", "111111111111"), "account=222222222222"] };
    expect(await problemOf(loading(others))).toMatchObject({ code: "other-account", exit: 4 });
  });

  test("ARNs that name no account, and those in free values, are left alone", async () => {
    const set = [
      "cluster.rolePath=arn:aws:iam::aws:policy/x",
      "tags.Of=arn:aws:iam:us-east-1:111111111111:x",
      "account=222222222222",
    ];
    expect((await loading({ flags: complete, set })).config).toBeDefined();
  });

  test("the credentials' account", async () => {
    const problem = await problemOf(() => checkAccount([], { account: "111111111111" }, "222222222222"));
    expect(problem).toMatchObject({ code: "other-account", exit: 4 });
    expect(problem.text.en).toContain("111111111111, but these credentials belong to 222222222222");
    expect(() => checkAccount([], {}, "222222222222")).not.toThrow();
  });
});

describe("AWS's own region", () => {
  const saved = { ...process.env };
  afterEach(() => {
    process.env = { ...saved };
  });

  test("variables come before the profile", async () => {
    expect(await awsRegion({ AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-2" })).toBe("us-east-1");
    expect(await awsRegion({ AWS_REGION: "", AWS_DEFAULT_REGION: "us-east-2" })).toBe("us-east-2");
  });

  test("the profile's own, and none where nobody names one", async () => {
    await file("[default]\nregion = eu-west-1\n[profile other]\nregion = eu-west-2\n[profile none]\n", "aws-config");
    for (const name of ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"]) delete process.env[name];
    process.env.AWS_CONFIG_FILE = join(cwd, "aws-config");
    process.env.AWS_SHARED_CREDENTIALS_FILE = join(cwd, "aws-credentials");
    expect(await awsRegion({})).toBe("eu-west-1");
    expect(await awsRegion({ AWS_PROFILE: "other" })).toBe("eu-west-2");
    expect(await awsRegion({ AWS_PROFILE: "other" }, "none")).toBeUndefined();
    expect((await load(aSchema, { cwd, env: {}, profile: "other" })).data).toEqual({ region: "eu-west-2" });
  });
});

describe("the real config", () => {
  const options = () => ({ cwd, env: {}, ambientRegion: async () => undefined });

  test("without anything, everything that somebody has to say is missing", async () => {
    const { data, missing } = await loadConfig(options());
    const problem = await problemOf(() => parseConfig(data));
    expect(missing.map(({ path }) => path)).toMatchInlineSnapshot(`
      [
        "region",
        "cluster.name",
        "ingress.loadBalancer",
        "ingress.consoleHost",
        "auth.cognito.domainPrefix",
        "database.identifier",
      ]
    `);
    for (const { path, flag, variable } of missing) {
      expect(problem.text.en).toMatch(new RegExp(`^  ${path}: --${flag} or ${variable}$`, "m"));
    }
  });

  test("the least that is enough", async () => {
    await file(
      [
        "region: ap-northeast-1",
        "cluster: { name: risken }",
        "ingress: { loadBalancer: risken, consoleHost: console.example.com }",
        "auth: { cognito: { domainPrefix: acme-risken } }",
        "database: { identifier: risken-db }",
      ].join("\n"),
    );
    const { config, data } = await loadConfig(options());
    expect(config).toEqual(parseConfig(data));
    expect(config).toMatchObject({ env: "prd", namePrefix: "risken", queues: { maxReceiveCount: 3 } });
  });

  test("the contract's example, as far as this version goes", async () => {
    await file(contractExample);
    expect((await loadConfig(options())).config).toMatchObject({
      account: "123456789012",
      parameters: { values: { "google/common": { GOOGLE_SERVICE_ACCOUNT_JSON: { file: "sa.json" } } } },
    });
  });

  test("what doesn't go together", async () => {
    const set = [
      "auth.type=oidc",
      "database.source=external",
      "ingress.consoleHost=a.example.com",
      "ingress.apiHost=a.example.com",
      "ingress.loadBalancer=x",
      "cluster.name=x",
      "database.identifier=x",
    ];
    const { text } = await problemOf(loadConfig({ ...options(), set }));
    expect(text.en).toMatchInlineSnapshot(`
      "The config (risken-aws.yaml) is not valid:
        ingress.apiHost (--set ingress.apiHost): must be another host than consoleHost: people sign in there
        database.identifier (--set database.identifier): only goes with database.source: rds
        region: is missing; give it with --region or RISKEN_AWS_REGION
        auth.oidc.issuer: is missing; give it with --set auth.oidc.issuer=… or RISKEN_AWS_AUTH_OIDC_ISSUER
        auth.oidc.authorizationEndpoint: is missing; give it with --set auth.oidc.authorizationEndpoint=… or RISKEN_AWS_AUTH_OIDC_AUTHORIZATION_ENDPOINT
        auth.oidc.tokenEndpoint: is missing; give it with --set auth.oidc.tokenEndpoint=… or RISKEN_AWS_AUTH_OIDC_TOKEN_ENDPOINT
        auth.oidc.userInfoEndpoint: is missing; give it with --set auth.oidc.userInfoEndpoint=… or RISKEN_AWS_AUTH_OIDC_USER_INFO_ENDPOINT
        auth.oidc.clientId: is missing; give it with --set auth.oidc.clientId=… or RISKEN_AWS_AUTH_OIDC_CLIENT_ID
        database.masterHost: is missing; give it with --set database.masterHost=… or RISKEN_AWS_DATABASE_MASTER_HOST
        database.user: is missing; give it with --set database.user=… or RISKEN_AWS_DATABASE_USER"
    `);
    expect(text.ja).toMatchInlineSnapshot(`
      "設定（risken-aws.yaml）に誤りがあります。
        ingress.apiHost（--set ingress.apiHost）: consoleHost とは別のホスト名を指定してください（consoleHost ではサインインが必要です）
        database.identifier（--set database.identifier）: database.source: rds のときだけ指定できます
        region: 指定されていません。--region または RISKEN_AWS_REGION で指定してください
        auth.oidc.issuer: 指定されていません。--set auth.oidc.issuer=… または RISKEN_AWS_AUTH_OIDC_ISSUER で指定してください
        auth.oidc.authorizationEndpoint: 指定されていません。--set auth.oidc.authorizationEndpoint=… または RISKEN_AWS_AUTH_OIDC_AUTHORIZATION_ENDPOINT で指定してください
        auth.oidc.tokenEndpoint: 指定されていません。--set auth.oidc.tokenEndpoint=… または RISKEN_AWS_AUTH_OIDC_TOKEN_ENDPOINT で指定してください
        auth.oidc.userInfoEndpoint: 指定されていません。--set auth.oidc.userInfoEndpoint=… または RISKEN_AWS_AUTH_OIDC_USER_INFO_ENDPOINT で指定してください
        auth.oidc.clientId: 指定されていません。--set auth.oidc.clientId=… または RISKEN_AWS_AUTH_OIDC_CLIENT_ID で指定してください
        database.masterHost: 指定されていません。--set database.masterHost=… または RISKEN_AWS_DATABASE_MASTER_HOST で指定してください
        database.user: 指定されていません。--set database.user=… または RISKEN_AWS_DATABASE_USER で指定してください"
    `);
  });
});

const contractExample = `
version: 1
env: prd
region: ap-northeast-1
account: "123456789012"
namePrefix: risken
tags: { Owner: security }
cluster:
  name: risken
  namespace: risken
  serviceAccounts: shared
  permissionsBoundary: arn:aws:iam::123456789012:policy/boundary
  rolePath: /risken/prd/
  scanRole: RISKEN
auth:
  type: cognito
  userKey: email
  sessionTimeout: 604800
  cognito:
    domainPrefix: acme-risken
    mfa: optional
  oidc:
    issuer: https://idp.example.com
    clientSecret: { env: RISKEN_OIDC_CLIENT_SECRET }
ingress:
  loadBalancer: risken
  consoleHost: console.example.com
  apiHost: api.example.com
  apiSourceIps: [203.0.113.0/24]
  targetGroups: { api: create, web: create }
  priorities: 1000-1099
  defaultAction: keep
  nodes: { autoScalingGroups: [], securityGroups: [] }
database:
  source: rds
  identifier: risken-db
  port: 3306
  schema: mimosa
  user: risken
  password: { env: RISKEN_DB_PASSWORD }
  directory: db
queues:
  visibilityTimeout: 3600
  maxReceiveCount: 3
  overrides: { code-gitleaks: { visibilityTimeout: 7200 } }
dataSources: [aws, google, code, diagnosis, osint, azure]
parameters:
  store: parameter-store
  kmsKey: aws-managed
  values:
    common: { DEFAULT_LOCALE: ja }
    google/common: { GOOGLE_SERVICE_ACCOUNT_JSON: { file: sa.json } }
kustomize:
  env: { TZ: Asia/Tokyo }
`;
