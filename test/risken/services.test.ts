import { describe, expect, test } from "vitest";
import { cronJobs } from "../../src/risken/cron-jobs";
import { findQueue, scanQueues } from "../../src/risken/queues";
import { dataSources, findService, loadersOf, service, services } from "../../src/risken/services";

const ids = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id);
const unique = (some: readonly string[]) => expect(new Set(some).size).toBe(some.length);

describe("services", () => {
  test("there are 23, of which the sample manifests deploy 22", () => {
    expect(services).toHaveLength(23);
    unique(ids(services));
    unique(services.map(({ image }) => image));
    expect(ids(services.filter(({ standard }) => !standard))).toEqual(["aws-remediation-proposal"]);
  });

  test("every data source has the scanners it should have", () => {
    const count = (source: string) =>
      services.filter(({ consumes, dataSource }) => consumes && dataSource === source).length;
    expect(Object.fromEntries(dataSources.map((source) => [source, count(source)]))).toEqual({
      aws: 5,
      google: 4,
      code: 3,
      diagnosis: 3,
      osint: 2,
      azure: 1,
    });
  });

  test("only web has no configuration", () => {
    expect(ids(services.filter(({ meta }) => meta === undefined))).toEqual(["web"]);
    unique(services.flatMap(({ meta }) => meta ?? []));
  });

  test("meta parameters are where the sample manifests look for them", () => {
    expect(
      ["core", "datasource-api", "gateway", "aws-guardduty", "osint-subdomain"].map((id) => service(id).meta),
    ).toEqual([
      "meta/core",
      "meta/datasource-api",
      "meta/gateway/gateway",
      "meta/aws/guardduty",
      "meta/osint/subdomain",
    ]);
  });

  test("a service loads its own directory first and the common one last", () => {
    expect(service("aws-guardduty").directories).toEqual(["aws/guard-duty", "aws/common", "common"]);
    expect(service("core").directories).toEqual(["core/core", "common"]);
    for (const { directories, id, meta } of services) {
      unique(directories);
      if (!meta) continue;
      expect(directories.at(-1), id).toBe("common");
      expect(ids(loadersOf(directories[0]!)), id).toEqual([id]);
    }
  });

  test("datasource-api loads what the scanners of every data source share", () => {
    expect(service("datasource-api").directories).toEqual([
      "core/datasource-api",
      "aws/common",
      "google/common",
      "code/common",
      "diagnosis/common",
      "osint/common",
      "azure/common",
      "common",
    ]);
  });

  test("who talks to the database, who assumes the scan role, who sends", () => {
    expect(ids(services.filter(({ database }) => database))).toEqual(["core", "datasource-api"]);
    expect(ids(services.filter(({ produces }) => produces))).toEqual(["datasource-api"]);
    expect(ids(services.filter(({ assumesScanRole }) => assumesScanRole))).toEqual([
      "datasource-api",
      "aws-guardduty",
      "aws-accessanalyzer",
      "aws-adminchecker",
      "aws-cloudsploit",
      "aws-portscan",
    ]);
  });

  test("an image does not both give a name a value and leave it empty", () => {
    for (const { declaredEmpty, id, pins } of services) {
      unique(declaredEmpty);
      expect(
        declaredEmpty.filter((name) => name in pins),
        id,
      ).toEqual([]);
      expect(Object.values(pins), id).not.toContain("");
    }
  });

  test("every scanner's image fixes the polling interval, every Go image the time zone", () => {
    for (const { consumes, id, meta, pins } of services) {
      expect(pins.WAIT_TIME_SECOND, id).toBe(consumes || id === "aws-remediation-proposal" ? "20" : undefined);
      expect(pins.TZ, id).toBe(meta ? "Asia/Tokyo" : undefined);
    }
  });

  test("an unknown id is found out", () => {
    expect(findService("guardduty")).toBeUndefined();
    expect(() => service("guardduty")).toThrow("guardduty");
  });
});

describe("queues", () => {
  test("there are 18, each polled by the one service of its name", () => {
    expect(scanQueues).toHaveLength(18);
    unique(scanQueues.map(({ variable }) => variable));
    for (const { name, dataSource } of scanQueues) {
      expect(services.filter(({ consumes }) => consumes === name)).toEqual([service(name)]);
      expect(service(name).dataSource).toBe(dataSource);
    }
    for (const { consumes } of services) if (consumes) expect(findQueue(consumes)?.name).toBe(consumes);
  });

  test("SQS takes every visibility timeout", () => {
    for (const { fitVisibility } of scanQueues) {
      expect(fitVisibility).toBeGreaterThanOrEqual(1800);
      expect(fitVisibility).toBeLessThanOrEqual(43_200);
    }
  });

  test("the names that envconfig makes of unusual words", () => {
    const variable = (name: string) => findQueue(name)?.variable;
    expect(variable("aws-cloudsploit")).toBe("AWS_CLOUD_SPLOIT");
    expect(variable("google-cloudsploit")).toBe("GOOGLE_CLOUD_SPLOIT");
    expect(variable("aws-portscan")).toBe("AWS_PORTSCAN");
    expect(variable("code-codescan")).toBe("CODE_CODE_SCAN");
    expect(variable("diagnosis-applicationscan")).toBe("DIAGNOSIS_APPLICATION_SCAN");
  });
});

test("there are eleven CronJobs, one of them for each data source, and three that need arm64", () => {
  expect(cronJobs).toHaveLength(11);
  unique(ids(cronJobs));
  expect(cronJobs.flatMap(({ dataSource }) => dataSource ?? []).sort()).toEqual([...dataSources].sort());
  expect(ids(cronJobs.filter(({ arm64Only }) => arm64Only))).toEqual([
    "alert-cronjob",
    "iam-cronjob",
    "report-cronjob",
  ]);
  for (const { method, target } of cronJobs)
    expect(method.startsWith(target === "core" ? "core." : "datasource.")).toBe(true);
});
