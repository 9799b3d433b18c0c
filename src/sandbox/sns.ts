import { type Account, type Answers, awsError } from "./account";

export interface Topic {
  readonly name: string;
  readonly attributes: Record<string, string>;
  tags: Record<string, string>;
  /** Who is told of what is published; nobody where left out. */
  subscriptions?: number;
}

/** By ARN. */
export const topics = (account: Account) => account.table<Topic>("sns.topics");

/** What can be set and is asked for (https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html). */
const settable = ["DisplayName", "DeliveryPolicy", "KmsMasterKeyId", "Policy", "SignatureVersion", "TracingConfig"];

export const answers: Answers<"sns"> = {
  CreateTopic({ Name, Attributes = {}, Tags = [] }, account) {
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(Name!)) throw invalid("Topic Name");
    const TopicArn = account.arn("sns", Name!);
    const there = topics(account)[TopicArn];
    if (there) {
      const wanted = Object.entries(Attributes);
      if (wanted.some(([key, value]) => (there.attributes[key] ?? "") !== value)) {
        throw invalid("Attributes Reason: Topic already exists with different attributes");
      }
      if (Tags.some(({ Key, Value }) => there.tags[Key!] !== Value)) {
        throw invalid("Tags Reason: Topic already exists with different tags");
      }
      return { TopicArn };
    }
    const attributes: Record<string, string> = { Policy: JSON.stringify(ownerOnly(account, TopicArn)) };
    for (const [key, value] of Object.entries(Attributes)) set(attributes, key, value);
    topics(account)[TopicArn] = { name: Name!, attributes, tags: tagsFrom(Tags) };
    return { TopicArn };
  },

  GetTopicAttributes({ TopicArn }, account) {
    const { name, attributes, subscriptions = 0 } = topicOf(account, TopicArn!);
    return {
      Attributes: {
        TopicArn: account.arn("sns", name),
        Owner: account.id,
        DisplayName: "",
        ...attributes,
        SubscriptionsConfirmed: String(subscriptions),
        SubscriptionsPending: "0",
        SubscriptionsDeleted: "0",
      },
    };
  },

  SetTopicAttributes({ TopicArn, AttributeName, AttributeValue = "" }, account) {
    set(topicOf(account, TopicArn!).attributes, AttributeName!, AttributeValue);
    return {};
  },

  ListTagsForResource: ({ ResourceArn }, account) => ({
    Tags: Object.entries(taggedOf(account, ResourceArn!).tags).map(([Key, Value]) => ({ Key, Value })),
  }),

  TagResource({ ResourceArn, Tags = [] }, account) {
    Object.assign(taggedOf(account, ResourceArn!).tags, tagsFrom(Tags));
    return {};
  },

  UntagResource({ ResourceArn, TagKeys = [] }, account) {
    const row = taggedOf(account, ResourceArn!);
    row.tags = Object.fromEntries(Object.entries(row.tags).filter(([key]) => !TagKeys.includes(key)));
    return {};
  },

  // AWS says nothing of one that isn't there.
  DeleteTopic({ TopicArn }, account) {
    delete topics(account)[TopicArn!];
    return {};
  },
};

/** What the tagging API finds of this service. */
export const tagged = (account: Account) => Object.entries(topics(account)).map(([arn, { tags }]) => ({ arn, tags }));

function set(attributes: Record<string, string>, key: string, value: string): void {
  if (!settable.includes(key)) throw invalid("AttributeName");
  if (value === "") delete attributes[key];
  else attributes[key] = value;
}

function topicOf(account: Account, arn: string): Topic {
  const row = topics(account)[arn];
  if (row) return row;
  throw awsError("NotFoundException", "Topic does not exist", { status: 404, code: "NotFound" });
}

function taggedOf(account: Account, arn: string): Topic {
  const row = topics(account)[arn];
  if (row) return row;
  throw awsError("ResourceNotFoundException", "Resource does not exist", { status: 404, code: "ResourceNotFound" });
}

const invalid = (what: string): Error =>
  awsError("InvalidParameterException", `Invalid parameter: ${what}`, { code: "InvalidParameter" });

/** What AWS writes where nobody says anything: the account itself, and nobody else. */
const ownerOnly = (account: Account, arn: string) => ({
  Version: "2008-10-17",
  Id: "__default_policy_ID",
  Statement: [
    {
      Sid: "__default_statement_ID",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: ["SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:Subscribe", "SNS:Publish"],
      Resource: arn,
      Condition: { StringEquals: { "AWS:SourceOwner": account.id } },
    },
  ],
});

const tagsFrom = (tags: readonly { Key?: string; Value?: string }[]) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value ?? ""]));
