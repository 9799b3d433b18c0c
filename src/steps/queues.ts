import * as z from "zod";
import { policyOf } from "../aws/policy-document";
import { output, type Resource, resource } from "../engine/resource";
import { sqsQueue } from "../kinds/sqs-queue";
import { type ScanQueue, scanQueues } from "../risken/queues";
import { services } from "../risken/services";
import { asked } from "./asked";
import { rolesOf } from "./cluster";
import { keyArn, keyPermissions } from "./encryption";
import { type Permission, step, type Target, type Variable } from "./step";

const seconds = z.number().int().min(0).max(43_200);
const count = z.number().int().min(1).max(1_000);
const overriding = z.strictObject({ visibilityTimeout: seconds.optional(), maxReceiveCount: count.optional() });

/** URL of the queue of a scanner. */
export const queueUrl = (name: string) => output(sqsQueue, name, "url");

/** One queue and one dead-letter queue for every scanner of the chosen data sources. */
export const queues = step({
  section: "queues",
  title: { en: "Scan queues", ja: "スキャンキュー" },

  inputs: z
    .strictObject({
      visibilityTimeout: asked(seconds.optional(), {
        en: "Seconds a scanner may take over one message (leave empty for the figure fit for each)",
        ja: "スキャナーが 1 件の処理にかけられる秒数（空欄の場合は、スキャナーごとに適した値を使います）",
      }),
      maxReceiveCount: count.default(3),
      overrides: z
        .strictObject(Object.fromEntries(scanQueues.map(({ name }) => [name, overriding.optional()])))
        .prefault({}),
    })
    .prefault({}),

  build({ visibilityTimeout, maxReceiveCount, overrides }, target) {
    const wanted = scanQueues.filter(({ dataSource }) => target.dataSources.includes(dataSource));
    return {
      resources: wanted.flatMap((queue) =>
        pair(queue, target, { visibilityTimeout, maxReceiveCount, ...defined(overrides[queue.name]) }),
      ),
      environment: variables(wanted),
      permissions: permissions(wanted, target),
    };
  },
});

interface Figures {
  readonly visibilityTimeout?: number;
  readonly maxReceiveCount: number;
}

const DAY = 24 * 60 * 60;

/** Ids of the services that send to all queues. */
const senders = services.filter(({ produces }) => produces).map(({ id }) => id);

function pair({ name, fitVisibility }: ScanQueue, target: Target, figures: Figures): readonly Resource[] {
  const dead = `${name}-dlq`;
  return [
    resource(sqsQueue, dead, {
      ...common(dead, target),
      VisibilityTimeout: "30",
      // A message's age counts from when it was first sent, so it is kept longer here.
      MessageRetentionPeriod: String(14 * DAY),
    }),
    resource(
      sqsQueue,
      name,
      {
        ...common(name, target),
        VisibilityTimeout: String(figures.visibilityTimeout ?? fitVisibility),
        MessageRetentionPeriod: String(4 * DAY),
        RedrivePolicy: {
          deadLetterTargetArn: output(sqsQueue, dead, "arn"),
          maxReceiveCount: figures.maxReceiveCount,
        },
      },
      // Another key, before the pods may use it, would stop them.
      { after: rolesOf([...senders, name], target.serviceAccounts) },
    ),
  ];
}

function common(name: string, target: Target) {
  const key = keyArn(target);
  return {
    QueueName: target.nameOf(sqsQueue, name),
    ReceiveMessageWaitTimeSeconds: "20",
    SqsManagedSseEnabled: key ? "false" : "true",
    ...(key ? { KmsMasterKeyId: key } : {}),
    Policy: policyOf({
      Sid: "RefusePlainHttp",
      Effect: "Deny",
      Principal: "*",
      Action: "sqs:*",
      Resource: arnOf(name, target),
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  };
}

const arnOf = (name: string, target: Target) => target.arn("sqs", target.nameOf(sqsQueue, name));

function variables(wanted: readonly ScanQueue[]): readonly Variable[] {
  const [one] = wanted;
  return [
    ...wanted.map(({ name, dataSource, variable }) => ({
      directory: `${dataSource}/common`,
      name: `${variable}_QUEUE_URL`,
      value: queueUrl(name),
    })),
    // Where AWS itself says that its queues are.
    ...(one ? [{ directory: "common", name: "SQS_ENDPOINT", value: queueUrl(one.name).map(originOf) }] : []),
  ];
}

const originOf = (url: string): string => new URL(url).origin;

function permissions(wanted: readonly ScanQueue[], target: Target): readonly Permission[] {
  if (wanted.length === 0) return [];
  const scanners = wanted.map(({ name }) => name);
  return [
    {
      services: senders,
      statement: {
        Effect: "Allow",
        Action: ["sqs:SendMessage"],
        Resource: scanners.map((name) => arnOf(name, target)),
      },
    },
    ...scanners.map((name) => ({
      services: [name],
      statement: {
        Effect: "Allow" as const,
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
        Resource: arnOf(name, target),
      },
    })),
    ...keyPermissions(target, "sqs", senders, ["kms:Decrypt", "kms:GenerateDataKey"]),
    ...keyPermissions(target, "sqs", scanners, ["kms:Decrypt"]),
  ];
}

/** What was left out doesn't overrule what was said. */
const defined = <T extends object>(given: T | undefined): T =>
  Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)) as T;
