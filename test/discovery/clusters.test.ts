import { expect, test } from "vitest";
import { clusters } from "../../src/discovery/clusters";
import { freshEks, clusters as rows } from "../../src/sandbox/eks";
import { sandboxed } from "../sandboxed";

test("every cluster of the region, however many pages they take", async () => {
  const { aws } = await sandboxed((account) => {
    freshEks(account);
    const [one] = Object.values(rows(account));
    for (let at = 100; at < 250; at++) rows(account)[`c${at}`] = { ...one!, name: `c${at}` };
  });
  const found = await clusters(aws);
  expect(found).toHaveLength(151);
  expect(found).toContainEqual({ value: "risken" });
});

test("an account without clusters", async () => {
  expect(await clusters((await sandboxed()).aws)).toEqual([]);
});
