import { expect, test } from "vitest";
import { sqsQueue } from "../../src/kinds/sqs-queue";
import type { Account } from "../../src/sandbox/account";
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

test("a queue with a key of KMS goes back to the keys of SQS", async () => {
  const { aws } = await sandboxed();
  const look = async () => (await sqsQueue.observe(aws.fresh(), spec, { tags: {} }))!;
  await sqsQueue.create(aws, { ...spec, SqsManagedSseEnabled: "false", KmsMasterKeyId: "alias/key" }, {});
  await sqsQueue.update(aws, spec, await look(), new Set(["SqsManagedSseEnabled"]));
  expect((await look()).spec).toMatchObject({ SqsManagedSseEnabled: "true", KmsMasterKeyId: undefined });
});

test("after an update it is waited until AWS shows it", async () => {
  let reads = 0;
  const places: Account[] = [];
  const { aws } = await sandboxed(
    (account) => places.push(account),
    ({ operation }) => {
      const row = places[0]!.table<{ attributes: Record<string, string> }>("sqs.queues")[spec.QueueName];
      if (operation === "SetQueueAttributes") reads = 1;
      // As if two replicas had not heard of it yet.
      if (operation === "GetQueueAttributes" && reads > 0)
        row!.attributes.VisibilityTimeout = reads++ < 3 ? "30" : "60";
    },
  );
  await sqsQueue.create(aws, spec, {});
  const before = (await sqsQueue.observe(aws.fresh(), spec, { tags: {} }))!;
  const started = aws.clock.now();
  await sqsQueue.update(aws, { ...spec, VisibilityTimeout: "60" }, before, new Set(["VisibilityTimeout"]));
  expect(aws.clock.now() - started).toBe(4_000);
});

test("a queue that the listing doesn't know yet is asked for by name", async () => {
  const { aws, calls } = await sandboxed();
  await sqsQueue.create(aws, spec, {});
  await sqsQueue.observe(aws.fresh(), spec, { tags: {} });
  expect(calls.map(({ operation }) => operation)).not.toContain("GetQueueUrl");
  await sqsQueue.observe(aws.fresh(), { QueueName: "risken-prd-other" }, { tags: {} });
  expect(calls.map(({ operation }) => operation)).toContain("GetQueueUrl");
});

test("a queue is empty when no message waits, is worked on or is delayed", async () => {
  const counts: Record<string, string> = {};
  const { aws } = await sandboxed();
  await sqsQueue.create(aws, spec, {});
  const seen = (await sqsQueue.observe(aws.fresh(), spec, { tags: {} }))!;
  expect(await sqsQueue.isEmpty!(aws, seen)).toBe(true);
  const answered = aws.sqs.GetQueueAttributes;
  const told = {
    ...aws.sqs,
    GetQueueAttributes: async (input: never) => {
      const answer = await answered(input);
      return { ...answer, Attributes: { ...answer.Attributes, ...counts } };
    },
  };
  counts.ApproximateNumberOfMessagesNotVisible = "1";
  expect(await sqsQueue.isEmpty!({ ...aws, sqs: told as typeof aws.sqs }, seen)).toBe(false);
});
