import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig, standardSecrets } from "./config";
import { type RunDocument, runDocument } from "./documents";
import { endpointChange, federated, federationFiles, federationSecrets, keyChanges, wordsOf } from "./federation";
import { withValues } from "./sandbox-place";
import { type Stage, setStage } from "./stage";

vi.setConfig({ testTimeout: 180_000 });

// Left to the sandbox, because moto deviates there ("Cognito user pools" of its notes): what changes the pool itself (UpdateUserPool
// also resets what is fixed at birth), and what the config no longer wants (the tagging API never finds Cognito).
describeOnMoto("providers and groups in the pool, on a moto server", () => {
  let stage: Stage;
  let config: ReturnType<typeof federated>;

  beforeAll(async () => {
    stage = await setStage({ ...standardSecrets, ...federationSecrets });
    config = federated(standardConfig(stage.seeded));
    for (const [name, text] of Object.entries(federationFiles)) await writeFile(join(stage.folder, name), text);
    await saveConfig(stage.folder, config);
  });
  afterAll(() => stage?.stop());

  const verb = async (args: readonly string[], code = 0): Promise<RunDocument> => {
    stage.proxy.clear();
    const ran = await stage.run([...args, "--json"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code });
    for (const secret of Object.values(federationSecrets)) expect(ran.stdout + ran.stderr).not.toContain(secret);
    return runDocument.parse(ran.json);
  };
  const writes = () => stage.proxy.writes().map(({ operation }) => operation);

  test("from empty: each provider once, before the client", async () => {
    const applied = await verb(["apply"]);
    expect(applied).toMatchObject({ status: "ok", summary: { failed: 0, skipped: 0 } });
    const cognito = writes().filter((operation) => /IdentityProvider|UserPoolClient|CreateGroup/.test(operation!));
    expect([...cognito].sort()).toEqual([
      "CreateGroup",
      "CreateIdentityProvider",
      "CreateIdentityProvider",
      "CreateIdentityProvider",
      "CreateUserPoolClient",
    ]);
    expect(cognito.lastIndexOf("CreateIdentityProvider")).toBeLessThan(cognito.indexOf("CreateUserPoolClient"));
  });

  test("twice: no write", async () => {
    expect(wordsOf((await verb(["apply"])).changes)).toEqual([]);
    expect(writes()).toEqual([]);
  });

  // moto finds no endpoints by itself, so those are new.
  test.each([...keyChanges, endpointChange].map((one) => [one.key, one] as const))(
    "a change of %s, and back",
    async (_, { values, changes }) => {
      await saveConfig(stage.folder, withValues(config, values));
      expect(wordsOf((await verb(["apply"])).changes)).toEqual([...changes].sort());
      await saveConfig(stage.folder, config);
      const back = wordsOf((await verb(["apply"])).changes);
      // Endpoints that the config doesn't name any more stay as they are.
      expect(back).toEqual(
        changes === endpointChange.changes ? [] : changes.filter((one) => one.startsWith("update")).sort(),
      );
    },
  );

  test("turned off: the client lets go of them", async () => {
    await saveConfig(stage.folder, standardConfig(stage.seeded));
    expect(wordsOf((await verb(["apply"])).changes)).toEqual([
      "update parameter/gateway/gateway/IDP_PROVIDER_NAME Value",
      "update user-pool-client/console SupportedIdentityProviders",
    ]);
    expect(wordsOf((await verb(["plan", "--detailed-exitcode"])).changes)).toEqual([]);
  });
});
