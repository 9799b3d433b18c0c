import { expect, test } from "vitest";
import { realClock } from "../../src/aws/clock";
import { awsError } from "../../src/sandbox/account";
import { freshSandbox, pending, sessionOn } from "./sandbox-apply";
import { sandboxConfig } from "./sandbox-place";

/** Parameter Store's default (https://docs.aws.amazon.com/general/latest/gr/ssm.html). */
const PER_SECOND = 3;
const BURST = 3;

test("apply from empty keeps to Parameter Store's three writes a second, and wastes no time over it", async () => {
  const account = freshSandbox();
  let [parameters, refused] = [0, 0];
  const take = tokenBucket();
  const session = await sessionOn(account, sandboxConfig, { clock: realClock, rated: true }, (call, answer) => {
    if (call.operation !== "PutParameter") return answer();
    parameters += 1;
    if (take()) return answer();
    refused += 1;
    throw awsError("ThrottlingException", "Rate exceeded");
  });
  const began = performance.now();
  const outcomes = await session.apply();
  const seconds = (performance.now() - began) / 1000;
  expect(outcomes.filter(({ status }) => status !== "done")).toEqual([]);
  expect(pending(await session.plan())).toEqual([]);
  expect(parameters).toBeGreaterThan(50);
  expect(refused).toBe(0);
  expect(seconds).toBeLessThan((1.2 * (parameters - BURST)) / PER_SECOND);
}, 120_000);

/** What AWS does: refuses whoever comes faster than the bucket fills. */
function tokenBucket(): () => boolean {
  let tokens = BURST;
  let filled = performance.now();
  return () => {
    const now = performance.now();
    tokens = Math.min(BURST, tokens + ((now - filled) / 1000) * PER_SECOND);
    filled = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
