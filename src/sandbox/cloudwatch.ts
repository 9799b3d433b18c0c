import { type Account, type Answers, awsError } from "./account";
import { pageOf } from "./paging";

interface Metric {
  /** One for each period, the newest first. */
  readonly values: readonly number[];
}

/** By `<namespace> <metric> <value of each dimension>`. Nothing works in a sandbox, so nothing is measured either. */
export const metrics = (account: Account) => account.table<Metric>("cloudwatch.metrics");

export interface Alarm {
  readonly name: string;
  /** As it was put, with AWS's defaults. */
  settings: Readonly<Record<string, unknown>>;
  tags: Record<string, string>;
}

/** By name. */
export const alarms = (account: Account) => account.table<Alarm>("cloudwatch.alarms");

/** A day: an alarm looks no further back. */
const LONGEST = 86_400;

/** Metrics and alarms (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/). */
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

  // All that isn't said falls back to its default, and tags count only at birth.
  PutMetricAlarm({ AlarmName, Tags = [], ...given }, account) {
    const { Period = 60, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, AlarmActions = [] } = given;
    if (Period % 60 !== 0 && ![10, 20, 30].includes(Period)) {
      throw invalid("Period must be 10, 20, 30 or a multiple of 60.");
    }
    if (!EvaluationPeriods || Period * EvaluationPeriods > LONGEST) {
      throw invalid("Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).");
    }
    if (DatapointsToAlarm! > EvaluationPeriods) throw invalid("DatapointsToAlarm must not exceed EvaluationPeriods.");
    if (AlarmActions.length > 5) throw invalid("An alarm has at most 5 actions for each state.");
    const there = alarms(account)[AlarmName!];
    alarms(account)[AlarmName!] = {
      name: AlarmName!,
      settings: {
        ActionsEnabled: true,
        AlarmActions: [],
        OKActions: [],
        InsufficientDataActions: [],
        Dimensions: [],
        ...given,
      },
      tags: there?.tags ?? tagsFrom(Tags),
    };
    return {};
  },

  DescribeAlarms({ AlarmNames, AlarmTypes = ["MetricAlarm"], MaxRecords = 50, NextToken }, account) {
    if ((AlarmNames?.length ?? 0) > 100) throw invalid("At most 100 alarm names.");
    const found = AlarmTypes.includes("MetricAlarm")
      ? Object.values(alarms(account)).filter(({ name }) => AlarmNames?.includes(name) ?? true)
      : [];
    const { items, next } = pageOf(found, MaxRecords, NextToken);
    return {
      MetricAlarms: items.map(({ name, settings }) => ({
        AlarmName: name,
        AlarmArn: arnOf(account, name),
        StateValue: "INSUFFICIENT_DATA" as const,
        ...settings,
      })),
      CompositeAlarms: [],
      ...(next ? { NextToken: next } : {}),
    };
  },

  DeleteAlarms({ AlarmNames = [] }, account) {
    for (const name of AlarmNames) {
      if (!alarms(account)[name]) throw notFound("ResourceNotFound", name);
    }
    for (const name of AlarmNames) delete alarms(account)[name];
    return {};
  },

  ListTagsForResource: ({ ResourceARN }, account) => ({
    Tags: Object.entries(byArn(account, ResourceARN!).tags).map(([Key, Value]) => ({ Key, Value })),
  }),

  TagResource({ ResourceARN, Tags = [] }, account) {
    Object.assign(byArn(account, ResourceARN!).tags, tagsFrom(Tags));
    return {};
  },

  UntagResource({ ResourceARN, TagKeys = [] }, account) {
    const row = byArn(account, ResourceARN!);
    row.tags = Object.fromEntries(Object.entries(row.tags).filter(([key]) => !TagKeys.includes(key)));
    return {};
  },
};

/** What the tagging API finds of this service. */
export const tagged = (account: Account) =>
  Object.values(alarms(account)).map(({ name, tags }) => ({ arn: arnOf(account, name), tags }));

const arnOf = (account: Account, name: string) => account.arn("cloudwatch", `alarm:${name}`);

function byArn(account: Account, arn: string): Alarm {
  const name = arn.split(":alarm:")[1] ?? "";
  const row = alarms(account)[name];
  if (row) return row;
  throw notFound("ResourceNotFoundException", name);
}

const invalid = (message: string): Error => awsError("ValidationException", message, { code: "ValidationError" });

const notFound = (name: string, alarm: string): Error =>
  awsError(name, `The alarm ${alarm} does not exist.`, { status: 404 });

const tagsFrom = (tags: readonly { Key?: string; Value?: string }[]) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value ?? ""]));
