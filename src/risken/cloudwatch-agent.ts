/** The role of the CloudWatch agent, among the things. */
export const AGENT_ROLE = "cloudwatch-agent";

/**
 * The service account that the EKS add-on `amazon-cloudwatch-observability` makes for the agent and for Fluent Bit
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/install-CloudWatch-Observability-EKS-addon.html).
 */
export const AGENT_SUBJECT = "system:serviceaccount:amazon-cloudwatch:cloudwatch-agent";

/** What it works with. AWS keeps it in step with the agent, and the permission to send traces to X-Ray is part of it. */
export const agentPolicyArn = (partition: string) => `arn:${partition}:iam::aws:policy/CloudWatchAgentServerPolicy`;

/** What that policy allows to the add-on, for whoever bounds the role: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudWatchAgentServerPolicy.html */
export const agentActions = [
  "cloudwatch:PutMetricData",
  "ec2:DescribeTags",
  "ec2:DescribeVolumes",
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:DescribeLogGroups",
  "logs:DescribeLogStreams",
  "logs:PutLogEvents",
  "logs:PutRetentionPolicy",
  "xray:GetSamplingRules",
  "xray:GetSamplingStatisticSummaries",
  "xray:GetSamplingTargets",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
] as const;
