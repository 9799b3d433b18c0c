import type { AnyKind, Kind, Tags } from "../../src/engine/kind";
import type { Hands } from "./hands";

/** Something of the installation, as it was before anybody spoilt it: its key with what was read back. */
export interface Thing<Spec = Readonly<Record<string, unknown>>, Out = Readonly<Record<string, unknown>>> {
  readonly spec: Spec;
  readonly outputs: Out;
}

/** What somebody does behind the tool's back, by plain AWS calls. */
export type Way<T> = (by: Hands, thing: T) => Promise<unknown>;

/** One way to spoil a field. */
export interface Spoiling<T> {
  readonly by: Way<T>;
  /** Something was added beside what is ours in it: it stays until `--prune` takes it away. */
  readonly added?: true;
  /** Other fields of the same thing that AWS changes along with this one. */
  readonly along?: readonly string[];
  /** What it changes that is not ours to say, and that therefore stays: part of a path in the account. */
  readonly leaves?: string;
  /** Of which things; of all where left out. */
  readonly of?: (thing: T) => boolean;
}

/** All the ways to spoil a field, by what happens to it; or why nobody can. */
export type Field<T> = Readonly<Record<string, Way<T> | Spoiling<T>>> | Because;

export interface Because {
  readonly because: string;
}

/** What can happen to the things of one kind. */
export interface Table<Spec extends object, Out extends object, Key extends keyof Spec> {
  /** Every field that is read back. One that is missing doesn't compile. */
  readonly fields: { readonly [F in Exclude<keyof Required<Spec>, Key>]: Field<Thing<Spec, Out>> };
  /** Somebody deletes it. */
  readonly gone: Way<Thing<Spec, Out>> | Because;
  readonly tags: Tagging<Thing<Spec, Out>> | Because;
  /** What changes nothing of what is ours to say, by what it is: the twin of the mutations. */
  readonly same: Readonly<Record<string, Way<Thing<Spec, Out>> | Spoiling<Thing<Spec, Out>>>>;
}

export interface Tagging<T> {
  readonly set: (by: Hands, thing: T, tags: Tags) => Promise<unknown>;
  readonly unset: (by: Hands, thing: T, keys: readonly string[]) => Promise<unknown>;
}

/** The table of a kind, as whoever goes through all of them sees it. */
export interface Mutations {
  readonly kind: AnyKind;
  readonly fields: Readonly<Record<string, Field<Thing>>>;
  readonly gone: Way<Thing> | Because;
  readonly tags: Tagging<Thing> | Because;
  readonly same: Readonly<Record<string, Spoiling<Thing>>>;
}

export function mutations<Spec extends object, Out extends object, Key extends keyof Spec & string>(
  kind: Kind<Spec, Out, Key>,
  table: Table<Spec, Out, Key>,
): Mutations {
  const all = { kind, ...table } as unknown as Mutations;
  return { ...all, same: Object.fromEntries(Object.entries(all.same).map(([what, way]) => [what, spoiling(way)])) };
}

export const isBecause = (one: object): one is Because => "because" in one && typeof one.because === "string";

/** The ways to spoil a field, or none. */
export const waysOf = (field: Field<Thing>): readonly (readonly [string, Spoiling<Thing>])[] =>
  isBecause(field) ? [] : Object.entries(field).map(([what, way]) => [what, spoiling(way)]);

const spoiling = (way: Way<Thing> | Spoiling<Thing>): Spoiling<Thing> =>
  typeof way === "function" ? { by: way } : way;

/** The fields are set at birth, and a new thing would be made under the same name. */
export const atBirth: Because = { because: "AWS sets it at birth and lets nobody change it" };

/** A value other than the one there is. */
export const other = <T>(has: unknown, one: T, another: T): T =>
  JSON.stringify(has) === JSON.stringify(one) ? another : one;
