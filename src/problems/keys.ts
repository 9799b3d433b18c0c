import { Problem } from "./problem";

// Keys

/** @param at.arn of the key itself: nothing is enabled by its alias */
export const keyNotUsable = (at: { readonly key: string; readonly state: string; readonly arn: string }): Problem => {
  const lines = linesThatRevive(at).join("\n");
  return new Problem(
    "key-not-usable",
    3,
    {
      en: `The KMS key ${at.key} is ${at.state}: nothing can be encrypted or read with it.`,
      ja: `KMS キー ${at.key} の状態は ${at.state} です。このキーでは暗号化も復号もできません。`,
    },
    {
      en: `Make it usable again, or name another key:\n${lines}`,
      ja: `キーを使えるように戻すか、別のキーを指定してください:\n${lines}`,
    },
  );
};

/** What the AWS CLI is told so that a key can be used again. Cancelling a deletion leaves it disabled. */
export function linesThatRevive({ arn, state }: { readonly arn: string; readonly state: string }): readonly string[] {
  const line = (operation: string) => `aws kms ${operation} --key-id ${arn} --region ${arn.split(":")[3]}`;
  return [...(state === "PendingDeletion" ? [line("cancel-key-deletion")] : []), line("enable-key")];
}

export const keyNotSymmetric = (at: { readonly key: string; readonly usage: string; readonly spec: string }): Problem =>
  new Problem(
    "key-not-symmetric",
    3,
    {
      en: `The KMS key ${at.key} is of the sort ${at.spec} (${at.usage}). Parameter Store, Secrets Manager and SQS only take symmetric keys that encrypt.`,
      ja: `KMS キー ${at.key} の種類は ${at.spec}（${at.usage}）です。パラメータストア、Secrets Manager、SQS で使えるのは、暗号化用の対称キーだけです。`,
    },
    {
      en: "Name another key, or let risken-aws make one: parameters.kmsKey: create",
      ja: "別のキーを指定するか、parameters.kmsKey: create で作成してください。",
    },
  );

export const ambiguousKey = (at: { name: string; ids: readonly string[] }): Problem =>
  new Problem(
    "ambiguous-key",
    4,
    {
      en: `${at.ids.length} KMS keys could be ${at.name} (${at.ids.join(", ")}), and their tags don't tell which one is meant.`,
      ja: `「${at.name}」にあたる KMS キーが ${at.ids.length} 個あり（${at.ids.join("、")}）、タグからも特定できません。`,
    },
    {
      en: "Find out which one encrypts RISKEN's parameters, and change the description and the risken-aws tags of the others.",
      ja: "RISKEN のパラメータを暗号化しているキーを確認し、ほかのキーの説明と risken-aws のタグを変更してください。",
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
