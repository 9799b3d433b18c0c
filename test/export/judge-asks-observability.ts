import { alarms } from "../../src/sandbox/cloudwatch";
import { topics } from "../../src/sandbox/sns";
import { groups, samplingRules } from "../../src/sandbox/xray";
import { type Asker, about, pairs } from "./judge-asks";

const alarm: Asker = ({ AlarmName, AlarmNames, ResourceARN, Tags }, account, action) => {
  const names: readonly string[] = AlarmNames ?? [AlarmName ?? ResourceARN.split(":alarm:")[1]];
  return names.flatMap((name) => {
    const arn = account.arn("cloudwatch", `alarm:${name}`);
    const row = alarms(account)[name];
    const put = action === "cloudwatch:PutMetricAlarm";
    return [
      about(action, arn, {}, row?.tags, pairs(Tags)),
      ...(put && Tags ? [about("cloudwatch:TagResource", arn, {}, {}, pairs(Tags))] : []),
    ];
  });
};

const topic: Asker = ({ Name, TopicArn, ResourceArn, Tags }, account, action) => {
  const arn = Name ? account.arn("sns", Name) : (TopicArn ?? ResourceArn);
  const made = action === "sns:CreateTopic";
  return [
    about(action, arn, {}, made ? {} : topics(account)[arn]?.tags, pairs(Tags)),
    ...(made && Tags ? [about("sns:TagResource", arn, {}, {}, pairs(Tags))] : []),
  ];
};

const traced: Asker = (
  { GroupName, GroupARN, RuleName, SamplingRule, SamplingRuleUpdate, ResourceARN, Tags },
  account,
  action,
) => {
  const rule = RuleName ?? SamplingRule?.RuleName ?? SamplingRuleUpdate?.RuleName;
  const arn =
    ResourceARN ??
    GroupARN ??
    account.arn("xray", rule ? `sampling-rule/${rule}` : `group/${GroupName}/0123456789ABCDEF`);
  const row = groups(account)[arn] ?? samplingRules(account)[arn];
  const made = /:Create/.test(action);
  return [
    about(action, arn, {}, made ? {} : row?.tags, pairs(Tags)),
    ...(made && Tags ? [about("xray:TagResource", arn, {}, {}, pairs(Tags))] : []),
  ];
};

const logGroup: Asker = ({ logGroupName, logGroupNamePrefix }, account, action) => [
  about(action, account.arn("logs", `log-group:${logGroupName ?? logGroupNamePrefix}:log-stream`), {}),
];

/** What AWS asks about alarms, topics and X-Ray. */
export const observabilityAskers: Readonly<Record<string, Asker>> = {
  ...Object.fromEntries(
    ["DescribeLogGroups", "CreateLogGroup", "PutRetentionPolicy"].map((operation) => [`logs:${operation}`, logGroup]),
  ),
  ...Object.fromEntries(
    ["ListTagsForResource", "PutMetricAlarm", "TagResource", "UntagResource", "DeleteAlarms"].map((operation) => [
      `cloudwatch:${operation}`,
      alarm,
    ]),
  ),
  ...Object.fromEntries(
    [
      "GetTopicAttributes",
      "ListTagsForResource",
      "CreateTopic",
      "SetTopicAttributes",
      "TagResource",
      "UntagResource",
      "DeleteTopic",
    ].map((operation) => [`sns:${operation}`, topic]),
  ),
  ...Object.fromEntries(
    [
      "ListTagsForResource",
      "CreateGroup",
      "UpdateGroup",
      "DeleteGroup",
      "CreateSamplingRule",
      "UpdateSamplingRule",
      "DeleteSamplingRule",
      "TagResource",
      "UntagResource",
    ].map((operation) => [`xray:${operation}`, traced]),
  ),
};
