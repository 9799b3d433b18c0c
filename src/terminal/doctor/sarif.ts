import { createHash } from "node:crypto";
import type { Check } from "../../checks/check";
import type { Result } from "../../checks/result";
import type { Language, Text } from "../../text";
import { detailJson, findingText, tame } from "./details";
import { proseMarkdown, remedyMarkdown } from "./markdown-text";
import { findingsOf, type ReportFacts, unseenIn } from "./report-facts";

type Rule = Pick<Check, "id" | "title" | "why" | "fix"> & { readonly category: Result["category"] };

/** Drift has no checks of its own: every managed resource is held against the config in the same way. */
const driftRule: Rule = {
  id: "drift",
  category: "drift",
  title: { en: "Everything managed is as the config wants it", ja: "管理対象のリソースが設定どおりであること" },
  why: {
    en: "Something that risken-aws manages is missing, was changed by hand, or is no longer wanted.",
    ja: "risken-aws が管理するリソースが存在しないか、手作業で変更されているか、不要になっています。",
  },
  fix: {
    en: "See what would be changed, and carry it out:\nrisken-aws doctor --fix",
    ja: "次のコマンドで、変更内容を確認してから修正できます:\nrisken-aws doctor --fix",
  },
};

const ignoreRule: Rule = {
  id: "ignore/expired",
  category: "drift",
  title: { en: "No entry of the ignore list has expired", ja: "無視リストに期限切れの項目がないこと" },
  why: {
    en: "What an expired entry covered is reported again.",
    ja: "期限が切れた項目の対象は、再び報告されます。",
  },
  fix: {
    en: "Remove the entry from ignore in the config file, or give it a new date.",
    ja: "設定ファイルの ignore から削除するか、新しい期限を指定してください。",
  },
};

/**
 * The report as SARIF 2.1.0, in the part of it that GitHub code scanning reads. Only findings are results: GitHub makes
 * an alert of each. What could not be looked at is a notification of the run.
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
 */
export function sarifText(facts: ReportFacts, language: Language): string {
  const { report, env, version } = facts;
  const rules = [driftRule, ignoreRule, ...facts.checks];
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "risken-aws", version, rules: rules.map((rule) => ruleJson(rule, language)) } },
        // Installations that share a repository must not close each other's alerts.
        automationDetails: { id: `risken-aws/${env}/` },
        language,
        invocations: [
          {
            executionSuccessful: report.status !== "error",
            toolExecutionNotifications: unseenIn(report).map((one) => notification(one, rules, language)),
          },
        ],
        results: findingsOf(report).map((one) => resultJson(one, rules, facts, language)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleJson({ id, category, title, why, fix }: Rule, language: Language): object {
  const [what, otherwise, remedy] = [title, why, fix].map((text: Text) => text[language]) as [string, string, string];
  return {
    id,
    shortDescription: { text: what },
    fullDescription: { text: otherwise },
    help: {
      text: `${otherwise}\n\n${remedy}`,
      markdown: `${proseMarkdown(otherwise)}\n\n${remedyMarkdown(remedy)}`,
    },
    defaultConfiguration: { level: "error" },
    properties: { tags: [category], "problem.severity": "error" },
  };
}

function resultJson(result: Result, rules: readonly Rule[], facts: ReportFacts, language: Language): object {
  const { id, category, status, title, details, key } = result;
  const { env, account, region, file, lineOf } = facts;
  const fingerprint = createHash("sha256").update(`${env} ${id}`).digest("hex");
  return {
    ...ruleOf(result, rules),
    kind: "fail",
    level: status === "fail" ? "error" : "warning",
    // A check's title is its rule's; which resource has drifted, the rule doesn't say.
    message: { text: (category === "drift" ? `${tame(title[language])}: ` : "") + findingText(result, language) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file.replaceAll("\\", "/")), uriBaseId: "%SRCROOT%" },
          region: { startLine: lineOf(key) },
        },
        logicalLocations: [{ fullyQualifiedName: id, kind: "resource" }],
      },
    ],
    // The second is the one by which GitHub tells alerts apart: findings that share a line would be one to it.
    partialFingerprints: { "riskenAws/v1": fingerprint, primaryLocationLineHash: `${fingerprint}:1` },
    properties: { id, category, env, account, region, fields: details.map(detailJson) },
  };
}

function notification(result: Result, rules: readonly Rule[], language: Language): object {
  const { ruleId: id, ruleIndex: index } = ruleOf(result, rules);
  const because = result.found ? `: ${tame(result.found[language])}` : "";
  return {
    level: "note",
    message: { text: `${tame(result.title[language])}${because}` },
    associatedRule: { id, index },
    properties: { id: result.id, ...(result.lacks ? { lacks: result.lacks } : {}) },
  };
}

function ruleOf({ id }: Result, rules: readonly Rule[]): { readonly ruleId: string; readonly ruleIndex: number } {
  const ruleId = rules.find((rule) => rule.id === id)?.id ?? (id.startsWith("ignore/") ? ignoreRule.id : driftRule.id);
  return { ruleId, ruleIndex: rules.findIndex((rule) => rule.id === ruleId) };
}
