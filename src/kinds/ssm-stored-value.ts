import { parse } from "yaml";
import { isDenied, isError, unless } from "../aws/errors";
import { shared } from "../aws/loader";
import { namesBelow, storedParameter } from "../aws/parameters";
import type { Lookup } from "../engine/kind";
import { storedTwice, storedUnreadable } from "../problems";
import { Secret } from "../secret";

interface Spec {
  /** First segment of every parameter path. */
  readonly Env: string;
  /** Name of the environment variable. */
  readonly Variable: string;
  /** Where it is looked for besides the directories that the meta configs list: below the env root. */
  readonly Directories: readonly string[];
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
export const storedValue: Lookup<Spec, Outputs, "Env" | "Variable" | "Directories"> = {
  type: "ssm.stored-value",
  noun: "stored-value",
  title: { en: "stored value", ja: "保存済みの値" },
  key: ["Env", "Variable", "Directories"],
  label: "Variable",
  reads: ["ssm:DescribeParameters", "ssm:GetParameters", "kms:Decrypt", "secretsmanager:GetSecretValue"],

  async observe(aws, { Env, Variable, Directories }) {
    const read = reader(Variable);
    const root = `/${Env}`;
    const metas = await read(`${root}/meta`, () => namesBelow(aws, `${root}/meta`));
    const items = await Promise.all(
      metas.map(async (name) => listedIn((await read(name, () => storedParameter(aws, name)))?.value ?? "", Variable)),
    );
    const paths = [...Directories.map((one) => `${root}/${one}`), ...items.flatMap(({ directories }) => directories)];
    const names = [...new Set(paths)].map((path) => `${path}/${Variable}`);
    const found = await Promise.all([
      ...names.map(async (name) => foundAt(name, (await read(name, () => storedParameter(aws, name)))?.value)),
      ...items
        .flatMap(({ secrets }) => secrets)
        .map(async ({ id, key, capitalize }) =>
          foundAt(id, inSecret(await read(id, () => secretText(aws, id)), key, capitalize)),
        ),
    ]);
    return { spec: {}, outputs: { value: oneOf(Variable, found.flat()) } };
  },
};

/** Turns the refusal to read something into the refusal to go on. */
const reader =
  (variable: string) =>
  async <T>(at: string, look: () => Promise<T>): Promise<T> => {
    try {
      return await look();
    } catch (error) {
      const refused = isDenied(error) || isError(error, "InvalidKeyId", "DecryptionFailure", "InvalidRequest");
      throw refused ? storedUnreadable({ variable, at, cause: error }) : error;
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

const secretText = shared(
  async (aws, SecretId) =>
    (await unless("ResourceNotFoundException", aws.secretsmanager.GetSecretValue({ SecretId })))?.SecretString,
);

function inSecret(text: string | undefined, key: string, capitalize: boolean): string | undefined {
  if (text === undefined) return undefined;
  try {
    const values: unknown = JSON.parse(text);
    if (typeof values !== "object" || values === null) return undefined;
    const entry = Object.entries(values).find(([name]) => (capitalize ? name.toUpperCase() : name) === key);
    return typeof entry?.[1] === "string" ? entry[1] : undefined;
  } catch {
    return undefined;
  }
}

/** To a pod an empty value is none. */
const foundAt = (at: string, value: string | undefined): readonly Found[] =>
  value ? [{ at, value: new Secret(value) }] : [];

function oneOf(variable: string, found: readonly Found[]): Secret | undefined {
  const [first, ...others] = found;
  const other = others.find(({ value }) => !value.equals(first!.value));
  if (other) throw storedTwice({ variable, places: [first!.at, other.at] });
  return first?.value;
}
