import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/engine/carry-out";
import { carryOutRemoval } from "../../src/engine/carry-out-removal";
import type { Kind } from "../../src/engine/kind";
import type { Plan } from "../../src/engine/plan";
import { planRemoval, type RemovalOptions } from "../../src/engine/removal";
import { output, type Resource, resource } from "../../src/engine/resource";
import { survey } from "../../src/engine/survey";
import type { Problem } from "../../src/problems";
import { Boxes, graph, lost, ours, owner, refused } from "./boxes";

const keeping: RemovalOptions = { deleteData: false, deleteAdopted: false, named: [] };

async function look(boxes: Boxes, resources: readonly Resource[], options: Partial<RemovalOptions> = {}) {
  const kinds = [...new Set([...resources.map(({ kind }) => kind), boxes.kind()])] as ReturnType<Boxes["kind"]>[];
  // One listing is enough: all kinds of boxes would find the same strays.
  const seen = await survey(graph(...resources), boxes.aws, { owner: owner(), kinds: [kinds[0]!], removing: true });
  const plan = planRemoval(seen, owner(), { ...keeping, ...options });
  boxes.log.length = 0;
  const carryOut = (more: { signal?: AbortSignal; ended?: (outcome: Outcome) => void } = {}) =>
    carryOutRemoval(plan, seen, boxes.aws, { deleteData: options.deleteData === true, ...more });
  return { plan, carryOut };
}

const planned = ({ changes }: Plan) =>
  changes.map(({ resource: { address }, action, stays }) => `${stays ? stays.code : action} ${address}`);
const told = (outcomes: readonly Outcome[]) =>
  outcomes.map(({ change, status }) => `${status} ${change.resource.address}`);

/** A box `a`, a box `b` that refers to it, both there and ours. */
function pair(more: Parameters<Boxes["kind"]>[0] = {}) {
  const boxes = new Boxes();
  const kind = boxes.kind(more);
  boxes.put("a", {}, ours("a"));
  boxes.put("b", { Inside: "id-a" }, ours("b"));
  const b = resource(kind, "b", { Name: "b", Inside: output(kind, "a", "id") });
  return { boxes, kind, wanted: [resource(kind, "a", { Name: "a" }), b] as const };
}

describe("what is to go", () => {
  test("the same graph backwards, and first what the config does not name any more", async () => {
    const { boxes, wanted } = pair();
    boxes.put("old", {}, ours("old"));
    const { plan, carryOut } = await look(boxes, wanted);
    expect(planned(plan)).toEqual(["delete box/old", "delete box/b", "delete box/a"]);
    expect(told(await carryOut())).toEqual(["done box/old", "done box/b", "done box/a"]);
    expect(boxes.writes).toEqual(["remove old", "remove b", "remove a"]);
  });

  test("what is not there is not mentioned, and nothing that is only needed can stop it", async () => {
    const { boxes, kind, wanted } = pair();
    boxes.rows.delete("a");
    const needed: Resource = { ...resource(kind, "needed", { Name: "needed" }), wanted: "existing" };
    const { plan } = await look(boxes, [...wanted, needed]);
    expect(planned(plan)).toEqual(["delete box/b"]);
    expect(plan.refusals).toEqual([]);
  });

  test("what the config says was there before, and no tags tell, stays unless told", async () => {
    const boxes = new Boxes();
    boxes.put("a", {}, ours("a"));
    const before = resource(boxes.kind(), "a", { Name: "a" }, { before: true });
    expect(planned((await look(boxes, [before])).plan)).toEqual(["was-there-before box/a"]);
    expect(planned((await look(boxes, [before], { deleteAdopted: true })).plan)).toEqual(["delete box/a"]);
  });

  test("what is not ours is left: without tags, of another env, of an env whose name begins alike", async () => {
    const { boxes, kind, wanted } = pair();
    boxes.put("a", {}, { env: "prd-eu", id: "box/a" });
    boxes.put("c");
    const { plan, carryOut } = await look(boxes, [...wanted, resource(kind, "c", { Name: "c" })]);
    expect(planned(plan)).toEqual(["none box/c", "delete box/b", "none box/a"]);
    await carryOut();
    expect([...boxes.rows.keys()]).toEqual(["a", "c"]);
  });

  test("what can't be looked at has failed, and the rest goes", async () => {
    const { boxes, kind, wanted } = pair();
    boxes.before = (operation, name) => {
      if (operation === "observe" && name === "x") throw refused("AccessDenied");
    };
    const { plan, carryOut } = await look(boxes, [...wanted, resource(kind, "x", { Name: "x" })]);
    expect(planned(plan)).toEqual(["delete box/b", "delete box/a", "none box/x"]);
    const outcomes = await carryOut();
    expect(told(outcomes).sort()).toEqual(["done box/a", "done box/b", "failed box/x"]);
  });

  test("what can't be found by its key, since that refers to something that has gone, is found by its tags", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("there", {}, ours("keyed"));
    const keyed = resource(kind, "keyed", { Name: output(kind, "gone", "id") });
    const gone: Resource = { ...resource(kind, "gone", { Name: "gone" }), wanted: "existing" };
    const { plan, carryOut } = await look(boxes, [gone, keyed]);
    expect(planned(plan)).toEqual(["delete box/keyed"]);
    await carryOut();
    expect(boxes.rows.size).toBe(0);
  });
});

test("what is only needed, and finds nothing of ours, is not looked at", async () => {
  const boxes = new Boxes();
  const kind = boxes.kind();
  for (const name of ["cluster", "nodes"]) boxes.put(name);
  boxes.put("keyed", {}, ours("keyed"));
  const observed: string[] = [];
  boxes.before = (operation, name) => {
    if (operation === "observe") observed.push(name);
  };
  const needed = (name: string): Resource => ({ ...resource(kind, name, { Name: name }), wanted: "existing" });
  const keyed = resource(kind, "keyed", {
    Name: output(kind, "cluster", "id").map(() => "keyed"),
    Shelf: output(kind, "nodes", "id"),
  });
  const { plan } = await look(boxes, [needed("cluster"), needed("nodes"), keyed]);
  expect(planned(plan)).toEqual(["delete box/keyed"]);
  expect(observed).not.toContain("nodes");
  expect(observed).toContain("cluster");
});

describe("what holds data", () => {
  const full = { holdsData: true } as const;

  test("stays, and goes when told", async () => {
    const { boxes, wanted } = pair(full);
    expect(planned((await look(boxes, wanted)).plan)).toEqual(["holds-data box/b", "holds-data box/a"]);
    const { plan, carryOut } = await look(boxes, wanted, { deleteData: true });
    expect(planned(plan)).toEqual(["delete box/b", "delete box/a"]);
    await carryOut();
    expect(boxes.rows.size).toBe(0);
  });

  test("goes where it is empty; nobody who can't tell calls it empty", async () => {
    const { boxes, wanted } = pair({ ...full, isEmpty: async (_, { outputs }) => outputs.id === "id-b" });
    expect(planned((await look(boxes, wanted)).plan)).toEqual(["delete box/b", "holds-data box/a"]);
    const blind = pair({ ...full, isEmpty: () => Promise.reject(refused()) });
    expect(planned((await look(blind.boxes, blind.wanted)).plan)).toEqual(["holds-data box/b", "holds-data box/a"]);
    expect(blind.boxes.overlooked).toEqual([refused(), refused()]);
  });

  test("is not looked into where it is somebody else's", async () => {
    let asked = 0;
    const { boxes, wanted } = pair({ ...full, isEmpty: async () => ++asked > 0 });
    boxes.put("b", {}, {});
    await look(boxes, wanted);
    expect(asked).toBe(1);
  });

  test("is asked again right before it would go", async () => {
    let empty = true;
    const { boxes, wanted } = pair({ ...full, isEmpty: async () => empty });
    const { carryOut } = await look(boxes, wanted);
    empty = false;
    const outcomes = await carryOut();
    expect(told(outcomes)).toEqual(["skipped box/b", "skipped box/a"]);
    expect(outcomes.map(({ change }) => change.stays?.code)).toEqual(["holds-data", "holds-data"]);
    expect(boxes.writes).toEqual([]);
  });

  test("a made-up value is data, also where the config does not name it any more", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("key", {}, ours("key"));
    boxes.put("old", {}, { ...ours("old"), generated: "true" });
    const { plan } = await look(boxes, [resource(kind, "key", { Name: "key" }, { holdsData: true })]);
    expect(planned(plan)).toEqual(["holds-data box/old", "holds-data box/key"]);
  });

  test("keeps what it does not work without, and nothing else", async () => {
    const needs = { needs: ["Inside"] } as const;
    const { boxes, wanted } = pair({ ...needs, ...full, isEmpty: async (_, { outputs }) => outputs.id !== "id-b" });
    const { plan } = await look(boxes, wanted);
    expect(planned(plan)).toEqual(["holds-data box/b", "stays-with box/a"]);
    const { boxes: other, wanted: same } = pair({ ...full, isEmpty: async (_, { outputs }) => outputs.id !== "id-b" });
    expect(planned((await look(other, same)).plan)).toEqual(["holds-data box/b", "delete box/a"]);
  });
});

describe("members of containers", () => {
  /** A lid without tags in the box `a`. */
  function lidded(how: Partial<Kind<never, never, never>>, more: Parameters<Boxes["kind"]>[0] = {}) {
    const { boxes, kind, wanted } = pair(more);
    const lids = new Boxes();
    const { tag: _, untag: _u, owned: _o, ...plain } = lids.kind({ noun: "lid", type: "test.lid", through: "Inside" });
    lids.put("lid", { Inside: "id-a" });
    const lid = resource({ ...plain, ...(how as object) } as never as ReturnType<Boxes["kind"]>, "lid", {
      Name: "lid",
      Inside: output(kind, "a", "id"),
    });
    return { boxes, lids, wanted: [wanted[0], lid] };
  }

  test("go with a container of ours", async () => {
    for (const how of [{}, { relation: "attachment" as const }]) {
      const { boxes, lids, wanted } = lidded(how);
      const { plan, carryOut } = await look(boxes, wanted);
      expect(planned(plan)).toEqual(["delete box/b", "delete lid/lid", "delete box/a"]);
      await carryOut();
      expect(lids.rows.size).toBe(0);
    }
  });

  test("stay with a container that stays", async () => {
    const { boxes, wanted } = lidded({}, { holdsData: true });
    expect(planned((await look(boxes, wanted)).plan)).toContain("stays-with lid/lid");
  });

  test("are left in a container that is not ours", async () => {
    const { boxes, wanted } = lidded({});
    boxes.put("a", {}, {});
    expect(planned((await look(boxes, wanted)).plan)).toContain("none lid/lid");
  });
});

describe("what others rely on", () => {
  const needed = (...arns: string[]) => ({ neededBy: async () => arns.map((arn) => ({ arn })) });

  test("goes last, and only if nothing but ours relied on it", async () => {
    const { boxes, wanted } = pair();
    const others: string[] = ["id-a"];
    const shared = resource(
      boxes.kind({ relation: "shared", neededBy: async () => others.map((arn) => ({ arn })) }),
      "s",
      {
        Name: "s",
      },
    );
    boxes.put("s", {}, { shared: "true" });
    const { plan, carryOut } = await look(boxes, [shared, ...wanted]);
    expect(planned(plan)).toEqual(["delete box/b", "delete box/a", "delete box/s"]);
    await carryOut();
    expect(boxes.writes).toEqual(["remove b", "remove a", "remove s"]);
  });

  test("stays while others do, also where that shows only in the end", async () => {
    const boxes = new Boxes();
    boxes.put("s", {}, { shared: "true" });
    const wanted = [resource(boxes.kind({ relation: "shared", ...needed("somebody") }), "s", { Name: "s" })];
    expect(planned((await look(boxes, wanted)).plan)).toEqual(["still-needed box/s"]);
    const late: string[] = [];
    const kind = boxes.kind({ relation: "shared", neededBy: async () => late.map((arn) => ({ arn })) });
    const { carryOut } = await look(boxes, [resource(kind, "s", { Name: "s" })]);
    late.push("somebody");
    const [outcome] = await carryOut();
    expect([outcome!.status, outcome!.change.stays?.code]).toEqual(["skipped", "still-needed"]);
    expect(boxes.writes).toEqual([]);
  });

  test("what somebody else has made and all share is left", async () => {
    const boxes = new Boxes();
    boxes.put("s", {}, {});
    const wanted = [resource(boxes.kind({ relation: "shared" }), "s", { Name: "s" })];
    expect(planned((await look(boxes, wanted)).plan)).toEqual(["none box/s"]);
  });

  test("goes over to another env that relies on it", async () => {
    const boxes = new Boxes();
    boxes.put("m", {}, ours("m"));
    const neededBy = async () => [{ arn: "theirs", tags: { env: "prd-eu", id: "box/x" } }];
    const wanted = [resource(boxes.kind({ relation: "attachment", neededBy }), "m", { Name: "m" })];
    const { plan, carryOut } = await look(boxes, wanted);
    expect(planned(plan)).toEqual(["update box/m"]);
    expect(plan.warnings).toHaveLength(1);
    await carryOut();
    expect(boxes.rows.get("m")!.tags).toEqual({ env: "prd-eu", id: "box/m" });
  });
});

describe("what was taken over", () => {
  const adopted = { ...ours("a"), adopted: "true", Owner: "platform" };

  test("is given back: our tags go, it stays as it is", async () => {
    const { boxes, wanted } = pair();
    boxes.put("a", { Size: 3 }, adopted);
    const { plan, carryOut } = await look(boxes, wanted);
    expect(planned(plan)).toEqual(["delete box/b", "update box/a"]);
    expect(plan.changes.at(-1)!.fields.map(({ path, after }) => [path, after])).toEqual(
      ["env", "id", "adopted"].map((key) => [`Tags.${key}`, undefined]),
    );
    await carryOut();
    expect(boxes.rows.get("a")).toEqual({ spec: { Size: 3 }, tags: { Owner: "platform" } });
  });

  test("goes when told, but not with its data", async () => {
    const { boxes, wanted } = pair({ holdsData: true });
    boxes.put("a", {}, adopted);
    const plan = async (options: Partial<RemovalOptions>) => planned((await look(boxes, wanted, options)).plan);
    expect(await plan({ deleteAdopted: true })).toEqual(["holds-data box/b", "holds-data box/a"]);
    expect(await plan({ deleteAdopted: true, deleteData: true })).toEqual(["delete box/b", "delete box/a"]);
    expect(await plan({ deleteData: true })).toEqual(["delete box/b", "update box/a"]);
  });

  test("keeps what it does not work without", async () => {
    const { boxes, wanted } = pair({ needs: ["Inside"] });
    boxes.put("b", { Inside: "id-a" }, { ...ours("b"), adopted: "true" });
    expect(planned((await look(boxes, wanted)).plan)).toEqual(["update box/b", "stays-with box/a"]);
  });
});

describe("carrying it out", () => {
  test("a failure stops nothing else, and the next run carries on", async () => {
    const { boxes, kind, wanted } = pair();
    boxes.put("old", {}, ours("old"));
    boxes.put("c", {}, ours("c"));
    const all = [...wanted, resource(kind, "c", { Name: "c" })];
    boxes.before = (operation, name) => {
      if (operation === "remove" && ["b", "old"].includes(name)) throw refused();
    };
    const outcomes = await (await look(boxes, all)).carryOut();
    expect(told(outcomes).sort()).toEqual(["done box/a", "done box/c", "failed box/b", "failed box/old"]);
    boxes.before = () => {};
    const { plan, carryOut } = await look(boxes, all);
    expect(planned(plan)).toEqual(["delete box/old", "delete box/b"]);
    await carryOut();
    expect(boxes.rows.size).toBe(0);
  });

  test("an answer that was lost is asked for again, and what IAM takes for full is waited for", async () => {
    const { boxes, wanted } = pair();
    const errors = [lost(), refused("DeleteConflictException"), refused("DeleteConflictException")];
    boxes.before = (operation, name) => {
      if (operation === "remove" && name === "a" && errors.length > 0) throw errors.shift();
    };
    expect(told(await (await look(boxes, wanted)).carryOut())).toEqual(["done box/b", "done box/a"]);
    boxes.put("a", {}, ours("a"));
    boxes.before = (operation) => {
      if (operation === "remove") throw refused("DeleteConflictException");
    };
    expect(told(await (await look(boxes, wanted)).carryOut())).toEqual(["failed box/a"]);
  });

  test("after an interrupt nothing new begins", async () => {
    const { boxes, wanted } = pair();
    const stop = new AbortController();
    const { carryOut } = await look(boxes, wanted);
    const outcomes = await carryOut({ signal: stop.signal, ended: () => stop.abort() });
    expect(told(outcomes)).toEqual(["done box/b", "skipped box/a"]);
    expect(boxes.writes).toEqual(["remove b"]);
  });

  test("every end is told once", async () => {
    const { boxes, wanted } = pair();
    const ends: string[] = [];
    const { carryOut } = await look(boxes, wanted);
    await carryOut({ ended: ({ change }) => ends.push(change.resource.address) });
    expect(ends).toEqual(["box/b", "box/a"]);
  });
});

test("what stays is told in words that name the command or the reason", async () => {
  const { boxes, wanted } = pair({ holdsData: true });
  const { plan } = await look(boxes, wanted);
  const stays = plan.changes[0]!.stays as Problem;
  expect(stays.fix?.en).toContain("risken-aws destroy --delete-data");
  expect(stays.fix?.ja).toContain("risken-aws destroy --delete-data");
});
