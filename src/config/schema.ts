import * as z from "zod";
import { askingOf } from "../steps/asked";
import { basics } from "../steps/basics";
import { steps } from "../steps/index";
import { same, type Text } from "../text";

/** The whole config: the keys at the top, then the sections in the order in which the wizard asks for them. */
export const configSchema = z.strictObject({ ...basics, ...sections() });

export type Config = z.output<typeof configSchema>;

type Sections = { readonly [S in keyof typeof steps]: (typeof steps)[S]["inputs"] };

function sections(): Sections {
  return Object.fromEntries(Object.entries(steps).map(([section, { inputs }]) => [section, inputs])) as Sections;
}

/** What a section is called; `""` are the keys at the top. */
export const sectionTitle = (section: string): Text =>
  section === ""
    ? { en: "Installation", ja: "基本設定" }
    : section in steps
      ? steps[section as keyof typeof steps].title
      : same(section);

/** JSON Schema of the config file (draft 2020-12), for `risken-aws schema` and the package's `schema.json`. */
export function schemaDocument(): object {
  const titles = new Map<z.core.$ZodType, Text>(Object.values(steps).map(({ inputs, title }) => [inputs, title]));
  const { $schema, ...rest } = z.toJSONSchema(configSchema, {
    io: "input",
    override({ zodSchema, jsonSchema }) {
      const text = titles.get(zodSchema) ?? askingOf(zodSchema as unknown as z.ZodType)?.question;
      if (!text) return;
      jsonSchema.title = text.en;
      jsonSchema.description = `${text.en} / ${text.ja}`;
    },
  });
  return { $schema, $id: "urn:risken-aws:config:1", title: "risken-aws.yaml", ...rest };
}
