import { createRequire } from "node:module";
import { join } from "node:path";
import { fromNpm } from "../tools";

const load = createRequire(import.meta.url);

/** HashiCorp's own formatter, the one behind `terraform fmt`, built for WebAssembly. */
export async function formatted(text: string): Promise<string> {
  const { format } = load(fromNpm("@cdktf/hcl-tools", "0.21.0")) as { format(text: string): Promise<string> };
  return format(text);
}

/** A block's body, or several of one name. */
export type Parsed = Readonly<Record<string, any>>;

/** HashiCorp's own parser: blocks by type and labels, expressions as text. */
export async function parsed(text: string): Promise<Parsed> {
  const folder = fromNpm("@cdktf/hcl2json", "0.21.0");
  const { parse } = load(join(folder)) as { parse(name: string, text: string): Promise<Parsed> };
  return parse("main.tf", text);
}
