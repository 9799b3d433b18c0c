import { afterAll, beforeAll, test } from "vitest";
import { saveConfig, standardConfig, standardSecrets } from "../end-to-end/config";
import { type Stage, setStage } from "../end-to-end/stage";
import { surveyCost } from "../end-to-end/survey-cost";
import { describeOnMoto } from "../moto/server";

describeOnMoto("looking at the standard installation", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(standardSecrets);
    await saveConfig(stage.folder, standardConfig(stage.seeded));
    const { code, stderr } = await stage.run(["apply"]);
    if (code !== 0) throw new Error(stderr);
  });
  afterAll(() => stage?.stop());

  test("costs calls, rounds and time behind 200 ms of latency", async () => {
    const { calls, rounds, milliseconds, operations } = await surveyCost(stage);
    console.log(`calls of a survey        ${calls} (goal: 100)`);
    console.log(`rounds of a survey       ${rounds} (goal: 6)`);
    console.log(`plan, start to end       ${(milliseconds / 200).toFixed(1)} round trips of 200 ms`);
    for (const [operation, times] of operations) console.log(`  ${String(times).padStart(3)} ${operation}`);
  });
});
