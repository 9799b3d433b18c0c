import { awsLine } from "../checks/remedies";
import type { Language, Text } from "../text";
import { say } from "./language";
import { wrap } from "./layout";
import type { Page } from "./screen";

/** A stored parameter that does nothing, or that gets in the way. */
export interface ShownLeftover {
  /** Full name. */
  readonly name: string;
  readonly why: "dead" | "misplaced" | "pinned" | "static-key" | "superseded" | "default";
  /** What is read in its place, or where the config says it. */
  readonly use?: string | undefined;
}

/** What `import` has found, and what it has made of it. */
export interface ShownImport {
  /** As given with `-c`; `-` is standard output. */
  readonly file: string;
  readonly place: { readonly env: string; readonly account: string; readonly region: string };
  readonly data: object;
  readonly remarks: readonly { readonly path: string; readonly text: Text }[];
  readonly leftovers: readonly ShownLeftover[];
  readonly warnings: readonly Text[];
  /** What AWS did not let us look at. */
  readonly denied: readonly Text[];
}

/** The document of `import`. */
export function importDocument(shown: ShownImport, language: Language): object {
  const { file, place, data, remarks, leftovers, warnings, denied } = shown;
  const told = [...denied, ...warnings].map((text) => say(text, language));
  return {
    command: "import",
    env: place.env,
    account: place.account,
    region: place.region,
    file: file === "-" ? null : file,
    config: { version: 1, ...data },
    remarks: remarks.map(({ path, text }) => ({ path, message: say(text, language) })),
    leftovers: leftovers.map(({ name, why, use }) => ({ name, why, use: use ?? null })),
    ...(told.length > 0 ? { warnings: told } : {}),
  };
}

/** What a person is told after the config was written. */
export function importLines(shown: ShownImport, page: Page): readonly string[] {
  const { file, place, remarks, leftovers, denied } = shown;
  const { language, width, paint } = page;
  const text = (one: Text) => wrap(say(one, language), width);
  return [
    ...text(words.written(file, place, remarks.length)).map((line) => paint.bold(line)),
    ...denied.flatMap((one) => text(words.unseen(one))).map((line) => paint.yellow(line)),
    ...(leftovers.length > 0 ? ["", ...leftoverLines(leftovers, place.region, page)] : []),
    "",
    ...text(words.next(file)),
  ];
}

/** Comments for the config file: narrow enough to be read beside other windows. */
export const wrappedRemarks = (remarks: ShownImport["remarks"], language: Language) =>
  remarks.map(({ path, text }) => ({ path, lines: wrap(say(text, language), 100) }));

type Why = ShownLeftover["why"];

/** In the order in which they matter. What is idle only clutters. */
const whys: readonly Why[] = ["dead", "static-key", "superseded", "misplaced"];
const idle: readonly Why[] = ["pinned", "default"];

const headings: Readonly<Record<Why, Text>> = {
  dead: {
    en: "Nobody reads these names (what is read instead is on the right):",
    ja: "どのプログラムも読まない名前です（右は実際に読まれる名前）:",
  },
  "static-key": {
    en: "These would take the place of the pods' IAM role:",
    ja: "Pod 単位の IAM ロールより優先されてしまいます:",
  },
  superseded: {
    en: "The config says these elsewhere (on the right), so that pods would find them twice:",
    ja: "設定では別の場所（右）に保存するため、Pod から見て重複します:",
  },
  misplaced: {
    en: "Whoever reads these does not load their directory (the one that is loaded is on the right):",
    ja: "読むサービスがこのディレクトリを読み込みません（右は読み込まれるディレクトリ）:",
  },
  pinned: {
    en: "These have no effect, because the images fix them (kustomize.env would change them):",
    ja: "イメージが固定しているため効きません（変更するには kustomize.env）:",
  },
  default: { en: "These say what RISKEN does without them:", ja: "RISKEN の既定値と同じです:" },
};

/** What is stored and should not stay, by why; and the lines that remove it. */
function leftoverLines(
  leftovers: readonly ShownLeftover[],
  region: string,
  { language, width, paint, verbose }: Page,
): readonly string[] {
  const text = (one: Text) => wrap(say(one, language), width);
  const shown = [...whys, ...(verbose ? idle : [])];
  const told = leftovers.filter(({ why }) => shown.includes(why));
  const more = leftovers.length - told.length;
  return [
    ...shown.flatMap((why) => {
      const some = leftovers.filter((one) => one.why === why);
      if (some.length === 0) return [];
      const lines = some.map(({ name, use }) => (use ? `  ${name} -> ${use}` : `  ${name}`));
      return [...text(headings[why]).map((line) => paint.yellow(line)), ...lines];
    }),
    ...(told.length > 0 ? [...text(words.remove), ...removalLines(told, region).map((line) => `  ${line}`)] : []),
    ...(more > 0 ? text(words.more(more)) : []),
  ];
}

/** Parameter Store deletes ten at a time. */
const AT_ONCE = 10;

function removalLines(leftovers: readonly ShownLeftover[], region: string): readonly string[] {
  const names = leftovers.map(({ name }) => name);
  return Array.from({ length: Math.ceil(names.length / AT_ONCE) }, (_, at) =>
    awsLine(region, "ssm", "delete-parameters", "--names", ...names.slice(at * AT_ONCE, (at + 1) * AT_ONCE)),
  );
}

const words = {
  written(file: string, { env, account }: ShownImport["place"], remarks: number): Text {
    const where = { en: `what runs as ${env} in account ${account}`, ja: `アカウント ${account} の ${env}` };
    const noted = {
      en: remarks > 0 ? " Its comments say where something was guessed or matters." : "",
      ja: remarks > 0 ? "推測した箇所と注意点はコメントに記載しています。" : "",
    };
    return file === "-"
      ? { en: `This is the config of ${where.en}.${noted.en}`, ja: `${where.ja} の設定です。${noted.ja}` }
      : {
          en: `Wrote ${file}: the config of ${where.en}.${noted.en}`,
          ja: `${where.ja} の設定を ${file} に保存しました。${noted.ja}`,
        };
  },
  unseen: (because: Text): Text => ({
    en: `Something was not looked at, so the config may lack it: ${because.en}`,
    ja: `確認できなかったものがあり、設定に含まれていない可能性があります: ${because.ja}`,
  }),
  remove: {
    en: "Nothing of this is touched by risken-aws. After apply, remove it:",
    ja: "risken-aws はこれらを変更しません。apply の後に削除してください:",
  },
  more: (count: number): Text => ({
    en: `${count} more parameters do nothing: they say what RISKEN does without them, or the images overrule them. --verbose lists them.`,
    ja: `ほかに ${count} 件、RISKEN の既定値と同じか、イメージの指定により効かないパラメータがあります（--verbose で一覧を表示）。`,
  }),
  next(file: string): Text {
    const flag = file === "-" || file === "risken-aws.yaml" ? "" : ` -c ${file}`;
    return {
      en: `Next: risken-aws plan${flag} --adopt-all shows what taking it over would change; nothing is replaced that holds data.`,
      ja: `次のコマンドで、引き継いだ場合の変更内容を確認できます（データを持つものは作り直しません）: risken-aws plan${flag} --adopt-all`,
    };
  },
};
