import { Problem } from "./problem";

// Keys

export const keyNotUsable = (at: { readonly key: string; readonly state: string }): Problem =>
  new Problem(
    "key-not-usable",
    3,
    {
      en: `The KMS key ${at.key} is ${at.state}: nothing can be encrypted or read with it.`,
      ja: `KMS キー ${at.key} の状態は ${at.state} です。このキーでは暗号化も復号もできません。`,
    },
    {
      en: "Enable it or cancel its deletion, or name another key.",
      ja: "キーを有効化する（または削除を取り消す）か、別のキーを指定してください。",
    },
  );

export const derivedValue = (at: { at: string; name: string; by: string }): Problem =>
  new Problem(
    "derived-value",
    3,
    {
      en: `${at.at} can't be set here: ${at.name} follows from ${at.by}.`,
      ja: `${at.at} はここでは設定できません。${at.name} の値は ${at.by} から決まります。`,
    },
    {
      en: `Remove it. To change the value, change ${at.by}.`,
      ja: `このキーを削除してください。値を変えるには ${at.by} を変更します。`,
    },
  );

export const secretWrittenOut = ({ at }: { at: string }): Problem =>
  new Problem(
    "secret-written-out",
    3,
    {
      en: `${at} is a secret, and secrets are not written in the config file.`,
      ja: `${at} は機密情報のため、設定ファイルに直接書くことはできません。`,
    },
    {
      en: `Refer to it: ${at}: { env: NAME }, { file: PATH } or { secretsManager: ARN }.`,
      ja: `参照で指定してください: ${at}: { env: 変数名 }、{ file: パス } または { secretsManager: ARN }`,
    },
  );

export const valueLength = (at: { at: string; bytes: readonly number[] }): Problem =>
  new Problem("value-length", 3, {
    en: `${at.at} must have ${at.bytes.join(", ")} bytes, or RISKEN's programs exit.`,
    ja: `${at.at} は ${at.bytes.join("・")} バイトのいずれかにしてください。それ以外の長さでは RISKEN のプログラムが起動しません。`,
  });
