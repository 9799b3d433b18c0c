import { describe, expect, test } from "vitest";
import type { Aws } from "../../src/aws/session";
import { differences } from "../../src/engine/diff";
import type { AnyKind } from "../../src/engine/kind";
import { elbv2ListenerRule } from "../../src/kinds/elbv2-listener-rule";
import type { Account } from "../../src/sandbox/account";
import { freshElbv2 } from "../../src/sandbox/elbv2";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { Secret } from "../../src/secret";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const elb = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012";
const ListenerArn = `${elb}:listener/app/${freshIds.loadBalancerName}/${freshIds.loadBalancerId}/${freshIds.listenerId}`;
const ours = { "risken-aws:env": "prd", "risken-aws:id": "rule/one" };

const oidc = (ClientSecret?: Secret) => ({
  Type: "authenticate-oidc",
  AuthenticateOidcConfig: {
    Issuer: "https://idp.example.com",
    AuthorizationEndpoint: "https://idp.example.com/authorize",
    TokenEndpoint: "https://idp.example.com/token",
    UserInfoEndpoint: "https://idp.example.com/userinfo",
    ClientId: "abc",
    ClientSecret,
  },
});
/** A pool with what a load balancer wants of it. */
const withPool = (account: Account) => {
  freshElbv2(account);
  const poolId = "ap-northeast-1_abc";
  const settings = { AllowedOAuthFlows: ["code"], AllowedOAuthFlowsUserPoolClient: true };
  account.table("cognito.pools")[poolId] = { id: poolId, tags: {} };
  account.table("cognito.clients").client = { poolId, secret: "its-secret", settings };
  account.table("cognito.domains").acme = { poolId };
};
const cognito = {
  Type: "authenticate-cognito",
  AuthenticateCognitoConfig: {
    UserPoolArn: "arn:aws:cognito-idp:ap-northeast-1:123456789012:userpool/ap-northeast-1_abc",
    UserPoolClientId: "client",
    UserPoolDomain: "acme",
  },
};
const fixed = (StatusCode: string) => ({ Type: "fixed-response", FixedResponseConfig: { StatusCode } });
const host = (...Values: string[]) => ({ Field: "host-header", HostHeaderConfig: { Values } });
const path = (...Values: string[]) => ({ Field: "path-pattern", PathPatternConfig: { Values } });

const spec = {
  ListenerArn,
  Priority: "1000",
  Conditions: [host("console.example.com"), path("/api/*", "/b")],
  Actions: [
    { ...oidc(new Secret("first-secret")), Order: 1 },
    { ...fixed("200"), Order: 2 },
  ],
};

obeysTheLaws(elbv2ListenerRule, {
  world: () => sandboxed(withPool),
  spec,
  changed: {
    ListenerArn,
    Priority: "1001",
    Conditions: [host("api.example.com")],
    Actions: [
      { ...cognito, Order: 1 },
      { ...fixed("404"), Order: 2 },
    ],
  },
  same: [
    {
      ...spec,
      Conditions: [
        { Field: "path-pattern", Values: ["/b", "/api/*"] },
        { Field: "host-header", Values: ["Console.Example.com"] },
      ],
      Actions: [
        { ...fixed("200"), Order: 20 },
        {
          ...oidc(new Secret("first-secret")),
          Order: 10,
        },
      ],
    },
    {
      ...spec,
      Actions: [
        {
          Type: "authenticate-oidc",
          Order: 1,
          AuthenticateOidcConfig: {
            ...oidc(new Secret("first-secret")).AuthenticateOidcConfig,
            Scope: "openid",
            SessionCookieName: "AWSELBAuthSessionCookie",
            SessionTimeout: 604_800,
            OnUnauthenticatedRequest: "authenticate",
          },
        },
        { ...fixed("200"), Order: 2 },
      ],
    },
  ],
});

const look = (aws: Aws) => elbv2ListenerRule.observe(aws.fresh(), { ListenerArn }, { tags: ours });
type Seen = NonNullable<Awaited<ReturnType<typeof look>>>;
const drift = (wanted: object, seen: Seen) =>
  differences(elbv2ListenerRule as AnyKind, wanted as Record<string, unknown>, seen.spec as never).fields;

describe("the secret of an OIDC client", () => {
  const withSecret = (ClientSecret?: Secret, different: object = {}) => ({
    ...spec,
    Actions: [
      {
        Type: "authenticate-oidc",
        Order: 1,
        AuthenticateOidcConfig: { ...oidc().AuthenticateOidcConfig, ...different, ClientSecret },
      },
      { ...fixed("200"), Order: 2 },
    ],
  });

  test("is compared by the fingerprint in the rule's tag", async () => {
    const { aws } = await sandboxed(freshElbv2);
    await elbv2ListenerRule.create(aws, spec, ours);
    const seen = (await look(aws))!;
    expect(seen.tags?.["risken-aws:fingerprint"]).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
    expect(drift(withSecret(new Secret("first-secret")), seen)).toEqual([]);
    expect(drift(withSecret(new Secret("second-secret")), seen).map(({ path: at }) => at)).toEqual([
      "Actions[0].AuthenticateOidcConfig.ClientSecret",
    ]);
  });

  test("that has changed is sent, with a new fingerprint", async () => {
    const { aws, account } = await sandboxed(freshElbv2);
    await elbv2ListenerRule.create(aws, spec, ours);
    const wanted = withSecret(new Secret("second-secret"));
    await elbv2ListenerRule.update(aws, wanted, (await look(aws))!, new Set(["Actions"]));
    expect(drift(wanted, (await look(aws))!)).toEqual([]);
    expect(JSON.stringify(account.table("elbv2.rules"))).toContain("second-secret");
  });

  test("that is known is sent with another client, also if it is the same", async () => {
    const { aws, calls } = await sandboxed(freshElbv2);
    await elbv2ListenerRule.create(aws, spec, ours);
    const wanted = withSecret(new Secret("first-secret"), { ClientId: "another-client" });
    await elbv2ListenerRule.update(aws, wanted, (await look(aws))!, new Set(["Actions"]));
    const sent = calls.find(({ operation }) => operation === "ModifyRule")!.input as typeof spec;
    expect(sent.Actions[0]).toMatchObject({ AuthenticateOidcConfig: { ClientSecret: "first-secret" } });
  });

  test("that this run doesn't know stays what it is", async () => {
    const { aws, account, calls } = await sandboxed(freshElbv2);
    await elbv2ListenerRule.create(aws, spec, ours);
    const wanted = withSecret(undefined, { Scope: "openid email" });
    await elbv2ListenerRule.update(aws, wanted, (await look(aws))!, new Set(["Actions"]));
    const sent = calls.find(({ operation }) => operation === "ModifyRule")!.input as typeof spec;
    expect(sent.Actions[0]).toMatchObject({ AuthenticateOidcConfig: { UseExistingClientSecret: true } });
    expect(JSON.stringify(account.table("elbv2.rules"))).toContain("first-secret");
    expect((await look(aws))?.tags?.["risken-aws:fingerprint"]).toBeDefined();
  });
});

test("a forward to one target group is the same in both spellings", async () => {
  const { aws } = await sandboxed(freshElbv2);
  const created = await aws.elbv2.CreateTargetGroup({
    Name: "api",
    Port: 30080,
    Protocol: "HTTP",
    VpcId: freshIds.vpcId,
  });
  const TargetGroupArn = created.TargetGroups![0]!.TargetGroupArn!;
  const short = { ...spec, Actions: [{ Type: "forward", TargetGroupArn }] };
  await elbv2ListenerRule.create(aws, short, ours);
  const seen = (await look(aws))!;
  expect(drift(short, seen)).toEqual([]);
  const long = {
    ...spec,
    Actions: [{ Type: "forward", Order: 1, ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 1 }] } }],
  };
  expect(drift(long, seen)).toEqual([]);
  await expect(aws.elbv2.DeleteTargetGroup({ TargetGroupArn })).rejects.toMatchObject({
    name: "ResourceInUseException",
  });
});

test("two rules that say they are the same one are refused", async () => {
  const { aws } = await sandboxed(freshElbv2);
  await elbv2ListenerRule.create(aws, spec, ours);
  await elbv2ListenerRule.create(aws, { ...spec, Priority: "1001" }, ours);
  await expect(look(aws)).rejects.toMatchObject({ code: "several-of-ours", exit: 4 });
});

test("what stands where a rule should stand is found by its conditions", async () => {
  const { aws } = await sandboxed(freshElbv2);
  await elbv2ListenerRule.create(aws, { ...spec, Priority: "3" }, { Owner: "somebody" });
  const alike = await elbv2ListenerRule.lookalike!(
    aws.fresh(),
    {
      ...spec,
      Conditions: [
        { Field: "path-pattern", Values: ["/b", "/api/*"] },
        { Field: "host-header", Values: ["CONSOLE.example.com"] },
      ],
    },
    { tags: ours },
  );
  expect(alike).toMatchObject({ spec: { Priority: "3" }, tags: { Owner: "somebody" } });
  const other = { ...spec, Conditions: [host("console.example.com"), path("/*")] };
  expect(await elbv2ListenerRule.lookalike!(aws.fresh(), other, { tags: ours })).toBeUndefined();
});

test("another rule of ours doesn't stand in the way, one of another env does", async () => {
  const { aws } = await sandboxed(freshElbv2);
  const other = { "risken-aws:id": "rule/other" };
  await elbv2ListenerRule.create(aws, spec, { ...ours, ...other });
  expect(await elbv2ListenerRule.lookalike!(aws.fresh(), spec, { tags: ours })).toBeUndefined();
  const stg = { ...ours, "risken-aws:env": "stg" };
  expect(await elbv2ListenerRule.lookalike!(aws.fresh(), spec, { tags: stg })).toMatchObject({ tags: other });
});

test("rules of ours that the index doesn't know yet are found through our target groups", async () => {
  const { aws, account } = await sandboxed(freshElbv2);
  const created = await aws.elbv2.CreateTargetGroup({
    Name: "api",
    Port: 30080,
    Protocol: "HTTP",
    VpcId: freshIds.vpcId,
    Tags: [{ Key: "risken-aws:env", Value: "prd" }],
  });
  const TargetGroupArn = created.TargetGroups![0]!.TargetGroupArn!;
  await elbv2ListenerRule.create(aws, { ...spec, Actions: [{ Type: "forward", TargetGroupArn }] }, ours);
  await elbv2ListenerRule.create(aws, { ...spec, Priority: "1001" }, { "risken-aws:env": "stg" });
  const unindexed = { ...aws, tagging: { GetResources: aws.tagging.GetResources } } as Aws;
  Object.assign(unindexed.tagging, {
    GetResources: async (input: { ResourceTypeFilters: string[] }) =>
      input.ResourceTypeFilters[0]!.endsWith("listener-rule")
        ? { ResourceTagMappingList: [] }
        : aws.tagging.GetResources(input),
  });
  const found = await elbv2ListenerRule.owned!(unindexed, { "risken-aws:env": "prd" });
  expect(found).toMatchObject([{ key: { ListenerArn }, tags: ours }]);
  expect(Object.keys(account.table("elbv2.rules"))).toHaveLength(2);
});
