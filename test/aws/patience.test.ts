import { describe, expect, test } from "vitest";
import { Stopped } from "../../src/aws/errors";
import { patientlyLook, type Wait } from "../../src/aws/patience";
import type { Aws } from "../../src/aws/session";
import { instantClock } from "../sandboxed";

const about = (ms: number) => ({ en: `${ms / 1000} s`, ja: `${ms / 1000}秒` });
const wait: Wait = { atMost: 60_000, every: 10_000, about };

function place(signal?: AbortSignal) {
  const told: string[] = [];
  const clock = instantClock();
  const aws = { clock, patience: { signal, tell: ({ en }: { en: string }) => told.push(en) } } as unknown as Aws;
  return { aws, clock, told };
}

const thereAfter = (looks: number) => {
  let seen = 0;
  return async () => (++seen > looks ? "there" : undefined);
};

describe("looking patiently", () => {
  test("what is there at once is not waited for", async () => {
    const { aws, clock, told } = place();
    expect(await patientlyLook(aws, wait, thereAfter(0))).toBe("there");
    expect([clock.slept, told]).toEqual([0, []]);
  });

  test("looks soon at first and less and less often, and tells", async () => {
    const { aws, clock, told } = place();
    expect(await patientlyLook(aws, wait, thereAfter(6))).toBe("there");
    expect(told).toEqual(["0 s", "1 s", "3 s", "7 s", "15 s", "25 s"]);
    expect(clock.slept).toBe(35_000);
  });

  test("gives up after the time that it was given, to the second", async () => {
    const { aws, clock } = place();
    expect(await patientlyLook(aws, wait, thereAfter(100))).toBeUndefined();
    expect(clock.slept).toBe(60_000);
  });

  test("without time it looks once", async () => {
    const { aws, told } = place();
    expect(await patientlyLook(aws, { ...wait, atMost: 0 }, thereAfter(1))).toBeUndefined();
    expect(told).toEqual([]);
  });

  test("ends at once when nobody waits any longer", async () => {
    const controller = new AbortController();
    const { aws, clock } = place(controller.signal);
    clock.sleep = () => new Promise(() => {});
    const looking = patientlyLook(aws, wait, thereAfter(1));
    setImmediate(() => controller.abort());
    await expect(looking).rejects.toBeInstanceOf(Stopped);
    await expect(patientlyLook(aws, wait, thereAfter(1))).rejects.toBeInstanceOf(Stopped);
  });
});
