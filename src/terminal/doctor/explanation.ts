import type { Check } from "../../checks/check";
import type { Text } from "../../text";
import { indented, wrap } from "../layout";
import type { Page } from "../screen";
import { remedyLines } from "./pretty";
import { categories } from "./report-facts";

const words = {
  why: { en: "Otherwise", ja: "満たさない場合" },
  fix: { en: "What to do", ja: "対処方法" },
  key: { en: "Config key", ja: "設定項目" },
} satisfies Record<string, Text>;

/** What a check is about: what should be true, what happens otherwise, what to do then. */
export function explanation({ id, category, title, why, fix, key }: Check, page: Page): readonly string[] {
  const { language, paint, width } = page;
  const part = (heading: Text, lines: readonly string[]) => ["", paint.bold(heading[language]), ...indented(lines, 2)];
  return [
    `${paint.bold(id)}  ${paint.dim(categories[category][language])}`,
    ...wrap(title[language], width),
    ...part(words.why, wrap(why[language], width - 2)),
    ...part(words.fix, remedyLines(fix[language], page, 2)),
    ...(key ? part(words.key, [key]) : []),
  ];
}
