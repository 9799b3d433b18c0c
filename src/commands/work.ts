import { explainAny } from "../aws/explain";
import { type CarryOutOptions, carryOut, type Done, type Outcome } from "../engine/carry-out";
import type { Change, Plan } from "../engine/plan";
import { planFor } from "../engine/plan";
import { type Survey, survey } from "../engine/survey";
import { waits } from "../engine/switching";
import { kinds } from "../kinds";
import { overlooked, Problem, unsearched } from "../problems";
import { tellProblem } from "../terminal/problem";
import type { ShownChange, ShownRun } from "../terminal/shown";
import { distinct } from "../terminal/warnings";
import type { Text } from "../text";
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
export function lookedFrom({ warnings, aws }: Opened, seen: Survey, plan: Plan, prune: boolean): Looked {
  const blind = seen.unsearched.map(({ kind, error }) =>
    unsearched({ title: kind.title, because: asProblem(error).text }),
  );
  const shown: ShownRun = {
    changes: plan.changes.map((change) => plannedChange(change, prune)),
    warnings: [...warnings, ...plan.warnings, ...blind, ...overlookedIn(aws)],
  };
  return { survey: seen, plan, shown };
}

/** What was refused and not needed, each action once and in the words of its first time: nothing is lost silently. */
function overlookedIn(aws: Opened["aws"]): readonly Text[] {
  const problems = aws.overlooked.map(asProblem);
  const what = problems.map(({ fix, text }) => fix?.en ?? text.en);
  return problems.filter((_, at) => what.indexOf(what[at]!) === at).map(overlooked);
}

/** Warnings, and what has been refused by now. */
export const warningsNow = ({ warnings }: Pick<ShownRun, "warnings">, aws: Opened["aws"]): readonly Text[] =>
  distinct([...warnings, ...overlookedIn(aws)]);

/** Whether carrying it out would write anything. */
export const wouldWrite = ({ plan }: Looked, prune: boolean): boolean =>
  plan.changes.some((change) => change.action !== "none" && !staysAsItIs(change, prune));

/** What is only done when told, or not even then. */
const staysAsItIs = (change: Change, prune: boolean): boolean =>
  change.holdsData === true || change.stays !== undefined || ((change.action === "delete" || waits(change)) && !prune);

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
    began: (change) => reporter.began(shownChange(change, "planned", how.prune)),
    ended: (outcome) => reporter.ended(endedChange(outcome, how.prune)),
  });
  reporter.stop();
  const changes = done.outcomes.map((outcome) => endedChange(outcome, how.prune));
  return { done, shown: { changes, warnings: warningsNow(shown, aws) } };
}

export function plannedChange(change: Change, prune: boolean): ShownChange {
  const shown = (status: ShownChange["status"], problem?: Problem) =>
    shownChange(change, status, prune, problem ? { problem } : {});
  if ("unreadable" in change) return shown("failed", asProblem(change.unreadable));
  if (change.blocked) return shown("blocked", change.blocked);
  if (change.stays) return shown("skipped", change.stays);
  return shown(staysAsItIs(change, prune) ? "skipped" : "planned");
}

export function endedChange({ change, status, error, because }: Outcome, prune: boolean): ShownChange {
  const problem = error === undefined ? (status === "skipped" ? change.stays : undefined) : asProblem(error);
  return shownChange(change, status, prune, { ...(problem ? { problem } : {}), because });
}

/** What stays back unless told to remove is shown where it is all there is to do. */
export function shownChange(
  change: Change,
  status: ShownChange["status"],
  prune: boolean,
  more: Pick<ShownChange, "problem" | "because"> = {},
): ShownChange {
  const { resource, name, action, notCompared, holdsData, meanwhile, kept } = change;
  const { address, kind } = resource;
  const titles = { address, title: kind.title, type: kind.type, name };
  const partly = meanwhile !== undefined && !waits(change);
  const fields = partly && !prune ? meanwhile : change.fields;
  const shown = { ...titles, action, status, fields, notCompared, holdsData, kept };
  if (waits(change)) return { ...shown, waits: true, ...more };
  return { ...shown, ...(partly && !prune ? { stays: stayingIn(change) } : {}), ...more };
}

/** What is not written unless told to remove. Of a list all of it: its items are counted differently on both sides. */
function stayingIn({ fields, meanwhile = [] }: Change): readonly string[] {
  const paths = fields.map(({ path }) => path).filter((path) => !meanwhile.some((other) => other.path === path));
  return [...new Set(paths.map((path) => path.replace(/\[.*/, "")))];
}

/** What went wrong, in our words: never throws, because one failure must not hide the others. */
export const asProblem = (error: unknown): Problem => explainAny(error);
