import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig } from "./config";
import { type RunDocument, runDocument } from "./documents";
import { type Config, withValues } from "./sandbox-place";
import { type Stage, setStage } from "./stage";

vi.setConfig({ testTimeout: 180_000 });

describeOnMoto("the retention of the agent's logs, on a moto server", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({});
  });
  afterAll(() => stage?.stop());

  const save = (logRetention: number | undefined) => {
    const standard = standardConfig(stage.seeded) as Config;
    const values = { dataSources: ["osint"], "parameters.values": {}, "observability.logRetention": logRetention };
    return saveConfig(stage.folder, withValues(standard, values));
  };
  const verb = async (...args: readonly string[]): Promise<RunDocument> => {
    stage.proxy.clear();
    const ran = await stage.run([...args, "--json"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
    return runDocument.parse(ran.json);
  };
  const kept = async () =>
    (await verb("plan")).changes.filter(({ kind }) => kind === "logs.retention").map(({ action }) => action);

  test("from empty, and a second time without a write", async () => {
    await save(90);
    await verb("apply");
    expect(await kept()).toEqual(["none", "none", "none", "none"]);
    await verb("apply");
    expect(stage.proxy.writes()).toEqual([]);
  });

  test("changed, and turned off", async () => {
    await save(365);
    await verb("apply");
    expect(await kept()).toEqual(["none", "none", "none", "none"]);
    await save(undefined);
    await verb("apply", "--prune");
    expect(stage.proxy.writes()).toEqual([]);
    expect(await kept()).toEqual([]);
  });
});
