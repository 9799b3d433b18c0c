import type { EnvironmentProblem } from "../risken/env-injector";
import type { Text } from "../text";

type Kind = EnvironmentProblem["kind"];

const texts: Readonly<Record<Kind, (subject: string) => Text>> = {
  "meta-unset": (at) => ({
    en: `No meta config is named, so nothing is loaded: ${at}`,
    ja: `メタ設定が指定されていないため、何も読み込まれません: ${at}`,
  }),
  "meta-missing": (at) => ({
    en: `The meta config ${at} does not exist.`,
    ja: `メタ設定 ${at} が存在しません。`,
  }),
  "meta-invalid": (at) => ({
    en: `The meta config ${at} is not a YAML list of items.`,
    ja: `メタ設定 ${at} が YAML のリストになっていません。`,
  }),
  "item-empty": (at) => ({
    en: `Item ${at} of the meta config names neither a directory nor a secret.`,
    ja: `メタ設定の ${at} 番目の項目に、ディレクトリもシークレットも指定されていません。`,
  }),
  "directory-invalid": (at) => ({
    en: `The directory ${at} does not begin with a slash.`,
    ja: `ディレクトリ ${at} がスラッシュで始まっていません。`,
  }),
  "directory-empty": (at) => ({
    en: `The directory ${at} is empty or does not exist.`,
    ja: `ディレクトリ ${at} が空か、存在しません。`,
  }),
  "secret-missing": (at) => ({ en: `The secret ${at} does not exist.`, ja: `シークレット ${at} が存在しません。` }),
  "secret-invalid": (at) => ({
    en: `The secret ${at} is not a JSON object.`,
    ja: `シークレット ${at} が JSON オブジェクトではありません。`,
  }),
  "secret-ambiguous": (at) => ({
    en: `Two keys of the secret ${at} become the same variable.`,
    ja: `シークレット ${at} の2つのキーが同じ環境変数名になります。`,
  }),
  "required-missing": (at) => ({
    en: `${at} is required and nobody sets it.`,
    ja: `必須の ${at} がどこにも設定されていません。`,
  }),
  "value-invalid": (at) => ({
    en: `The value of ${at} is not a number or boolean.`,
    ja: `${at} の値が数値または真偽値ではありません。`,
  }),
  "value-length": (at) => ({
    en: `The value of ${at} has the wrong length.`,
    ja: `${at} の値の長さが正しくありません。`,
  }),
  "value-untrimmed": (at) => ({
    en: `The value of ${at} has blanks or a line break around it.`,
    ja: `${at} の値の前後に空白または改行があります。`,
  }),
};

/** What is wrong with an environment, in words. */
export function told({ kind, subject, stopsPod }: EnvironmentProblem): Text {
  const { en, ja } = texts[kind](subject);
  return stopsPod ? { en: `${en} The pod does not start.`, ja: `${ja} Pod は起動できません。` } : { en, ja };
}
