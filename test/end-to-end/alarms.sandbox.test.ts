import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonical, differencesOf } from "./canonical";
import { type RunDocument, runDocument } from "./documents";
import type { Ran } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const on = { "observability.alarms": true };
const configWith = (values: Readonly<Record<string, unknown>>): Config => withValues(sandboxConfig, values);

const documentOf = (ran: Ran): RunDocument => runDocument.parse(ran.json);
const problemOf = (ran: Ran) => (ran.json as { error?: { code: string } }).error;
const done = async (ran: Promise<Ran>): Promise<RunDocument> => {
  const { code, stderr, stdout } = await ran;
  expect(code, stdout + stderr).toBe(0);
  return documentOf(await ran);
};
const consent = ["--yes", "--confirm", "prd"];

interface Alarm {
  readonly name: string;
  readonly settings: {
    readonly Threshold: number;
    readonly AlarmActions: readonly string[];
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  };
}

const rowsOf = async (place: Place, table: string) => Object.values((await place.state()).tables[table] ?? {});
const alarmsIn = async (place: Place) => (await rowsOf(place, "cloudwatch.alarms")) as readonly Alarm[];
const alarmIn = async (place: Place, name: string) =>
  (await alarmsIn(place)).find((one) => one.name === `risken-prd-${name}`)!.settings;
const toldIn = async (place: Place) => [
  ...new Set((await alarmsIn(place)).flatMap(({ settings }) => settings.AlarmActions)),
];

const topic = (name: string) => `arn:aws:sns:ap-northeast-1:123456789012:${name}`;
const ours = topic("risken-prd-alarms");

const places: Place[] = [];
const placeWith = async (config: Config, from?: Place): Promise<Place> => {
  const place = await makePlace(config, from?.file);
  places.push(place);
  return place;
};
afterAll(() => Promise.all(places.map((place) => place.remove())));

let plain: Place;
let whole: Place;
beforeAll(async () => {
  plain = await placeWith(configWith({}));
  await done(plain.run(["apply", "--json"]));
  whole = await placeWith(configWith(on));
  await done(whole.run(["apply", "--json"]));
});

describe("observability.alarms", () => {
  test("from nothing: two alarms for each pair of queues, two for each target group, one for the database", async () => {
    const queues = await rowsOf(whole, "sqs.queues");
    expect(await alarmsIn(whole)).toHaveLength(queues.length + 2 * 2 + 1);
    expect(await toldIn(whole)).toEqual([ours]);
    expect(await rowsOf(whole, "sns.topics")).toHaveLength(1);
    // By the names that AWS's metrics have.
    expect((await alarmIn(whole, "web-unhealthy")).Dimensions).toEqual([
      { Name: "LoadBalancer", Value: expect.stringMatching(/^app\/risken-alb\/[0-9a-f]{16}$/) },
      { Name: "TargetGroup", Value: expect.stringMatching(/^targetgroup\/risken-prd-web\/[0-9a-f]{16}$/) },
    ]);
    expect((await alarmIn(whole, "database-connections")).Dimensions).toEqual([
      { Name: "DBClusterIdentifier", Value: "risken-db" },
    ]);
  });

  test("twice writes nothing", async () => {
    const bytes = await whole.bytes();
    expect((await done(whole.run(["apply", "--json"]))).summary).toMatchObject({ create: 0, update: 0, delete: 0 });
    expect(await whole.bytes()).toBe(bytes);
  });

  test("doctor finds nothing more to say than without them", async () => {
    const wrong = async (place: Place) => {
      const { checks } = (await place.run(["doctor", "--json"])).json as { checks: { id: string; status: string }[] };
      return checks.filter(({ status }) => status === "fail" || status === "warn").map(({ id }) => id);
    };
    expect(await wrong(whole)).toEqual(await wrong(plain));
  });

  test("an alarm that somebody has silenced is drift, and is put right", async () => {
    const place = await placeWith(configWith(on), whole);
    const AlarmName = "risken-prd-api-5xx";
    await place.byHand(async (aws) => {
      const { MetricAlarms = [] } = await aws.cloudwatch.DescribeAlarms({ AlarmNames: [AlarmName] });
      const { StateValue: _, AlarmArn: _arn, ...alarm } = MetricAlarms[0]!;
      await aws.cloudwatch.PutMetricAlarm({
        ...alarm,
        AlarmName,
        ActionsEnabled: false,
        EvaluationPeriods: alarm.EvaluationPeriods!,
        ComparisonOperator: alarm.ComparisonOperator!,
      });
    });
    const doctor = await place.run(["doctor", "--json", "--only", "alarm/api-5xx"]);
    expect(doctor.code).toBe(2);
    await done(place.run(["apply", "--json"]));
    expect(await alarmIn(place, "api-5xx")).toMatchObject({ ActionsEnabled: true });
  });

  test("thresholds follow the queues and the config, one write each", async () => {
    const place = await placeWith(
      configWith({
        ...on,
        "observability.databaseConnections": 300,
        "queues.overrides": { "aws-portscan": { visibilityTimeout: 900 } },
      }),
      whole,
    );
    const changed = (await done(place.run(["apply", "--json"]))).changes.filter(({ action }) => action === "update");
    expect(changed.map(({ id }) => id).sort()).toEqual([
      "alarm/aws-portscan-age",
      "alarm/database-connections",
      "queue/aws-portscan",
    ]);
    expect((await alarmIn(place, "aws-portscan-age")).Threshold).toBe(2700);
    expect((await alarmIn(place, "database-connections")).Threshold).toBe(300);
  });

  test("fewer data sources: alarms of queues that go are shown, and go with --prune", async () => {
    const place = await placeWith(configWith({ ...on, dataSources: ["aws"], "parameters.values": {} }), whole);
    await done(place.run(["apply", "--json", "--prune"]));
    const names = (await alarmsIn(place)).map(({ name }) => name.slice("risken-prd-".length));
    expect(names.filter((name) => !/^(aws-|api-|web-|database-)/.test(name))).toEqual([]);
    expect(names).toHaveLength((await rowsOf(place, "sqs.queues")).length + 5);
  });

  test("turned off: everything is shown, and goes with --prune", async () => {
    const place = await placeWith(configWith({}), whole);
    const shown = (await done(place.run(["plan", "--json"]))).changes.filter(({ action }) => action === "delete");
    expect(new Set(shown.map(({ id }) => id.split("/")[0]))).toEqual(new Set(["alarm", "topic"]));
    expect(shown).toHaveLength((await alarmsIn(whole)).length + 1);
    await done(place.run(["apply", "--json"]));
    expect(await alarmsIn(place)).toHaveLength(shown.length - 1);
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await alarmsIn(place)).toEqual([]);
    expect(await rowsOf(place, "sns.topics")).toEqual([]);
    const bytes = await place.bytes();
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await place.bytes()).toBe(bytes);
  });

  test("a topic that somebody has subscribed to stays until it is told to go", async () => {
    const place = await placeWith(configWith({}), whole);
    const state = await place.state();
    (state.tables["sns.topics"]![ours] as { subscriptions?: number }).subscriptions = 1;
    await writeFile(place.file, JSON.stringify(state));
    await place.run(["apply", "--json", "--prune"]);
    expect(await rowsOf(place, "sns.topics")).toHaveLength(1);
    expect(await alarmsIn(place)).toEqual([]);
  });

  test("destroy leaves what was there before", async () => {
    const place = await placeWith(configWith(on));
    const before = await place.state();
    await done(place.run(["apply", "--json"]));
    await done(place.run(["destroy", "--json", "--delete-data", ...consent]));
    const after = await place.state();
    expect(differencesOf(canonical(before, before, []), canonical(after, before, []))).toEqual([]);
  });
});

describe("observability.alarmTopic", () => {
  const withTopic = (name: string) => configWith({ ...on, "observability.alarmTopic": topic(name) });

  test("somebody else's topic is told instead, and ours goes with --prune; the way back makes it anew", async () => {
    const place = await placeWith(withTopic("oncall"), whole);
    await place.byHand((aws) => aws.sns.CreateTopic({ Name: "oncall" }));
    await done(place.run(["apply", "--json"]));
    expect(await toldIn(place)).toEqual([topic("oncall")]);
    expect(await rowsOf(place, "sns.topics")).toHaveLength(2);
    await done(place.run(["apply", "--json", "--prune"]));
    expect(Object.keys((await place.state()).tables["sns.topics"]!)).toEqual([topic("oncall")]);
    const bytes = await place.bytes();
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await place.bytes()).toBe(bytes);
    await place.saveConfig(configWith(on));
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await toldIn(place)).toEqual([ours]);
    expect(await rowsOf(place, "sns.topics")).toHaveLength(2);
  });

  test.each([
    ["that is not there", "nobody", {}, 3, "not-there"],
    ["that CloudWatch can't publish to", "closed", { KmsMasterKeyId: "alias/aws/sns" }, 3, "topic-not-for-alarms"],
  ])("one %s is refused before anything is written", async (_, name, attributes, exit, code) => {
    const place = await placeWith(withTopic(name), plain);
    if (Object.keys(attributes).length > 0) {
      await place.byHand((aws) => aws.sns.CreateTopic({ Name: name, Attributes: attributes }));
    }
    const bytes = await place.bytes();
    const ran = await place.run(["apply", "--json"]);
    expect([ran.code, problemOf(ran)?.code]).toEqual([exit, code]);
    expect(await place.bytes()).toBe(bytes);
  });

  test.each([
    ["account", ours.replace("123456789012", "210987654321"), "other-account"],
    ["region", ours.replace("ap-northeast-1", "us-east-1"), "other-region"],
  ])("one of another %s is refused", async (_, arn, code) => {
    const place = await placeWith(configWith({ ...on, "observability.alarmTopic": arn }), plain);
    const ran = await place.run(["apply", "--json"]);
    expect([ran.code, problemOf(ran)?.code]).toEqual([4, code]);
  });
});

describe("observability.xray", () => {
  const tracing = { "observability.xray": true };
  const tracedIn = async (place: Place) => [
    ...(await rowsOf(place, "xray.groups")),
    ...(await rowsOf(place, "xray.samplingRules")),
  ];

  test("turned on: a group of the requests for both hosts, and a sampling rule for each; twice writes nothing", async () => {
    const place = await placeWith(configWith(tracing), plain);
    expect((await done(place.run(["apply", "--json"]))).summary).toMatchObject({ create: 3, update: 0 });
    expect(await tracedIn(place)).toMatchObject([
      {
        name: "risken-prd-all",
        filter: 'http.url BEGINSWITH "https://console.example.com/" OR http.url BEGINSWITH "https://api.example.com/"',
      },
      { name: "risken-prd-web", settings: { Host: "console.example.com", FixedRate: 0.05, ReservoirSize: 1 } },
      { name: "risken-prd-api", settings: { Host: "api.example.com" } },
    ]);
    const bytes = await place.bytes();
    expect((await done(place.run(["apply", "--json"]))).summary).toMatchObject({ create: 0, update: 0, delete: 0 });
    expect(await place.bytes()).toBe(bytes);
    const { checks } = (await place.run(["doctor", "--json"])).json as { checks: { id: string; status: string }[] };
    const traced = checks.filter(({ id }) => /^(trace-group|sampling-rule)\//.test(id));
    expect(traced.map(({ status }) => status)).toEqual(["pass", "pass", "pass"]);
  });

  test("another host is another filter and another rule; turned off, everything goes with --prune", async () => {
    const place = await placeWith(configWith(tracing), plain);
    await done(place.run(["apply", "--json"]));
    await place.saveConfig(configWith({ ...tracing, "ingress.apiHost": undefined, "ingress.apiSourceIps": undefined }));
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await tracedIn(place)).toMatchObject([
      { name: "risken-prd-all", filter: 'http.url BEGINSWITH "https://console.example.com/"' },
      { name: "risken-prd-web" },
    ]);
    await place.saveConfig(configWith({}));
    const shown = (await done(place.run(["plan", "--json"]))).changes.filter(({ action }) => action === "delete");
    expect(shown.map(({ id }) => id)).toEqual(["sampling-rule/web", "trace-group/all"]);
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await tracedIn(place)).toEqual([]);
  });

  test("destroy leaves what was there before", async () => {
    const place = await placeWith(configWith(tracing));
    const before = await place.state();
    await done(place.run(["apply", "--json"]));
    await done(place.run(["destroy", "--json", "--delete-data", ...consent]));
    const after = await place.state();
    expect(differencesOf(canonical(before, before, []), canonical(after, before, []))).toEqual([]);
  });
});
