import { closest, distance } from "fastest-levenshtein";
import type { Text } from "../text";
import { Problem } from "./problem";

// The command line.

export const commandLineWrong = (at: { said: Text; verb: string | undefined }): Problem => {
  const help = ["risken-aws", ...(at.verb ? [at.verb] : []), "--help"].join(" ");
  return new Problem("command-line", 3, at.said, {
    en: `See ${help}.`,
    ja: `使い方は ${help} で確認できます。`,
  });
};

export const flagValueWrong = (at: { flag: string; value: string; example: string }): Problem =>
  new Problem(
    "flag-value",
    3,
    { en: `${at.flag} does not take "${at.value}".`, ja: `${at.flag} に「${at.value}」は指定できません。` },
    { en: `Type it as in ${at.example}.`, ja: `${at.example} のように指定してください。` },
  );

export const noSuchCommand = (at: { word: string; known: readonly string[] }): Problem => {
  const nearest = closest(at.word, at.known);
  return new Problem(
    "command-line",
    3,
    { en: `There is no command ${at.word}.`, ja: `コマンド ${at.word} はありません。` },
    distance(at.word, nearest) <= 2
      ? { en: `Did you mean risken-aws ${nearest}?`, ja: `もしかして: risken-aws ${nearest}` }
      : { en: "See risken-aws --help.", ja: "使い方は risken-aws --help で確認できます。" },
  );
};

/** A warning: what the config no longer wants could not be looked for among things of one kind. */
export const unsearched = (at: { title: Text; because: Text }): Text => ({
  en: `Leftover things of the kind ${at.title.en} could not be looked for: ${at.because.en}`,
  ja: `不要になった${at.title.ja}が残っていないか確認できませんでした: ${at.because.ja}`,
});

/** A warning: something was refused that the run can do without, and with which it would know more. */
export const overlooked = ({ text, fix }: Pick<Problem, "text" | "fix">): Text => ({
  en: [`Going on without this, which would tell more: ${text.en}`, ...(fix ? [fix.en] : [])].join("\n"),
  ja: [`確認できませんでしたが、続行します: ${text.ja}`, ...(fix ? [fix.ja] : [])].join("\n"),
});
