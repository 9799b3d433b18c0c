import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as z from "zod";
import type { Aws } from "../aws/session";
import { initially, Withheld } from "../engine/ref";
import { Secret } from "../secret";
import type { Resolved, SecretReference, SecretValue } from "../steps/asked";
import { isReference } from "./values";
import { alternatives, elementOf, holdsSecret, isPlain, type Keys, pathOf, schemaBelow } from "./walk";

/** Where the values of secrets may be looked up. */
export interface SecretSources {
  readonly env: NodeJS.ProcessEnv;
  /** Relative paths of `{ file: … }` start here: the folder in which the tool runs, as with any path on a command line. */
  readonly cwd: string;
  /** Reads `{ secretsManager: … }`. Without it these are withheld: nothing but writing needs them. */
  readonly aws?: Pick<Aws, "secretsmanager">;
  /** What was typed on a terminal in this run, by path. It comes before any reference. */
  readonly typed?: ReadonlyMap<string, Secret>;
}

/**
 * Turns every reference to a secret in a parsed config into its value. What gives no value (a variable unset or empty, a
 * file missing or empty, a secret that can't be read) becomes {@link Withheld}: what is stored stays. Absent stays
 * undefined. Never throws for a missing value: most verbs need none.
 */
export async function resolveSecrets<S extends z.ZodType>(
  schema: S,
  config: z.output<S>,
  sources: SecretSources,
): Promise<WithSecrets<z.output<S>>> {
  return (await inside(schema, config, [], withOneReading(sources))) as WithSecrets<z.output<S>>;
}

/** Key by key: the config's own key `env` makes the whole look like a reference to the compiler. */
export type WithSecrets<T> = { readonly [K in keyof T]: Resolved<T[K]> };

type Reader = SecretSources & { readonly secretText: (id: string) => Promise<string> };

async function inside(schema: z.ZodType | undefined, value: unknown, keys: Keys, from: Reader): Promise<unknown> {
  if (schema && holdsSecret(schema)) {
    const typed = from.typed?.get(pathOf(keys));
    if (typed) return typed;
    if (isReference(value)) return secretOf(value as SecretReference, pathOf(keys), from);
  }
  if (Array.isArray(value)) {
    const element = schema && elementOf(schema);
    return Promise.all(value.map((item, at) => inside(element, item, [...keys, String(at)], from)));
  }
  if (!isPlain(value)) return value;
  const names = new Set([...Object.keys(value), ...shapeKeys(schema)]);
  const entries = await Promise.all(
    [...names].map(async (key) => {
      const own = await inside(schema && schemaBelow(schema, key), value[key], [...keys, key], from);
      return [key, own] as const;
    }),
  );
  return Object.fromEntries(entries.filter(([key, own]) => own !== undefined || key in value));
}

/** Every reference to a secret in some data, parsed or not, with its path. */
export function referencesIn(
  schema: z.ZodType | undefined,
  value: unknown,
  keys: Keys = [],
): readonly { readonly path: string; readonly reference: SecretReference }[] {
  if (schema && holdsSecret(schema) && isReference(value)) {
    return [{ path: pathOf(keys), reference: value as SecretReference }];
  }
  if (typeof value !== "object" || value === null) return [];
  const below = (key: string) => schema && (Array.isArray(value) ? elementOf(schema) : schemaBelow(schema, key));
  return Object.entries(value).flatMap(([key, own]) => referencesIn(below(key), own, [...keys, key]));
}

/** How a reference is named in messages: the same words as in the file, in any language. */
export function nameOf(reference: SecretReference): string {
  const inner = Object.entries(reference).map(([key, value]) => `${key}: ${value}`);
  return `{ ${inner.join(", ")} }`;
}

async function secretOf(reference: SecretReference, path: string, from: Reader): Promise<SecretValue> {
  // 32 ASCII characters: fit for an AES-256 key that is used as it stands.
  if ("generate" in reference) return initially(new Secret(randomBytes(24).toString("base64url")));
  const withheld = (because = "") => new Withheld(path, `${nameOf(reference)}${because}`);
  try {
    const text = await textOf(reference, from);
    return text ? new Secret(text) : withheld();
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return withheld(code === "ENOENT" ? "" : ` (${code ?? name})`);
  }
}

async function textOf(reference: Exclude<SecretReference, { generate: true }>, from: Reader) {
  if ("env" in reference) return from.env[reference.env];
  if ("file" in reference) return withoutLastNewline(await readFile(resolve(from.cwd, reference.file), "utf8"));
  if (!from.aws) return undefined;
  const text = await from.secretText(reference.secretsManager);
  return reference.key === undefined ? text : entryOf(text, reference.key);
}

/** Editors and `echo` end a file with one newline that belongs to nobody's password. Exactly that one is taken off. */
const withoutLastNewline = (text: string): string => text.replace(/\r?\n$/, "");

function entryOf(text: string, key: string): string | undefined {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    // The error would quote what it couldn't read.
    return undefined;
  }
  const entry = isPlain(entries) ? entries[key] : undefined;
  return typeof entry === "string" || typeof entry === "number" ? String(entry) : undefined;
}

/** Several keys of one secret are one call. */
function withOneReading(sources: SecretSources): Reader {
  const reading = new Map<string, Promise<string>>();
  const read = async (SecretId: string) =>
    (await sources.aws!.secretsmanager.GetSecretValue({ SecretId })).SecretString ?? "";
  return {
    ...sources,
    secretText(id) {
      const text = reading.get(id) ?? read(id);
      reading.set(id, text);
      return text;
    },
  };
}

const shapeKeys = (schema: z.ZodType | undefined): readonly string[] =>
  schema ? alternatives(schema).flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : [])) : [];
