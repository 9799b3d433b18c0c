import type { Text } from "../text";
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

/** @param at.fix what would let it be read, where that is known */
export const storedUnreadable = (at: { variable: string; at: string; cause: unknown; fix?: Text }): Problem =>
  new Problem(
    "stored-unreadable",
    4,
    {
      en: `${at.at} can't be read, so it is unknown whether ${at.variable} is stored already. Nothing was generated.`,
      ja: `${at.at} を読み取れないため、${at.variable} が保存済みかどうかを確認できません。値は生成していません。`,
    },
    at.fix ?? {
      en: "Run with credentials that may read and decrypt it.",
      ja: "読み取りと復号の権限がある認証情報で実行してください。",
    },
    { cause: at.cause },
  );

// Secrets Manager

export const storedDeleted = (at: { variable: string; name: string }): Problem =>
  new Problem(
    "stored-deleted",
    4,
    {
      en: `${at.variable} is stored nowhere but in the secret ${at.name}, which is being deleted. Nothing was generated: what RISKEN has encrypted with the old value could never be read again.`,
      ja: `${at.variable} が保存されているのは、削除待ちのシークレット ${at.name} だけです。別の値にすると RISKEN が暗号化したデータを復号できなくなるため、値は生成していません。`,
    },
    {
      en: `Bring the old value back, or give it up for good:\naws secretsmanager restore-secret --secret-id ${at.name}\naws secretsmanager delete-secret --secret-id ${at.name} \\\n  --force-delete-without-recovery`,
      ja: `元の値を復元するか、完全に削除してください:\naws secretsmanager restore-secret --secret-id ${at.name}\naws secretsmanager delete-secret --secret-id ${at.name} \\\n  --force-delete-without-recovery`,
    },
  );

export const secretTooLong = ({ name, bytes, most }: { name: string; bytes: number; most: number }): Problem =>
  new Problem(
    "secret-too-long",
    3,
    {
      en: `The values of the secret ${name} have ${bytes} bytes together. A secret holds at most ${most}.`,
      ja: `シークレット ${name} の値は合計 ${bytes} バイトあります。1つのシークレットに保存できるのは ${most} バイトまでです。`,
    },
    {
      en: "Shorten the values, or spread them over several directories.",
      ja: "値を短くするか、複数のディレクトリに分けてください。",
    },
  );

export const secretBeingDeleted = ({ name }: { name: string }): Problem =>
  new Problem(
    "secret-being-deleted",
    4,
    {
      en: `Somebody has deleted a secret named ${name}. Until AWS removes it for good its name is taken, and it is not ours to bring back.`,
      ja: `${name} という名前のシークレットが削除待ちの状態です。完全に削除されるまでこの名前は使えませんが、このツールのものではないため復元しません。`,
    },
    {
      en: `Bring it back and let risken-aws take it over, or delete it for good:\naws secretsmanager restore-secret --secret-id ${name}\naws secretsmanager delete-secret --secret-id ${name} \\\n  --force-delete-without-recovery`,
      ja: `復元して引き継ぐか、完全に削除してください:\naws secretsmanager restore-secret --secret-id ${name}\naws secretsmanager delete-secret --secret-id ${name} \\\n  --force-delete-without-recovery`,
    },
  );
