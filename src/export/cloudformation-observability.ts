import type { CfnInexpressible, CfnKind } from "./cloudformation-kinds";

/** Alarms with the topic that is told of them, groups of traces and sampling rules. */
export const cfnObservability: Readonly<Record<string, CfnKind | CfnInexpressible>> = {
  "logs.retention": {
    inexpressible: {
      en: "the retention is a property of the log group, which is the agent's",
      ja: "保持期間は、エージェントが作成するロググループのプロパティです",
    },
  },

  "sns.topic": {
    resources: [
      {
        type: "AWS::SNS::Topic",
        tags: { property: "Tags", as: "list" },
        properties: ({ spec: { TopicName } }) => ({ TopicName }),
        identifier: ({ arn }) => ({ TopicArn: arn }),
      },
      {
        type: "AWS::SNS::TopicInlinePolicy",
        suffix: "Policy",
        properties: ({ spec, output }) => ({ TopicArn: output("arn"), PolicyDocument: spec.Policy }),
        identifier: ({ arn }) => ({ TopicArn: arn }),
      },
    ],
    attributes: { arn: "Ref" },
  },

  "cloudwatch.alarm": {
    resources: [
      {
        type: "AWS::CloudWatch::Alarm",
        tags: { property: "Tags", as: "list" },
        properties: ({ spec }) => spec,
        identifier: ({ AlarmName }) => ({ AlarmName }),
      },
    ],
    attributes: {},
  },

  "xray.group": {
    resources: [
      {
        type: "AWS::XRay::Group",
        tags: { property: "Tags", as: "list" },
        properties: ({ spec }) => spec,
        identifier: ({ arn }) => ({ GroupARN: arn }),
      },
    ],
    attributes: {},
  },

  "xray.sampling-rule": {
    resources: [
      {
        type: "AWS::XRay::SamplingRule",
        tags: { property: "Tags", as: "list" },
        properties: ({ spec }) => ({ SamplingRule: { ...spec, Version: 1 } }),
        identifier: ({ arn }) => ({ RuleARN: arn }),
      },
    ],
    attributes: {},
  },
};
