import type { Secret } from "../secret";

/** Where a resource stands in the graph: `<noun>/<name>`, as in `queue/aws-portscan`. Also its logical id in tags and JSON. */
export type Address = string;

/** One output of one resource. */
export interface Source {
  readonly address: Address;
  readonly field: string;
}

/** Stands for a value that nobody can know before its source has been made. */
export const UNKNOWN: unique symbol = Symbol("known after apply");
export type Unknown = typeof UNKNOWN;

/** Answers what a source is now, or {@link UNKNOWN}. */
export type Look = (source: Source) => unknown;

/** A value that will be known once the resources it comes from are: the engine derives the order of work from it. */
export class Ref<T> {
  readonly sources: readonly Source[];
  readonly #combine: (values: readonly any[]) => T;

  constructor(sources: readonly Source[], combine: (values: readonly any[]) => T) {
    this.sources = sources;
    this.#combine = combine;
  }

  /** The same value, changed by a pure function once it is known. */
  map<U>(change: (value: T) => U): Ref<U> {
    return new Ref(this.sources, (values) => change(this.#combine(values)));
  }

  resolve(look: Look): T | Unknown {
    const values = this.sources.map(look);
    return values.includes(UNKNOWN) ? UNKNOWN : this.#combine(values);
  }

  /** Several values as one: `all([host, port]).map(([host, port]) => …)`. */
  static all<const Refs extends readonly Ref<any>[]>(refs: Refs): Ref<{ [I in keyof Refs]: Value<Refs[I]> }> {
    return new Ref(
      refs.flatMap(({ sources }) => sources),
      (values) => {
        let from = 0;
        return refs.map((ref) => {
          const own = values.slice(from, from + ref.sources.length);
          from += ref.sources.length;
          return ref.#combine(own);
        }) as { [I in keyof Refs]: Value<Refs[I]> };
      },
    );
  }
}

type Value<R> = R extends Ref<infer T> ? T : never;

/** A value that counts only at birth; afterwards it belongs to whoever changes it. */
export class Initially<T> {
  readonly value: T | Ref<T>;

  constructor(value: T | Ref<T>) {
    this.value = value;
  }
}

/** Uses the value to create, and never compares or changes it again: a generated key, a first password. */
export const initially = <T>(value: T | Ref<T>): Initially<T> => new Initially(value);

/**
 * A secret that the config refers to and that this run was not given. What is stored stays as it is and is reported as
 * not compared; only creating needs it.
 */
export class Withheld {
  /** The config key, as in `database.password`. */
  readonly key: string;
  /** How the value would be given, as in `the variable RISKEN_DB_PASSWORD`. */
  readonly reference: string;

  constructor(key: string, reference: string) {
    this.key = key;
    this.reference = reference;
  }
}

/** A wanted field: a value or, at any depth, one of the marks. `undefined` means "not ours to say". */
export type Declared<T> = T | Ref<T> | Initially<T> | (Secret extends T ? Withheld : never) | Inside<T>;

type Inside<T> = T extends Secret
  ? T
  : T extends readonly (infer E)[]
    ? readonly Declared<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Declared<T[K]> }
      : T;

/** Every reference inside a declared value. */
export function refsIn(value: unknown): readonly Ref<unknown>[] {
  if (value instanceof Ref) return [value];
  if (value instanceof Initially) return refsIn(value.value);
  if (!isContainer(value)) return [];
  return Object.values(value).flatMap(refsIn);
}

/** What is withheld inside a declared value. */
export function withheldIn(value: unknown): readonly Withheld[] {
  if (value instanceof Withheld) return [value];
  if (!isContainer(value)) return [];
  return Object.values(value).flatMap(withheldIn);
}

/** Replaces every reference by its value or {@link UNKNOWN}; {@link Initially} and {@link Withheld} stay for the comparison. */
export function resolve(value: unknown, look: Look): unknown {
  if (value instanceof Ref) {
    const found = value.resolve(look);
    return found === UNKNOWN ? UNKNOWN : resolve(found, look);
  }
  return mapInside(value, (inner) => resolve(inner, look));
}

/** A value to create with: like {@link resolve}, with what counts at birth put in and what is withheld left out. */
export function resolveForBirth(value: unknown, look: Look): unknown {
  if (value instanceof Ref) {
    const found = value.resolve(look);
    return found === UNKNOWN ? UNKNOWN : resolveForBirth(found, look);
  }
  if (value instanceof Initially) return resolveForBirth(value.value, look);
  if (value instanceof Withheld) return undefined;
  return mapInside(value, (inner) => resolveForBirth(inner, look));
}

/** A value to update with: as for {@link resolveForBirth}, but what counts only at birth is left out too. */
export function resolveForUpdate(value: unknown, look: Look): unknown {
  if (value instanceof Initially) return undefined;
  if (value instanceof Ref) {
    const found = value.resolve(look);
    return found === UNKNOWN ? UNKNOWN : resolveForUpdate(found, look);
  }
  if (value instanceof Withheld) return undefined;
  return mapInside(value, (inner) => resolveForUpdate(inner, look));
}

/** Whether {@link UNKNOWN} is anywhere inside. */
export function hasUnknown(value: unknown): boolean {
  return value === UNKNOWN || (isContainer(value) && Object.values(value).some(hasUnknown));
}

function isContainer(value: unknown): value is object {
  return Array.isArray(value) || isPlain(value);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function mapInside(value: unknown, change: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, change(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}
