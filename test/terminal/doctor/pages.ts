import type { Check } from "../../../src/checks/check";
import { proseMarkdown, remedyMarkdown } from "../../../src/terminal/doctor/markdown-text";
import { categories, categoryOrder } from "../../../src/terminal/doctor/report-facts";
import type { Language, Text } from "../../../src/text";

const words = {
  why: { en: "Otherwise", ja: "満たさない場合" },
  fix: { en: "What to do", ja: "対処方法" },
  key: { en: "Config key", ja: "設定項目" },
} satisfies Record<string, Text>;

/** A check's page in the documentation, in both languages. */
export const pageOf = ({ id, title, why, fix, key }: Check): string =>
  `${[
    `# ${id}`,
    ...(["en", "ja"] as const).flatMap((language: Language) => [
      `## ${proseMarkdown(title[language])}`,
      `### ${words.why[language]}`,
      proseMarkdown(why[language]),
      `### ${words.fix[language]}`,
      remedyMarkdown(fix[language]),
      ...(key ? [`${words.key[language]}: \`${key}\``] : []),
    ]),
  ].join("\n\n")}\n`;

/** The page that leads to all of them. */
export const contentsOf = (checks: readonly Check[]): string =>
  `${[
    "# What doctor checks",
    "Ids are stable: `--only`, `--skip`, `--explain` and the ignore list of the config take them. Drift has no checks of its own: every managed resource is held against the config under its own id, as in `queue/aws-portscan`.",
    "ID は変わりません。`--only`、`--skip`、`--explain` と設定ファイルの無視リストで使えます。設定との差分（drift）は、`queue/aws-portscan` のようなリソースごとの ID で報告されます。",
    ...categoryOrder.flatMap((category) => {
      const inside = checks.filter((one) => one.category === category);
      if (inside.length === 0) return [];
      const { en, ja } = categories[category];
      return [`## ${en} / ${ja}`, inside.map(entry).join("\n")];
    }),
    "These pages are made from the checks themselves by `npm run docs`.",
  ].join("\n\n")}\n`;

const entry = ({ id, title }: Check): string =>
  `- [${id}](${id}.md)<br>${proseMarkdown(title.en)}<br>${proseMarkdown(title.ja)}`;
