import type { Category, Detail } from "../../checks/check";
import type { Result } from "../../checks/result";
import { MASK } from "../../secret";
import type { Language, Text } from "../../text";
import { cut, harmless } from "../layout";
import { masked, unmarked, valueText } from "../values";

/** A detail whose values are text in the reader's language; left out where there is none. */
export interface SpelledDetail {
  readonly path: string;
  readonly expected?: string;
  readonly actual?: string;
}

export function spelled({ path, ...values }: Detail, language: Language): SpelledDetail {
  const [expected, actual] = masked(values.expected, values.actual);
  return {
    path: harmless(path),
    ...(expected === undefined ? {} : { expected: valueText(expected, language) }),
    ...(actual === undefined ? {} : { actual: valueText(actual, language) }),
  };
}

/** What one finding may take, so that none leaves the others without room. */
export const most = { details: 50, columns: 500 };

export const moreDetails = (count: number): Text => ({ en: `… and ${count} more`, ja: `… ほか${count}件` });

/** The same for programs: text as it is, everything else as JSON, null where there is nothing or nobody knows. */
export function detailJson({ path, ...values }: Detail): object {
  const [expected, actual] = masked(values.expected, values.actual).map(plain);
  return { path, expected, actual };
}

/** What is wrong, in which places and what to do about it, as plain text of several lines. */
export const findingText = ({ category, found, details, fix }: Result, language: Language): string =>
  [
    ...(found ? [tame(found[language])] : []),
    ...details.slice(0, most.details).map((detail) => detailText(detail, category, language)),
    ...(details.length > most.details ? [moreDetails(details.length - most.details)[language]] : []),
    ...(fix ? ["", tame(fix[language])] : []),
  ].join("\n");

/** A text may have lines of its own; what came into it from outside may not do more than that. */
export const tame = (text: string): string => text.split("\n").map(harmless).join("\n");

/** A detail in one line: `VisibilityTimeout: 900 → 30`. Only for drift is nothing expected an expectation. */
function detailText(detail: Detail, category: Category, language: Language): string {
  const { path, expected, actual } = spelled(detail, language);
  const nothing = valueText(undefined, language);
  const [wanted, found] = [expected, actual].map((value) => (value === undefined ? nothing : cut(value, most.columns)));
  if (expected !== undefined) return `${path}: ${wanted} → ${found}`;
  if (actual === undefined) return path;
  return `${path}: ${category === "drift" ? `${wanted} → ${found}` : found}`;
}

function plain(value: unknown): string | null {
  const shown = unmarked(value, (mark) => (mark === "secret" ? MASK : null));
  if (shown === undefined || shown === null) return null;
  return typeof shown === "string" ? shown : JSON.stringify(shown);
}
