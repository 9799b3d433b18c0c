import { cloudwatchAlarm } from "../../src/kinds/cloudwatch-alarm";
import type { Hands } from "./hands";
import { mutations, other } from "./mutation";

type Alarm = Parameters<Hands["cloudwatch"]["PutMetricAlarm"]>[0];

interface Seen {
  readonly spec: object;
}

/** The whole alarm again, with something of it changed: nobody can change less. */
const put = (by: Hands, { spec }: Seen, change: Partial<Alarm>) =>
  by.cloudwatch.PutMetricAlarm({ ...(spec as Alarm), ...change });

const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const theirs = "arn:aws:sns:ap-northeast-1:123456789012:theirs";

export const cloudwatchAlarmMutations = mutations(cloudwatchAlarm, {
  fields: {
    AlarmDescription: { "other words": (by, alarm) => put(by, alarm, { AlarmDescription: "somebody else's" }) },
    Namespace: { "of another service": (by, alarm) => put(by, alarm, { Namespace: "AWS/EC2" }) },
    MetricName: {
      "another metric": (by, alarm) => put(by, alarm, { MetricName: "NumberOfMessagesSent" }),
      "an expression instead": {
        along: ["Namespace", "Dimensions", "Statistic", "Period"],
        by: (by, alarm) =>
          put(by, alarm, {
            MetricName: undefined,
            Namespace: undefined,
            Dimensions: undefined,
            Statistic: undefined,
            Period: undefined,
            Metrics: [{ Id: "e", Expression: "TIME_SERIES(0)" }],
          }),
      },
    },
    Dimensions: {
      "of something else": (by, alarm) => put(by, alarm, { Dimensions: [{ Name: "QueueName", Value: "other" }] }),
    },
    Statistic: {
      "another one": (by, alarm) => put(by, alarm, { Statistic: other(alarm.spec.Statistic, "Sum", "Maximum") }),
    },
    Period: { "another one": (by, alarm) => put(by, alarm, { Period: other(alarm.spec.Period, 60, 120) }) },
    EvaluationPeriods: {
      "more of them": (by, alarm) => put(by, alarm, { EvaluationPeriods: alarm.spec.EvaluationPeriods + 1 }),
    },
    DatapointsToAlarm: {
      "another one": {
        along: ["EvaluationPeriods"],
        by: (by, alarm) => put(by, alarm, { EvaluationPeriods: 7, DatapointsToAlarm: 7 }),
      },
    },
    ComparisonOperator: {
      "the other way round": (by, alarm) => put(by, alarm, { ComparisonOperator: "LessThanThreshold" }),
    },
    Threshold: { "another one": (by, alarm) => put(by, alarm, { Threshold: 999_999 }) },
    TreatMissingData: { "as trouble": (by, alarm) => put(by, alarm, { TreatMissingData: "breaching" }) },
    ActionsEnabled: { "switched off": (by, alarm) => put(by, alarm, { ActionsEnabled: false }) },
    AlarmActions: {
      none: (by, alarm) => put(by, alarm, { AlarmActions: [] }),
      "somebody else": (by, alarm) => put(by, alarm, { AlarmActions: [theirs] }),
    },
    OKActions: { none: (by, alarm) => put(by, alarm, { OKActions: [] }) },
    InsufficientDataActions: {
      "somebody else": (by, alarm) => put(by, alarm, { InsufficientDataActions: [theirs] }),
    },
  },

  gone: (by, { spec }) => by.cloudwatch.DeleteAlarms({ AlarmNames: [spec.AlarmName] }),

  tags: {
    set: (by, { outputs }, tags) => by.cloudwatch.TagResource({ ResourceARN: outputs.arn, Tags: tagsOf(tags) }),
    unset: (by, { outputs }, TagKeys) =>
      by.cloudwatch.UntagResource({ ResourceARN: outputs.arn, TagKeys: [...TagKeys] }),
  },

  same: {
    "its dimensions in another order": (by, alarm) =>
      put(by, alarm, { Dimensions: [...alarm.spec.Dimensions].reverse() }),
    "told of missing data too": (by, alarm) => put(by, alarm, { InsufficientDataActions: [theirs] }),
    "a tag of somebody else's": (by, { outputs }) =>
      by.cloudwatch.TagResource({ ResourceARN: outputs.arn, Tags: tagsOf({ CostCenter: "42" }) }),
  },
});
