import type { Aws } from "../aws/session";
import type { Graph } from "./graph";
import { type AnyKind, isKind, type Observed, type Tags } from "./kind";
import type { Ownership } from "./ownership";
import { type Address, hasUnknown, type Look, resolve, UNKNOWN } from "./ref";
import type { Resource } from "./resource";

/** What looking at one thing gave. "Unreadable" is a state: one denied call costs one line of the report. */
export type Observation =
  | ({ readonly state: "present" } & Observed<any, any, any>)
  | { readonly state: "absent" }
  | { readonly state: "unreadable"; readonly error: unknown };

/** Something that carries our tags and that nobody wants any more. */
export interface Stray {
  readonly resource: Resource<AnyKind>;
  readonly current: Observed<any, any, any>;
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
}

/**
 * Looks at everything, parents before children, independent things at once. A thing whose key refers to something
 * that isn't there isn't there either: no call is made.
 */
export async function survey(
  graph: Graph,
  aws: Aws,
  { owner, kinds, progress, sharing }: SurveyOptions,
): Promise<Survey> {
  const place = sharing ? aws : aws.fresh();
  const seen = new Map<Address, Observation>();
  const looking = new Map<Address, Promise<Observation>>();
  let done = 0;
  for (const one of graph.resources) {
    const look = async () => {
      await Promise.all(keySources(one).map((address) => looking.get(address)));
      const observation = await observe(one, place, seen, owner);
      seen.set(one.address, observation);
      progress?.(++done, graph.resources.length);
      return observation;
    };
    looking.set(one.address, look());
  }
  const found = Promise.all(kinds.map((kind) => searchStrays(kind, graph, place, owner)));
  await Promise.all(looking.values());
  const searched = await found;
  return {
    graph,
    seen,
    strays: searched.flatMap((result) => ("strays" in result ? result.strays : [])),
    unsearched: searched.flatMap((result) => ("strays" in result ? [] : [result])),
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
): Promise<Observation> {
  const unreadable = keySources(one)
    .map((address) => seen.get(address))
    .find((other) => other?.state === "unreadable");
  if (unreadable) return unreadable;
  try {
    const key = resolve(keyOf(one), lookIn(seen)) as Record<string, unknown>;
    if (hasUnknown(key)) return { state: "absent" };
    const observed =
      (await one.kind.observe(aws, key, { tags: owner.marks(one) })) ?? (await lookalike(one, aws, seen));
    return observed ? { state: "present", ...observed } : { state: "absent" };
  } catch (error) {
    return { state: "unreadable", error };
  }
}

async function lookalike(one: Resource, aws: Aws, seen: ReadonlyMap<Address, Observation>) {
  if (!isKind(one.kind)) return undefined;
  const spec = resolve(one.spec, lookIn(seen)) as Record<string, unknown>;
  return one.kind.lookalike?.(aws, spec);
}

type Search = { readonly strays: readonly Stray[] } | { readonly kind: AnyKind; readonly error: unknown };

async function searchStrays(kind: AnyKind, graph: Graph, aws: Aws, owner: Ownership): Promise<Search> {
  try {
    const owned = (await kind.owned?.(aws, owner.everything)) ?? [];
    const unwanted = owned.filter(({ key, tags }) => !isWanted(kind, key, tags, graph, owner));
    const strays = await Promise.all(
      unwanted.map(async ({ key, tags }): Promise<readonly Stray[]> => {
        const current = await kind.observe(aws, key, { tags });
        if (!current) return [];
        const address = owner.addressIn(tags) ?? `${kind.noun}/${Object.values(key).join(" ")}`;
        const name = address.slice(address.indexOf("/") + 1);
        return [{ resource: { address, name, kind, spec: key as Record<string, unknown>, wanted: "made" }, current }];
      }),
    );
    return { strays: strays.flat() };
  } catch (error) {
    return { kind, error };
  }
}

/** Wanted is what the graph declares under the address that the thing says it has, unless it goes by another name now. */
function isWanted(kind: AnyKind, key: object, tags: Tags, graph: Graph, owner: Ownership): boolean {
  const address = owner.addressIn(tags);
  const wanted = address === undefined ? undefined : graph.at.get(address);
  if (wanted?.wanted !== "made" || wanted.kind.type !== kind.type) return false;
  return kind.key.every((field: string) => {
    const declared = wanted.spec[field];
    return typeof declared !== "string" || declared === (key as Record<string, unknown>)[field];
  });
}
