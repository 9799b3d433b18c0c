import { expect, test } from "vitest";
import { sqsQueue } from "../../src/kinds/sqs-queue";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const spec = {
  QueueName: "risken-prd-q",
  VisibilityTimeout: "30",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "20",
  SqsManagedSseEnabled: "true",
  RedrivePolicy: { deadLetterTargetArn: "arn:aws:sqs:ap-northeast-1:123456789012:dead", maxReceiveCount: 3 },
};
const policy = (Action: string | string[]) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny" as const, Principal: "*" as const, Action, Resource: "arn:aws:sqs:::q" }],
});

obeysTheLaws(sqsQueue, {
  spec: { ...spec, Policy: policy("sqs:*") },
  changed: {
    QueueName: "risken-prd-q",
    VisibilityTimeout: "60",
    MessageRetentionPeriod: "60",
    ReceiveMessageWaitTimeSeconds: "0",
    SqsManagedSseEnabled: "false",
    KmsMasterKeyId: "alias/key",
    RedrivePolicy: { deadLetterTargetArn: "arn:dead", maxReceiveCount: 5 },
    Policy: policy("sqs:SendMessage"),
  },
  same: [{ ...spec, Policy: policy(["SQS:*"]) }],
});

test("a queue that the listing doesn't know yet is asked for by name", async () => {
  const { aws, calls } = await sandboxed();
  await sqsQueue.create(aws, spec, {});
  await sqsQueue.observe(aws.fresh(), spec, { tags: {} });
  expect(calls.map(({ operation }) => operation)).not.toContain("GetQueueUrl");
  await sqsQueue.observe(aws.fresh(), { QueueName: "risken-prd-other" }, { tags: {} });
  expect(calls.map(({ operation }) => operation)).toContain("GetQueueUrl");
});
