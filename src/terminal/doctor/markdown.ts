import type { Result } from "../../checks/result";
import type { Language, Text } from "../../text";
import { cut } from "../layout";
import { moreDetails, most, spelled, tame } from "./details";
import { cellMarkdown, codeCell, proseMarkdown, table } from "./markdown-text";
import { remedyMarkdown } from "./remedy";
import { findingsOf, type ReportFacts, signs } from "./report-facts";
import { coverageText, summaryText } from "./summary";

const words = {
  field: { en: "Field", ja: "項目" },
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

/** The report for a comment or a step summary: findings in full, the rest folded away. */
export const markdownText = (facts: ReportFacts, language: Language): string =>
  written(facts, language, facts.report.results.length);

/** The same with as many results as fit below a number of bytes, worst first; it says how many it leaves out. */
export function markdownWithin(bytes: number, facts: ReportFacts, language: Language): string {
  const fits = (count: number) => Buffer.byteLength(written(facts, language, count)) < bytes;
  let [low, high] = [0, facts.report.results.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
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
  const place = [env, account, region].filter((part) => part !== null).map((part) => codeCell(part));
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
  const { field, expected, actual } = words;
  const cell = (value: string | undefined) => (value === undefined ? "" : codeCell(cut(value, most.columns)));
  const rows = details
    .slice(0, most.details)
    .map((detail) => spelled(detail, language))
    .map((one) => [cell(one.path), cell(one.expected), cell(one.actual)]);
  const more = details.length - rows.length;
  const fields = table(
    [field, expected, actual].map((text) => text[language]),
    more > 0 ? [...rows, [moreDetails(more)[language], "", ""]] : rows,
  );
  return [
    `### ${signs[status]} ${proseMarkdown(tame(title[language]))} ${codeCell(id)}`,
    ...(found ? ["", proseMarkdown(tame(found[language]))] : []),
    ...(fields.length > 0 ? ["", ...fields] : []),
    ...(fix ? ["", remedyMarkdown(tame(fix[language]), proseMarkdown)] : []),
  ];
}

const named = ({ id, title }: Result, language: Language): readonly string[] => [
  codeCell(id),
  cellMarkdown(tame(title[language])),
];

const reason = ({ found }: Result, language: Language): string => (found ? cellMarkdown(tame(found[language])) : "");

const folded = (summary: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["<details>", `<summary>${summary}</summary>`, "", ...lines, "", "</details>"];
