import { beforeAll, describe, expect, test } from "vitest";
import { isRead } from "../../src/aws/actions";
import type { Call } from "../../src/aws/session";
import { accountOf, type State } from "../../src/sandbox/account";
import { type Canonical, canonical, differencesOf } from "./canonical";
import { copyOf, freshSandbox, pending, sessionOn } from "./sandbox-apply";
import { sandboxConfig } from "./sandbox-place";

const codeDataKey = "/prd/code/common/CODE_DATA_KEY";
const fresh: State = copyOf(freshSandbox());

/** The writes of an undisturbed first apply, in order. */
let writes: readonly Call[];
let undisturbed: Canonical;

const contentOf = (state: State) => canonical(state, fresh, [codeDataKey]);
const keyIn = (state: State) => (state.tables["ssm.parameters"]?.[codeDataKey] as { value: string } | undefined)?.value;

/** As Node tells it when the other side hangs up. */
const hungUp = () => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

beforeAll(async () => {
  const account = freshSandbox();
  const calls: Call[] = [];
  const session = await sessionOn(account, sandboxConfig, {}, (call, answer) => {
    calls.push(call);
    return answer();
  });
  expect(new Set((await session.apply()).map(({ status }) => status))).toEqual(new Set(["done"]));
  writes = calls.filter(({ operation }) => !isRead(operation));
  undisturbed = contentOf(account.state);
});

describe("a write whose answer never arrives", () => {
  test.each([
    ["carried out", true],
    ["not carried out", false],
  ])(
    "%s: the same run or the next converges, with one of each",
    async (_, carriedOut) => {
      const failures: string[] = [];
      let [tried, sameRun] = [0, 0];
      for (const [at, { service, operation }] of writes.entries()) {
        const found = await withLostAnswer(at, carriedOut);
        tried += 1;
        if (found.runs === 1) sameRun += 1;
        if (found.wrong) failures.push(`write ${at + 1} (${service} ${operation}): ${found.wrong}`);
      }
      expect(failures.slice(0, 10)).toEqual([]);
      expect(tried).toBe(writes.length);
      expect(sameRun, "most need no second run").toBeGreaterThan(writes.length / 2);
    },
    180_000,
  );
});

async function withLostAnswer(
  at: number,
  carriedOut: boolean,
): Promise<{ readonly runs: number; readonly wrong?: string }> {
  const account = accountOf(structuredClone(fresh));
  let written = 0;
  let firstKey: string | undefined;
  const first = await sessionOn(account, sandboxConfig, {}, async ({ operation }, answer) => {
    if (isRead(operation) || written++ !== at) return answer();
    if (carriedOut) await answer();
    firstKey = keyIn(account.state);
    throw hungUp();
  });
  const outcomes = await first.apply();
  const failed = outcomes.some(({ status }) => status !== "done");
  const next = await sessionOn(account, sandboxConfig);
  if (failed) await next.apply();
  const runs = failed ? 2 : 1;
  if (written <= at) return { runs, wrong: "it was never sent" };
  const left = pending(await next.plan());
  if (left.length > 0) return { runs, wrong: `the following plan has ${left.join(", ")}` };
  if (firstKey !== undefined && keyIn(account.state) !== firstKey)
    return { runs, wrong: "CODE_DATA_KEY is another one" };
  const [different] = differencesOf(undisturbed, contentOf(account.state));
  return different === undefined ? { runs } : { runs, wrong: different };
}
