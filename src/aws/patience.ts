import type { Text } from "../text";
import { Stopped } from "./errors";
import type { Aws } from "./session";

/** How those that wait for AWS for minutes keep in touch with the person who waits for them. */
export interface Patience {
  /** Aborted: nobody waits any longer. What AWS was asked for goes on by itself. */
  readonly signal?: AbortSignal;
  /** Told how it is going, at every look. */
  readonly tell?: (text: Text) => void;
}

export interface Wait {
  /** Milliseconds after which it is given up; 0: one look, and no waiting. */
  readonly atMost: number;
  /** Milliseconds between two looks, once it has turned out to take long. */
  readonly every: number;
  /** What is waited for, after so many milliseconds. */
  readonly about: (waited: number) => Text;
}

const FIRST = 1_000;

/**
 * Looks again and again until there is something to see: soon at first, because most things are quick. Undefined: it was
 * given up.
 *
 * @throws {Stopped} when nobody waits any longer
 */
export async function patientlyLook<T>(
  aws: Aws,
  { atMost, every, about }: Wait,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const since = aws.clock.now();
  for (let pause = Math.min(FIRST, every); ; pause = Math.min(pause * 2, every)) {
    const found = await look();
    if (found !== undefined) return found;
    const waited = aws.clock.now() - since;
    if (waited >= atMost) return undefined;
    aws.patience.tell?.(about(waited));
    await sleep(aws, Math.min(pause, atMost - waited));
  }
}

async function sleep({ clock, patience: { signal } }: Aws, ms: number): Promise<void> {
  if (signal?.aborted) throw new Stopped();
  if (!signal) return clock.sleep(ms);
  let stop: () => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Stopped());
    signal.addEventListener("abort", stop);
  });
  try {
    await Promise.race([clock.sleep(ms), stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
