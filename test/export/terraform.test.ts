import { describe, expect, test } from "vitest";
import { referable } from "../../src/export/facts";
import { hclFile } from "../../src/export/hcl";
import { isMarked } from "../../src/export/marks";
import { terraformModule } from "../../src/export/terraform";
import { tfKinds } from "../../src/export/terraform-kinds";
import { kinds } from "../../src/kinds";
import provider from "../fixtures/aws-provider-6.25.0.json" with { type: "json" };
import { formatted, type Parsed, parsed } from "./hcl";
import { settlementOf, variations } from "./settlements";

test("every kind is written in Terraform, or says why it is not", () => {
  expect(kinds.map(({ type }) => type).filter((type) => !(type in tfKinds))).toEqual([]);
  expect(Object.keys(tfKinds).filter((type) => !kinds.some((kind) => kind.type === type))).toEqual([]);
  // And what it is called where others refer to it.
  const unnamed = referable.filter((name) => {
    const [type, output] = name.split(" ");
    const kind = tfKinds[type!]!;
    return "inexpressible" in kind || !(output! in kind.attributes);
  });
  expect(unnamed).toEqual([]);
});

test("texts say what they mean, whatever they hold", async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a text may look like a template of somebody else's.
  const text = 'a "quote", a \\, ${not.this}, %{nor this}, $${, \n\t\u0001 日本';
  const written = hclFile([], [{ type: "locals", body: { text, list: [text, text], k: { "${a} key": text } } }]);
  expect(await formatted(written)).toBe(written);
  const [locals] = (await parsed(written)).locals;
  // The parser hands out texts with their expressions still written.
  expect(locals.text).toBe(text.replaceAll(/[$%](?=\{)/g, "$&$&"));
});

/** Parts of somebody else's listener or load balancer. */
const notExpressible = ["elbv2.default-action", "elbv2.idle-timeout", "logs.retention"];

/** What the provider imports none of: an attachment, and what is nothing in AWS but a wait. */
const notImported = /^aws_(autoscaling_attachment|acm_certificate_validation)\./;

describe.each(Object.entries(variations))("the module of a config: %s", (_, values) => {
  const moduleOf = async (account?: string) =>
    terraformModule({
      region: "ap-northeast-1",
      account,
      settlement: await settlementOf(values, account),
      language: "en",
    });
  const wholeOf = async () => [...(await moduleOf()).files.values()].join("\n");

  test("is formatted as Terraform would, file by file", async () => {
    for (const [name, text] of (await moduleOf("123456789012")).files) expect(await formatted(text), name).toBe(text);
  });

  test("leaves no reference open, with and without an account", async () => {
    for (const account of [undefined, "123456789012"]) {
      const text = [...(await moduleOf(account)).files.values()].join("\n");
      expect(isMarked(text)).toBe(false);
      expect(text).not.toContain("undefined");
      expect(text.includes("aws_caller_identity")).toBe(account === undefined);
    }
  });

  test("refers only to what it declares", async () => {
    const text = await wholeOf();
    const { resource, variable } = await parsed(text);
    const used = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))].sort();
    expect(used(/\bvar\.(\w+)/g)).toEqual(Object.keys(variable).sort());
    for (const name of used(/\b(aws_[a-z_]+\.\w+)/g)) {
      const [type, own] = name.split(".");
      if (type !== "aws_caller_identity") expect(resource[type!], name).toHaveProperty(own!);
    }
  });

  test("says nothing that the provider does not know", async () => {
    const { resource } = await parsed(await wholeOf());
    const wrong = Object.entries(resource as Parsed).flatMap(([type, all]) => {
      const known = (provider as Parsed)[type];
      if (!known) return [type];
      return Object.entries(all).flatMap(([name, [body]]: [string, any]) =>
        unknownIn(without(body, ["count", "for_each", "depends_on", "lifecycle"]), known, `${type}.${name}`),
      );
    });
    expect(wrong).toEqual([]);
  });

  test("imports every resource that the provider can import, and nothing else", async () => {
    const { resource, import: imports = [] } = await parsed(await wholeOf());
    const named = imports.map(({ to }: Parsed) => to.replace(/^\$\{(.*?)(\[0\])?\}$/, "$1"));
    const made = Object.entries(resource as Parsed).flatMap(([type, all]) =>
      Object.keys(all).map((name) => `${type}.${name}`),
    );
    expect(named.sort()).toEqual(made.filter((name) => !notImported.test(name)).sort());
    for (const { id } of imports) expect(id).not.toBe("");
  });

  test("has everything that is wanted, but for what it says", async () => {
    const { made } = await settlementOf(values);
    const { files, leftOut } = await moduleOf();
    const ids = [...files.values()].join("\n").match(/"?risken-aws:id"? += "([^"]+)"/g) ?? [];
    const tagged = made.filter(({ kind }) => kind.tag && !kind.marksOnly && kind.relation !== "shared");
    expect(ids).toHaveLength(tagged.length);
    expect(leftOut.map(({ address }) => address)).toEqual(
      made.filter(({ kind }) => notExpressible.includes(kind.type)).map(({ address }) => address),
    );
    for (const { name, because } of leftOut) expect(files.get("versions.tf")).toContain(`#   ${name}: ${because.ja}`);
  });

  test("takes secrets from variables that Terraform does not show", async () => {
    const { variable, resource } = await parsed(await wholeOf());
    const hidden = Object.entries(variable as Parsed).filter(([, [one]]) => one.sensitive === true);
    const encrypted = Object.values(resource.aws_ssm_parameter as Parsed)
      .flat()
      .filter(({ type }) => type === "SecureString");
    for (const { value } of encrypted) expect(hidden.map(([name]) => `\${var.${name}}`)).toContain(value);
    for (const [, [one]] of hidden) expect(one).not.toHaveProperty("default");
    expect(hidden.length).toBeGreaterThanOrEqual(encrypted.length);
  });
});

const without = (body: Parsed, names: readonly string[]): Parsed =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** Paths of arguments and blocks that the provider's schema doesn't have. */
function unknownIn(body: Parsed, known: Parsed, path: string): readonly string[] {
  return Object.entries(body).flatMap(([name, value]) => {
    const inner = known.blocks?.[name];
    if (inner) return [value].flat().flatMap((one) => unknownIn(one, inner, `${path}.${name}`));
    return known.arguments.includes(name) ? [] : [`${path}.${name}`];
  });
}
