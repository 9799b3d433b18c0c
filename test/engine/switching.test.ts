import { describe, expect, test } from "vitest";
import { carryOut, type Outcome } from "../../src/engine/carry-out";
import { type Plan, planFor } from "../../src/engine/plan";
import { output, type Resource, resource } from "../../src/engine/resource";
import { survey } from "../../src/engine/survey";
import { Boxes, graph, ours, owner, refused } from "./boxes";

type Lists = { readonly List?: readonly string[] };

/** A box whose list others rely on: what is in it may stay beside what is wanted. */
const relied = {
  keeping: ({ List }: Lists, has: Lists) =>
    List?.every((one) => has.List?.includes(one)) ? { List: [...new Set([...List, ...(has.List ?? [])])] } : {},
  widened: ({ List }: Lists, has: Lists) => (List ? { List: [...new Set([...List, ...(has.List ?? [])])] } : {}),
};

const look = async (boxes: Boxes, resources: Resource[], more = {}) => {
  const who = owner(more);
  const seen = await survey(graph(...resources), boxes.aws, { owner: who, kinds: [boxes.kind()] });
  return { who, seen, plan: planFor(seen, who, "ap-northeast-1") };
};
const run = async (boxes: Boxes, resources: Resource[], prune = false, signal?: AbortSignal) => {
  const { who, seen, plan } = await look(boxes, resources);
  boxes.log.length = 0;
  const ended: Outcome[] = [];
  const done = await carryOut(plan, seen, boxes.aws, { owner: who, prune, signal, ended: (one) => ended.push(one) });
  expect([...ended].sort(byAddress)).toEqual([...done.outcomes].sort(byAddress));
  return done.outcomes;
};
const byAddress = (one: Outcome, other: Outcome) =>
  one.change.resource.address + one.change.action < other.change.resource.address + other.change.action ? -1 : 1;
const told = (outcomes: readonly Outcome[]) =>
  outcomes.map(({ change, status, because }) =>
    [status, change.resource.address, ...(because ? [`because ${because}`] : [])].join(" "),
  );
const planned = ({ changes }: Plan) =>
  changes.map(({ resource: { address }, action, meanwhile }) =>
    [action, address, ...(meanwhile ? [`${meanwhile.length} now`] : [])].join(" "),
  );
const listOf = (boxes: Boxes, name: string) => boxes.rows.get(name)!.spec.List;

describe("what comes after another thing without referring to it", () => {
  const wanted = (boxes: Boxes, size: number) => [
    resource(boxes.kind(), "pod", { Name: "pod", Size: size }, { after: ["box/role", "box/undeclared"] }),
    resource(boxes.kind(), "role", { Name: "role", Size: size }),
  ];

  test("waits for it", async () => {
    const boxes = new Boxes();
    await run(boxes, wanted(boxes, 1));
    expect(boxes.writes).toEqual(["create role", "create pod"]);
    await run(boxes, wanted(boxes, 2));
    expect(boxes.writes).toEqual(["update(Size) role", "update(Size) pod"]);
  });

  test("is made without it, and not changed without it", async () => {
    const boxes = new Boxes();
    boxes.before = (operation, name) => {
      if (operation !== "observe" && name === "role") throw refused();
    };
    expect(told(await run(boxes, wanted(boxes, 1)))).toEqual(["failed box/role", "done box/pod"]);
    boxes.put("role", { Size: 1 }, ours("role"));
    expect(told(await run(boxes, wanted(boxes, 2)))).toEqual(["failed box/role", "skipped box/pod because box/role"]);
  });

  test("is changed where nobody knows how the other is", async () => {
    const boxes = new Boxes();
    boxes.put("role", { Size: 1 }, ours("role"));
    boxes.put("pod", { Size: 1 }, ours("pod"));
    boxes.before = (operation, name) => {
      if (operation === "observe" && name === "role") throw refused("AccessDenied");
    };
    expect(told(await run(boxes, wanted(boxes, 2)))).toEqual(["failed box/role", "done box/pod"]);
  });
});

describe("what others move away from", () => {
  const wanted = (boxes: Boxes, list: readonly string[], size = 1) => [
    resource(boxes.kind(relied), "role", { Name: "role", List: list }),
    resource(boxes.kind(), "pod", { Name: "pod", Size: size }, { after: ["box/role"] }),
  ];
  const installed = async () => {
    const boxes = new Boxes();
    await run(boxes, wanted(boxes, ["old"]));
    return boxes;
  };

  test("serves both, until somebody tells to remove", async () => {
    const boxes = await installed();
    const next = wanted(boxes, ["new"], 2);
    const { plan } = await look(boxes, next);
    expect(planned(plan)).toEqual(["update box/role 1 now", "update box/pod"]);
    expect(plan.changes[0]).toMatchObject({
      fields: [{ path: "List[0]", before: "old", after: "new" }],
      meanwhile: [{ path: "List", before: ["old"], after: ["new", "old"] }],
    });
    expect(told(await run(boxes, next))).toEqual(["done box/role", "done box/pod"]);
    expect(boxes.writes).toEqual(["update(List) role", "update(Size) pod"]);
    expect(listOf(boxes, "role")).toEqual(["new", "old"]);

    expect(planned((await look(boxes, next)).plan)).toEqual(["update box/role 0 now", "none box/pod"]);
    expect(told(await run(boxes, next))).toEqual(["skipped box/role", "done box/pod"]);
    expect(boxes.writes).toEqual([]);
    expect(told(await run(boxes, next, true))).toEqual(["done box/role", "done box/pod"]);
    expect(boxes.writes).toEqual(["update(List) role"]);
    expect(listOf(boxes, "role")).toEqual(["new"]);
  });

  test("goes over in two steps also where removal is told at once, with what is removed between them", async () => {
    const boxes = await installed();
    boxes.put("stray", {}, ours("stray"));
    await run(boxes, wanted(boxes, ["new"], 2), true);
    expect(boxes.writes).toEqual(["update(List) role", "update(Size) pod", "remove stray", "update(List) role"]);
    expect(listOf(boxes, "role")).toEqual(["new"]);
  });

  test("is put right at once where nothing else changes", async () => {
    const boxes = await installed();
    expect(planned((await look(boxes, wanted(boxes, ["new"]))).plan)).toEqual(["update box/role", "none box/pod"]);
    await run(boxes, wanted(boxes, ["new"]));
    expect(listOf(boxes, "role")).toEqual(["new"]);
  });

  test("is not put right at once where another one like it still serves more: a run was stopped between them", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind(relied);
    boxes.put("a", { List: ["new", "old"] }, ours("a"));
    boxes.put("b", { List: ["old"] }, ours("b"));
    const both = ["a", "b"].map((name) => resource(kind, name, { Name: name, List: ["new"] }));
    expect(planned((await look(boxes, both)).plan)).toEqual(["update box/a 0 now", "update box/b 1 now"]);
    await run(boxes, both);
    expect(listOf(boxes, "b")).toEqual(["new", "old"]);
  });

  test("only loses nothing: what is wider by itself leaves nothing to do", async () => {
    const boxes = await installed();
    const next = wanted(boxes, ["old", "new"], 2);
    expect(planned((await look(boxes, next)).plan)).toEqual(["update box/role", "update box/pod"]);
    await run(boxes, next);
    expect(planned((await look(boxes, next)).plan)).toEqual(["none box/role", "none box/pod"]);
  });

  test("stays as it is where it only becomes less", async () => {
    const boxes = new Boxes();
    await run(boxes, wanted(boxes, ["one", "two"]));
    boxes.put("stray", {}, ours("stray"));
    const next = wanted(boxes, ["one"]);
    expect(planned((await look(boxes, next)).plan)).toEqual([
      "update box/role 0 now",
      "none box/pod",
      "delete box/stray",
    ]);
    expect(told(await run(boxes, next))).toEqual(["skipped box/role", "done box/pod", "skipped box/stray"]);
    expect(boxes.writes).toEqual([]);
    await run(boxes, next, true);
    expect(boxes.writes).toEqual(["remove stray", "update(List) role"]);
  });

  test("becomes less in the opposite order: what guards others is the last", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind(relied);
    const both = (list: readonly string[]) => [
      resource(kind, "guard", { Name: "guard", List: list }),
      resource(kind, "guarded", { Name: "guarded", List: list, Inside: output(kind, "guard", "id") }),
    ];
    await run(boxes, both(["old"]));
    await run(boxes, both(["new"]), true);
    expect(boxes.writes).toEqual([
      "update(List) guard",
      "update(List) guarded",
      "update(List) guarded",
      "update(List) guard",
    ]);
  });

  test("doesn't become less where something failed or the run was stopped", async () => {
    const boxes = await installed();
    boxes.before = (operation, name) => {
      if (operation.startsWith("update") && name === "pod") throw refused();
    };
    expect(told(await run(boxes, wanted(boxes, ["new"], 2), true))).toEqual([
      "skipped box/role because box/pod",
      "failed box/pod",
    ]);
    expect(listOf(boxes, "role")).toEqual(["new", "old"]);

    const stop = new AbortController();
    boxes.before = (operation, name) => {
      if (operation.startsWith("update") && name === "pod") stop.abort();
    };
    expect(told(await run(boxes, wanted(boxes, ["newer"], 2), true, stop.signal))).toEqual([
      "skipped box/role",
      "done box/pod",
    ]);
    expect(listOf(boxes, "role")).toEqual(["newer", "new", "old"]);
  });

  test("by whoever made it by hand: what is taken over keeps what they rely on", async () => {
    const boxes = new Boxes();
    boxes.put("role", { List: ["theirs"] }, {});
    const resources = [resource(boxes.kind(relied), "role", { Name: "role", List: ["ours"] })];
    const { who, seen, plan } = await look(boxes, resources, { adopts: () => true });
    await carryOut(plan, seen, boxes.aws, { owner: who, prune: false });
    expect(listOf(boxes, "role")).toEqual(["ours", "theirs"]);
  });
});

describe("what goes by another name now", () => {
  const wanted = (boxes: Boxes, prefix: string) => [
    resource(boxes.kind(relied), "role", { Name: `${prefix}-role`, List: [prefix] }),
    resource(boxes.kind(), "pod", { Name: "pod", Colour: undefined, Inside: prefix }, { after: ["box/role"] }),
  ];
  const all = (boxes: Boxes) => Object.fromEntries([...boxes.rows].map(([name, { spec }]) => [name, spec.List]));

  test("serves what its successor serves, before anything relies on that, until it is removed", async () => {
    const boxes = new Boxes();
    await run(boxes, wanted(boxes, "old"));
    const next = wanted(boxes, "new");
    expect(planned((await look(boxes, next)).plan)).toEqual([
      "create box/role",
      "update box/pod",
      "update box/role",
      "delete box/role",
    ]);
    await run(boxes, next);
    expect(boxes.writes.slice(0, 2).sort()).toEqual(["create new-role", "update(List) old-role"]);
    expect(boxes.writes.slice(2)).toEqual(["update(Inside) pod"]);
    expect(all(boxes)).toEqual({ "old-role": ["new", "old"], pod: undefined, "new-role": ["new"] });

    expect(planned((await look(boxes, next)).plan)).toEqual(["none box/role", "none box/pod", "delete box/role"]);
    await run(boxes, next, true);
    expect(boxes.writes).toEqual(["remove old-role"]);
    expect(planned((await look(boxes, next)).plan)).toEqual(["none box/role", "none box/pod"]);
  });

  test("keeps what would rely on it from changing where it can't", async () => {
    const boxes = new Boxes();
    await run(boxes, wanted(boxes, "old"));
    boxes.before = (operation, name) => {
      if (operation.startsWith("update") && name === "old-role") throw refused();
    };
    expect(told(await run(boxes, wanted(boxes, "new"), true))).toEqual([
      "failed box/role",
      "done box/role",
      "skipped box/pod because box/role",
      "skipped box/role",
    ]);
  });
});
