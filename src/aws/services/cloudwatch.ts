import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";

export const Client = CloudWatchClient;

export const commands = {
  DeleteAlarms: DeleteAlarmsCommand,
  DescribeAlarms: DescribeAlarmsCommand,
  GetMetricData: GetMetricDataCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  PutMetricAlarm: PutMetricAlarmCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
};
