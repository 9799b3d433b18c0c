import { type Resource, resource } from "../engine/resource";
import { logsRetention } from "../kinds/logs-retention";
import type { Target } from "./step";

/**
 * What the CloudWatch agent and Fluent Bit of Container Insights write
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-reference.html).
 */
const sorts = ["application", "dataplane", "host", "performance"];

/** How long the logs of a cluster are kept. */
export const agentLogs = (days: number, { cluster }: Target): readonly Resource[] =>
  sorts.map((sort) =>
    resource(logsRetention, sort, {
      LogGroupName: `/aws/containerinsights/${cluster}/${sort}`,
      RetentionInDays: days,
    }),
  );
