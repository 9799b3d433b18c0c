import { describe, expect, test } from "vitest";
import { graphOf } from "../../src/engine/graph";
import { refsIn, resolve } from "../../src/engine/ref";
import { readBy } from "../../src/risken/parameters";
import { scanQueues } from "../../src/risken/queues";
import { service } from "../../src/risken/services";
import { keyResources } from "../../src/steps/encryption";
import { queues } from "../../src/steps/queues";
import type { Target } from "../../src/steps/step";
import { aTarget } from "./a-target";

const build = (inputs: object | undefined, different: Partial<Target> = {}) =>
  queues.build(queues.inputs.parse(inputs), aTarget(different));
const specs = (inputs: object | undefined, different: Partial<Target> = {}) =>
  Object.fromEntries(build(inputs, different).resources!.map(({ name, spec }) => [name, spec]));

test("every chosen data source gets its queues, and RISKEN learns where they are", () => {
  const built = build(undefined, { dataSources: ["osint"] });
  expect(built.resources!.map(({ address }) => address)).toEqual([
    "queue/osint-subdomain-dlq",
    "queue/osint-subdomain",
    "queue/osint-website-dlq",
    "queue/osint-website",
  ]);
  expect(built.environment!.map(({ directory, name }) => `${directory}/${name}`)).toEqual([
    "osint/common/OSINT_SUBDOMAIN_QUEUE_URL",
    "osint/common/OSINT_WEBSITE_QUEUE_URL",
    "common/SQS_ENDPOINT",
  ]);
});

test("no data source, no queue", () => {
  expect(build(undefined, { dataSources: [] })).toEqual({ resources: [], environment: [], permissions: [] });
});

test("every URL is published where its readers look for it", () => {
  const published = new Map(build(undefined).environment!.map(({ directory, name }) => [name, directory]));
  for (const { name } of scanQueues) {
    for (const id of ["datasource-api", name]) {
      const urls = readBy(id).filter((one) => one.name.endsWith("_QUEUE_URL"));
      for (const url of urls) expect(service(id).directories).toContain(published.get(url.name));
    }
  }
});

test("the endpoint is the origin of the queue URLs that AWS answered", () => {
  const { value } = build(undefined).environment!.find(({ name }) => name === "SQS_ENDPOINT")!;
  const urls = (url: string) => resolve(value, () => url);
  expect(urls("https://sqs.ap-northeast-1.amazonaws.com/123456789012/risken-prd-aws-guardduty")).toBe(
    "https://sqs.ap-northeast-1.amazonaws.com",
  );
  expect(urls("http://127.0.0.1:5000/123456789012/q")).toBe("http://127.0.0.1:5000");
});

describe("figures", () => {
  test("each queue gets the seconds fit for its scanner", () => {
    const all = specs(undefined);
    for (const { name, fitVisibility } of scanQueues) {
      expect(all[name]).toMatchObject({ VisibilityTimeout: String(fitVisibility) });
    }
  });

  test("a figure for all queues counts, and one for a queue counts more", () => {
    const all = specs({
      visibilityTimeout: 900,
      maxReceiveCount: 5,
      overrides: { "code-gitleaks": { visibilityTimeout: 7200 }, "code-dependency": { maxReceiveCount: 1 } },
    });
    expect(all["aws-portscan"]).toMatchObject({ VisibilityTimeout: "900", RedrivePolicy: { maxReceiveCount: 5 } });
    expect(all["code-gitleaks"]).toMatchObject({ VisibilityTimeout: "7200", RedrivePolicy: { maxReceiveCount: 5 } });
    expect(all["code-dependency"]).toMatchObject({ VisibilityTimeout: "900", RedrivePolicy: { maxReceiveCount: 1 } });
  });

  test.each([
    { visibilityTimeout: -1 },
    { visibilityTimeout: 43_201 },
    { visibilityTimeout: "900" },
    { maxReceiveCount: 0 },
    { overrides: { "code-gitleak": {} } },
    { overrides: { "code-gitleaks": { retention: 1 } } },
  ])("%j is refused", (inputs) => {
    expect(queues.inputs.safeParse(inputs).success).toBe(false);
  });
});

test("messages wait longer in the dead-letter queue than in the queue", () => {
  const { "code-gitleaks": queue, "code-gitleaks-dlq": dead } = specs(undefined);
  expect([queue, dead]).toMatchObject([{ MessageRetentionPeriod: "345600" }, { MessageRetentionPeriod: "1209600" }]);
  expect(refsIn(queue).flatMap(({ sources }) => sources)).toEqual([
    { address: "queue/code-gitleaks-dlq", field: "arn" },
  ]);
});

test("every queue refuses plain HTTP on itself", () => {
  for (const spec of Object.values(specs(undefined, { partition: "aws-cn" }))) {
    expect(spec.Policy).toMatchObject({
      Statement: [
        {
          Effect: "Deny",
          Resource: `arn:aws-cn:sqs:ap-northeast-1:123456789012:${spec.QueueName}`,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  }
});

test("every scanner may empty its own queue, and datasource-api may fill all of them", () => {
  const { permissions = [] } = build(undefined);
  const allowed = (id: string) =>
    permissions.filter(({ services }) => services.includes(id)).map((one) => one.statement);
  const arn = (name: string) => `arn:aws:sqs:ap-northeast-1:123456789012:risken-prd-${name}`;
  expect(allowed("datasource-api")).toEqual([
    { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: scanQueues.map(({ name }) => arn(name)) },
  ]);
  for (const { name } of scanQueues) {
    expect(allowed(name)).toEqual([
      { Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource: arn(name) },
    ]);
  }
  expect(allowed("core")).toEqual([]);
});

test("with a key of one's own the queues use it, and the pods may too", () => {
  const target = { kmsKey: "alias/risken", dataSources: ["azure"] };
  const built = build(undefined, target);
  const graph = graphOf([...built.resources!, ...keyResources(aTarget(target))]);
  expect(graph.dependsOn("queue/azure-prowler")).toContain("key/encryption");
  const look = () => "arn:aws:kms:ap-northeast-1:123456789012:key/1";
  const [queue] = build(undefined, target).resources!.map(({ spec }) => resolve(spec, look));
  expect(queue).toMatchObject({ SqsManagedSseEnabled: "false", KmsMasterKeyId: look() });
  const actions = (id: string) =>
    built
      .permissions!.filter(({ services }) => services.includes(id))
      .flatMap(({ statement }) => (resolve(statement, look) as { Action: string[] }).Action);
  expect(actions("datasource-api")).toEqual(["sqs:SendMessage", "kms:Decrypt", "kms:GenerateDataKey"]);
  expect(actions("azure-prowler")).toEqual(["sqs:ReceiveMessage", "sqs:DeleteMessage", "kms:Decrypt"]);
});
