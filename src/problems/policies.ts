import { Problem } from "./problem";

// Policies.

export const noPolicyFor = (at: { verb: string; known: readonly string[] }): Problem =>
  new Problem(
    "no-such-policy",
    3,
    { en: `There is no policy for ${at.verb}.`, ja: `${at.verb} 用のポリシーはありません。` },
    { en: `Choose one of: ${at.known.join(", ")}.`, ja: `次から選んでください: ${at.known.join("、")}` },
  );

export const flagsExclude = (at: { flags: readonly [string, string] }): Problem =>
  new Problem("flags-exclude", 3, {
    en: `${at.flags[0]} and ${at.flags[1]} do not go together.`,
    ja: `${at.flags[0]} と ${at.flags[1]} は同時に指定できません。`,
  });

export const boundaryTooLong = (at: { characters: number; most: number }): Problem =>
  new Problem(
    "boundary-too-long",
    1,
    {
      en: `The permissions boundary has ${at.characters} characters; IAM takes ${at.most}, and a role has only one boundary.`,
      ja: `アクセス許可の境界が ${at.characters} 文字になりました。IAM の上限は ${at.most} 文字で、ロールに設定できる境界は1つだけです。`,
    },
    {
      en: "Scan fewer data sources, or write a wider boundary by hand.",
      ja: "dataSources を減らすか、より広い境界を手動で作成してください。",
    },
  );

export const noSuchShell = (at: { shell: string; known: readonly string[] }): Problem =>
  new Problem(
    "no-such-shell",
    3,
    { en: `There is no completion for ${at.shell}.`, ja: `${at.shell} 用の補完スクリプトはありません。` },
    { en: `Choose one of: ${at.known.join(", ")}.`, ja: `次から選んでください: ${at.known.join("、")}` },
  );
