import { noRoomForRules } from "../problems";
import type { ListenerRule } from "./elbv2-listener";

/** The numbers that our rules may take, both ends included. */
export interface Band {
  readonly first: number;
  readonly last: number;
}

export interface Places {
  /**
   * Addresses of rules, by chains. The rules of a chain overlap, so the first has to be tried before the second; those
   * of different chains never see the same request.
   */
  readonly chains: readonly (readonly string[])[];
  readonly band: Band;
  /** Whose rules count as ours. */
  readonly env: string;
  /** What each rule applies to, by its address: nobody's rule that applies to the same is the one that is taken over. */
  readonly conditions?: Readonly<Record<string, string>>;
}

/**
 * Gives every rule a priority inside the band, in the order of its chain. Rules that are there keep their number as far
 * as the order allows (moving one is a moment in which it stands elsewhere), and those that move go to numbers that
 * nobody holds, so that no two of them are ever in each other's way. Throws where the band has no room.
 *
 * A rule of ours that nobody wants any more, one of a numbered row (`rule/api-token-3`), keeps its place behind the
 * others of its row: what stands above it for its sake must not leave it behind. What is taken over holds its number as ours do.
 */
export function allocatePriorities(rules: readonly ListenerRule[], places: Places): ReadonlyMap<string, string> {
  const { chains, band, env } = places;
  const taken = new Set(rules.map(({ priority }) => Number(priority)));
  const ours = rules.filter((rule) => rule.env === env).map(({ id, priority }) => [id, Number(priority)] as const);
  const held = new Map([...takenOver(rules, places), ...ours]);
  const allocated = new Map<string, string>();
  for (const wanted of chains) {
    const chain = withUnwanted(wanted, held);
    const numbers = numbersFor(chain, held, taken, band);
    if (!numbers) throw noRoomForRules({ band: `${band.first}-${band.last}`, rules: chains.flat().length });
    numbers.forEach((number, at) => {
      taken.add(number);
      allocated.set(chain[at]!, String(number));
    });
  }
  return allocated;
}

/** Numbers of the rules that nobody says are theirs and that do what one of ours is to do, by its address. */
const takenOver = (
  rules: readonly ListenerRule[],
  { chains, conditions = {} }: Places,
): readonly (readonly [string | undefined, number])[] =>
  chains.flat().flatMap((address) => {
    const alike = rules.find((rule) => rule.env === undefined && rule.conditions === conditions[address]);
    return alike ? [[address, Number(alike.priority)]] : [];
  });

function withUnwanted(chain: readonly string[], held: ReadonlyMap<string | undefined, number>): readonly string[] {
  const unwanted = [...held.keys()].filter((id) => id !== undefined && !chain.includes(id)) as string[];
  return chain.flatMap((address, at) => {
    const row = rowOf(address);
    const isLast = row !== undefined && !chain.slice(at + 1).some((other) => rowOf(other) === row);
    const behind = isLast ? unwanted.filter((id) => rowOf(id) === row) : [];
    return [address, ...behind.sort((one, other) => held.get(one)! - held.get(other)!)];
  });
}

/** `rule/api-token` of `rule/api-token-3`; nothing where there is no number. */
const rowOf = (address: string): string | undefined => /^(.*)-\d+$/.exec(address)?.[1];

interface Way {
  readonly numbers: readonly number[];
  readonly kept: number;
}

/** Of all the ways that are possible the one that keeps the most numbers, and of those the one that ends lowest. */
function numbersFor(
  chain: readonly string[],
  held: ReadonlyMap<string | undefined, number>,
  taken: ReadonlySet<number>,
  band: Band,
): readonly number[] | undefined {
  let ways: readonly Way[] = [{ numbers: [], kept: 0 }];
  for (const address of chain) {
    const next = ways.flatMap(({ numbers, kept }): Way[] => {
      const above = numbers.at(-1) ?? band.first - 1;
      const own = held.get(address);
      const free = firstFree(above, taken, band);
      return [
        ...(own !== undefined && own > above && own <= band.last
          ? [{ numbers: [...numbers, own], kept: kept + 1 }]
          : []),
        ...(free !== undefined ? [{ numbers: [...numbers, free], kept }] : []),
      ];
    });
    ways = lowestOfEach(next);
  }
  return [...ways].sort((one, other) => other.kept - one.kept)[0]?.numbers;
}

function firstFree(above: number, taken: ReadonlySet<number>, { last }: Band): number | undefined {
  for (let number = above + 1; number <= last; number++) if (!taken.has(number)) return number;
  return undefined;
}

/** Among ways that keep as many, the one that ends lowest leaves the most room for what follows. */
function lowestOfEach(ways: readonly Way[]): readonly Way[] {
  const best = new Map<number, Way>();
  for (const way of ways) {
    const other = best.get(way.kept);
    if (!other || way.numbers.at(-1)! < other.numbers.at(-1)!) best.set(way.kept, way);
  }
  return [...best.values()];
}
