import { expect, test } from "vitest";
import { logsRetention } from "../../src/kinds/logs-retention";
import { logGroups } from "../../src/sandbox/logs";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const LogGroupName = "/aws/containerinsights/risken/application";

obeysTheLaws(logsRetention, {
  spec: { LogGroupName, RetentionInDays: 90 },
  changed: { LogGroupName, RetentionInDays: 365 },
  // The group is its writer's: it stays.
  always: true,
});

test("a log group that its writer has made meanwhile is no mistake, and one that begins like it is another", async () => {
  const { aws, account } = await sandboxed((place) => {
    logGroups(place)[LogGroupName] = { name: LogGroupName };
    logGroups(place)[`${LogGroupName}-old`] = { name: `${LogGroupName}-old`, retention: 1 };
  });
  const look = () => logsRetention.observe(aws.fresh(), { LogGroupName }, { tags: {} });
  expect((await look())?.spec).toEqual({ RetentionInDays: undefined });
  await logsRetention.create(aws, { LogGroupName, RetentionInDays: 90 }, {});
  expect((await look())?.spec).toEqual({ RetentionInDays: 90 });
  expect(logGroups(account)[`${LogGroupName}-old`]?.retention).toBe(1);
});
