import { parse } from "yaml";
import { isDenied, isError } from "../aws/errors";
import { explain } from "../aws/explain";
import { namesBelow, storedParameter } from "../aws/parameters";
import { secretText } from "../aws/secrets";
import type { Aws } from "../aws/session";
import type { Lookup } from "../engine/kind";
import { storedDeleted, storedTwice, storedUnreadable } from "../problems";
import { Secret } from "../secret";
import { textIn } from "./secret-text";

interface Spec {
  /** First segment of every parameter path. */
  readonly Env: string;
  /** Name of the environment variable. */
  readonly Variable: string;
  /** Where it is looked for besides the directories that the meta configs list: below the env root. */
  readonly Directories: readonly string[];
  /** Secrets in which it is looked for besides those that the meta configs list. */
  readonly Secrets: readonly string[];
}

interface Outputs {
  /** Undefined where nothing is stored. */
  readonly value: Secret | undefined;
}

/** What a meta config lists, as far as it matters here. */
interface Listed {
  readonly directories: readonly string[];
  /** Secrets of Secrets Manager that could hold the variable, with the key that would. */
  readonly secrets: readonly { readonly id: string; readonly key: string; readonly capitalize: boolean }[];
}

/** A found value and where it was found. */
interface Found {
  readonly at: string;
  readonly value: Secret;
}

/**
 * What is stored of a variable, wherever RISKEN's pods could find it: looked at before a value is generated, because a second
 * one would make everything unreadable that was encrypted with the first. Refuses where two places differ, and where one
 * can't be read: what is there is never guessed.
 */
export const storedValue: Lookup<Spec, Outputs, keyof Spec> = {
  type: "ssm.stored-value",
  noun: "stored-value",
  title: { en: "stored value", ja: "保存済みの値" },
  key: ["Env", "Variable", "Directories", "Secrets"],
  label: "Variable",
  reads: ["ssm:DescribeParameters", "ssm:GetParameters", "kms:Decrypt", "secretsmanager:GetSecretValue"],

  async observe(aws, { Env, Variable, Directories, Secrets }) {
    const read = reader(Variable);
    const ours = Secrets.map((id) => ({ id, key: Variable, capitalize: false }));
    const root = `/${Env}`;
    const metas = await read(`${root}/meta`, () => namesBelow(aws, `${root}/meta`));
    const items = await Promise.all(
      metas.map(async (name) => listedIn((await read(name, () => storedParameter(aws, name)))?.value ?? "", Variable)),
    );
    const paths = [...Directories.map((one) => `${root}/${one}`), ...items.flatMap(({ directories }) => directories)];
    const names = [...new Set(paths)].map((path) => `${path}/${Variable}`);
    const deleted: string[] = [];
    const found = await Promise.all([
      ...names.map(async (name) => foundAt(name, (await read(name, () => storedParameter(aws, name)))?.value)),
      ...[...ours, ...items.flatMap(({ secrets }) => secrets)].map(async ({ id, key, capitalize }) => {
        const text = await read(id, () => textUnlessDeleted(aws, id));
        if (text === DELETED) deleted.push(id);
        return foundAt(id, typeof text === "string" ? textIn(text, isKey(key, capitalize)) : undefined);
      }),
    ]);
    const value = oneOf(Variable, found.flat());
    // Whoever wants another value says so by deleting the old one for good.
    if (!value && deleted[0] !== undefined) throw storedDeleted({ variable: Variable, name: deleted[0] });
    return { spec: {}, outputs: { value } };
  },
};

/** Turns the refusal to read something into the refusal to go on. */
const reader =
  (variable: string) =>
  async <T>(at: string, look: () => Promise<T>): Promise<T> => {
    try {
      return await look();
    } catch (error) {
      const refused = isDenied(error) || isError(error, "InvalidKeyId", "DecryptionFailure");
      const fix = isDenied(error) ? explain(error)?.fix : undefined;
      throw refused ? storedUnreadable({ variable, at, cause: error, ...(fix ? { fix } : {}) }) : error;
    }
  };

/** A meta config that isn't YAML lists nothing: with it a pod doesn't start. */
function listedIn(text: string, variable: string): Listed {
  const items = itemsOf(text);
  return {
    directories: items.flatMap(({ parameter_store_path: path }) =>
      typeof path === "string" && path.startsWith("/") ? [path.replace(/\/+$/, "")] : [],
    ),
    secrets: items.flatMap(({ secret_name: id, env_prefix: prefix, capitalize }) => {
      if (typeof id !== "string" || id === "") return [];
      const before = typeof prefix === "string" && prefix ? `${prefix}_` : "";
      const start = capitalize === true ? before.toUpperCase() : before;
      // A secret whose keys all get another prefix can't hold it, and isn't read.
      if (!variable.startsWith(start)) return [];
      return [{ id, key: variable.slice(start.length), capitalize: capitalize === true }];
    }),
  };
}

function itemsOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const list: unknown = parse(text);
    return Array.isArray(list) ? list.filter((item) => typeof item === "object" && item !== null) : [];
  } catch {
    return [];
  }
}

const DELETED: unique symbol = Symbol("being deleted");

/** A secret that is being deleted can't be read, and can be had back. */
async function textUnlessDeleted(aws: Aws, id: string): Promise<string | typeof DELETED | undefined> {
  try {
    return await secretText(aws, id);
  } catch (error) {
    if (isError(error, "InvalidRequest")) return DELETED;
    throw error;
  }
}

const isKey = (key: string, capitalize: boolean) => (name: string) => (capitalize ? name.toUpperCase() : name) === key;

/** To a pod an empty value is none. */
const foundAt = (at: string, value: string | undefined): readonly Found[] =>
  value ? [{ at, value: new Secret(value) }] : [];

function oneOf(variable: string, found: readonly Found[]): Secret | undefined {
  const [first, ...others] = found;
  const other = others.find(({ value }) => !value.equals(first!.value));
  if (other) throw storedTwice({ variable, places: [first!.at, other.at] });
  return first?.value;
}
