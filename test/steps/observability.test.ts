import { describe, expect, test } from "vitest";
import { resolve } from "../../src/engine/ref";
import { existing } from "../../src/engine/resource";
import { elbv2TargetGroup } from "../../src/kinds/elbv2-target-group";
import { rdsDatabase } from "../../src/kinds/rds-database";
import { observability } from "../../src/steps/observability";
import { queues } from "../../src/steps/queues";
import type { Target } from "../../src/steps/step";
import { aTarget } from "./a-target";

const topic = "arn:aws:sns:ap-northeast-1:123456789012:oncall";

/** What is built after the queues of one data source and somebody else's things. */
function build(inputs: object, queueInputs: object = {}, database: "rds" | "external" = "rds") {
  const target: Target = aTarget({ dataSources: ["osint"] });
  const before = queues.build(queues.inputs.parse(queueInputs), target).resources!;
  const things = [
    existing(elbv2TargetGroup, "api", { Name: "theirs" }),
    ...(database === "rds" ? [existing(rdsDatabase, "database", { identifier: "risken-db" })] : []),
  ];
  const built = { ...target.built, resources: [...before, ...things] };
  return observability.build(observability.inputs.parse(inputs), { ...target, built }).resources ?? [];
}

const outputs: Readonly<Record<string, unknown>> = {
  "topic/alarms arn": topic,
  "load-balancer/ingress fullName": "app/risken/1",
  "target-group/api fullName": "targetgroup/theirs/2",
  "database/database metrics": { Name: "DBInstanceIdentifier", Value: "risken-db" },
};
const specOf = (all: ReturnType<typeof build>, name: string) =>
  resolve(all.find((one) => one.name === name)!.spec, ({ address, field }) => outputs[`${address} ${field}`]) as Record<
    string,
    unknown
  >;

test("nothing as long as nobody wants it", () => {
  expect(build({})).toEqual([]);
  expect(build({ alarmTopic: topic })).toEqual([]);
});

test("an alarm for each queue, each dead-letter queue, each target group twice and the database", () => {
  expect(build({ alarms: true }).map(({ address }) => address)).toEqual([
    "topic/alarms",
    "alarm/osint-subdomain-dlq-messages",
    "alarm/osint-subdomain-age",
    "alarm/osint-website-dlq-messages",
    "alarm/osint-website-age",
    "alarm/api-unhealthy",
    "alarm/api-5xx",
    "alarm/database-connections",
  ]);
});

test("each tells the topic when it goes off and when all is well again", () => {
  const alarms = build({ alarms: true }).filter(({ kind }) => kind.noun === "alarm");
  for (const { name } of alarms) {
    expect(specOf(alarms, name)).toMatchObject({ AlarmActions: [topic], OKActions: [topic], ActionsEnabled: true });
  }
});

test("the topic lets the alarms of this account publish and has no key that they may not use", () => {
  const { spec } = build({ alarms: true })[0]!;
  expect(spec).toMatchObject({
    TopicName: "risken-prd-alarms",
    KmsMasterKeyId: "",
    Policy: {
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: "arn:aws:sns:ap-northeast-1:123456789012:risken-prd-alarms",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        },
      ],
    },
  });
});

describe("a message is late", () => {
  const late = (queueInputs: object) => specOf(build({ alarms: true }, queueInputs), "osint-website-age").Threshold;

  test("once it has waited for longer than all tries take", () => {
    expect(late({ visibilityTimeout: 600 })).toBe(1800);
    expect(late({ visibilityTimeout: 600, overrides: { "osint-website": { maxReceiveCount: 5 } } })).toBe(3000);
  });

  test("and before its queue loses it", () => {
    expect(late({ visibilityTimeout: 43_200, maxReceiveCount: 1000 })).toBe(3 * 24 * 60 * 60);
  });
});

test("target groups and the database go by the names that AWS's metrics have", () => {
  const all = build({ alarms: true, databaseConnections: 200 });
  expect(specOf(all, "api-5xx").Dimensions).toEqual([
    { Name: "LoadBalancer", Value: "app/risken/1" },
    { Name: "TargetGroup", Value: "targetgroup/theirs/2" },
  ]);
  expect(specOf(all, "database-connections")).toMatchObject({
    Dimensions: [{ Name: "DBInstanceIdentifier", Value: "risken-db" }],
    Threshold: 200,
  });
});

test("no alarm for a database that is nothing of RDS", () => {
  expect(build({ alarms: true }, {}, "external").map(({ name }) => name)).not.toContain("database-connections");
});

test("somebody else's topic is told, and only has to be there", () => {
  expect(build({ alarms: true, alarmTopic: topic })[0]).toMatchObject({
    wanted: "existing",
    kind: { type: "sns.existing-topic" },
    spec: { TopicArn: topic },
  });
});

describe("what X-Ray traces", () => {
  const traced = (different: Partial<Target>) =>
    observability.build(observability.inputs.parse({ xray: true }), aTarget(different)).resources!;

  test("requests for the hosts that there are", () => {
    expect(traced({}).map(({ address }) => address)).toEqual(["trace-group/all", "sampling-rule/web"]);
    const both = traced({ apiHost: "api.example.com" });
    expect(both.map(({ address }) => address)).toEqual(["trace-group/all", "sampling-rule/web", "sampling-rule/api"]);
    expect(both[0]!.spec.FilterExpression).toBe(
      'http.url BEGINSWITH "https://console.example.com/" OR http.url BEGINSWITH "https://api.example.com/"',
    );
  });

  test("a host that is longer than a rule takes goes by its end", () => {
    const consoleHost = `${"a".repeat(60)}.example.com`;
    const { Host } = traced({ consoleHost })[1]!.spec as { readonly Host: string };
    expect(Host).toHaveLength(64);
    expect(Host.startsWith("*a")).toBe(true);
    expect(consoleHost.endsWith(Host.slice(1))).toBe(true);
  });

  test("the longest names fit", () => {
    const all = traced({ namePrefix: "p".repeat(16), env: "e".repeat(11), apiHost: "api.example.com" });
    const names = all.map(({ spec }) => String(spec.GroupName ?? spec.RuleName).length);
    expect(names).toEqual([32, 32, 32]);
  });
});

test.each([
  { alarmTopic: "oncall" },
  { alarmTopic: "arn:aws:sns:ap-northeast-1:123456789012:oncall.fifo" },
  { alarms: "yes" },
  { databaseConnections: 0 },
  { alarm: true },
])("%o is refused", (inputs) => {
  expect(observability.inputs.safeParse(inputs).success).toBe(false);
});
