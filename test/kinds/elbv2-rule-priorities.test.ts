import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ListenerRule } from "../../src/kinds/elbv2-listener";
import { allocatePriorities } from "../../src/kinds/elbv2-rule-priorities";

const rule = (priority: number, id?: string, env = id && "prd"): ListenerRule => ({
  arn: `arn:${priority}`,
  priority: String(priority),
  id,
  env,
  conditions: "",
});
const allocate = (rules: readonly ListenerRule[], chains: readonly (readonly string[])[], [first, last] = [1, 20]) =>
  Object.fromEntries(allocatePriorities(rules, { chains, band: { first: first!, last: last! }, env: "prd" }));

describe("priorities", () => {
  test("begin at the first number that nobody holds", () => {
    expect(allocate([rule(1), rule(3)], [["a", "b", "c"]])).toEqual({ a: "2", b: "4", c: "5" });
  });

  test("stay where the order holds, whatever lies between", () => {
    expect(allocate([rule(7, "a"), rule(9, "b"), rule(8)], [["a", "b"]])).toEqual({ a: "7", b: "9" });
  });

  test("of a new rule fit between those that are there", () => {
    expect(allocate([rule(7, "a"), rule(9, "c")], [["a", "b", "c"]])).toEqual({ a: "7", b: "8", c: "9" });
  });

  test("move as few rules as they can, to numbers that nobody holds", () => {
    expect(allocate([rule(5, "a"), rule(6, "c")], [["a", "b", "c"]], [5, 20])).toEqual({ a: "5", b: "7", c: "8" });
    expect(allocate([rule(6, "a"), rule(5, "b")], [["a", "b"]], [5, 20])).toEqual({ a: "6", b: "7" });
  });

  test("outside the band come into it", () => {
    expect(allocate([rule(500, "a"), rule(2, "b")], [["a", "b"]])).toEqual({ a: "1", b: "2" });
  });

  test("of another env's rules are foreign", () => {
    expect(allocate([rule(1, "a", "stg")], [["a"]])).toEqual({ a: "2" });
  });

  test("of one that is taken over, and that nobody has marked yet, hold like ours", () => {
    const alike = (priority: number, conditions: string, env?: string) => ({
      ...rule(priority, undefined, env),
      conditions,
    });
    const taking = (rules: readonly ListenerRule[]) =>
      Object.fromEntries(
        allocatePriorities(rules, {
          chains: [["a", "b", "c"]],
          band: { first: 1, last: 20 },
          env: "prd",
          conditions: { a: "A", b: "B", c: "C" },
        }),
      );
    expect(taking([alike(7, "A"), alike(9, "C"), rule(8)])).toEqual({ a: "1", b: "2", c: "9" });
    expect(taking([alike(7, "A"), alike(9, "C")])).toEqual({ a: "7", b: "8", c: "9" });
    expect(taking([alike(7, "A", "stg")]), "another env's is no business of ours").toMatchObject({ a: "1" });
    expect(taking([rule(5, "a"), alike(7, "A")]), "ours is there").toEqual({ a: "5", b: "6", c: "8" });
  });

  test("of different hosts don't wait for each other", () => {
    expect(
      allocate(
        [rule(1, "x"), rule(2, "y")],
        [
          ["a", "b"],
          ["x", "y"],
        ],
      ),
    ).toEqual({ a: "3", b: "4", x: "1", y: "2" });
  });

  test("of one that nobody wants any more stay behind those of its row", () => {
    const wanted = ["g", "t-1", "n"];
    const there = [rule(1, "g"), rule(2, "t-1"), rule(3, "t-2"), rule(4, "n"), rule(5, "u")];
    expect(allocate(there, [wanted])).toEqual({ g: "1", "t-1": "2", "t-2": "3", n: "4" });
    expect(allocate(there, [wanted], [11, 20])).toEqual({ g: "11", "t-1": "12", "t-2": "13", n: "14" });
  });

  test("that don't fit name the key of the band", () => {
    const tight = () => allocate([rule(1), rule(2)], [["a", "b"]], [1, 3]);
    expect(tight).toThrow(expect.objectContaining({ code: "no-room-for-rules", exit: 3 }));
    expect(tight).toThrow(
      expect.objectContaining({
        fix: { en: expect.stringContaining("ingress.priorities"), ja: expect.stringContaining("ingress.priorities") },
      }),
    );
  });
});

const names = ["a", "b", "c", "d", "e", "x", "y"];
/** Rules at different numbers, of ours, of others, in any order. */
const listener = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }).chain((numbers) =>
  fc
    .shuffledSubarray([...names, ...Array(12).fill(undefined)], {
      minLength: numbers.length,
      maxLength: numbers.length,
    })
    .map((ids) => numbers.map((number, at) => rule(number, ids[at]))),
);
const chains = fc.constantFrom(
  [
    ["a", "b", "c", "d", "e"],
    ["x", "y"],
  ],
  [
    ["a", "c", "e"],
    ["x", "y"],
  ],
  [[], ["x", "y"]],
);
const band = [10, 40] as const;

test("whatever there is: different numbers inside the band, in order, never one that another rule holds", () => {
  fc.assert(
    fc.property(listener, chains, (rules, wanted) => {
      const given = allocate(rules, wanted, [...band]);
      const numbers = Object.values(given).map(Number);
      expect(new Set(numbers).size).toBe(wanted.flat().length);
      expect(numbers.every((number) => number >= band[0] && number <= band[1])).toBe(true);
      for (const chain of wanted) {
        const inOrder = chain.map((name) => Number(given[name]));
        expect(inOrder).toEqual([...inOrder].sort((one, other) => one - other));
      }
      for (const [name, number] of Object.entries(given)) {
        const holder = rules.find(({ priority }) => priority === number);
        expect(holder === undefined || holder.id === name).toBe(true);
      }
    }),
  );
});

test("whatever there is: a second run moves nothing", () => {
  fc.assert(
    fc.property(listener, chains, (rules, wanted) => {
      const given = allocate(rules, wanted, [...band]);
      const others = rules.filter(({ id }) => id === undefined || !(id in given));
      const after = [...others, ...Object.entries(given).map(([id, number]) => rule(Number(number), id))];
      expect(allocate(after, wanted, [...band])).toEqual(given);
    }),
  );
});

test("whatever there is: no other choice keeps more rules where they are", () => {
  fc.assert(
    fc.property(listener, (rules) => {
      const chain = ["a", "b", "c", "d", "e"];
      const held = new Map(rules.map(({ id, priority }) => [id, Number(priority)]));
      const given = allocate(rules, [chain], [1, 100]);
      const kept = chain.filter((name) => String(held.get(name)) === given[name]).length;
      // Every subset of the chain that is in order already and leaves gaps wide enough for the others.
      const most = Math.max(
        ...subsets(chain).map((some) => {
          const fits = fill(chain, new Map(some.map((name) => [name, held.get(name)])), new Set(held.values()), rules);
          return fits ? some.length : 0;
        }),
      );
      expect(kept).toBe(most);
    }),
    { numRuns: 50 },
  );
});

function subsets(all: readonly string[]): readonly (readonly string[])[] {
  const [first, ...rest] = all;
  if (first === undefined) return [[]];
  return subsets(rest).flatMap((some) => [some, [first, ...some]]);
}

function fill(
  chain: readonly string[],
  fixed: ReadonlyMap<string, number | undefined>,
  held: ReadonlySet<number>,
  rules: readonly ListenerRule[],
): boolean {
  const taken = new Set([...held, ...rules.map(({ priority }) => Number(priority))]);
  let last = 0;
  for (const name of chain) {
    if (fixed.has(name)) {
      const own = fixed.get(name);
      if (own === undefined || own <= last) return false;
      last = own;
      continue;
    }
    do last++;
    while (taken.has(last));
  }
  return last <= 100;
}
