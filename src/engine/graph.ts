import { type Address, refsIn } from "./ref";
import type { Resource } from "./resource";

/** Everything we want, in an order in which each thing comes after what it refers to, and after what has to be in place before it. */
export interface Graph {
  /** In order. */
  readonly resources: readonly Resource[];
  readonly at: ReadonlyMap<Address, Resource>;
  /** What a resource refers to, directly. */
  dependsOn(address: Address): readonly Address[];
  /** The same, and what else has to be in place before it (`Resource.after`). */
  comesAfter(address: Address): readonly Address[];
  /** What refers to a resource, directly. */
  dependants(address: Address): readonly Address[];
}

/**
 * Orders resources by their references. Throws where something is declared twice, refers to what isn't there, or
 * turns in a circle: these are mistakes of ours, not of the user.
 */
export function graphOf(resources: readonly Resource[]): Graph {
  const at = new Map<Address, Resource>();
  for (const one of resources) {
    if (at.has(one.address)) throw new Error(`${one.address} is declared twice`);
    at.set(one.address, one);
  }
  const needs = new Map(resources.map((one) => [one.address, neededBy(one, at)]));
  const neededFor = new Map<Address, Address[]>(resources.map(({ address }) => [address, []]));
  for (const [address, others] of needs) for (const other of others) neededFor.get(other)!.push(address);
  const order = new Map(resources.map((one) => [one.address, [...needs.get(one.address)!, ...before(one, at)]]));
  return {
    resources: inOrder(resources, order).map((address) => at.get(address)!),
    at,
    dependsOn: (address) => needs.get(address) ?? [],
    comesAfter: (address) => order.get(address) ?? [],
    dependants: (address) => neededFor.get(address) ?? [],
  };
}

function neededBy(one: Resource, at: ReadonlyMap<Address, Resource>): readonly Address[] {
  const needed = new Set<Address>();
  for (const { sources } of refsIn(one.spec)) {
    for (const { address } of sources) {
      if (!at.has(address)) throw new Error(`${one.address} refers to ${address}, which nobody declares`);
      needed.add(address);
    }
  }
  return [...needed];
}

/** What isn't declared can't be waited for. */
const before = ({ after = [] }: Resource, at: ReadonlyMap<Address, Resource>): readonly Address[] =>
  after.filter((address) => at.has(address));

function inOrder(resources: readonly Resource[], needs: ReadonlyMap<Address, readonly Address[]>): readonly Address[] {
  const done = new Set<Address>();
  const path = new Set<Address>();
  const visit = (address: Address) => {
    if (done.has(address)) return;
    if (path.has(address)) throw new Error(`${[...path, address].join(" → ")} is a circle`);
    path.add(address);
    needs.get(address)!.forEach(visit);
    path.delete(address);
    done.add(address);
  };
  for (const { address } of resources) visit(address);
  return [...done];
}
