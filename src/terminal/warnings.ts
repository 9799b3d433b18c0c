import type { Text } from "../text";
import { harmless, wrap } from "./layout";
import type { Page } from "./screen";

const warning: Text = { en: "Warning: ", ja: "警告: " };

/** What stops nothing and is worth reading, each by itself. */
export const warningLines = (warnings: readonly Text[], { language, paint, width }: Page): readonly string[] =>
  warnings
    .map((text) => warning[language] + text[language])
    .flatMap((text) => wrap(text.split("\n").map(harmless).join("\n"), width))
    .map((line) => paint.yellow(line));

/** The same ones once. */
export const distinct = (warnings: readonly Text[]): readonly Text[] => [
  ...new Map(warnings.map((text) => [text.en, text])).values(),
];
