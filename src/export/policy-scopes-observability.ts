import { everywhere, type Facts, on, some, type Table } from "./policy-facts";

/** Alarms with the topic that is told of them, groups of traces and sampling rules. */
export function observability(at: Facts): Table {
  const alarm = at.arn("cloudwatch", `alarm:${at.named("*")}`);
  const topic = at.arn("sns", at.named("*"));
  // What the config called otherwise before is ours by its tag alone.
  const anyAlarm = at.arn("cloudwatch", "alarm:*");
  const anyTopic = at.arn("sns", "*");
  const [watched, told] = [at.has("cloudwatch.alarm"), at.has("sns.topic")];
  const theirs = at.texts("sns.existing-topic", "TopicArn");
  const traced = at.has("xray.group");
  const group = at.arn("xray", `group/${at.named("*")}/*`);
  const rule = at.arn("xray", `sampling-rule/${at.named("*")}`);
  const anyGroup = at.arn("xray", "group/*/*");
  const anyRule = at.arn("xray", "sampling-rule/*");
  const kept = at.texts("logs.retention", "LogGroupName").map((name) => at.arn("logs", `log-group:${name}:*`));
  return {
    "logs:DescribeLogGroups": kept.length > 0 ? on(at.arn("logs", "log-group:*")) : [],
    "logs:CreateLogGroup": some(kept),
    "logs:PutRetentionPolicy": some(kept),

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

    "xray:GetGroups": everywhere,
    "xray:GetSamplingRules": everywhere,
    "xray:ListTagsForResource": traced ? [...on([group, rule]), ...on([anyGroup, anyRule], at.ours)] : [],
    "xray:CreateGroup": traced ? on(group, at.marked) : [],
    "xray:UpdateGroup": traced ? on(group, at.notOthers) : [],
    "xray:DeleteGroup": on(anyGroup, at.ours),
    "xray:CreateSamplingRule": traced ? on(rule, at.marked) : [],
    "xray:UpdateSamplingRule": traced ? on(rule, at.notOthers) : [],
    "xray:DeleteSamplingRule": on(anyRule, at.ours),
    "xray:TagResource": traced ? on([group, rule], at.tagging) : [],
    "xray:UntagResource": on([anyGroup, anyRule], at.ours),
  };
}
