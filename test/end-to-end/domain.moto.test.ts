import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig } from "./config";
import { type RunDocument, runDocument } from "./documents";
import type { Config } from "./sandbox-place";
import { withValues } from "./sandbox-place";
import { type Stage, setStage } from "./stage";

vi.setConfig({ testTimeout: 180_000 });

const on = { "ingress.hostedZone": "example.com", "ingress.certificate": "create" };

describeOnMoto("names and certificates of the hosts, on a moto server", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({});
  });
  afterAll(() => stage?.stop());

  const save = (values: Readonly<Record<string, unknown>>) => {
    const standard = standardConfig(stage.seeded) as Config;
    const small = { dataSources: ["code"], "parameters.values": {}, "ingress.apiHost": "api.example.com" };
    return saveConfig(stage.folder, withValues(standard, { ...small, ...values }));
  };
  const verb = async (...args: readonly string[]): Promise<RunDocument> => {
    stage.proxy.clear();
    const ran = await stage.run([...args, "--json"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
    return runDocument.parse(ran.json);
  };
  const ours = async () => {
    const plan = await verb("plan");
    const kinds = ["route53.alias", "acm.certificate", "route53.validation-record", "elbv2.listener-certificate"];
    return plan.changes.filter(({ kind }) => kinds.includes(kind)).map(({ id, action }) => `${id} ${action}`);
  };
  const hosts = ["console.example.com", "api.example.com"];
  const nouns = ["certificate", "validation-record", "listener-certificate", "dns-record"];

  test("from empty: they are there as wanted", async () => {
    await save(on);
    await verb("apply");
    expect((await ours()).sort()).toEqual(hosts.flatMap((host) => nouns.map((noun) => `${noun}/${host} none`)).sort());
  });

  test("a second time no write is sent", async () => {
    await verb("apply");
    expect(stage.proxy.writes()).toEqual([]);
  });

  test("another host is added and the old one goes with --prune", async () => {
    await save({ ...on, "ingress.consoleHost": "risken.example.com" });
    await verb("apply", "--prune");
    expect((await ours()).filter((one) => !one.endsWith(" none"))).toEqual([]);
    expect((await ours()).filter((one) => one.includes("/console."))).toEqual([]);
    await verb("apply", "--prune");
    expect(stage.proxy.writes()).toEqual([]);
  });

  test("turned off, nothing of them is left", async () => {
    await save({ "ingress.consoleHost": "risken.example.com" });
    expect(await ours()).toHaveLength(8);
    await verb("apply", "--prune");
    expect(await ours()).toEqual([]);
    await verb("apply", "--prune");
    expect(stage.proxy.writes()).toEqual([]);
  });
});
