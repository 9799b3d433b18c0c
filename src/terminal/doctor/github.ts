import type { Result } from "../../checks/result";
import type { Language, Text } from "../../text";
import { findingText, tame } from "./details";
import { summaryMarkdown } from "./markdown";
import { findingsOf, type ReportFacts, unseenIn } from "./report-facts";

/** GitHub shows no more of a level from one step. */
const most = 10;

const more = (count: number): Text => ({
  en: `And ${count} more: see the summary of the job.`,
  ja: `ほかに${count}件あります。ジョブのサマリーを確認してください。`,
});

/** The step summary: everything, as far as GitHub takes it. */
export const githubSummary = summaryMarkdown;

/**
 * Workflow commands that put findings next to the config file, worst first: failures as errors, warnings as such, what
 * could not be looked at as notices. Ten of each level; the last says how many more there are.
 */
export function githubAnnotations(facts: ReportFacts, language: Language): readonly string[] {
  const findings = findingsOf(facts.report);
  const level = (name: string, results: readonly Result[]) => {
    const left = results.length - most;
    return results.slice(0, most).map((result, at) => {
      const last = left > 0 && at === most - 1;
      const text = findingText(result, language) + (last ? `\n\n${more(left)[language]}` : "");
      return annotation(name, result, text, facts, language);
    });
  };
  return [
    ...level(
      "error",
      findings.filter(({ status }) => status === "fail"),
    ),
    ...level(
      "warning",
      findings.filter(({ status }) => status === "warn"),
    ),
    ...level("notice", unseenIn(facts.report)),
  ];
}

function annotation(level: string, result: Result, text: string, facts: ReportFacts, language: Language): string {
  const { id, key, title } = result;
  const properties = Object.entries({
    file: facts.file,
    line: String(facts.lineOf(key)),
    title: `${id}: ${tame(title[language])}`,
  }).map(([name, value]) => `${name}=${property(value)}`);
  return `::${level} ${properties.join(",")}::${data(text)}`;
}

/** As the runner unescapes: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
