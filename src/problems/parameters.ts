import { Problem } from "./problem";

// Parameter Store

export const parameterEmpty = ({ at }: { at: string }): Problem =>
  new Problem(
    "parameter-empty",
    3,
    {
      en: `${at} is empty. Parameter Store holds no empty values.`,
      ja: `${at} が空です。パラメータストアに空の値は保存できません。`,
    },
    {
      en: "Leave the key out: RISKEN's programs take an empty variable for an absent one and use their default.",
      ja: "キーごと削除してください。RISKEN は空の環境変数を未設定とみなし、デフォルト値を使います。",
    },
  );

export const parameterTooLong = ({ at, bytes, most }: { at: string; bytes: number; most: number }): Problem =>
  new Problem(
    "parameter-too-long",
    3,
    {
      en: `${at} has ${bytes} bytes. A standard parameter holds at most ${most}.`,
      ja: `${at} は ${bytes} バイトあります。標準パラメータに保存できるのは ${most} バイトまでです。`,
    },
    {
      en: "Shorten the value. RISKEN reads larger values only from a secret of Secrets Manager that a meta config lists.",
      ja: "値を短くしてください。これより大きい値は、メタ設定に書いた Secrets Manager のシークレットからのみ読み込めます。",
    },
  );

export const parameterNests = ({ at }: { at: string }): Problem =>
  new Problem("parameter-nests", 3, {
    en: `${at} contains "{{", which Parameter Store takes for the name of another parameter and refuses.`,
    ja: `${at} に「{{」が含まれています。パラメータストアでは別のパラメータへの参照とみなされ、保存できません。`,
  });

export const storedTwice = (at: { variable: string; places: readonly [string, string] }): Problem =>
  new Problem(
    "stored-twice",
    4,
    {
      en: `${at.variable} is stored with two different values, in ${at.places[0]} and in ${at.places[1]}.`,
      ja: `${at.variable} が ${at.places[0]} と ${at.places[1]} に異なる値で保存されています。`,
    },
    {
      en: "Find out which value RISKEN uses, and delete the other one.",
      ja: "RISKEN が使っている値を確認し、もう一方を削除してください。",
    },
  );

export const storedUnreadable = (at: { variable: string; at: string; cause: unknown }): Problem =>
  new Problem(
    "stored-unreadable",
    4,
    {
      en: `${at.at} can't be read, so it is unknown whether ${at.variable} is stored already. Nothing was generated.`,
      ja: `${at.at} を読み取れないため、${at.variable} が保存済みかどうかを確認できません。値は生成していません。`,
    },
    {
      en: "Run with credentials that may read and decrypt it.",
      ja: "読み取りと復号の権限がある認証情報で実行してください。",
    },
    { cause: at.cause },
  );
