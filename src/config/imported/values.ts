import type { Found, FoundParameter } from "../../discovery/hand-made";
import { findVariable, isSecretName, nameProblem, readBy } from "../../risken/parameters";
import { loadersOf, service } from "../../risken/services";
import { isDerived } from "../../steps/user-values";
import { type Part, part, type Remark } from "./part";

/** The parameters that a config makes, by full name; the value where it is a plain text that nobody has to look up. */
export type Published = ReadonlyMap<string, string | undefined>;

/** A stored parameter that does nothing, or that gets in the way of one of ours. */
export interface Leftover {
  /** Full name. */
  readonly name: string;
  readonly why: Why;
  /** What is read in its place, or where the config says it. */
  readonly use?: string;
}

export type Why =
  | "dead" // no program reads the name
  | "misplaced" // whoever reads it doesn't load the directory
  | "pinned" // the images fix it
  | "static-key" // it would take the place of the pods' role
  | "superseded" // the config says it elsewhere, and pods would find this one first, or in vain
  | "default"; // programs mean the same without it

/** What the config always says by itself: keeping it as it is would keep what is known to be wrong. */
const converging = ["AWS_REGION", "VERIFY_ID_TOKEN"];

const DATA_KEY = "CODE_DATA_KEY";

/**
 * What else is stored and read: it goes into `parameters.values`, secrets as references. And what does nothing there.
 *
 * @param published what the config makes without `parameters.values`
 */
export function valuesPart(
  { parameters, dataKeysElsewhere }: Pick<Found, "parameters" | "dataKeysElsewhere">,
  published: Published,
): Part & { readonly leftovers: readonly Leftover[] } {
  const judged = parameters.map((one) => judge(one, published));
  const kept = judged.filter((one): one is FoundParameter => "directory" in one);
  const hasKey = parameters.some(({ variable }) => variable === DATA_KEY);
  const strayKey = !hasKey && dataKeysElsewhere.length > 0;
  const entries = [
    ...kept.map((one) => [one.directory, one.variable, sayable(one)] as const),
    ...(strayKey ? [["code/common", DATA_KEY, reference(DATA_KEY)] as const] : []),
  ];
  const values: Record<string, Record<string, unknown>> = {};
  for (const [directory, name, value] of entries) values[directory] = { ...values[directory], [name]: value };
  return {
    ...part(entries.length > 0 ? { parameters: { values } } : {}, {
      remarks: [
        ...(kept.some(isSecret) ? [secretsRemark] : []),
        ...kept.filter((one) => isSecret(one) && !one.secure).map(plainRemark),
        ...addressRemark(kept),
        ...(strayKey ? [strayRemark(dataKeysElsewhere)] : []),
      ],
    }),
    leftovers: judged.filter((one): one is Leftover => "why" in one),
  };
}

const nothing = {};

/** Answers the parameter where the config has to say it, and what is to be told of it where it shouldn't stay. */
function judge(one: FoundParameter, published: Published): FoundParameter | Leftover | typeof nothing {
  const { name, directory, variable, text } = one;
  const problem = nameProblem(variable, directory);
  if (problem?.kind === "dead") return { name, why: "dead", use: problem.use };
  if (problem?.kind === "never") return { name, why: "static-key" };
  if (problem?.kind === "pinned" && problem.free.length === 0) return { name, why: "pinned" };
  if (published.has(name)) return isOverride(one, published.get(name)) ? one : nothing;
  const elsewhere = placeOf(variable, published);
  if (loadersOf(directory).length === 0 || problem?.kind === "unknown") return nothing;
  if (problem?.kind === "misplaced") return { name, why: "misplaced", use: readersOf(problem.readBy) };
  if (isDerived(variable) || isSaid(one, elsewhere, published)) return { name, why: "superseded", use: elsewhere };
  if (text !== undefined && text === defaultIn(directory, variable)) return { name, why: "default" };
  return isSecret(one) || text !== undefined ? one : nothing;
}

/** Whether the config's own value would change what runs, and need not. */
const isOverride = ({ variable, text }: FoundParameter, ours: string | undefined): boolean =>
  ours !== undefined && text !== undefined && text !== ours && !isDerived(variable) && !converging.includes(variable);

/** Where the config says a variable, if it does. */
const placeOf = (variable: string, published: Published): string | undefined =>
  [...published.keys()].find((name) => name.endsWith(`/${variable}`));

/** The same value, or the one value that is the same everywhere because nothing else would be written. */
const isSaid = ({ variable, text }: FoundParameter, elsewhere: string | undefined, published: Published): boolean =>
  elsewhere !== undefined && (variable === DATA_KEY || (text !== undefined && text === published.get(elsewhere)));

/** What all programs that find the variable there would take it for if it weren't there. */
function defaultIn(directory: string, variable: string): string | undefined {
  const readers = loadersOf(directory).flatMap(({ id }) => readBy(id).filter(({ name }) => name === variable));
  const defaults = new Set(readers.map((one) => one.default));
  return defaults.size === 1 ? [...defaults][0] : undefined;
}

const readersOf = (ids: readonly string[]): string =>
  [...new Set(ids.map((id) => service(id).directories[0]!))].join(" / ");

const isSecret = ({ variable }: FoundParameter): boolean => isSecretName(variable);

const reference = (variable: string) => ({ env: `RISKEN_${variable}` });

const sayable = (one: FoundParameter) => (isSecret(one) ? reference(one.variable) : one.text!);

const secretsRemark: Remark = {
  path: "parameters.values",
  text: {
    en: "Of secrets there are only references. What is stored stays while their variables are empty.",
    ja: "秘密の値は参照だけを記載しています。環境変数が空の間は、保存済みの値をそのまま使います。",
  },
};

const plainRemark = ({ directory, variable }: FoundParameter): Remark => ({
  path: `parameters.values.${directory}.${variable}`,
  text: {
    en: "Stored as plain text. To encrypt it, apply needs its value in the variable.",
    ja: "平文で保存されています。暗号化するため、apply の実行時に環境変数で値を渡してください。",
  },
});

/** Names of hosts in the cluster that are not those of the namespace in the config. */
function addressRemark(kept: readonly FoundParameter[]): readonly Remark[] {
  const first = kept.find(({ variable }) => /^(CORE|CORE_SVC|DATA_SOURCE_API_SVC)_ADDR$/.test(variable));
  if (!first || !findVariable(first.variable)) return [];
  return [
    {
      path: `parameters.values.${first.directory}.${first.variable}`,
      text: {
        en: "Where the pods are now. Remove the addresses once all pods are in cluster.namespace.",
        ja: "現在の Pod のアドレスです。すべての Pod を cluster.namespace に移した後、アドレスの行を削除してください。",
      },
    },
  ];
}

const strayRemark = (names: readonly string[]): Remark => ({
  path: `parameters.values.code/common.${DATA_KEY}`,
  text: {
    en: `A key is stored outside this env, at ${names.join(", ")}. Give its value in the variable: with another one RISKEN can't read what it has encrypted.`,
    ja: `この env の外（${names.join("、")}）に暗号キーが保存されています。環境変数でその値を渡してください。別の値では、RISKEN が暗号化済みのデータを読めなくなります。`,
  },
});
