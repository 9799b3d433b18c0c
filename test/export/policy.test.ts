import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { policyOf, type Statement } from "../../src/aws/policy-document";
import { checks } from "../../src/checks/index";
import { storedReads } from "../../src/discovery/stored";
import { MOST_CHARACTERS, policyVerbs, sizeOf } from "../../src/export/policy";
import { githubTemplate } from "../../src/export/policy-github";
import { scopesFor } from "../../src/export/policy-scopes";
import { kinds } from "../../src/kinds";
import { agentActions } from "../../src/risken/cloudwatch-agent";
import { sandboxConfig, withValues } from "../end-to-end/sandbox-place";
import { inPartition } from "../partitions";
import { actionsIn, boundaryOf, policiesOf, wishOf } from "./policies";

const config = { ...sandboxConfig, account: "123456789012" };
const boundary = "arn:aws:iam::123456789012:policy/boundary";

const statementsOf = async (values: Record<string, unknown> = {}, verb: (typeof policyVerbs)[number] = "apply") =>
  (await policiesOf(verb, withValues(config, values))).flatMap(({ Statement }) => Statement);
const about = (statements: readonly Statement[], action: string) =>
  statements.filter(({ Action }) => [Action].flat().includes(action));
const resourcesOf = (statements: readonly Statement[], action: string) =>
  about(statements, action).flatMap(({ Resource }) => [Resource ?? []].flat());

test("every action of every kind and check is bound to something, be it everything", async () => {
  const { graph, target } = await wishOf(config);
  const scopes = scopesFor(graph, target, { secrets: [], scanRoles: [], asPods: true });
  const named = [
    ...kinds.flatMap(({ reads, writes }) => [...reads, ...writes]),
    ...graph.resources.flatMap(({ kind }) => kind.reads),
    ...checks.flatMap(({ reads = [] }) => reads),
    ...storedReads,
  ];
  expect([...new Set(named)].filter((action) => scopes(action) === undefined)).toEqual([]);
});

describe("every policy", () => {
  const variations = {
    standard: {},
    "per service": { "cluster.serviceAccounts": "per-service", "cluster.permissionsBoundary": boundary },
    "a key of the customer's": { "parameters.kmsKey": "alias/risken" },
    "a key of its own": { "parameters.kmsKey": "create" },
    "a user pool of somebody else's": { "auth.cognito.userPoolId": "ap-northeast-1_abc" },
    "a default action": { "ingress.defaultAction": "not-found" },
  };

  test.each(Object.entries(variations))("fits what IAM takes: %s", async (_, values) => {
    for (const verb of policyVerbs) {
      const policies = await policiesOf(verb, withValues(config, values));
      expect(policies.length).toBeLessThanOrEqual({ plan: 1, doctor: 2, apply: 3, destroy: 2 }[verb]);
      for (const policy of policies) {
        expect(sizeOf(policy)).toBeLessThanOrEqual(MOST_CHARACTERS);
        const names = policy.Statement.map(({ Sid }) => Sid!);
        expect(new Set(names).size).toBe(names.length);
        expect(names.filter((name) => !/^[A-Za-z0-9]+$/.test(name))).toEqual([]);
        // Nothing but what IAM takes, and no white space that would be counted.
        expect(JSON.stringify(policy)).toMatch(/^[!-~]+$/);
      }
    }
  });

  test("writes nowhere without a bound", async () => {
    const open = (await statementsOf())
      .filter(({ Resource, Condition }) => Resource === "*" && !Condition)
      .flatMap(({ Action }) => [Action].flat());
    expect(open.filter((action) => !/:(Get|List|Describe)/.test(action!))).toEqual([]);
    expect(open).toContain("ssm:DescribeParameters");
  });

  test("deletes no key but to take everything down", async () => {
    for (const kmsKey of ["create", "alias/risken", undefined])
      for (const verb of policyVerbs) {
        const found = about(await statementsOf({ "parameters.kmsKey": kmsKey }, verb), "kms:ScheduleKeyDeletion");
        expect(found.length, `${verb} with ${kmsKey}`).toBe(verb === "destroy" ? 1 : 0);
      }
  });

  test("stands for one account, one region and one partition", async () => {
    const text = JSON.stringify(await policiesOf("apply", inPartition(config, "cn-north-1")));
    expect(text).not.toMatch(/arn:aws:|ap-northeast-1/);
    expect(text).toContain("arn:aws-cn:sqs:cn-north-1:123456789012:risken-prd-*");
  });

  test("hands no role to a service", async () => {
    expect(actionsIn(await policiesOf("apply", config))).not.toContain("iam:PassRole");
  });
});

describe("what the config says binds it", () => {
  test("a permissions boundary is demanded of every role, and only then written", async () => {
    const free = await statementsOf();
    expect(about(free, "iam:PutRolePermissionsBoundary")).toEqual([]);
    const bound = await statementsOf({ "cluster.permissionsBoundary": boundary });
    for (const action of ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"]) {
      const found = about(bound, action);
      expect(found.length).toBeGreaterThan(0);
      for (const { Condition } of found)
        expect(Condition!.StringEquals).toMatchObject({ "iam:PermissionsBoundary": boundary });
    }
  });

  test("roles stand on its path", async () => {
    const found = resourcesOf(await statementsOf({ "cluster.rolePath": "/security/" }), "iam:CreateRole");
    expect(found).toEqual(["arn:aws:iam::123456789012:role/security/risken-prd-*"]);
  });

  test("what goes by a name of its own is bound by that name", async () => {
    const named = { "queue/aws-portscan": "portscan", "role/risken": "old-role", "target-group/api": "gateway" };
    const found = await statementsOf({ names: named });
    const sqs = "arn:aws:sqs:ap-northeast-1:123456789012:";
    expect(resourcesOf(found, "sqs:SetQueueAttributes")).toEqual([`${sqs}portscan`, `${sqs}risken-prd-*`]);
    const roles = ["role/*/old-role", "role/old-role", "role/risken/prd/risken-prd-*"];
    expect(resourcesOf(found, "iam:TagRole")).toEqual(roles.map((one) => `arn:aws:iam::123456789012:${one}`));
    expect(resourcesOf(found, "elasticloadbalancing:ModifyTargetGroup")).toEqual(
      ["gateway", "risken-prd-*"].map(
        (name) => `arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/${name}/*`,
      ),
    );
    const limit = await boundaryOf(withValues(config, { names: named }));
    expect(resourcesOf(limit.Statement, "sqs:SendMessage")).toEqual([`${sqs}portscan`, `${sqs}risken-prd-*`]);
  });

  test("rules hang on its listener", async () => {
    const listenerArn = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:listener/app/risken-alb/50dc/f2f7";
    const byName = await statementsOf();
    expect(resourcesOf(byName, "elasticloadbalancing:CreateRule")).toEqual([
      "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:listener/app/risken-alb/*/*",
    ]);
    const given = await statementsOf({ "ingress.listenerArn": listenerArn });
    expect(resourcesOf(given, "elasticloadbalancing:CreateRule")).toEqual([listenerArn]);
    expect(resourcesOf(given, "elasticloadbalancing:DeleteRule")).toEqual([
      `${listenerArn.replace(":listener/", ":listener-rule/")}/*`,
    ]);
    const byArn = await statementsOf({
      "ingress.loadBalancer":
        "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:loadbalancer/app/risken-alb/50dc",
    });
    expect(resourcesOf(byArn, "elasticloadbalancing:CreateRule")).toEqual([
      "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:listener/app/risken-alb/50dc/*",
    ]);
  });

  test("somebody else's user pool is named, and neither made nor changed", async () => {
    const found = await statementsOf({ "auth.cognito.userPoolId": "ap-northeast-1_abc" });
    const pool = "arn:aws:cognito-idp:ap-northeast-1:123456789012:userpool/ap-northeast-1_abc";
    expect(resourcesOf(found, "cognito-idp:CreateUserPoolClient")).toEqual([pool]);
    expect(resourcesOf(found, "cognito-idp:DescribeUserPoolClient")).toEqual([pool]);
    expect(about(found, "cognito-idp:CreateUserPool")).toEqual([]);
    // One of ours from before may go.
    for (const action of ["UpdateUserPool", "DeleteUserPool"])
      for (const { Condition } of about(found, `cognito-idp:${action}`))
        expect(Condition).toEqual({ StringEquals: { "aws:ResourceTag/risken-aws:env": "prd" } });
  });

  test("signing in elsewhere needs no app client", async () => {
    const found = await statementsOf({
      auth: {
        type: "oidc",
        oidc: {
          issuer: "https://idp.example.com",
          authorizationEndpoint: "https://idp.example.com/authorize",
          tokenEndpoint: "https://idp.example.com/token",
          userInfoEndpoint: "https://idp.example.com/userinfo",
          clientId: "abc",
          clientSecret: { env: "NOWHERE" },
        },
      },
    });
    expect(about(found, "cognito-idp:DescribeUserPoolClient")).toEqual([]);
    // Leftovers are looked for all the same.
    expect(about(found, "cognito-idp:ListUserPools")).toHaveLength(1);
  });

  test("node groups and security groups that it names are the only ones", async () => {
    const found = await statementsOf({
      "ingress.nodes": { autoScalingGroups: ["karpenter"], securityGroups: ["sg-0123456789abcdef0"] },
    });
    expect(resourcesOf(found, "autoscaling:AttachLoadBalancerTargetGroups")).toEqual([
      "arn:aws:autoscaling:ap-northeast-1:123456789012:autoScalingGroup:*:autoScalingGroupName/karpenter",
    ]);
    expect(resourcesOf(found, "ec2:AuthorizeSecurityGroupIngress")).toEqual([
      "arn:aws:ec2:ap-northeast-1:123456789012:security-group/sg-0123456789abcdef0",
      "arn:aws:ec2:ap-northeast-1:123456789012:security-group-rule/*",
    ]);
  });

  test("AWS's own keys ask for nothing, a customer's for its use through Parameter Store", async () => {
    expect(about(await statementsOf(), "kms:Encrypt")).toEqual([]);
    const [byAlias] = about(await statementsOf({ "parameters.kmsKey": "alias/risken" }), "kms:Encrypt");
    expect(byAlias).toMatchObject({
      Resource: "arn:aws:kms:ap-northeast-1:123456789012:key/*",
      Condition: {
        StringEquals: { "kms:ViaService": "ssm.ap-northeast-1.amazonaws.com" },
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/risken" },
      },
    });
    const arn = "arn:aws:kms:ap-northeast-1:123456789012:key/1234abcd";
    expect(resourcesOf(await statementsOf({ "parameters.kmsKey": arn }), "kms:Encrypt")).toEqual([arn]);
  });

  test("secrets are read where it refers to them, and the database's only to see what pods see", async () => {
    const secret = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:github-??????";
    const arn = (name: string) => `arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:${name}`;
    // What could hold a value that was made up, in a secret of ours.
    const ours = [arn("*"), arn("risken-prd-*")];
    expect(resourcesOf(await statementsOf(), "secretsmanager:GetSecretValue")).toEqual(ours);
    const policies = await policiesOf("apply", config, [secret]);
    expect(
      resourcesOf(
        policies.flatMap(({ Statement }) => Statement),
        "secretsmanager:GetSecretValue",
      ),
    ).toEqual([...ours, secret]);
    const masters = about(await statementsOf({}, "doctor"), "secretsmanager:GetSecretValue").filter(
      ({ Resource }) => !ours.includes(String(Resource)),
    );
    expect(masters.map(({ Condition }) => Condition!.StringEquals)).toEqual([
      {
        "secretsmanager:ResourceTag/aws:rds:primaryDBClusterArn":
          "arn:aws:rds:ap-northeast-1:123456789012:cluster:risken-db",
      },
      {
        "secretsmanager:ResourceTag/aws:rds:primaryDBInstanceArn":
          "arn:aws:rds:ap-northeast-1:123456789012:db:risken-db",
      },
    ]);
  });
});

describe("the permissions boundary", () => {
  test.each([{}, { "cluster.serviceAccounts": "per-service" }, { "parameters.kmsKey": "alias/risken" }])(
    "allows every role what its policy allows, in one policy: %o",
    async (values) => {
      const data = withValues(config, values);
      const limit = await boundaryOf(data);
      expect(sizeOf(limit)).toBeLessThanOrEqual(MOST_CHARACTERS);
      const { graph } = await wishOf(data);
      expect(graph.resources.some(({ kind }) => kind.type === "iam.role")).toBe(true);
      expect(actionsIn([limit])).toEqual([
        ...("parameters.kmsKey" in values ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"]),
        "secretsmanager:GetSecretValue",
        "sqs:DeleteMessage",
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
        "ssm:GetParameter",
        "ssm:GetParametersByPath",
        "sts:AssumeRole",
      ]);
    },
  );

  test("leaves the CloudWatch agent its work, where it has a role", async () => {
    const limit = await boundaryOf(withValues(config, { "observability.agentRole": true }));
    expect(sizeOf(limit)).toBeLessThanOrEqual(MOST_CHARACTERS);
    const without = await boundaryOf(config);
    const more = actionsIn([limit]).filter((action) => !actionsIn([without]).includes(action));
    expect(more).toEqual(agentActions);
  });

  test("is about this env alone", async () => {
    const { Statement } = await boundaryOf(config);
    expect(Statement.flatMap(({ Resource }) => [Resource].flat()).sort()).toEqual([
      "arn:aws:iam::*:role/RISKEN",
      "arn:aws:kms:ap-northeast-1:123456789012:key/*",
      "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:rds!*",
      "arn:aws:sqs:ap-northeast-1:123456789012:risken-prd-*",
      "arn:aws:ssm:ap-northeast-1:123456789012:parameter/prd/*",
    ]);
  });
});

describe("the template for GitHub", () => {
  const policies = [policyOf({ Effect: "Allow", Action: "sqs:ListQueues", Resource: "*" }), policyOf()];
  const made = (writes: boolean) =>
    parse(githubTemplate({ repository: "acme/infra", policies, purpose: "risken-aws apply in prd", writes }), {
      // What CloudFormation reads it as.
      version: "1.1",
    });

  test("has a role that only this repository takes, with all policies", () => {
    const { Resources, Parameters, Conditions, Outputs } = made(true);
    expect(Object.keys(Resources)).toEqual(["Provider", "Role", "Policy1", "Policy2"]);
    expect(Resources.Role.Properties.ManagedPolicyArns).toEqual([{ Ref: "Policy1" }, { Ref: "Policy2" }]);
    expect(Resources.Policy1.Properties.PolicyDocument).toEqual(policies[0]);
    const [trust] = Resources.Role.Properties.AssumeRolePolicyDocument.Statement;
    expect(trust).toEqual({
      Effect: "Allow",
      Principal: { Federated: { "Fn::If": ["MakesProvider", { Ref: "Provider" }, { Ref: "ProviderArn" }] } },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
        StringLike: { "token.actions.githubusercontent.com:sub": { Ref: "Subject" } },
      },
    });
    expect(Resources.Provider).toMatchObject({ Condition: "MakesProvider", DeletionPolicy: "Retain" });
    expect(Conditions).toEqual({ MakesProvider: { "Fn::Equals": [{ Ref: "ProviderArn" }, ""] } });
    expect(new RegExp(Parameters.Subject.AllowedPattern).test(Parameters.Subject.Default)).toBe(true);
    expect(new RegExp(Parameters.Subject.AllowedPattern).test("repo:*:ref:refs/heads/main")).toBe(false);
    expect(new RegExp(Parameters.ProviderArn.AllowedPattern).test("")).toBe(true);
    expect(Outputs.RoleArn.Value).toEqual({ "Fn::GetAtt": ["Role", "Arn"] });
  });

  test("lets only main write, and pull requests read", () => {
    expect(made(true).Parameters.Subject.Default).toBe("repo:acme/infra:ref:refs/heads/main");
    expect(made(false).Parameters.Subject.Default).toBe("repo:acme/infra:*");
  });

  test("refers to nothing that it does not have", () => {
    const template = made(true);
    const known = [...Object.keys(template.Resources), ...Object.keys(template.Parameters)];
    const refs = [...JSON.stringify(template).matchAll(/\{"Ref":"(\w+)"\}/g)].map(([, name]) => name);
    expect(refs.filter((name) => !known.includes(name!))).toEqual([]);
  });
});
