import { alreadyThere, mayHaveHappened, Stopped } from "../aws/errors";
import type { Aws } from "../aws/session";
import { inTheWay, stillNeeded } from "../problems";
import { asItStands, differences, fieldOf, withWhatStays } from "./diff";
import { entriesToCompare, entriesToWrite } from "./entries";
import type { Graph } from "./graph";
import { strangersAmong } from "./heirs";
import type { Observed, Tags } from "./kind";
import { type Ownership, standing } from "./ownership";
import { type Change, type Plan, tagsFor } from "./plan";
import { type Address, hasUnknown, type Look, resolve, resolveForBirth, resolveForUpdate, UNKNOWN } from "./ref";
import type { Resource } from "./resource";
import { keyOf, lookIn, type Survey, seenNow } from "./survey";
import { asSuccessor, waits } from "./switching";
import { walk } from "./walk";

/** What became of one change. */
export interface Outcome {
  readonly change: Change;
  readonly status: "done" | "failed" | "skipped";
  readonly error?: unknown;
  /** For what was skipped: the address whose failure it depends on. */
  readonly because?: Address;
}

export interface CarryOutOptions {
  readonly owner: Ownership;
  /** Whether what the config no longer wants is removed, and what others have added inside. */
  readonly prune: boolean;
  /** What is looked at after its creation although nothing refers to it, because somebody asks what it has become. */
  readonly tells?: (resource: Resource) => boolean;
  /** Aborted: nothing new begins, and what runs is finished. */
  readonly signal?: AbortSignal;
  readonly began?: (change: Change) => void;
  readonly ended?: (outcome: Outcome) => void;
}

export interface Done {
  readonly outcomes: readonly Outcome[];
  /** What everything has turned out to be. */
  readonly look: Look;
}

type Spec = Record<string, unknown>;

/**
 * Carries out a plan: the one pass that writes AWS. Each change comes after what it refers to and what has to be in place before it,
 * independent ones run at once; a failure skips only what depends on it. Where others still rely on what a thing has been, it
 * serves the old and the new. What is no longer wanted goes after all that, one after the other, and last of all what
 * only served it: both only when told to remove.
 */
export async function carryOut(plan: Plan, survey: Survey, aws: Aws, options: CarryOutOptions): Promise<Done> {
  const { graph, seen } = survey;
  const made = new Map<Address, Observed<any, any, any>>();
  const remade = new Set<Address>();
  const changes = new Map(plan.changes.filter((one) => !isLeaving(one)).map((one) => [placeOf(one), one]));
  for (const { action, resource } of changes.values())
    if (action === "create" || action === "replace") remade.add(resource.address);
  const look: Look = (source) => {
    const now = made.get(source.address);
    if (now) return (now.outputs as Spec)[source.field];
    return remade.has(source.address) ? UNKNOWN : lookIn(seen)(source);
  };
  /** Done as far as it may be for now. */
  const unfinished = new Set<Change>();

  const carry = async (change: Change): Promise<Outcome> => {
    if (options.signal?.aborted) return { change, status: "skipped" };
    options.began?.(change);
    try {
      const { resource } = change;
      const needed = graph.dependants(resource.address).length > 0 || options.tells?.(resource) === true;
      const now = await act(change, aws, look, options.owner, needed);
      if (now?.seen && !change.retires) made.set(resource.address, now.seen);
      if (now?.unfinished) unfinished.add(change);
      return { change, status: "done" };
    } catch (error) {
      if (error instanceof Stopped) return { change, status: "skipped" };
      return { change, status: "failed", error };
    }
  };

  const places = graph.resources.flatMap(({ address }) => placesAt(address)).filter((place) => changes.has(place));
  const before = (place: string) => graph.comesAfter(changes.get(place)!.resource.address).flatMap(placesAt);
  const walked = await walk<Outcome>(places, before, async (place, others) => {
    const change = changes.get(place)!;
    const broken = others.find((one) => one.status !== "done" && !isLeft(one) && stops(one, change, graph));
    const outcome: Outcome = broken
      ? { change, status: "skipped", because: broken.because ?? broken.change.resource.address }
      : "unreadable" in change
        ? { change, status: "failed", error: change.unreadable }
        : change.action === "none"
          ? { change, status: "done" }
          : waits(change) && !options.prune
            ? { change, status: "skipped" }
            : await carry(change);
    if (!options.prune || !unfinished.has(change)) options.ended?.(outcome);
    return outcome;
  });

  const going = plan.changes.filter(({ action, holdsData, stays }) => action === "delete" && !holdsData && !stays);
  /** Somebody may have come to rely on it since the survey. */
  const stillNeeds = async (change: Change): Promise<Outcome | undefined> => {
    const { kind } = change.resource;
    if (change.action !== "delete" || !kind.neededBy || options.signal?.aborted) return undefined;
    try {
      const needers = await kind.neededBy(aws.fresh(), keyOf(change.resource), change.current!);
      const gone = going.map(({ current }) => current!);
      const others = strangersAmong(needers, gone, options.owner);
      if (others.length === 0) return undefined;
      return { change: { ...change, stays: stillNeeded({ by: others.map(({ arn }) => arn) }) }, status: "skipped" };
    } catch (error) {
      return { change, status: "failed", error };
    }
  };

  const outcomes = [...walked.values()];
  let failed = outcomes.find((one) => one.status !== "done" && !isLeft(one));
  for (const change of plan.changes.filter(isLeaving)) {
    // Something may still need what would be removed: a run that failed removes nothing.
    const kept = !options.prune || failed !== undefined || change.holdsData || change.stays !== undefined;
    const needed = kept ? undefined : await stillNeeds(change);
    const outcome: Outcome = needed ?? (kept ? { change, status: "skipped" } : await carry(change));
    // Neither does one whose removals fail: what comes next may guard what is still there.
    if (outcome.status === "failed") failed ??= outcome;
    options.ended?.(outcome);
    outcomes.push(outcome);
  }
  if (!options.prune) return { outcomes, look };

  const finish = async (change: Change): Promise<Outcome> => {
    if (failed) return { change, status: "skipped", because: failed.change.resource.address };
    if (options.signal?.aborted) return { change, status: "skipped" };
    try {
      await narrow(change, aws, look, options.owner);
      return { change, status: "done" };
    } catch (error) {
      if (error instanceof Stopped) return { change, status: "skipped" };
      return { change, status: "failed", error };
    }
  };
  // What guards others was made before them, and serves the old until they don't any more.
  for (const [at, { change }] of [...outcomes.entries()].reverse()) {
    if (!unfinished.has(change)) continue;
    const outcome = await finish(change);
    if (outcome.status === "failed") failed ??= outcome;
    options.ended?.(outcome);
    outcomes[at] = outcome;
  }
  return { outcomes, look };
}

/** Nobody wants it any more. */
const isLeaving = ({ action, leaves }: Change): boolean => action === "delete" || leaves === true;

/** Under one address stand a thing and, where it goes by another name now, the one before it. */
const placeOf = ({ resource: { address }, retires }: Change): string => (retires ? retiringAt(address) : address);
const retiringAt = (address: Address): string => `${address} before`;
const placesAt = (address: Address): readonly string[] => [retiringAt(address), address];

/** Left as it is on purpose. Nothing that depends on it is kept from its work. */
const isLeft = ({ change, status, because }: Outcome): boolean =>
  status === "skipped" && because === undefined && waits(change);

/**
 * Whether what was not done keeps another from being done: what refers to it; and what would only come after it, where that would
 * change something that is in use.
 */
function stops({ change: one }: Outcome, other: Change, graph: Graph): boolean {
  if (!one.retires && graph.dependsOn(other.resource.address).includes(one.resource.address)) return true;
  return one.action !== "none" && ["update", "replace", "adopt"].includes(other.action);
}

/** What has become of a change. */
interface Acted {
  /** What the thing is now, where somebody wants to know. */
  readonly seen?: Observed<any, any, any>;
  /** Something of it stays as it was for now. */
  readonly unfinished?: boolean;
}

async function act(
  change: Change,
  aws: Aws,
  look: Look,
  owner: Ownership,
  needed: boolean,
): Promise<Acted | undefined> {
  const { resource, action, current } = change;
  const { kind } = resource;
  switch (action) {
    case "create":
      return { seen: await create(change, aws, look, owner, needed) };
    case "replace":
      await patiently(aws, () => kind.remove(aws, resolve(keyOf(resource), look) as Spec, current!));
      return { seen: await create(change, aws, look, owner, needed) };
    case "delete":
      await patiently(aws, () => kind.remove(aws, keyOf(resource), current!));
      return undefined;
    default:
      // What goes over to another env: once it is that one's, nothing of it is ours to take off.
      if (change.untag?.length) await patiently(aws, () => kind.untag!(aws, current!, change.untag!));
      // Marked first: a run that dies in between finds it again as ours.
      if (Object.keys(change.tags).length > 0) await patiently(aws, () => kind.tag!(aws, current!, change.tags));
      return { seen: current, unfinished: await update(change, aws, current!, look) };
  }
}

/** Makes the fields true, but for what may stay for now. Answers whether anything does. */
async function update(change: Change, aws: Aws, current: Observed<any, any, any>, look: Look): Promise<boolean> {
  const { resource, servesOld, retires } = change;
  const { kind } = resource;
  const has = current.spec as Spec;
  const standing = (declared: Spec) => asItStands(kind, declared, has);
  const toWrite = (exact: Spec): Spec =>
    retires ? asSuccessor(resource, exact, has) : withWhatStays(kind, exact, has, servesOld === true);
  const wanted = standing(compared(change, has, look));
  const now = toWrite(wanted);
  await write(change, aws, current, now, () => toWrite(standing(written(change, has, look))));
  return !retires && now !== wanted;
}

/** Takes away what was kept until now. */
async function narrow(change: Change, aws: Aws, look: Look, owner: Ownership): Promise<void> {
  const current = await seenNow(change.resource, aws.fresh(), look, owner);
  if (!current) return;
  const has = current.spec as Spec;
  const exact = (declared: Spec) => asItStands(change.resource.kind, declared, has);
  await write(change, aws, current, exact(compared(change, has, look)), () => exact(written(change, has, look)));
}

/** What a thing is compared with. */
const compared = ({ resource: { kind, spec } }: Change, has: Spec, look: Look): Spec =>
  entriesToCompare(kind, resolve(spec, look) as Spec, has, look) as Spec;

/** What is written of it. */
function written(change: Change, has: Spec, look: Look): Spec {
  const { kind, spec } = change.resource;
  const entries = entriesToWrite(kind, resolve(spec, look) as Spec, has, look);
  return known({ ...(resolveForUpdate(spec, look) as Spec), ...entries }, change);
}

async function write(
  { resource: { kind } }: Change,
  aws: Aws,
  current: Observed<any, any, any>,
  wanted: Spec,
  toWrite: () => Spec,
): Promise<void> {
  const { fields } = differences(kind, wanted, current.spec as Spec);
  const changed = new Set(fields.map(({ path }) => fieldOf(path)));
  if (changed.size > 0) await patiently(aws, () => kind.update(aws, toWrite(), current, changed));
}

async function create(
  change: Change,
  aws: Aws,
  look: Look,
  owner: Ownership,
  needed: boolean,
): Promise<Observed<any, any, any> | undefined> {
  const { resource } = change;
  const { kind } = resource;
  const spec = known(resolveForBirth(resource.spec, look), change);
  const tags = tagsFor(resource, owner);
  for (let tries = 1; ; tries++) {
    try {
      const id = await kind.create(aws, spec, tags);
      return needed ? await seenAfterBirth(change, aws, look, owner, id) : undefined;
    } catch (error) {
      const lost = mayHaveHappened(error);
      if (!lost && !alreadyThere(error)) throw error;
      // A listing may lag behind what was just made, so a thing that could be made twice is looked for longer.
      const found = await lookFor(change, aws, look, owner, lost && kind.createsTwice ? 5 : 1);
      if (found) return settle(change, aws, look, owner, found, tags);
      if (!lost || tries >= 3) throw error;
    }
  }
}

/** What was found where we wanted to make it: ours if an answer was lost, else somebody was faster. */
async function settle(
  change: Change,
  aws: Aws,
  look: Look,
  owner: Ownership,
  found: Observed<any, any, any>,
  tags: Tags,
): Promise<Observed<any, any, any>> {
  const { resource, name } = change;
  const { kind } = resource;
  const stands = standing(resource, resolve(resource.spec, look) as Spec, found, owner);
  if (stands === "in-the-way" || stands === "other-env") {
    const { title, exclusive = false, tag } = kind;
    throw inTheWay({ title, name, address: resource.address, adoptable: tag !== undefined, exclusive });
  }
  const lacking = Object.fromEntries(Object.entries(tags).filter(([key, value]) => found.tags?.[key] !== value));
  if (stands === "ours" && kind.tag && Object.keys(lacking).length > 0) await kind.tag(aws, found, lacking);
  await update(change, aws, found, look);
  return found;
}

/** Looks until it is there: where AWS's eventual consistency is waited for. */
async function seenAfterBirth(
  change: Change,
  aws: Aws,
  look: Look,
  owner: Ownership,
  id: string | undefined,
): Promise<Observed<any, any, any>> {
  const found = await lookFor(change, aws, look, owner, 30, id);
  if (found) return found;
  throw new Error(`${change.resource.address} was created, but AWS does not show it after a minute`);
}

async function lookFor(
  { resource }: Change,
  aws: Aws,
  look: Look,
  owner: Ownership,
  times: number,
  id?: string,
): Promise<Observed<any, any, any> | undefined> {
  const key = resolve(keyOf(resource), look) as Spec;
  for (let time = 1; ; time++) {
    const found = await resource.kind.observe(aws.fresh(), key, { tags: owner.marks(resource), id });
    if (found || time >= times) return found;
    await aws.clock.sleep(2_000);
  }
}

/** Writes that may safely be sent again are, when the answer was lost. */
export async function patiently(aws: Aws, write: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (!mayHaveHappened(error) || tries >= 3) throw error;
      await aws.clock.sleep(1_000 * tries);
    }
  }
}

function known(spec: unknown, { resource }: Change): Spec {
  if (hasUnknown(spec)) throw new Error(`${resource.address} refers to an output that nobody has made`);
  return spec as Spec;
}
