import { pages, shared } from "../aws/loader";
import type { Aws } from "../aws/session";

/** What CloudWatch has counted of a queue within the last hour. */
export interface Measured {
  /** Seconds since the oldest message was sent; 0 where there is none. */
  readonly oldest: number;
  /** Messages that somebody took. */
  readonly received: number;
  /** How often somebody asked and there was nothing. */
  readonly empty: number;
}

const HOUR = 60 * 60 * 1000;
/** Seconds. */
const PERIOD = 300;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const wanted = [
  { field: "oldest", MetricName: "ApproximateAgeOfOldestMessage", Stat: "Maximum" },
  { field: "received", MetricName: "NumberOfMessagesReceived", Stat: "Sum" },
  { field: "empty", MetricName: "NumberOfEmptyReceives", Stat: "Sum" },
] as const;

/** Metrics of queues by their names, in the same order: one call for up to 166 of them. */
export const queueMetrics = (aws: Aws, names: readonly string[]): Promise<readonly Measured[]> =>
  measured(aws, JSON.stringify(names));

const measured = shared(async (aws, list): Promise<readonly Measured[]> => {
  const names: readonly string[] = JSON.parse(list);
  const queries = names.flatMap((Value, at) =>
    wanted.map(({ field, MetricName, Stat }) => ({
      Id: `${field}${at}`,
      MetricStat: {
        Metric: { Namespace: "AWS/SQS", MetricName, Dimensions: [{ Name: "QueueName", Value }] },
        Period: PERIOD,
        Stat,
      },
    })),
  );
  const now = aws.clock.now();
  const results = await pages(
    (NextToken) =>
      aws.cloudwatch.GetMetricData({
        MetricDataQueries: queries,
        StartTime: new Date(now - HOUR),
        EndTime: new Date(now),
        ScanBy: "TimestampDescending",
        NextToken,
      }),
    (page) => page.MetricDataResults,
    (page) => page.NextToken,
  );
  const valuesOf = (id: string) => results.filter(({ Id }) => Id === id).flatMap(({ Values }) => Values ?? []);
  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
  return names.map((_, at) => ({
    // The newest alone: a message that was taken meanwhile is no longer the oldest.
    oldest: valuesOf(`oldest${at}`)[0] ?? 0,
    received: sum(valuesOf(`received${at}`)),
    empty: sum(valuesOf(`empty${at}`)),
  }));
});
