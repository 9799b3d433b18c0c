import { describe, expect, test } from "vitest";
import { actionOf } from "../src/aws/actions";
import { differences } from "../src/engine/diff";
import type { AnyKind, Kind, Observed } from "../src/engine/kind";
import { Secret } from "../src/secret";
import { sandboxed, type World } from "./sandboxed";

interface Case<Spec extends object> {
  /** The account in which the thing is made; an empty sandbox if left out. */
  readonly world?: () => Promise<World>;
  readonly spec: Spec;
  /** Another spec with the same key, as different as can be: every mutable field differs from `spec`. */
  readonly changed: Spec;
  /** Other spellings of `spec` that mean the same. */
  readonly same?: readonly Spec[];
  /** Fields that no update can change and that `changed` therefore shares with `spec`. */
  readonly fixed?: readonly (keyof Spec & string)[];
  /** It is part of something that `world` holds: always there, and removing it leaves it. */
  readonly always?: true;
}

const tags = { "risken-aws:env": "prd", "risken-aws:id": "thing/one", Owner: "security" };

/** What every kind promises (architecture, "Tests"). One call covers one kind. */
export function obeysTheLaws<Spec extends object, Out extends object, Key extends keyof Spec & string>(
  kind: Kind<Spec, Out, Key>,
  { world = sandboxed, spec, changed, same = [], fixed = [], always }: Case<Spec>,
): void {
  const parts = kind.key.filter((field) => spec[field] !== undefined).map((field) => [field, spec[field]]);
  const key = Object.fromEntries(parts) as Pick<Spec, Key>;
  const look = ({ aws }: World, id?: string) => kind.observe(aws.fresh(), key, { tags, id });
  const made = async (place: World): Promise<Observed<Spec, Out, Key>> => {
    const id = await kind.create(place.aws, spec, tags);
    return (await look(place, id))!;
  };
  const drift = (wanted: Spec, seen: Observed<Spec, Out, Key>) =>
    differences(kind as AnyKind, wanted as Record<string, unknown>, seen.spec as Record<string, unknown>).fields;

  const comesAndGoes = always ? () => {} : test;

  describe(`${kind.type} obeys the laws`, () => {
    comesAndGoes("nothing there, nothing seen", async () => {
      expect(await look(await world())).toBeUndefined();
    });

    test("what was written is read back, with its owner", async () => {
      const seen = await made(await world());
      expect(drift(spec, seen)).toEqual([]);
      if (kind.tag) expect(seen.tags).toMatchObject(tags);
    });

    test("an update arrives, and changes what it says", async () => {
      const place = await world();
      const before = await made(place);
      const fields = drift(changed, before);
      const mutable = Object.keys(changed).filter(
        (field) =>
          !kind.key.includes(field as Key) && !kind.immutable?.includes(field as Key) && !fixed.includes(field as Key),
      );
      expect(new Set(fields.map(({ path }) => path.split(/[.[]/)[0]))).toEqual(new Set(mutable));
      if (mutable.length === 0) return;
      await kind.update(place.aws, changed, before, new Set(mutable));
      expect(drift(changed, (await look(place))!)).toEqual([]);
    });

    test.each(same.map((spelling, at) => [at + 1, spelling] as const))(
      "spelling %i of the same thing is no drift",
      async (_, spelling) => {
        expect(drift(spelling, await made(await world()))).toEqual([]);
      },
    );

    test("tags can be added to what is there", async () => {
      if (!kind.tag) return expect(kind.through ?? kind.relation).toBeDefined();
      const place = await world();
      await kind.tag(place.aws, await made(place), { Owner: "platform", Team: "青" });
      expect((await look(place))!.tags).toMatchObject({ ...tags, Owner: "platform", Team: "青" });
    });

    test("tags can be taken off, also those that aren't there", async () => {
      expect(kind.untag !== undefined).toBe(kind.tag !== undefined);
      if (!kind.untag) return;
      const place = await world();
      await kind.untag(place.aws, await made(place), ["Owner", "Nobody"]);
      const left = (await look(place))!.tags!;
      expect(left).toMatchObject({ "risken-aws:env": "prd", "risken-aws:id": "thing/one" });
      expect(Object.keys(left)).not.toContain("Owner");
    });

    comesAndGoes("removing twice is removing once", async () => {
      const place = await world();
      const seen = await made(place);
      await kind.remove(place.aws, key, seen);
      expect(await look(place)).toBeUndefined();
      await kind.remove(place.aws, key, seen);
      expect(await look(place)).toBeUndefined();
    });

    test("what carries our tags is found by them", async () => {
      if (!kind.owned) return expect(kind.through ?? kind.relation).toBeDefined();
      const place = await world();
      expect(await kind.owned(place.aws.fresh(), { "risken-aws:env": "prd" })).toEqual([]);
      await made(place);
      const found = await kind.owned(place.aws.fresh(), { "risken-aws:env": "prd" });
      // What takes no tags is found by those of its container, and says which one it is by its name.
      expect(found).toMatchObject([{ key, tags: kind.tag ? tags : { "risken-aws:env": "prd" } }]);
      expect(await kind.owned(place.aws.fresh(), { "risken-aws:env": "prd-eu" })).toEqual([]);
    });

    test("looking calls only reads, writing only reads and writes", async () => {
      const place = await world();
      const called = async (work: () => Promise<unknown>) => {
        place.calls.length = 0;
        await work();
        return place.calls.map(({ service, operation }) => actionOf(service, operation));
      };
      // What goes only by its name is never removed but by `destroy`.
      const all = [...kind.reads, ...kind.writes, ...(kind.onlyByName ? kind.removes : [])];
      const outside = (actions: readonly string[], allowed: readonly string[]) =>
        actions.filter((action) => !allowed.includes(action));
      expect(outside(await called(() => look(place)), kind.reads)).toEqual([]);
      expect(outside(await called(() => kind.create(place.aws, spec, tags)), all)).toEqual([]);
      let seen: Observed<Spec, Out, Key> | undefined;
      const looking = await called(async () => {
        seen = await look(place);
        await kind.owned?.(place.aws.fresh(), tags);
        await kind.isEmpty?.(place.aws.fresh(), seen!);
        await kind.neededBy?.(place.aws.fresh(), key, seen!);
        await kind.lookalike?.(place.aws.fresh(), spec, { tags });
      });
      expect(outside(looking, kind.reads)).toEqual([]);
      const changing = await called(async () => {
        await kind.update(place.aws, changed, seen!, new Set(Object.keys(changed)));
        await kind.tag?.(place.aws, seen!, { Owner: "platform" });
        await kind.remove(place.aws, key, seen!);
      });
      expect(outside(changing, all)).toEqual([]);
      const second = await made(place);
      const removing = await called(async () => {
        await kind.untag?.(place.aws, second, ["Owner"]);
        await kind.remove(place.aws, key, second);
      });
      expect(outside(removing, [...kind.reads, ...kind.removes])).toEqual([]);
    });

    test("no secret is in what it sees", async () => {
      const seen = await made(await world());
      const text = JSON.stringify(seen);
      for (const value of Object.values(spec)) {
        if (value instanceof Secret) expect(text).not.toContain(value.reveal());
      }
    });
  });
}
