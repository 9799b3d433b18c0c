import type { Account, Answers } from "./account";

interface Metric {
  /** One for each period, the newest first. */
  readonly values: readonly number[];
}

/** By `<namespace> <metric> <value of each dimension>`. Nothing works in a sandbox, so nothing is measured either. */
export const metrics = (account: Account) => account.table<Metric>("cloudwatch.metrics");

/** Metrics (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html). */
export const answers: Answers<"cloudwatch"> = {
  GetMetricData({ MetricDataQueries = [], EndTime }, account) {
    return {
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
        const { Metric: { Namespace, MetricName, Dimensions = [] } = {}, Period = 60 } = MetricStat!;
        const key = [Namespace, MetricName, ...Dimensions.map(({ Value }) => Value)].join(" ");
        const Values = [...(metrics(account)[key]?.values ?? [])];
        const last = new Date(EndTime!).getTime();
        const Timestamps = Values.map((_, at) => new Date(last - (at + 1) * Period * 1000));
        return { Id, Label: MetricName, Values, Timestamps, StatusCode: "Complete" as const };
      }),
      Messages: [],
    };
  },
};
