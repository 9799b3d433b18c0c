import { alreadyThere, mayHaveHappened, Stopped } from "../aws/errors";
import type { Aws } from "../aws/session";
import { inTheWay } from "../problems";
import { asItStands, differences, fieldOf, withAdditions } from "./diff";
import type { Observed, Tags } from "./kind";
import { type Ownership, standing } from "./ownership";
import { type Change, type Plan, tagsFor } from "./plan";
import { type Address, hasUnknown, type Look, resolve, resolveForBirth, resolveForUpdate, UNKNOWN } from "./ref";
import type { Resource } from "./resource";
import { keyOf, lookIn, type Survey } from "./survey";
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
  /** Whether what the config no longer wants is removed. */
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
 * Carries out a plan: the one pass that writes AWS. Each change comes after what it refers to, independent ones run at
 * once; a failure skips only what depends on it. Removals come last, one after the other.
 */
export async function carryOut(plan: Plan, survey: Survey, aws: Aws, options: CarryOutOptions): Promise<Done> {
  const { graph, seen } = survey;
  const made = new Map<Address, Observed<any, any, any>>();
  const remade = new Set<Address>();
  const changes = new Map(
    plan.changes.filter(({ action }) => action !== "delete").map((change) => [change.resource.address, change]),
  );
  for (const [address, { action }] of changes) if (action === "create" || action === "replace") remade.add(address);
  const look: Look = (source) => {
    const now = made.get(source.address);
    if (now) return (now.outputs as Spec)[source.field];
    return remade.has(source.address) ? UNKNOWN : lookIn(seen)(source);
  };

  const carry = async (change: Change): Promise<Outcome> => {
    if (options.signal?.aborted) return { change, status: "skipped" };
    options.began?.(change);
    try {
      const { resource } = change;
      const needed = graph.dependants(resource.address).length > 0 || options.tells?.(resource) === true;
      const now = await act(change, aws, look, options, needed);
      if (now) made.set(change.resource.address, now);
      return { change, status: "done" };
    } catch (error) {
      if (error instanceof Stopped) return { change, status: "skipped" };
      return { change, status: "failed", error };
    }
  };

  const walked = await walk<Outcome>([...changes.keys()], graph.dependsOn, async (address, before) => {
    const change = changes.get(address)!;
    const broken = before.find((one) => one.status !== "done" && !isLeft(one));
    const outcome: Outcome = broken
      ? { change, status: "skipped", because: broken.because ?? broken.change.resource.address }
      : "unreadable" in change
        ? { change, status: "failed", error: change.unreadable }
        : change.action === "none"
          ? { change, status: "done" }
          : change.onlyAdditions && !options.prune
            ? { change, status: "skipped" }
            : await carry(change);
    options.ended?.(outcome);
    return outcome;
  });

  const outcomes = [...walked.values()];
  let failed = outcomes.some((one) => one.status !== "done" && !isLeft(one));
  for (const change of plan.changes.filter(({ action }) => action === "delete")) {
    // Something may still need what would be removed: a run that failed removes nothing.
    const kept = !options.prune || failed || change.holdsData;
    const outcome: Outcome = kept ? { change, status: "skipped" } : await carry(change);
    // Neither does one whose removals fail: what comes next may guard what is still there.
    failed ||= outcome.status === "failed";
    options.ended?.(outcome);
    outcomes.push(outcome);
  }
  return { outcomes, look };
}

/** Left as it is on purpose: what others have added inside. Nothing that depends on it is kept from its work. */
const isLeft = ({ change, status, because }: Outcome): boolean =>
  status === "skipped" && because === undefined && change.onlyAdditions === true;

/** Answers what the thing is now, where somebody wants to know. */
async function act(
  change: Change,
  aws: Aws,
  look: Look,
  { owner, prune }: CarryOutOptions,
  needed: boolean,
): Promise<Observed<any, any, any> | undefined> {
  const { resource, action, current } = change;
  const { kind } = resource;
  switch (action) {
    case "create":
      return create(change, aws, look, owner, needed);
    case "replace":
      await patiently(aws, () => kind.remove(aws, resolve(keyOf(resource), look) as Spec, current!));
      return create(change, aws, look, owner, needed);
    case "delete":
      await patiently(aws, () => kind.remove(aws, keyOf(resource), current!));
      return undefined;
    default:
      // Marked first: a run that dies in between finds it again as ours.
      if (Object.keys(change.tags).length > 0) await patiently(aws, () => kind.tag!(aws, current!, change.tags));
      await update(change, aws, current!, look, prune);
      return current;
  }
}

async function update(
  change: Change,
  aws: Aws,
  current: Observed<any, any, any>,
  look: Look,
  prune: boolean,
): Promise<void> {
  const { kind, spec } = change.resource;
  const has = current.spec as Spec;
  const toWrite = (declared: Spec): Spec => {
    const standing = asItStands(kind, declared, has);
    return prune ? standing : withAdditions(kind, standing, has);
  };
  const { fields } = differences(kind, toWrite(resolve(spec, look) as Spec), has);
  const changed = new Set(fields.map(({ path }) => fieldOf(path)));
  if (changed.size === 0) return;
  const wanted = toWrite(known(resolveForUpdate(spec, look), change));
  await patiently(aws, () => kind.update(aws, wanted, current, changed));
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
  await update(change, aws, found, look, false);
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
