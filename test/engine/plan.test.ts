import { describe, expect, test } from "vitest";
import type { AnyKind } from "../../src/engine/kind";
import { hasChanges, planFor } from "../../src/engine/plan";
import { initially, UNKNOWN, Withheld } from "../../src/engine/ref";
import { existing, output, type Resource, resource } from "../../src/engine/resource";
import { survey } from "../../src/engine/survey";
import { Problem } from "../../src/problems";
import { Boxes, graph, ours, owner, refused } from "./boxes";

const planned = async (boxes: Boxes, resources: Resource[], more = {}, kinds: AnyKind[] = []) => {
  const who = owner(more);
  return planFor(await survey(graph(...resources), boxes.aws, { owner: who, kinds }), who, "ap-northeast-1");
};
const actions = ({ changes }: Awaited<ReturnType<typeof planned>>) =>
  changes.map(({ resource: { address }, action }) => `${action} ${address}`);

test("what is named by an identifier of AWS's own is never made: without it nothing is done", async () => {
  const boxes = new Boxes();
  const found = resource(boxes.kind(), "a", { Name: "id-of-a" }, { foundOnly: true });
  const { changes, refusals } = await planned(boxes, [found]);
  expect(changes).toEqual([]);
  expect(refusals[0]!.error).toMatchObject({ code: "not-there", exit: 3 });
  boxes.put("id-of-a", {}, ours("a"));
  expect(actions(await planned(boxes, [found]))).toEqual(["none box/a"]);
});

describe("survey", () => {
  test("independent things at once, parents before children, and nothing is asked below what isn't there", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("a", {}, ours("a"));
    const progress: string[] = [];
    const who = owner();
    const seen = await survey(
      graph(
        resource(kind, "a", { Name: "a" }),
        resource(kind, "b", { Name: "b" }),
        resource(kind, "under-a", { Name: output(kind, "a", "id") }),
        resource(kind, "under-b", { Name: output(kind, "b", "id") }),
      ),
      boxes.aws,
      { owner: who, kinds: [], progress: (done, total) => progress.push(`${done}/${total}`) },
    );
    expect(boxes.log).toEqual(["observe a", "observe b", "observe id-a"]);
    expect(boxes.most).toBe(2);
    expect(seen.seen.get("box/under-b")).toEqual({ state: "absent" });
    expect(progress).toEqual(["1/4", "2/4", "3/4", "4/4"]);
  });

  test("one denied call costs one line of the report, and what hangs below it", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    const denied = refused("AccessDenied");
    boxes.before = (_, name) => {
      if (name === "a") throw denied;
    };
    const plan = await planned(boxes, [
      resource(kind, "a", { Name: "a" }),
      resource(kind, "under-a", { Name: output(kind, "a", "id") }),
      resource(kind, "b", { Name: "b" }),
    ]);
    expect(plan.changes.map(({ action, unreadable }) => [action, unreadable])).toEqual([
      ["none", denied],
      ["none", denied],
      ["create", undefined],
    ]);
  });

  test("what refers to something that could not be read is compared in all the rest", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    const denied = refused("AccessDenied");
    boxes.before = (_, name) => {
      if (name === "a") throw denied;
    };
    boxes.put("b", { Inside: "id-a", Size: 1 }, ours("b"));
    const inA = { Name: "b", Inside: output(kind, "a", "id") };
    const same = await planned(boxes, [resource(kind, "a", { Name: "a" }), resource(kind, "b", { ...inA, Size: 1 })]);
    expect(same.changes[1]).toMatchObject({ action: "none", fields: [], unseen: denied });
    const other = await planned(boxes, [resource(kind, "a", { Name: "a" }), resource(kind, "b", { ...inA, Size: 2 })]);
    expect(other.changes[1]).toMatchObject({ action: "update", fields: [{ path: "Size" }], unseen: denied });
  });

  test("whose a thing without tags is can't be told when its container could not be read", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    const shelved = boxes.kind({ type: "test.shelved", noun: "shelved", tag: undefined, through: "Shelf" });
    const denied = refused("AccessDenied");
    boxes.before = (_, name) => {
      if (name === "a") throw denied;
    };
    boxes.put("b", { Shelf: "id-a" });
    const plan = await planned(boxes, [
      resource(kind, "a", { Name: "a" }),
      resource(shelved, "b", { Name: "b", Shelf: output(kind, "a", "id") }),
    ]);
    expect(plan.changes[1]).toMatchObject({ action: "none", unreadable: denied });
  });

  test("kinds that cannot be searched by tags are named", async () => {
    const boxes = new Boxes();
    const denied = refused("AccessDenied");
    boxes.before = (operation) => {
      if (operation === "owned") throw denied;
    };
    const kind = boxes.kind();
    const seen = await survey(graph(), boxes.aws, { owner: owner(), kinds: [kind, boxes.kind({ owned: undefined })] });
    expect(seen.unsearched).toEqual([{ kind, error: denied }]);
  });
});

describe("plan", () => {
  test("create, update, none, field by field", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("same", { Size: 1 }, ours("same"));
    boxes.put("other", { Size: 1 }, ours("other"));
    const plan = await planned(boxes, [
      resource(kind, "same", { Name: "same", Size: 1 }),
      resource(kind, "other", { Name: "other", Size: 2 }),
      resource(kind, "new", { Name: "new", Size: 3, Inside: output(kind, "other", "id"), Colour: initially("red") }),
    ]);
    expect(actions(plan)).toEqual(["none box/same", "update box/other", "create box/new"]);
    expect(plan.changes[1]!.fields).toEqual([{ path: "Size", before: 1, after: 2 }]);
    expect(plan.changes[2]!.fields.map(({ path, after }) => [path, after])).toEqual([
      ["Name", "new"],
      ["Size", 3],
      ["Inside", "id-other"],
      ["Colour", "red"],
    ]);
    expect(hasChanges(plan)).toBe(true);
    expect(boxes.writes).toEqual([]);
  });

  test("what is to be made or replaced is unknown to all that refer to it", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("a", { Colour: "red" }, ours("a"));
    boxes.put("b", { Inside: "id-a" }, ours("b"));
    const plan = await planned(boxes, [
      resource(kind, "a", { Name: "a", Colour: "blue" }),
      resource(kind, "b", { Name: "b", Inside: output(kind, "a", "id") }),
      resource(kind, "c", { Name: "c", Inside: output(kind, "a", "id") }),
    ]);
    expect(actions(plan)).toEqual(["replace box/a", "update box/b", "create box/c"]);
    expect(plan.changes[1]!.fields).toEqual([{ path: "Inside", before: "id-a", after: UNKNOWN }]);
  });

  test("what holds data is never replaced: the difference is told and left", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind({ holdsData: true });
    boxes.put("a", { Colour: "red", Size: 1 }, ours("a"));
    const plan = await planned(boxes, [resource(kind, "a", { Name: "a", Colour: "blue", Size: 2 })]);
    expect(actions(plan)).toEqual(["update box/a"]);
    expect(plan.changes[0]!.fields.map(({ path }) => path)).toEqual(["Size"]);
    expect(plan.warnings).toHaveLength(1);
    expect(plan.warnings[0]!.ja).toContain("Colour");
  });

  test("what others have added inside is shown, and by itself nothing to do without being told", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind({
      keeping: ({ List }: { List?: readonly string[] }, has: { List?: readonly string[] }) =>
        List ? { List: [...new Set([...List, ...(has.List ?? [])])] } : {},
    });
    boxes.put("a", { List: ["ours", "theirs"] }, ours("a"));
    boxes.put("b", { List: ["theirs"] }, ours("b"));
    const plan = await planned(boxes, [
      resource(kind, "a", { Name: "a", List: ["ours"] }),
      resource(kind, "b", { Name: "b", List: ["ours"] }),
    ]);
    expect(plan.changes).toMatchObject([
      { action: "update", meanwhile: [], fields: [{ path: "List" }] },
      { action: "update", fields: [{ path: "List[0]" }] },
    ]);
    expect(plan.changes[1]).not.toHaveProperty("meanwhile", []);
  });

  test("tags of the config and of ours are kept true", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("a", {}, { ...ours("a"), Owner: "nobody", Other: "x" });
    const plan = await planned(boxes, [resource(kind, "a", { Name: "a" })], { tags: { Owner: "security" } });
    expect(plan.changes[0]).toMatchObject({
      action: "update",
      tags: { Owner: "security" },
      fields: [{ path: "Tags.Owner", before: "nobody", after: "security" }],
    });
  });

  test("what we did not make is in the way until it may be adopted", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("a", { Size: 1 }, { Team: "x" });
    const wanted = [resource(kind, "a", { Name: "a", Size: 2 })];
    const [blocked] = (await planned(boxes, wanted)).changes;
    expect(blocked).toMatchObject({ action: "adopt", blocked: { code: "in-the-way", exit: 4 } });
    expect(blocked!.blocked!.fix!.en).toContain("--adopt box/a");
    const [adopted] = (await planned(boxes, wanted, { adopts: (address: string) => address === "box/a" })).changes;
    expect(adopted!.blocked).toBeUndefined();
    expect(adopted!.fields.map(({ path }) => path)).toEqual(["Size", "Tags.env", "Tags.id", "Tags.adopted"]);
  });

  test("names compare exactly: another env's thing is not ours, and not to be adopted", async () => {
    const boxes = new Boxes();
    boxes.put("a", {}, { env: "prd-eu", id: "box/a" });
    const [change] = (await planned(boxes, [resource(boxes.kind(), "a", { Name: "a" })], { adopts: () => true }))
      .changes;
    expect(change!.blocked).toMatchObject({ code: "other-env", exit: 4 });
  });

  test("a thing of ours under another id is in the way", async () => {
    const boxes = new Boxes();
    boxes.put("a", {}, { env: "prd", id: "box/z" });
    const [change] = (await planned(boxes, [resource(boxes.kind(), "a", { Name: "a" })])).changes;
    expect(change!.blocked).toMatchObject({ code: "in-the-way" });
  });

  test("what is shared is used as found", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind({ relation: "shared" });
    boxes.put("a", { Size: 1 }, {});
    const [change] = (await planned(boxes, [resource(kind, "a", { Name: "a", Size: 2 })], { tags: { Owner: "x" } }))
      .changes;
    expect(change).toMatchObject({ action: "update", tags: {}, fields: [{ path: "Size" }] });
  });

  test("a tagged attachment that is already there is none, whoever made it", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind({ relation: "attachment" });
    boxes.put("a", { Size: 1 }, {});
    expect(actions(await planned(boxes, [resource(kind, "a", { Name: "a", Size: 2 })]))).toEqual(["none box/a"]);
    boxes.put("a", { Size: 1 }, ours("a"));
    expect(actions(await planned(boxes, [resource(kind, "a", { Name: "a", Size: 2 })]))).toEqual(["update box/a"]);
  });

  describe("where there is room for one alone", () => {
    const only = { relation: "attachment", exclusive: true, marksOnly: true } as const;
    const wanted = (boxes: Boxes) => [resource(boxes.kind(only), "a", { Name: "a", Size: 1 })];

    test("what is there as wanted is none, and stays nobody's", async () => {
      const boxes = new Boxes();
      boxes.put("a", { Size: 1 });
      const plan = await planned(boxes, wanted(boxes));
      expect(plan.changes).toMatchObject([{ action: "none", fields: [], tags: {} }]);
    });

    test("what is there and other than wanted is in the way until it may be adopted", async () => {
      const boxes = new Boxes();
      boxes.put("a", { Size: 2 });
      const blocked = await planned(boxes, wanted(boxes));
      expect(blocked.changes).toMatchObject([{ action: "adopt", blocked: { code: "in-the-way", exit: 4 } }]);
      expect(blocked.changes[0]!.blocked!.fix!.en).toContain("--adopt box/a");
      const adopted = await planned(boxes, wanted(boxes), { adopts: () => true, tags: { Owner: "x" } });
      expect(adopted.changes).toMatchObject([
        {
          action: "adopt",
          blocked: undefined,
          fields: [
            { path: "Size", before: 2, after: 1 },
            { path: "Tags.env" },
            { path: "Tags.id" },
            { path: "Tags.adopted" },
          ],
        },
      ]);
    });

    test("another env's is in the way for good", async () => {
      const boxes = new Boxes();
      boxes.put("a", { Size: 2 }, { env: "stg", id: "box/a" });
      const plan = await planned(boxes, wanted(boxes), { adopts: () => true });
      expect(plan.changes).toMatchObject([{ blocked: { code: "other-env" } }]);
    });

    test("ours is changed, and carries our marks alone", async () => {
      const boxes = new Boxes();
      boxes.put("a", { Size: 2 }, ours("a"));
      const plan = await planned(boxes, wanted(boxes), { tags: { Owner: "x" } });
      expect(plan.changes).toMatchObject([{ action: "update", fields: [{ path: "Size" }] }]);
    });
  });

  test("what it remembers for us is kept true, and what it has remembered before stays", async () => {
    const boxes = new Boxes();
    boxes.put("a", {}, { ...ours("a"), "record:old": "zone" });
    const one = resource(boxes.kind(), "a", { Name: "a" }, { tags: { "record:new": "zone" } });
    const plan = await planned(boxes, [one]);
    expect(plan.changes).toMatchObject([{ action: "update", tags: { "record:new": "zone" } }]);
    expect(plan.changes[0]!.fields).toEqual([{ path: "Tags.record:new", before: undefined, after: "zone" }]);
  });

  test("what takes no tags is ours by its container", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind({ through: "Shelf", tag: undefined, owned: undefined });
    boxes.put("a", { Shelf: "left" });
    expect(actions(await planned(boxes, [resource(kind, "a", { Name: "a", Shelf: "left" })]))).toEqual(["none box/a"]);
    const [change] = (await planned(boxes, [resource(kind, "a", { Name: "a", Shelf: "right" })])).changes;
    expect(change!.blocked).toMatchObject({ exit: 4, fix: { en: expect.stringContaining("cannot be taken over") } });
    const inKey = boxes.kind({ through: "Name", tag: undefined });
    expect(actions(await planned(boxes, [resource(inKey, "a", { Name: "a" })]))).toEqual(["none box/a"]);
  });

  test("in a container of somebody else a name alone proves nothing", async () => {
    const boxes = new Boxes();
    const plain = boxes.kind({ through: "Shelf", tag: undefined, owned: undefined });
    const knowing = { ...plain, recognises: ({ spec }: { spec: { Size?: number } }) => spec.Size === 7 };
    const wanted = (kind: typeof plain) => [
      resource(kind, "a", { Name: "a", Shelf: "theirs", Size: 8 }, { guest: true }),
    ];
    boxes.put("a", { Shelf: "theirs", Size: 7 });
    expect((await planned(boxes, wanted(plain))).changes[0]!.blocked).toMatchObject({ code: "in-the-way" });
    expect(actions(await planned(boxes, wanted(knowing)))).toEqual(["update box/a"]);
    boxes.put("a", { Shelf: "theirs", Size: 6 });
    expect((await planned(boxes, wanted(knowing))).changes[0]!.blocked).toMatchObject({ code: "in-the-way" });
  });

  test("what stands in its place without our marks is found by what it does", async () => {
    const boxes = new Boxes();
    boxes.put("foreign", { Size: 7 }, {});
    const kind = boxes.kind({
      lookalike: (aws: never, spec: { Size: number }) => {
        const row = [...boxes.rows].find(([, { spec: has }]) => has.Size === spec.Size);
        return boxes.kind().observe(aws, { Name: row![0] }, { tags: {} });
      },
    });
    const [change] = (await planned(boxes, [resource(kind, "mine", { Name: "mine", Size: 7 })])).changes;
    expect(change).toMatchObject({ action: "adopt", blocked: { code: "in-the-way" } });
  });

  test("whoever looks for what stands in its place is told whose it would be", async () => {
    const boxes = new Boxes();
    const asked: unknown[] = [];
    const kind = boxes.kind({
      lookalike: async (_aws: never, _spec: never, sought: unknown) => {
        asked.push(sought);
        return undefined;
      },
    });
    await planned(boxes, [resource(kind, "mine", { Name: "mine" })]);
    expect(asked).toEqual([{ tags: ours("mine"), needed: true }]);
  });

  test("what counts only at birth is never made a second time, and what else names by more than a name neither", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("key", { Colour: "red" }, ours("key"));
    const born = await planned(boxes, [resource(kind, "key", { Name: "key", Colour: "blue", Size: initially(1) })]);
    expect(actions(born)).toEqual(["none box/key"]);
    expect(born.warnings).toHaveLength(1);
    const named = boxes.kind({ irreplaceable: true });
    const kept = await planned(boxes, [resource(named, "key", { Name: "key", Colour: "blue", Size: 2 })]);
    expect(kept.changes[0]).toMatchObject({ action: "update", fields: [{ path: "Size" }] });
  });

  test("what this run was not given could not be put into a new one", async () => {
    const boxes = new Boxes();
    boxes.put("a", { Colour: "red" }, ours("a"));
    const plan = await planned(boxes, [
      resource(boxes.kind(), "a", { Name: "a", Colour: "blue", Key: new Withheld("key", "the variable KEY") }),
    ]);
    expect(plan.changes[0]).toMatchObject({ action: "none", kept: [{ path: "Colour" }] });
    expect(plan.missing).toEqual([]);
  });

  test("what stays is told with what that means", async () => {
    const boxes = new Boxes();
    const means = { Colour: { en: "It is harder to find.", ja: "見つけにくくなります。" } };
    boxes.put("a", { Colour: "red" }, ours("a"));
    const { changes, warnings } = await planned(boxes, [
      resource(boxes.kind({ irreplaceable: true, means }), "a", { Name: "a", Colour: "blue" }),
    ]);
    expect(changes[0]).toMatchObject({ action: "none", kept: [{ path: "Colour", before: "red", after: "blue" }] });
    expect(warnings.map(({ en, ja }) => [en, ja])).toEqual([
      [
        expect.stringMatching(/left as it is\. It is harder to find\.$/),
        expect.stringMatching(/見つけにくくなります。$/),
      ],
    ]);
  });

  test("what follows from a field that is kept is compared with what is kept", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind({
      irreplaceable: true,
      canonical: (spec: { Colour?: string; Size?: number }) =>
        spec.Colour === "red" ? { ...spec, Size: undefined } : spec,
    });
    boxes.put("key", { Colour: "red" }, ours("key"));
    const plan = await planned(boxes, [resource(kind, "key", { Name: "key", Colour: "blue", Size: 2 })]);
    expect(actions(plan)).toEqual(["none box/key"]);
  });

  test("what is taken over and can't be changed is shown as what it is: a new one", async () => {
    const boxes = new Boxes();
    boxes.put("a", { Colour: "red" }, {});
    const adopted = { adopts: () => true };
    const plan = await planned(boxes, [resource(boxes.kind(), "a", { Name: "a", Colour: "blue" })], adopted);
    expect(actions(plan)).toEqual(["replace box/a"]);
    expect(plan.changes[0]!.blocked).toBeUndefined();
  });

  test("tags of the config are not written to what all envs share", async () => {
    const boxes = new Boxes();
    boxes.put("a", {}, { shared: "true", Owner: "them" });
    const kind = boxes.kind({ relation: "shared" });
    const plan = await planned(boxes, [resource(kind, "a", { Name: "a" })], { tags: { Owner: "us" } });
    expect(actions(plan)).toEqual(["none box/a"]);
  });

  test("what we only need has to be there and to be readable", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("a");
    const below = existing(kind, "below", { Name: output(kind, "gone", "id") });
    const plan = await planned(boxes, [
      existing(kind, "a", { Name: "a" }),
      existing(kind, "gone", { Name: "gone" }),
      below,
    ]);
    expect(plan.changes).toEqual([]);
    expect(plan.refusals).toMatchObject([{ resource: { address: "box/gone" }, error: { code: "not-there", exit: 3 } }]);
    expect((plan.refusals[0]!.error as Problem).text.en).toContain("no box named gone in ap-northeast-1");
    const why = new Problem("why", 4, { en: "why", ja: "なぜ" });
    boxes.before = () => {
      throw why;
    };
    expect(
      (await planned(boxes, [existing(kind, "a", { Name: "a" }), existing(kind, "b", { Name: "b" })])).refusals.map(
        ({ error }) => error,
      ),
    ).toEqual([why, why]);
  });

  test("what we only need may have a refusal of its own", async () => {
    const boxes = new Boxes();
    const own = new Problem("no-box", 3, { en: "no", ja: "ない" });
    const plan = await planned(boxes, [existing(boxes.kind({ missing: () => own }), "a", { Name: "a" })]);
    expect(plan.refusals).toMatchObject([{ error: own }]);
  });

  test("a withheld secret is needed only to create", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    const wanted = [resource(kind, "a", { Name: "a", Key: new Withheld("database.password", "RISKEN_DB_PASSWORD") })];
    expect((await planned(boxes, wanted)).missing).toMatchObject([{ code: "secret-missing", exit: 3 }]);
    boxes.put("a", {}, ours("a"));
    const plan = await planned(boxes, wanted);
    expect(plan.missing).toEqual([]);
    expect(plan.changes[0]).toMatchObject({ action: "none", notCompared: [{ key: "database.password" }] });
    expect(hasChanges(plan)).toBe(false);
  });

  test("a withheld secret is needed also where nothing is stored for it yet", async () => {
    const boxes = new Boxes();
    const secret = new Withheld("auth.oidc.clientSecret", "RISKEN_OIDC_CLIENT_SECRET");
    const kind = boxes.kind() as unknown as AnyKind;
    const wanted = [resource(kind, "a", { Name: "a", List: [{ Type: "oidc", Config: { Secret: secret } }] })];
    const list = (...items: object[]) => boxes.put("a", { List: items as never }, ours("a"));
    list({ Type: "cognito" });
    expect((await planned(boxes, wanted)).missing).toMatchObject([{ code: "secret-missing", exit: 3 }]);
    list({ Type: "old", Config: { Secret: undefined } });
    const plan = await planned(boxes, wanted);
    expect([actions(plan), plan.missing]).toEqual([["update box/a"], []]);
  });

  test("a withheld secret is needed again where that changes to which the stored one belongs", async () => {
    const boxes = new Boxes();
    const secret = new Withheld("auth.oidc.clientSecret", "RISKEN_OIDC_CLIENT_SECRET");
    const kind = boxes.kind({ secretsBelongTo: ["Issuer"] }) as unknown as AnyKind;
    const has = { Issuer: "one", Scope: "openid", Secret: undefined };
    boxes.put("a", { List: [{ Config: has }] as never }, ours("a"));
    const missing = async (change: object) => {
      const wanted = [resource(kind, "a", { Name: "a", List: [{ Config: { ...has, ...change, Secret: secret } }] })];
      return (await planned(boxes, wanted)).missing.map(({ code }) => code);
    };
    expect(await missing({ Scope: "email" })).toEqual([]);
    expect(await missing({ Issuer: "two" })).toEqual(["secret-missing"]);
    expect(await missing({})).toEqual([]);
  });

  test("what is ours and no longer wanted is to be deleted, last things first", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("kept", {}, ours("kept"));
    boxes.put("x", {}, ours("x"));
    boxes.put("renamed-before", {}, ours("kept"));
    boxes.put("nameless", {}, { env: "prd" });
    boxes.put("foreign", {}, { env: "prd-eu", id: "box/foreign" });
    const plan = await planned(boxes, [resource(kind, "kept", { Name: "kept" })], {}, [kind]);
    // Without our id it is somebody else's, whatever its env says.
    expect(actions(plan)).toEqual(["none box/kept", "delete box/kept", "delete box/x"]);
    expect(plan.changes[1]!.name).toBe("renamed-before");
  });

  test("what hangs on another parent now is a stray under the old one", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("parent", {}, ours("parent"));
    boxes.put("old-child", {}, ours("child"));
    const child = resource(kind, "child", { Name: output(kind, "parent", "id") });
    const plan = await planned(boxes, [resource(kind, "parent", { Name: "parent" }), child], {}, [kind]);
    expect(actions(plan)).toEqual(["none box/parent", "create box/child", "delete box/child"]);
  });

  test("what stands in the place of a wanted thing is no stray, whatever its tags say that it is", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    boxes.put("a", {}, ours("other"));
    const plan = await planned(boxes, [resource(kind, "a", { Name: "a" })], { adopts: () => true }, [kind]);
    expect(actions(plan)).toEqual(["adopt box/a"]);
  });

  test("a stray that cannot be looked at is told", async () => {
    const boxes = new Boxes();
    const denied = refused("AccessDenied");
    boxes.put("x", {}, ours("x"));
    boxes.before = (operation) => {
      if (operation === "observe") throw denied;
    };
    const kind = boxes.kind();
    const seen = await survey(graph(), boxes.aws, { owner: owner(), kinds: [kind] });
    expect(seen.unsearched).toEqual([{ kind, error: denied }]);
  });

  test("a stray that went away meanwhile is none", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind({ owned: async () => [{ key: { Name: "gone" }, tags: ours("gone") }] });
    expect((await planned(boxes, [], {}, [kind])).changes).toEqual([]);
  });

  test("a name that comes from elsewhere is shown by our own name", async () => {
    const boxes = new Boxes();
    const kind = boxes.kind();
    const plan = await planned(boxes, [
      resource(kind, "a", { Name: "a" }),
      resource(kind, "b", { Name: output(kind, "a", "id") }),
      resource(kind, "c", { Name: "arn:aws:box" }),
    ]);
    expect(plan.changes.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });
});
