import { type Account, type Answers, awsError } from "./account";

interface Row {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly tags: Record<string, string>;
  /** What waits and what somebody works on; nothing where left out. */
  messages?: { readonly waiting: number; readonly inFlight: number };
}

export const queues = (account: Account) => account.table<Row>("sqs.queues");
const urlOf = (account: Account, name: string) =>
  `https://sqs.${account.region}.${account.dnsSuffix}/${account.id}/${name}`;
const arnOf = (account: Account, name: string) => account.arn("sqs", name);

/** What AWS fills in for a standard queue (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html). */
const defaults: Readonly<Record<string, string>> = {
  VisibilityTimeout: "30",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  DelaySeconds: "0",
  ReceiveMessageWaitTimeSeconds: "0",
};

/** What can be set, and whole numbers' bounds. */
const settable: Readonly<Record<string, readonly [number, number] | "text">> = {
  VisibilityTimeout: [0, 43_200],
  MaximumMessageSize: [1_024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
  KmsMasterKeyId: "text",
  SqsManagedSseEnabled: "text",
  RedrivePolicy: "text",
  RedriveAllowPolicy: "text",
  Policy: "text",
};

export const answers: Answers<"sqs"> = {
  CreateQueue({ QueueName, Attributes = {}, tags = {} }, account) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(QueueName!)) throw awsError("InvalidParameterValue", "Invalid queue name");
    check(Attributes);
    const there = queues(account)[QueueName!];
    if (there) {
      const other = Object.entries(Attributes).find(([key, value]) => there.attributes[key] !== value);
      if (other) {
        throw awsError("QueueNameExists", `A queue already exists with a different value for attribute ${other[0]}`, {
          code: "QueueAlreadyExists",
        });
      }
      return { QueueUrl: urlOf(account, QueueName!) };
    }
    const created = String(Math.floor(account.now().getTime() / 1000));
    queues(account)[QueueName!] = {
      name: QueueName!,
      attributes: encryption({ ...defaults, CreatedTimestamp: created, LastModifiedTimestamp: created }, Attributes),
      tags: { ...tags },
    };
    return { QueueUrl: urlOf(account, QueueName!) };
  },

  SetQueueAttributes({ QueueUrl, Attributes = {} }, account) {
    const row = byUrl(account, QueueUrl);
    check(Attributes);
    const next = encryption(row.attributes, Attributes);
    for (const key of Object.keys(row.attributes)) delete row.attributes[key];
    Object.assign(row.attributes, next);
    return {};
  },

  GetQueueUrl: ({ QueueName }, account) => ({ QueueUrl: urlOf(account, byName(account, QueueName!).name) }),

  GetQueueAttributes({ QueueUrl, AttributeNames = [] }, account) {
    const row = byUrl(account, QueueUrl);
    const all = {
      ...row.attributes,
      QueueArn: arnOf(account, row.name),
      ApproximateNumberOfMessages: String(row.messages?.waiting ?? 0),
      ApproximateNumberOfMessagesNotVisible: String(row.messages?.inFlight ?? 0),
      ApproximateNumberOfMessagesDelayed: "0",
    };
    const asked = Object.entries(all).filter(
      ([key]) => AttributeNames.includes("All") || AttributeNames.includes(key as "All"),
    );
    return { Attributes: Object.fromEntries(asked) };
  },

  ListQueues({ QueueNamePrefix = "", MaxResults = 1000, NextToken }, account) {
    const names = Object.keys(queues(account)).filter((name) => name.startsWith(QueueNamePrefix));
    const from = Number(NextToken ?? 0);
    const page = names.slice(from, from + MaxResults);
    return {
      QueueUrls: page.map((name) => urlOf(account, name)),
      ...(from + MaxResults < names.length ? { NextToken: String(from + MaxResults) } : {}),
    };
  },

  ListQueueTags: ({ QueueUrl }, account) => ({ Tags: { ...byUrl(account, QueueUrl).tags } }),

  TagQueue({ QueueUrl, Tags }, account) {
    Object.assign(byUrl(account, QueueUrl).tags, Tags);
    return {};
  },

  UntagQueue({ QueueUrl, TagKeys = [] }, account) {
    const { tags } = byUrl(account, QueueUrl);
    for (const key of TagKeys) delete tags[key];
    return {};
  },

  DeleteQueue({ QueueUrl }, account) {
    delete queues(account)[byUrl(account, QueueUrl).name];
    return {};
  },
};

/** What the tagging API finds of this service. */
export const tagged = (account: Account) =>
  Object.values(queues(account)).map(({ name, tags }) => ({ arn: arnOf(account, name), tags }));

function byName(account: Account, name: string): Row {
  const row = queues(account)[name];
  if (row) return row;
  throw awsError("QueueDoesNotExist", "The specified queue does not exist.", {
    code: "AWS.SimpleQueueService.NonExistentQueue",
  });
}

const byUrl = (account: Account, url: string | undefined) => byName(account, url?.split("/").at(-1) ?? "");

function check(attributes: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(attributes)) {
    const bounds = settable[key];
    if (!bounds) throw awsError("InvalidAttributeName", `Unknown Attribute ${key}.`);
    if (bounds === "text" || value === "") continue;
    const number = Number(value);
    if (!Number.isInteger(number) || number < bounds[0] || number > bounds[1]) {
      throw awsError("InvalidAttributeValue", `Invalid value for the parameter ${key}.`);
    }
  }
}

/** New attributes over old ones: an empty text clears, and a key of KMS and SSE by SQS exclude each other. */
function encryption(old: Readonly<Record<string, string>>, change: Readonly<Record<string, string>>) {
  const next: Record<string, string> = { ...old, ...change };
  for (const [key, value] of Object.entries(next)) if (value === "") delete next[key];
  if (next.KmsMasterKeyId && change.SqsManagedSseEnabled === "true") {
    throw awsError("InvalidAttributeValue", "You can use one type of server-side encryption (SSE) at one time.");
  }
  if (change.KmsMasterKeyId) next.SqsManagedSseEnabled = "false";
  next.SqsManagedSseEnabled ??= next.KmsMasterKeyId ? "false" : "true";
  if (next.KmsMasterKeyId) next.KmsDataKeyReusePeriodSeconds ??= "300";
  else delete next.KmsDataKeyReusePeriodSeconds;
  return next;
}
