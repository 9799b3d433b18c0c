import DataLoader from "dataloader";
import type { Aws } from "./session";

/**
 * Looks like one call and sends as few requests as AWS allows: what is asked in the same turn of the event loop goes
 * together, and the same question is asked once. Lives as long as the `aws` it is asked with: `aws.fresh()` reads anew.
 *
 * @param most how many keys one request takes
 * @param fetch answers for all the keys; a key that it leaves out isn't there
 */
export function batched<V>(
  most: number,
  fetch: (aws: Aws, keys: readonly string[]) => Promise<ReadonlyMap<string, V | Error>>,
): (aws: Aws, key: string) => Promise<V | undefined> {
  const loaders = new WeakMap<Aws, DataLoader<string, V | undefined>>();
  return (aws, key) => {
    const loader =
      loaders.get(aws) ??
      new DataLoader<string, V | undefined>(
        async (keys) => {
          const found = await fetch(aws, keys);
          return keys.map((one) => found.get(one));
        },
        // A turn of the event loop is not enough: keys come out of promises that settle in the same turn.
        { maxBatchSize: most, batchScheduleFn: (send) => setImmediate(send) },
      );
    loaders.set(aws, loader);
    return loader.load(key);
  };
}

/** The same question to the same account, asked once: a listing that many things are found in. */
export function shared<V>(ask: (aws: Aws, key: string) => Promise<V>): (aws: Aws, key: string) => Promise<V> {
  const answers = new WeakMap<Aws, Map<string, Promise<V>>>();
  return (aws, key) => {
    const known = answers.get(aws) ?? new Map<string, Promise<V>>();
    answers.set(aws, known);
    const answer = known.get(key) ?? ask(aws, key);
    known.set(key, answer);
    return answer;
  };
}

/** Reads all pages. Stops on an absent token and not on an empty page. */
export async function pages<Page, Item>(
  read: (token: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
  next: (page: Page) => string | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    all.push(...(items(page) ?? []));
    token = next(page) || undefined;
  } while (token);
  return all;
}
