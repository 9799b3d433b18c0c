import { ENV_TAG, ID_TAG } from "../../src/aws/tags";
import type { Account } from "../../src/sandbox/account";
import { handsIn } from "../mutations/hands";

const tagged = (id: string) => [
  { Key: ENV_TAG, Value: "prd" },
  { Key: ID_TAG, Value: id },
];

/** Alarms on few queues, because all are alike. */
export const alarms = { "observability.alarms": true, dataSources: ["osint"], "parameters.values": {} };

const lateMessages = {
  Namespace: "AWS/SQS",
  MetricName: "ApproximateAgeOfOldestMessage",
  ComparisonOperator: "GreaterThanThreshold",
  Statistic: "Maximum",
  Threshold: 1,
  Period: 60,
  EvaluationPeriods: 1,
} as const;

/** An alarm and a topic under names of ours, which the tool would take over and change. */
export async function withBareAlarms(account: Account): Promise<void> {
  const by = handsIn(account);
  await by.sns.CreateTopic({ Name: "risken-prd-alarms" });
  await by.cloudwatch.PutMetricAlarm({ ...lateMessages, AlarmName: "risken-prd-osint-website-age" });
}

/** One of ours and the topic that it tells, under names that we no longer give. */
export async function withOldAlarm(account: Account): Promise<void> {
  const by = handsIn(account);
  const { TopicArn } = await by.sns.CreateTopic({ Name: "before-prd-alarms", Tags: tagged("topic/alarms") });
  await by.cloudwatch.PutMetricAlarm({
    ...lateMessages,
    AlarmName: "before-prd-osint-website-age",
    AlarmActions: [TopicArn!],
    Tags: tagged("alarm/osint-website-age"),
  });
}

const tracedHost = {
  Priority: 1,
  ReservoirSize: 1,
  FixedRate: 1,
  Host: "*",
  HTTPMethod: "*",
  URLPath: "*",
  ServiceName: "*",
  ServiceType: "*",
  ResourceARN: "*",
  Version: 1,
};

/** The same of what X-Ray traces. */
export async function withBareTracing(account: Account): Promise<void> {
  const by = handsIn(account);
  await by.xray.CreateGroup({ GroupName: "risken-prd-all", FilterExpression: "error" });
  await by.xray.CreateSamplingRule({ SamplingRule: { ...tracedHost, RuleName: "risken-prd-web" } });
}

/** What X-Ray traces for us, under names that we no longer give. */
export async function withOldTracing(account: Account): Promise<void> {
  const by = handsIn(account);
  await by.xray.CreateGroup({ GroupName: "before-prd-all", Tags: tagged("trace-group/all") });
  await by.xray.CreateSamplingRule({
    SamplingRule: { ...tracedHost, RuleName: "before-prd-web" },
    Tags: tagged("sampling-rule/web"),
  });
}
