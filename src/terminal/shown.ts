import type { Outcome } from "../engine/carry-out";
import type { FieldChange } from "../engine/diff";
import type { Action, Change, Plan } from "../engine/plan";
import type { Withheld } from "../engine/ref";
import type { Problem } from "../problems";
import type { Text } from "../text";

export type ShownStatus = "planned" | "blocked" | "done" | "failed" | "skipped";

/** One change, planned or carried out, as the terminal and JSON show it. */
export interface ShownChange {
  /** As in `queue/aws-portscan`. */
  readonly address: string;
  /** What a person calls things of this kind. */
  readonly title: Text;
  /** As in `sqs.queue`. */
  readonly type: string;
  /** The name by which AWS knows it. */
  readonly name: string;
  readonly action: Action;
  readonly status: ShownStatus;
  readonly fields: readonly FieldChange[];
  readonly notCompared: readonly Withheld[];
  /** Why it is blocked or has failed, told to the user. */
  readonly problem?: Problem;
  /** For what was skipped: the address whose failure it depends on. */
  readonly because?: string;
  /** It would be removed with `--prune`, which was not given. */
  readonly onlyWithPrune?: true;
}

/** A plan or what became of it. */
export interface ShownRun {
  readonly changes: readonly ShownChange[];
  readonly warnings: readonly Text[];
  /** Whether somebody stopped it before its end. */
  readonly interrupted?: boolean;
}

export interface Showing {
  /** Tells an error of AWS as a problem. */
  readonly explain: (error: unknown) => Problem;
  /** Whether `--prune` was given; without it removals are skipped. */
  readonly prune: boolean;
}

/** A plan, to be shown before it is carried out. */
export const shownPlan = (plan: Plan, how: Showing): ShownRun => ({
  changes: plan.changes.map((change) => shownChange(change, how)),
  warnings: plan.warnings,
});

/** One planned change. What could not be looked at has failed already. */
export function shownChange(change: Change, { explain, prune }: Showing): ShownChange {
  const facts = factsOf(change);
  if (change.blocked) return { ...facts, status: "blocked", problem: change.blocked };
  if (change.unreadable !== undefined) return { ...facts, status: "failed", problem: explain(change.unreadable) };
  if (change.action === "delete" && !prune) return { ...facts, status: "skipped", onlyWithPrune: true };
  return { ...facts, status: "planned" };
}

/** What became of one change. */
export function shownOutcome({ change, status, error, because }: Outcome, { explain, prune }: Showing): ShownChange {
  const facts = factsOf(change);
  if (status === "failed") return { ...facts, status, problem: explain(error) };
  if (status === "done") return { ...facts, status };
  return change.action === "delete" && !prune
    ? { ...facts, status, onlyWithPrune: true }
    : { ...facts, status, because };
}

function factsOf({ resource, name, action, fields, notCompared }: Change): Omit<ShownChange, "status"> {
  const { address, kind } = resource;
  return { address, title: kind.title, type: kind.type, name, action, fields, notCompared };
}

/** The counts of the contract. Each change counts once: as failed, as skipped, or by its action. */
export type Summary = { readonly [K in Action | "failed" | "skipped"]: number };

export function summaryOf(changes: readonly ShownChange[]): Summary {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, none: 0, failed: 0, skipped: 0 };
  for (const change of changes) counts[countedAs(change)] += 1;
  return counts;
}

/** A thing that needs nothing is unchanged also where what it depends on has failed. */
function countedAs({ action, status }: ShownChange): keyof Summary {
  if (status === "failed") return "failed";
  return status === "skipped" && action !== "none" ? "skipped" : action;
}
