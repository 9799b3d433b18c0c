import { snsTopic } from "../../src/kinds/sns-topic";
import type { Hands } from "./hands";
import { mutations } from "./mutation";

const set = (by: Hands, TopicArn: string, AttributeName: string, AttributeValue: string) =>
  by.sns.SetTopicAttributes({ TopicArn, AttributeName, AttributeValue });

const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const anybody = (arn: string) => ({
  Sid: "Anybody",
  Effect: "Allow",
  Principal: "*",
  Action: "sns:Publish",
  Resource: arn,
});

export const snsTopicMutations = mutations(snsTopic, {
  fields: {
    Policy: {
      "one that lets nobody publish": (by, { spec, outputs }) => {
        const Statement = spec.Policy.Statement.map((one) => ({ ...one, Effect: "Deny" }));
        return set(by, outputs.arn, "Policy", JSON.stringify({ ...spec.Policy, Statement }));
      },
      "one that binds to no account": (by, { spec, outputs }) => {
        const Statement = spec.Policy.Statement.map(({ Condition: _, ...one }) => one);
        return set(by, outputs.arn, "Policy", JSON.stringify({ ...spec.Policy, Statement }));
      },
      "a statement added": {
        added: true,
        by: (by, { spec, outputs: { arn } }) =>
          set(
            by,
            arn,
            "Policy",
            JSON.stringify({ ...spec.Policy, Statement: [...spec.Policy.Statement, anybody(arn)] }),
          ),
      },
    },
    KmsMasterKeyId: {
      "a key that CloudWatch may not use": (by, { outputs }) => set(by, outputs.arn, "KmsMasterKeyId", "alias/aws/sns"),
    },
  },

  gone: (by, { outputs }) => by.sns.DeleteTopic({ TopicArn: outputs.arn }),

  tags: {
    set: (by, { outputs }, tags) => by.sns.TagResource({ ResourceArn: outputs.arn, Tags: tagsOf(tags) }),
    unset: (by, { outputs }, TagKeys) => by.sns.UntagResource({ ResourceArn: outputs.arn, TagKeys: [...TagKeys] }),
  },

  same: {
    "its policy in other words": (by, { spec, outputs }) => {
      const Statement = spec.Policy.Statement.map(({ Action, ...one }) => ({ ...one, Action: [Action].flat() }));
      return set(by, outputs.arn, "Policy", JSON.stringify({ Statement, Version: spec.Policy.Version }));
    },
    "a tag of somebody else's": (by, { outputs }) =>
      by.sns.TagResource({ ResourceArn: outputs.arn, Tags: tagsOf({ CostCenter: "42" }) }),
  },
});
