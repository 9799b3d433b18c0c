import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isKind } from "../../src/engine/kind";
import * as every from "../../src/kinds";

const sources = readdirSync("src/kinds").map((file) => readFileSync(`src/kinds/${file}`, "utf8"));
const tests = readdirSync("test/kinds").map((file) => readFileSync(`test/kinds/${file}`, "utf8"));

/** Names of all kinds that write, as they are exported. */
const names = sources.flatMap((text) => [...text.matchAll(/export const (\w+): Kind</g)].map(([, name]) => name!));

test("every kind obeys the laws", () => {
  const lawless = names.filter((name) => !tests.some((text) => text.includes(`obeysTheLaws(${name},`)));
  expect(names.length).toBeGreaterThan(10);
  expect(lawless).toEqual([]);
});

test("every kind that the config can stop wanting is looked for by its tags", async () => {
  // A person in a pool belongs to the pool's owner, and nothing of it is declared in a config.
  const inList = every.kinds.map(({ type }) => type);
  const types = sources.flatMap((text) =>
    /export const \w+: Kind</.test(text) ? [/type: "([^"]+)"/.exec(text)![1]!] : [],
  );
  expect(types.filter((type) => !inList.includes(type))).toEqual(["cognito.user"]);
  expect(every.kinds.every(isKind)).toBe(true);
});

test("every kind that marks its things as ours can take the marks off again", () => {
  expect(every.kinds.filter(({ tag, untag }) => tag && !untag).map(({ type }) => type)).toEqual([]);
});

test("no two kinds share a noun or a type", () => {
  const nouns = every.kinds.map(({ noun }) => noun);
  expect(new Set(nouns).size).toBe(nouns.length);
  expect(new Set(every.kinds.map(({ type }) => type)).size).toBe(nouns.length);
});
