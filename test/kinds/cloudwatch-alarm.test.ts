import { expect, test } from "vitest";
import { cloudwatchAlarm } from "../../src/kinds/cloudwatch-alarm";
import { alarms } from "../../src/sandbox/cloudwatch";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const AlarmName = "risken-prd-api-5xx";
const topic = (name: string) => `arn:aws:sns:ap-northeast-1:123456789012:${name}`;
const spec = {
  AlarmName,
  AlarmDescription: "errors",
  Namespace: "AWS/ApplicationELB",
  MetricName: "HTTPCode_Target_5XX_Count",
  Dimensions: [
    { Name: "LoadBalancer", Value: "app/risken/1" },
    { Name: "TargetGroup", Value: "targetgroup/risken-prd-api/1" },
  ],
  Statistic: "Sum" as const,
  Period: 300,
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  ComparisonOperator: "GreaterThanOrEqualToThreshold" as const,
  Threshold: 5,
  TreatMissingData: "notBreaching" as const,
  ActionsEnabled: true,
  AlarmActions: [topic("one"), topic("two")],
  OKActions: [topic("one"), topic("two")],
};

obeysTheLaws(cloudwatchAlarm, {
  spec,
  changed: {
    AlarmName,
    AlarmDescription: "other words",
    Namespace: "AWS/SQS",
    MetricName: "ApproximateAgeOfOldestMessage",
    Dimensions: [{ Name: "QueueName", Value: "q" }],
    Statistic: "Maximum",
    Period: 60,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: 0,
    TreatMissingData: "missing",
    ActionsEnabled: false,
    AlarmActions: [],
    OKActions: [topic("two")],
    InsufficientDataActions: [topic("one")],
  },
  same: [
    { ...spec, Dimensions: [...spec.Dimensions].reverse() },
    { ...spec, AlarmActions: [...spec.AlarmActions].reverse(), OKActions: [...spec.OKActions].reverse() },
  ],
});

const look = async ({ aws }: Awaited<ReturnType<typeof sandboxed>>) =>
  (await cloudwatchAlarm.observe(aws.fresh(), { AlarmName }, { tags: {} }))!;

test("an update leaves alone whom somebody has told of missing data", async () => {
  const world = await sandboxed();
  await cloudwatchAlarm.create(world.aws, { ...spec, InsufficientDataActions: [topic("theirs")] }, {});
  await cloudwatchAlarm.update(world.aws, { ...spec, Threshold: 9 }, await look(world), new Set(["Threshold"]));
  expect((await look(world)).spec).toMatchObject({ Threshold: 9, InsufficientDataActions: [topic("theirs")] });
});

test("one that somebody has put on an expression gets its metric back", async () => {
  const world = await sandboxed();
  await cloudwatchAlarm.create(world.aws, spec, {});
  const { MetricName: _, Namespace: _n, Dimensions: _d, Statistic: _s, Period: _p, ...rest } = spec;
  alarms(world.account)[AlarmName]!.settings = { ...rest, Metrics: [{ Id: "e", Expression: "1" }] };
  const seen = await look(world);
  expect(seen.spec).toMatchObject({ MetricName: "", Namespace: "", Dimensions: [] });
  await cloudwatchAlarm.update(world.aws, spec, seen, new Set(["MetricName"]));
  expect(alarms(world.account)[AlarmName]!.settings).not.toHaveProperty("Metrics");
  expect((await look(world)).spec).toMatchObject({ MetricName: spec.MetricName, Period: 300 });
});

test("a hundred alarms are one question, and more are asked for in several", async () => {
  const { aws, calls } = await sandboxed();
  const names = Array.from({ length: 101 }, (_, at) => `risken-prd-alarm-${at}`);
  for (const one of names) await cloudwatchAlarm.create(aws, { ...spec, AlarmName: one }, {});
  calls.length = 0;
  const at = aws.fresh();
  const seen = await Promise.all(names.map((one) => cloudwatchAlarm.observe(at, { AlarmName: one }, { tags: {} })));
  expect(seen.every((one) => one !== undefined)).toBe(true);
  expect(calls.filter(({ operation }) => operation === "DescribeAlarms")).toHaveLength(2);
});
