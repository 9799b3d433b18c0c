import { Json, type TfInexpressible, type TfKind } from "./terraform-shapes";

type Fields = Readonly<Record<string, unknown>>;

/** Alarms with the topic that is told of them, groups of traces and sampling rules. */
export const observabilityKinds: Readonly<Record<string, TfKind | TfInexpressible>> = {
  "logs.retention": {
    inexpressible: {
      en: "the retention is an argument of the log group, which is the agent's",
      ja: "保持期間は、エージェントが作成するロググループの引数です",
    },
  },

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

  "xray.group": {
    resources: [
      {
        type: "aws_xray_group",
        tags: true,
        body: ({ spec }) => ({ group_name: spec.GroupName, filter_expression: spec.FilterExpression }),
        id: (known) => known("arn"),
      },
    ],
    attributes: {},
  },

  "xray.sampling-rule": {
    resources: [
      {
        type: "aws_xray_sampling_rule",
        tags: true,
        body: ({ spec }) => ({
          rule_name: spec.RuleName,
          version: 1,
          priority: spec.Priority,
          reservoir_size: spec.ReservoirSize,
          fixed_rate: spec.FixedRate,
          host: spec.Host,
          http_method: spec.HTTPMethod,
          url_path: spec.URLPath,
          service_name: spec.ServiceName,
          service_type: spec.ServiceType,
          resource_arn: spec.ResourceARN,
        }),
        id: (known) => known("RuleName"),
      },
    ],
    attributes: {},
  },
};
