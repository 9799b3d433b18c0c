import { afterAll, expect, test } from "vitest";
import type { LogGroupRow } from "../../src/sandbox/logs";
import { type RunDocument, runDocument } from "./documents";
import type { Ran } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const configWith = (logRetention: number | undefined): Config =>
  withValues(sandboxConfig, { dataSources: ["osint"], "observability.logRetention": logRetention });

const places: Place[] = [];
afterAll(() => Promise.all(places.map((place) => place.remove())));

const done = async (ran: Promise<Ran>): Promise<RunDocument> => {
  const { code, stderr, stdout } = await ran;
  expect(code, stdout + stderr).toBe(0);
  return runDocument.parse((await ran).json);
};
const daysIn = async (place: Place) => {
  const rows = Object.values((await place.state()).tables["logs.groups"] ?? {}) as readonly LogGroupRow[];
  return Object.fromEntries(
    rows.map(({ name, retention }) => [name.replace("/aws/containerinsights/risken/", ""), retention]),
  );
};
const all = (days: number) => ({ application: days, dataplane: days, host: days, performance: days });

test("from empty, twice, after a change, turned off, and after destroy", async () => {
  const place = await makePlace(configWith(90));
  places.push(place);
  // One of them its writer has made already.
  await place.byHand((aws) => aws.logs.CreateLogGroup({ logGroupName: "/aws/containerinsights/risken/host" }));
  await done(place.run(["apply", "--json"]));
  expect(await daysIn(place)).toEqual(all(90));
  const bytes = await place.bytes();
  await done(place.run(["apply", "--json"]));
  expect(await place.bytes()).toBe(bytes);

  await place.saveConfig(configWith(365));
  expect((await done(place.run(["apply", "--json"]))).summary).toMatchObject({ create: 0, update: 4 });
  expect(await daysIn(place)).toEqual(all(365));

  // The logs are the agent's: nothing of them is touched any more.
  await place.saveConfig(configWith(undefined));
  expect((await done(place.run(["apply", "--json", "--prune"]))).summary).toMatchObject({ delete: 0, update: 0 });
  await place.saveConfig(configWith(365));
  await done(place.run(["destroy", "--json", "--yes", "--confirm", "prd", "--delete-data"]));
  expect(await daysIn(place)).toEqual(all(365));
});

test("doctor finds logs that are kept for ever again, and --fix puts it right", async () => {
  const place = await makePlace(configWith(90));
  places.push(place);
  await done(place.run(["apply", "--json"]));
  await place.byHand((aws) =>
    aws.logs.PutRetentionPolicy({ logGroupName: "/aws/containerinsights/risken/application", retentionInDays: 3653 }),
  );
  const ran = await place.run(["doctor", "--json"]);
  const { checks } = ran.json as { checks: { id: string; status: string; fields: object[] }[] };
  expect(checks.find(({ id }) => id === "log-retention/application")).toMatchObject({
    status: "fail",
    fields: [{ path: "RetentionInDays", expected: "90", actual: "3653" }],
  });
  await place.run(["doctor", "--json", "--fix", "--yes"]);
  expect(await daysIn(place)).toEqual(all(90));
});

test("days that CloudWatch Logs doesn't know are refused with those that it knows", async () => {
  const place = await makePlace(configWith(31));
  places.push(place);
  const ran = await place.run(["plan", "--json"]);
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain("observability.logRetention");
});
