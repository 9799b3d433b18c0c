import type { EnvironmentProblem } from "../risken/env-injector";
import type { Variable } from "../risken/parameters";
import type { Text } from "../text";
import { correction, hasDrifted, type Wrong } from "./boot-fixes";
import { directoryOfVariable, ourParameters, type Pod, podsOf, shown, startingPods } from "./boot-pods";
import { type Check, type Detail, type Look, pass, type Verdict } from "./check";
import { fixOurs, remedies, valuesLines } from "./remedies";
import { remedy } from "./seen";

/** What the programs make of the values that their pods would get now. */
export const bootValues: readonly Check[] = [
  {
    id: "boot/required",
    category: "boot",
    title: {
      en: "Every variable that a program needs is set",
      ja: "プログラムに必要な環境変数は、すべて設定されています",
    },
    why: {
      en: "A program exits without some of them and is restarted over and over (CrashLoopBackOff); without others it starts, and its scans fail.",
      ja: "環境変数がないと、起動に失敗して再起動を繰り返す（CrashLoopBackOff）か、起動してもスキャンが失敗します。",
    },
    fix: fixOurs,
    key: "parameters.values",
    run: (look) => missing(look, true),
  },
  {
    id: "boot/empty",
    category: "boot",
    title: {
      en: "No variable that a program needs is empty",
      ja: "プログラムに必要な環境変数に、空のものはありません",
    },
    why: {
      en: "Images declare some required names without a value. That is enough for the program to start, so the pod runs and every scan fails.",
      ja: "イメージは一部の必須の環境変数を空の値で宣言しています。そのため Pod は起動しますが、スキャンはすべて失敗します。",
    },
    fix: fixOurs,
    key: "parameters.values",
    run: (look) => missing(look, false),
  },
  {
    id: "boot/in-cluster-default",
    category: "boot",
    title: {
      en: "No program falls back to the toy middleware of the samples",
      ja: "サンプル用のミドルウェアを指す既定値は使われません",
    },
    why: {
      en: "A name that is not set becomes a default that points to an in-cluster ElasticMQ, an in-cluster MySQL or a namespace that is no more. The pod stays Running and talks to the wrong place; only its log tells.",
      ja: "設定のない環境変数には、クラスタ内の ElasticMQ や MySQL、旧構成の名前空間を指す既定値が使われます。Pod は Running のまま誤った接続先を使い、ログにしか現れません。",
    },
    fix: fixOurs,
    run: inClusterDefaults,
  },
  {
    id: "boot/unfit-default",
    category: "boot",
    title: {
      en: "No default takes over that is wrong on AWS",
      ja: "AWS では正しくない既定値は使われません",
    },
    why: {
      en: "Defaults of the code that are wrong on AWS: people are refused with 403, signatures are not checked, calls are signed for another region, links in notifications lead to http://localhost.",
      ja: "コードの既定値のままでは、サインインが 403 になる、署名が検証されない、別のリージョン宛てに署名される、通知のリンクが http://localhost になる、といった問題が起きます。",
    },
    fix: fixOurs,
    run: unfitDefaults,
  },
  {
    id: "boot/unparsable",
    category: "boot",
    title: {
      en: "Every value is of the type that its program wants",
      ja: "すべての値が、プログラムの求める型になっています",
    },
    why: {
      en: "A number or boolean that does not parse, a line break at its end included, stops the program (CrashLoopBackOff).",
      ja: "数値や真偽値として解釈できない値（末尾の改行を含む）があると、プログラムは起動しません（CrashLoopBackOff）。",
    },
    fix: fixOurs,
    key: "parameters.values",
    run: unparsable,
  },
  {
    id: "boot/untrimmed",
    category: "boot",
    title: {
      en: "No value has blanks or line breaks around it",
      ja: "値の前後に空白や改行はありません",
    },
    why: {
      en: "Nobody trims values: a line break at the end of a password, key or address becomes part of it, and whatever is called refuses it.",
      ja: "値の前後の空白や改行は取り除かれません。パスワードやキー、URL の一部として扱われ、接続や認証に失敗します。",
    },
    fix: fixOurs,
    key: "parameters.values",
    run: untrimmed,
  },
  {
    id: "boot/batch-size",
    category: "boot",
    title: {
      en: "No scanner takes more messages at once than it is made for",
      ja: "スキャナーが 1 度に処理するメッセージ数は適切です",
    },
    why: {
      en: "SQS refuses anything but 1 to 10, and the scanner then receives nothing while its pod stays Running. Above its own default a scanner may run out of memory or time; ZAP and prowler are made to run one scan at a time.",
      ja: "SQS が受け付けるのは 1〜10 だけです。範囲外では、Pod が Running のまま何も受信できません。スキャナーの既定値を超えると、メモリや時間が足りなくなることがあります。ZAP と prowler は 1 件ずつ処理する前提です。",
    },
    fix: {
      en: "Remove MAX_NUMBER_OF_MESSAGE from parameters.values, or lower it, and run:\nrisken-aws apply --prune",
      ja: "parameters.values の MAX_NUMBER_OF_MESSAGE を削除するか小さくして、次のコマンドを実行してください:\nrisken-aws apply --prune",
    },
    key: "parameters.values",
    run: batchSizes,
  },
];

type Suspect = (pod: Pod, variable: Variable) => boolean;

interface Found {
  readonly pod: Pod;
  readonly variable: Variable;
}

/** What the pods read and is not as it should be. */
async function suspects(look: Look, isSuspect: Suspect): Promise<readonly Found[]> {
  return (await startingPods(look)).flatMap((pod) =>
    pod.reads.filter((variable) => isSuspect(pod, variable)).map((variable) => ({ pod, variable })),
  );
}

function findings(look: Look, status: "warn" | "fail", found: readonly Found[], say: (names: string) => Text): Verdict {
  if (found.length === 0) return pass;
  const variables = found.map(({ variable }) => variable);
  return {
    status,
    found: say(namesIn(variables.map(({ name }) => name))),
    details: found.map(({ pod, variable: { name } }) => detailOf(pod, name)),
    fix: fixFor(look, variables),
  };
}

/** @param stops whether the program exits for want of it: where it is absent, or empty and of a length that counts */
async function missing(look: Look, stops: boolean): Promise<Verdict> {
  const found = await suspects(look, ({ named }, { name, required, need, bytes }) => {
    if (!required && need !== "must") return false;
    const value = named.get(name)?.value;
    return !value && stops === (value === undefined || bytes !== undefined);
  });
  return findings(look, "fail", found, (names) => ({
    en: `Needed and not set: ${names}.`,
    ja: `必要な環境変数が設定されていません: ${names}`,
  }));
}

async function inClusterDefaults(look: Look): Promise<Verdict> {
  const found = await suspects(
    look,
    ({ named }, variable) => variable.inClusterDefault === true && named.get(variable.name)?.value === variable.default,
  );
  // Where the pods of an older layout are, these are right.
  const meant = found.every(({ pod, variable: { name } }) => isMeant(look, pod.named.get(name)?.from));
  return findings(look, meant ? "warn" : "fail", found, (names) => ({
    en: `Pods would use the default of the samples for ${names}.`,
    ja: `サンプル用の既定値が使われます: ${names}`,
  }));
}

/** Whether a value is stored because the config says just that. */
const isMeant = (look: Look, from: string | undefined): boolean =>
  from !== undefined && ourParameters(look).has(from) && !hasDrifted(look, from);

async function unfitDefaults(look: Look): Promise<Verdict> {
  const found = await suspects(
    look,
    ({ named }, { name, need, inClusterDefault }) =>
      (need === "must" || need === "should") && !inClusterDefault && named.get(name)?.source === "default",
  );
  const status = found.some(({ variable }) => variable.need === "must") ? "fail" : "warn";
  return findings(look, status, found, (names) => ({
    en: `Pods would use the default of the code for ${names}.`,
    ja: `コードの既定値が使われます: ${names}`,
  }));
}

/** Texts of which a program takes some only, and exits for any other. */
const choices: Readonly<Record<string, readonly string[]>> = {
  PROFILE_EXPORTER: ["nop", "datadog"],
};

async function unparsable(look: Look): Promise<Verdict> {
  const pods = await podsOf(look);
  const found = pods.flatMap((pod) => [
    ...judged(pod, "value-invalid").map((wrong) => ({
      ...wrong,
      expected: pod.reads.find(({ name }) => name === wrong.name)?.type,
    })),
    ...Object.entries(choices)
      .filter(([name, known]) => pod.named.has(name) && !known.includes(pod.named.get(name)!.value))
      .map(([name, known]) => ({ pod, name, expected: known.join(" | ") })),
  ]);
  return wrongValues(look, found, (names) => ({
    en: `Programs can't read the value of ${names}, and don't start.`,
    ja: `値を解釈できないため、プログラムが起動しません: ${names}`,
  }));
}

async function untrimmed(look: Look): Promise<Verdict> {
  const found = (await podsOf(look)).flatMap((pod) => judged(pod, "value-untrimmed"));
  return wrongValues(look, found, (names) => ({
    en: `Blanks or line breaks are part of ${names}.`,
    ja: `値の前後に空白か改行が含まれています: ${names}`,
  }));
}

const judged = (pod: Pod, kind: EnvironmentProblem["kind"]): readonly Wrong[] =>
  pod.problems.filter((problem) => problem.kind === kind).map(({ subject }) => ({ pod, name: subject }));

function wrongValues(
  look: Look,
  found: readonly (Wrong & Pick<Detail, "expected">)[],
  say: (names: string) => Text,
): Verdict {
  if (found.length === 0) return pass;
  return {
    status: "fail",
    found: say(namesIn(found.map(({ name }) => name))),
    details: found.map(({ pod, name, expected }) => ({ ...detailOf(pod, name), expected })),
    fix: correction(look, found),
  };
}

/** What SQS gives at most (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html). */
const MOST_MESSAGES = 10;

async function batchSizes(look: Look): Promise<Verdict> {
  const found = (await podsOf(look)).flatMap((pod) => {
    const fit = Number(pod.reads.find(({ name }) => name === "MAX_NUMBER_OF_MESSAGE")?.default);
    const given = Number(pod.named.get("MAX_NUMBER_OF_MESSAGE")?.value);
    return given > fit || given < 1 ? [{ pod, fit, given }] : [];
  });
  if (found.length === 0) return pass;
  const names = namesIn(found.map(({ pod }) => pod.service));
  return {
    status: found.some(({ given }) => given < 1 || given > MOST_MESSAGES) ? "fail" : "warn",
    found: {
      en: `MAX_NUMBER_OF_MESSAGE is too much or too little for ${names}.`,
      ja: `MAX_NUMBER_OF_MESSAGE が適切な範囲にありません: ${names}`,
    },
    details: found.map(({ pod, fit, given }) => ({
      path: `${pod.service} MAX_NUMBER_OF_MESSAGE`,
      expected: fit === 1 ? "1" : `1-${fit}`,
      actual: String(given),
    })),
    fix: correction(
      look,
      found.map(({ pod }) => ({ pod, name: "MAX_NUMBER_OF_MESSAGE" })),
    ),
  };
}

const namesIn = (names: readonly string[]): string => [...new Set(names)].sort().join(", ");

/** One variable of one pod, as in `core DB_MASTER_HOST`. */
function detailOf({ service, named }: Pod, name: string): Detail {
  const variable = named.get(name);
  return { path: `${service} ${name}`, ...(variable ? { actual: shown(variable) } : {}) };
}

/** What the plan brings back, and what only the user knows. */
function fixFor(look: Look, variables: readonly Variable[]): Text {
  const places = variables.map((variable) => ({
    directory: directoryOfVariable(variable, look),
    name: variable.name,
    value: variable.secret ? undefined : "…",
  }));
  const isOurs = ({ directory, name }: { directory: string; name: string }) =>
    look.survey.graph.at.has(`parameter/${directory}/${name}`);
  const theirs = places.filter((place) => !isOurs(place));
  return remedies(
    places.some(isOurs) ? fixOurs : undefined,
    theirs.length > 0 ? remedy(sayIt(variables), valuesLines(theirs)) : undefined,
  );
}

/** What belongs to a data source isn't needed without it. */
function sayIt(variables: readonly Variable[]): Text {
  if (variables.every(({ when }) => when === undefined)) {
    return {
      en: "Say it in the config, and run risken-aws apply:",
      ja: "設定ファイルに次のように書き、risken-aws apply を実行してください:",
    };
  }
  return {
    en: "Say it in the config, or take the data source out of dataSources, and run risken-aws apply:",
    ja: "設定ファイルに次のように書くか、dataSources から使わないデータソースを外して、risken-aws apply を実行してください:",
  };
}
