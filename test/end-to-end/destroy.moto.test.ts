import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig, standardSecrets } from "./config";
import { type RunDocument, runDocument } from "./documents";
import { type Stage, setStage } from "./stage";

// Parameter Store takes three writes a second, and there are some eighty parameters.
vi.setConfig({ testTimeout: 180_000 });

describeOnMoto("destroy on a moto server", () => {
  let stage: Stage;
  let seeded: Awaited<ReturnType<typeof dump>>;

  beforeAll(async () => {
    stage = await setStage(standardSecrets);
    await saveConfig(stage.folder, standardConfig(stage.seeded));
    seeded = await dump();
  });
  afterAll(() => stage?.stop());

  /** All that the program could have made or touched, by plain SDK calls. moto's own dump fails on some of its objects. */
  const dump = async () => ({
    foreign: await stage.account.photograph(stage.seeded),
    all: await stage.account.inventory(stage.seeded.alb.listenerArn),
  });

  const verb = async (args: readonly string[], code: number): Promise<RunDocument> => {
    stage.proxy.clear();
    const ran = await stage.run([...args, "--json"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code });
    return runDocument.parse(ran.json);
  };
  const consent = ["--yes", "--confirm", "prd"];

  test("without consent nothing is written", async () => {
    const applied = await verb(["apply"], 0);
    const shown = await verb(["destroy"], 4);
    expect(shown.status).toBe("blocked");
    expect(stage.proxy.writes()).toEqual([]);
    const made = applied.changes.map(({ id }) => id).sort();
    expect(shown.changes.map(({ id }) => id).sort()).toEqual(made);
  });

  test("what holds data stays, and goes when told; the account is then as it was seeded", async () => {
    const first = await verb(["destroy", ...consent], 0);
    expect(first.changes.filter(({ status }) => status === "skipped").map(({ id }) => id)).toEqual([
      "parameter/code/common/CODE_DATA_KEY",
    ]);
    expect([...(await stage.account.parameters("/")).keys()]).toEqual(["/prd/code/common/CODE_DATA_KEY"]);
    await verb(["destroy", "--delete-data", ...consent], 0);
    expect(await dump()).toEqual(seeded);
    expect((await verb(["destroy"], 0)).changes).toEqual([]);
  });

  test("all at once, from an account that was made again", async () => {
    await verb(["apply"], 0);
    const ran = await verb(["destroy", "--delete-data", ...consent], 0);
    expect(new Set(ran.changes.map(({ action, status }) => `${action} ${status}`))).toEqual(new Set(["delete done"]));
    expect(await dump()).toEqual(seeded);
  });
});
