import { everywhere, type Facts, on, some, type Table } from "./policy-facts";

/** Alarms, and the topic that is told of them. */
export function observability(at: Facts): Table {
  const alarm = at.arn("cloudwatch", `alarm:${at.named("*")}`);
  const topic = at.arn("sns", at.named("*"));
  // What the config called otherwise before is ours by its tag alone.
  const anyAlarm = at.arn("cloudwatch", "alarm:*");
  const anyTopic = at.arn("sns", "*");
  const [watched, told] = [at.has("cloudwatch.alarm"), at.has("sns.topic")];
  const theirs = at.texts("sns.existing-topic", "TopicArn");
  return {
    // Metrics are no resources.
    "cloudwatch:GetMetricData": everywhere,
    // By whatever names, a list of alarms is one of all.
    "cloudwatch:DescribeAlarms": everywhere,
    // The index of tags has told what was left over.
    "cloudwatch:ListTagsForResource": watched ? [...on(alarm), ...on(anyAlarm, at.ours)] : [],
    "cloudwatch:PutMetricAlarm": watched ? [...on(alarm, at.marked, at.notOthers), ...on(alarm, at.ours)] : [],
    "cloudwatch:TagResource": watched ? on(alarm, at.tagging) : [],
    "cloudwatch:UntagResource": on(anyAlarm, at.ours),
    "cloudwatch:DeleteAlarms": on(anyAlarm, at.ours),

    "sns:GetTopicAttributes": [...(told ? on(topic) : []), ...on(anyTopic, at.ours), ...some(theirs)],
    "sns:ListTagsForResource": told ? [...on(topic), ...on(anyTopic, at.ours)] : [],
    "sns:CreateTopic": told ? on(topic, at.marked) : [],
    "sns:SetTopicAttributes": told ? on(topic, at.notOthers) : [],
    "sns:TagResource": told ? on(topic, at.tagging) : [],
    "sns:UntagResource": on(anyTopic, at.ours),
    "sns:DeleteTopic": on(anyTopic, at.ours),
  };
}
