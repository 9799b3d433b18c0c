import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig, standardSecrets } from "./config";
import { type RunDocument, runDocument } from "./documents";
import { oidcAuth, oidcChanges, oidcSecrets, pathsOf } from "./oidc";
import { withValues } from "./sandbox-place";
import { type Stage, setStage } from "./stage";

vi.setConfig({ testTimeout: 180_000 });

// Turning it off with --prune is the sandbox's: moto's tagging API never finds what Cognito would leave behind.
describeOnMoto("an OIDC provider at the load balancer, on a moto server", () => {
  let stage: Stage;
  let config: ReturnType<typeof withValues>;

  beforeAll(async () => {
    stage = await setStage({ ...standardSecrets, ...oidcSecrets });
    config = { ...standardConfig(stage.seeded), auth: oidcAuth };
    await saveConfig(stage.folder, config);
  });
  afterAll(() => stage?.stop());

  async function verb(args: readonly string[], code = 0): Promise<RunDocument> {
    stage.proxy.clear();
    const ran = await stage.run([...args, "--json"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code });
    for (const secret of Object.values(oidcSecrets)) expect(ran.stdout + ran.stderr).not.toContain(secret);
    return runDocument.parse(ran.json);
  }

  test("from empty, and twice", async () => {
    expect(await verb(["apply"])).toMatchObject({ status: "ok", summary: { failed: 0, skipped: 0 } });
    expect(pathsOf((await verb(["apply"])).changes)).toEqual([]);
    expect(stage.proxy.writes()).toEqual([]);
  });

  test.each(oidcChanges)("a change of %s, and back", async (key, value, changes) => {
    await saveConfig(stage.folder, withValues(config, { [key]: value }));
    expect(pathsOf((await verb(["apply"])).changes)).toEqual(changes);
    await saveConfig(stage.folder, config);
    expect(pathsOf((await verb(["apply"])).changes)).toEqual(changes);
  });

  test("where an emulator answers no issuer is asked: what is left out is missing, by its keys", async () => {
    const { issuer, clientId } = oidcAuth.oidc;
    await saveConfig(stage.folder, { ...config, auth: { type: "oidc", oidc: { issuer, clientId } } });
    const refused = await stage.run(["plan", "--json"]);
    expect(refused.code).toBe(3);
    for (const key of ["authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint"]) {
      expect(refused.stdout).toContain(`auth.oidc.${key}`);
    }
  });
});
