import type { Detail } from "../../checks/check";
import type { Result } from "../../checks/result";
import type { Language, Text } from "../../text";
import { cut } from "../layout";
import { moreDetails, most, spelled, tame } from "./details";
import { cellMarkdown, code, codeCell, proseMarkdown, remedyMarkdown, table } from "./markdown-text";
import { findingsOf, type ReportFacts, signs } from "./report-facts";
import { coverageText, summaryText } from "./summary";

const words = {
  path: { en: "Field", ja: "項目" },
  expected: { en: "Expected", ja: "期待値" },
  actual: { en: "Actual", ja: "実際の値" },
  id: { en: "Id", ja: "ID" },
  what: { en: "Check", ja: "確認内容" },
  because: { en: "Why", ja: "理由" },
  skipped: (count: number): Text => ({ en: `${count} skipped`, ja: `スキップ ${count}件` }),
  passed: (count: number): Text => ({ en: `${count} passed`, ja: `成功 ${count}件` }),
  ignored: (count: number): Text => ({
    en: `Silenced by the ignore list: ${count}`,
    ja: `無視リストによる除外: ${count}件`,
  }),
  leftOut: (count: number): Text => ({
    en: `${count} more ${count === 1 ? "result is" : "results are"} left out here because the report is too long.`,
    ja: `長すぎるため、ほかの${count}件の結果を省略しました。`,
  }),
};

/** GitHub takes no longer comment, and no longer summary of a step: the one is counted in characters, the other in bytes. */
const limits = { comment: 65_536, summary: 1024 * 1024 };

/** The report for a comment on a pull request: findings in full, the rest folded away. */
export const markdownText = (facts: ReportFacts, language: Language): string =>
  within(facts, language, (text) => text.length <= limits.comment);

/** The same for the summary of a step. */
export const summaryMarkdown = (facts: ReportFacts, language: Language): string =>
  within(facts, language, (text) => Buffer.byteLength(text) < limits.summary);

/** As many results as fit, worst first; it says how many it leaves out. */
function within(facts: ReportFacts, language: Language, fits: (text: string) => boolean): string {
  const all = written(facts, language, facts.report.results.length);
  if (fits(all)) return all;
  let [low, high] = [0, facts.report.results.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(written(facts, language, middle))) low = middle;
    else high = middle - 1;
  }
  return written(facts, language, low);
}

function written({ report, env, account, region }: ReportFacts, language: Language, count: number): string {
  const findings = findingsOf(report);
  const having = (status: Result["status"]) => report.results.filter((one) => one.status === status);
  const shown = new Set([...findings, ...having("skip"), ...having("pass")].slice(0, count));
  const only = (results: readonly Result[]) => results.filter((one) => shown.has(one));
  const left = report.results.length - shown.size;
  const place = [env, account, region].filter((part) => part !== null).map((part) => code(part));
  const notes = [
    coverageText(report)[language],
    ...(report.ignored > 0 ? [words.ignored(report.ignored)[language]] : []),
  ];
  const { id, what, because, skipped, passed } = words;
  const head = [id, what].map((text) => text[language]);
  const blocks: readonly (readonly string[])[] = [
    [`## risken-aws doctor: ${place.join(" · ")}`],
    [`**${proseMarkdown(summaryText(report)[language])}**`],
    [notes.map(proseMarkdown).join("<br>")],
    ...only(findings).map((one) => finding(one, language)),
    folded(
      skipped(report.summary.skip)[language],
      table(
        [...head, because[language]],
        only(having("skip")).map((one) => [...named(one, language), reason(one, language)]),
      ),
    ),
    folded(
      passed(report.summary.pass)[language],
      table(
        head,
        only(having("pass")).map((one) => named(one, language)),
      ),
    ),
    ...(left > 0 ? [[`_${words.leftOut(left)[language]}_`]] : []),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

function finding({ id, status, title, found, details, fix }: Result, language: Language): readonly string[] {
  const places = placesOf(details, language);
  return [
    `### ${signs[status]} ${proseMarkdown(tame(title[language]))} ${code(id)}`,
    ...(found ? ["", proseMarkdown(tame(found[language]))] : []),
    ...(places.length > 0 ? ["", ...places] : []),
    ...(fix ? ["", remedyMarkdown(tame(fix[language]))] : []),
  ];
}

/** A table with the columns that there is something for; a list where there is only the first. */
function placesOf(details: readonly Detail[], language: Language): readonly string[] {
  const shown = details.slice(0, most.details).map((detail) => spelled(detail, language));
  const left = details.length - shown.length;
  const more = left > 0 ? [moreDetails(left)[language]] : [];
  const columns = (["path", "expected", "actual"] as const).filter((name) => shown.some((one) => name in one));
  if (columns.length <= 1)
    return [...shown.map(({ path }) => code(cut(path, most.columns))), ...more].map((one) => `- ${one}`);
  const rows = shown.map((one) => columns.map((name) => (name in one ? codeCell(cut(one[name]!, most.columns)) : "")));
  return table(
    columns.map((name) => words[name][language]),
    [...rows, ...more.map((text) => [text, ...columns.slice(1).map(() => "")])],
  );
}

const named = ({ id, title }: Result, language: Language): readonly string[] => [
  codeCell(id),
  cellMarkdown(tame(title[language])),
];

const reason = ({ found }: Result, language: Language): string => (found ? cellMarkdown(tame(found[language])) : "");

const folded = (summary: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["<details>", `<summary>${summary}</summary>`, "", ...lines, "", "</details>"];
