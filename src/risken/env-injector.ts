import { type MetaItem, parseMeta, parseSecret } from "./env-injector-formats";
import { isReadByLibraries, isSecretName, readBy, type Variable } from "./parameters";
import type { Service } from "./services";

export { type MetaItem, parseMeta } from "./env-injector-formats";

/**
 * What env-injector, the entrypoint of RISKEN's images, makes of the stored parameters, and what the program behind it makes
 * of that. Values are plain text, secret ones too: who shows them masks them.
 *
 * Sources: okzk/env-injector@4f4cf4c:envinjector (as built into gassara-kys/env-injector@bfa49e4) and
 * gassara-kys/envconfig@d66dc94:envconfig.go.
 */

/** What is stored, as AWS returns it. */
export interface Stored {
  /** One parameter by its full name. */
  parameter(name: string): { readonly value: string; readonly type: string } | undefined;
  /** The parameters of a directory, by full names. What lies deeper may be among them; env-injector doesn't see it. */
  directory(path: string): readonly { readonly name: string; readonly value: string; readonly secure: boolean }[];
  /** The text of a Secrets Manager secret, by name or ARN. */
  secret(id: string): string | undefined;
}

export interface ResolvedVariable {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
  readonly source: "manifest" | "image" | "parameter" | "secret" | "default";
  /** The parameter's full name, or `<secret>#<key>`. */
  readonly from: string | undefined;
  /** Whether the program, env-injector or a library looks at it. */
  readonly read: boolean;
}

export interface EnvironmentProblem {
  readonly kind:
    | "meta-unset" // no meta parameter is named: nothing is loaded
    | "meta-missing"
    | "meta-invalid" // not a YAML list of items
    | "item-empty" // an item that names neither a directory nor a secret: a misspelled key
    | "directory-invalid" // doesn't begin with a slash, so AWS refuses it
    | "directory-empty" // or not there, which is the same; a service's own directory often is, and may be
    | "secret-missing"
    | "secret-invalid" // not a JSON object
    | "secret-ambiguous" // two keys become one name, and either may win
    | "required-missing" // no value, no default, and the program insists that the name exists
    | "value-invalid" // not a number or boolean
    | "value-length" // a key of the wrong length
    | "value-untrimmed"; // blanks or a line break around it
  /** The parameter, directory, secret or variable in question; for an item, its number from 1. */
  readonly subject: string;
  /** The pod exits and is restarted over and over; otherwise it runs, and nothing shows. */
  readonly stopsPod: boolean;
}

/** A stored value that takes no effect, because something with precedence gives the name a value. */
export interface Overruled {
  readonly name: string;
  readonly from: string;
  readonly by: "manifest" | "image" | "parameter" | "secret";
}

export interface ResolvedEnvironment {
  /** Sorted by name. Empty variables that nothing reads are left out. */
  readonly variables: readonly ResolvedVariable[];
  readonly problems: readonly EnvironmentProblem[];
  readonly overruled: readonly Overruled[];
}

/**
 * The environment of a service's program. What env-injector fails to read is reported and passed over, so that one look shows
 * everything that is wrong.
 *
 * @param input.metaConfig full name of the meta parameter, as in the Deployment
 * @param input.manifest the Deployment's `env`
 */
export function resolveEnvironment(input: {
  readonly service: Service;
  readonly metaConfig: string | undefined;
  readonly manifest: Readonly<Record<string, string>>;
  readonly stored: Stored;
}): ResolvedEnvironment {
  const { service, metaConfig, manifest, stored } = input;
  const run: Run = { stored, environment: beforeInjection(service, manifest), problems: [], overruled: [] };
  // web has no env-injector.
  if (service.meta !== undefined) {
    if (metaConfig) injectMeta(run, metaConfig);
    else note(run, "meta-unset", service.meta, false);
    // A directory may have brought these, so they are looked at one after the other.
    inject(run, { ...plainItem, secret: current(run, "ENV_INJECTOR_SECRET_NAME") });
    inject(run, { ...plainItem, directory: current(run, "ENV_INJECTOR_PATH") });
    fillFromPrefix(run, current(run, "ENV_INJECTOR_PREFIX"));
  }
  return { variables: seenByProgram(service, run), problems: run.problems, overruled: run.overruled };
}

interface Entry {
  readonly value: string;
  readonly source: Overruled["by"];
  readonly from?: string;
  readonly secure?: boolean;
}

/** One start of a pod. */
interface Run {
  readonly stored: Stored;
  readonly environment: Map<string, Entry>;
  readonly problems: EnvironmentProblem[];
  readonly overruled: Overruled[];
}

const plainItem: MetaItem = { secret: "", directory: "", prefix: "", capitalize: false };

const current = ({ environment }: Run, name: string): string => environment.get(name)?.value ?? "";

function note({ problems }: Run, kind: EnvironmentProblem["kind"], subject: string, stopsPod: boolean): void {
  problems.push({ kind, subject, stopsPod });
}

/** The Deployment's `env` replaces the image's `ENV`, also with an empty value. */
function beforeInjection(service: Service, manifest: Readonly<Record<string, string>>): Map<string, Entry> {
  return new Map<string, Entry>([
    ...service.declaredEmpty.map((name) => [name, { value: "", source: "image" }] as const),
    ...Object.entries(service.pins).map(([name, value]) => [name, { value, source: "image" }] as const),
    ...Object.entries(manifest).map(([name, value]) => [name, { value, source: "manifest" }] as const),
  ]);
}

function injectMeta(run: Run, name: string): void {
  const parameter = run.stored.parameter(name);
  const items = parameter && parseMeta(parameter.value);
  if (!items) note(run, parameter ? "meta-invalid" : "meta-missing", name, true);
  for (const [index, item] of items?.entries() ?? []) {
    if (!item.secret && !item.directory) note(run, "item-empty", String(index + 1), false);
    inject(run, item);
  }
}

function inject(run: Run, item: MetaItem): void {
  if (item.secret) injectSecret(run, item);
  if (item.directory) injectDirectory(run, item);
}

function injectSecret(run: Run, item: MetaItem): void {
  const text = run.stored.secret(item.secret);
  const values = text === undefined ? undefined : parseSecret(text);
  if (!values) {
    note(run, text === undefined ? "secret-missing" : "secret-invalid", item.secret, true);
    return;
  }
  const names = Object.keys(values).map((key) => nameOf(item, key));
  if (new Set(names).size < names.length) note(run, "secret-ambiguous", item.secret, false);
  for (const [key, value] of Object.entries(values)) {
    give(run, nameOf(item, key), { value, source: "secret", from: `${item.secret}#${key}`, secure: true });
  }
}

function injectDirectory(run: Run, item: MetaItem): void {
  if (!item.directory.startsWith("/")) {
    note(run, "directory-invalid", item.directory, true);
    return;
  }
  const found = run.stored.directory(item.directory).flatMap((parameter) => {
    const key = childOf(item.directory, parameter.name);
    return key === undefined ? [] : [{ ...parameter, key }];
  });
  if (found.length === 0) note(run, "directory-empty", item.directory, false);
  for (const { key, name, value, secure } of found) {
    give(run, nameOf(item, key), { value, source: "parameter", from: name, secure });
  }
}

/** Looks up what is declared and empty as `<prefix>.<NAME>`. */
function fillFromPrefix(run: Run, prefix: string): void {
  if (!prefix) return;
  const dotted = prefix.endsWith(".") ? prefix : `${prefix}.`;
  const empty = [...run.environment].filter(([, { value }]) => value === "").map(([name]) => name);
  for (const name of empty) {
    const from = dotted + name;
    const found = run.stored.parameter(from);
    if (!found) continue;
    give(run, name, { value: found.value, source: "parameter", from, secure: found.type === "SecureString" });
  }
}

/** A name takes a value only while it has none. */
function give({ environment, overruled }: Run, name: string, entry: Entry): void {
  if (!/^[^=\0]+$/.test(name)) return; // setenv refuses it, and env-injector doesn't look
  const present = environment.get(name);
  if (!present?.value) environment.set(name, entry);
  else if (entry.from) overruled.push({ name, from: entry.from, by: present.source });
}

function nameOf({ prefix, capitalize }: MetaItem, key: string): string {
  const name = prefix ? `${prefix}_${key}` : key;
  return capitalize ? name.toUpperCase() : name;
}

/** `filepath.Rel` for what a listing that doesn't descend would return; undefined for anything else. */
function childOf(directory: string, name: string): string | undefined {
  const parts = (path: string) => path.split("/").filter(Boolean);
  const [above, child] = [parts(directory), parts(name)];
  const isChild = child.length === above.length + 1 && above.every((part, index) => part === child[index]);
  return isChild ? child.at(-1) : undefined;
}

/** Adds the defaults of the code, which stand in for empty values too, and judges the values as the program does. */
function seenByProgram(service: Service, run: Run): readonly ResolvedVariable[] {
  const reads = new Map(readBy(service.id).map((variable) => [variable.name, variable]));
  const names = [...new Set([...run.environment.keys(), ...reads.keys()])].sort();
  return names.flatMap((name): ResolvedVariable[] => {
    const entry = run.environment.get(name);
    const variable = reads.get(name);
    const secret = (entry?.secure ?? false) || isSecretName(name);
    const read = variable !== undefined || isReadByLibraries(name) || name.startsWith("ENV_INJECTOR_");
    if (!entry?.value && variable?.default)
      return [{ name, value: variable.default, secret, source: "default", from: undefined, read }];
    if (variable) judge(run, variable, entry?.value);
    if (!entry || (entry.value === "" && !read)) return [];
    return [{ name, value: entry.value, secret, source: entry.source, from: entry.from, read }];
  });
}

function judge(run: Run, { name, required, bytes, type }: Variable, value: string | undefined): void {
  if (value === undefined) {
    if (required) note(run, "required-missing", name, true);
  } else if (bytes && !bytes.includes(Buffer.byteLength(value))) note(run, "value-length", name, true);
  else if (value !== "" && !parses(type, value)) note(run, "value-invalid", name, true);
  else if (isUntrimmed(value)) note(run, "value-untrimmed", name, false);
}

const goInt = /^[+-]?(0|[1-9](_?\d)*|0[xX](_?[\da-fA-F])+|0[bB](_?[01])+|0[oO](_?[0-7])+|0(_?[0-7])+)$/;
const goBool = /^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/;

function parses(type: Variable["type"], value: string): boolean {
  if (type === "int") return goInt.test(value);
  return type !== "bool" || goBool.test(value);
}

/** Files in PEM and JSON end with a line break, and may. */
const isUntrimmed = (value: string): boolean => value !== value.trim() && !/^\s*(\{|-----BEGIN )/.test(value);
