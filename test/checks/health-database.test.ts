import { describe, expect, test } from "vitest";
import type { Result } from "../../src/checks/result";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { clusterParameterGroups, dbClusters, dbInstances, parameterGroups } from "../../src/sandbox/rds";
import { secrets } from "../../src/sandbox/secretsmanager";
import { type Installed, installed } from "./installed";

/** What one check has to say. */
async function verdict({ results }: Installed, id: string) {
  return (await results()).find((one) => one.id === id)!;
}

describe("the database", () => {
  const id = freshIds.databaseIdentifier;
  const change = (here: Installed, more: object) => {
    dbClusters(here.account)[id] = { ...dbClusters(here.account)[id]!, ...more };
  };
  const set = (here: Installed, more: object) => {
    clusterParameterGroups(here.account)[id] = { ...clusterParameterGroups(here.account)[id], ...more };
  };

  test("that was stopped fails, with the command that starts it", async () => {
    const here = await installed();
    change(here, { status: "stopped" });
    expect(await here.failing()).toEqual(["health/database"]);
    expect((await verdict(here, "health/database")).fix?.en).toContain(
      `aws rds start-db-cluster --db-cluster-identifier ${id}`,
    );
    change(here, { status: "storage-full" });
    expect(await here.failing()).toEqual(["health/database"]);
    change(here, { status: "backing-up" });
    expect(await here.failing()).toEqual([]);
  });

  test("that is no MySQL fails once, and its settings are not looked at", async () => {
    const here = await installed();
    change(here, { engine: "aurora-postgresql" });
    const said = (await here.results()).filter(({ id }) => id.startsWith("health/database"));
    expect(said.map(({ status, notApplicable }) => [status, notApplicable])).toEqual([
      ["fail", undefined],
      ["skip", true],
      ["skip", true],
      // Its password is nobody's setting.
      ["pass", undefined],
    ]);
  });

  test("whose password RDS has changed lately warns, and says so before it does", async () => {
    const here = await installed();
    const said = async () => {
      const { status, found, fix }: Result = await verdict(here, "health/database-password");
      return { status, found: found?.en, fix: fix?.en };
    };
    expect(await said()).toMatchObject({ status: "pass" });
    const row = Object.values(secrets(here.account)).find(({ owningService }) => owningService === "rds")!;
    const at = (hours: number) => new Date(here.aws.clock.now() + hours * 3_600_000).toISOString();
    Object.assign(row, { rotated: at(-1), rotates: at(7 * 24 - 1) });
    expect(await said()).toMatchObject({
      status: "warn",
      fix: expect.stringContaining("kubectl -n risken rollout restart deployment core datasource-api"),
    });
    Object.assign(row, { rotated: at(-25), rotates: at(6 * 24) });
    expect(await said()).toMatchObject({ status: "pass", found: expect.stringContaining(`at ${row.rotates}`) });
  });

  test.each(["ON", "1"])("that demands TLS (%s) fails", async (value) => {
    const here = await installed();
    set(here, { require_secure_transport: value });
    expect(await here.failing()).toEqual(["health/database-tls"]);
    expect((await verdict(here, "health/database-tls")).fix?.en).toContain(
      `--db-cluster-parameter-group-name ${id} --parameters "ParameterName=require_secure_transport,ParameterValue=${value === "1" ? "0" : "OFF"},`,
    );
  });

  test("that lives in another time zone fails, unless the Deployments do too", async () => {
    const utc = await installed();
    set(utc, { time_zone: "UTC" });
    expect(await utc.failing()).toEqual(["health/database-time-zone"]);

    const here = await installed({ config: { kustomize: { env: { TZ: "Etc/UTC" } } } });
    expect(await here.failing()).toEqual(["health/database-time-zone"]);
    set(here, { time_zone: "utc" });
    expect(await here.failing()).toEqual([]);
  });

  test("with AWS's own settings lives in UTC, and needs a group of its own", async () => {
    const here = await installed();
    change(here, { parameterGroup: undefined });
    expect(await here.failing()).toEqual(["health/database-time-zone"]);
    const { fix, details } = await verdict(here, "health/database-time-zone");
    expect(details).toEqual([{ path: "default.aurora-mysql8.0 time_zone", expected: "Asia/Tokyo", actual: "UTC" }]);
    expect(fix!.ja.split("\n").slice(1)).toEqual([
      `aws rds create-db-cluster-parameter-group --db-cluster-parameter-group-name ${id} --db-parameter-group-family aurora-mysql8.0 --description RISKEN`,
      `aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name ${id} --parameters "ParameterName=time_zone,ParameterValue=Asia/Tokyo,ApplyMethod=immediate"`,
      `aws rds modify-db-cluster --db-cluster-identifier ${id} --db-cluster-parameter-group-name ${id}`,
    ]);
  });

  test("of a single instance has its settings there", async () => {
    const prepare = (account: Installed["account"]) => {
      dbInstances(account).single = {
        identifier: "single",
        engine: "mysql",
        engineVersion: "8.0.39",
        status: "available",
        endpoint: "single.abc.ap-northeast-1.rds.amazonaws.com",
        port: 3306,
        masterUsername: "root",
        parameterGroup: "single",
      };
      parameterGroups(account).single = { time_zone: "Asia/Tokyo", require_secure_transport: "0" };
    };
    const database = { identifier: "single", user: "risken", password: { env: "AZURE_SECRET" } };
    const here = await installed({ prepare, config: { database } });
    expect(await here.failing()).toEqual([]);
    parameterGroups(here.account).single = { time_zone: "Asia/Tokyo", require_secure_transport: "1" };
    expect(await here.failing()).toEqual(["health/database-tls"]);
    delete parameterGroups(here.account).single;
    expect(await here.failing()).toEqual(["health/database-time-zone", "health/database-tls"]);
    expect(await verdict(here, "health/database-tls")).toMatchObject({ status: "skip" });
  });

  test("whose settings may not be read is skipped, and the lacking action is named", async () => {
    const here = await installed({
      refuse: ({ operation }) => {
        if (operation !== "DescribeDBClusterParameters") return;
        throw Object.assign(new Error("denied"), { name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
      },
    });
    for (const id of ["health/database-tls", "health/database-time-zone"]) {
      expect(await verdict(here, id)).toMatchObject({ status: "skip", lacks: "rds:DescribeDBClusterParameters" });
    }
  });

  test("of somebody else's is not looked at", async () => {
    const database = {
      source: "external",
      identifier: undefined,
      masterHost: "db.example.com",
      user: "risken",
      password: { env: "AZURE_SECRET" },
    };
    const here = await installed({ config: { database } });
    const said = (await here.results()).filter(({ id }) => id.startsWith("health/database"));
    expect(said.map(({ status, notApplicable }) => [status, notApplicable])).toEqual(Array(4).fill(["skip", true]));
  });
});
