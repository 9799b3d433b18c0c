import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { graphOf } from "../../src/engine/graph";
import { Initially, initially, Ref, resolve, resolveForBirth, Withheld } from "../../src/engine/ref";
import { services } from "../../src/risken/services";
import { Secret } from "../../src/secret";
import { parameters, warnings } from "../../src/steps/parameters";
import { queues } from "../../src/steps/queues";
import type { Built, Target } from "../../src/steps/step";
import { aTarget } from "./a-target";

const empty = aTarget().built;

function build(values: object = {}, built: Built = {}, different: Partial<Target> = {}) {
  const inputs = { ...parameters.inputs.parse(undefined), values };
  return parameters.build(inputs as never, aTarget({ ...different, built: { ...empty, ...built } }));
}

/** Specs of the parameters, by address below `parameter/`. */
const specsOf = ({ resources = [] }: Built) =>
  Object.fromEntries(resources.filter(({ kind }) => kind.noun === "parameter").map(({ name, spec }) => [name, spec]));

describe("RISKEN's own values", () => {
  test("say where the programs run and find each other", () => {
    const specs = specsOf(build({}, {}, { namespace: "security" }));
    expect(specs["common/ENV_NAME"]).toEqual({ Name: "/prd/common/ENV_NAME", Type: "String", Value: "prd" });
    expect(specs["common/AWS_REGION"]).toMatchObject({ Value: "ap-northeast-1" });
    expect(specs["common/CORE_ADDR"]).toMatchObject({ Value: "core.security.svc.cluster.local:8080" });
    expect(specs["common/CORE_SVC_ADDR"]).toMatchObject({ Value: "core.security.svc.cluster.local:8080" });
    expect(specs["common/DATA_SOURCE_API_SVC_ADDR"]).toMatchObject({
      Value: "datasource-api.security.svc.cluster.local:8081",
    });
  });

  test("may be replaced, and overridden for one service", () => {
    const specs = specsOf(build({ common: { ENV_NAME: "production" }, "aws/portscan": { ENV_NAME: "scan" } }));
    expect(specs["common/ENV_NAME"]).toMatchObject({ Value: "production" });
    expect(specs["aws/portscan/ENV_NAME"]).toMatchObject({ Name: "/prd/aws/portscan/ENV_NAME", Value: "scan" });
  });
});

describe("what other sections publish", () => {
  const published = (value: unknown, more: object = {}) =>
    specsOf(build({}, { environment: [{ directory: "db", name: "X", value: value as string, ...more }] }))["db/X"];

  test("becomes a parameter", () => {
    expect(published("text")).toEqual({ Name: "/prd/db/X", Type: "String", Value: "text" });
    expect(published(undefined)).toBeUndefined();
  });

  test.each([
    ["a secret", new Secret("s"), {}],
    ["one that counts at birth", initially(new Secret("s")), {}],
    [
      "one that is known later",
      new Ref<Secret>([{ address: "a/b", field: "c" }], ([value]) => value),
      { secret: true },
    ],
  ] as const)("is encrypted where it is %s", (_, value, more) => {
    expect(published(value, more)).toEqual({
      Name: "/prd/db/X",
      Type: "SecureString",
      Value: value,
      KeyId: "alias/aws/ssm",
    });
  });

  test("is encrypted where it was not given, and is what is stored anywhere", () => {
    const withheld = new Withheld("database.password", "the variable X");
    const { Value, ...rest } = published(withheld)!;
    expect(rest).toEqual({ Name: "/prd/db/X", Type: "SecureString", KeyId: "alias/aws/ssm" });
    expect((Value as Ref<unknown>).resolve(() => undefined)).toBe(withheld);
  });

  test("twice is a mistake of ours", () => {
    const one = { directory: "common", name: "ENV_NAME", value: "x" };
    expect(() => build({}, { environment: [one] })).toThrow("common/ENV_NAME is published twice");
  });
});

describe("CODE_DATA_KEY", () => {
  const keyOf = (values = {}) => specsOf(build(values))["code/common/CODE_DATA_KEY"]!;
  const atBirth = (stored: Secret | undefined, spec = keyOf()) =>
    (resolveForBirth(spec, () => stored) as any).Value as Secret;

  test("is made of 32 ASCII bytes where nothing is stored, once", () => {
    const spec = keyOf();
    expect(spec.Value).toBeInstanceOf(Initially);
    expect(atBirth(undefined, spec).reveal()).toMatch(/^[\x21-\x7e]{32}$/);
    expect(atBirth(undefined, spec).equals(atBirth(undefined, spec))).toBe(true);
    expect(atBirth(undefined).equals(atBirth(undefined))).toBe(false);
  });

  test("is what is stored where something is", () => {
    const stored = new Secret("x".repeat(32));
    expect(atBirth(stored).equals(stored)).toBe(true);
  });

  test("is looked for wherever its readers look", () => {
    const { spec } = build().resources!.find(({ address }) => address === "stored-value/CODE_DATA_KEY")!;
    expect(spec).toMatchObject({ Env: "prd", Variable: "CODE_DATA_KEY" });
    expect(spec.Directories).toEqual(
      expect.arrayContaining(["code/common", "core/datasource-api", "common", "aws/common", "code/gitleaks"]),
    );
  });

  test("may come from the user, and is neither looked for nor made then", () => {
    const given = new Secret("x".repeat(32));
    const built = build({ "code/common": { CODE_DATA_KEY: given } });
    expect(specsOf(built)["code/common/CODE_DATA_KEY"]).toMatchObject({ Type: "SecureString", Value: given });
    expect(built.resources!.map(({ kind }) => kind.noun)).not.toContain("stored-value");
  });

  test("of a length that stops RISKEN is refused", () => {
    expect(() => keyOf({ "code/common": { CODE_DATA_KEY: new Secret("short") } })).toThrow(
      expect.objectContaining({ code: "value-length", exit: 3 }),
    );
  });
});

test("a value that the user wants generated is one value in all its directories", () => {
  const generate = initially(new Secret("fresh"));
  const built = build({ "aws/common": { TOKEN: generate }, "google/common": { TOKEN: generate } });
  const specs = specsOf(built);
  const [one, other] = ["aws", "google"].map(
    (source) => (resolveForBirth(specs[`${source}/common/TOKEN`], () => undefined) as any).Value as Secret,
  );
  expect(one!.equals(other!)).toBe(true);
  const { spec } = built.resources!.find(({ address }) => address === "stored-value/TOKEN")!;
  expect(spec.Directories).toEqual(["aws/common", "google/common"]);
  expect(spec.Secrets).toEqual(["risken-prd-aws/common@TOKEN", "risken-prd-google/common@TOKEN"]);
});

test("in Secrets Manager the user's generated values are listed before the secret of their directory", () => {
  const generate = initially(new Secret("fresh"));
  const generated = { "code/common": { ZED: generate, TOKEN: generate, CODE_DATA_KEY: generate } };
  const built = build(generated, {}, { store: "secrets-manager" });
  expect(String(specsOf(built)["meta/code/gitleaks"]!.Value).split("\n")).toEqual([
    "- parameter_store_path: /prd/code/gitleaks",
    "- secret_name: risken-prd-code/common@TOKEN",
    "- secret_name: risken-prd-code/common@ZED",
    "- secret_name: risken-prd-code/common",
    "- parameter_store_path: /prd/code/common",
    "- parameter_store_path: /prd/common",
  ]);
});

describe("meta configs", () => {
  test("every service of the standard installation has one, and web none", () => {
    const metas = Object.keys(specsOf(build())).filter((name) => name.startsWith("meta/"));
    const wanted = services.filter(({ meta, standard }) => meta && standard).map(({ meta }) => meta);
    expect(metas).toEqual(wanted);
    expect(metas).not.toContain("meta/aws/remediation-proposal");
  });

  test("list the service's directories, its own first", () => {
    expect(specsOf(build())["meta/aws/guardduty"]).toEqual({
      Name: "/prd/meta/aws/guardduty",
      Type: "String",
      Value: [
        "- parameter_store_path: /prd/aws/guard-duty",
        "- parameter_store_path: /prd/aws/common",
        "- parameter_store_path: /prd/common",
      ].join("\n"),
    });
  });

  test("datasource-api's lists what all scanners share, also of data sources that are off", () => {
    const { Value } = specsOf(build({}, {}, { dataSources: ["aws"] }))["meta/datasource-api"]!;
    for (const source of ["aws", "google", "code", "diagnosis", "osint", "azure"]) {
      expect(Value).toContain(`- parameter_store_path: /prd/${source}/common\n`);
    }
  });

  test("begin with what other sections want, also where it is known later", () => {
    const secret_name = new Ref<string>([{ address: "database/x", field: "secretArn" }], ([arn]) => arn);
    const specs = specsOf(
      build(
        {},
        {
          metaItems: [
            { services: ["core"], secret: { secret_name, env_prefix: "db_master", capitalize: true } },
            { services: ["core"], secret: { secret_name, env_prefix: "db_slave", capitalize: true } },
            { services: ["core"], directory: "db" },
          ],
        },
      ),
    );
    const arn =
      "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:rds!cluster-7f3b-4c58-9d0e-5b8a6c4d2e10-AbCdEf";
    const { Value } = resolve(specs["meta/core"], () => arn) as { Value: string };
    expect(Value.split("\n")).toHaveLength(9);
    expect(parse(Value)).toEqual([
      { secret_name: arn, env_prefix: "db_master", capitalize: true },
      { secret_name: arn, env_prefix: "db_slave", capitalize: true },
      { parameter_store_path: "/prd/db" },
      { parameter_store_path: "/prd/core/core" },
      { parameter_store_path: "/prd/common" },
    ]);
    expect(specs["meta/gateway/gateway"]!.Value).not.toContain("db");
  });
});

describe("permissions", () => {
  const arn = (path: string) => `arn:aws:ssm:ap-northeast-1:123456789012:parameter/prd/${path}`;
  const allowed = (id: string, built: Built) =>
    built.permissions!.filter((one) => one.services.includes(id)).map(({ statement }) => statement);

  test("a service may read its meta config and its directories, and nothing else", () => {
    const built = build({}, { metaItems: [{ services: ["core"], directory: "db" }] });
    expect(allowed("core", built)).toEqual([
      { Effect: "Allow", Action: ["ssm:GetParameter"], Resource: [arn("meta/core")] },
      {
        Effect: "Allow",
        Action: ["ssm:GetParametersByPath"],
        Resource: ["db", "db/*", "core/core", "core/core/*", "common", "common/*"].map(arn),
      },
    ]);
    expect(allowed("web", built)).toEqual([]);
  });

  test("and decrypt with the user's key, through Parameter Store alone", () => {
    const built = build({}, {}, { kmsKey: "alias/risken" });
    const [, , decrypt] = allowed("core", built);
    expect(resolve(decrypt, () => "arn:key")).toEqual({
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: "arn:key",
      Condition: { StringEquals: { "kms:ViaService": "ssm.ap-northeast-1.amazonaws.com" } },
    });
  });
});

test("with a key of one's own every secret uses it", () => {
  const built = build({ common: { SLACK_API_TOKEN: new Secret("x") } }, {}, { kmsKey: "alias/risken" });
  expect(graphOf(built.resources!).dependsOn("parameter/common/SLACK_API_TOKEN")).toEqual(["key/encryption"]);
  expect(specsOf(built)["common/ENV_NAME"]).not.toHaveProperty("KeyId");
});

test("together with the queues it makes a graph", () => {
  const built = queues.build(queues.inputs.parse(undefined), aTarget());
  const graph = graphOf([...built.resources!, ...build({}, built).resources!]);
  expect(graph.dependsOn("parameter/common/SQS_ENDPOINT")).toEqual(["queue/aws-guardduty"]);
  expect(graph.resources.filter(({ kind }) => kind.noun === "parameter")).toHaveLength(18 + 1 + 5 + 1 + 21);
});

describe("what the user may not set", () => {
  test.each([
    ["aws/common", "AWS_PORTSCAN_QUEUE_URL", "queues"],
    ["aws/portscan", "SQS_ENDPOINT", "queues"],
    ["db", "DB_MASTER_HOST", "database.identifier / database.masterHost"],
    ["db", "DB_SLAVE_PASSWORD", "database.password"],
    ["gateway/gateway", "USER_IDP_KEY", "auth.userKey"],
  ])("%s/%s follows from %s", (directory, name, by) => {
    const setting = () => build({ [directory]: { [name]: new Secret("x") } });
    expect(setting).toThrow(expect.objectContaining({ code: "derived-value", exit: 3 }));
    expect(setting).toThrow(by);
    expect(setting).toThrow(`parameters.values.${directory}.${name}`);
  });

  test("a secret that stands in the file", () => {
    expect(() => build({ common: { SLACK_API_TOKEN: "xoxb" } })).toThrow(
      expect.objectContaining({ code: "secret-written-out", exit: 3 }),
    );
  });

  test.each([
    ["", "parameter-empty"],
    ["{{x}}", "parameter-nests"],
    ["x".repeat(4097), "parameter-too-long"],
  ])("what Parameter Store can't hold (%#)", (value, code) => {
    for (const one of [value, new Secret(value)]) {
      const setting = () => build({ common: { BANNER: one } });
      expect(setting).toThrow(expect.objectContaining({ code, exit: 3 }));
      expect(setting).toThrow("parameters.values.common.BANNER");
    }
  });

  test.each([
    { values: { "/prd/common": {} } },
    { values: { "meta/core": {} } },
    { values: { "a//b": {} } },
    { values: { common: { "A-B": "x" } } },
    { values: { common: { A: 1 } } },
    { values: { common: { A: { value: "x" } } } },
    { kmsKey: "alias/aws/ssm" },
    { store: "vault" },
    { vaules: {} },
  ])("%j", (inputs) => {
    expect(parameters.inputs.safeParse(inputs).success).toBe(false);
  });

  test.each(["aws-managed", "create", "alias/risken", "arn:aws:kms:ap-northeast-1:123456789012:key/1234-abcd"])(
    "but %s",
    (kmsKey) => {
      expect(parameters.inputs.safeParse({ kmsKey }).success).toBe(true);
    },
  );
});

describe("warnings", () => {
  const warned = (directory: string, name: string) => warnings({ values: { [directory]: { [name]: "x" } } });

  test.each([
    ["common", "AWS_CLOUDSPLOIT_QUEUE_URL", "AWS_CLOUD_SPLOIT_QUEUE_URL"],
    ["common", "WPSCAN_VULNDB_APIKEY", "no program reads"],
    ["common", "TZ", "does nothing: the images fix TZ. Set it under kustomize.env"],
    ["common", "RESULT_PATH", "does nothing in osint-subdomain: the images fix RESULT_PATH"],
    ["common", "AWS_DEFAULT_REGION", "kustomize.env"],
    ["aws/common", "AWS_ACCESS_KEY_ID", "IAM role"],
    ["gateway/gateway", "DEFAULT_LOCALE", "Put it in common"],
    ["common", "DEFAULT_LOCAL", "Did you mean DEFAULT_LOCALE?"],
    ["common", "SOMETHING_ELSE_ALTOGETHER", "RISKEN reads no"],
    ["prd/common", "DEFAULT_LOCALE", "loads the directory"],
  ])("%s/%s: … %s", (directory, name, says) => {
    const [text, ...others] = warned(directory, name);
    expect(others).toEqual([]);
    expect(text?.en).toContain(says);
    expect(text?.en).toContain(`parameters.values.${directory}.${name}`);
    expect(text?.ja).toContain(`parameters.values.${directory}.${name}`);
  });

  test("are silent about what works", () => {
    expect(warned("common", "DEFAULT_LOCALE")).toEqual([]);
    expect(warned("common", "DD_SITE")).toEqual([]);
    expect(warned("db", "DEFAULT_LOCALE")).toEqual([]);
    expect(warnings({ values: { mysql: { DEFAULT_LOCALE: "ja" } } }, "mysql")).toEqual([]);
  });
});
