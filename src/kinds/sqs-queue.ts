import { unless } from "../aws/errors";
import { bareKey, keyGiven } from "../aws/keys";
import { pages, shared } from "../aws/loader";
import { canonicalPolicy, type PolicyDocument, withStatementsOf } from "../aws/policy-document";
import type { Aws } from "../aws/session";
import { indexed, searched } from "../aws/tags";
import { differences } from "../engine/diff";
import type { AnyKind, Kind, ReadBack } from "../engine/kind";

interface Spec {
  readonly QueueName: string;
  /** Seconds, as text like all attributes of SQS. */
  readonly VisibilityTimeout: string;
  readonly MessageRetentionPeriod: string;
  readonly ReceiveMessageWaitTimeSeconds: string;
  /** `true`: encrypted with keys of SQS; excludes {@link KmsMasterKeyId}. */
  readonly SqsManagedSseEnabled: string;
  readonly KmsMasterKeyId?: string;
  readonly RedrivePolicy?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
  readonly Policy?: PolicyDocument;
}

interface Outputs {
  readonly url: string;
  readonly arn: string;
  /** Messages that nobody has taken yet; approximately, as SQS counts them. */
  readonly waiting: number;
  /** Messages that somebody is working on. */
  readonly inFlight: number;
}

/** A standard queue of SQS. */
export const sqsQueue: Kind<Spec, Outputs, "QueueName"> = {
  type: "sqs.queue",
  noun: "queue",
  title: { en: "queue", ja: "キュー" },
  key: ["QueueName"],
  reads: [
    "sqs:ListQueues",
    "sqs:GetQueueUrl",
    "sqs:GetQueueAttributes",
    "sqs:ListQueueTags",
    "tag:GetResources",
    "kms:DescribeKey",
  ],
  writes: ["sqs:CreateQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:DeleteQueue"],
  removes: ["sqs:DeleteQueue", "sqs:UntagQueue"],
  holdsData: true,
  needs: ["RedrivePolicy", "KmsMasterKeyId"],

  canonical(spec) {
    return {
      ...spec,
      ...(spec.KmsMasterKeyId ? { KmsMasterKeyId: bareKey(spec.KmsMasterKeyId) } : {}),
      ...(spec.Policy ? { Policy: canonicalPolicy(spec.Policy) } : {}),
    };
  },

  keeping({ Policy }, has) {
    return Policy ? { Policy: withStatementsOf(Policy, has.Policy) } : {};
  },

  async observe(aws, { QueueName }, sought) {
    // Right after its creation the answer is better than any index.
    const QueueUrl = sought.id ?? (await urlOf(aws, QueueName));
    if (!QueueUrl) return undefined;
    const index = sought.id ? new Map() : indexed(aws, "sqs", sought.tags);
    const [seen, ours] = await Promise.all([read(aws, QueueUrl), index]);
    if (!seen) return undefined;
    return {
      spec: seen.spec,
      outputs: { url: QueueUrl, arn: seen.arn, ...seen.messages },
      tags: ours.get(seen.arn) ?? (await aws.sqs.ListQueueTags({ QueueUrl })).Tags ?? {},
    };
  },

  async create(aws, spec, tags) {
    return (await aws.sqs.CreateQueue({ QueueName: spec.QueueName, Attributes: attributes(spec), tags })).QueueUrl;
  },

  async update(aws, spec, { outputs, spec: has }) {
    // Left out, a key stays, and encryption by SQS is refused beside it.
    const cleared = has.KmsMasterKeyId && !spec.KmsMasterKeyId ? { KmsMasterKeyId: "" } : {};
    await aws.sqs.SetQueueAttributes({ QueueUrl: outputs.url, Attributes: { ...attributes(spec), ...cleared } });
    await untilShown(aws, outputs.url, spec);
  },

  async remove(aws, _key, { outputs }) {
    await unless("QueueDoesNotExist", aws.sqs.DeleteQueue({ QueueUrl: outputs.url }));
  },

  async isEmpty(aws, { outputs: { url: QueueUrl } }) {
    const { Attributes = {} } = await aws.sqs.GetQueueAttributes({ QueueUrl, AttributeNames: [...messageCounts] });
    return messageCounts.every((count) => Attributes[count] === "0");
  },

  async tag(aws, { outputs }, tags) {
    await aws.sqs.TagQueue({ QueueUrl: outputs.url, Tags: tags });
  },

  async untag(aws, { outputs }, keys) {
    await aws.sqs.UntagQueue({ QueueUrl: outputs.url, TagKeys: [...keys] });
  },

  async owned(aws, tags) {
    const ours = await searched(aws, "sqs", tags);
    return [...ours].map(([arn, has]) => ({ key: { QueueName: arn.split(":").at(-1)! }, tags: has }));
  },
};

/** Waiting, being worked on, and not yet visible. */
const messageCounts = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

/** All queues of the region whose name starts alike: one call instead of one for each queue. */
const listed = shared(async (aws, prefix): Promise<ReadonlyMap<string, string>> => {
  const urls = await pages(
    (NextToken) => aws.sqs.ListQueues({ QueueNamePrefix: prefix, MaxResults: 1000, NextToken }),
    (page) => page.QueueUrls,
    (page) => page.NextToken,
  );
  return new Map(urls.map((url) => [url.split("/").at(-1)!, url]));
});

async function read(aws: Aws, QueueUrl: string) {
  const answer = aws.sqs.GetQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
  const has = (await unless("QueueDoesNotExist", answer))?.Attributes as Record<string, string> | undefined;
  if (!has) return undefined;
  const spec: ReadBack<Omit<Spec, "QueueName">> = {
    VisibilityTimeout: has.VisibilityTimeout!,
    MessageRetentionPeriod: has.MessageRetentionPeriod!,
    ReceiveMessageWaitTimeSeconds: has.ReceiveMessageWaitTimeSeconds!,
    SqsManagedSseEnabled: has.KmsMasterKeyId ? "false" : (has.SqsManagedSseEnabled ?? "false"),
    KmsMasterKeyId: await keyGiven(aws, has.KmsMasterKeyId),
    RedrivePolicy: has.RedrivePolicy ? redrive(has.RedrivePolicy) : undefined,
    Policy: has.Policy ? JSON.parse(has.Policy) : undefined,
  };
  const messages = {
    waiting: Number(has.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(has.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
  return { spec, arn: has.QueueArn!, messages };
}

/**
 * Attributes take up to a minute to be shown, and until then a plan would take them for drift. The retention period takes a
 * quarter of an hour, for which nobody waits (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html).
 */
async function untilShown(aws: Aws, QueueUrl: string, spec: Spec): Promise<void> {
  const { MessageRetentionPeriod: _, ...quick } = spec;
  for (let waited = 0; waited < 60_000; waited += 2_000) {
    const seen = await read(aws.fresh(), QueueUrl);
    if (!seen || differences(sqsQueue as AnyKind, quick, seen.spec).fields.length === 0) return;
    await aws.clock.sleep(2_000);
  }
}

/** A listing may lag behind, so what isn't in it is asked for by name before it is called absent. */
async function urlOf(aws: Aws, QueueName: string): Promise<string | undefined> {
  const prefix = QueueName.split("-").slice(0, 2).join("-");
  const known = (await listed(aws, prefix)).get(QueueName);
  if (known) return known;
  return (await unless("QueueDoesNotExist", aws.sqs.GetQueueUrl({ QueueName })))?.QueueUrl;
}

/** SQS hands the count back as a number or as text, as it was sent. */
function redrive(text: string): NonNullable<Spec["RedrivePolicy"]> {
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text);
  return { deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) };
}

function attributes(spec: Spec): Record<string, string> {
  const { QueueName: _, RedrivePolicy, Policy, KmsMasterKeyId, SqsManagedSseEnabled, ...plain } = spec;
  return {
    ...plain,
    // The two exclude each other, so only the one that counts is sent.
    ...(KmsMasterKeyId ? { KmsMasterKeyId } : { SqsManagedSseEnabled }),
    ...(RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {}),
    ...(Policy ? { Policy: JSON.stringify(Policy) } : {}),
  };
}
