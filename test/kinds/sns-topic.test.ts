import { expect, test } from "vitest";
import { snsTopic } from "../../src/kinds/sns-topic";
import { topics } from "../../src/sandbox/sns";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const TopicName = "risken-prd-alarms";
const arn = `arn:aws:sns:ap-northeast-1:123456789012:${TopicName}`;
const statement = {
  Sid: "LetAlarmsPublish",
  Effect: "Allow" as const,
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Action: "sns:Publish",
  Resource: arn,
};
const policy = (...Statement: (typeof statement)[]) => ({ Version: "2012-10-17", Statement });
const spec = { TopicName, Policy: policy(statement), KmsMasterKeyId: "" };

obeysTheLaws(snsTopic, {
  spec,
  changed: { TopicName, Policy: policy({ ...statement, Action: "sns:Subscribe" }), KmsMasterKeyId: "alias/risken" },
  same: [{ ...spec, Policy: policy({ ...statement, Action: "SNS:Publish" }) }],
});

test("statements of others stay", () => {
  const theirs = { ...statement, Sid: "Theirs", Principal: { Service: "events.amazonaws.com" } };
  const has = { Policy: policy(theirs, statement), KmsMasterKeyId: "" };
  expect(snsTopic.keeping!(spec, has)).toEqual({ Policy: policy(statement, theirs) });
});

test("a topic is empty while nobody has subscribed to it", async () => {
  const { aws, account } = await sandboxed();
  await snsTopic.create(aws, spec, {});
  const seen = (await snsTopic.observe(aws.fresh(), { TopicName }, { tags: {} }))!;
  expect(await snsTopic.isEmpty!(aws, seen)).toBe(true);
  topics(account)[arn]!.subscriptions = 1;
  expect(await snsTopic.isEmpty!(aws, seen)).toBe(false);
});
