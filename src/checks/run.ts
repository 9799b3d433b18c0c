import { actionOf } from "../aws/actions";
import { blamedCall } from "../aws/blame";
import { isDenied, mayHaveHappened } from "../aws/errors";
import { explainAny } from "../aws/explain";
import type { Check, Look, Verdict } from "./check";
import type { Result } from "./result";

/** Runs checks at once. One that can't look is skipped and says what it lacked; one that breaks fails by itself. */
export const runChecks = (checks: readonly Check[], look: Look): Promise<readonly Result[]> =>
  Promise.all(
    checks.map(async (check) => {
      try {
        return resultOf(check, await check.run(look));
      } catch (error) {
        return resultOf(check, verdictOn(error));
      }
    }),
  );

/** What an error means for whoever only wanted to look. */
export function verdictOn(error: unknown): Verdict {
  const because = explainAny(error).text;
  const call = blamedCall(error);
  if (isDenied(error)) {
    return { status: "skip", because, ...(call ? { lacks: actionOf(call.service, call.operation) } : {}) };
  }
  // No answer says nothing about the installation.
  if (mayHaveHappened(error)) return { status: "skip", because };
  return { status: "fail", found: because };
}

function resultOf(check: Check, verdict: Verdict): Result {
  const { id, category, title, fix, key } = check;
  const base = { id, category, title, details: [], key };
  switch (verdict.status) {
    case "pass":
      return { ...base, status: "pass", ...(verdict.found ? { found: verdict.found } : {}) };
    case "skip":
      return {
        ...base,
        status: "skip",
        found: verdict.because,
        lacks: verdict.lacks,
        notApplicable: verdict.notApplicable,
      };
    default:
      return {
        ...base,
        status: verdict.status,
        found: verdict.found,
        details: verdict.details ?? [],
        fix: verdict.fix ?? fix,
      };
  }
}
