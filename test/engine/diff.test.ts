import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differences, differsFrom, tagDifferences, withWhatStays } from "../../src/engine/diff";
import { initially, UNKNOWN, Withheld } from "../../src/engine/ref";
import { Fingerprint, Secret } from "../../src/secret";
import { Boxes } from "./boxes";

const box = new Boxes().kind();
const paths = (wanted: object, has: object, kind = box) =>
  differences(kind, { Name: "a", ...wanted }, has as Record<string, unknown>).fields.map(({ path }) => path);

describe("differences", () => {
  test("what is not declared is not ours to say", () => {
    expect(paths({ Size: undefined }, { Size: 3, Colour: "red" })).toEqual([]);
  });

  test("inside a declared field everything counts", () => {
    expect(paths({ Inside: { a: 1 } }, { Inside: { a: 1, b: 2 } })).toEqual(["Inside.b"]);
    expect(paths({ Inside: { a: 1, b: 2 } }, { Inside: { a: 1 } })).toEqual(["Inside.b"]);
    expect(paths({ List: ["a", "b"] }, { List: ["a", "c"] })).toEqual(["List[1]"]);
    expect(paths({ List: ["a"] }, { List: ["a", "b"] })).toEqual(["List"]);
    expect(paths({ List: ["a"] }, { List: undefined })).toEqual(["List"]);
    expect(paths({ Inside: { a: 1 } }, { Inside: ["a"] })).toEqual(["Inside"]);
  });

  test("what suffices in place of the wanted value is no difference", () => {
    const dyed = new Boxes().kind({ suffices: (field, wanted, has) => field === "Colour" && has === `dark ${wanted}` });
    expect(paths({ Colour: "red", Size: 1 }, { Colour: "dark red", Size: 2 }, dyed)).toEqual(["Size"]);
    expect(paths({ Colour: "red" }, { Colour: "blue" }, dyed)).toEqual(["Colour"]);
  });

  test("what is no secret to us may be stored as one", () => {
    expect(paths({ Inside: "open" }, { Inside: new Secret("open") })).toEqual([]);
    expect(paths({ Inside: "open" }, { Inside: new Secret("other") })).toEqual(["Inside"]);
  });

  test("the key is not a field", () => {
    expect(paths({}, { Name: "other" })).toEqual([]);
  });

  test("both sides are compared in canonical form", () => {
    const sorting = new Boxes().kind({
      canonical: (spec: { List?: readonly string[] }) => ({
        ...spec,
        ...(spec.List ? { List: [...spec.List].sort() } : {}),
      }),
    });
    expect(paths({ List: ["b", "a"] }, { List: ["a", "b"] }, sorting)).toEqual([]);
  });

  test("secrets are compared without being shown", () => {
    expect(paths({ Key: new Secret("s") }, { Key: new Secret("s") })).toEqual([]);
    expect(paths({ Key: new Secret("s") }, { Key: new Secret("t") })).toEqual(["Key"]);
    expect(paths({ Key: new Secret("s") }, { Key: undefined })).toEqual(["Key"]);
    expect(paths({ Key: new Secret("s") }, { Key: Fingerprint.of(new Secret("s")) })).toEqual([]);
    expect(paths({ Key: new Secret("s") }, { Key: Fingerprint.of(new Secret("t")) })).toEqual(["Key"]);
    const { fields } = differences(box, { Name: "a", Key: new Secret("hidden") }, { Key: new Secret("other") });
    expect(JSON.stringify(fields)).not.toMatch(/hidden|other/);
  });

  test("marks: unknown is a change, what counts at birth is none, what is withheld is reported", () => {
    const withheld = new Withheld("database.password", "RISKEN_DB_PASSWORD");
    const found = differences(
      box,
      { Name: "a", Size: UNKNOWN, Inside: initially("x"), Key: withheld, List: ["a", UNKNOWN] },
      { Size: 3, Inside: "y", Key: new Secret("s"), List: ["a", "b"] },
    );
    expect(found.fields).toEqual([
      { path: "Size", before: 3, after: UNKNOWN },
      { path: "List[1]", before: "b", after: UNKNOWN },
    ]);
    expect(found.notCompared).toEqual([withheld]);
  });

  test("a thing never differs from itself, and always from one with another value", () => {
    const value = fc.jsonValue().filter((one) => one !== null && typeof one === "object");
    fc.assert(fc.property(value, (one) => !differsFrom(one, structuredClone(one))));
    fc.assert(fc.property(fc.integer(), fc.integer(), (a, b) => differsFrom({ a }, { a: b }) === (a !== b)));
  });
});

test("only our own tags are compared", () => {
  expect(tagDifferences({ a: "1", b: "2" }, { a: "1", b: "3", foreign: "x" })).toEqual([
    { path: "Tags.b", before: "3", after: "2" },
  ]);
  expect(tagDifferences({ a: "1" }, undefined)).toEqual([]);
});

test("a field with a mark is never put into canonical form, also where nothing of others is kept", () => {
  const sorting = new Boxes().kind({
    canonical: (spec: { List?: readonly string[] }) => ({
      ...spec,
      ...(spec.List ? { List: [...spec.List].sort() } : {}),
    }),
  });
  const wanted = { Name: "a", List: initially(["b", "a"]) };
  expect(withWhatStays(sorting, wanted, { List: ["c"] }, true)).toBe(wanted);
  expect(differences(sorting, wanted, wanted).fields).toEqual([]);
});
