import { expect, test } from "vitest";
import { installed } from "./installed";

test("nothing is wrong with what was just installed", async () => {
  const { look, failing } = await installed();
  const seen = await look();
  expect(seen.plan.changes.length).toBeGreaterThan(100);
  expect((await seen.environments()).length).toBe(21);
  expect(await failing(seen)).toEqual([]);
});

test("what one test breaks is whole for the next", async () => {
  const first = await installed();
  const queue = first.account.table<{ attributes: Record<string, string> }>("sqs.queues")["risken-prd-aws-portscan"]!;
  queue.attributes.VisibilityTimeout = "30";
  expect(await first.failing()).toEqual(["queue/aws-portscan"]);
  expect(await (await installed()).failing()).toEqual([]);
});
