import type { Text } from "../text";
import type { Category, Detail } from "./check";

/** One line of doctor's report. */
export interface Result {
  /** The id of the check, or for drift the address of the resource. */
  readonly id: string;
  readonly category: Category;
  readonly status: "pass" | "warn" | "fail" | "skip";
  readonly title: Text;
  /** What is wrong, or why it was skipped. */
  readonly found?: Text;
  readonly details: readonly Detail[];
  readonly fix?: Text;
  /** The IAM action whose lack kept it from looking. */
  readonly lacks?: string;
  /** Skipped because there is nothing to look at: counts as seen. */
  readonly notApplicable?: true;
  /** The config key concerned. */
  readonly key?: string;
}
