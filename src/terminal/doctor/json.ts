import type { Result } from "../../checks/result";
import type { Language } from "../../text";
import { detailJson } from "./details";
import type { ReportFacts } from "./report-facts";

/** The document of the contract, section 4, with what helps to judge it: what was found, what was lacking, how much was seen. */
export function jsonText({ report, warnings, env, account, region }: ReportFacts, language: Language): string {
  const { status, results, summary, coverage, ignored } = report;
  const checks = results.map((result) => checkJson(result, language));
  const told = warnings.length > 0 ? { warnings: warnings.map((text) => text[language]) } : {};
  const document = { command: "doctor", env, account, region, status, checks, summary, coverage, ignored, ...told };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function checkJson(result: Result, language: Language): object {
  const { id, category, status, title, found, details, fix, lacks, notApplicable, key } = result;
  return {
    id,
    category,
    status,
    title: title[language],
    ...(found ? { found: found[language] } : {}),
    fields: details.map(detailJson),
    ...(fix ? { fix: fix[language] } : {}),
    ...(lacks ? { lacks } : {}),
    ...(notApplicable ? { notApplicable } : {}),
    ...(key ? { key } : {}),
  };
}
