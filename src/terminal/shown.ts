import type { FieldChange } from "../engine/diff";
import type { Action } from "../engine/plan";
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
  /** All that differs was added inside by others, or serves what the config no longer wants: it goes only with `--prune`. */
  readonly waits?: true;
  /** Paths of what stays until `--prune`, besides what is shown. */
  readonly stays?: readonly string[];
  /** What differs and can't be changed: it stays as it is. */
  readonly kept?: readonly FieldChange[];
  /** For what is no longer wanted: it is kept, because something would be lost with it. */
  readonly holdsData?: true;
}

/** A plan or what became of it. */
export interface ShownRun {
  readonly changes: readonly ShownChange[];
  readonly warnings: readonly Text[];
  /** Whether somebody stopped it, where the changes themselves don't tell. */
  readonly interrupted?: boolean;
}

/** Skipped although nothing that it depends on has failed: somebody stopped the run. */
export const wasInterrupted = ({ changes, interrupted }: Pick<ShownRun, "changes" | "interrupted">): boolean =>
  interrupted ??
  changes.some(
    ({ status, because, action, waits }) =>
      status === "skipped" && because === undefined && action !== "none" && action !== "delete" && !waits,
  );

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
