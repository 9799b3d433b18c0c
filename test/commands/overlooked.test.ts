import { expect, test } from "vitest";
import { keyGiven } from "../../src/aws/keys";
import { ENV_TAG, indexed } from "../../src/aws/tags";
import type { Opened } from "../../src/commands/open";
import { lookedFrom, warningsNow } from "../../src/commands/work";
import type { Plan } from "../../src/engine/plan";
import type { Survey } from "../../src/engine/survey";
import { sandboxed } from "../sandboxed";

const denied = (action: string) =>
  Object.assign(new Error(`User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ${action}`), {
    name: "AccessDeniedException",
  });

test("what was refused and is not needed is told once, with the statement that would allow it", async () => {
  const { aws } = await sandboxed(undefined, ({ operation }) => {
    if (operation === "GetResources") throw denied("tag:GetResources");
    if (operation === "DescribeKey") throw denied("kms:DescribeKey");
  });
  for (const type of ["sqs", "ssm:parameter"])
    expect(await indexed(aws, type, { [ENV_TAG]: "prd" })).toEqual(new Map());
  expect(await keyGiven(aws.fresh(), "alias/risken")).toBe("alias/risken");
  const opened = { warnings: [], aws } as unknown as Opened;
  const nothing = { unsearched: [], changes: [], warnings: [] } as unknown as Survey & Plan;
  const { warnings } = lookedFrom(opened, nothing, nothing, false).shown;
  expect(warnings.map(({ en }) => /may not call (\S+)\.\n.*"Action": "(\S+)"/s.exec(en)?.slice(1))).toEqual([
    ["tag:GetResources", "tag:GetResources"],
    ["kms:DescribeKey", "kms:DescribeKey"],
  ]);
  for (const { ja } of warnings) expect(ja).toMatch(/^確認できませんでしたが、続行します: /);
});

test("what is refused only while work goes on is told at its end, and what was told before not again", async () => {
  const { aws } = await sandboxed();
  const refused = (action: string) => aws.overlooked.push(denied(action));
  const opened = { warnings: [], aws } as unknown as Opened;
  const nothing = { unsearched: [], changes: [], warnings: [] } as unknown as Survey & Plan;
  refused("tag:GetResources");
  const { shown } = lookedFrom(opened, nothing, nothing, false);
  refused("tag:GetResources");
  refused("kms:DescribeKey");
  expect(warningsNow(shown, aws).map(({ en }) => /may not call (\S+)\./.exec(en)?.[1])).toEqual([
    "tag:GetResources",
    "kms:DescribeKey",
  ]);
});

test("where nothing was refused there is nothing to tell", async () => {
  const { aws } = await sandboxed();
  await indexed(aws, "sqs", { [ENV_TAG]: "prd" });
  expect(aws.overlooked).toEqual([]);
});
