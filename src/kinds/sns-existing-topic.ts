import { unless } from "../aws/errors";
import type { Lookup } from "../engine/kind";
import { topicNotForAlarms } from "../problems";

interface Spec {
  readonly TopicArn: string;
}

interface Outputs {
  readonly arn: string;
}

/** The key that AWS keeps for SNS, whose policy lets no service of AWS in that would publish. */
const AWS_MANAGED_KEY = "alias/aws/sns";

/** A topic that somebody else has made. */
export const snsExistingTopic: Lookup<Spec, Outputs, "TopicArn"> = {
  type: "sns.existing-topic",
  noun: "topic",
  title: { en: "SNS topic", ja: "SNS トピック" },
  key: ["TopicArn"],
  reads: ["sns:GetTopicAttributes"],

  async observe(aws, { TopicArn }) {
    const found = await unless("NotFoundException", aws.sns.GetTopicAttributes({ TopicArn }));
    if (!found) return undefined;
    if (found.Attributes?.KmsMasterKeyId?.endsWith(AWS_MANAGED_KEY)) throw topicNotForAlarms({ arn: TopicArn });
    return { spec: {}, outputs: { arn: TopicArn } };
  },
};
