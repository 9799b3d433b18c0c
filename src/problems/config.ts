import type { Text } from "../text";
import { Problem } from "./problem";

// The config.

export const configMissing = (at: { name: string }): Problem =>
  new Problem(
    "config-missing",
    3,
    { en: `There is no file ${at.name}.`, ja: `ファイル ${at.name} がありません。` },
    {
      en: `Create it with: risken-aws init -c ${at.name}`,
      ja: `次のコマンドで作成できます: risken-aws init -c ${at.name}`,
    },
  );

export const configUnreadable = (at: { name: string; code: string }): Problem =>
  new Problem(
    "config-unreadable",
    3,
    { en: `${at.name} cannot be read (${at.code}).`, ja: `${at.name} を読み込めません（${at.code}）。` },
    {
      en: "Check that it is a file and that you may read it.",
      ja: "ファイルであることと、読み取り権限があることを確認してください。",
    },
  );

export const configUnwritable = (at: { name: string; code: string }): Problem =>
  new Problem(
    "config-unwritable",
    3,
    { en: `${at.name} cannot be written (${at.code}).`, ja: `${at.name} に書き込めません（${at.code}）。` },
    {
      en: "Check that its folder is there and that you may write to it.",
      ja: "フォルダーがあることと、書き込み権限があることを確認してください。",
    },
  );

const yamlMistakes: Readonly<Record<string, Text>> = {
  DUPLICATE_KEY: { en: "the same key stands there twice", ja: "同じキーが2回書かれています" },
  BAD_INDENT: { en: "the indentation does not fit", ja: "インデントが正しくありません" },
  TAB_AS_INDENT: {
    en: "a tab is used for indentation, where YAML wants spaces",
    ja: "インデントにタブが使われています（YAML ではスペースを使います）",
  },
  BAD_ALIAS: {
    en: "an alias (*name) has no anchor (&name) before it",
    ja: "エイリアス（*name）に対応するアンカー（&name）がありません",
  },
  STRANGE_TAG: {
    en: "a tag (!name) means nothing here; leave it out, or put a text that begins with ! in quotes",
    ja: "タグ（!name）は使えません。タグを削除するか、! で始まる文字列を引用符で囲んでください",
  },
  MERGE_KEY: {
    en: "merge keys (<<) are not read; write the keys out, or let an alias stand for the whole value (key: *name)",
    ja: "マージキー（<<）は使えません。キーを1つずつ書くか、値全体をエイリアスで指定してください（key: *name）",
  },
  MULTIPLE_DOCS: { en: "a second document begins there (---)", ja: "2つ目のドキュメント（---）が始まっています" },
  MISSING_CHAR: {
    en: "a quote, bracket or colon is missing",
    ja: "引用符・括弧・コロンのいずれかが足りません",
  },
};

const yamlMistake = (code: string): Text =>
  yamlMistakes[code] ?? {
    en: `it is not valid YAML (${code})`,
    ja: `YAML として正しくありません（${code}）`,
  };

/** @param at `key`: the way to what is wrong, where there is one; empty for the whole */
export const configBroken = (at: {
  name: string;
  line: number;
  column: number;
  code: string;
  key?: string;
}): Problem => {
  const mistake = yamlMistake(at.code);
  const key = at.key ? { en: ` (${at.key})`, ja: `（${at.key}）` } : { en: "", ja: "" };
  return new Problem(
    "config-broken",
    3,
    {
      en: `${at.name}, line ${at.line}, column ${at.column}${key.en}: ${mistake.en}.`,
      ja: `${at.name} の ${at.line} 行 ${at.column} 桁目${key.ja}: ${mistake.ja}。`,
    },
    { en: "Mend that line and run again.", ja: "その行を直して、もう一度実行してください。" },
  );
};

/** The same in a value that was given as a flag or a variable. */
export const valueBroken = (at: { at: string; code: string }): Problem => {
  const mistake = yamlMistake(at.code);
  return new Problem(
    "value-broken",
    3,
    { en: `${at.at}: ${mistake.en}.`, ja: `${at.at}: ${mistake.ja}。` },
    {
      en: "Write the value out; a text that begins with * or ! goes in quotes, as in '{team: \"*all\"}'.",
      ja: "値をそのまま書いてください。* や ! で始まる文字列は '{team: \"*all\"}' のように引用符で囲んでください。",
    },
  );
};

export const configNoMap = (at: { name: string }): Problem =>
  new Problem(
    "config-no-map",
    3,
    {
      en: `${at.name} does not hold keys with values.`,
      ja: `${at.name} がキーと値の形式になっていません。`,
    },
    {
      en: "Begin it with a line such as: env: prd",
      ja: "「env: prd」のような行で始めてください。",
    },
  );

/** One thing that is wrong with the config. */
export interface Mistake {
  /** As in `queues.visibilityTimeout`; empty for the whole. */
  readonly path: string;
  /** Where it was given: a line of the file, a flag, a variable. Undefined where nobody gave it. */
  readonly from?: Text;
  readonly text: Text;
}

export const configInvalid = (at: { name: string; mistakes: readonly Mistake[] }): Problem => {
  const listed = (language: keyof Text) =>
    at.mistakes.map(({ path, from, text }) => {
      const where = from ? { en: ` (${from.en})`, ja: `（${from.ja}）` }[language] : "";
      return `  ${path}${where}${path && ": "}${text[language]}`;
    });
  return new Problem(
    "config-invalid",
    3,
    {
      en: [`The config (${at.name}) is not valid:`, ...listed("en")].join("\n"),
      ja: [`設定（${at.name}）に誤りがあります。`, ...listed("ja")].join("\n"),
    },
    {
      en: "Correct these keys. All keys are described by: risken-aws schema",
      ja: "これらのキーを修正してください。すべてのキーの説明は risken-aws schema で確認できます。",
    },
  );
};

/** An answer that nobody has given, and the ways to give it. */
export interface Unanswered {
  readonly path: string;
  readonly flag: string;
  readonly variable: string;
}

export const answersMissing = (at: { name: string; missing: readonly Unanswered[] }): Problem => {
  const listed = (language: keyof Text) =>
    at.missing.map(({ path, flag, variable }) => {
      const ways = { en: `${flag} or ${variable}`, ja: `${flag} または ${variable}` }[language];
      return `  ${path}: ${ways}`;
    });
  return new Problem(
    "answers-missing",
    3,
    {
      en: ["These answers are missing:", ...listed("en")].join("\n"),
      ja: ["次の設定が不足しています。", ...listed("ja")].join("\n"),
    },
    {
      en: `Give each by its key in ${at.name}, its flag or its variable, or run risken-aws init in a terminal.`,
      ja: `${at.name} のキー、フラグ、環境変数のいずれかで指定するか、端末で risken-aws init を実行してください。`,
    },
  );
};

export const settingUnusable = (at: { given: string; because: Text }): Problem =>
  new Problem(
    "flag-invalid",
    3,
    { en: sentence(`--set ${at.given}: ${at.because.en}`), ja: `--set ${at.given}: ${at.because.ja}。` },
    {
      en: "Write --set <key>=<value>, as in --set cluster.name=risken. All keys are described by: risken-aws schema",
      ja: "--set <キー>=<値> の形式で指定してください（例: --set cluster.name=risken）。すべてのキーの説明は risken-aws schema で確認できます。",
    },
  );

/** A question needs no full stop. */
const sentence = (text: string) => (text.endsWith("?") ? text : `${text}.`);

export const secretInTheOpen = (at: { path: string; variable: string }): Problem =>
  new Problem(
    "secret-in-the-open",
    3,
    {
      en: `The value of ${at.path} is a secret and does not belong on a command line, where other people of this machine can read it.`,
      ja: `${at.path} は機密情報です。コマンドラインは同じマシンの他のユーザーからも見えるため、値を直接指定できません。`,
    },
    {
      en: `Put it into the variable ${at.variable}, or refer to it: --set ${at.path}.env=NAME or --set ${at.path}.file=PATH`,
      ja: `環境変数 ${at.variable} に設定するか、参照で指定してください: --set ${at.path}.env=変数名 または --set ${at.path}.file=パス`,
    },
  );

export const otherRegion = (at: { name: string; named: string; actual: string; by: Text }): Problem =>
  new Problem(
    "other-region",
    4,
    {
      en: `${at.name} names the region ${at.named}, but ${at.by.en} ${at.actual}.`,
      ja: `${at.name} のリージョンは ${at.named} ですが、${at.by.ja} ${at.actual} になっています。`,
    },
    {
      en: "Use the config file of that region, or change its region if you mean to move.",
      ja: "そのリージョン用の設定ファイルを使うか、リージョンを変える場合はファイルの region を書き換えてください。",
    },
  );

export const otherAccount = (at: { named: string; actual: string; by: Text }): Problem =>
  new Problem(
    "other-account",
    4,
    {
      en: `The config names account ${at.named}, but ${at.by.en} ${at.actual}.`,
      ja: `設定のアカウントは ${at.named} ですが、${at.by.ja} ${at.actual} になっています。`,
    },
    {
      en: "Use the credentials (--profile) of that account, or the config file of this one.",
      ja: "そのアカウントの認証情報（--profile）を使うか、このアカウント用の設定ファイルを使ってください。",
    },
  );

export const foreignArn = (at: {
  path: string;
  what: "region" | "account";
  named: string;
  expected: string;
}): Problem =>
  new Problem(
    at.what === "region" ? "other-region" : "other-account",
    4,
    {
      en: `${at.path} is an ARN of ${at.what} ${at.named}, but this config is for ${at.expected}.`,
      ja: `${at.path} は別の${at.what === "region" ? "リージョン" : "アカウント"}（${at.named}）の ARN です。この設定の対象は ${at.expected} です。`,
    },
    {
      en: `Name something in ${at.expected}.`,
      ja: `${at.expected} にあるものを指定してください。`,
    },
  );
