import { parseAllDocuments, visit } from "yaml";

/**
 * The two formats that env-injector reads, understood as its Go libraries understand them: yaml.v2 for meta parameters,
 * encoding/json and fmt for secrets (okzk/env-injector@4f4cf4c:envinjector/meta_config.go, secrets_manager.go).
 */

/** An item of the list in a meta parameter; its secret is read before its directory. Empty text stands for nothing. */
export interface MetaItem {
  readonly secret: string;
  readonly directory: string;
  readonly prefix: string;
  readonly capitalize: boolean;
}

/**
 * The items of a meta parameter, or undefined where env-injector gives up. Keys that it doesn't know are ignored, and so is
 * whatever follows the first document.
 */
export function parseMeta(text: string): readonly MetaItem[] | undefined {
  const list = parseYaml(text);
  if (list === null) return [];
  if (!Array.isArray(list)) return undefined;
  const items = list.flatMap((item) => metaItem(item) ?? []);
  return items.length === list.length ? items : undefined;
}

/** The variables in a secret's text, or undefined where env-injector gives up: anything but a JSON object (or null). */
export function parseSecret(text: string): Readonly<Record<string, string>> | undefined {
  const value = parseJson(text);
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, goText(inner)]));
}

/** How Go prints a value out of JSON with `%v`. Every number is floating point, whatever it was meant to be. */
export function goText(value: unknown): string {
  if (value === null) return "<nil>";
  if (typeof value === "number") return goFloat(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (typeof value !== "object") return String(value);
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${pairs.map(([key, inner]) => `${key}:${goText(inner)}`).join(" ")}]`;
}

/** Go's `%g`: powers of ten below -4 and from 6 on get an exponent, of two digits at least. */
function goFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value) => {
      if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError("too large for Go");
      return value;
    });
  } catch {
    return undefined;
  }
}

/** An unquoted scalar that YAML takes for more than text. */
class Typed {
  constructor(
    readonly value: unknown,
    readonly source: string,
  ) {}
}

/** The first document, as yaml.v2 takes it: YAML 1.1, a key may come twice. Null if empty, undefined if broken. */
function parseYaml(text: string): unknown {
  try {
    const [first] = parseAllDocuments(text.replace(/^\uFEFF/, ""), { version: "1.1", uniqueKeys: false });
    if (!first) return null;
    if (first.errors.length > 0) return undefined;
    visit(first, {
      Scalar(key, node) {
        if (key === "key" || node.value === null || typeof node.value === "string") return;
        node.value = new Typed(node.value, node.source ?? String(node.value));
      },
    });
    return first.toJS();
  } catch {
    return undefined;
  }
}

function metaItem(item: unknown): MetaItem | undefined {
  if (typeof item !== "object" || item === null || Array.isArray(item) || item instanceof Typed) return undefined;
  const fields = item as Readonly<Record<string, unknown>>;
  const secret = textField(fields.secret_name);
  const directory = textField(fields.parameter_store_path);
  const prefix = textField(fields.env_prefix);
  const capitalize = flagField(fields.capitalize);
  const isSound = secret !== undefined && directory !== undefined && prefix !== undefined && capitalize !== undefined;
  return isSound ? { secret, directory, prefix, capitalize } : undefined;
}

function textField(value: unknown): string | undefined {
  if (value === undefined || value === null) return "";
  if (value instanceof Typed) return value.source;
  return typeof value === "string" ? value : undefined;
}

function flagField(value: unknown): boolean | undefined {
  if (value === undefined || value === null) return false;
  return value instanceof Typed && typeof value.value === "boolean" ? value.value : undefined;
}
