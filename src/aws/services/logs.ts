import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";

export const Client = CloudWatchLogsClient;

export const commands = {
  CreateLogGroup: CreateLogGroupCommand,
  DescribeLogGroups: DescribeLogGroupsCommand,
  PutRetentionPolicy: PutRetentionPolicyCommand,
};
