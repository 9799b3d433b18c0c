import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { unless } from "../aws/errors";
import { batched, pages } from "../aws/loader";
import { indexed, searched, tagList, tagMap } from "../aws/tags";
import type { Kind, ReadBack } from "../engine/kind";

interface Spec {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic: "Maximum" | "Sum";
  /** Seconds. */
  readonly Period: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly ComparisonOperator: "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold";
  readonly Threshold: number;
  readonly TreatMissingData: "missing" | "notBreaching";
  readonly ActionsEnabled: boolean;
  /** ARNs of what is told when it goes off, */
  readonly AlarmActions: readonly string[];
  /** when all is well again, */
  readonly OKActions: readonly string[];
  /** and when nothing is measured. */
  readonly InsufficientDataActions?: readonly string[];
}

interface Outputs {
  readonly arn: string;
}

/** Alarms that one DescribeAlarms takes and answers. */
const MOST = 100;

/** An alarm of CloudWatch on one metric. */
export const cloudwatchAlarm: Kind<Spec, Outputs, "AlarmName"> = {
  type: "cloudwatch.alarm",
  noun: "alarm",
  title: { en: "alarm", ja: "アラーム" },
  key: ["AlarmName"],
  reads: ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "tag:GetResources"],
  writes: ["cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:DeleteAlarms"],
  removes: ["cloudwatch:DeleteAlarms", "cloudwatch:UntagResource"],
  needs: ["AlarmActions"],

  canonical: ({ Dimensions, AlarmActions, OKActions, ...spec }) => ({
    ...spec,
    ...(Dimensions ? { Dimensions: [...Dimensions].sort((a, b) => (a.Name < b.Name ? -1 : 1)) } : {}),
    ...(AlarmActions ? { AlarmActions: [...AlarmActions].sort() } : {}),
    ...(OKActions ? { OKActions: [...OKActions].sort() } : {}),
  }),

  async observe(aws, { AlarmName }, { tags }) {
    const [found, ours] = await Promise.all([alarmOf(aws, AlarmName), indexed(aws, "cloudwatch:alarm", tags)]);
    if (!found) return undefined;
    const arn = found.AlarmArn!;
    return {
      spec: specOf(found),
      outputs: { arn },
      tags: ours.get(arn) ?? tagMap((await aws.cloudwatch.ListTagsForResource({ ResourceARN: arn })).Tags),
    };
  },

  async create(aws, spec, tags) {
    await aws.cloudwatch.PutMetricAlarm({ ...inputOf(spec), Tags: tagList(tags) });
    return undefined;
  },

  // What is left out falls back to its default, so what is not ours to say is sent as it was found.
  async update(aws, spec, { spec: has }) {
    await aws.cloudwatch.PutMetricAlarm(inputOf({ ...has, ...spec }));
  },

  async remove(aws, { AlarmName }) {
    await unless("ResourceNotFound", aws.cloudwatch.DeleteAlarms({ AlarmNames: [AlarmName] }));
  },

  async tag(aws, { outputs }, tags) {
    await aws.cloudwatch.TagResource({ ResourceARN: outputs.arn, Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.cloudwatch.UntagResource({ ResourceARN: outputs.arn, TagKeys: [...keys] });
  },

  async owned(aws, tags) {
    const ours = await searched(aws, "cloudwatch:alarm", tags);
    return [...ours].map(([arn, has]) => ({ key: { AlarmName: arn.split(":alarm:")[1]! }, tags: has }));
  },
};

/** Composite alarms are asked for separately, and so never taken for one of these. */
const alarmOf = batched<MetricAlarm>(MOST, async (aws, names) => {
  const found = await pages(
    (NextToken) =>
      aws.cloudwatch.DescribeAlarms({
        AlarmNames: [...names],
        AlarmTypes: ["MetricAlarm"],
        MaxRecords: MOST,
        NextToken,
      }),
    (page) => page.MetricAlarms,
    (page) => page.NextToken,
  );
  return new Map(found.map((alarm) => [alarm.AlarmName!, alarm]));
});

const inputOf = (spec: Spec) => ({
  ...spec,
  Dimensions: [...spec.Dimensions],
  AlarmActions: [...spec.AlarmActions],
  OKActions: [...spec.OKActions],
  InsufficientDataActions: [...(spec.InsufficientDataActions ?? [])],
});

/** One that somebody has put on an expression has no metric of its own. */
const specOf = (alarm: MetricAlarm): ReadBack<Omit<Spec, "AlarmName">> => ({
  AlarmDescription: alarm.AlarmDescription ?? "",
  Namespace: alarm.Namespace ?? "",
  MetricName: alarm.MetricName ?? "",
  Dimensions: (alarm.Dimensions ?? []).map(({ Name, Value }) => ({ Name: Name!, Value: Value! })),
  Statistic: alarm.Statistic as Spec["Statistic"],
  Period: alarm.Period!,
  EvaluationPeriods: alarm.EvaluationPeriods!,
  DatapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods!,
  ComparisonOperator: alarm.ComparisonOperator as Spec["ComparisonOperator"],
  Threshold: alarm.Threshold!,
  TreatMissingData: (alarm.TreatMissingData ?? "missing") as Spec["TreatMissingData"],
  ActionsEnabled: alarm.ActionsEnabled ?? true,
  AlarmActions: alarm.AlarmActions ?? [],
  OKActions: alarm.OKActions ?? [],
  InsufficientDataActions: alarm.InsufficientDataActions ?? [],
});
