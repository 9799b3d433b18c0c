import type { Text } from "../text";
import type { Category } from "./check";
import type { Result } from "./result";

/** What a person has decided to live with. */
export interface Ignored {
  /** A check or a resource, as in `queue/aws-portscan`. */
  readonly id: string;
  /** One field of it, and what is below; all of it where left out. */
  readonly field?: string;
  readonly reason: string;
  /** The last day on which it counts, as in `2027-03-31`. */
  readonly until?: string;
}

/** What doctor says in the end. */
export interface Report {
  readonly status: "healthy" | "drift" | "failing" | "error";
  readonly results: readonly Result[];
  readonly summary: { readonly pass: number; readonly warn: number; readonly fail: number; readonly skip: number };
  /** How much could be looked at: everything but what was skipped for want of a permission or an answer. */
  readonly coverage: { readonly seen: number; readonly all: number; readonly lacking: readonly string[] };
  /** How many findings the ignore list has silenced. */
  readonly ignored: number;
}

export interface ReportOptions {
  /** Ids of checks and resources, or categories; empty: everything. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly ignore: readonly Ignored[];
  /** As in `2026-11-23`. */
  readonly today: string;
}

/** Whether `--only` and `--skip` leave something in: ids, categories, or the part of an id before the slash. */
export function isChosen(
  { id, category }: { readonly id: string; readonly category: Category },
  { only, skip }: Pick<ReportOptions, "only" | "skip">,
): boolean {
  const names = [id, category, id.split("/")[0]!];
  const among = (list: readonly string[]) => list.some((name) => names.includes(name));
  return (only.length === 0 || among(only)) && !among(skip);
}

/** Puts results together: what was chosen, without what is ignored, worst first within its category. Pure. */
export function reportOf(all: readonly Result[], options: ReportOptions): Report {
  const current = options.ignore.filter(({ until }) => until === undefined || until >= options.today);
  const chosen = all.filter((one) => isChosen(one, options));
  const heard = chosen.map((one) => withoutIgnored(one, current));
  const expired = options.ignore.filter((entry) => !current.includes(entry)).map(expiry);
  const results = [...heard, ...expired];
  const count = (status: Result["status"]) => results.filter((one) => one.status === status).length;
  const here = results.filter(({ notApplicable }) => !notApplicable);
  const blind = here.filter(({ status }) => status === "skip");
  // What this installation has none of is no sight of it.
  const sawNothing = here.length > 0 && blind.length === here.length;
  return {
    status: sawNothing ? "error" : statusOf(results),
    results,
    summary: { pass: count("pass"), warn: count("warn"), fail: count("fail"), skip: count("skip") },
    coverage: {
      seen: sawNothing ? 0 : results.length - blind.length,
      all: results.length,
      lacking: [...new Set(blind.flatMap(({ lacks }) => lacks ?? []))].sort(),
    },
    ignored: heard.filter((one, at) => one !== chosen[at]).length,
  };
}

/** The exit code of the contract: 2 for findings, also for what could not be looked at where that is not accepted. */
export function exitOf({ status, coverage }: Report, strict: boolean): 0 | 1 | 2 {
  if (status === "error") return 1;
  return status !== "healthy" || (strict && coverage.seen < coverage.all) ? 2 : 0;
}

function statusOf(results: readonly Result[]): Report["status"] {
  const failed = results.filter(({ status }) => status === "fail");
  if (failed.some(({ category }) => category !== "drift")) return "failing";
  return failed.length > 0 ? "drift" : "healthy";
}

function withoutIgnored(result: Result, entries: readonly Ignored[]): Result {
  const about = entries.filter(({ id }) => id === result.id);
  if (about.length === 0 || (result.status !== "warn" && result.status !== "fail")) return result;
  const details = result.details.filter(({ path }) => !about.some(({ field }) => covers(field, path)));
  if (details.length === result.details.length && about.every(({ field }) => field !== undefined)) return result;
  if (details.length > 0) return { ...result, details };
  const reasons = about.map(({ reason }) => reason).join("; ");
  return {
    ...result,
    status: "pass",
    details: [],
    fix: undefined,
    found: { en: `Ignored: ${reasons}`, ja: `無視リストにより除外: ${reasons}` },
  };
}

const covers = (field: string | undefined, path: string): boolean =>
  field === undefined || path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);

function expiry({ id, until, reason }: Ignored): Result {
  const title: Text = { en: `Ignore list: ${id}`, ja: `無視リスト: ${id}` };
  return {
    id: `ignore/${id}`,
    category: "drift",
    status: "warn",
    title,
    found: {
      en: `This entry expired on ${until} (${reason}). What it covered is reported again.`,
      ja: `この項目は ${until} に期限が切れました（${reason}）。対象は再び報告されます。`,
    },
    fix: {
      en: "Remove the entry from ignore in the config file, or give it a new date.",
      ja: "設定ファイルの ignore から削除するか、新しい期限を指定してください。",
    },
    details: [],
    key: "ignore",
  };
}
