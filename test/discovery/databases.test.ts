import { expect, test } from "vitest";
import { databases } from "../../src/discovery/databases";
import { dbClusters, dbInstances, freshRds } from "../../src/sandbox/rds";
import { sandboxed } from "../sandboxed";

test("clusters and single instances that speak MySQL, and no member of a cluster", async () => {
  const { aws } = await sandboxed((account) => {
    freshRds(account);
    const [cluster] = Object.values(dbClusters(account));
    dbClusters(account).graph = { ...cluster!, identifier: "graph", engine: "neptune" };
    const [member] = Object.values(dbInstances(account));
    const single = { ...member!, clusterIdentifier: undefined };
    dbInstances(account).pg = { ...single, identifier: "pg", engine: "postgres" };
    for (let at = 100; at < 250; at++) {
      dbInstances(account)[`m${at}`] = { ...single, identifier: `m${at}`, engine: "mysql", engineVersion: "8.0.40" };
    }
  });
  const found = await databases(aws);
  expect(found[0]).toEqual({ value: "risken-db", hint: "aurora-mysql 8.0.mysql_aurora.3.08.2" });
  expect(found[1]).toEqual({ value: "m100", hint: "mysql 8.0.40" });
  expect(found).toHaveLength(151);
});
