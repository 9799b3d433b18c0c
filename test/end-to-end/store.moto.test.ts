import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig } from "./config";
import { type RunDocument, runDocument } from "./documents";
import type { Config } from "./sandbox-place";
import { type Stage, setStage } from "./stage";

const token = "canaryGithubToken5tY2";

vi.setConfig({ testTimeout: 180_000 });

describeOnMoto("secrets in Secrets Manager, on a moto server", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ GITHUB_TOKEN: token });
    await save("secrets-manager");
  });
  afterAll(() => stage?.stop());

  /** Only what needs no credentials of another cloud. */
  const save = (store: string) => {
    const standard = standardConfig(stage.seeded) as Config;
    const values = {
      "code/common": { GITHUB_DEFAULT_TOKEN: { env: "GITHUB_TOKEN" }, EXTRA: { generate: true } },
    };
    return saveConfig(stage.folder, { ...standard, dataSources: ["code"], parameters: { store, values } });
  };
  const verb = async (args: readonly string[], given: string | undefined = token): Promise<RunDocument> => {
    stage.proxy.clear();
    const ran = await stage.run([...args, "--json"], { env: { GITHUB_TOKEN: given } });
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
    expect(ran.stdout + ran.stderr).not.toContain(token);
    return runDocument.parse(ran.json);
  };
  const encrypted = async () =>
    [...(await stage.account.parameterTypes("/prd"))]
      .filter(([, type]) => type === "SecureString")
      .map(([name]) => name);
  const variableIn = async (service: string, name: string) => {
    const ran = await stage.run(["env", service, "--json"]);
    const { variables } = ran.json as { variables: { name: string; source: string; from: string }[] };
    return variables.find((one) => one.name === name);
  };
  const before = new Map<string, string>();

  test("from empty: nothing secret is a parameter, and pods find it", async () => {
    await verb(["apply"]);
    expect(await encrypted()).toEqual([]);
    for (const name of ["CODE_DATA_KEY", "GITHUB_DEFAULT_TOKEN"])
      expect(await variableIn("code-gitleaks", name)).toMatchObject({
        source: "secret",
        from: `risken-prd-code/common#${name}`,
      });
    expect(await variableIn("code-gitleaks", "EXTRA")).toMatchObject({ from: "risken-prd-code/common@EXTRA#EXTRA" });
  });

  test("a second time, also without the variable, no write is sent", async () => {
    await verb(["apply"]);
    expect(stage.proxy.writes()).toEqual([]);
    await verb(["apply"], undefined);
    expect(stage.proxy.writes()).toEqual([]);
  });

  test("turned off, without the variable: it goes back, and leaves no copy", async () => {
    await save("parameter-store");
    await verb(["apply", "--prune"], undefined);
    expect((await encrypted()).sort()).toEqual([
      "/prd/code/common/CODE_DATA_KEY",
      "/prd/code/common/EXTRA",
      "/prd/code/common/GITHUB_DEFAULT_TOKEN",
    ]);
    const stored = await stage.account.parameters("/prd");
    expect(stored.get("/prd/code/common/GITHUB_DEFAULT_TOKEN")).toBe(token);
    for (const name of ["CODE_DATA_KEY", "EXTRA"]) {
      before.set(name, stored.get(`/prd/code/common/${name}`)!);
      expect(before.get(name)).toHaveLength(32);
    }
    await verb(["apply", "--prune"], undefined);
    expect(stage.proxy.writes()).toEqual([]);
  });

  test("turned on again, the deleted secret is brought back with what is stored", async () => {
    await save("secrets-manager");
    await verb(["apply", "--prune"], undefined);
    expect(await encrypted()).toEqual([]);
    await save("parameter-store");
    await verb(["apply", "--prune"], undefined);
    const stored = await stage.account.parameters("/prd");
    for (const [name, value] of before) expect(stored.get(`/prd/code/common/${name}`)).toBe(value);
  });
});
