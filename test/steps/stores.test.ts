import { describe, expect, test } from "vitest";
import { initially, Ref, Withheld } from "../../src/engine/ref";
import { Secret } from "../../src/secret";
import type { Variable } from "../../src/steps/step";
import { keptWhereverStored, stored } from "../../src/steps/stores";
import { aTarget } from "./a-target";

const secret = new Secret("s3cret");
const madeUp = initially(secret);
const variables: readonly Variable[] = [
  { directory: "common", name: "ENV_NAME", value: "prd" },
  { directory: "code/common", name: "CODE_DATA_KEY", value: madeUp, secret: true },
  { directory: "code/common", name: "GITHUB_DEFAULT_TOKEN", value: secret },
  { directory: "db", name: "DB_MASTER_PASSWORD", value: secret },
  { directory: "db", name: "DB_SLAVE_PASSWORD", value: undefined },
];
const addresses = (resources: readonly { readonly address: string }[]) => resources.map(({ address }) => address);

describe("in Parameter Store", () => {
  const { secrets, parameters } = stored(variables, aTarget());

  test("everything is a parameter, and what isn't said is nothing", () => {
    expect(secrets).toEqual([]);
    expect(addresses(parameters)).toEqual([
      "parameter/common/ENV_NAME",
      "parameter/code/common/CODE_DATA_KEY",
      "parameter/code/common/GITHUB_DEFAULT_TOKEN",
      "parameter/db/DB_MASTER_PASSWORD",
    ]);
  });

  test("a secret one takes the place of its entry in a secret", () => {
    const at = (name: string) => parameters.find(({ address }) => address === `parameter/${name}`)!;
    expect(at("code/common/CODE_DATA_KEY")).toMatchObject({
      holdsData: true,
      holds: [{ address: "secret/code/common", entry: "CODE_DATA_KEY" }],
      spec: { Type: "SecureString", KeyId: "alias/aws/ssm" },
    });
    expect(at("common/ENV_NAME").holds).toBeUndefined();
    expect(at("db/DB_MASTER_PASSWORD").holdsData).toBeUndefined();
  });
});

describe("in Secrets Manager", () => {
  const { secrets, parameters } = stored(variables, aTarget({ store: "secrets-manager" }));

  test("what is secret in a directory is one secret, and the rest stays where it is", () => {
    expect(addresses(parameters)).toEqual(["parameter/common/ENV_NAME"]);
    expect(secrets.map(({ spec }) => spec)).toEqual([
      {
        Name: "risken-prd-code/common",
        Values: { CODE_DATA_KEY: madeUp, GITHUB_DEFAULT_TOKEN: secret },
        KmsKeyId: "alias/aws/secretsmanager",
      },
      { Name: "risken-prd-db", Values: { DB_MASTER_PASSWORD: secret }, KmsKeyId: "alias/aws/secretsmanager" },
    ]);
  });

  test("a value of the user's that was made up is a secret of its own, before that of its directory", () => {
    const extra: Variable = { directory: "db", name: "EXTRA", value: madeUp, secret: true, alone: true };
    const [first, , last] = stored([...variables, extra], aTarget({ store: "secrets-manager" })).secrets;
    expect(first).toMatchObject({
      address: "secret/db@EXTRA",
      spec: { Name: "risken-prd-db@EXTRA", Values: { EXTRA: madeUp } },
      holds: [{ address: "parameter/db/EXTRA" }, { address: "secret/db", entry: "EXTRA" }],
      holdsData: true,
    });
    expect(last!.spec.Values).toEqual({ DB_MASTER_PASSWORD: secret });
    const back = stored([extra], aTarget()).parameters[0]!;
    expect(back.holds).toEqual([
      { address: "secret/db@EXTRA", entry: "EXTRA" },
      { address: "secret/db", entry: "EXTRA" },
    ]);
  });

  test("it takes the place of its parameters, and holds data where something in it was made up", () => {
    expect(secrets.map(({ holds, holdsData }) => [holds, holdsData])).toEqual([
      [
        [{ address: "parameter/code/common/CODE_DATA_KEY" }, { address: "parameter/code/common/GITHUB_DEFAULT_TOKEN" }],
        true,
      ],
      [[{ address: "parameter/db/DB_MASTER_PASSWORD" }], undefined],
    ]);
  });

  test("it comes after the roles of those who read it", () => {
    expect(secrets[0]!.after).toEqual(["role/risken"]);
  });

  test("with a key of one's own it is under that one", () => {
    const own = stored(variables, aTarget({ store: "secrets-manager", kmsKey: "alias/risken" }));
    expect(own.secrets[0]!.spec.KmsKeyId).toBeInstanceOf(Ref);
  });
});

describe("a value that this run was not given", () => {
  const withheld = new Withheld("database.password", "{ env: PASSWORD }");
  const { variables: kept, sources } = keptWhereverStored(
    [{ directory: "db", name: "DB_MASTER_PASSWORD", value: withheld }, variables[0]!],
    aTarget({ store: "secrets-manager" }),
  );

  test("is looked for in both stores", () => {
    expect(sources.map(({ address, spec }) => [address, spec])).toEqual([
      [
        "kept-value/db/DB_MASTER_PASSWORD",
        {
          Parameter: "/prd/db/DB_MASTER_PASSWORD",
          Secret: "risken-prd-db",
          Entry: "DB_MASTER_PASSWORD",
          Store: "secrets-manager",
        },
      ],
    ]);
  });

  test("is what is found there, and else stays withheld", () => {
    const value = kept[0]!.value as Ref<unknown>;
    expect(value.resolve(() => secret)).toBe(secret);
    expect(value.resolve(() => undefined)).toBe(withheld);
    expect(kept[1]).toBe(variables[0]);
  });
});
