import { differences, differsFrom } from "./diff";
import type { AnyKind, Observed, Tags } from "./kind";
import type { Address } from "./ref";
import type { Resource } from "./resource";

/** Whose things are whose. The engine asks, and knows no tag by name. */
export interface Ownership {
  /** The tags that make this thing ours. */
  marks(resource: Pick<Resource, "address" | "kind">): Tags;
  readonly env: string;
  /** The tags that everything of this env carries. */
  readonly everything: Tags;
  /** The address that a thing of ours says it has. */
  addressIn(tags: Tags): Address | undefined;
  /** The env that a thing belongs to according to its tags, if any. */
  envIn(tags: Tags): string | undefined;
  /** What else everything is tagged with, as the config says. */
  readonly tags: Tags;
  /** The tags of what can't be had again once it is gone: a value that was made up. */
  readonly generated: Tags;
  /** The tags that say of something that it was there before us, and which of its tags are of our making. */
  adopting(has: Tags): Tags;
  /** Keys of the tags that came with us, if it was there before us; undefined for what we have made. */
  adopted(has: Tags): readonly string[] | undefined;
  /** The tags that make something of ours another env's, after those that something of it has. */
  handedTo(theirs: Tags): Tags;
  /** Whether something that stands in the way may be taken over. */
  adopts(address: Address): boolean;
}

/** How a thing that is there stands to us. */
export type Standing = "ours" | "found" | "in-the-way" | "other-env";

type Seen = Observed<any, any, any>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * Decides about one thing that is there (contract, "What it owns").
 *
 * @param wanted its declared spec, references resolved as far as they are known
 */
export function standing(
  resource: Resource,
  wanted: Readonly<Record<string, unknown>>,
  seen: Seen,
  owner: Ownership,
): Standing {
  const kind = resource.kind as AnyKind;
  if (seen.tags && kind.tag && carries(seen.tags, owner.marks(resource))) return "ours";
  const other = kind.exclusive === true && differences(kind, wanted, seen.spec as Fields).fields.length > 0;
  if (kind.relation && !other) return "found";
  if (kind.through && !other) {
    const known = !resource.guest || kind.recognises?.(seen) === true;
    return known && belongs(kind.through, wanted, seen) ? "ours" : "in-the-way";
  }
  const env = seen.tags && owner.envIn(seen.tags);
  return env !== undefined && env !== owner.env ? "other-env" : "in-the-way";
}

/** Whether a thing without tags is in the container that we want it in: the field is part of its key, or reads the same. */
function belongs(field: string, wanted: Readonly<Record<string, unknown>>, seen: Seen): boolean {
  const spec = seen.spec as Readonly<Record<string, unknown>>;
  return !(field in spec) || !differsFrom(wanted[field], spec[field]);
}

/** Whether all the wanted tags are there, compared exactly. */
export const carries = (has: Tags, wanted: Tags): boolean =>
  Object.entries(wanted).every(([key, value]) => has[key] === value);
