import { unless } from "../aws/errors";
import { canonicalPolicy, type PolicyDocument, parsePolicy, withStatementsOf } from "../aws/policy-document";
import type { Aws } from "../aws/session";
import { indexed, searched, tagList, tagMap } from "../aws/tags";
import type { Kind } from "../engine/kind";

interface Spec {
  readonly TopicName: string;
  /** Who may publish to it and subscribe to it. */
  readonly Policy: PolicyDocument;
  /** The key that encrypts what lies in it; nothing: none of KMS. */
  readonly KmsMasterKeyId: string;
}

interface Outputs {
  readonly arn: string;
}

/** A standard topic of SNS. */
export const snsTopic: Kind<Spec, Outputs, "TopicName"> = {
  type: "sns.topic",
  noun: "topic",
  title: { en: "SNS topic", ja: "SNS トピック" },
  key: ["TopicName"],
  reads: ["sns:GetTopicAttributes", "sns:ListTagsForResource", "tag:GetResources"],
  writes: ["sns:CreateTopic", "sns:SetTopicAttributes", "sns:TagResource", "sns:DeleteTopic"],
  removes: ["sns:DeleteTopic", "sns:UntagResource"],
  // Who is told of what is published has been asked and has agreed.
  holdsData: true,

  canonical: (spec) => ({ ...spec, ...(spec.Policy ? { Policy: canonicalPolicy(spec.Policy) } : {}) }),

  keeping: ({ Policy }, has) => (Policy ? { Policy: withStatementsOf(Policy, has.Policy) } : {}),

  async observe(aws, { TopicName }, { tags }) {
    const arn = aws.arn("sns", TopicName);
    const [has, ours] = await Promise.all([attributesOf(aws, arn), indexed(aws, "sns", tags)]);
    if (!has) return undefined;
    return {
      spec: { Policy: parsePolicy(has.Policy!), KmsMasterKeyId: has.KmsMasterKeyId ?? "" },
      outputs: { arn },
      tags: ours.get(arn) ?? tagMap((await aws.sns.ListTagsForResource({ ResourceArn: arn })).Tags),
    };
  },

  async create(aws, { TopicName, Policy, KmsMasterKeyId }, tags) {
    await aws.sns.CreateTopic({
      Name: TopicName,
      Attributes: { Policy: JSON.stringify(Policy), ...(KmsMasterKeyId ? { KmsMasterKeyId } : {}) },
      Tags: tagList(tags),
    });
    return undefined;
  },

  async update(aws, { Policy, KmsMasterKeyId }, { outputs: { arn: TopicArn } }, changed) {
    const texts = { Policy: JSON.stringify(Policy), KmsMasterKeyId };
    for (const [AttributeName, AttributeValue] of Object.entries(texts)) {
      if (changed.has(AttributeName)) await aws.sns.SetTopicAttributes({ TopicArn, AttributeName, AttributeValue });
    }
  },

  // AWS says nothing of one that isn't there.
  async remove(aws, _key, { outputs }) {
    await aws.sns.DeleteTopic({ TopicArn: outputs.arn });
  },

  async isEmpty(aws, { outputs }) {
    const has = await attributesOf(aws, outputs.arn);
    return ["SubscriptionsConfirmed", "SubscriptionsPending"].every((count) => (has?.[count] ?? "0") === "0");
  },

  async tag(aws, { outputs }, tags) {
    await aws.sns.TagResource({ ResourceArn: outputs.arn, Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.sns.UntagResource({ ResourceArn: outputs.arn, TagKeys: [...keys] });
  },

  async owned(aws, tags) {
    const ours = await searched(aws, "sns", tags);
    return [...ours].map(([arn, has]) => ({ key: { TopicName: arn.split(":").at(-1)! }, tags: has }));
  },
};

const attributesOf = async (aws: Aws, TopicArn: string) =>
  (await unless("NotFoundException", aws.sns.GetTopicAttributes({ TopicArn })))?.Attributes;
