import type { Page } from "../screen";
import { jsonText } from "./json";
import { junitText } from "./junit";
import { markdownText } from "./markdown";
import { prettyLines } from "./pretty";
import type { ReportFacts, ReportFormat } from "./report-facts";
import { sarifText } from "./sarif";

export { explanation } from "./explanation";
export { githubAnnotations, githubSummary } from "./github";
export { type ReportFacts, type ReportFormat, reportFormats } from "./report-facts";

/** Doctor's report in one of its formats; ends with a line break. Only the pretty one heeds width and colours. */
export function reportText(format: ReportFormat, facts: ReportFacts, page: Page): string {
  switch (format) {
    case "json":
      return jsonText(facts, page.language);
    case "sarif":
      return sarifText(facts, page.language);
    case "junit":
      return junitText(facts, page.language);
    case "markdown":
      return markdownText(facts, page.language);
    default:
      return `${prettyLines(facts, page).join("\n")}\n`;
  }
}
