import { describe, expect, test } from "vitest";
import { refsIn, resolve, type Source, Withheld } from "../../src/engine/ref";
import { Problem } from "../../src/problems";
import { freshRds } from "../../src/sandbox/rds";
import { Secret } from "../../src/secret";
import { askingOf } from "../../src/steps/asked";
import { database } from "../../src/steps/database";
import { saidIn } from "../../src/steps/says";
import type { Target } from "../../src/steps/step";
import { sandboxed } from "../sandboxed";
import { aTarget } from "./a-target";

const SECRET = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:rds!cluster-1-a1b2c3";
const found: Readonly<Record<string, unknown>> = {
  writer: "db.cluster.example.com",
  reader: "db.cluster-ro.example.com",
  port: 3307,
  masterUsername: "admin",
  masterSecretArn: SECRET,
};
const external = { source: "external", masterHost: "db.example.com", user: "risken" };

/** @param inputs as in the config; secrets are what they have been resolved to */
function build(inputs: object = { identifier: "risken-db" }, different: Partial<Target> = {}) {
  const { password, ...rest } = inputs as { readonly password?: unknown };
  const stands = password === undefined || (password as { rds?: string }).rds ? { password } : {};
  const given = database.inputs.parse({ ...rest, ...stands });
  return database.build({ ...given, password } as never, aTarget(different));
}

const settled = <T>(value: T, outputs = found): T => resolve(value, ({ field }: Source) => outputs[field]) as T;

const variablesOf = ({ environment = [] }: ReturnType<typeof build>, outputs = found) =>
  Object.fromEntries(settled(environment, outputs).map(({ name, value }) => [name, value]));

describe("a database of RDS", () => {
  test("is only looked up", () => {
    expect(build().resources).toMatchObject([
      { address: "database/database", wanted: "existing", spec: { identifier: "risken-db" } },
    ]);
  });

  test("gives hosts, port and user, and no password where RDS keeps it", () => {
    expect(variablesOf(build())).toEqual({
      DB_MASTER_HOST: "db.cluster.example.com",
      DB_MASTER_USER: "admin",
      DB_SLAVE_HOST: "db.cluster-ro.example.com",
      DB_SLAVE_USER: "admin",
      DBSCHEMA: "mimosa",
      DBPORT: "3307",
    });
    expect(variablesOf(build({ identifier: "risken-db", password: { rds: "managed" } }))).toEqual(variablesOf(build()));
  });

  test("what the config says goes before what was found", () => {
    const inputs = { identifier: "db", port: 3310, schema: "risken", user: "app", password: new Secret("p") };
    expect(variablesOf(build(inputs))).toMatchObject({ DBPORT: "3310", DBSCHEMA: "risken", DB_SLAVE_USER: "app" });
  });

  test("the secret is read in place: first under the writer's prefix, then under the reader's, then the directory", () => {
    const services = ["core", "datasource-api"];
    expect(settled(build().metaItems)).toEqual([
      { services, secret: { secret_name: SECRET, env_prefix: "db_master", capitalize: true } },
      { services, secret: { secret_name: SECRET, env_prefix: "db_slave", capitalize: true } },
      { services, directory: "db" },
    ]);
  });

  test("only those who read the password may read the secret, and its key only if it has one of its own", () => {
    const services = ["core", "datasource-api"];
    const [read, decrypt] = settled(build().permissions)!;
    expect(read).toEqual({
      services,
      statement: { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: SECRET },
    });
    expect(decrypt).toMatchObject({ services, statement: { Resource: [] } });
    const [, own] = settled(build().permissions, { ...found, masterSecretKmsKeyId: "arn:key" })!;
    expect(own).toEqual({
      services,
      statement: {
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: ["arn:key"],
        Condition: { StringEquals: { "kms:ViaService": "secretsmanager.ap-northeast-1.amazonaws.com" } },
      },
    });
    const [, inChina] = build(undefined, { partition: "aws-cn", region: "cn-north-1" }).permissions!;
    expect(JSON.stringify(inChina)).toContain("secretsmanager.cn-north-1.amazonaws.com.cn");
  });

  test("is refused where RDS doesn't manage the password and the config gives none", () => {
    const { metaItems } = build();
    let thrown: unknown;
    try {
      settled(metaItems, { ...found, masterSecretArn: undefined });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Problem);
    expect(thrown).toMatchObject({ code: "database-password-not-managed", exit: 3 });
    expect((thrown as Problem).fix!.en).toContain("database.password");
  });

  test("with a password of our own, the secret of RDS is nobody's business", () => {
    const built = build({ identifier: "db", user: "app", password: new Secret("p") });
    expect(built.metaItems).toEqual([{ services: ["core", "datasource-api"], directory: "db" }]);
    expect(built.permissions).toBeUndefined();
    expect(refsIn(built).flatMap(({ sources }) => sources.map(({ field }) => field))).not.toContain("masterSecretArn");
  });
});

describe("a database elsewhere", () => {
  test("is what the config says, and nothing is looked up", () => {
    const built = build({ ...external, password: new Secret("p") });
    expect(built.resources).toEqual([]);
    expect(refsIn(built)).toEqual([]);
    expect(variablesOf(built)).toMatchObject({
      DB_MASTER_HOST: "db.example.com",
      DB_SLAVE_HOST: "db.example.com",
      DB_MASTER_USER: "risken",
      DBPORT: "3306",
    });
  });

  test("reads from its replica", () => {
    const built = build({ ...external, slaveHost: "db-ro.example.com", port: 3310, password: new Secret("p") });
    expect(variablesOf(built)).toMatchObject({ DB_SLAVE_HOST: "db-ro.example.com", DBPORT: "3310" });
  });

  test("its password is a secret for both", () => {
    const password = new Secret("p");
    const secrets = build({ ...external, password }).environment!.filter(({ secret }) => secret);
    expect(secrets).toEqual([
      { directory: "db", name: "DB_MASTER_PASSWORD", value: password, secret: true },
      { directory: "db", name: "DB_SLAVE_PASSWORD", value: password, secret: true },
    ]);
  });

  test.each([external, { identifier: "db", user: "app" }])(
    "a password that nobody gives is what is stored",
    (inputs) => {
      const secrets = build(inputs).environment!.filter(({ secret }) => secret);
      expect(secrets).toHaveLength(2);
      for (const { value } of secrets) {
        expect(value).toBeInstanceOf(Withheld);
        expect((value as Withheld).key).toBe("database.password");
      }
    },
  );
});

describe("the directory", () => {
  test("is one of its own, unless the config says another", () => {
    const inputs = { identifier: "db", directory: "common/db" };
    expect(new Set(build(inputs).environment!.map(({ directory }) => directory))).toEqual(new Set(["common/db"]));
    expect(settled(build(inputs).metaItems)!.at(-1)).toMatchObject({ directory: "common/db" });
  });

  test("is not listed a second time where the services list it anyway", () => {
    expect(build({ ...external, directory: "common", password: new Secret("p") }).metaItems).toEqual([]);
    expect(build({ ...external, directory: "core/core", password: new Secret("p") }).metaItems).toEqual([
      { services: ["datasource-api"], directory: "core/core" },
    ]);
  });
});

describe("combinations that make no sense are refused under the key that is wrong", () => {
  test.each([
    [{}, "identifier"],
    [undefined, "identifier"],
    [{ identifier: "db", masterHost: "db.example.com" }, "masterHost"],
    [{ identifier: "db", slaveHost: "db.example.com" }, "slaveHost"],
    [{ identifier: "db", user: "app", password: { rds: "managed" } }, "user"],
    [{ source: "external", user: "risken" }, "masterHost"],
    [{ source: "external", masterHost: "db.example.com" }, "user"],
    [{ ...external, identifier: "db" }, "identifier"],
    [{ ...external, password: { rds: "managed" } }, "password"],
  ])("%j: %s", (inputs, key) => {
    const { error } = database.inputs.safeParse(inputs);
    expect(error!.issues.map(({ path }) => path.join("."))).toEqual([key]);
    expect(saidIn(error!.issues[0]!.message)).toBeDefined();
  });

  test.each([
    [{ identifier: "db", port: 70_000 }, "port"],
    [{ identifier: "-db" }, "identifier"],
    [{ ...external, masterHost: "db.example.com:3306" }, "masterHost"],
    [{ identifier: "db", directory: "/db" }, "directory"],
    [{ identifier: "db", directory: "meta/core" }, "directory"],
    [{ identifier: "db", password: "plain" }, "password"],
    [{ identifier: "db", password: { generate: true } }, "password"],
  ])("%j: %s", (inputs, key) => {
    const { error } = database.inputs.safeParse(inputs);
    expect(error!.issues.map(({ path }) => path.join("."))).toEqual([key]);
  });
});

test("only what an earlier answer leaves open is asked", () => {
  const { shape } = database.inputs.unwrap();
  const asked = (answers: object) =>
    Object.entries(shape)
      .filter(([, schema]) => askingOf(schema) && (askingOf(schema)!.when?.({ database: answers }) ?? true))
      .map(([key]) => key);
  expect(asked({ source: "rds" })).toEqual(["source", "identifier"]);
  expect(asked({ source: "rds", user: "app" })).toEqual(["source", "identifier", "password"]);
  expect(asked({ source: "external" })).toEqual(["source", "masterHost", "slaveHost", "user", "password"]);
});

test("the databases of the account are there to choose from", async () => {
  const { aws } = await sandboxed(freshRds);
  const { find } = askingOf(database.inputs.unwrap().shape.identifier)!;
  expect(await find!(aws, {})).toMatchObject([{ value: "risken-db" }]);
});
