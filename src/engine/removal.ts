import {
  handedOver,
  holdsData,
  onlyByName,
  type Problem,
  released,
  staysWith,
  stillNeeded,
  wasThereBefore,
} from "../problems";
import type { Text } from "../text";
import { type Heir, handing, heirAmong, othersAmong, tagFields } from "./heirs";
import { type AnyKind, isKind, type Needer, type Observed } from "./kind";
import { type Ownership, standing } from "./ownership";
import { type Change, nameOf, type Plan } from "./plan";
import { type Address, refsIn, resolve } from "./ref";
import type { Resource } from "./resource";
import { lookIn, type Observation, type Survey } from "./survey";

export interface RemovalOptions {
  /** Also what would be lost for good. */
  readonly deleteData: boolean;
  /** Also what was there before us and was taken over. */
  readonly deleteAdopted: boolean;
  /** Also these, of what goes only by its name (`Kind.onlyByName`). */
  readonly named: readonly string[];
}

/** What becomes of one thing that is there. Left: not ours. */
type Fate =
  | { readonly is: "removed" | "left" | "released" }
  | { readonly is: "kept"; readonly because: Problem }
  | { readonly is: "handed-over"; readonly to: Heir };

/** One thing that is there. */
interface Thing {
  readonly resource: Resource<AnyKind>;
  readonly current: Observed<any, any, any>;
  readonly holdsData: boolean;
  readonly needers: readonly Needer[];
  readonly ours: boolean;
  fate: Fate;
}

type Present = Extract<Observation, { state: "present" }>;

/**
 * What has to be done so that nothing of ours is left: the same graph, backwards. Pure.
 *
 * What is only needed plays no part: a cluster or load balancer that is gone stops nothing.
 *
 * @param survey one that was made with `removing`
 */
export function planRemoval(survey: Survey, owner: Ownership, options: RemovalOptions): Plan {
  const { graph, seen, strays } = survey;
  const lost = strays.map(({ resource, current, holdsData, needers = [] }): Thing => {
    const thing = { resource, current, holdsData, needers, ours: true };
    return { ...thing, fate: fateOf(thing, owner, options) };
  });
  const things = new Map<Address, Thing>();
  const unreadable: Change[] = [];
  for (const one of graph.resources) {
    const observation = seen.get(one.address)!;
    if (!isMade(one) || observation.state === "absent") continue;
    if (observation.state === "present") things.set(one.address, thingOf(one, observation, survey, owner, options));
    else if (!lost.some(({ resource }) => resource.address === one.address))
      unreadable.push({ ...changeOf(one, survey), action: "none", unreadable: observation.error });
  }
  settle(things, [...lost, ...things.values()], owner);
  const warnings: Text[] = [];
  const isLost = ({ current }: Thing) => lost.some((stray) => isSame(stray.current, current));
  const there = [...things.values()].filter((thing) => thing.fate.is !== "left" || !isLost(thing));
  const changes = [...lost.reverse(), ...there.reverse()].map((thing) => decided(thing, survey, owner, warnings));
  const givenBack = changes.filter(({ untag, tags }) => untag !== undefined && Object.keys(tags).length === 0);
  if (givenBack.length > 0) {
    warnings.push(released(givenBack.map(({ resource, name }) => ({ title: resource.kind.title, name }))));
  }
  return { changes: [...changes, ...unreadable], refusals: [], missing: [], warnings };
}

const isMade = (one: Resource): one is Resource<AnyKind> => one.wanted === "made" && isKind(one.kind);

/** Seen twice: by its key and by its tags. */
const isSame = (one: Observed<any, any, any>, other: Observed<any, any, any>): boolean =>
  Object.keys(one.outputs).length > 0 && JSON.stringify(one.outputs) === JSON.stringify(other.outputs);

function thingOf(
  resource: Resource<AnyKind>,
  seen: Present,
  survey: Survey,
  owner: Ownership,
  options: RemovalOptions,
): Thing {
  const wanted = resolve(resource.spec, lookIn(survey.seen)) as Record<string, unknown>;
  const { kind } = resource;
  // A member without tags is ours if what it attaches is, which shows when that has been decided.
  const attaches = kind.relation === "attachment" && kind.through !== undefined && kind.tag === undefined;
  const ours = attaches || standing(resource, wanted, seen, owner) === "ours";
  const { holdsData = false, needers = [] } = seen;
  const thing = { resource, current: seen, holdsData, needers, ours };
  return { ...thing, fate: fateOf(thing, owner, options) };
}

/** What becomes of a thing by itself. */
function fateOf(thing: Omit<Thing, "fate">, owner: Ownership, options: RemovalOptions): Fate {
  if (!thing.ours) return { is: "left" };
  if (!options.deleteAdopted && owner.adopted(thing.current.tags ?? {})) return { is: "released" };
  if (!options.deleteAdopted && thing.resource.before) return { is: "kept", because: wasThereBefore() };
  const by = thing.resource.kind.onlyByName?.(thing.current);
  if (by) return isNamed(thing, options) ? { is: "removed" } : { is: "kept", because: onlyByName(by) };
  if (!options.deleteData && thing.holdsData) return { is: "kept", because: holdsData() };
  return { is: "removed" };
}

/** Whether one of the outputs by which people know it was named. */
export const isNamed = (
  { current }: { readonly current: Observed<any, any, any> },
  { named }: Pick<RemovalOptions, "named">,
): boolean => Object.values(current.outputs).some((value) => named.includes(String(value)));

/** What becomes of things beside each other: until nothing changes any more. */
function settle(things: ReadonlyMap<Address, Thing>, all: readonly Thing[], owner: Ownership): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const thing of all) {
      if (thing.fate.is !== "removed") continue;
      const fate =
        (things.get(thing.resource.address) === thing ? fateBeside(thing, things) : undefined) ??
        fateUnder(thing, all) ??
        fateAmong(thing, all, owner);
      if (!fate) continue;
      thing.fate = fate;
      changed = true;
    }
  }
}

/** In a container, and as what others of ours cannot work without. */
function fateBeside({ resource }: Thing, things: ReadonlyMap<Address, Thing>): Fate | undefined {
  const { kind, spec } = resource;
  if (kind.through) {
    const [container] = sourcesIn(spec[kind.through]);
    const holder = container === undefined ? undefined : things.get(container);
    const leaves = kind.nameOnly && holder?.fate.is === "kept";
    if (holder && stays(holder) && !leaves) return { is: "kept", because: staysWith({ other: container! }) };
    if (holder?.fate.is === "left") return { is: "left" };
    if (!holder && (kind.relation === "attachment" || kind.servesContainer)) return { is: "left" };
  }
  const needing = [...things.values()].find(
    (other) => stays(other) && (other.resource.kind.needs ?? []).some(isIn(other.resource, resource.address)),
  );
  return needing && { is: "kept", because: staysWith({ other: needing.resource.address }) };
}

/** Under what stays and refers to it now, whatever the config says by now. */
function fateUnder({ current }: Thing, all: readonly Thing[]): Fate | undefined {
  const known = Object.values(current.outputs);
  const needing = all.find((other) => {
    const has = other.current.spec as Readonly<Record<string, unknown>>;
    const fields = stays(other) ? (other.resource.kind.needs ?? []) : [];
    return fields.some((field: string) => typeof has[field] === "string" && known.includes(has[field]));
  });
  return needing && { is: "kept", because: staysWith({ other: needing.resource.address }) };
}

/** Among those that rely on it and do not go too. */
function fateAmong({ needers, resource }: Thing, all: readonly Thing[], owner: Ownership): Fate | undefined {
  const gone = all.filter(({ fate }) => fate.is === "removed").map(({ current }) => current);
  const others = othersAmong(needers, gone);
  if (others.length === 0) return undefined;
  const heir = heirAmong(others, resource.kind, owner);
  return heir
    ? { is: "handed-over", to: heir }
    : { is: "kept", because: stillNeeded({ by: others.map(({ arn }) => arn) }) };
}

const stays = ({ fate }: Thing): boolean => fate.is === "kept" || fate.is === "released";

const sourcesIn = (value: unknown): readonly Address[] =>
  refsIn(value).flatMap(({ sources }) => sources.map(({ address }) => address));

const isIn =
  ({ spec }: Resource, address: Address) =>
  (field: string): boolean =>
    sourcesIn(spec[field]).includes(address);

function changeOf(resource: Resource<AnyKind>, { seen }: Survey): Change {
  const name = nameOf(resource, lookIn(seen));
  return { resource, name, action: "delete", fields: [], tags: {}, notCompared: [] };
}

function decided({ resource, current, fate }: Thing, survey: Survey, owner: Ownership, warnings: Text[]): Change {
  const change = { ...changeOf(resource, survey), current };
  const { kind } = resource;
  switch (fate.is) {
    case "removed":
      return change;
    case "left":
      return { ...change, action: "none" };
    case "kept":
      return { ...change, stays: fate.because };
    case "released": {
      const untag = owner.adopted(current.tags ?? {})!;
      return { ...change, action: "update", untag, fields: tagFields(current.tags, untag, {}) };
    }
    case "handed-over":
      warnings.push(handedOver({ title: kind.title, name: change.name, env: fate.to.env }));
      return { ...change, action: "update", ...handing(current.tags, fate.to.tags, owner) };
  }
}
