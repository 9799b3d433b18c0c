import {
  handedOver,
  inTheWay,
  keptAsItIs,
  keptUntilNamed,
  keptWithData,
  notThere,
  otherEnv,
  type Problem,
  secretMissing,
  stillNeeded,
} from "../problems";
import type { Text } from "../text";
import { asItStands, differences, type FieldChange, fieldOf, tagDifferences, withWhatStays } from "./diff";
import { entriesToCompare } from "./entries";
import type { Graph } from "./graph";
import { handing, heirAmong, strangersAmong } from "./heirs";
import { type AnyKind, isKind, type Observed, type Tags } from "./kind";
import { type Ownership, standing } from "./ownership";
import {
  type Address,
  Initially,
  type Look,
  refsIn,
  resolve,
  resolveForBirth,
  UNKNOWN,
  Withheld,
  withheldIn,
} from "./ref";
import type { Resource } from "./resource";
import { keyOf, lookIn, type Observation, type Stray, type Survey } from "./survey";
import { retiring, servesOld } from "./switching";

export type Action = "none" | "create" | "update" | "replace" | "adopt" | "delete";

/** What would happen to one thing. */
export interface Change {
  readonly resource: Resource<AnyKind>;
  /** Its name for people. */
  readonly name: string;
  readonly action: Action;
  readonly fields: readonly FieldChange[];
  /** Tags to write, where they differ. */
  readonly tags: Tags;
  /** Secrets that this run was not given: what is stored stays. */
  readonly notCompared: readonly Withheld[];
  /** What is there now. */
  readonly current?: Observed<any, any, any>;
  /** Something unowned is in the way: nothing at all is written then. */
  readonly blocked?: Problem;
  /** What differs and stays: nobody can change it, and a new one could not take its place. */
  readonly kept?: readonly FieldChange[];
  /** It could not be looked at. */
  readonly unreadable?: unknown;
  /** Something that it refers to could not be looked at: the fields concerned are not compared. */
  readonly unseen?: unknown;
  /**
   * What of the fields is written unless told to remove: the rest was added inside by others, or still serves what the config
   * doesn't want any more. Left out where nothing stays back.
   */
  readonly meanwhile?: readonly FieldChange[];
  /** Other things of the plan move away from what it is: it goes on serving them until they have. */
  readonly servesOld?: true;
  /** Nobody wants it any more, but what is to take its place goes by another name: it serves the new too, until it is removed. */
  readonly retires?: true;
  /** Nobody wants it, but something would be lost with it: it is not removed. */
  readonly holdsData?: true;
  /** Why it is not removed with the rest. */
  readonly stays?: Problem;
  /** Nobody wants it any more, but another env relies on it: it goes over to that one, when told. */
  readonly leaves?: true;
  /** Tags to take off: it was there before us, or goes to another env. */
  readonly untag?: readonly string[];
}

/** Something that we only need, and that isn't there or can't be read. */
export interface Refusal {
  readonly resource: Resource;
  readonly error: unknown;
}

/** What a run would do: a plain value, made of a survey and nothing else. */
export interface Plan {
  /** In the order of the graph; then what is to be removed, last things first. */
  readonly changes: readonly Change[];
  /** Why nothing can be done at all: something that we only need isn't there, or can't be read. */
  readonly refusals: readonly Refusal[];
  /** Secrets without which something cannot be created. */
  readonly missing: readonly Problem[];
  readonly warnings: readonly Text[];
}

/**
 * What has to be done so that everything is as declared. Pure.
 *
 * @param repairing what differs was done behind the tool's back: nobody moves from the one to the other, so all is put right at
 *   once
 */
export function planFor(survey: Survey, owner: Ownership, region: string, repairing = false): Plan {
  const { graph, seen, strays } = survey;
  const remade = new Set<Address>();
  const warnings: Text[] = [];
  const look: Look = (source) => (remade.has(source.address) ? UNKNOWN : lookIn(seen)(source));
  const changes: Change[] = [];
  const refusals: Refusal[] = [];
  for (const one of graph.resources) {
    const observation = seen.get(one.address)!;
    if (!isMade(one) || (one.foundOnly && observation.state === "absent")) {
      refusals.push(...refusalOf(one, observation, look, region));
      continue;
    }
    const change = changeOf(one, observation, look, blindFields(one, seen), owner, warnings);
    if (change.action === "create" || change.action === "replace") remade.add(one.address);
    changes.push(change);
  }
  const removals = [...strays].reverse().map((stray) => removal(stray, graph, strays, owner, warnings));
  const all = [...changes, ...removals];
  const careful = changes.map((change) => {
    const one = change.resource;
    if (repairing || !servesOld(change, all)) return change;
    return changeOf(one, seen.get(one.address)!, look, blindFields(one, seen), owner, [], true);
  });
  const leaving = strays.flatMap((stray) => retiring(stray, graph.at.get(stray.resource.address), look) ?? []);
  return {
    changes: [...careful, ...leaving, ...removals],
    refusals,
    missing: changes.flatMap((change) => missingIn(change, look)),
    warnings,
  };
}

/** Whether a plan would write anything, were all of it carried out. */
export const hasChanges = (plan: Plan): boolean =>
  plan.changes.some(({ action, holdsData }) => action !== "none" && !holdsData);

/** The name of a thing for people: its AWS name where it has one, else ours. */
export function nameOf(one: Resource, look: Look): string {
  const fields = [one.kind.label, ...one.kind.key].filter((field) => field && one.spec[field] !== undefined);
  const named = resolve(one.spec[fields[0]!], look);
  return typeof named === "string" && !named.startsWith("arn:") ? named : one.name;
}

const isMade = (one: Resource): one is Resource<AnyKind> => one.wanted === "made" && isKind(one.kind);

function refusalOf(one: Resource, observation: Observation, look: Look, region: string): readonly Refusal[] {
  if (observation.state === "unreadable") return [{ resource: one, error: observation.error }];
  if (observation.state === "present") return [];
  const field = one.kind.key.find((key: string) => one.spec[key] !== undefined);
  const name = resolve(one.spec[field], look);
  // Its key refers to something that isn't there either: that one is refused.
  if (name === UNKNOWN) return [];
  const key = resolve(keyOf(one), look) as Record<string, unknown>;
  return [
    {
      resource: one,
      error: one.kind.missing?.(key) ?? notThere({ title: one.kind.title, name: String(name), region }),
    },
  ];
}

function changeOf(
  resource: Resource<AnyKind>,
  observation: Observation,
  look: Look,
  blind: Blind,
  owner: Ownership,
  warnings: Text[],
  serves?: true,
): Change {
  const name = nameOf(resource, look);
  const base = { resource, name, fields: [], tags: {}, notCompared: [] };
  if (observation.state === "unreadable") return { ...base, action: "none", unreadable: observation.error };
  if (observation.state === "absent") return { ...base, action: "create", fields: birthFields(resource, look) };
  // Whose container it is in tells whose it is.
  const { through } = resource.kind;
  if (through && blind.has(through)) return { ...base, action: "none", unreadable: blind.get(through) };
  return changeOfPresent(resource, name, observation, look, blind, owner, warnings, serves);
}

/** Fields whose wanted value comes from something that could not be looked at, with the reason. */
type Blind = ReadonlyMap<string, unknown>;

function blindFields({ spec }: Resource, seen: Survey["seen"]): Blind {
  // What counts only at birth is not compared anyway.
  const compared = Object.entries(spec).filter(([, value]) => !(value instanceof Initially));
  const all = compared.flatMap(([field, value]) =>
    refsIn(value)
      .flatMap(({ sources }) => sources)
      .flatMap(({ address }): [string, unknown][] => {
        const source = seen.get(address);
        return source?.state === "unreadable" ? [[field, source.error]] : [];
      }),
  );
  return new Map(all);
}

function changeOfPresent(
  resource: Resource<AnyKind>,
  name: string,
  current: Observed<any, any, any>,
  look: Look,
  blind: Blind,
  owner: Ownership,
  warnings: Text[],
  serves: true | undefined,
): Change {
  const { kind } = resource;
  const comparable = Object.entries(resource.spec).filter(([field]) => !blind.has(field));
  const has = current.spec as Record<string, unknown>;
  const declared = resolve(Object.fromEntries(comparable), look) as Record<string, unknown>;
  const wanted = entriesToCompare(kind, declared, has, look) as Record<string, unknown>;
  const stands = standing(resource, wanted, current, owner);
  const found = stands === "found";
  const differing = differences(kind, wanted, has).fields;
  const fixed = (kind.immutable ?? []).filter((field: string) => differing.some(({ path }) => fieldOf(path) === field));
  const kept = isKept(resource) ? fixed : [];
  const stay = differing.filter(({ path }) => kept.includes(fieldOf(path)));
  for (const path of kept) warnings.push(keptAsItIs({ title: kind.title, name, path, means: kind.means?.[path] }));
  const exact = asItStands(kind, wanted, has, kept);
  const compared = differences(kind, exact, has);
  // A thing that says it is of our env was made by us, whatever has become of its other tags.
  const foreign = owner.envIn(current.tags ?? {}) === undefined;
  const adopting = stands === "in-the-way" && foreign && fixed.length === kept.length;
  const marks: Tags =
    found || kind.relation === "shared"
      ? {}
      : { ...tagsFor(resource, owner), ...(adopting ? owner.adopting(tagsBefore(kind, current, owner)) : {}) };
  const tagFields = kind.tag ? tagDifferences(marks, current.tags) : [];
  const tags = Object.fromEntries(tagFields.map(({ path, after }) => [path.slice("Tags.".length), String(after)]));
  // A tagged member of somebody else's container that isn't ours is used as it stands.
  const leftAlone = found && kind.relation === "attachment" && kind.tag !== undefined;
  const fields = leftAlone ? [] : [...compared.fields, ...tagFields];
  const { notCompared } = compared;
  const staying = withWhatStays(kind, exact, has, serves === true);
  const meanwhile = [...differences(kind, staying, has).fields, ...tagFields];
  const change = {
    resource,
    name,
    fields,
    tags,
    notCompared,
    current,
    ...(stay.length > 0 ? { kept: stay } : {}),
    ...(staying !== exact && fields.length > 0 ? { meanwhile } : {}),
    ...(serves ? { servesOld: serves } : {}),
    ...(blind.size > 0 ? { unseen: [...blind.values()][0] } : {}),
  };
  if (stands === "other-env") {
    const env = owner.envIn(current.tags ?? {})!;
    return { ...change, action: "adopt", blocked: otherEnv({ title: kind.title, name, env }) };
  }
  if (stands === "in-the-way") {
    const adoptable = kind.tag !== undefined;
    const adopted = adoptable && owner.adopts(resource.address);
    const { title, exclusive = false } = kind;
    const at = { title, name, address: resource.address, adoptable, exclusive };
    // What is found by what it does is told by its ARN: it may have no name at all.
    const alike = kind.lookalike && (current.outputs as { readonly arn?: string }).arn;
    const blocked = adopted ? undefined : inTheWay({ ...at, ...(alike ? { alike } : {}) });
    return { ...change, action: adopted && fixed.length > kept.length ? "replace" : "adopt", blocked };
  }
  if (fixed.length > kept.length) return { ...change, action: "replace" };
  return { ...change, action: fields.length > 0 ? "update" : "none" };
}

/** The tags that something of ours has. */
export const tagsFor = (resource: Resource<AnyKind>, owner: Ownership): Tags => ({
  ...(resource.kind.marksOnly ? {} : { ...owner.tags, ...resource.tags }),
  ...owner.marks(resource),
  ...(resource.holdsData ? owner.generated : {}),
});

/** What it was tagged with before it is taken over: none of the config's tags comes with us where it takes none. */
const tagsBefore = (kind: AnyKind, { tags = {} }: Observed<any, any, any>, owner: Ownership): Tags =>
  kind.marksOnly ? { ...owner.tags, ...tags } : tags;

/**
 * Whether a new one could not take its place: also where something of it counted only at birth, as a generated key does, or was not
 * given to this run.
 */
const isKept = ({ kind, spec }: Resource<AnyKind>): boolean =>
  kind.holdsData === true ||
  kind.irreplaceable === true ||
  Object.values(spec).some((value) => value instanceof Initially || value instanceof Withheld);

/** What a new thing will be, for the eyes: marks are shown as what they will become. */
function birthFields(resource: Resource<AnyKind>, look: Look): readonly FieldChange[] {
  const wanted = resolveForBirth(resource.spec, look) as Record<string, unknown>;
  const shown = Object.entries(wanted).filter(([path]) => !resource.kind.advice?.includes(path));
  return shown.map(([path, after]) => ({ path, before: undefined, after }));
}

function removal(
  { resource, current, holdsData, needers }: Stray,
  graph: Graph,
  all: readonly Stray[],
  owner: Ownership,
  warnings: Text[],
): Change {
  const name = nameOf(resource, () => UNKNOWN);
  const change: Change = { resource, name, action: "delete", fields: [], tags: {}, notCompared: [], current };
  const going = all.filter((one) => !one.holdsData).map((one) => one.current);
  const others = strangersAmong(needers ?? [], going, owner);
  const heir = heirAmong(others, resource.kind, owner);
  if (heir) {
    warnings.push(handedOver({ title: resource.kind.title, name, env: heir.env }));
    return { ...change, action: "update", ...handing(current.tags, heir.tags, owner), meanwhile: [], leaves: true };
  }
  if (others.length > 0) return { ...change, stays: stillNeeded({ by: others.map(({ arn }) => arn) }) };
  if (!holdsData || isHeldBy(graph, resource, current)) return change;
  const { title } = resource.kind;
  const by = resource.kind.onlyByName?.(current);
  warnings.push(by ? keptUntilNamed({ title, name, line: by.line }) : keptWithData({ title, name }));
  return { ...change, holdsData };
}

/** Whether all that is in it stands in what is wanted now. */
function isHeldBy({ resources }: Graph, { address, kind }: Resource, current: Observed<any, any, any>): boolean {
  const spec = current.spec as Record<string, object | undefined>;
  const held = resources.flatMap(({ holds = [] }) => holds).filter((one) => one.address === address);
  const entries = ((kind as AnyKind).entries ?? []).flatMap((field: string) => Object.keys(spec[field] ?? {}));
  return held.length > 0 && entries.every((entry) => held.some((one) => one.entry === entry));
}

/** To create, every secret is needed; to change a thing, those for which nothing that will do is stored yet. */
function missingIn({ resource, action, notCompared, fields }: Change, look: Look): readonly Problem[] {
  if (action === "none") return [];
  const others = resource.kind.secretsBelongTo ?? [];
  const isOther = fields.some(({ path }) => others.includes(path.split(".").at(-1)!));
  const stored = action === "create" || action === "replace" || isOther ? [] : notCompared.map(({ key }) => key);
  const needed = withheldIn(resolve(resource.spec, look)).filter(({ key }) => !stored.includes(key));
  return needed.map(({ key, reference }) => secretMissing({ key, reference, address: resource.address }));
}
