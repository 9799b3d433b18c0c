import { expect, test } from "vitest";
import { gates, tokenBucket } from "../../src/aws/limits";
import { instantClock } from "../sandboxed";

/** AWS's side: holds so many, gains so many a second, and refuses what comes too early. */
const server = ({ perSecond, burst }: { perSecond: number; burst: number }) => {
  let [tokens, last] = [burst, 0];
  return (at: number): boolean => {
    tokens = Math.min(burst, tokens + ((at - last) / 1000) * perSecond);
    last = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};

test("a bucket is never refused and loses no time", async () => {
  const clock = instantClock();
  const bucket = tokenBucket({ perSecond: 3, burst: 3 }, clock);
  const takes = server({ perSecond: 3, burst: 3 });
  for (let n = 0; n < 60; n++) {
    await bucket();
    expect(takes(clock.now())).toBe(true);
  }
  expect(clock.now()).toBeLessThanOrEqual(((60 - 3) / 3) * 1000 + 60);
});

test("PutParameter stays a little below AWS's rate, because requests overtake each other on the way", async () => {
  const clock = instantClock();
  const gate = gates(clock, 0, true)("ssm");
  for (let n = 0; n < 100; n++) await gate("PutParameter", async () => {});
  const bound = ((100 - 3) / 3) * 1000;
  expect(clock.now()).toBeGreaterThan(bound * 1.05);
  expect(clock.now()).toBeLessThan(bound * 1.1);
});

test("what was not used comes back", async () => {
  const clock = instantClock();
  const bucket = tokenBucket({ perSecond: 3, burst: 3 }, clock);
  for (let n = 0; n < 3; n++) await bucket();
  await clock.sleep(5_000);
  for (let n = 0; n < 3; n++) await bucket();
  expect(clock.now()).toBe(5_000);
});

test("reads and writes of a service have their own limits, and one limit holds for all", async () => {
  const most = async (operation: string, concurrency: number) => {
    const gate = gates(instantClock(), concurrency, true)("iam");
    let running = 0;
    let highest = 0;
    const call = async () => {
      highest = Math.max(highest, ++running);
      await new Promise((go) => setImmediate(go));
      running--;
    };
    await Promise.all(Array.from({ length: 20 }, () => gate(operation, call)));
    return highest;
  };
  expect(await most("GetRole", 0)).toBe(8);
  expect(await most("CreateRole", 0)).toBe(1);
  expect(await most("GetRole", 2)).toBe(2);
});

test("PutParameter is rated with AWS, and not where nobody counts", async () => {
  const took = async (rated: boolean) => {
    const clock = instantClock();
    const gate = gates(clock, 0, rated)("ssm");
    await Promise.all(Array.from({ length: 9 }, () => gate("PutParameter", async () => {})));
    return clock.now();
  };
  expect(await took(true)).toBeGreaterThanOrEqual(2_000);
  expect(await took(false)).toBe(0);
});
