import { describe, expect, test } from "vitest";
import * as z from "zod";
import { choicesOf, fieldAt, fieldsOf } from "../../src/config/fields";
import { configSchema, schemaDocument, sectionTitle } from "../../src/config/schema";
import { over, valueFrom, withDefaults } from "../../src/config/values";
import { alternatives, childrenOf, holdsSecret, schemaAt, unwrapped, valueAt, withValue } from "../../src/config/walk";
import { basics } from "../../src/steps/basics";
import { steps } from "../../src/steps/index";
import { generatedSecretInput, secretInput } from "../../src/steps/secret-input";
import { aSchema } from "./a-config";

const fields = fieldsOf(configSchema);

describe("the fields of the config", () => {
  test("each has a variable of its own, and each flag is one field's", () => {
    const variables = fields.map(({ variable }) => variable);
    expect(new Set(variables).size).toBe(variables.length);
    expect(variables.filter((name) => !/^RISKEN_AWS_[A-Z0-9_]+$/.test(name))).toEqual([]);
    const flags = fields.flatMap(({ flag }) => flag ?? []);
    expect(new Set(flags).size).toBe(flags.length);
  });

  test("the common ones have flags", () => {
    const flags = Object.fromEntries(fields.flatMap(({ flag, path }) => (flag ? [[flag, path]] : [])));
    expect(flags).toMatchObject({
      env: "env",
      region: "region",
      cluster: "cluster.name",
      "console-host": "ingress.consoleHost",
      "api-host": "ingress.apiHost",
      auth: "auth.type",
      db: "database.identifier",
    });
  });

  test("secrets are known, and have no flag", () => {
    const secrets = fields.filter(({ secret }) => secret);
    expect(secrets.map(({ path }) => path)).toEqual(["auth.oidc.clientSecret", "database.password"]);
    expect(secrets.flatMap(({ flag }) => flag ?? [])).toEqual([]);
  });

  test("their names become variables word by word", () => {
    const variableOf = (path: string) => fieldAt(fields, path.split("."))!.variable;
    expect(variableOf("auth.cognito.domainPrefix")).toBe("RISKEN_AWS_AUTH_COGNITO_DOMAIN_PREFIX");
    expect(variableOf("ingress.apiSourceIps")).toBe("RISKEN_AWS_INGRESS_API_SOURCE_IPS");
    expect(variableOf("queues.overrides.aws-portscan.visibilityTimeout")).toBe(
      "RISKEN_AWS_QUEUES_OVERRIDES_AWS_PORTSCAN_VISIBILITY_TIMEOUT",
    );
  });

  test("a way below a field leads to it", () => {
    expect(fieldAt(fields, ["tags", "Owner"])!.path).toBe("tags");
    expect(fieldAt(fields, ["nothing"])).toBeUndefined();
  });

  test("every section is titled", () => {
    for (const section of ["", ...Object.keys(steps)]) expect(sectionTitle(section).ja).not.toBe("");
    expect(sectionTitle("queues")).toEqual(steps.queues.title);
    expect(sectionTitle("kustomize").en).toBe("kustomize");
  });
});

test.each([
  [{ enum: ["a", "b"] }, ["a", "b"]],
  [{ const: "a" }, ["a"]],
  [{ const: 1 }, undefined],
  [{ anyOf: [{ const: "a" }, { enum: ["b"] }] }, ["a", "b"]],
  [{ oneOf: [{ const: "a" }, { type: "string" }] }, undefined],
  [{ type: "string" }, undefined],
])("choices in %j", (json, choices) => {
  expect(choicesOf(json)).toEqual(choices);
});

describe("the JSON Schema", () => {
  const document = schemaDocument() as {
    $id: string;
    $schema: string;
    required: string[];
    additionalProperties: boolean;
    properties: Record<string, { title?: string; description?: string; properties?: Record<string, object> }>;
  };

  test("says what it is, and what has to be there", () => {
    expect(document).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: "urn:risken-aws:config:1",
      additionalProperties: false,
    });
    expect(document.required).toEqual(["region", "cluster", "ingress"]);
    expect(Object.keys(document.properties)).toEqual([...Object.keys(basics), ...Object.keys(steps)]);
  });

  test("describes questions and sections in both languages", () => {
    expect(document.properties.queues).toMatchObject({
      title: "Scan queues",
      description: "Scan queues / スキャンキュー",
    });
    expect(document.properties.region!.description).toBe("AWS region / AWS リージョン");
    const described = fields
      .filter(({ asking }) => asking)
      .map(({ keys }) => ["properties", ...keys.flatMap((key) => [key, "properties"])].slice(0, -1));
    for (const way of described) expect(valueAt(document, [...way, "description"])).toMatch(/ \/ /);
  });

  test("marks secrets", () => {
    expect(valueAt(document, ["properties", "auth", "properties", "oidc", "properties", "clientSecret"])).toMatchObject(
      {
        writeOnly: true,
      },
    );
  });
});

describe("ways through a schema", () => {
  test("wrappers are seen through", () => {
    const inner = z.string();
    for (const wrapped of [
      inner.optional(),
      inner.nullable(),
      inner.default(""),
      inner.prefault(""),
      inner.readonly(),
      inner.transform(Number),
      inner.optional().default("").readonly(),
    ]) {
      expect(unwrapped(wrapped)).toBe(inner);
    }
  });

  test("secrets are one alternative, whatever they may refer to", () => {
    expect(alternatives(z.union([z.string(), generatedSecretInput()]))).toHaveLength(2);
    expect(holdsSecret(secretInput().optional())).toBe(true);
    expect(holdsSecret(z.string())).toBe(false);
    expect(childrenOf(secretInput())).toBeUndefined();
  });

  test("sections of several shapes have the keys of all", () => {
    const either = z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("a"), one: z.string() }),
      z.strictObject({ type: z.literal("b"), two: z.number() }),
    ]);
    expect(Object.keys(childrenOf(either)!)).toEqual(["type", "one", "two"]);
    expect(schemaAt(either, ["two"])).toBeInstanceOf(z.ZodNumber);
    expect(schemaAt(either, ["three"])).toBeUndefined();
    expect(schemaAt(aSchema, ["parameters", "values", "any", "thing"])).toBeInstanceOf(z.ZodUnion);
    expect(schemaAt(aSchema, ["env", "x", "y"])).toBeUndefined();
  });

  test("a value is put in and taken out without touching its neighbours", () => {
    expect(withValue({ a: { b: 1 }, c: 2 }, ["a", "d"], 3)).toEqual({ a: { b: 1, d: 3 }, c: 2 });
    expect(withValue({ a: { b: 1 } }, ["a", "b"], undefined)).toEqual({ a: {} });
    expect(withValue("text", ["a"], 1)).toEqual({ a: 1 });
    expect(valueAt({ a: 1 }, ["a", "toString"])).toBeUndefined();
  });
});

test.each([
  ["01", z.string(), "01"],
  ["01", z.number(), 1],
  [" ", z.number(), " "],
  ["1e999", z.number(), "1e999"],
  ["1", z.union([z.literal("1"), z.literal(1)]), "1"],
  ["1", z.literal(1), 1],
  ["true", z.union([z.boolean(), z.string()]), "true"],
  ["a, ,b", z.array(z.string()), ["a", "b"]],
  ["1,2", z.array(z.number()), [1, 2]],
  ["", z.array(z.string()), []],
  ["[a", z.array(z.string()), ["[a"]],
  ["{ a: 1 }", z.record(z.string(), z.number()), { a: 1 }],
  ["a: [", z.record(z.string(), z.number()), "a: ["],
])("the text %j", (text, schema, value) => {
  expect(valueFrom(text, schema)).toEqual(value);
});

test("the higher source wins key by key; lists and references whole", () => {
  const lower = { tags: { a: "1", b: "2" }, dataSources: ["aws"], database: { password: { file: "x" }, port: 1 } };
  const higher = { tags: { b: "3" }, dataSources: ["code"], database: { password: { env: "X" } } };
  expect(over(aSchema, higher, lower)).toEqual({
    tags: { a: "1", b: "3" },
    dataSources: ["code"],
    database: { password: { env: "X" }, port: 1 },
  });
  expect(over(undefined, { a: { b: 1 } }, { a: { c: 2 } })).toEqual({ a: { b: 1, c: 2 } });
  expect(over(aSchema, JSON.parse('{"__proto__":{"x":1}}'), { a: 1 })).not.toHaveProperty("x");
});

test("defaults are filled in where nobody said anything", () => {
  expect(withDefaults(aSchema, { env: "stg", cluster: { name: "a" } })).toMatchObject({
    version: 1,
    env: "stg",
    cluster: { name: "a", namespace: "risken" },
    database: { source: "rds", port: 3306 },
    ingress: { targetGroups: { api: "create" } },
  });
  expect(withDefaults(z.string().default("a").transform(Number), undefined)).toBe("a");
  expect(withDefaults(aSchema, {})).not.toHaveProperty("cluster");
});
