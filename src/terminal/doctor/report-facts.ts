import type { Category, Check } from "../../checks/check";
import type { Report } from "../../checks/report";
import type { Result } from "../../checks/result";
import type { Text } from "../../text";

export const reportFormats = ["pretty", "json", "sarif", "junit", "markdown"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** What reporters are handed. They decide nothing: all of them tell the same report. */
export interface ReportFacts {
  readonly report: Report;
  /** All that there are, also those that did not run: the rules of SARIF. */
  readonly checks: readonly Check[];
  /** What stops nothing and is no finding: slips in the config, and what was refused and not needed. */
  readonly warnings: readonly Text[];
  readonly env: string;
  readonly account: string | null;
  readonly region: string | null;
  /** The config file, relative to the repository: where findings are located. */
  readonly file: string;
  /** Line of a config key in that file, from 1; 1 where it has none. */
  readonly lineOf: (key: string | undefined) => number;
  readonly version: string;
}

/** In the order of the report. */
export const categories: Readonly<Record<Category, Text>> = {
  drift: { en: "Drift", ja: "設定との差分" },
  boot: { en: "Boot", ja: "起動" },
  permission: { en: "Permission", ja: "権限" },
  health: { en: "Health", ja: "稼働状況" },
  security: { en: "Security", ja: "セキュリティ" },
};

export const categoryOrder = Object.keys(categories) as readonly Category[];

export const signs: Readonly<Record<Result["status"], string>> = { pass: "✓", warn: "!", fail: "✗", skip: "–" };

const severity: readonly Category[] = ["security", "boot", "permission", "health", "drift"];

/** Failures before warnings; among them first what is open to others, then what keeps RISKEN from working. */
export function findingsOf({ results }: Report): readonly Result[] {
  const rank = ({ status, category }: Result) => (status === "fail" ? 0 : severity.length) + severity.indexOf(category);
  return results
    .filter(({ status }) => status === "fail" || status === "warn")
    .sort((one, other) => rank(one) - rank(other));
}

/** What could not be looked at although there may be something to see. */
export const unseenIn = ({ results }: Report): readonly Result[] =>
  results.filter(({ status, notApplicable }) => status === "skip" && !notApplicable);
