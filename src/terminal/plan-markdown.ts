import { Chalk } from "chalk";
import type { Language, Text } from "../text";
import { planSummary } from "./counts";
import { code, proseMarkdown } from "./doctor/markdown-text";
import { planLines } from "./plan";
import type { Page } from "./screen";
import type { ShownRun } from "./shown";
import { distinct, warningLines } from "./warnings";

/** How many characters GitHub takes in a comment. */
const COMMENT = 65_536;

/** Columns of the block: what a comment shows without a scroll bar. */
const WIDTH = 100;

const words = {
  show: { en: "Field by field", ja: "項目ごとの変更" },
  leftOut: (count: number): Text => ({
    en: `${count} more ${count === 1 ? "line is" : "lines are"} left out here because the plan is too long.`,
    ja: `長すぎるため、残り${count}行を省略しました。`,
  }),
};

/** What a plan is about. */
export interface PlanPlace {
  readonly env: string;
  readonly account: string;
  readonly region: string;
}

/** A plan for a comment on a pull request: its counts, and below a fold what a person would see on the terminal. */
export function planMarkdown(run: ShownRun, place: PlanPlace, language: Language): string {
  const page: Page = { language, width: WIDTH, verbose: false, paint: new Chalk({ level: 0 }) };
  const end = planSummary(run.changes, page);
  // Who reads the comment sees nothing else of the run.
  const lines = [...planLines(run, page).slice(0, -end.length), ...warningLines(distinct(run.warnings), page)];
  let count = lines.length;
  while (count > 0 && written(lines, count, end, place, language).length > COMMENT) count = Math.floor(count * 0.9);
  return written(lines, count, end, place, language);
}

function written(
  all: readonly string[],
  count: number,
  end: readonly string[],
  { env, account, region }: PlanPlace,
  language: Language,
): string {
  const lines = all.slice(0, count);
  const left = all.length - count;
  const fence = "`".repeat(
    Math.max(3, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length + 1))),
  );
  return [
    `## risken-aws plan: ${[env, account, region].map(code).join(" · ")}`,
    `**${proseMarkdown(end.join(" "))}**`,
    ...(lines.length > 0
      ? [
          `<details>\n<summary>${words.show[language]}</summary>`,
          `${fence}diff\n${lines.join("\n").trimEnd()}\n${fence}`,
        ]
      : []),
    ...(left > 0 ? [`_${words.leftOut(left)[language]}_`] : []),
    ...(lines.length > 0 ? ["</details>"] : []),
  ]
    .join("\n\n")
    .concat("\n");
}
