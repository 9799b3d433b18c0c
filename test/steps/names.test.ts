import { describe, expect, test } from "vitest";
import { addressOf } from "../../src/engine/resource";
import { kinds } from "../../src/kinds";
import type { Problem } from "../../src/problems";
import { names, nounsWithNames } from "../../src/steps/names";
import { sandboxConfig, withValues } from "../end-to-end/sandbox-place";
import { wishOf } from "../export/policies";

const config = { ...sandboxConfig, account: "123456789012" };
const wanting = (given: object, values: Record<string, unknown> = {}) =>
  wishOf({ ...withValues(config, values), names: given });
const problemOf = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => expect.unreachable(),
    (error: Problem) => error,
  );

test("a name is the thing's own, and whatever follows from it follows", async () => {
  const { graph } = await wanting({
    "queue/aws-portscan": "portscan",
    "queue/aws-portscan-dlq": "portscan-dead",
    "role/risken": "our-old-role",
    "target-group/api": "gateway",
    "user-pool-client/console": "alb",
  });
  expect(graph.at.get("queue/aws-portscan")!.spec).toMatchObject({
    QueueName: "portscan",
    Policy: { Statement: [{ Resource: "arn:aws:sqs:ap-northeast-1:123456789012:portscan" }] },
  });
  expect(graph.at.get("queue/aws-portscan-dlq")!.spec).toMatchObject({ QueueName: "portscan-dead" });
  expect(graph.at.get("role/risken")!.spec).toMatchObject({ RoleName: "our-old-role" });
  expect(graph.at.get("target-group/api")!.spec).toMatchObject({ Name: "gateway" });
  expect(graph.at.get("user-pool-client/console")!.spec).toMatchObject({ ClientName: "alb" });
  const other = (await wanting({})).graph;
  for (const { address } of graph.resources) {
    if (/^(queue\/aws-portscan|role\/|target-group\/api|user-pool-client\/)/.test(address)) continue;
    expect(JSON.stringify(graph.at.get(address)!.spec)).toBe(JSON.stringify(other.at.get(address)!.spec));
  }
});

test("a user pool is named by its name or by its id", async () => {
  const byName = (await wanting({ "user-pool/users": "people" })).graph.at.get("user-pool/users")!;
  expect(byName.spec).toMatchObject({ PoolName: "people" });
  expect(byName.foundOnly).toBeUndefined();
  const byId = (await wanting({ "user-pool/users": "ap-northeast-1_a1B2c3D4e" })).graph.at.get("user-pool/users")!;
  expect(byId.spec).toMatchObject({ UserPoolId: "ap-northeast-1_a1B2c3D4e" });
  expect(byId).toMatchObject({ foundOnly: true });
  expect(await problemOf(wanting({ "user-pool/users": "us-east-1_a1B2c3D4e" }))).toMatchObject({
    code: "other-region",
    fix: { en: "Correct names.user-pool/users or region." },
  });
});

describe("every name", () => {
  const variations = [
    {},
    { "cluster.serviceAccounts": "per-service" },
    { "auth.type": "oidc", "ingress.defaultAction": "not-found" },
  ];

  test.each(variations)("that could be chosen is a key, with %o", async (values) => {
    const oidc = Object.fromEntries(
      ["issuer", "authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint", "clientId"].map((key) => [
        `auth.oidc.${key}`,
        "https://idp.example.com/",
      ]),
    );
    const data = withValues(config, "auth.type" in values ? { ...values, ...oidc } : values);
    const { graph, target } = await wishOf(data);
    const ours = graph.resources.filter(({ wanted }) => wanted === "made");
    const byUs = ours.filter(({ kind, spec, name }) => spec[kind.label ?? kind.key[0]] === target.named(name));
    expect(byUs.length).toBeGreaterThan(36);
    expect(byUs.map(({ address }) => address).filter((address) => !(address in names.shape))).toEqual([]);
  });

  test("a noun that takes none says what to use instead", () => {
    const known = kinds.map(({ noun }) => noun).filter((noun) => !nounsWithNames.includes(noun));
    expect(known).toEqual([]);
  });
});

describe("is refused", () => {
  test.each([
    ["role/riskn", "unknown key; did you mean role/risken?"],
    ["queue/aws-portscam", "unknown key; did you mean queue/aws-portscan?"],
    ["parameter/prd/common/LOG_LEVEL", /: has no name that could be chosen: its path follows from env/],
    ["rule/console", /--adopt/],
    ["user-pool-domain/console", /auth\.cognito\.domainPrefix/],
  ])("%s", async (address, text) => {
    const problem = await problemOf(wanting({ [address]: "mine" }));
    expect(problem).toMatchObject({ code: "config-invalid", exit: 3 });
    expect(problem.text.en).toMatch(text);
    expect(problem.text.en).toContain(`names.${address}`);
  });

  test.each([
    ["queue/aws-portscan", "a.fifo"],
    ["role/risken", "/path/role"],
    ["target-group/api", "internal-api"],
    ["target-group/web", "a-name-that-is-longer-than-thirty-two"],
  ])("%s, named %s", async (address, name) => {
    expect(await problemOf(wanting({ [address]: name }))).toMatchObject({ code: "config-invalid", exit: 3 });
  });

  test("a name for two", async () => {
    const twice = await problemOf(wanting({ "queue/aws-portscan": "q", "queue/aws-guardduty": "q" }));
    expect(twice).toMatchObject({ code: "name-used-twice", exit: 3 });
    expect(twice.text.en).toContain("queue/aws-guardduty");
    expect(await problemOf(wanting({ "queue/aws-portscan": "risken-prd-aws-guardduty" }))).toMatchObject({
      code: "name-used-twice",
    });
    await wanting({ "queue/aws-portscan": "x", "role/risken": "x" });
  });

  test("a name for what is somebody else's", async () => {
    const both = await problemOf(
      wanting({ "user-pool/users": "people" }, { "auth.cognito.userPoolId": "ap-northeast-1_abc" }),
    );
    expect(both).toMatchObject({ code: "name-not-ours", exit: 3 });
    expect(both.text.en).toContain("auth.cognito.userPoolId");
  });
});

test("a name for what the config does not want is told", async () => {
  const { warnings } = await wanting({ [addressOf({ noun: "role" }, "core")]: "core-role" });
  expect(warnings.map(({ en }) => en)).toContain("names.role/core is not used: the config wants no such thing.");
});
