import { beforeAll, expect, test } from "vitest";
import { openSession } from "../../src/aws/session";
import { environmentOf } from "../../src/commands/environment";
import { readBy } from "../../src/risken/parameters";
import { scanQueues } from "../../src/risken/queues";
import { service, services } from "../../src/risken/services";
import { allDataSources } from "./config";
import { type EnvDocument, envDocument, failureDocument } from "./documents";
import { type Manifest, environmentOf as manifestEnvironment } from "./kubernetes";
import { exportOverlay } from "./overlay";
import { podEnvironment } from "./resolver";
import type { Stage } from "./stage";

const deployed = services.filter(({ standard, meta }) => standard && meta !== undefined).map(({ id }) => id);

/** What `env` says of a service. */
export async function variablesOf({ run }: Stage, id: string): Promise<EnvDocument["variables"]> {
  return (await environment(run, id)).variables;
}

async function environment(run: Stage["run"], id: string): Promise<EnvDocument> {
  const ran = await run(["env", id, "--json"]);
  expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
  return envDocument.parse(ran.json);
}

/** What every pod of the standard installation finds, with all data sources on. */
export function testEnvironments(on: () => Stage): void {
  const environments = new Map<string, EnvDocument>();
  /** What the overlay writes into each Deployment. */
  const manifests = new Map<string, Readonly<Record<string, string>>>();
  let parameters: ReadonlyMap<string, string>;

  beforeAll(async () => {
    // Somebody else's parameters, which pods load like ours.
    for (const [name, value] of foreign) await on().account.putParameter(name, value);
    parameters = await on().account.parameters("/prd");
    const { overlay, base } = await exportOverlay(on());
    for (const id of deployed) {
      const [is, was] = [overlay, base].map((objects) => manifestOf(objects, id)) as [Pairs, Pairs];
      manifests.set(id, Object.fromEntries(Object.entries(is).filter(([name, value]) => was[name] !== value)));
    }
    const ask = async (id: string) => environments.set(id, await environment(on().run, id));
    for (let at = 0; at < deployed.length; at += 3) await Promise.all(deployed.slice(at, at + 3).map(ask));
  });
  const variable = (id: string, name: string) => environments.get(id)!.variables.find((one) => one.name === name);

  test("is that of 21 services", () => {
    expect(deployed).toHaveLength(21);
    for (const id of deployed)
      expect(environments.get(id)).toMatchObject({ service: id, metaConfig: `/prd/${service(id).meta}` });
  });

  test.each(deployed)("of %s has every variable that the code requires", (id) => {
    const required = readBy(id).filter(
      ({ required, need, when }) => required || (need === "must" && when !== "federated"),
    );
    expect(required.length).toBeGreaterThan(0);
    for (const { name } of required) {
      expect(variable(id, name), name).toMatchObject({
        read: true,
        source: expect.stringMatching(/^(manifest|parameter|secret)$/),
      });
      expect(variable(id, name)!.value, name).not.toBe("");
    }
  });

  test.each(Object.entries(needed))("of %s has what is known to be needed", (id, names) => {
    for (const name of names)
      expect(variable(id, name), name).toMatchObject({
        read: true,
        source: expect.stringMatching(/^(manifest|parameter|secret)$/),
      });
  });

  test.each(deployed)("of %s points at nothing of the toy cluster", (id) => {
    const toys = environments.get(id)!.variables.filter(({ value }) => value.includes("middleware.svc.cluster.local"));
    expect(toys).toEqual([]);
  });

  test("names queues that exist", async () => {
    const urls = [...environments.values()]
      .flatMap(({ variables }) => variables)
      .filter(({ name, read }) => name.endsWith("_QUEUE_URL") && read);
    // Each queue once for its scanner and once for datasource-api.
    expect(urls).toHaveLength(2 * scanQueues.length);
    const distinct = [...new Set(urls.map(({ value }) => value))];
    expect(distinct).toHaveLength(scanQueues.length);
    for (const url of distinct)
      await expect(on().account.queueArn(url)).resolves.toMatch(/^arn:aws:sqs:ap-northeast-1:123456789012:risken-prd-/);
    expect(variable("datasource-api", "SQS_ENDPOINT")!.value).toBe(new URL(distinct[0]!).origin);
  });

  test.each(["core", "datasource-api"])("of %s names the endpoints of the database", (id) => {
    const { writerEndpoint, readerEndpoint, masterUser } = on().seeded.rds;
    expect(variable(id, "DB_MASTER_HOST")!.value).toBe(writerEndpoint);
    expect(variable(id, "DB_SLAVE_HOST")!.value).toBe(readerEndpoint);
    expect(variable(id, "DB_MASTER_USER")!.value).toBe(masterUser);
    for (const name of ["DB_MASTER_PASSWORD", "DB_SLAVE_PASSWORD"])
      expect(variable(id, name)).toMatchObject({
        source: "secret",
        secret: true,
        from: `${on().seeded.rds.masterSecretArn}#password`,
      });
  });

  test("of a scanner knows nothing of the database", () => {
    for (const id of deployed.filter((id) => !["core", "datasource-api"].includes(id)))
      expect(environments.get(id)!.variables.filter(({ name }) => name.startsWith("DB_"))).toEqual([]);
  });

  test("has what is foreign, where a pod would load it and nowhere else", () => {
    expect(variable("core", "FOREIGN")).toMatchObject({ value: "foreign", from: "/prd/common/FOREIGN", read: false });
    expect(variable("core", "BASE_URL")).toMatchObject({
      value: "https://own.example.com",
      from: "/prd/core/core/BASE_URL",
    });
    expect(variable("datasource-api", "BASE_URL")).toMatchObject({ value: "https://console.example.com" });
    expect(variable("core", "DEEPER")).toBeUndefined();
    // The image fixes it, so the parameter is not heard.
    expect(variable("core", "TZ")).toMatchObject({ source: "image" });
  });

  test.each(deployed)("of %s is the one that an independent resolver finds", async (id) => {
    const { seeded, account, proxy } = on();
    const secret = seeded.rds.masterSecretArn;
    const secrets = new Map([[secret, await account.secret(secret)]]);
    const found = podEnvironment(id, { parameters, secrets, manifest: manifests.get(id)! });

    const said = environments.get(id)!.variables;
    // Images declare many names without a value that nothing reads any more: nobody wants to see those.
    const reads = new Set(readBy(id).map(({ name }) => name));
    const worth = [...found].filter(([name, { value }]) => value !== "" || reads.has(name));
    const facts = worth.map(([name, { source, from }]) => ({ name, source, from }));
    expect(sorted(said.map(({ name, source, from }) => ({ name, source, from })))).toEqual(sorted(facts));

    // Once more in this process, where secrets are not masked.
    const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
    const aws = await openSession({ region: seeded.region, settings: { endpoint: proxy.url, credentials } });
    const installation = { env: "prd", dataSources: [...allDataSources], kustomize: { env: {} } };
    const { variables } = await environmentOf(aws, installation, id);
    const values = worth.map(([name, { value }]) => ({ name, value }));
    expect(sorted(variables.map(({ name, value }) => ({ name, value })))).toEqual(sorted(values));
    expect(said.filter((one) => !one.secret).map(({ name, value }) => ({ name, value }))).toEqual(
      variables.filter((one) => !one.secret).map(({ name, value }) => ({ name, value })),
    );
    for (const { name, value } of said.filter((one) => one.secret))
      expect(value).toBe(found.get(name)!.value === "" ? "" : "[secret]");
  });

  test("of aws-remediation-proposal is no part of the standard installation, and it says so", async () => {
    const ran = await on().run(["env", "aws-remediation-proposal", "--json"]);
    expect(ran.code).not.toBe(0);
    expect(failureDocument.parse(ran.json).error.message).toMatch(/aws-remediation-proposal/);
    expect(failureDocument.parse(ran.json).error.message).toMatch(/standard installation/);
  });

  test("of web does not exist, and it says so", async () => {
    const ran = await on().run(["env", "web"]);
    expect(ran.stdout + ran.stderr).toMatch(/web .*(no|without an?) environment|reads no environment/i);
  });
}

type Pairs = Readonly<Record<string, string>>;

const manifestOf = (objects: readonly Manifest[], id: string): Pairs =>
  manifestEnvironment(objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === id)!);

const sorted = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] =>
  [...all].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Stated apart from the product's own data: what an operator of RISKEN would look for first. */
const needed: Readonly<Record<string, readonly string[]>> = {
  gateway: ["CORE_ADDR", "DATA_SOURCE_API_SVC_ADDR", "USER_IDP_KEY", "VERIFY_ID_TOKEN", "REGION"],
  core: [
    "DB_MASTER_HOST",
    "DB_MASTER_USER",
    "DB_MASTER_PASSWORD",
    "DB_SLAVE_HOST",
    "DB_SLAVE_USER",
    "DB_SLAVE_PASSWORD",
    "BASE_URL",
  ],
  "datasource-api": [
    "AWS_GUARD_DUTY_QUEUE_URL",
    "AWS_CLOUD_SPLOIT_QUEUE_URL",
    "GOOGLE_CLOUD_SPLOIT_QUEUE_URL",
    "CODE_CODE_SCAN_QUEUE_URL",
    "CODE_DEPENDENCY_QUEUE_URL",
    "DIAGNOSIS_APPLICATION_SCAN_QUEUE_URL",
    "OSINT_SUBDOMAIN_QUEUE_URL",
    "AZURE_PROWLER_QUEUE_URL",
    "CODE_DATA_KEY",
    "AWS_REGION",
    "SQS_ENDPOINT",
    "CORE_SVC_ADDR",
    "DB_MASTER_PASSWORD",
  ],
  "aws-cloudsploit": [
    "AWS_CLOUD_SPLOIT_QUEUE_URL",
    "AWS_REGION",
    "SQS_ENDPOINT",
    "CORE_SVC_ADDR",
    "DATA_SOURCE_API_SVC_ADDR",
  ],
  "google-scc": ["GOOGLE_SCC_QUEUE_URL", "GOOGLE_SERVICE_ACCOUNT_JSON", "SQS_ENDPOINT", "AWS_REGION"],
  "code-gitleaks": ["CODE_GITLEAKS_QUEUE_URL", "CODE_DATA_KEY", "GITHUB_DEFAULT_TOKEN"],
  "osint-website": ["OSINT_WEBSITE_QUEUE_URL", "CORE_ADDR", "DATA_SOURCE_API_SVC_ADDR"],
  "azure-prowler": ["AZURE_PROWLER_QUEUE_URL", "AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET"],
};

const foreign: readonly (readonly [string, string])[] = [
  ["/prd/common/FOREIGN", "foreign"],
  ["/prd/common/below/DEEPER", "never seen"],
  ["/prd/core/core/BASE_URL", "https://own.example.com"],
  ["/prd/core/core/TZ", "America/Lima"],
  ["/prd/aws/common/lower-case.name", "kept as it is"],
];
