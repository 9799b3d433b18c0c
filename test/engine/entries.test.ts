import { expect, test } from "vitest";
import { entriesToCompare, entriesToWrite } from "../../src/engine/entries";
import type { AnyKind } from "../../src/engine/kind";
import { initially, Ref, UNKNOWN, Withheld } from "../../src/engine/ref";
import { Secret } from "../../src/secret";

const kind = { entries: ["Values"] } as unknown as AnyKind;
const [made, old, plain] = [new Secret("made up"), new Secret("old"), new Secret("plain")];
const later = new Ref([{ address: "stored/A", field: "value" }], () => made);
const notGiven = new Withheld("parameters.values.a.C", "{ env: C }");
const wanted = { Name: "n", Values: { A: initially(later), B: plain, C: notGiven } };
const look = () => "anything";

test("what is there already stays, and what was not given is not compared", () => {
  const has = { Values: { A: old, B: old, C: old } };
  expect(entriesToCompare(kind, wanted, has, look)).toEqual({ Name: "n", Values: { A: old, B: plain, C: notGiven } });
  expect(entriesToWrite(kind, wanted, has, look)).toEqual({ Values: { A: old, B: plain, C: old } });
});

test("what isn't there is at birth, and what was not given is missing", () => {
  for (const has of [{}, { Values: {} }]) {
    expect(entriesToCompare(kind, wanted, has, look)).toEqual({ Name: "n", Values: { A: made, B: plain, C: UNKNOWN } });
    expect(entriesToWrite(kind, wanted, has, look)).toEqual({ Values: { A: made, B: plain, C: undefined } });
  }
});

test("other kinds are left as they are", () => {
  expect(entriesToCompare({} as AnyKind, wanted, {}, look)).toBe(wanted);
  expect(entriesToWrite({} as AnyKind, wanted, {}, look)).toEqual({});
  expect(entriesToWrite(kind, { Name: "n" }, {}, look)).toEqual({});
});
