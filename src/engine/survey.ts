import type { Aws } from "../aws/session";
import { differsFrom } from "./diff";
import type { Graph } from "./graph";
import { type AnyKind, isKind, type Needer, type Observed, type Sought, type Tags } from "./kind";
import { carries, type Ownership } from "./ownership";
import { type Address, hasUnknown, type Look, resolve, UNKNOWN } from "./ref";
import type { Resource } from "./resource";

/** What looking at one thing gave. "Unreadable" is a state: one denied call costs one line of the report. */
export type Observation =
  | ({ readonly state: "present" } & Observed<any, any, any> & Stakes)
  | { readonly state: "absent" }
  | { readonly state: "unreadable"; readonly error: unknown };

/** What would be lost with a thing. Of what is wanted, only a survey before a removal asks it. */
interface Stakes {
  /** Something would be lost with it. */
  readonly holdsData?: boolean;
  /** What relies on it, where somebody can tell. */
  readonly needers?: readonly Needer[];
}

/** Something that carries our tags and that nobody wants any more. */
export interface Stray extends Stakes {
  readonly resource: Resource<AnyKind>;
  readonly current: Observed<any, any, any>;
  readonly holdsData: boolean;
}

/** What is there: the one pass that reads AWS. */
export interface Survey {
  readonly graph: Graph;
  readonly seen: ReadonlyMap<Address, Observation>;
  readonly strays: readonly Stray[];
  /** Kinds whose things nobody could look for by tags, with the reason. */
  readonly unsearched: readonly { readonly kind: AnyKind; readonly error: unknown }[];
}

export interface SurveyOptions {
  readonly owner: Ownership;
  /** All the kinds that could have left something behind, in the order in which their things are made. */
  readonly kinds: readonly AnyKind[];
  readonly progress?: (done: number, total: number) => void;
  /** What `aws` has read before counts, and what is read now is left to those who read after. */
  readonly sharing?: true;
  /** Everything is to go: what would be lost with it is asked too, and what can't be found by its key is found by its tags. */
  readonly removing?: true;
}

/**
 * Looks at everything, parents before children, independent things at once. A thing whose key refers to something
 * that isn't there isn't there either: no call is made.
 */
export async function survey(
  graph: Graph,
  aws: Aws,
  { owner, kinds, progress, sharing, removing }: SurveyOptions,
): Promise<Survey> {
  const place = sharing ? aws : aws.fresh();
  const seen = new Map<Address, Observation>();
  const looking = new Map<Address, Promise<Observation>>();
  let done = 0;
  const needed = removing ? new Set(toFindAgain(graph)) : undefined;
  for (const one of graph.resources) {
    if (needed && !needed.has(one)) {
      seen.set(one.address, { state: "absent" });
      progress?.(++done, graph.resources.length);
      continue;
    }
    const look = async () => {
      await Promise.all(keySources(one).map((address) => looking.get(address)));
      const observation = await observe(one, place, seen, owner, removing);
      seen.set(one.address, observation);
      progress?.(++done, graph.resources.length);
      return observation;
    };
    looking.set(one.address, look());
  }
  const searching = Promise.all(kinds.map((kind) => search(kind, place, owner)));
  await Promise.all(looking.values());
  const searched = await searching;
  const strays = searched.flatMap(({ kind, owned }) =>
    owned
      .filter(({ key, tags }) => !isWanted(kind, key, tags, graph, seen, owner, removing))
      .map((one) => ({ kind, ...one })),
  );
  const observed = await Promise.all(strays.map((one) => strayOf(one, place, owner)));
  return {
    graph,
    seen,
    strays: observed.flatMap((one) =>
      "current" in one && !isInPlace(one, graph, seen) && (removing || !standsFor(one, graph, seen)) ? [one] : [],
    ),
    unsearched: [...searched, ...observed].flatMap((one) =>
      "error" in one && one.error !== undefined ? [{ kind: one.kind, error: one.error }] : [],
    ),
  };
}

/** Answers sources from a survey: what isn't there is unknown. */
export const lookIn =
  (seen: ReadonlyMap<Address, Observation>): Look =>
  ({ address, field }) => {
    const observation = seen.get(address);
    return observation?.state === "present" ? (observation.outputs as Record<string, unknown>)[field] : UNKNOWN;
  };

/** The key's fields of a resource, as declared. */
export const keyOf = ({ kind, spec }: Resource): Readonly<Record<string, unknown>> =>
  Object.fromEntries(kind.key.map((field: string) => [field, spec[field]]));

/**
 * What has to be looked at so that everything we make is found again: those things, and what their keys come from. What else we
 * only need plays no part where everything is to go.
 */
export function toFindAgain(graph: Graph): readonly Resource[] {
  const found = new Set<Resource>();
  const add = (one: Resource) => {
    if (found.has(one)) return;
    found.add(one);
    for (const address of keySources(one)) add(graph.at.get(address)!);
  };
  for (const one of graph.resources) if (one.wanted === "made") add(one);
  return graph.resources.filter((one) => found.has(one));
}

function keySources(one: Resource): readonly Address[] {
  const addresses: Address[] = [];
  // Resolving with a look that only listens tells which sources the key really uses.
  resolve(keyOf(one), ({ address }) => {
    addresses.push(address);
    return UNKNOWN;
  });
  return addresses;
}

async function observe(
  one: Resource,
  aws: Aws,
  seen: ReadonlyMap<Address, Observation>,
  owner: Ownership,
  removing: true | undefined,
): Promise<Observation> {
  const unreadable = keySources(one)
    .map((address) => seen.get(address))
    .find((other) => other?.state === "unreadable");
  if (unreadable) return unreadable;
  try {
    const key = resolve(keyOf(one), lookIn(seen)) as Record<string, unknown>;
    if (hasUnknown(key)) return { state: "absent" };
    const observed = await seenNow(one, aws, lookIn(seen), owner, removing);
    if (!observed) return { state: "absent" };
    if (!removing || !isKind(one.kind) || isOthers(one.kind, observed, owner)) return { state: "present", ...observed };
    return { state: "present", ...observed, ...(await stakesIn(one.kind, key, observed, aws, one.holdsData)) };
  } catch (error) {
    return { state: "unreadable", error };
  }
}

/** What is there of a thing: itself, or what stands where it should stand. */
export async function seenNow(
  one: Resource,
  aws: Aws,
  look: Look,
  owner: Ownership,
  removing?: true,
): Promise<Observed<any, any, any> | undefined> {
  const sought: Sought = { tags: owner.marks(one), ...(removing ? {} : { needed: true }) };
  const found = await one.kind.observe(aws, resolve(keyOf(one), look) as Record<string, unknown>, sought);
  if (found || !isKind(one.kind)) return found;
  return one.kind.lookalike?.(aws, resolve(one.spec, look) as Record<string, unknown>, sought);
}

/** Whether it carries no tag of this env although its kind does: then it stays, whatever is in it. */
const isOthers = ({ tag, relation }: AnyKind, { tags = {} }: Observed<any, any, any>, owner: Ownership): boolean =>
  tag !== undefined && relation !== "shared" && owner.envIn(tags) !== owner.env;

/** What would be lost with a thing. Where nobody can tell, something would. */
async function stakesIn(
  kind: AnyKind,
  key: Readonly<Record<string, unknown>>,
  current: Observed<any, any, any>,
  aws: Aws,
  madeUp: boolean | undefined,
): Promise<Stakes> {
  const [isEmpty, needers] = await Promise.all([
    kind.isEmpty?.(aws, current).catch((error: unknown) => {
      aws.overlooked.push(error);
      return false;
    }),
    kind.neededBy?.(aws, key, current),
  ]);
  return { holdsData: madeUp === true || (kind.holdsData === true && isEmpty !== true), needers };
}

type Owned = { readonly key: object; readonly tags: Tags };

/** All of one kind that carries our tags, or why nobody can tell. One that doesn't say which one it is isn't ours. */
async function search(
  kind: AnyKind,
  aws: Aws,
  owner: Ownership,
): Promise<{ readonly kind: AnyKind; readonly owned: readonly Owned[]; readonly error?: unknown }> {
  try {
    const owned = (await kind.owned?.(aws, owner.everything)) ?? [];
    return { kind, owned: owned.filter(({ tags }) => owner.addressIn(tags) !== undefined) };
  } catch (error) {
    return { kind, owned: [], error };
  }
}

/** A thing nobody wants, looked at; nothing where it went away meanwhile. */
async function strayOf(
  { kind, key, tags }: Owned & { readonly kind: AnyKind },
  aws: Aws,
  owner: Ownership,
): Promise<Stray | { readonly kind: AnyKind; readonly error?: unknown }> {
  try {
    const current = await kind.observe(aws, key, { tags });
    if (!current) return { kind };
    const address = owner.addressIn(tags)!;
    const name = address.slice(address.indexOf("/") + 1);
    const madeUp = carries(current.tags ?? {}, owner.generated);
    const holdsData = madeUp || (kind.holdsData === true && !(await kind.isEmpty?.(aws, current)));
    const needers = await kind.neededBy?.(aws, key, current);
    const resource = { address, name, kind, spec: key as Record<string, unknown>, wanted: "made" } as const;
    return { resource, current, holdsData, needers };
  } catch (error) {
    return { kind, error };
  }
}

/** Whether it is the wanted thing itself, which goes by another name than the one it was found by. */
function isInPlace({ resource: { kind, address }, current }: Stray, graph: Graph, seen: Survey["seen"]): boolean {
  const [wanted, there] = [graph.at.get(address), seen.get(address)];
  if (wanted?.kind.type !== kind.type || there?.state !== "present") return false;
  return Object.keys(current.outputs).length > 0 && !differsFrom(there.outputs, current.outputs);
}

/**
 * Whether it is the very thing that was found in the place of a wanted one: somebody has changed the tag that says which
 * one it is. To remove it would be to remove what is wanted.
 */
function standsFor({ resource: { kind }, current }: Stray, graph: Graph, seen: Survey["seen"]): boolean {
  return graph.resources.some((wanted) => {
    const there = seen.get(wanted.address);
    if (wanted.kind.type !== kind.type || there?.state !== "present") return false;
    return !differsFrom(there.outputs, current.outputs);
  });
}

/**
 * Wanted is what the graph declares under the address that the thing says it has, unless it goes by another name now. Where
 * everything is to go, only what has been found there counts.
 */
function isWanted(
  kind: AnyKind,
  key: object,
  tags: Tags,
  graph: Graph,
  seen: ReadonlyMap<Address, Observation>,
  owner: Ownership,
  removing: true | undefined,
): boolean {
  const address = owner.addressIn(tags);
  const wanted = address === undefined ? undefined : graph.at.get(address);
  if (wanted?.wanted !== "made" || wanted.kind.type !== kind.type) return false;
  if (removing && seen.get(wanted.address)?.state !== "present") return false;
  const now = resolve(keyOf(wanted), lookIn(seen)) as Record<string, unknown>;
  return Object.entries(now).every(
    ([field, value]) => value === UNKNOWN || !differsFrom(value, (key as Record<string, unknown>)[field]),
  );
}
