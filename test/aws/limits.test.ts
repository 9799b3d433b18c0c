import { expect, test } from "vitest";
import type { Clock } from "../../src/aws/clock";
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

/** Time in which several wait at once: it goes on to whatever is due next. */
function timeline() {
  let now = 0;
  const due: { readonly at: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: (ms) => new Promise((wake) => due.push({ at: now + ms, wake })),
  };
  const run = async (all: Promise<unknown>) => {
    let running = true;
    const done = all.finally(() => {
      running = false;
    });
    for (; running; await new Promise((go) => setImmediate(go))) {
      due.sort((a, b) => a.at - b.at);
      const next = due.shift();
      now = next?.at ?? now;
      next?.wake();
    }
    await done;
  };
  return { clock, run };
}

test("a bucket is never refused and loses no time", async () => {
  const clock = instantClock();
  const bucket = tokenBucket({ perSecond: 3, burst: 3 }, clock);
  const takes = server({ perSecond: 3, burst: 3 });
  for (let n = 0; n < 60; n++) await bucket(async () => expect(takes(clock.now())).toBe(true));
  expect(clock.now()).toBeLessThanOrEqual(((60 - 3) / 3) * 1000 + 60);
});

test("what is held up on the way and arrives all at once is not refused either", async () => {
  const { clock, run } = timeline();
  const takes = server({ perSecond: 3, burst: 3 });
  const gate = gates(clock, 0, true)("ssm");
  const refused: number[] = [];
  // Nothing gets through in the first second of every five.
  const way = async () => {
    await clock.sleep(Math.max(20, 1_000 - (clock.now() % 5_000)));
    if (!takes(clock.now())) refused.push(clock.now());
  };
  await run(Promise.all(Array.from({ length: 60 }, () => gate("PutParameter", way))));
  expect(refused).toEqual([]);
});

test("PutParameter stays a little below AWS's rate, because clocks are not the same", async () => {
  const clock = instantClock();
  const gate = gates(clock, 0, true)("ssm");
  for (let n = 0; n < 100; n++) await gate("PutParameter", async () => {});
  const bound = ((100 - 3) / 3) * 1000;
  expect(clock.now()).toBeGreaterThan(bound * 1.01);
  expect(clock.now()).toBeLessThan(bound * 1.03);
});

test("what was not used comes back", async () => {
  const clock = instantClock();
  const bucket = tokenBucket({ perSecond: 3, burst: 3 }, clock);
  const nothing = async () => {};
  for (let n = 0; n < 3; n++) await bucket(nothing);
  await clock.sleep(5_000);
  for (let n = 0; n < 3; n++) await bucket(nothing);
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
