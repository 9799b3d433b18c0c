import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";

export const Client = CloudWatchClient;

export const commands = {
  GetMetricData: GetMetricDataCommand,
};
