import type * as z from "zod";
import { secretInTheOpen, settingUnusable } from "../problems";
import { same, type Text } from "../text";
import { type Field, fieldAt } from "./fields";
import { nearest, said } from "./mistakes";
import { isReference, valueFrom } from "./values";
import { holdsSecret, isPlain, type Keys, type Plain, pathOf, schemaAt, valueAt, withValue } from "./walk";

/** Where an answer comes from, highest first. `aws` is a standard AWS setting that fills a gap. */
export type SourceSort = "flag" | "variable" | "file" | "found" | "aws";

/** One source of answers, as plain data. */
export interface Source {
  readonly sort: SourceSort;
  readonly data: Plain;
  /** How a message names the place of a value in this source: `--cluster`, `RISKEN_AWS_CLUSTER_NAME`, `line 4`. */
  placeOf(keys: Keys): Text;
}

/** What commander has read: by the name of the flag, as it is written or in camel case. */
export type Flags = Readonly<Record<string, unknown>>;

/** Flags of their own and `--set key=value`, in this order: the later one wins. */
export function fromFlags(schema: z.ZodType, fields: readonly Field[], flags: Flags, set: readonly string[]): Source {
  const places = new Map<string, string>();
  let data: Plain = {};
  const put = (keys: Keys, value: unknown, place: string) => {
    data = withValue(data, keys, value);
    places.set(pathOf(keys), place);
  };
  for (const { flag, keys, schema: at } of fields) {
    const given = flag === undefined ? undefined : (flags[flag] ?? flags[camelCase(flag)]);
    if (given !== undefined) put(keys, fromFlag(given, at, `--${flag}`), `--${flag}`);
  }
  for (const one of set) {
    const { keys, value } = setting(schema, fields, one);
    put(keys, value, `--set ${pathOf(keys)}`);
  }
  return { sort: "flag", data, placeOf: (keys) => same(nearestPlace(places, keys) ?? "--set") };
}

/**
 * `RISKEN_AWS_*` variables. An empty one is none. The variable of a secret holds the secret itself, and the config a
 * reference to the variable.
 */
export function fromVariables(fields: readonly Field[], env: NodeJS.ProcessEnv): Source {
  let data: Plain = {};
  for (const { variable, keys, schema, secret } of fields) {
    const text = env[variable];
    if (text) data = withValue(data, keys, secret ? { env: variable } : valueFrom(text, schema, variable));
  }
  return { sort: "variable", data, placeOf: (keys) => same(fieldAt(fields, keys)!.variable) };
}

/** `RISKEN_AWS_*` variables that no key of the config goes by: most likely a slip. */
export function unknownVariables(fields: readonly Field[], env: NodeJS.ProcessEnv, others: readonly string[]): Text[] {
  const known = [...fields.map(({ variable }) => variable), ...others];
  return Object.keys(env)
    .filter((name) => name.startsWith("RISKEN_AWS_") && !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      return {
        en: `The variable ${name} is not used${meant ? `; did you mean ${meant}?` : "."}`,
        ja: `環境変数 ${name} は使われません。${meant ? `${meant} の間違いではありませんか。` : ""}`,
      };
    });
}

interface Setting {
  readonly keys: Keys;
  readonly value: unknown;
}

function setting(schema: z.ZodType, fields: readonly Field[], text: string): Setting {
  const at = text.indexOf("=");
  const path = at < 0 ? text : text.slice(0, at);
  if (at < 1) {
    // What stands there may be a value alone, and a secret one.
    throw settingUnusable({ given: "…", because: noEquals });
  }
  const keys = path.split(".");
  const value = text.slice(at + 1);
  const field = fieldAt(fields, keys);
  const secret = referenceKey(schema, keys);
  if (secret) return { keys, value: secret === "generate" ? value === "true" : value };
  const end = schemaAt(schema, keys);
  if (!end || keys.some((key) => key === ""))
    throw noSuchKey(path, fields, said(schemaAt(schema, keys.slice(0, -1)), keys.at(-1)!));
  const parsed = valueFrom(value, end, `--set ${path}`);
  if (field?.secret && !isPlain(parsed)) throw secretInTheOpen({ path, variable: field.variable });
  return { keys, value: parsed };
}

/** The last key of `database.password.env`: part of a reference, not of the config's own schema. */
function referenceKey(schema: z.ZodType, keys: Keys): string | undefined {
  const parent = schemaAt(schema, keys.slice(0, -1));
  const last = keys.at(-1)!;
  return parent && holdsSecret(parent) && isReferenceKey(last) ? last : undefined;
}

const isReferenceKey = (key: string) => key === "key" || isReference({ [key]: true });

function noSuchKey(path: string, fields: readonly Field[], own: Text | undefined) {
  if (own) return settingUnusable({ given: path, because: own });
  const known = fields.map((field) => field.path);
  const meant = nearest(path, known) ?? known.find((one) => one.endsWith(`.${path}`));
  return settingUnusable({
    given: path,
    because: meant
      ? { en: `unknown key; did you mean ${meant}?`, ja: `未知のキーです。${meant} の間違いではありませんか` }
      : { en: "unknown key", ja: "未知のキーです" },
  });
}

const noEquals: Text = {
  en: "a key and a value with = between them are needed",
  ja: "「キー=値」の形式になっていません",
};

function fromFlag(given: unknown, schema: z.ZodType, at: string): unknown {
  if (typeof given === "string") return valueFrom(given, schema, at);
  return Array.isArray(given) ? valueFrom(given.join(","), schema, at) : given;
}

const camelCase = (flag: string): string => flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function nearestPlace(places: ReadonlyMap<string, string>, keys: Keys): string | undefined {
  const path = pathOf(keys);
  const inside = [...places].reverse().find(([known]) => path === known || path.startsWith(`${known}.`));
  return (inside ?? [...places].find(([known]) => known.startsWith(`${path}.`)))?.[1];
}

/** The highest source that says anything about a key. */
export const sourceAmong = (sources: readonly Source[], keys: readonly PropertyKey[]): Source | undefined =>
  sources.find(({ data }) => valueAt(data, keys) !== undefined);
