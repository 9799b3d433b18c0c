import { sqsQueue } from "../../src/kinds/sqs-queue";
import type { Hands } from "./hands";
import { mutations, other } from "./mutation";

type Attributes = NonNullable<Parameters<Hands["sqs"]["SetQueueAttributes"]>[0]["Attributes"]>;

const set = (by: Hands, url: string, Attributes: Attributes) =>
  by.sqs.SetQueueAttributes({ QueueUrl: url, Attributes });

/** What people call a key. */
const aliasOf = async (by: Hands, KeyId: string) => (await by.kms.ListAliases({ KeyId })).Aliases![0]!.AliasName!;

/** One that there is. */
const anotherDeadLetterQueue = (arn: string) =>
  arn.replace(/[^:]*$/, arn.includes("portscan") ? "risken-prd-aws-cloudsploit-dlq" : "risken-prd-aws-portscan-dlq");

const anybody = (arn: string) => ({
  Sid: "Anybody",
  Effect: "Allow",
  Principal: "*",
  Action: "sqs:SendMessage",
  Resource: arn,
});

export const sqsQueueMutations = mutations(sqsQueue, {
  fields: {
    VisibilityTimeout: {
      "another figure": (by, { spec, outputs }) =>
        set(by, outputs.url, { VisibilityTimeout: other(spec.VisibilityTimeout, "77", "78") }),
    },
    MessageRetentionPeriod: {
      "another figure": (by, { outputs }) => set(by, outputs.url, { MessageRetentionPeriod: "77777" }),
    },
    ReceiveMessageWaitTimeSeconds: {
      "short polling": (by, { outputs }) => set(by, outputs.url, { ReceiveMessageWaitTimeSeconds: "0" }),
    },
    SqsManagedSseEnabled: {
      "turned round": {
        // The two exclude each other.
        along: ["KmsMasterKeyId"],
        by: (by, { spec, outputs }) =>
          set(
            by,
            outputs.url,
            spec.SqsManagedSseEnabled === "true"
              ? { SqsManagedSseEnabled: "false" }
              : { KmsMasterKeyId: "", SqsManagedSseEnabled: "true" },
          ),
      },
      "a key of KMS instead": {
        of: ({ spec }) => spec.SqsManagedSseEnabled === "true",
        by: (by, { outputs }) => set(by, outputs.url, { KmsMasterKeyId: "alias/aws/sqs" }),
      },
    },
    KmsMasterKeyId: {
      "another key": (by, { outputs }) => set(by, outputs.url, { KmsMasterKeyId: "alias/aws/sqs" }),
    },
    RedrivePolicy: {
      "another queue": (by, { spec, outputs }) =>
        set(by, outputs.url, {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: anotherDeadLetterQueue(outputs.arn),
            maxReceiveCount: spec.RedrivePolicy?.maxReceiveCount ?? 3,
          }),
        }),
      "another count": (by, { spec, outputs }) =>
        set(by, outputs.url, { RedrivePolicy: JSON.stringify({ ...spec.RedrivePolicy, maxReceiveCount: 99 }) }),
      "taken away": (by, { outputs }) => set(by, outputs.url, { RedrivePolicy: "" }),
    },
    Policy: {
      "a statement added": {
        added: true,
        by: (by, { spec, outputs }) =>
          set(by, outputs.url, {
            Policy: JSON.stringify({
              ...spec.Policy,
              Statement: [...(spec.Policy?.Statement ?? []), anybody(outputs.arn)],
            }),
          }),
      },
      "ours says the opposite": (by, { spec, outputs }) =>
        set(by, outputs.url, {
          Policy: JSON.stringify({
            ...spec.Policy,
            Statement: spec.Policy!.Statement.map((one) => ({ ...one, Effect: "Allow" })),
          }),
        }),
      "ours without its condition": (by, { spec, outputs }) =>
        set(by, outputs.url, {
          Policy: JSON.stringify({
            ...spec.Policy,
            Statement: spec.Policy!.Statement.map(({ Condition: _, ...rest }) => ({ ...rest, Effect: "Allow" })),
          }),
        }),
      "taken away": (by, { outputs }) => set(by, outputs.url, { Policy: "" }),
    },
  },

  gone: (by, { outputs }) => by.sqs.DeleteQueue({ QueueUrl: outputs.url }),

  tags: {
    set: (by, { outputs }, Tags) => by.sqs.TagQueue({ QueueUrl: outputs.url, Tags }),
    unset: (by, { outputs }, TagKeys) => by.sqs.UntagQueue({ QueueUrl: outputs.url, TagKeys: [...TagKeys] }),
  },

  same: {
    "an attribute sent again": (by, { spec, outputs }) =>
      set(by, outputs.url, { VisibilityTimeout: spec.VisibilityTimeout }),
    "the count as text": {
      of: ({ spec }) => spec.RedrivePolicy !== undefined,
      by: (by, { spec, outputs }) =>
        set(by, outputs.url, {
          RedrivePolicy: JSON.stringify({
            maxReceiveCount: String(spec.RedrivePolicy!.maxReceiveCount),
            deadLetterTargetArn: spec.RedrivePolicy!.deadLetterTargetArn,
          }),
        }),
    },
    "the policy in another order, with lists for single values": (by, { spec, outputs }) =>
      set(by, outputs.url, {
        Policy: JSON.stringify(
          {
            Statement: spec.Policy!.Statement.map(({ Action, Principal: _, Resource, ...rest }) => ({
              Resource: [Resource].flat(),
              Action: [Action!].flat().map((one) => one.toUpperCase()),
              ...Object.fromEntries(Object.entries(rest).reverse()),
              Principal: { AWS: ["*"] },
            })),
            Version: spec.Policy!.Version,
          },
          null,
          2,
        ),
      }),
    "an attribute that is nobody's": (by, { outputs }) => set(by, outputs.url, { DelaySeconds: "3" }),
    "the key by its id": {
      of: ({ spec }) => spec.KmsMasterKeyId !== undefined,
      by: (by, { spec, outputs }) => set(by, outputs.url, { KmsMasterKeyId: spec.KmsMasterKeyId!.split("/").at(-1)! }),
    },
    "the key by its alias": {
      of: ({ spec }) => spec.KmsMasterKeyId !== undefined,
      by: async (by, { spec, outputs }) =>
        set(by, outputs.url, { KmsMasterKeyId: await aliasOf(by, spec.KmsMasterKeyId!) }),
    },
    "the key by its alias's ARN": {
      of: ({ spec }) => spec.KmsMasterKeyId !== undefined,
      by: async (by, { outputs, spec }) => {
        const alias = await aliasOf(by, spec.KmsMasterKeyId!);
        return set(by, outputs.url, { KmsMasterKeyId: spec.KmsMasterKeyId!.replace(/key\/.*/, alias) });
      },
    },
    "a tag of somebody else's": (by, { outputs }) =>
      by.sqs.TagQueue({ QueueUrl: outputs.url, Tags: { CostCenter: "42" } }),
  },
});
