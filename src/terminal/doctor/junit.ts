import type { Result } from "../../checks/result";
import type { Language } from "../../text";
import { findingText, tame } from "./details";
import { categories, categoryOrder, type ReportFacts } from "./report-facts";

/**
 * The report as JUnit XML: a suite for each category, a case for each check. A warning is a case that passes and has
 * something to say, as warnings alone don't fail a run.
 */
export function junitText({ report, env }: ReportFacts, language: Language): string {
  const suites = categoryOrder
    .map((category) => ({ category, results: report.results.filter((one) => one.category === category) }))
    .filter(({ results }) => results.length > 0);
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `risken-aws doctor ${env}`, ...counts(report.results) })}>`,
    ...suites.flatMap(({ category, results }) => [
      `  <testsuite${attributes({ name: categories[category][language], ...counts(results) })}>`,
      ...results.flatMap((result) => testCase(result, language)),
      "  </testsuite>",
    ]),
    "</testsuites>",
  ].join("\n")}\n`;
}

function counts(results: readonly Result[]): Readonly<Record<string, number>> {
  const count = (status: Result["status"]) => results.filter((one) => one.status === status).length;
  return { tests: results.length, failures: count("fail"), errors: 0, skipped: count("skip") };
}

function testCase(result: Result, language: Language): readonly string[] {
  const { id, category, title, found, details } = result;
  const open = `    <testcase${attributes({ classname: category, name: `${id}: ${tame(title[language])}` })}`;
  const content = outcome(result, language);
  if (!found && details.length === 0) return [`${open}/>`];
  return [`${open}>`, `      ${content}`, "    </testcase>"];
}

function outcome(result: Result, language: Language): string {
  const message = result.found ? tame(result.found[language]) : "";
  const text = escaped(findingText(result, language));
  switch (result.status) {
    case "fail":
      return `<failure${attributes({ message, type: result.category })}>${text}</failure>`;
    case "skip":
      return `<skipped${attributes({ message })}/>`;
    default:
      return `<system-out>${text}</system-out>`;
  }
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll("\n", "&#10;")}"`)
    .join("");

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Half of a surrogate pair and a few more can't be in an XML document, not even escaped. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>"]/g, (one) => entities[one]!);
