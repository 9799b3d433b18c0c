import { setTimeout } from "node:timers/promises";

/** Time, handed in so that tests need not wait. Milliseconds. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => setTimeout(ms),
};
