import limit from "p-limit";
import { isError } from "../aws/errors";
import type { Aws } from "../aws/session";
import { holdsData, stillNeeded } from "../problems";
import { type CarryOutOptions, type Outcome, patiently } from "./carry-out";
import { othersAmong } from "./heirs";
import type { Observed } from "./kind";
import type { Change, Plan } from "./plan";
import { type Address, resolve } from "./ref";
import type { RemovalOptions } from "./removal";
import { keyOf, lookIn, type Survey } from "./survey";
import { walk } from "./walk";

/** Removals in flight: few enough for an interrupt to leave most of the rest alone. */
const AT_ONCE = 8;

export type CarryOutRemovalOptions = Pick<CarryOutOptions, "signal" | "began" | "ended"> &
  Pick<RemovalOptions, "deleteData">;

/**
 * Carries out what {@link planRemoval} has planned. Everything goes before what it refers to, independent things at once;
 * before all what the config did not name any more, one after the other; after all what others may have come to rely on,
 * because only then nothing of ours does. A failure stops nothing else: AWS itself refuses what is still in use.
 */
export async function carryOutRemoval(
  plan: Plan,
  survey: Survey,
  aws: Aws,
  { deleteData, signal, began, ended }: CarryOutRemovalOptions,
): Promise<readonly Outcome[]> {
  const { graph, seen, strays } = survey;
  const gone: Observed<any, any, any>[] = [];

  const attempt = async (change: Change): Promise<Outcome> => {
    if ("unreadable" in change) return { change, status: "failed", error: change.unreadable };
    if (change.action === "none") return { change, status: "done" };
    // A Ctrl-C is heard between two turns of the event loop, and an answer may come without one.
    await new Promise((go) => setImmediate(go));
    if (change.stays || signal?.aborted) return { change, status: "skipped" };
    began?.(change);
    try {
      const stays = change.action === "delete" ? await remove(change) : await retag(change, aws);
      return stays ? { change: { ...change, stays }, status: "skipped" } : { change, status: "done" };
    } catch (error) {
      return { change, status: "failed", error };
    }
  };

  /** Answers why it stays, where that has turned out only now. */
  const remove = async ({ resource, current }: Change) => {
    const { kind } = resource;
    const key = resolve(keyOf(resource), lookIn(seen)) as Record<string, unknown>;
    const others = othersAmong((await kind.neededBy?.(aws.fresh(), key, current!)) ?? [], gone);
    if (others.length > 0) return stillNeeded({ by: others.map(({ arn }) => arn) });
    if (!deleteData && kind.isEmpty && !(await kind.isEmpty(aws.fresh(), current!))) return holdsData();
    await onceFree(aws, () => patiently(aws, () => kind.remove(aws, key, current!)));
    gone.push(current!);
    return undefined;
  };

  const carry = async (change: Change): Promise<Outcome> => {
    const outcome = await attempt(change);
    ended?.(outcome);
    return outcome;
  };

  const outcomes: Outcome[] = [];
  const isStray = ({ resource }: Change) => strays.some((stray) => stray.resource === resource);
  const isRelied = ({ resource: { kind } }: Change) => kind.neededBy !== undefined;
  const begin = limit(AT_ONCE);
  for (const late of [false, true]) {
    const changes = plan.changes.filter((change) => isRelied(change) === late);
    for (const change of changes.filter(isStray)) outcomes.push(await carry(change));
    const at = new Map(
      changes.filter((change) => !isStray(change)).map((change) => [change.resource.address, change] as const),
    );
    const order = graph.resources.map(({ address }) => address).filter((address) => at.has(address));
    const walked = await walk<Outcome>(order.reverse(), graph.dependants, (address: Address) =>
      begin(() => carry(at.get(address)!)),
    );
    outcomes.push(...walked.values());
  }
  return outcomes;
}

/** Gives it back, or to another env. */
async function retag({ resource: { kind }, current, tags, untag = [] }: Change, aws: Aws): Promise<undefined> {
  // First what goes: once it is another env's, nothing of it is ours to take off.
  if (untag.length > 0) await patiently(aws, () => kind.untag!(aws, current!, untag));
  if (Object.keys(tags).length > 0) await patiently(aws, () => kind.tag!(aws, current!, tags));
}

/** What was in it has just gone, which IAM may not have noticed everywhere. */
async function onceFree(aws: Aws, remove: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await remove();
    } catch (error) {
      if (!isError(error, "DeleteConflict") || tries >= 5) throw error;
      await aws.clock.sleep(2_000);
    }
  }
}
