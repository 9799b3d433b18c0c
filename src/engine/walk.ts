import type { Address } from "./ref";

/**
 * Does one piece of work for each address, each after what it depends on, independent ones at once.
 *
 * @param dependsOn direct dependencies; addresses without work of their own count as done
 */
export async function walk<Result>(
  addresses: readonly Address[],
  dependsOn: (address: Address) => readonly Address[],
  work: (address: Address, before: readonly Result[]) => Promise<Result>,
): Promise<ReadonlyMap<Address, Result>> {
  const running = new Map<Address, Promise<Result>>();
  for (const address of addresses) {
    const before = dependsOn(address).flatMap((other) => running.get(other) ?? []);
    running.set(
      address,
      Promise.all(before).then((results) => work(address, results)),
    );
  }
  const done = new Map<Address, Result>();
  for (const [address, result] of running) done.set(address, await result);
  return done;
}
