import { describe, expect, test } from "vitest";
import type { Aws } from "../../src/aws/session";
import { addListener, addLoadBalancer, freshElbv2 } from "../../src/sandbox/elbv2";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { sandboxed } from "../sandboxed";

const elb = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012";
const ListenerArn = `${elb}:listener/app/${freshIds.loadBalancerName}/${freshIds.loadBalancerId}/${freshIds.listenerId}`;

type Rule = Parameters<Aws["elbv2"]["CreateRule"]>[0];
const ok = { Type: "fixed-response" as const, FixedResponseConfig: { StatusCode: "200" } };
const rule = (Priority: number, more: Partial<Rule> = {}): Rule => ({
  ListenerArn,
  Priority,
  Conditions: [{ Field: "path-pattern", Values: ["/api/*"] }],
  Actions: [ok],
  ...more,
});
const host = (...Values: string[]) => ({ Field: "host-header", HostHeaderConfig: { Values } });
const cognito = (Order: number) => ({
  Type: "authenticate-cognito" as const,
  Order,
  AuthenticateCognitoConfig: {
    UserPoolArn: "arn:aws:cognito-idp:ap-northeast-1:123456789012:userpool/ap-northeast-1_abc",
    UserPoolClientId: "client",
    UserPoolDomain: "acme",
  },
});

describe("a rule of the sandbox is refused as ELB refuses it", () => {
  test.each<readonly [string, Partial<Rule>, string]>([
    ["a priority beyond the range", { Priority: 50_001 }, "ValidationError"],
    ["six values", { Conditions: [host("a.b", "c.d", "e.f", "g.h", "i.j", "k.l")] }, "TooManyRulesException"],
    ["two conditions on hosts", { Conditions: [host("a.b"), host("c.d")] }, "ValidationError"],
    ["a host without a dot", { Conditions: [host("localhost")] }, "ValidationError"],
    ["no condition", { Conditions: [] }, "ValidationError"],
    [
      "two actions that route",
      {
        Actions: [
          { ...ok, Order: 1 },
          { ...ok, Order: 2 },
        ],
      },
      "InvalidLoadBalancerActionException",
    ],
    [
      "nothing that routes in the end",
      { Actions: [{ ...ok, Order: 1 }, cognito(2)] },
      "InvalidLoadBalancerActionException",
    ],
    [
      "several actions without order",
      { Actions: [{ ...cognito(1), Order: undefined }, ok] },
      "InvalidLoadBalancerActionException",
    ],
    [
      "a target group that isn't there",
      { Actions: [{ Type: "forward", TargetGroupArn: `${elb}:targetgroup/x/1` }] },
      "TargetGroupNotFoundException",
    ],
    ["a listener that isn't there", { ListenerArn: `${ListenerArn}0` }, "ListenerNotFoundException"],
  ])("%s", async (_, more, name) => {
    const { aws } = await sandboxed(freshElbv2);
    await expect(aws.elbv2.CreateRule(rule(5, more))).rejects.toMatchObject({ name });
  });

  test("signing in over plain HTTP", async () => {
    let plain = "";
    const { aws } = await sandboxed((account) => {
      plain = addListener(account, addLoadBalancer(account, { name: "alb" }), { protocol: "HTTP", port: 80 });
    });
    const Actions = [cognito(1), { ...ok, Order: 2 }];
    await expect(aws.elbv2.CreateRule(rule(5, { ListenerArn: plain, Actions }))).rejects.toMatchObject({
      name: "InvalidLoadBalancerActionException",
      message: expect.stringContaining("HTTPS"),
    });
  });

  test("the hundred-and-first one", async () => {
    const { aws } = await sandboxed(freshElbv2);
    for (let priority = 1; priority <= 100; priority++) await aws.elbv2.CreateRule(rule(priority));
    await expect(aws.elbv2.CreateRule(rule(101))).rejects.toMatchObject({ name: "TooManyRulesException" });
  });
});

describe("signing in with Cognito is refused", () => {
  const poolId = "ap-northeast-1_abc";
  const codeGrant = { AllowedOAuthFlows: ["code"], AllowedOAuthFlowsUserPoolClient: true };
  const parts = {
    "cognito.pools": { [poolId]: {} },
    "cognito.clients": { client: { poolId, secret: "s", settings: codeGrant } as object },
    "cognito.domains": { acme: { poolId } },
  };
  const create = async (tables: Partial<typeof parts>) => {
    const { aws } = await sandboxed((account) => {
      freshElbv2(account);
      for (const [name, rows] of Object.entries({ ...parts, ...tables })) Object.assign(account.table(name), rows);
    });
    return aws.elbv2.CreateRule(rule(5, { Actions: [cognito(1), { ...ok, Order: 2 }] }));
  };

  test.each<readonly [string, Partial<typeof parts>, RegExp]>([
    ["without the pool", { "cognito.pools": {} as never }, /pool .* does not exist/],
    ["without the client", { "cognito.clients": {} as never }, /client .* does not exist/],
    ["without the domain", { "cognito.domains": {} as never }, /domain .* does not exist/],
    [
      "without a secret",
      { "cognito.clients": { client: { poolId, settings: codeGrant } } },
      /must have a client secret/,
    ],
    ["without the code grant", { "cognito.clients": { client: { poolId, secret: "s", settings: {} } } }, /code grant/],
  ])("%s", async (_, tables, message) => {
    await expect(create(tables)).rejects.toMatchObject({
      name: "InvalidLoadBalancerActionException",
      message: expect.stringMatching(message),
    });
  });

  test("in no other case", async () => {
    expect((await create({})).Rules).toHaveLength(1);
  });
});

test("priorities are unique, and two rules may swap theirs in one call", async () => {
  const { aws } = await sandboxed(freshElbv2);
  const [one, two] = await Promise.all(
    [1, 2].map(async (priority) => (await aws.elbv2.CreateRule(rule(priority))).Rules![0]!.RuleArn!),
  );
  await expect(aws.elbv2.CreateRule(rule(2))).rejects.toMatchObject({ name: "PriorityInUseException" });
  const move = (...pairs: [string, number][]) =>
    aws.elbv2.SetRulePriorities({ RulePriorities: pairs.map(([RuleArn, Priority]) => ({ RuleArn, Priority })) });
  await expect(move([one!, 2])).rejects.toMatchObject({ name: "PriorityInUseException" });
  await move([one!, 2], [two!, 1]);
  const { Rules } = await aws.elbv2.DescribeRules({ ListenerArn });
  expect(Rules?.map(({ RuleArn, Priority }) => [RuleArn, Priority])).toEqual([
    [two, "1"],
    [one, "2"],
    [expect.stringContaining("listener-rule/"), "default"],
  ]);
});

test("the default rule can be neither moved nor deleted", async () => {
  const { aws } = await sandboxed(freshElbv2);
  const { Rules } = await aws.elbv2.DescribeRules({ ListenerArn });
  const RuleArn = Rules![0]!.RuleArn!;
  expect(Rules![0]!.IsDefault).toBe(true);
  const refused = { name: "OperationNotPermittedException" };
  await expect(aws.elbv2.DeleteRule({ RuleArn })).rejects.toMatchObject(refused);
  const RulePriorities = [{ RuleArn, Priority: 1 }];
  await expect(aws.elbv2.SetRulePriorities({ RulePriorities })).rejects.toMatchObject(refused);
});

describe("a target group", () => {
  const group = { Name: "api", Port: 30080, Protocol: "HTTP" as const, VpcId: freshIds.vpcId };

  test("made twice alike is one, made twice differently is refused", async () => {
    const { aws } = await sandboxed(freshElbv2);
    const first = await aws.elbv2.CreateTargetGroup(group);
    expect((await aws.elbv2.CreateTargetGroup(group)).TargetGroups).toEqual(first.TargetGroups);
    await expect(aws.elbv2.CreateTargetGroup({ ...group, Port: 1 })).rejects.toMatchObject({
      name: "DuplicateTargetGroupNameException",
    });
  });

  test("serves one load balancer", async () => {
    let other = "";
    const { aws } = await sandboxed((account) => {
      freshElbv2(account);
      other = addListener(account, addLoadBalancer(account, { name: "other" }));
    });
    const { TargetGroups } = await aws.elbv2.CreateTargetGroup(group);
    const Actions = [{ Type: "forward" as const, TargetGroupArn: TargetGroups![0]!.TargetGroupArn }];
    await aws.elbv2.CreateRule(rule(1, { Actions }));
    await expect(aws.elbv2.CreateRule(rule(1, { ListenerArn: other, Actions }))).rejects.toMatchObject({
      name: "TargetGroupAssociationLimitException",
    });
  });
});

test("tags are asked of twenty things at most", async () => {
  const { aws } = await sandboxed(freshElbv2);
  const ResourceArns = Array.from({ length: 21 }, () => ListenerArn);
  await expect(aws.elbv2.DescribeTags({ ResourceArns })).rejects.toMatchObject({ name: "ValidationError" });
});
