import type { Report } from "../../checks/report";
import type { Text } from "../../text";

/** How much of all could be looked at, and what was lacking for the rest. */
export function coverageText({ coverage: { seen, all, lacking } }: Report): Text {
  const missing = lacking.join(", ");
  return {
    en: `Looked at ${seen} of ${all}${lacking.length > 0 ? `; lacking: ${missing}` : ""}`,
    ja: `${all}件中${seen}件を確認しました${lacking.length > 0 ? `。不足している権限: ${missing}` : ""}`,
  };
}

/** The report in one line: how it stands, and how many of what. */
export function summaryText({ status, summary: { fail, warn, skip, pass } }: Report): Text {
  const leads: Readonly<Record<Report["status"], Text>> = {
    healthy: { en: "Healthy", ja: "正常です" },
    drift: { en: "Drift found", ja: "設定との差分があります" },
    failing: { en: "Not healthy", ja: "問題があります" },
    error: { en: "Nothing could be looked at", ja: "何も確認できませんでした" },
  };
  const counts: readonly (readonly [number, Text])[] = [
    [fail, { en: `${fail} failed`, ja: `失敗 ${fail}` }],
    [warn, { en: `${warn} ${warn === 1 ? "warning" : "warnings"}`, ja: `警告 ${warn}` }],
    [skip, { en: `${skip} skipped`, ja: `スキップ ${skip}` }],
    [pass, { en: `${pass} passed`, ja: `成功 ${pass}` }],
  ];
  const told = counts.filter(([count]) => count > 0).map(([, text]) => text);
  const lead = leads[status];
  if (told.length === 0) return lead;
  return {
    en: `${lead.en}: ${told.map(({ en }) => en).join(", ")}`,
    ja: `${lead.ja}: ${told.map(({ ja }) => ja).join("、")}`,
  };
}
