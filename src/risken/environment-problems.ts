import type { Text } from "../text";
import type { EnvironmentProblem } from "./env-injector";

/** What an {@link EnvironmentProblem} means, in words. */
export function environmentProblem({ kind, subject, stopsPod }: EnvironmentProblem): Text {
  const { en, ja } = said[kind](subject);
  return stopsPod ? { en: `${en} The pod doesn't start.`, ja: `${ja}Pod は起動しません。` } : { en, ja };
}

const said: Readonly<Record<EnvironmentProblem["kind"], (subject: string) => Text>> = {
  "meta-unset": () => ({
    en: "ENV_INJECTOR_META_CONFIG is not set, so nothing is loaded from Parameter Store.",
    ja: "ENV_INJECTOR_META_CONFIG が未設定のため、パラメータストアから何も読み込まれません。",
  }),
  "meta-missing": (name) => ({
    en: `The meta config ${name} is not stored.`,
    ja: `メタ設定 ${name} が保存されていません。`,
  }),
  "meta-invalid": (name) => ({
    en: `The meta config ${name} is not a YAML list of directories and secrets.`,
    ja: `メタ設定 ${name} が、ディレクトリやシークレットを並べた YAML のリストになっていません。`,
  }),
  "item-empty": (at) => ({
    en: `Item ${at} of the meta config names neither a directory nor a secret.`,
    ja: `メタ設定の ${at} 番目の項目に、ディレクトリもシークレットも指定されていません。`,
  }),
  "directory-invalid": (path) => ({
    en: `The directory ${path} does not begin with a slash.`,
    ja: `ディレクトリ ${path} がスラッシュで始まっていません。`,
  }),
  "directory-empty": (path) => ({
    en: `The directory ${path} is empty.`,
    ja: `ディレクトリ ${path} は空です。`,
  }),
  "secret-missing": (id) => ({
    en: `The secret ${id} does not exist.`,
    ja: `シークレット ${id} が存在しません。`,
  }),
  "secret-invalid": (id) => ({
    en: `The secret ${id} is not a JSON object.`,
    ja: `シークレット ${id} が JSON オブジェクトではありません。`,
  }),
  "secret-ambiguous": (id) => ({
    en: `Two keys of the secret ${id} become the same variable, and either may win.`,
    ja: `シークレット ${id} の 2 つのキーが同じ環境変数になり、どちらが使われるか決まりません。`,
  }),
  "required-missing": (name) => ({
    en: `${name} is required and not set.`,
    ja: `必須の ${name} が設定されていません。`,
  }),
  "value-invalid": (name) => ({
    en: `The value of ${name} is not of the type that the program wants.`,
    ja: `${name} の値が、プログラムの求める型ではありません。`,
  }),
  "value-length": (name) => ({
    en: `The value of ${name} has the wrong length.`,
    ja: `${name} の値の長さが正しくありません。`,
  }),
  "value-untrimmed": (name) => ({
    en: `The value of ${name} has blanks or a line break around it, which are not removed.`,
    ja: `${name} の値の前後に空白か改行があります。取り除かれずにそのまま使われます。`,
  }),
};
