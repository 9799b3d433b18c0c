import type { FieldChange } from "../engine/diff";
import { hasUnknown } from "../engine/ref";
import type { Text } from "../text";
import { harmless, indented, pad, shorten, widthOf, wrap } from "./layout";
import type { Page } from "./screen";
import { holdsSecret, markText, masked, unmarked, valueText } from "./values";

const words = {
  changed: { en: ", changed", ja: "（変更あり）" },
  same: (count: number): Text => ({ en: `  (${count} unchanged)`, ja: `  (変更なし ${count}件)` }),
};

/**
 * Fields of one change, one line each where they fit, from the given column on.
 *
 * @param born whether all of them are new, so that it needn't be said of each
 */
export function fieldLines(fields: readonly FieldChange[], page: Page, from: number, born = false): readonly string[] {
  const room = page.width - from;
  const shown = fields.filter(({ before, after }) => before !== undefined || after !== undefined).flatMap(opened);
  const column = Math.min(Math.max(0, ...shown.map(({ path }) => widthOf(path))), Math.floor(room * 0.4));
  const lines = shown.flatMap((field) => {
    const beside = valueLines(field, page, room - column - 2, born);
    const fits = beside.length === 1 && widthOf(field.path) <= column;
    if (fits) return [`${pad(field.path, column)}  ${beside[0]}`];
    return [shorten(field.path, room), ...indented(valueLines(field, page, room - 2, born), 2)];
  });
  return indented(lines, from);
}

/** Inside a JSON document that is text, and inside lists of policy statements, only what differs is shown. */
function opened(field: FieldChange): readonly FieldChange[] {
  const { path, before, after } = field;
  const inside = insides(path, documentIn(before) ?? before, documentIn(after) ?? after);
  return inside.length > 0 ? inside : [field];
}

function insides(path: string, before: unknown, after: unknown): readonly FieldChange[] {
  const statements = [bySid(before), bySid(after)] as const;
  const [was, willBe] = statements[0] && statements[1] ? statements : [before, after];
  if (isPlain(was) && isPlain(willBe)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(willBe)])];
    const step = was === before ? (key: string) => `.${key}` : (key: string) => `[${key}]`;
    return keys.flatMap((key) => insides(path + step(key), was[key], willBe[key]));
  }
  const same = JSON.stringify(before) === JSON.stringify(after) && !holdsSecret(after) && !hasUnknown(after);
  return same ? [] : [{ path, before, after }];
}

/** Statements of a policy by their identifier, where each has one: then a new one moves no other. */
function bySid(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!Array.isArray(value) || !value.every((one) => isPlain(one) && typeof one.Sid === "string")) return undefined;
  const named = Object.fromEntries(value.map((one) => [one.Sid as string, one]));
  return Object.keys(named).length === value.length ? named : undefined;
}

/** What a field changes from and to, in lines of at most `width` columns. */
function valueLines(field: FieldChange, page: Page, width: number, born: boolean): readonly string[] {
  const { language, paint, verbose } = page;
  const [before, after] = masked(field.before, field.after);
  const fitted = (text: string, room: number) => (verbose ? wrap(text, room) : [shorten(text, room)]);
  const marked = (sign: string, text: string) =>
    fitted(text, width - 2).map((line, at) =>
      paint[sign === "-" ? "red" : "green"](`${at === 0 ? sign : " "} ${line}`),
    );
  const [was, willBe] = [valueText(before, language), valueText(after, language)];
  if (before === undefined) {
    const lines = (verbose ? (linesIn(after) ?? documentLines(after, page)) : undefined) ?? [willBe];
    if (!born) return lines.flatMap((line) => marked("+", line));
    return lines.flatMap((line) => fitted(line, width)).map((line) => paint.green(line));
  }
  if (was === willBe && holdsSecret(after))
    return [`${paint.green(shorten(willBe, width - 12))}${words.changed[language]}`];
  const items = itemsOf(before, after, (value) => valueText(value, language));
  if (items) {
    const same = items.filter(({ sign }) => sign === "=").length;
    const changed = items.filter(({ sign }) => sign !== "=").flatMap(({ sign, text }) => marked(sign, text));
    return same > 0 ? [...changed, paint.dim(words.same(same)[language])] : changed;
  }
  const both = `${was} → ${willBe}`;
  if (widthOf(both) <= width) return [`${paint.red(was)} → ${paint.green(willBe)}`];
  return [...marked("-", was), ...marked("+", willBe)];
}

interface Item {
  readonly sign: "-" | "+" | "=";
  readonly text: string;
}

/** Lists and texts of several lines are compared item by item. */
function itemsOf(before: unknown, after: unknown, show: (value: unknown) => string): readonly Item[] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) return steps(before.map(show), after.map(show));
  const [was, willBe] = [linesIn(before), linesIn(after)];
  return was && willBe ? steps(was, willBe) : undefined;
}

/** The way from one list to the other that keeps the most. */
function steps(before: readonly string[], after: readonly string[]): readonly Item[] {
  const kept = before.map(() => after.map(() => 0));
  const at = (i: number, j: number) => kept[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      kept[i]![j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const items: Item[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      items.push({ sign: "=", text: before[i++]! });
      j++;
    } else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1))) {
      items.push({ sign: "-", text: before[i++]! });
    } else {
      items.push({ sign: "+", text: after[j++]! });
    }
  }
  return items;
}

/** A document over several lines. */
function documentLines(value: unknown, { language }: Page): readonly string[] | undefined {
  if (!Array.isArray(value) && !isPlain(value)) return undefined;
  return JSON.stringify(
    unmarked(value, (mark) => markText(mark, language)),
    null,
    2,
  )
    .split("\n")
    .map(harmless);
}

/** The lines of a text that has several. */
function linesIn(value: unknown): readonly string[] | undefined {
  if (typeof value !== "string") return undefined;
  const lines = value.replace(/\n$/, "").split("\n");
  return lines.length > 1 ? lines.map(harmlessLine) : undefined;
}

const harmlessLine = (line: string): string => harmless(line.replace(/\t/g, "  "));

function documentIn(value: unknown): object | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as object;
  } catch {
    return undefined;
  }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
