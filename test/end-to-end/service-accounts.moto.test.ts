import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { services } from "../../src/risken/services";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig, standardSecrets } from "./config";
import { type RunDocument, runDocument } from "./documents";
import { type Config, withValues } from "./sandbox-place";
import { type Stage, setStage } from "./stage";

vi.setConfig({ testTimeout: 180_000 });

const pods = services.filter(({ standard, meta }) => standard && meta !== undefined).map(({ id }) => id);

describeOnMoto("a service account for each service, on a moto server", () => {
  let stage: Stage;
  let config: Config;

  beforeAll(async () => {
    stage = await setStage(standardSecrets);
    config = withValues(standardConfig(stage.seeded), { "cluster.serviceAccounts": "per-service" });
    await saveConfig(stage.folder, config);
  });
  afterAll(() => stage?.stop());

  async function verb(args: readonly string[], code = 0): Promise<RunDocument> {
    stage.proxy.clear();
    const ran = await stage.run([...args, "--json"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code });
    return runDocument.parse(ran.json);
  }
  const worked = ({ changes }: RunDocument) =>
    changes
      .filter(({ action }) => action !== "none")
      .map(({ id, action }) => `${action} ${id}`)
      .sort();

  test("from empty, and twice", async () => {
    const { outputs, summary } = await verb(["apply"]);
    expect(summary).toMatchObject({ failed: 0, skipped: 0 });
    expect(Object.keys(outputs!.roleArns).sort()).toEqual([...pods].sort());
    expect(outputs!.scanPrincipals).toHaveLength(6);
    expect(worked(await verb(["apply"]))).toEqual([]);
    expect(stage.proxy.writes()).toEqual([]);
  });

  test("a boundary for all of them", async () => {
    const PermissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
    await saveConfig(stage.folder, withValues(config, { "cluster.permissionsBoundary": PermissionsBoundary }));
    expect(worked(await verb(["apply"]))).toEqual(pods.map((id) => `update role/${id}`).sort());
    expect(worked(await verb(["plan", "--detailed-exitcode"]))).toEqual([]);
  });

  test("turned off: theirs stay until --prune", async () => {
    await saveConfig(stage.folder, standardConfig(stage.seeded));
    const gone = pods.map((id) => `delete role/${id}`);
    expect(worked(await verb(["apply"]))).toEqual(["create role/risken", ...gone].sort());
    expect(worked(await verb(["apply", "--prune"]))).toEqual(gone.sort());
    expect(worked(await verb(["plan", "--detailed-exitcode", "--prune"]))).toEqual([]);
  });
});
