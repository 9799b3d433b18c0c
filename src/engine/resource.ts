import type { AnyKind, AnyLookup, Kind, Lookup, Tags } from "./kind";
import { type Address, type Declared, Ref } from "./ref";

/** One thing that we want, or need to be there. */
export interface Resource<K extends AnyLookup = AnyLookup> {
  readonly address: Address;
  readonly name: string;
  readonly kind: K;
  /** Key and fields as declared; for what we only need, the key alone. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** `existing`: it must be there, and we don't touch it. */
  readonly wanted: "made" | "existing";
  /** It stands in a container that isn't ours, where a name alone proves nothing: see `Kind.recognises`. */
  readonly guest?: true;
  /** The config says that it was there before us, and it takes no tags that could say so: it stays when we go. */
  readonly before?: true;
  /** Named by an identifier of AWS's own: it can be found and not be made. */
  readonly foundOnly?: true;
  /** Something of it was made up and can't be had again: removed only when told. */
  readonly holdsData?: true;
  /** What it takes the place of: nothing that was made up is lost with that once this is there. */
  readonly holds?: readonly Held[];
  /** What else it remembers for us: tags beside those that everything carries. */
  readonly tags?: Tags;
  /**
   * What has to be in place before it, although it refers to none of it: they meet in what works with both, as RISKEN's pods do
   * with their parameters and their role. What isn't declared doesn't matter.
   */
  readonly after?: readonly Address[];
}

/** A value that stands somewhere else too. */
export interface Held {
  readonly address: Address;
  /** Which of its entries, where it holds several values. */
  readonly entry?: string;
}

export const addressOf = (kind: { readonly noun: string }, name: string): Address => `${kind.noun}/${name}`;

/** A thing that we make. */
export function resource<Spec extends object, Out extends object, Key extends keyof Spec & string>(
  kind: Kind<Spec, Out, Key>,
  name: string,
  spec: { readonly [F in keyof Spec]: Declared<Spec[F]> },
  more: Pick<Resource, "guest" | "before" | "holdsData" | "holds" | "foundOnly" | "tags" | "after"> = {},
): Resource<AnyKind> {
  return { address: addressOf(kind, name), name, kind, spec: spec as Record<string, unknown>, wanted: "made", ...more };
}

/** A thing that we only need to be there. */
export function existing<Spec extends object, Out extends object, Key extends keyof Spec & string>(
  kind: Lookup<Spec, Out, Key>,
  name: string,
  key: { readonly [F in Key]: Declared<Spec[F]> },
): Resource {
  return { address: addressOf(kind, name), name, kind, spec: key, wanted: "existing" };
}

/** What another resource will turn out to be. */
export function output<
  Spec extends object,
  Out extends object,
  Key extends keyof Spec & string,
  F extends keyof Out & string,
>(kind: Lookup<Spec, Out, Key>, name: string, field: F): Ref<Out[F]> {
  return new Ref([{ address: addressOf(kind, name), field }], ([value]) => value as Out[F]);
}
