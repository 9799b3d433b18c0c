import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeOnMoto } from "../moto/server";
import { handsAt } from "../mutations/hands";
import { saveConfig, standardConfig } from "./config";
import { type RunDocument, runDocument } from "./documents";
import type { Config } from "./sandbox-place";
import { withValues } from "./sandbox-place";
import { type Stage, setStage } from "./stage";

vi.setConfig({ testTimeout: 180_000 });

const on = { "observability.alarms": true };

describeOnMoto("alarms and their topic, on a moto server", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({});
  });
  afterAll(() => stage?.stop());

  const save = (values: Readonly<Record<string, unknown>>) => {
    const standard = standardConfig(stage.seeded) as Config;
    return saveConfig(
      stage.folder,
      withValues(standard, { dataSources: ["osint"], "parameters.values": {}, ...values }),
    );
  };
  const verb = async (...args: readonly string[]): Promise<RunDocument> => {
    stage.proxy.clear();
    const ran = await stage.run([...args, "--json"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
    return runDocument.parse(ran.json);
  };
  const ours = async () => {
    const plan = await verb("plan");
    return plan.changes
      .filter(({ kind }) => kind === "cloudwatch.alarm" || kind === "sns.topic")
      .map(({ id, action }) => `${id} ${action}`);
  };

  test("from empty: they are there as wanted", async () => {
    await save(on);
    await verb("apply");
    expect((await ours()).filter((one) => one.endsWith(" none"))).toHaveLength(10);
  });

  test("a second time no write is sent", async () => {
    await verb("apply");
    expect(stage.proxy.writes()).toEqual([]);
  });

  test("another threshold is one write, and leaves the tags alone", async () => {
    await save({ ...on, "observability.databaseConnections": 300 });
    await verb("apply");
    expect(stage.proxy.writes()).toHaveLength(1);
    expect((await ours()).filter((one) => !one.endsWith(" none"))).toEqual([]);
  });

  test("another topic is told, and ours goes with --prune", async () => {
    const by = handsAt(stage.moto.url, stage.seeded.region);
    const { TopicArn } = await by.sns.CreateTopic({ Name: "oncall" });
    await save({ ...on, "observability.alarmTopic": TopicArn });
    await verb("apply", "--prune");
    expect(await ours()).toHaveLength(9);
    await verb("apply", "--prune");
    expect(stage.proxy.writes()).toEqual([]);
  });

  test("turned off, nothing of them is left", async () => {
    await save({});
    expect((await ours()).filter((one) => one.endsWith(" delete"))).toHaveLength(9);
    await verb("apply", "--prune");
    expect(await ours()).toEqual([]);
    await verb("apply", "--prune");
    expect(stage.proxy.writes()).toEqual([]);
  });
});
