import { Initially, UNKNOWN, Withheld } from "../engine/ref";
import { Fingerprint, MASK, Secret } from "../secret";
import type { Language, Text } from "../text";
import { harmless } from "./layout";

const words = {
  secret: { en: MASK, ja: "[秘密]" },
  unknown: { en: "(known after apply)", ja: "(適用後に決まります)" },
  nothing: { en: "(none)", ja: "(なし)" },
  kept: { en: "(kept)", ja: "(現状を維持)" },
} satisfies Record<string, Text>;

export type Mark = keyof typeof words;

/** The word for a value that can't be shown. */
export const markText = (mark: Mark, language: Language): string => words[mark][language];

/** A field's value as one line of text, however it was marked. Secrets show as such at any depth. */
export function valueText(value: unknown, language: Language): string {
  const mark = markOf(value);
  if (mark) return words[mark][language];
  if (value instanceof Initially) return valueText(value.value, language);
  if (typeof value === "string") return quoted(value);
  return harmless(JSON.stringify(unmarked(value, (inner) => markText(inner, language))) ?? String(value));
}

/** Whether a secret is anywhere inside. */
export function holdsSecret(value: unknown): boolean {
  if (value instanceof Secret || value instanceof Fingerprint) return true;
  if (value instanceof Initially) return holdsSecret(value.value);
  return isContainer(value) && Object.values(value).some(holdsSecret);
}

/**
 * Both sides of a field, safe to show: where one of them is or holds a secret and the other doesn't say so, the other is
 * hidden too. A parameter that turns from plain text into a secret shows neither.
 */
export function masked(before: unknown, after: unknown): readonly [unknown, unknown] {
  if (holdsSecret(before) === holdsSecret(after)) return [before, after];
  return [holdsSecret(before) ? before : hidden(before), holdsSecret(after) ? after : hidden(after)];
}

/** The same value without marks: plain data that JSON can carry. */
export function unmarked(value: unknown, show: (mark: Mark) => unknown): unknown {
  const mark = markOf(value);
  if (mark) return mark === "nothing" ? undefined : show(mark);
  if (value instanceof Initially) return unmarked(value.value, show);
  if (Array.isArray(value)) return value.map((inner) => unmarked(inner, show));
  if (!isContainer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unmarked(inner, show)]));
}

function markOf(value: unknown): Mark | undefined {
  if (value === undefined) return "nothing";
  if (value === UNKNOWN) return "unknown";
  if (value instanceof Secret || value instanceof Fingerprint) return "secret";
  return value instanceof Withheld ? "kept" : undefined;
}

/** What is already nothing, or not yet known, needs no hiding. */
const hidden = (value: unknown): unknown =>
  value === undefined || value === UNKNOWN || value instanceof Withheld ? value : new Secret("");

/** Text stands for itself unless one couldn't see where it begins and ends. */
const quoted = (text: string): string =>
  text === "" || /[\s"]/u.test(text) ? harmless(JSON.stringify(text)) : harmless(text);

const isContainer = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype);
