import type { Text } from "../text";
import type { Unanswered } from "./config";
import { Problem } from "./problem";

// Making a config of what runs in an account.

export const configThere = (at: { name: string }): Problem =>
  new Problem(
    "config-there",
    4,
    {
      en: `${at.name} is already there, and import overwrites nothing.`,
      ja: `${at.name} は既に存在します。import は上書きしません。`,
    },
    {
      en: "Name another file with -c, print the config with -c -, or move that file away.",
      ja: "-c で別のファイルを指定するか、-c - で標準出力に出力するか、既存のファイルを移動してください。",
    },
  );

export const nothingToImport = (at: { region: string }): Problem =>
  new Problem(
    "nothing-to-import",
    3,
    {
      en: `Nothing in ${at.region} looks like RISKEN: no parameters, queues, listener rules or roles.`,
      ja: `${at.region} に RISKEN らしいパラメータ・キュー・リスナールール・ロールが見つかりません。`,
    },
    {
      en: "Check the region and the account, or begin from nothing: risken-aws init",
      ja: "リージョンとアカウントを確認してください。新しく構築する場合は risken-aws init を実行してください。",
    },
  );

export const severalEnvs = (at: { envs: readonly string[] }): Problem =>
  new Problem(
    "several-envs",
    3,
    {
      en: `Several paths in Parameter Store could be RISKEN's: ${at.envs.map((env) => `/${env}`).join(", ")}.`,
      ja: `パラメータストアに RISKEN のものと思われるパスが複数あります: ${at.envs.map((env) => `/${env}`).join("、")}`,
    },
    {
      en: `Say which: --env ${at.envs[0]} or RISKEN_AWS_ENV=${at.envs[0]}`,
      ja: `--env ${at.envs[0]} または RISKEN_AWS_ENV=${at.envs[0]} のように指定してください。`,
    },
  );

/** What the account doesn't tell, and without which there is no config. */
export const notFoundOut = (at: { missing: readonly Unanswered[] }): Problem => {
  const listed = (language: keyof Text) =>
    at.missing.map(({ path, flag, variable }) => {
      const ways = { en: `${flag} or ${variable}`, ja: `${flag} または ${variable}` }[language];
      return `  ${path}: ${ways}`;
    });
  return new Problem(
    "answers-missing",
    3,
    {
      en: ["These answers could not be found out:", ...listed("en")].join("\n"),
      ja: ["次の設定は自動で判別できませんでした。", ...listed("ja")].join("\n"),
    },
    {
      en: "Give each by its flag or its variable, or run import in a terminal.",
      ja: "フラグか環境変数で指定するか、端末で import を実行してください。",
    },
  );
};
