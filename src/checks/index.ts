import { added } from "./added";
import { boot } from "./boot";
import { signIn } from "./boot-sign-in";
import type { Check } from "./check";
import { health } from "./health";
import { permission } from "./permission";
import { relations } from "./relations";
import { security } from "./security";

/** Everything that doctor asks beyond the plan, in the order of its report: also its documentation and its SARIF rules. */
export const checks: readonly Check[] = [
  ...added,
  ...boot,
  ...relations,
  ...signIn,
  ...permission,
  ...health,
  ...security,
];
