import type { Problem } from "../problems";
import type { Text } from "../text";
import { harmless, indented, wrap } from "./layout";
import type { Page, Screen } from "./screen";

const words = {
  error: { en: "Error: ", ja: "エラー: " },
  bug: {
    en: "This is a mistake in risken-aws itself. What was done so far is kept, and running again carries on.",
    ja: "risken-aws 自体の不具合です。ここまでに行った変更は残っており、再実行すると続きから始まります。",
  },
  report: {
    en: "Please report it to the project's issue tracker with the lines above, the command and `risken-aws --version`. Look the lines over first and take out what should not be public.",
    ja: "上の内容と、実行したコマンド、`risken-aws --version` の結果を添えて、プロジェクトの課題管理（issue tracker）へ報告してください。公開したくない情報が含まれていないか、事前に確認してください。",
  },
} satisfies Record<string, Text>;

/** A problem as it is told: what is wrong, then what to do or type instead. */
export function problemLines({ text, fix }: Problem, page: Page): readonly string[] {
  const { language, paint, width } = page;
  const label = words.error[language].trimEnd();
  const [first, ...more] = wrap(tame(words.error[language] + text[language]), width);
  return [
    paint.red(paint.bold(label) + first!.slice(label.length)),
    ...more.map((line) => paint.red(line)),
    ...fixLines(fix, page),
  ];
}

/** The same where it is already said that something went wrong, or, dim, that something stays. */
export function reason({ text, fix }: Problem, page: Page, colour: "red" | "dim" = "red"): readonly string[] {
  const { language, paint, width } = page;
  return [...wrap(tame(text[language]), width).map((line) => paint[colour](line)), ...fixLines(fix, page)];
}

/** Something that is neither a problem nor AWS's refusal: our bug. Keeps the stack and asks to be reported. */
export function bugLines(error: unknown, { language, paint, width }: Page): readonly string[] {
  return [
    ...wrap(words.error[language] + words.bug[language], width).map((line) => paint.red(line)),
    "",
    ...stackOf(error).map((line) => paint.dim(line)),
    "",
    ...wrap(words.report[language], width),
  ];
}

/** Tells a problem on standard error. */
export const tellProblem = (screen: Screen, problem: Problem): void => screen.note(problemLines(problem, screen.notes));

/** Tells a bug on standard error. */
export const tellBug = (screen: Screen, error: unknown): void => screen.note(bugLines(error, screen.notes));

function fixLines(fix: Text | undefined, { language, width }: Page): readonly string[] {
  return fix ? indented(wrap(tame(fix[language]), width - 2), 2) : [];
}

/** Stack lines stay unbroken: they are copied, not read. */
function stackOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [harmless(String(error))];
  const own = (error.stack ?? `${error.name}: ${error.message}`).split("\n").map(harmless);
  return error.cause === undefined ? own : [...own, "Caused by:", ...indented(stackOf(error.cause), 2)];
}

/** A text may have lines of its own; what came into it from outside may not do more than that. */
const tame = (text: string): string => text.split("\n").map(harmless).join("\n");
