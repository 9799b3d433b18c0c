import type { Text } from "../text";
import { Problem } from "./problem";

// Saved plans: `plan --out` and `apply <plan>`.

const again: Text = {
  en: "Make a new plan: risken-aws plan --out <file>",
  ja: "計画を作り直してください: risken-aws plan --out <ファイル>",
};

export const planFileUnreadable = (at: { name: string; code: string }): Problem =>
  new Problem(
    "plan-file-unreadable",
    3,
    { en: `The plan ${at.name} cannot be read (${at.code}).`, ja: `計画 ${at.name} を読み込めません（${at.code}）。` },
    {
      en: "Check the name, or make one: risken-aws plan --out <file>",
      ja: "ファイル名を確認するか、risken-aws plan --out <ファイル> で作成してください。",
    },
  );

export const planFileUnwritable = (at: { name: string; code: string }): Problem =>
  new Problem(
    "plan-file-unwritable",
    3,
    {
      en: `The plan cannot be written to ${at.name} (${at.code}).`,
      ja: `計画を ${at.name} に書き込めません（${at.code}）。`,
    },
    {
      en: "Name a file in a folder that you may write to.",
      ja: "書き込みできるフォルダーのファイルを指定してください。",
    },
  );

/** Something else is never overwritten, the config least of all. */
export const noPlanFile = (at: { name: string }): Problem =>
  new Problem(
    "no-plan-file",
    3,
    { en: `${at.name} is no plan of risken-aws.`, ja: `${at.name} は risken-aws の計画ではありません。` },
    { en: "Name another file.", ja: "別のファイルを指定してください。" },
  );

export const planFileNewer = (at: { name: string; program: string }): Problem =>
  new Problem(
    "plan-file-newer",
    3,
    {
      en: `The plan ${at.name} was saved by risken-aws ${at.program}, whose plans this release cannot read.`,
      ja: `計画 ${at.name} は risken-aws ${at.program} で保存されたもので、このバージョンでは読み込めません。`,
    },
    { en: `Apply it with risken-aws ${at.program}.`, ja: `risken-aws ${at.program} で適用してください。` },
  );

export const planFileDecides = (at: { given: string }): Problem =>
  new Problem(
    "plan-file-decides",
    3,
    {
      en: `${at.given} cannot be given together with a saved plan: what is done is in the plan.`,
      ja: `保存した計画を適用するときは ${at.given} を指定できません。実行する内容は計画に含まれています。`,
    },
    {
      en: `Leave it out, or make a new plan with it: risken-aws plan ${at.given} --out <file>`,
      ja: `指定を外すか、それを付けて計画を作り直してください: risken-aws plan ${at.given} --out <ファイル>`,
    },
  );

/** The account, or the sandbox, that a plan was made for, and that of this run. */
export const planElsewhere = (at: { saved: Text; now: Text }): Problem =>
  new Problem(
    "plan-elsewhere",
    4,
    {
      en: `The plan was made for ${at.saved.en}, and this run would change ${at.now.en}.`,
      ja: `この計画は${at.saved.ja}のものですが、今回の実行対象は${at.now.ja}です。`,
    },
    {
      en: "Use the credentials and the --sandbox that the plan was made with, or make a new plan.",
      ja: "計画を作成したときと同じ認証情報と --sandbox を指定するか、計画を作り直してください。",
    },
  );

export const planConfigMoved = (at: { name: string; gone: boolean }): Problem =>
  new Problem(
    "plan-config-moved",
    4,
    at.gone
      ? {
          en: `The plan was made from ${at.name}, which is not there.`,
          ja: `この計画の元になった ${at.name} がありません。`,
        }
      : {
          en: `${at.name} says something else than when the plan was made.`,
          ja: `${at.name} の内容が、計画を作成したときから変わっています。`,
        },
    at.gone
      ? {
          en: "If it stands elsewhere, name it with --config.",
          ja: "別の場所にある場合は --config で指定してください。",
        }
      : again,
  );

/** What would be done now, and what was saved, are not the same. */
export const planMoved = (at: { moved: readonly { readonly id: string; readonly how: Text }[] }): Problem => {
  const shown = at.moved.slice(0, 5);
  const more = at.moved.length - shown.length;
  const list = (language: keyof Text) => shown.map(({ id, how }) => `\n  ${id}: ${how[language]}`).join("");
  return new Problem(
    "plan-moved",
    4,
    {
      en: `The account is not as it was when the plan was made. Nothing was changed.${list("en")}${more > 0 ? `\n  and ${more} more` : ""}`,
      ja: `アカウントの状態が、計画を作成したときから変わっています。何も変更していません。${list("ja")}${more > 0 ? `\n  ほか${more}件` : ""}`,
    },
    again,
  );
};
