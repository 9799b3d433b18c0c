import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { cloudFormationTemplate } from "../../src/export/cloudformation";
import { type CfnKind, cfnKinds } from "../../src/export/cloudformation-kinds";
import { describeOnMoto } from "../moto/server";
import { settlementOf, variations } from "./settlements";

/** AWS's own linter, which knows the schemas of all resource types; it comes with the Python that runs moto. */
describeOnMoto("cfn-lint", () => {
  const { python = "" } = inject("moto");
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "risken-aws-cfn-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function findings(...templates: readonly string[]): readonly string[] {
    const files = templates.map((text, at) => {
      const file = join(folder, `${at}.yaml`);
      writeFileSync(file, text);
      return file;
    });
    const how = ["--regions", "ap-northeast-1", "--format", "parseable", "--template", ...files];
    const { stdout, stderr, status } = spawnSync(python, ["-c", linter, ...how], { encoding: "utf8" });
    expect(stderr).toBe("");
    const lines = stdout.split("\n").filter((line) => line !== "");
    expect(lines.length > 0).toBe(status !== 0);
    return lines;
  }

  test("finds nothing in the templates of all configs, with and without an account", async () => {
    const asked = Object.values(variations).flatMap((values) => [
      settlementOf(values),
      settlementOf(values, "123456789012"),
    ]);
    const settlements = await Promise.all(asked);
    const texts = settlements.map((settlement) => cloudFormationTemplate({ env: "prd", settlement, lookups: {} }).text);
    expect(findings(...texts)).toEqual([]);
  });

  test("finds nothing wrong with a secret that CloudFormation looks up", async () => {
    const lookups = { OidcClientSecret: "{{resolve:secretsmanager:risken/oidc:SecretString:client_secret}}" };
    const { text } = cloudFormationTemplate({ env: "prd", settlement: await settlementOf(variations.oidc!), lookups });
    expect(text).toContain(lookups.OidcClientSecret);
    expect(text).not.toContain("NoEcho");
    expect(findings(text)).toEqual([]);
  });

  test("finds what is wrong", async () => {
    const { text } = cloudFormationTemplate({ env: "prd", settlement: await settlementOf({}), lookups: {} });
    expect(findings(text.replace("QueueName:", "NameOfQueue:")).join("\n")).toContain("NameOfQueue");
  });

  test("knows every resource by what the map of imports calls it, and every attribute", () => {
    const kinds = Object.values(cfnKinds).filter((kind): kind is CfnKind => "resources" in kind);
    const asked = kinds.flatMap(({ resources }) => resources.map(({ type }) => type));
    const schemas = schemasOf(asked);
    for (const { resources, attributes } of kinds) {
      for (const { type, identifier } of resources) {
        const { identifiers } = schemas[type]!;
        expect(Object.keys(identifier({})).sort(), type).toEqual([...identifiers].sort());
      }
      const [{ type }] = resources;
      for (const name of Object.values(attributes).filter((one) => one !== "Ref")) {
        expect(schemas[type]!.attributes, type).toContain(name);
      }
    }
  });

  interface Schema {
    readonly identifiers: readonly string[];
    readonly attributes: readonly string[];
  }

  function schemasOf(types: readonly string[]): Readonly<Record<string, Schema>> {
    const { stdout, stderr } = spawnSync(python, ["-c", program, ...types], { encoding: "utf8" });
    expect(stderr).toBe("");
    return JSON.parse(stdout) as Record<string, Schema>;
  }
});

const linter = `
import sys
from cfnlint.runner.cli import main
sys.exit(main())
`;

const program = `
import json, sys
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
def names(schema, field):
    return [path.split("/")[-1] for path in schema.get(field) or []]
def told(type):
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("ap-northeast-1", type).schema
    return {"identifiers": names(schema, "primaryIdentifier"), "attributes": names(schema, "readOnlyProperties")}
print(json.dumps({type: told(type) for type in sys.argv[1:]}))
`;
