import { explainAny } from "../aws/explain";
import { type CarryOutOptions, carryOut, type Done, type Outcome } from "../engine/carry-out";
import type { Change, Plan } from "../engine/plan";
import { planFor } from "../engine/plan";
import { type Survey, survey } from "../engine/survey";
import { kinds } from "../kinds";
import { Problem, unsearched } from "../problems";
import { tellProblem } from "../terminal/problem";
import type { ShownChange, ShownRun } from "../terminal/shown";
import type { Opened } from "./open";
import { isTold } from "./outputs";

/** A plan, with what it was made of and how it is shown. */
export interface Looked {
  readonly survey: Survey;
  readonly plan: Plan;
  readonly shown: ShownRun;
}

/**
 * Surveys and plans.
 *
 * @throws {Problem} when nothing may be done; the other reasons are told before
 */
export async function look(opened: Opened, prune: boolean): Promise<Looked> {
  const { graph, aws, owner, reporter, screen } = opened;
  const seen = await survey(graph, aws, { owner, kinds, progress: reporter.survey });
  reporter.stop();
  const plan = planFor(seen, owner, aws.region);
  const [refusal, ...others] = reasonsAgainst(plan);
  for (const other of others) tellProblem(screen, other);
  if (refusal) throw refusal;
  return lookedFrom(opened, seen, plan, prune);
}

/**
 * Why nothing may be done: what is only needed and isn't there, and what looking found wrong (no room for rules, two things
 * with one id). What AWS denied to look at is no such reason where it is ours to make: it fails by itself. The same is
 * said once.
 */
export function reasonsAgainst({ refusals, changes }: Plan): readonly Problem[] {
  const wrong = changes
    .map(({ unreadable }) => unreadable)
    .filter((error) => error instanceof Problem && error.exit !== 1);
  const problems = [...refusals.map(({ error }) => error), ...wrong].map(asProblem);
  return [...new Map(problems.map((one) => [`${one.code} ${one.text.en}`, one])).values()];
}

/** A survey and its plan, made ready to be shown. */
export function lookedFrom({ warnings }: Opened, seen: Survey, plan: Plan, prune: boolean): Looked {
  const blind = seen.unsearched.map(({ kind, error }) =>
    unsearched({ title: kind.title, because: asProblem(error).text }),
  );
  const shown: ShownRun = {
    changes: plan.changes.map((change) => plannedChange(change, prune)),
    warnings: [...warnings, ...plan.warnings, ...blind],
  };
  return { survey: seen, plan, shown };
}

/** Whether carrying it out would write anything. */
export const wouldWrite = ({ plan }: Looked, prune: boolean): boolean =>
  plan.changes.some((change) => change.action !== "none" && !staysAsItIs(change, prune));

/** What is only done when told, or not even then. */
const staysAsItIs = ({ action, holdsData, onlyAdditions }: Change, prune: boolean): boolean =>
  holdsData === true || ((action === "delete" || onlyAdditions === true) && !prune);

/** Whether something unowned stands in the way: nothing is written then. */
export const isBlocked = ({ plan }: Looked): boolean => plan.changes.some(({ blocked }) => blocked !== undefined);

/** What is told of a blocked run as a whole: the first thing in its way. The others stand at their changes. */
export const firstInTheWay = ({ plan }: Looked): Problem | undefined =>
  plan.changes.find(({ blocked }) => blocked !== undefined)?.blocked;

/** Whether something could not be looked at. */
export const isPartial = ({ plan }: Looked): boolean => plan.changes.some((change) => "unreadable" in change);

/**
 * Carries out what was looked at.
 *
 * @throws {Problem} exit 3 when a secret is missing without which something can't be created: nothing is written then
 */
export async function work(
  { aws, owner, reporter, screen }: Opened,
  { plan, survey: seen, shown }: Looked,
  how: Pick<CarryOutOptions, "prune" | "signal">,
): Promise<{ readonly done: Done; readonly shown: ShownRun }> {
  const [missing, ...others] = plan.missing;
  for (const other of others) tellProblem(screen, other);
  if (missing) throw missing;
  reporter.carryOut(shown.changes.filter(({ action, status }) => action !== "none" && status === "planned").length);
  const done = await carryOut(plan, seen, aws, {
    ...how,
    owner,
    tells: isTold,
    began: (change) => reporter.began(shownChange(change, "planned")),
    ended: (outcome) => reporter.ended(endedChange(outcome)),
  });
  reporter.stop();
  return { done, shown: { changes: done.outcomes.map(endedChange), warnings: shown.warnings } };
}

export function plannedChange(change: Change, prune: boolean): ShownChange {
  if ("unreadable" in change) return shownChange(change, "failed", { problem: asProblem(change.unreadable) });
  if (change.blocked) return shownChange(change, "blocked", { problem: change.blocked });
  if (change.stays) return shownChange(change, "skipped", { problem: change.stays });
  return shownChange(change, staysAsItIs(change, prune) ? "skipped" : "planned");
}

export function endedChange({ change, status, error, because }: Outcome): ShownChange {
  const problem = error === undefined ? (status === "skipped" ? change.stays : undefined) : asProblem(error);
  return shownChange(change, status, { ...(problem ? { problem } : {}), because });
}

export function shownChange(
  { resource, name, action, fields, notCompared, holdsData, onlyAdditions }: Change,
  status: ShownChange["status"],
  more: Pick<ShownChange, "problem" | "because"> = {},
): ShownChange {
  const { address, kind } = resource;
  const titles = { address, title: kind.title, type: kind.type, name };
  return { ...titles, action, status, fields, notCompared, holdsData, onlyAdditions, ...more };
}

/** What went wrong, in our words: never throws, because one failure must not hide the others. */
export const asProblem = (error: unknown): Problem => explainAny(error);
