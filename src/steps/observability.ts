import * as z from "zod";
import { retentions } from "../aws/log-retentions";
import { policyOf } from "../aws/policy-document";
import type { Declared } from "../engine/ref";
import { existing, output, type Resource, resource } from "../engine/resource";
import { cloudwatchAlarm } from "../kinds/cloudwatch-alarm";
import { elbv2LoadBalancer } from "../kinds/elbv2-load-balancer";
import { elbv2TargetGroup } from "../kinds/elbv2-target-group";
import { rdsDatabase } from "../kinds/rds-database";
import { snsExistingTopic } from "../kinds/sns-existing-topic";
import { snsTopic } from "../kinds/sns-topic";
import { sqsQueue } from "../kinds/sqs-queue";
import { agentLogs } from "./agent-logs";
import { DATABASE } from "./database";
import { BALANCER } from "./ingress";
import { says } from "./says";
import { step, type Target } from "./step";
import { tracing } from "./tracing";

/** The topic that is told of alarms, among the things. */
export const ALARM_TOPIC = "alarms";

const topicArn = z.string().regex(
  /^arn:[^:]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
  says({
    en: "must be create or the ARN of a standard SNS topic",
    ja: "create または SNS の標準トピックの ARN を指定してください",
  }),
);

/** Alarms on what nobody would see otherwise, and where they go. */
export const observability = step({
  section: "observability",
  title: { en: "Observability", ja: "監視" },

  inputs: z
    .strictObject({
      alarms: z.boolean().default(false),
      alarmTopic: z.union([z.literal("create"), topicArn]).default("create"),
      xray: z.boolean().default(false),
      // Made where the other roles are, in `cluster`.
      agentRole: z.boolean().default(false),
      logRetention: z.literal([...retentions]).optional(),
      databaseConnections: z.number().int().min(1).max(100_000).default(80),
    })
    .prefault({}),

  build({ alarms, alarmTopic, databaseConnections, xray, logRetention }, target) {
    return {
      resources: [
        ...(alarms ? alarmsFor(alarmTopic, databaseConnections, target) : []),
        ...(xray ? tracing(target) : []),
        ...(logRetention ? agentLogs(logRetention, target) : []),
      ],
    };
  },
});

function alarmsFor(alarmTopic: string, databaseConnections: number, target: Target): readonly Resource[] {
  const topic = topicFor(alarmTopic, target);
  const conditions = [
    ...queueConditions(target),
    ...targetGroupConditions(target),
    ...databaseConditions(target, databaseConnections),
  ];
  return [topic.resource, ...conditions.map((one) => alarmFor(one, topic.arn, target))];
}

/** What sets an alarm off. */
interface Condition {
  /** What it is called, after our prefix. */
  readonly name: string;
  /** What is the matter, for whoever is told. */
  readonly says: string;
  readonly metric: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Statistic: "Maximum" | "Sum";
    readonly Dimensions: readonly Declared<{ readonly Name: string; readonly Value: string }>[];
  };
  /** Seconds that are looked at together, and how many such periods in a row it has to last. */
  readonly period: number;
  readonly times: number;
  readonly threshold: { readonly atLeast: number } | { readonly above: number };
}

function topicFor(given: string, target: Target) {
  if (given !== "create") {
    return {
      resource: existing(snsExistingTopic, ALARM_TOPIC, { TopicArn: given }),
      arn: output(snsExistingTopic, ALARM_TOPIC, "arn"),
    };
  }
  const TopicName = target.nameOf(snsTopic, ALARM_TOPIC);
  return {
    resource: resource(snsTopic, ALARM_TOPIC, {
      TopicName,
      Policy: policyOf({
        Sid: "LetAlarmsPublish",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: target.arn("sns", TopicName),
        Condition: { StringEquals: { "aws:SourceAccount": target.account } },
      }),
      // CloudWatch may use no key of AWS's own, and what lies in the topic says nothing secret.
      KmsMasterKeyId: "",
    }),
    arn: output(snsTopic, ALARM_TOPIC, "arn"),
  };
}

function alarmFor(condition: Condition, topic: Declared<string>, target: Target): Resource {
  const { name, says, period, times, threshold } = condition;
  const { MetricName, ...metric } = condition.metric;
  return resource(cloudwatchAlarm, name, {
    AlarmName: target.nameOf(cloudwatchAlarm, name),
    MetricName,
    ...("above" in threshold
      ? { Threshold: threshold.above, ComparisonOperator: "GreaterThanThreshold" as const }
      : { Threshold: threshold.atLeast, ComparisonOperator: "GreaterThanOrEqualToThreshold" as const }),
    ...metric,
    Period: period,
    EvaluationPeriods: times,
    DatapointsToAlarm: times,
    AlarmDescription: says,
    // Queues that nobody uses and target groups without requests are not measured.
    TreatMissingData: "notBreaching" as const,
    ActionsEnabled: true,
    AlarmActions: [topic],
    OKActions: [topic],
  });
}

/** Part of the time for which a queue keeps messages after which it is late, however long its scanner may take. */
const NEARLY_LOST = 3 / 4;

/** One for each queue, not for several at once: an alarm that has gone off already tells nothing of the next queue. */
function queueConditions({ built }: Target): readonly Condition[] {
  const queues = built.resources.filter(({ kind }) => kind === sqsQueue);
  return queues.map(({ name, spec }): Condition => {
    const { RedrivePolicy } = spec as { readonly RedrivePolicy?: { readonly maxReceiveCount: number } };
    const metric = (MetricName: string) => ({
      Namespace: "AWS/SQS",
      MetricName,
      Statistic: "Maximum" as const,
      Dimensions: [{ Name: "QueueName", Value: spec.QueueName as string }],
    });
    if (!RedrivePolicy) {
      return {
        name: `${name}-messages`,
        says: `RISKEN: the scanner has given up on messages of ${name.replace(/-dlq$/, "")}; those scans have not happened`,
        metric: metric("ApproximateNumberOfMessagesVisible"),
        period: 300,
        times: 1,
        threshold: { atLeast: 1 },
      };
    }
    const tries = Number(spec.VisibilityTimeout) * RedrivePolicy.maxReceiveCount;
    const lost = Number(spec.MessageRetentionPeriod) * NEARLY_LOST;
    return {
      name: `${name}-age`,
      says: `RISKEN: a message of ${name} has waited for longer than all tries of its scanner take`,
      metric: metric("ApproximateAgeOfOldestMessage"),
      period: 300,
      times: 3,
      threshold: { above: Math.min(tries, lost) },
    };
  });
}

function targetGroupConditions({ built }: Target): readonly Condition[] {
  const groups = built.resources.filter(({ kind }) => kind === elbv2TargetGroup);
  return groups.flatMap(({ name }): readonly Condition[] => {
    const metric = (MetricName: string, Statistic: "Maximum" | "Sum") => ({
      Namespace: "AWS/ApplicationELB",
      MetricName,
      Statistic,
      Dimensions: [
        { Name: "LoadBalancer", Value: output(elbv2LoadBalancer, BALANCER, "fullName") },
        { Name: "TargetGroup", Value: output(elbv2TargetGroup, name, "fullName") },
      ],
    });
    return [
      {
        name: `${name}-unhealthy`,
        says: `RISKEN: the load balancer has found nodes of the target group ${name} unhealthy for five minutes`,
        metric: metric("UnHealthyHostCount", "Maximum"),
        period: 60,
        times: 5,
        threshold: { atLeast: 1 },
      },
      {
        name: `${name}-5xx`,
        says: `RISKEN: the pods behind the target group ${name} have answered with errors (5xx)`,
        metric: metric("HTTPCode_Target_5XX_Count", "Sum"),
        period: 300,
        times: 1,
        threshold: { atLeast: 5 },
      },
    ];
  });
}

/** Of RDS alone: nobody measures a database elsewhere for us. */
function databaseConditions({ built }: Target, above: number): readonly Condition[] {
  if (!built.resources.some(({ kind }) => kind === rdsDatabase)) return [];
  return [
    {
      name: "database-connections",
      says: "RISKEN: the database has more connections than RISKEN's pods open",
      metric: {
        Namespace: "AWS/RDS",
        MetricName: "DatabaseConnections",
        Statistic: "Maximum",
        Dimensions: [output(rdsDatabase, DATABASE, "metrics")],
      },
      period: 300,
      times: 3,
      threshold: { above },
    },
  ];
}
