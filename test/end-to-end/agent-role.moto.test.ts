import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeOnMoto } from "../moto/server";
import { handsAt } from "../mutations/hands";
import { saveConfig, standardConfig } from "./config";
import { type RunDocument, runDocument } from "./documents";
import { type Config, withValues } from "./sandbox-place";
import { type Stage, setStage } from "./stage";

vi.setConfig({ testTimeout: 180_000 });

const RoleName = "risken-prd-cloudwatch-agent";

describeOnMoto("the CloudWatch agent's role, on a moto server", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({}, { env: { MOTO_IAM_LOAD_MANAGED_POLICIES: "true" } });
  });
  afterAll(() => stage?.stop());

  const save = (agentRole: boolean) => {
    const standard = standardConfig(stage.seeded) as Config;
    const values = { dataSources: ["osint"], "parameters.values": {}, "observability.agentRole": agentRole };
    return saveConfig(stage.folder, withValues(standard, values));
  };
  const verb = async (...args: readonly string[]): Promise<RunDocument> => {
    stage.proxy.clear();
    const ran = await stage.run([...args, "--json"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
    return runDocument.parse(ran.json);
  };
  const agents = async () => (await verb("plan")).changes.filter(({ id }) => id === "role/cloudwatch-agent");

  test("from empty: it is there as wanted, with AWS's policy", async () => {
    await save(true);
    await verb("apply");
    expect(await agents()).toMatchObject([{ action: "none" }]);
    const by = handsAt(stage.moto.url, stage.seeded.region);
    const { AttachedPolicies } = await by.iam.ListAttachedRolePolicies({ RoleName });
    expect(AttachedPolicies?.map(({ PolicyName }) => PolicyName)).toEqual(["CloudWatchAgentServerPolicy"]);
  });

  test("a second time no write is sent", async () => {
    await verb("apply");
    expect(stage.proxy.writes()).toEqual([]);
  });

  test("turned off, it is shown, and nothing of it is left after --prune", async () => {
    await save(false);
    expect(await agents()).toMatchObject([{ action: "delete" }]);
    await verb("apply", "--prune");
    expect(await agents()).toEqual([]);
    await verb("apply", "--prune");
    expect(stage.proxy.writes()).toEqual([]);
  });
});
