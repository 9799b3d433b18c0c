import { beforeAll, describe, expect, test } from "vitest";
import { environmentOf, type Installation } from "../../src/commands/environment";
import { hasChanges } from "../../src/engine/plan";
import { readBy } from "../../src/risken/parameters";
import { service, services } from "../../src/risken/services";
import { answers } from "../../src/sandbox/ssm";
import { envDocument } from "../../src/terminal/json";
import { sandboxed, type World } from "../sandboxed";
import { type Installed, install } from "../steps/installed";

const deployed = services.filter(({ standard, meta }) => standard && meta).map(({ id }) => id);
const installation = (dataSources: readonly string[], env = {}): Installation => ({
  env: "prd",
  dataSources,
  kustomize: { env },
});
const all = ["aws", "google", "code", "diagnosis", "osint", "azure"];

describe("a whole installation", () => {
  let place: World;
  let look: Installed["look"];
  beforeAll(async () => {
    place = await sandboxed();
    ({ look } = await install(place.aws));
  });

  test("is as wanted afterwards", async () => {
    place.calls.length = 0;
    const { plan } = await look();
    expect(hasChanges(plan)).toBe(false);
    expect(place.calls.length).toBeLessThan(60);

    expect(place.calls.filter(({ operation }) => !/^(Get|List|Describe)/.test(operation))).toEqual([]);
  });

  test.each(deployed)("%s gets all that it must have, and nothing points to the toy middleware", async (id) => {
    const { variables, problems } = await environmentOf(place.aws.fresh(), installation(all), id);
    const got = new Map(variables.map((variable) => [variable.name, variable]));
    for (const { name, need, group } of readBy(id)) {
      // What comes from other sections of the config, or from the user alone.
      if (need !== "must" || group === "idp" || /GOOGLE|AZURE_(CLIENT|TENANT)/.test(name)) continue;
      expect(got.get(name), name).toMatchObject({ source: expect.stringMatching(/parameter|manifest/), read: true });
    }
    for (const { name, value } of variables) expect(value, name).not.toContain("middleware.svc.cluster.local");
    expect(problems.filter(({ stopsPod }) => stopsPod)).toEqual([]);
    const [own] = readBy(id).filter(({ name }) => name.endsWith("_QUEUE_URL"));
    if (own && service(id).consumes) {
      expect(got.get(own.name)?.value).toBe(`https://sqs.ap-northeast-1.amazonaws.com/123456789012/risken-prd-${id}`);
    }
  });

  test("shows no secret", async () => {
    const document = JSON.stringify(envDocument(await environmentOf(place.aws.fresh(), installation(all), "core")));
    expect(document).toContain('"DB_MASTER_PASSWORD","value":"[secret]","secret":true,"source":"parameter"');
    expect(document).not.toContain("db-password");
  });

  test("of which the Deployment's own variables win", async () => {
    const { variables } = await environmentOf(
      place.aws.fresh(),
      installation(all, { TZ: "Etc/UTC", ENV_NAME: "x" }),
      "core",
    );
    expect(variables).toContainEqual(expect.objectContaining({ name: "TZ", value: "Etc/UTC", source: "manifest" }));
    expect(variables).toContainEqual(expect.objectContaining({ name: "ENV_NAME", value: "x", source: "manifest" }));
  });

  test("with foreign parameters among ours", async () => {
    answers.PutParameter(
      { Name: "/prd/core/core/SLACK_API_TOKEN", Value: "xoxb", Type: "SecureString" },
      place.account,
    );
    answers.PutParameter({ Name: "/prd/core/core/TYPO", Value: "x", Type: "String" }, place.account);
    const { variables } = await environmentOf(place.aws.fresh(), installation(all), "core");
    const from = "/prd/core/core/SLACK_API_TOKEN";
    expect(variables).toContainEqual(
      expect.objectContaining({ value: "xoxb", secret: true, source: "parameter", from, read: true }),
    );
    expect(variables).toContainEqual(expect.objectContaining({ name: "TYPO", read: false }));
  });
});

test("with fewer data sources datasource-api doesn't use the queues of the others", async () => {
  const place = await sandboxed();
  await install(place.aws, { dataSources: ["code"] });
  const { variables } = await environmentOf(place.aws.fresh(), installation(["code"]), "datasource-api");
  const urls = variables.filter(({ name }) => name.endsWith("_QUEUE_URL"));
  const [used, unused] = [urls.filter((one) => !one.unused), urls.filter((one) => one.unused)];
  expect(used.map(({ name }) => name)).toEqual([
    "CODE_CODE_SCAN_QUEUE_URL",
    "CODE_DEPENDENCY_QUEUE_URL",
    "CODE_GITLEAKS_QUEUE_URL",
  ]);
  expect(unused).toHaveLength(15);
});

test("nothing stored at all is a problem that is told", async () => {
  const { aws } = await sandboxed();
  const { problems, metaConfig } = await environmentOf(aws, installation(all), "aws-guardduty");
  expect(metaConfig).toBe("/prd/meta/aws/guardduty");
  expect(problems).toContainEqual({ kind: "meta-missing", subject: "/prd/meta/aws/guardduty", stopsPod: true });
});

test("only what should not be empty is told to be empty", async () => {
  const place = await sandboxed();
  await install(place.aws, { dataSources: ["aws"] });
  const told = async (dataSources: readonly string[]) =>
    (await environmentOf(place.aws.fresh(), installation(dataSources), "datasource-api")).problems.map(
      ({ subject }) => subject,
    );
  expect(await told(["aws"])).toEqual([]);
  expect(await told(["aws", "osint"])).toEqual(["/prd/osint/common"]);
});

test.each([
  ["web", "no-environment"],
  ["aws-remediation-proposal", "not-deployed"],
  ["aws-guard-duty", "no-such-service"],
])("%s is refused: %s", async (id, code) => {
  const { aws, calls } = await sandboxed();
  await expect(environmentOf(aws, installation(all), id)).rejects.toMatchObject({ code, exit: 3 });
  expect(calls).toEqual([]);
});
