import { describe, expect, test } from "vitest";
import { actionOf, isRead } from "../../src/aws/actions";
import type { Call } from "../../src/aws/session";
import { exitOf, type Report, reportOf } from "../../src/checks/report";
import { awsError } from "../../src/sandbox/account";
import { installed } from "../checks/installed";

const nameOf = ({ service, operation }: Call) => `${service} ${operation}`;

/** What doctor says of the standard installation when some calls are refused, whatever AWS's words about it. */
async function diagnosed(isRefused: (call: Call) => boolean): Promise<{ report: Report; calls: readonly Call[] }> {
  let installing = true;
  const { results, calls } = await installed({
    refuse: (call) => {
      if (installing || !isRefused(call)) return;
      const message = "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: nonsense:Invented";
      throw awsError("AccessDeniedException", message, { status: 403 });
    },
  });
  installing = false;
  calls.length = 0;
  const report = reportOf(await results(), { only: [], skip: [], ignore: [], today: "2026-11-23" });
  return { report, calls };
}

const whole = await diagnosed(() => false);
const reads = [...new Map(whole.calls.map((call) => [nameOf(call), call])).values()];

/** What nothing is lacking without, and the check that says how it was done instead. */
const instead: Readonly<Record<string, string>> = { "iam SimulatePrincipalPolicy": "permission/calls" };

describe("one read action that is denied", () => {
  test("nothing but reads is sent", () => {
    expect(reads.filter(({ operation }) => !isRead(operation))).toEqual([]);
    expect(reads.length).toBeGreaterThan(20);
  });

  test.each(reads.map((call) => [nameOf(call), call] as const))("%s", async (name, { service, operation }) => {
    const { report } = await diagnosed((call) => nameOf(call) === name);
    expect([0, 2]).toContain(exitOf(report, false));
    if (name in instead) {
      // Somebody else has judged, and says who didn't.
      const { found } = report.results.find(({ id }) => id === instead[name])!;
      expect(found!.en).toContain(actionOf(service, operation));
    } else {
      expect(exitOf(report, true)).toBe(2);
      expect(report.coverage.lacking).toEqual([actionOf(service, operation)]);
    }
    // All the rest is said as before: nothing is called wrong that could not be looked at, and nothing is left out.
    const now = new Map(report.results.map(({ id, status }) => [id, status]));
    const changed = whole.report.results.filter(({ id, status }) => now.get(id) !== status && now.get(id) !== "skip");
    expect(changed.map(({ id, status }) => `${id}: ${now.get(id)} instead of ${status}`)).toEqual([]);
    expect([...now.values()].filter((status) => status !== "skip").length).toBeGreaterThan(0);
  });
});

test("when nothing could be read at all, that is an error", async () => {
  const { report } = await diagnosed(() => true);
  expect(report.status).toBe("error");
  expect(exitOf(report, false)).toBe(1);
  expect(report.coverage.seen).toBe(0);
});
