import { isError } from "../aws/errors";
import type { Aws } from "../aws/session";

/** How long two writers of one pool are waited for, in milliseconds. */
const giveUp = 30_000;

/**
 * Does a read and the write that is built from it. Where somebody else wrote in between
 * (ConcurrentModificationException), both are done again: sending the same write twice would undo theirs.
 */
export async function fromTheRead<T>(aws: Aws, work: () => Promise<T>): Promise<T> {
  for (let waited = 0, wait = 1_000; ; waited += wait, wait *= 2) {
    try {
      return await work();
    } catch (error) {
      if (!isError(error, "ConcurrentModification") || waited + wait > giveUp) throw error;
      await aws.clock.sleep(wait);
    }
  }
}

/**
 * The fields of a live object that an update takes. Cognito resets to its default what an update leaves out, and refuses
 * some of the empty lists that it answers itself, so everything goes back and what is empty stays out.
 */
export function inputsOf<Live extends object, Field extends keyof Live>(
  live: Live,
  fields: readonly Field[],
): Pick<Live, Field> {
  return Object.fromEntries(
    fields.map((field) => [field, live[field]] as const).filter(([, value]) => !isEmpty(value)),
  ) as Pick<Live, Field>;
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === undefined || value === null;
  return Object.keys(value).length === 0;
}

/** The order of Cognito's lists means nothing, and it answers them in one of its own. */
export const asSet = <T extends string>(list: readonly T[]): readonly T[] => [...new Set(list)].sort();
