import { describe, expect, test } from "vitest";
import { Stopped } from "../../src/aws/errors";
import { carryOut, type Outcome } from "../../src/engine/carry-out";
import { planFor } from "../../src/engine/plan";
import { initially } from "../../src/engine/ref";
import { output, type Resource, resource } from "../../src/engine/resource";
import { survey } from "../../src/engine/survey";
import { Secret } from "../../src/secret";
import { Boxes, graph, lost, ours, owner, refused } from "./boxes";

const run = async (boxes: Boxes, resources: Resource[], more: Record<string, unknown> = {}) => {
  const { prune = false, signal, began, tells, holding, ...rest } = more;
  const who = owner(rest);
  const kind = boxes.kind(holding as object);
  const seen = await survey(graph(...resources), boxes.aws, { owner: who, kinds: [kind] });
  const plan = planFor(seen, who, "ap-northeast-1");
  boxes.log.length = 0;
  return carryOut(plan, seen, boxes.aws, {
    owner: who,
    prune: prune as boolean,
    signal: signal as AbortSignal,
    began: began as () => void,
    tells: tells as (resource: Resource) => boolean,
  });
};
const told = (outcomes: readonly Outcome[]) =>
  outcomes.map(({ change, status }) => `${status} ${change.resource.address}`);

describe("carrying out", () => {
  test("sources first; whoever refers to them gets what they turned out to be", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    const { outcomes, look } = await run(boxes, [
      resource(kind, "b", { Name: "b", Inside: output(kind, "a", "id") }),
      resource(kind, "a", { Name: "a", Size: 1 }),
      resource(kind, "alone", { Name: "alone" }),
    ]);
    expect(told(outcomes)).toEqual(["done box/a", "done box/b", "done box/alone"]);
    expect(boxes.rows.get("b")).toEqual({ spec: { Inside: "id-a" }, tags: ours("b") });
    // Nobody refers to the other two, so nobody looks at them again.
    expect(boxes.log).toEqual(["create a", "create alone", "observe a", "create b"]);
    expect(look({ address: "box/a", field: "size" })).toBe(1);
    expect(typeof look({ address: "box/b", field: "id" })).toBe("symbol");
  });

  test("what somebody asks for is looked at although nobody refers to it", async () => {
    const boxes = new Boxes();
    const wanted = ["a", "b"].map((name) => resource(boxes.kind(), name, { Name: name, Size: 3 }));
    const { look } = await run(boxes, wanted, { tells: ({ name }: Resource) => name === "a" });
    expect(boxes.log).toEqual(["create a", "create b", "observe a"]);
    expect(look({ address: "box/a", field: "size" })).toBe(3);
  });

  test("a second run has nothing to do", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    const wanted = [resource(kind, "a", { Name: "a", Size: 1, Key: initially(new Secret("born")) })];
    await run(boxes, wanted);
    expect(boxes.rows.get("a")!.spec.Key).toBeInstanceOf(Secret);
    const { outcomes } = await run(boxes, wanted);
    expect(told(outcomes)).toEqual(["done box/a"]);
    expect(boxes.writes).toEqual([]);
  });

  test("an update says what changed and never resends what counts at birth", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("a", { Size: 1, Inside: "theirs" }, ours("a"));
    await run(boxes, [resource(kind, "a", { Name: "a", Size: 2, Inside: initially("born") })], {
      tags: { Owner: "x" },
    });
    expect(boxes.log).toEqual(["tag a", "update(Size) a"]);
    expect(boxes.rows.get("a")!.spec).toEqual({ Size: 2, Inside: "theirs" });
    expect(boxes.rows.get("a")!.tags.Owner).toBe("x");
  });

  test("adopting marks first, then makes the fields true", async () => {
    const boxes = new Boxes();
    boxes.put("a", { Size: 1 }, {});
    await run(boxes, [resource(boxes.kind(), "a", { Name: "a", Size: 2 })], { adopts: () => true });
    expect(boxes.log).toEqual(["tag a", "update(Size) a"]);
    expect(boxes.rows.get("a")).toEqual({ spec: { Size: 2 }, tags: { ...ours("a"), adopted: "true" } });
  });

  test("replacing removes and makes", async () => {
    const boxes = new Boxes();
    boxes.put("a", { Colour: "red" }, ours("a"));
    await run(boxes, [resource(boxes.kind(), "a", { Name: "a", Colour: "blue" })]);
    expect(boxes.log).toEqual(["remove a", "create a"]);
  });

  test("a failure skips only what depends on it, and removes nothing", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("old", {}, ours("old"));
    boxes.before = (operation, name) => {
      if (operation === "create" && name === "a") throw refused();
    };
    const { outcomes } = await run(
      boxes,
      [
        resource(kind, "a", { Name: "a" }),
        resource(kind, "b", { Name: "b", Inside: output(kind, "a", "id") }),
        resource(kind, "c", { Name: "c", Inside: output(kind, "b", "id") }),
        resource(kind, "d", { Name: "d" }),
      ],
      { prune: true },
    );
    expect(told(outcomes)).toEqual(["failed box/a", "skipped box/b", "skipped box/c", "done box/d", "skipped box/old"]);
    expect(outcomes.map(({ because }) => because)).toEqual([undefined, "box/a", "box/a", undefined, undefined]);
    expect(boxes.rows.has("old")).toBe(true);
  });

  test("what could not be read has failed, and nothing is done to it", async () => {
    const boxes = new Boxes();
    const denied = refused("AccessDenied");
    boxes.before = (operation) => {
      if (operation === "observe") throw denied;
    };
    const { outcomes } = await run(boxes, [resource(boxes.kind(), "a", { Name: "a" })]);
    expect(outcomes).toMatchObject([{ status: "failed", error: denied }]);
    expect(boxes.writes).toEqual([]);
  });

  test("what is no longer wanted goes only when told, after everything else", async () => {
    const boxes = new Boxes();
    boxes.put("old", {}, ours("old"));
    const wanted = [resource(boxes.kind(), "a", { Name: "a" })];
    expect(told((await run(boxes, wanted)).outcomes)).toEqual(["done box/a", "skipped box/old"]);
    expect(told((await run(boxes, wanted, { prune: true })).outcomes)).toEqual(["done box/a", "done box/old"]);
    expect(boxes.log).toEqual(["remove old"]);
  });

  test("what is no longer wanted and holds data stays", async () => {
    const boxes = new Boxes();
    boxes.put("full", { Size: 1 }, ours("full"));
    boxes.put("empty", { Size: 0 }, ours("empty"));
    const isEmpty = async (_aws: unknown, { outputs }: { outputs: { size: number } }) => outputs.size === 0;
    const remove = (more: Record<string, unknown>) =>
      run(boxes, [], { prune: true, holding: { holdsData: true, ...more } });
    expect(told((await remove({})).outcomes)).toEqual(["skipped box/empty", "skipped box/full"]);
    expect(told((await remove({ isEmpty })).outcomes)).toEqual(["done box/empty", "skipped box/full"]);
    expect([...boxes.rows.keys()]).toEqual(["full"]);
  });

  test("what is taken over keeps what nobody can change, and is not sent it", async () => {
    const boxes = new Boxes();
    boxes.put("a", { Colour: "red", Size: 1 }, {});
    const kind = boxes.kind({ irreplaceable: true });
    await run(boxes, [resource(kind, "a", { Name: "a", Colour: "blue", Size: 2 })], { adopts: () => true });
    expect(boxes.log).toEqual(["tag a", "update(Size) a"]);
    expect(boxes.rows.get("a")).toEqual({ spec: { Colour: "red", Size: 2 }, tags: { ...ours("a"), adopted: "true" } });
  });

  test("a removal that fails is the last one", async () => {
    const boxes = new Boxes();
    for (const name of ["guard", "guarded", "other"]) boxes.put(name, {}, ours(name));
    boxes.before = (operation, name) => {
      if (operation === "remove" && name === "guarded") throw refused();
    };
    const { outcomes } = await run(boxes, [], { prune: true });
    expect(told(outcomes)).toEqual(["done box/other", "failed box/guarded", "skipped box/guard"]);
    expect([...boxes.rows.keys()]).toEqual(["guard", "guarded"]);
  });

  test("what others have added inside stays, and goes only when told", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind({
      keeping: ({ List }: { List?: readonly string[] }, has: { List?: readonly string[] }) =>
        List ? { List: [...new Set([...List, ...(has.List ?? [])])] } : {},
    });
    const wanted = [
      resource(kind, "a", { Name: "a", List: ["ours"] }),
      resource(kind, "b", { Name: "b", List: ["ours"] }),
      resource(kind, "c", { Name: "c", Inside: output(kind, "a", "id") }),
    ];
    boxes.put("a", { List: ["ours", "theirs"] }, ours("a"));
    boxes.put("b", { List: ["theirs"] }, ours("b"));
    expect(told((await run(boxes, wanted)).outcomes)).toEqual(["skipped box/a", "done box/b", "done box/c"]);
    expect(boxes.rows.get("a")!.spec.List).toEqual(["ours", "theirs"]);
    expect(boxes.rows.get("b")!.spec.List).toEqual(["ours", "theirs"]);
    expect(told((await run(boxes, wanted, { prune: true })).outcomes)).toEqual([
      "done box/a",
      "done box/b",
      "done box/c",
    ]);
    expect(boxes.rows.get("a")!.spec.List).toEqual(["ours"]);
    expect(boxes.rows.get("b")!.spec.List).toEqual(["ours"]);
  });

  test("after an interrupt nothing new begins, and what runs is finished", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    const stop = new AbortController();
    boxes.before = (operation) => {
      if (operation === "create") stop.abort();
    };
    const { outcomes } = await run(
      boxes,
      [resource(kind, "a", { Name: "a" }), resource(kind, "b", { Name: "b", Inside: output(kind, "a", "id") })],
      { signal: stop.signal },
    );
    expect(told(outcomes)).toEqual(["done box/a", "skipped box/b"]);
    expect(boxes.rows.has("a")).toBe(true);
  });
});

test("what nobody waits for any longer has not failed, and what depends on it is not begun", async () => {
  const boxes = new Boxes();
  const kind = boxes.kind();
  boxes.before = (operation, name) => {
    if (operation === "create" && name === "a") throw new Stopped();
  };
  const { outcomes } = await run(boxes, [
    resource(kind, "a", { Name: "a" }),
    resource(kind, "b", { Name: "b", Inside: output(kind, "a", "id") }),
  ]);
  expect(outcomes).toMatchObject([{ status: "skipped" }, { status: "skipped", because: "box/a" }]);
});

describe("answers that never come", () => {
  test("a lost answer to a create is looked for, not sent again", async () => {
    const boxes = new Boxes();
    boxes.after = () => {
      throw lost();
    };
    const { outcomes } = await run(boxes, [resource(boxes.kind(), "a", { Name: "a", Size: 1 })]);
    expect(told(outcomes)).toEqual(["done box/a"]);
    expect(boxes.log).toEqual(["create a", "observe a"]);
  });

  test("where a second one would be a second thing, it is looked for longer", async () => {
    const boxes = new Boxes();
    boxes.lag = 3;
    boxes.after = () => {
      throw lost();
    };
    const kind = boxes.kind({ createsTwice: true });
    const { outcomes } = await run(boxes, [resource(kind, "a", { Name: "a" })]);
    expect(told(outcomes)).toEqual(["done box/a"]);
    expect(boxes.log.filter((line) => line.startsWith("create"))).toHaveLength(1);
    expect(boxes.clock.slept).toBe(6_000);
  });

  test("a create that never arrived is sent again, three times at most", async () => {
    const boxes = new Boxes();
    let times = 0;
    boxes.before = (operation) => {
      if (operation === "create" && ++times < 3) throw lost();
    };
    const wanted = [resource(boxes.kind(), "a", { Name: "a" })];
    expect(told((await run(boxes, wanted)).outcomes)).toEqual(["done box/a"]);
    boxes.rows.clear();
    boxes.before = (operation) => {
      if (operation === "create") throw lost();
    };
    expect((await run(boxes, wanted)).outcomes).toMatchObject([{ status: "failed", error: { code: "ECONNRESET" } }]);
  });

  test("half a create is completed", async () => {
    const boxes = new Boxes();
    boxes.after = (operation, name) => {
      if (operation !== "create") return;
      boxes.rows.set(name, { spec: { Size: 0 }, tags: { env: "prd", id: `box/${name}` } });
      throw lost();
    };
    await run(boxes, [resource(boxes.kind(), "a", { Name: "a", Size: 5 })], { tags: { Owner: "x" } });
    expect(boxes.rows.get("a")).toEqual({ spec: { Size: 5 }, tags: { ...ours("a"), Owner: "x" } });
  });

  test("already there and not ours: somebody was faster, and keeps it", async () => {
    const boxes = new Boxes();
    boxes.before = (operation, name) => {
      if (operation === "create") boxes.put(name, { Size: 9 }, {});
    };
    const { outcomes } = await run(boxes, [resource(boxes.kind(), "a", { Name: "a", Size: 1 })]);
    expect(outcomes).toMatchObject([{ status: "failed", error: { code: "in-the-way" } }]);
    expect(boxes.rows.get("a")!.spec.Size).toBe(9);
  });

  test("already there, and gone when looked at: the refusal is told", async () => {
    const boxes = new Boxes();
    boxes.before = (operation) => {
      if (operation === "create") throw refused("BoxAlreadyExists");
    };
    const { outcomes } = await run(boxes, [resource(boxes.kind(), "a", { Name: "a" })]);
    expect(outcomes).toMatchObject([{ status: "failed", error: { name: "BoxAlreadyExists" } }]);
  });

  test("a lost answer to other writes is sent again", async () => {
    const boxes = new Boxes();
    boxes.put("a", { Size: 1 }, ours("a"));
    let times = 0;
    boxes.after = () => {
      if (++times < 3) throw lost();
    };
    const wanted = [resource(boxes.kind(), "a", { Name: "a", Size: 2 })];
    expect(told((await run(boxes, wanted)).outcomes)).toEqual(["done box/a"]);
    boxes.after = () => {
      throw lost();
    };
    boxes.put("a", { Size: 3 }, ours("a"));
    expect((await run(boxes, wanted)).outcomes).toMatchObject([{ status: "failed" }]);
  });

  test("a new thing that AWS doesn't show yet is waited for, but not for ever", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    const wanted = [
      resource(kind, "a", { Name: "a" }),
      resource(kind, "b", { Name: "b", Inside: output(kind, "a", "id") }),
    ];
    boxes.lag = 5;
    expect(told((await run(boxes, wanted)).outcomes)).toEqual(["done box/a", "done box/b"]);
    expect(boxes.clock.slept).toBe(10_000);
    boxes.rows.clear();
    boxes.lag = 1_000;
    const { outcomes } = await run(boxes, wanted);
    expect(told(outcomes)).toEqual(["failed box/a", "skipped box/b"]);
    expect((outcomes[0]!.error as Error).message).toContain("does not show it");
  });
});
