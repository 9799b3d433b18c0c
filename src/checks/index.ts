import type { Check } from "./check";
import { health } from "./health";
import { security } from "./security";

/** Everything that doctor asks beyond drift, in the order of its report: also its documentation and its SARIF rules. */
export const checks: readonly Check[] = [...health, ...security];
