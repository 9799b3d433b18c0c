import { stringify } from "yaml";
import { storedParameter } from "../aws/parameters";
import type { Overruled } from "../risken/env-injector";
import { findVariable, nameProblem } from "../risken/parameters";
import { Secret } from "../secret";
import type { Text } from "../text";
import { ourParameters, type Pod, placeOf, podsOf } from "./boot-pods";
import { type Check, type Look, pass, type Verdict } from "./check";
import { deleteParameter, remedies } from "./remedies";
import { remedy } from "./seen";

/** What is stored under which name, and whether that name does anything. */
export const bootNames: readonly Check[] = [
  {
    id: "boot/dead-name",
    category: "boot",
    title: {
      en: "No value is stored under a name that nobody reads any more",
      ja: "どのプログラムも読まない名前で保存された値はありません",
    },
    why: {
      en: "RISKEN's documentation and images mention names that no program reads, such as AWS_CLOUDSPLOIT_QUEUE_URL or DB_SCHEMA. Whoever sets one believes to have set something, while a default takes over.",
      ja: "RISKEN のドキュメントやイメージには、AWS_CLOUDSPLOIT_QUEUE_URL や DB_SCHEMA のように、どのプログラムも読まない名前があります。設定したつもりでも、実際には既定値が使われます。",
    },
    fix: {
      en: "Store the value under the name that is read, and delete the other one.",
      ja: "実際に読まれる名前で値を保存し、使われない名前のほうを削除してください。",
    },
    key: "parameters.values",
    run: deadNames,
  },
  {
    id: "boot/static-key",
    category: "boot",
    title: {
      en: "No pod gets a static access key of AWS",
      ja: "Pod に AWS の固定アクセスキーは渡されません",
    },
    why: {
      en: "A static key in the environment, even the word dummy, is used instead of the pod's IAM role: calls fail, or are made with permissions that nobody looks after.",
      ja: "固定のアクセスキーがあると（dummy のような値でも）Pod 単位の IAM ロールより優先されます。呼び出しが失敗するか、管理されていない権限で実行されます。",
    },
    fix: {
      en: "Delete it; the pods' IAM role is enough.",
      ja: "削除してください。Pod 単位の IAM ロールだけで動作します。",
    },
    key: "parameters.values",
    run: staticKeys,
  },
  {
    id: "boot/no-effect",
    category: "boot",
    title: {
      en: "No value is stored that the image or the Deployment overrules",
      ja: "イメージや Deployment の指定に負けて効かない値は、保存されていません",
    },
    why: {
      en: "env-injector sets a name only while it is empty. What an image fixes (TZ, WAIT_TIME_SECOND, DB_LOG_MODE, …) or the Deployment says stays as it is, whatever is stored.",
      ja: "env-injector は空の環境変数にだけ値を入れます。イメージが固定している名前（TZ、WAIT_TIME_SECOND、DB_LOG_MODE など）や Deployment で指定した名前は、保存した値では変わりません。",
    },
    fix: {
      en: "Set it under kustomize.env, or delete what is stored.",
      ja: "kustomize.env で設定するか、保存されている値を削除してください。",
    },
    key: "kustomize.env",
    run: withoutEffect,
  },
  {
    id: "boot/name-twice",
    category: "boot",
    title: {
      en: "No pod finds a name twice that the config sets once",
      ja: "1 つの Pod が読むディレクトリに、設定にない同名のパラメータはありません",
    },
    why: {
      en: "Of two directories that a pod lists the first wins, so a parameter that somebody put into a service's own directory silently takes the place of the one in common.",
      ja: "Pod が読むディレクトリのうち、先に書かれたほうの値が使われます。サービス固有のディレクトリに追加されたパラメータは、common の値を知らないうちに上書きします。",
    },
    fix: {
      en: "Delete the parameter that the config does not know, or set it under parameters.values.",
      ja: "設定ファイルにないほうのパラメータを削除するか、parameters.values に追加してください。",
    },
    key: "parameters.values",
    run: twice,
  },
  {
    id: "boot/parameter-form",
    category: "boot",
    title: {
      en: "Every stored value is a text of at most 4 KB",
      ja: "保存されている値は、すべて 4 KB 以内のテキストです",
    },
    why: {
      en: "More than 4 KB needs the advanced tier, which is charged and can't be given back; a StringList reaches the program as one text with commas.",
      ja: "4 KB を超える値には有料のアドバンストパラメータが必要で、標準には戻せません。StringList は、カンマ区切りの 1 つの文字列としてプログラムに渡されます。",
    },
    fix: {
      en: "Store a shorter text as String or SecureString.",
      ja: "4 KB 以内の値を String か SecureString で保存してください。",
    },
    key: "parameters.values",
    run: forms,
  },
];

/** Something stored that a pod finds, whether it takes effect or not. */
interface Entry {
  readonly pod: Pod;
  readonly name: string;
  /** Full name of the parameter, or `<secret>#<key>`. */
  readonly from: string;
}

const entriesOf = (pod: Pod): readonly Entry[] => [
  ...pod.variables.flatMap(({ name, from }) => (from === undefined ? [] : [{ pod, name, from }])),
  ...pod.overruled.map(({ name, from }) => ({ pod, name, from })),
];

/** The same for all the pods that find it. */
interface Stored {
  readonly from: string;
  readonly name: string;
  readonly pods: readonly Pod[];
}

function together(entries: readonly Entry[]): readonly Stored[] {
  const all = new Map<string, Stored>();
  for (const { from, name, pod } of entries) {
    all.set(from, { from, name, pods: [...(all.get(from)?.pods ?? []), pod] });
  }
  return [...all.values()].sort((one, other) => (one.from < other.from ? -1 : 1));
}

const storedFor = async (look: Look): Promise<readonly Stored[]> => together((await podsOf(look)).flatMap(entriesOf));

const isParameter = ({ from }: Pick<Stored, "from">): boolean => from.startsWith("/");

const listed = (stored: readonly Pick<Stored, "from">[]): string => stored.map(({ from }) => from).join(", ");

/** What to do about what should not be stored: ours goes by the config, what is foreign by hand. */
export function removal(look: Look, names: readonly string[]): Text {
  const ours = ourParameters(look);
  const parameters = [...new Set(names)].filter((name) => name.startsWith("/"));
  const places = parameters
    .filter((name) => ours.has(name))
    .map((name) => placeOf(name, look.target.env))
    .map(({ directory, name }) => `parameters.values.${directory}.${name}`);
  // What stands below another root belongs to another installation.
  const foreign = parameters.filter((name) => !ours.has(name) && name.startsWith(`/${look.target.env}/`));
  const secrets = [...new Set(names)].filter((name) => !name.startsWith("/"));
  const said = places.join(", ");
  return remedies(
    places.length > 0
      ? remedy(
          {
            en: `Remove ${said} from the config, and run:`,
            ja: `設定ファイルから ${said} を削除し、次のコマンドを実行してください:`,
          },
          "risken-aws apply --prune",
        )
      : undefined,
    foreign.length > 0
      ? remedy(
          { en: "Delete what the config does not know:", ja: "設定ファイルにないパラメータを削除してください:" },
          ...foreign.map((name) => deleteParameter(look.target.region, name)),
        )
      : undefined,
    secrets.length > 0
      ? {
          en: `Take the key out of the secret: ${secrets.join(", ")}`,
          ja: `シークレットからキーを削除してください: ${secrets.join(", ")}`,
        }
      : undefined,
  );
}

/** What is read in the place of a dead name; undefined for a name that isn't dead. */
export function liveName(name: string): string | undefined {
  const problem = nameProblem(name);
  return problem?.kind === "dead" ? (problem.use ?? "-") : undefined;
}

async function deadNames(look: Look): Promise<Verdict> {
  const found = (await storedFor(look)).filter((one) => isParameter(one) && liveName(one.name));
  if (found.length === 0) return pass;
  return {
    status: "fail",
    found: { en: `Nobody reads ${listed(found)}.`, ja: `どのプログラムも読みません: ${listed(found)}` },
    details: found.map(({ from, name }) => ({ path: from, expected: liveName(name), actual: name })),
    fix: removal(
      look,
      found.map(({ from }) => from),
    ),
  };
}

export const isStaticKey = (name: string): boolean => findVariable(name)?.need === "never";

async function staticKeys(look: Look): Promise<Verdict> {
  const pods = await podsOf(look);
  const found = pods.flatMap((pod) =>
    pod.variables.filter(({ name, value }) => isStaticKey(name) && value !== "").map((variable) => ({ pod, variable })),
  );
  if (found.length === 0) return pass;
  const stored = [...new Set(found.flatMap(({ variable }) => variable.from ?? []))].sort();
  const masked = new Map(
    found.map(({ pod, variable: { name, from, value } }) => [from ?? `${pod.service} ${name}`, new Secret(value)]),
  );
  return {
    status: "fail",
    found: {
      en: `Pods would use a static access key instead of their IAM role: ${stored.join(", ") || "kustomize.env"}.`,
      ja: `Pod 単位の IAM ロールの代わりに固定のアクセスキーが使われます: ${stored.join(", ") || "kustomize.env"}`,
    },
    details: [...masked].map(([path, actual]) => ({ path, actual })),
    fix: removal(look, stored),
  };
}

/** What the overlay says itself, so that it counts before anything is loaded; what is stored says the same. */
const saidByOverlay = ["AWS_REGION", "AWS_DEFAULT_REGION", "ENV_INJECTOR_META_CONFIG"];

/** What is stored and that an image or the Deployment overrules in some pod. */
export async function idleIn(look: Look): Promise<readonly (Entry & Pick<Overruled, "by">)[]> {
  return (await podsOf(look)).flatMap((pod) =>
    pod.overruled
      .filter(({ by, name }) => by === "image" || (by === "manifest" && !saidByOverlay.includes(name)))
      .filter(({ name }) => !liveName(name))
      .map(({ name, from, by }) => ({ pod, name, from, by })),
  );
}

async function withoutEffect(look: Look): Promise<Verdict> {
  const found = await idleIn(look);
  if (found.length === 0) return pass;
  const stored = together(found);
  const byImage = together(found.filter(({ by }) => by === "image"));
  const env = Object.fromEntries(await Promise.all(byImage.map(async (one) => [one.name, await textOf(one, look)])));
  return {
    status: "warn",
    found: { en: `It has no effect: ${listed(stored)}.`, ja: `値が使われません: ${listed(stored)}` },
    details: stored.map(({ from, name, pods }) => ({
      path: from,
      actual: [...new Set(pods.map(({ named }) => named.get(name)?.value))].join(", "),
    })),
    fix: remedies(
      byImage.length > 0
        ? remedy(
            {
              en: "Only the Deployment can change it. Say it in the config and export the overlay again:",
              ja: "Deployment でのみ変更できます。設定ファイルに次のように書き、オーバーレイを再エクスポートしてください:",
            },
            stringify({ kustomize: { env } }).trimEnd(),
          )
        : undefined,
      removal(
        look,
        stored.map(({ from }) => from),
      ),
    ),
  };
}

/** What is stored, unless it is a secret. */
async function textOf({ from }: Stored, { aws }: Look): Promise<string> {
  const stored = from.startsWith("/") ? await storedParameter(aws, from) : undefined;
  return stored?.type === "String" ? stored.value : "…";
}

/** A parameter of the same name twice: which one a pod takes, and which one it passes over. */
interface Pair {
  readonly pod: Pod;
  readonly name: string;
  readonly taken: string;
  readonly passedOver: string;
}

/** Pairs of which the config knows at most one. What it sets twice is meant so. */
export async function pairsIn(look: Look): Promise<readonly Pair[]> {
  const ours = ourParameters(look);
  const isForeign = (from: string) => from.startsWith("/") && !ours.has(from);
  return (await podsOf(look)).flatMap((pod) =>
    pod.overruled
      .filter(({ by, name }) => (by === "parameter" || by === "secret") && !liveName(name))
      .map(({ name, from }) => ({ pod, name, taken: pod.named.get(name)?.from ?? "", passedOver: from }))
      .filter(({ taken, passedOver }) => taken !== passedOver && (isForeign(taken) || isForeign(passedOver))),
  );
}

async function twice(look: Look): Promise<Verdict> {
  const found = await pairsIn(look);
  if (found.length === 0) return pass;
  const ours = ourParameters(look);
  const foreign = found.flatMap(({ taken, passedOver }) => [taken, passedOver]).filter((from) => !ours.has(from));
  const names = [...new Set(found.map(({ name }) => name))].sort().join(", ");
  return {
    // The config's own value is passed over: pods run with something else than it says.
    status: found.some(({ passedOver }) => ours.has(passedOver)) ? "fail" : "warn",
    found: { en: `Stored twice: ${names}.`, ja: `同じ名前が重複しています: ${names}` },
    details: found.map(({ pod, name, taken, passedOver }) => ({
      path: `${pod.service} ${name}`,
      expected: passedOver,
      actual: taken,
    })),
    fix: removal(look, foreign),
  };
}

/** Bytes that the standard tier takes (https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html). */
const MOST_BYTES = 4096;

async function forms(look: Look): Promise<Verdict> {
  const names = (await storedFor(look)).filter(isParameter).map(({ from }) => from);
  const stored = await Promise.all(names.map((name) => storedParameter(look.aws, name)));
  const wrong = stored
    .filter((one) => one !== undefined)
    .map(({ name, type, value }) => ({ name, type, bytes: Buffer.byteLength(value) }))
    .filter(({ type, bytes }) => type === "StringList" || bytes > MOST_BYTES);
  if (wrong.length === 0) return pass;
  const list = wrong.map(({ name }) => name).join(", ");
  return {
    status: "warn",
    found: {
      en: `Longer than 4 KB, or of the wrong type: ${list}.`,
      ja: `4 KB を超えているか、型が正しくありません: ${list}`,
    },
    details: wrong.map(({ name, type, bytes }) => ({
      path: name,
      expected: bytes > MOST_BYTES ? `<= ${MOST_BYTES} bytes` : "String | SecureString",
      actual: bytes > MOST_BYTES ? `${bytes} bytes` : type,
    })),
  };
}
