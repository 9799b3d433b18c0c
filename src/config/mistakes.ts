import { closest, distance } from "fastest-levenshtein";
import type * as z from "zod";
import en from "zod/v4/locales/en.js";
import ja from "zod/v4/locales/ja.js";
import type { Mistake } from "../problems";
import { saidIn, saidOfUnknown } from "../steps/says";
import { same, type Text } from "../text";
import { type Field, fieldsOf } from "./fields";
import { childrenOf, elementOf, holdsSecret, isPlain, pathOf, schemaBelow, unwrapped, valueAt } from "./walk";

/** What a schema says of some data. */
export interface Judgement<T> {
  /** The parsed config, where nothing is wrong and nothing missing. */
  readonly config: T | undefined;
  readonly mistakes: readonly (Mistake & { readonly keys: readonly string[] })[];
  /** What has to be answered and isn't, in the order of the config. */
  readonly missing: readonly Field[];
}

type Issue = z.core.$ZodIssue;

/** Parses the data and tells apart what is wrong from what nobody has said yet. */
export function judge<S extends z.ZodType>(schema: S, data: unknown): Judgement<z.output<S>> {
  const parsed = schema.safeParse(data, { reportInput: true });
  if (parsed.success) return { config: parsed.data, mistakes: [], missing: [] };
  const { issues } = parsed.error as { issues: Issue[] };
  const absent = issues.filter((issue) => isMissing(issue, data)).map(({ path }) => path.map(String));
  return {
    config: undefined,
    mistakes: issues.filter((issue) => !isMissing(issue, data)).flatMap((issue) => mistakesIn(issue, schema, data)),
    missing: fieldsOf(schema).filter((field) => absent.some((keys) => isMissingAt(field, keys))),
  };
}

/** What is wrong with one answer, or undefined if nothing is. */
export function objection(schema: z.ZodType, value: unknown): Text | undefined {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return undefined;
  return mistakesIn((parsed.error as { issues: Issue[] }).issues[0]!, schema, value)[0]!.text;
}

/** The name among these that somebody most likely meant. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const found = closest(name.toLowerCase(), names.map((one) => one.toLowerCase()) as string[]);
  const near = distance(name.toLowerCase(), found) <= Math.max(2, Math.floor(name.length / 3));
  return near ? names.find((one) => one.toLowerCase() === found) : undefined;
}

/** What an item of a list lacks is a mistake in it: no question, flag or variable could answer it. */
const isMissing = (issue: Issue, data: unknown): boolean => isAbsent(issue, data) && !issue.path.some(isIndex);

const isAbsent = (issue: Issue, data: unknown): boolean =>
  issue.path.length > 0 && issue.code !== "unrecognized_keys" && valueAt(data, issue.path) === undefined;

const isIndex = (key: PropertyKey): boolean => typeof key === "number";

/** A missing section lacks those of its answers that it can't do without. */
function isMissingAt({ keys, schema }: Field, absent: readonly string[]): boolean {
  if (!absent.every((key, at) => key === keys[at])) return false;
  return keys.length === absent.length || !schema.safeParse(undefined).success;
}

function mistakesIn(issue: Issue, schema: z.ZodType, data: unknown): Judgement<unknown>["mistakes"] {
  const keys = issue.path.map(String);
  const at = issue.path.reduce<z.ZodType | undefined>(
    (above, key) => above && (isIndex(key) ? elementOf(above) : schemaBelow(above, String(key))),
    schema,
  );
  if (isAbsent(issue, data) && keys.length > 0) return [{ path: pathOf(keys), keys, text: missing }];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathOf([...keys, key]),
      keys: [...keys, key],
      text: said(at, key) ?? unknownKey(key, Object.keys((at && childrenOf(at)) ?? {}), schema),
    }));
  }
  const secret = at !== undefined && holdsSecret(at) && !isPlain(issue.input);
  return [{ path: pathOf(keys), keys, text: secret && issue.code === "invalid_union" ? noReference : textOf(issue) }];
}

/** What a section itself says of a key that it doesn't know. */
export const said = (section: z.ZodType | undefined, key: string): Text | undefined =>
  section && saidOfUnknown(unwrapped(section), key);

function unknownKey(key: string, siblings: readonly string[], schema: z.ZodType): Text {
  const meant =
    nearest(key, siblings) ?? fieldsOf(schema).find(({ keys, path }) => keys.at(-1) === key && path !== key)?.path;
  if (!meant) return { en: "unknown key", ja: "未知のキーです" };
  return { en: `unknown key; did you mean ${meant}?`, ja: `未知のキーです。${meant} の間違いではありませんか` };
}

const missing: Text = { en: "is missing", ja: "指定されていません" };

const noReference: Text = {
  en: "is a secret and is not written here; refer to it: { env: NAME } or { file: PATH } or { secretsManager: ARN, key: NAME }",
  ja: "機密情報のため、ここに値は書けません。{ env: 変数名 }、{ file: パス }、{ secretsManager: ARN, key: キー名 } のいずれかで参照してください",
};

function textOf(issue: Issue): Text {
  const said = issue.message ? saidIn(issue.message) : undefined;
  if (said) return said;
  switch (issue.code) {
    case "invalid_type":
      return wrongType(issue.expected, issue.input);
    case "invalid_value":
      return oneOf(issue.values.map(String));
    case "too_small":
      return limit(issue.origin, "least", issue.minimum);
    case "too_big":
      return limit(issue.origin, "most", issue.maximum);
    case "invalid_key":
      return textOf(issue.issues[0]!);
    case "invalid_union":
      return issue.errors.length > 0 ? either(issue.errors.map((errors) => textOf(errors[0]!))) : inZodsWords(issue);
    case "custom":
      return issue.message && issue.message !== "Invalid input" ? same(issue.message) : inZodsWords(issue);
    default:
      return inZodsWords(issue);
  }
}

const sorts: Readonly<Record<string, Text>> = {
  string: { en: "text", ja: "文字列" },
  number: { en: "a number", ja: "数値" },
  int: { en: "a whole number", ja: "整数" },
  boolean: { en: "true or false", ja: "true または false" },
  array: { en: "a list", ja: "リスト" },
  object: { en: "keys with values", ja: "キーと値の組" },
  record: { en: "keys with values", ja: "キーと値の組" },
};

function wrongType(expected: string, input: unknown): Text {
  const sort = sorts[expected] ?? same(expected);
  const quotes = expected === "string" && (typeof input === "number" || typeof input === "boolean");
  return quotes
    ? { en: "must be text: put it in quotes", ja: "文字列で指定してください（引用符で囲んでください）" }
    : { en: `must be ${sort.en}`, ja: `${sort.ja}で指定してください` };
}

const oneOf = (values: readonly string[]): Text =>
  values.length === 1
    ? { en: `must be ${values[0]}`, ja: `${values[0]} を指定してください` }
    : { en: `must be one of ${values.join(", ")}`, ja: `${values.join("、")} のいずれかを指定してください` };

function limit(origin: string, side: "least" | "most", by: number | bigint): Text {
  const [unit, counter] = { string: [" characters", "文字"], array: [" items", "個"] }[origin] ?? ["", ""];
  const bound = { least: "以上", most: "以下" }[side];
  return { en: `must be at ${side} ${by}${unit}`, ja: `${by}${counter}${bound}で指定してください` };
}

const either = (texts: readonly Text[]): Text => {
  const distinct = texts.filter((text, at) => texts.findIndex((other) => other.en === text.en) === at);
  return {
    en: distinct.map((text) => text.en).join(", or "),
    ja: distinct.map((text) => text.ja).join("。または、"),
  };
};

const [english, japanese] = [en().localeError, ja().localeError];

function inZodsWords(issue: Issue): Text {
  const raw = issue as z.core.$ZodRawIssue;
  const text = (message: ReturnType<typeof english>) => (typeof message === "string" ? message : issue.message);
  return { en: text(english(raw)), ja: text(japanese(raw)) };
}
