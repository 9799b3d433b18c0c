import { Json, type TfKind } from "./terraform-shapes";

type Fields = Readonly<Record<string, unknown>>;

/** Alarms, and the topic that is told of them. */
export const observabilityKinds: Readonly<Record<string, TfKind>> = {
  "sns.topic": {
    resources: [
      {
        type: "aws_sns_topic",
        tags: true,
        body: ({ spec }) => ({ name: spec.TopicName, policy: new Json(spec.Policy) }),
        id: (known) => known("arn"),
      },
    ],
    attributes: { arn: "arn" },
  },

  "cloudwatch.alarm": {
    resources: [
      {
        type: "aws_cloudwatch_metric_alarm",
        tags: true,
        body: ({ spec }) => ({
          alarm_name: spec.AlarmName,
          alarm_description: spec.AlarmDescription,
          namespace: spec.Namespace,
          metric_name: spec.MetricName,
          dimensions: Object.fromEntries(
            (spec.Dimensions as readonly Fields[]).map(({ Name, Value }) => [String(Name), Value]),
          ),
          statistic: spec.Statistic,
          period: spec.Period,
          evaluation_periods: spec.EvaluationPeriods,
          datapoints_to_alarm: spec.DatapointsToAlarm,
          comparison_operator: spec.ComparisonOperator,
          threshold: spec.Threshold,
          treat_missing_data: spec.TreatMissingData,
          actions_enabled: spec.ActionsEnabled,
          alarm_actions: spec.AlarmActions,
          ok_actions: spec.OKActions,
        }),
        id: (known) => known("AlarmName"),
      },
    ],
    attributes: {},
  },
};
