import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addressesIn,
  databaseDirectory,
  deadNames,
  findVariable,
  isStored,
  nameProblem,
  pinnedIn,
  readBy,
  variables,
} from "../../src/risken/parameters";
import { scanQueues } from "../../src/risken/queues";
import { dataSources, service, services } from "../../src/risken/services";

const read = (id: string, name: string) => readBy(id).find((variable) => variable.name === name);
const named = (some: readonly { readonly name: string }[]) => some.map(({ name }) => name);

describe("variables", () => {
  test("139 names, each once", () => {
    expect(variables).toHaveLength(139);
    expect(new Set(named(variables)).size).toBe(139);
  });

  test("every one has readers, and all of them load the directory that it is meant for", () => {
    for (const { name, readBy: readers, directory } of variables) {
      expect(readers.length, name).toBeGreaterThan(0);
      for (const id of readers) {
        const { directories, database } = service(id);
        if (directory === databaseDirectory) expect(database, `${id} ${name}`).toBe(true);
        else if (directory) expect(directories, `${id} ${name}`).toContain(directory);
      }
    }
  });

  test("what has a default cannot be missing", () => {
    for (const { id } of services)
      for (const variable of readBy(id)) if (variable.default) expect(variable.required, variable.name).toBe(false);
  });

  test("the names that stop a program when they are absent", () => {
    const required = services.flatMap(({ id }) =>
      readBy(id)
        .filter((variable) => variable.required)
        .map(({ name }) => `${id} ${name}`),
    );
    expect(required.sort()).toEqual([
      "azure-prowler AZURE_CLIENT_ID",
      "azure-prowler AZURE_CLIENT_SECRET",
      "azure-prowler AZURE_TENANT_ID",
      "code-codescan CODE_DATA_KEY",
      "code-dependency CODE_DATA_KEY",
      "code-gitleaks CODE_DATA_KEY",
      "datasource-api CODE_DATA_KEY",
      "google-cloudsploit GOOGLE_SERVICE_ACCOUNT_EMAIL",
      "google-cloudsploit GOOGLE_SERVICE_ACCOUNT_PRIVATE_KEY",
    ]);
  });

  test("the secrets", () => {
    expect(named(variables.filter(({ secret }) => secret)).sort()).toEqual([
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
      "AZURE_CLIENT_SECRET",
      "CODE_DATA_KEY",
      "DB_MASTER_PASSWORD",
      "DB_SLAVE_PASSWORD",
      "GITHUB_APP_OAUTH_CLIENT_SECRET",
      "GITHUB_APP_PRIVATE_KEY",
      "GITHUB_DEFAULT_TOKEN",
      "GOOGLE_SERVICE_ACCOUNT_JSON",
      "GOOGLE_SERVICE_ACCOUNT_PRIVATE_KEY",
      "OPEN_AI_TOKEN",
      "SLACK_API_TOKEN",
      "VULNERABILITY_API_KEY",
    ]);
  });

  test("every default that points into the cluster is marked, and has to be set for AWS", () => {
    for (const { name, default: value, inClusterDefault, need } of variables) {
      const pointsInside = /svc\.cluster\.local|^(hoge|moge)$/.test(value ?? "");
      expect(inClusterDefault ?? false, name).toBe(pointsInside);
      if (pointsInside && name !== "REMEDIATION_PROPOSAL_QUEUE_URL") expect(need, name).toBe("must");
    }
  });

  test("how many services read the widely read ones", () => {
    const readers = (name: string) => findVariable(name)?.readBy.length;
    expect(readers("ENV_NAME")).toBe(22);
    expect(readers("AWS_REGION")).toBe(20);
    expect(readers("SQS_ENDPOINT")).toBe(20);
    expect(readers("DATA_SOURCE_API_SVC_ADDR")).toBe(19);
    expect(readers("CORE_SVC_ADDR")).toBe(14);
    expect(readers("CORE_ADDR")).toBe(6);
    expect(readers("CODE_DATA_KEY")).toBe(4);
  });

  test("no service reads both names of core, and only those that never call it read neither", () => {
    const reads = services.map(
      ({ id }) => [id, named(readBy(id)).filter((name) => /^CORE_/.test(name)).length] as const,
    );
    expect(reads.filter(([, count]) => count > 1)).toEqual([]);
    expect(reads.filter(([, count]) => count === 0).map(([id]) => id)).toEqual([
      "web",
      "core",
      "aws-remediation-proposal",
    ]);
  });

  test("each queue's URL is read by its scanner and by datasource-api, out of the data source's common directory", () => {
    for (const { name, variable, dataSource } of scanQueues) {
      const url = findVariable(`${variable}_QUEUE_URL`);
      expect(url?.readBy).toEqual(["datasource-api", name]);
      expect(url).toMatchObject({ directory: `${dataSource}/common`, need: "must", when: dataSource });
    }
  });

  test("everything has a text in both languages", () => {
    for (const { name, text } of variables) {
      expect(text.en, name).toMatch(/\.$/);
      expect(text.ja, name).toMatch(/。$/);
    }
  });
});

describe("readBy", () => {
  test("is sorted, and empty for web", () => {
    expect(readBy("web")).toEqual([]);
    for (const { id } of services) expect(named(readBy(id))).toEqual([...named(readBy(id))].sort());
  });

  test("knows what differs from reader to reader", () => {
    expect(read("core", "PORT")?.default).toBe("8080");
    expect(read("datasource-api", "PORT")?.default).toBe("8081");
    expect(read("gateway", "DEBUG")?.type).toBe("bool");
    expect(read("aws-portscan", "DEBUG")?.type).toBe("text");
    expect(read("diagnosis-wpscan", "DEBUG")).toBeUndefined();
    expect(read("aws-guardduty", "MAX_NUMBER_OF_MESSAGE")?.default).toBe("10");
    expect(read("osint-subdomain", "MAX_NUMBER_OF_MESSAGE")?.default).toBe("3");
    expect(read("azure-prowler", "MAX_NUMBER_OF_MESSAGE")?.default).toBe("1");
    expect(read("azure-prowler", "AZURE_CLIENT_ID")).toMatchObject({ need: "must", required: true });
    expect(read("datasource-api", "AZURE_CLIENT_ID")).toMatchObject({ need: "optional", required: false });
  });

  test("gives a variable without a common place the reader's own directory, and one that is not stored none", () => {
    expect(read("google-scc", "MAX_NUMBER_OF_MESSAGE")?.directory).toBe("google/scc");
    expect(read("google-scc", "GOOGLE_SCC_QUEUE_URL")?.directory).toBe("google/common");
    expect(read("google-scc", "AWS_DEFAULT_REGION")?.directory).toBeUndefined();
    for (const { id } of services)
      for (const variable of readBy(id))
        expect(variable.directory !== undefined, variable.name).toBe(isStored(variable));
  });
});

test("addresses are names that RISKEN reads", () => {
  const addresses = addressesIn("security");
  expect(addresses.CORE_ADDR).toBe("core.security.svc.cluster.local:8080");
  expect(addresses.CORE_SVC_ADDR).toBe(addresses.CORE_ADDR);
  expect(addresses.DATA_SOURCE_API_SVC_ADDR).toBe("datasource-api.security.svc.cluster.local:8081");
  for (const name of Object.keys(addresses)) expect(findVariable(name)?.directory).toBe("common");
});

describe("dead names", () => {
  test("are read by nobody, and what to use instead is", () => {
    for (const { name, use } of deadNames) {
      expect(findVariable(name), name).toBeUndefined();
      for (const live of use) expect(findVariable(live), live).toBeDefined();
    }
    expect(new Set(named(deadNames)).size).toBe(deadNames.length);
  });

  test("cover whatever the images declare and nobody reads", () => {
    const declared = services.flatMap(({ pins, declaredEmpty }) => [...Object.keys(pins), ...declaredEmpty]);
    const known = new Set([...named(variables), ...named(deadNames)]);
    expect(declared.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("nameProblem", () => {
  test("a dead name comes with the live one, if there is one", () => {
    expect(nameProblem("AWS_CLOUDSPLOIT_QUEUE_URL")).toEqual({ kind: "dead", use: "AWS_CLOUD_SPLOIT_QUEUE_URL" });
    expect(nameProblem("DB_SCHEMA", "db")).toEqual({ kind: "dead", use: "DBSCHEMA" });
    expect(nameProblem("FINDING_SVC_ADDR")).toEqual({ kind: "dead", use: "CORE_ADDR / CORE_SVC_ADDR" });
    expect(nameProblem("WPSCAN_VULNDB_APIKEY")).toEqual({ kind: "dead" });
  });

  test("a name that the images of all readers fix", () => {
    expect(nameProblem("DB_LOG_MODE", "db")).toEqual({ kind: "pinned", by: ["core", "datasource-api"], free: [] });
    expect(nameProblem("TZ", "gateway/gateway")).toEqual({ kind: "pinned", by: ["gateway"], free: [] });
    expect(nameProblem("WAIT_TIME_SECOND", "code/common")).toEqual({
      kind: "pinned",
      by: ["code-gitleaks", "code-dependency", "code-codescan"],
      free: [],
    });
  });

  test("a name that one reader's image fixes and another's leaves free", () => {
    expect(nameProblem("RESULT_PATH", "osint/subdomain")).toEqual({
      kind: "pinned",
      by: ["osint-subdomain"],
      free: [],
    });
    expect(nameProblem("RESULT_PATH", "diagnosis/wpscan")).toBeUndefined();
    expect(nameProblem("RESULT_PATH", "common")).toEqual({
      kind: "pinned",
      by: ["osint-subdomain"],
      free: ["diagnosis-wpscan"],
    });
  });

  test("an image that fixes a name without reading it takes nothing from those who read it", () => {
    expect(pinnedIn("PORT")).toEqual(["diagnosis-wpscan", "osint-subdomain"]);
    expect(nameProblem("PORT", "gateway/gateway")).toBeUndefined();
    expect(nameProblem("PORT")).toBeUndefined();
  });

  test("a name that nobody reads who loads the directory", () => {
    expect(nameProblem("CODE_DATA_KEY", "google/common")).toBeUndefined(); // datasource-api loads that one too
    expect(nameProblem("CODE_DATA_KEY", "google/scc")).toEqual({
      kind: "misplaced",
      readBy: ["datasource-api", "code-gitleaks", "code-dependency", "code-codescan"],
    });
  });

  test("a name that only the Deployment can give, and one that must not be given", () => {
    expect(nameProblem("AWS_DEFAULT_REGION", "common")).toEqual({ kind: "manifest" });
    expect(nameProblem("ENV_INJECTOR_VERBOSE", "common")).toEqual({ kind: "manifest" });
    expect(nameProblem("AWS_ACCESS_KEY_ID", "common")).toEqual({ kind: "never" });
  });

  test("an unknown name comes with the nearest known one", () => {
    expect(nameProblem("DEFAULT_LOCAL")).toEqual({ kind: "unknown", nearest: "DEFAULT_LOCALE" });
    expect(nameProblem("google-service-account-json")).toEqual({
      kind: "unknown",
      nearest: "GOOGLE_SERVICE_ACCOUNT_JSON",
    });
    expect(nameProblem("SOMETHING_ELSE_ENTIRELY")).toEqual({ kind: "unknown" });
  });

  test("what libraries read is no problem", () => {
    expect(nameProblem("DD_AGENT_HOST", "common")).toBeUndefined();
    expect(nameProblem("https_proxy")).toBeUndefined();
  });

  test("every variable that is stored is fine where it belongs, unless the image fixes it", () => {
    for (const { id } of services)
      for (const variable of readBy(id)) {
        if (!isStored(variable)) continue;
        const problem = nameProblem(variable.name, variable.directory);
        if (variable.name in service(id).pins) expect(problem?.kind, `${id} ${variable.name}`).toBe("pinned");
        else expect(problem, `${id} ${variable.name}`).toBeUndefined();
      }
  });

  test("any text gets an answer", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.option(fc.constantFrom(...dataSources.map((source) => `${source}/common`)), { nil: undefined }),
        (name, directory) => {
          const problem = nameProblem(name, directory);
          if (problem?.kind === "unknown" && problem.nearest) expect(findVariable(problem.nearest)).toBeDefined();
        },
      ),
    );
  });
});
