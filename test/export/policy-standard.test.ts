import { beforeAll, describe, expect, test } from "vitest";
import { actionOf } from "../../src/aws/actions";
import type { PolicyDocument } from "../../src/aws/policy-document";
import { decide } from "../../src/aws/policy-evaluation";
import type { Call } from "../../src/aws/session";
import { driftIn } from "../../src/checks/drift";
import { checks } from "../../src/checks/index";
import { runChecks } from "../../src/checks/run";
import type { PolicyVerb } from "../../src/export/policy";
import { type Account, accountOf } from "../../src/sandbox/account";
import { installed } from "../checks/installed";
import { copyOf, freshSandbox, pending, sessionOn } from "../end-to-end/sandbox-apply";
import { sandboxConfig } from "../end-to-end/sandbox-place";
import { judgeBy } from "./judge";
import { askedFor } from "./judge-asks";
import { actionsIn, policiesOf } from "./policies";

const account = "123456789012";
const config = { ...sandboxConfig, account };
const policies = {} as Record<PolicyVerb, readonly PolicyDocument[]>;
let made: Account;

/** Asked only about a key of ours, which the standard installation has none of: one may be left of another config. */
const ofKeys = /^kms:((Get|List)|DeleteAlias|ScheduleKeyDeletion)/;
/** Asked only about a certificate or a listener of ours. */
const ofCertificates =
  /^(acm:(Describe|List|Delete)|elasticloadbalancing:((Describe|Remove)ListenerCertificates|DeleteListener))/;

/** And about alarms and a topic of ours, and what X-Ray traces. */
const ofAlarms = /^(cloudwatch|sns|xray):(Describe|Get|List|Delete)/;

/** A run whose calls are judged by the policies as they are printed. */
const judged = (where: Account, by: readonly PolicyDocument[]) => {
  const judge = judgeBy(by, () => where);
  return sessionOn(where, config, {}, async (call, answer) => {
    judge(call);
    return answer();
  });
};

beforeAll(async () => {
  for (const verb of ["plan", "doctor", "apply", "destroy"] as const) policies[verb] = await policiesOf(verb, config);
  made = freshSandbox();
});

describe("the standard installation under the policies as they are printed", () => {
  test("apply makes it, and the second one finds nothing to do", async () => {
    const outcomes = await (await judged(made, policies.apply)).apply();
    expect(outcomes.filter(({ status }) => status !== "done").map(({ error }) => String(error))).toEqual([]);
    const again = await (await judged(made, policies.apply)).apply();
    expect(again.filter(({ change }) => change.action !== "none")).toEqual([]);
  });

  test("plan sees all of it", async () => {
    const plan = await (await judged(made, policies.plan)).plan();
    expect(pending(plan)).toEqual([]);
    expect(plan.changes.filter(({ unreadable }) => unreadable)).toEqual([]);
    expect(plan.refusals).toEqual([]);
  });

  test("destroy removes it, and is allowed nothing that it does not ask for", async () => {
    const where = accountOf(copyOf(made));
    const asked = new Set<string>();
    const judge = judgeBy(policies.destroy, () => where);
    const session = await sessionOn(where, config, {}, async (call, answer) => {
      for (const { action } of askedFor(call, where)) asked.add(action);
      judge(call);
      return answer();
    });
    const outcomes = await session.destroy();
    expect(outcomes.filter(({ status }) => status !== "done").map(({ error }) => String(error))).toEqual([]);
    expect(where.table("sqs.queues")).toEqual({});
    // Asked only where something was taken over, goes over to another env, or is as it isn't in a standard installation.
    const rare = /:(Untag|RemoveTags|DeleteTags|CreateTags|DetachRolePolicy|DetachTrafficSources)/;
    const members = /^cognito-idp:.*(IdentityProviders?|Groups?|ManagedLoginBranding(ByClient)?)$/;
    const seldom = [
      "sqs:GetQueueUrl",
      "sqs:ListQueueTags",
      "ssm:ListTagsForResource",
      "kms:Decrypt",
      "kms:DescribeKey",
    ];
    const ofSecrets = /^secretsmanager:(DescribeSecret|GetSecretValue|DeleteSecret)$/;
    const idle = actionsIn(policies.destroy).filter((action) => !asked.has(action));
    const never = idle.filter((action) => !rare.test(action) && !ofKeys.test(action) && !ofSecrets.test(action));
    const left = never.filter((action) => ![members, ofCertificates, ofAlarms].some((one) => one.test(action)));
    expect(left.filter((action) => !seldom.includes(action))).toEqual([]);
  });

  test("plan may not write", async () => {
    const outcomes = (await judged(accountOf(copyOf(freshSandbox())), policies.plan)).apply();
    const failed = (await outcomes).filter(({ status }) => status === "failed");
    expect(failed.length).toBeGreaterThan(0);
    expect(actionsIn(policies.plan).filter((action) => !/:(Get|List|Describe|Decrypt)/.test(action))).toEqual([]);
  });

  test("doctor looks at everything, and is allowed nothing that it does not ask for", async () => {
    const asked = new Set<string>();
    let where: Account | undefined;
    const world = await installed({
      refuse: (call: Call) => {
        // Who is calling is asked before anybody is refused.
        if (!where) return;
        judgeBy(policies.doctor, () => where!)(call);
        for (const { action } of askedFor(call, where)) asked.add(action);
      },
    });
    where = world.account;
    const look = await world.look();
    const results = [...driftIn(look.plan), ...(await runChecks(checks, look))];
    expect(results.filter(({ lacks }) => lacks).map(({ id, lacks }) => `${id} lacks ${lacks}`)).toEqual([]);
    expect(look.survey.unsearched).toEqual([]);
    // Asked only where something is as it isn't in a standard installation: a customer's key, leftovers, lagging indexes, a database
    // without a cluster, managed policies, pods that have run.
    const rare = [
      "acm:ListCertificates",
      "acm:ListTagsForCertificate",
      "cloudwatch:DescribeAlarms",
      "cloudwatch:GetMetricData",
      "cognito-idp:DescribeIdentityProvider",
      "cognito-idp:DescribeManagedLoginBrandingByClient",
      "cognito-idp:GetGroup",
      "cognito-idp:ListGroups",
      "cognito-idp:ListUsers",
      "cognito-idp:ListUsersInGroup",
      "iam:GetPolicy",
      "iam:GetPolicyVersion",
      "kms:Decrypt",
      "rds:DescribeDBParameters",
      "sns:GetTopicAttributes",
      "sqs:GetQueueUrl",
      "sqs:ListQueueTags",
      "ssm:ListTagsForResource",
      "xray:GetGroups",
      "xray:GetSamplingRules",
    ];
    const idle = actionsIn(policies.doctor).filter((action) => !asked.has(action) && !ofKeys.test(action));
    expect(idle.filter((action) => !rare.includes(action))).toEqual([]);
  });
});

describe("what belongs to others", () => {
  const asks = (call: Partial<Call>, more: (account: Account) => void = () => {}) => {
    const where = accountOf(copyOf(made));
    more(where);
    return askedFor(call as Call, where).map(({ action, resource, context }) => ({
      action,
      decision: decide({ identity: policies.apply }, { action, resource, context }),
    }));
  };
  const refused = (call: Partial<Call>, more?: (account: Account) => void) =>
    expect(asks(call, more)).toContainEqual({
      action: actionOf(call.service!, call.operation!),
      decision: "implicitDeny",
    });
  const other = { "risken-aws:env": "prd-eu" };

  test("queues of another env, whose names begin like ours", () => {
    const put = (account: Account) => {
      account.table("sqs.queues")["risken-prd-eu-code"] = { name: "risken-prd-eu-code", tags: other };
    };
    const QueueUrl = `https://sqs.ap-northeast-1.amazonaws.com/${account}/risken-prd-eu-code`;
    refused({ service: "sqs", operation: "DeleteQueue", input: { QueueUrl } }, put);
    refused({ service: "sqs", operation: "SetQueueAttributes", input: { QueueUrl, Attributes: {} } }, put);
    refused({ service: "sqs", operation: "TagQueue", input: { QueueUrl, Tags: { "risken-aws:env": "prd" } } }, put);
    refused({ service: "sqs", operation: "CreateQueue", input: { QueueName: "risken-prd-eu-code", tags: other } });
    refused({ service: "sqs", operation: "DeleteQueue", input: { QueueUrl: `${QueueUrl.slice(0, -18)}orders` } });
  });

  test("parameters of another env, and other people's beside ours", () => {
    refused({ service: "ssm", operation: "GetParameters", input: { Names: ["/prd-eu/code/common/CODE_DATA_KEY"] } });
    refused({
      service: "ssm",
      operation: "PutParameter",
      input: { Name: "/stg/common/X", Type: "String", Value: "x" },
    });
    refused({ service: "ssm", operation: "DeleteParameter", input: { Name: "/prd/common/FOREIGN" } });
  });

  test("roles elsewhere, and roles of another env", () => {
    const put = (path: string) => (account: Account) => {
      account.table("iam.roles")["risken-prd-eu-risken"] = { name: "risken-prd-eu-risken", path, tags: other };
    };
    const input = { RoleName: "risken-prd-eu-risken", PolicyName: "p", PolicyDocument: "{}" };
    refused({ service: "iam", operation: "PutRolePolicy", input }, put("/risken/prd-eu/"));
    refused({ service: "iam", operation: "PutRolePolicy", input }, put("/risken/prd/"));
    refused({ service: "iam", operation: "CreateRole", input: { RoleName: "admin", Path: "/", Tags: [] } });
    refused({
      service: "iam",
      operation: "UpdateAssumeRolePolicy",
      input: { RoleName: "admin", PolicyDocument: "{}" },
    });
  });

  test("rules of others on the same listener, with or without a tag", () => {
    const [ours] = Object.values(made.table<{ arn: string }>("elbv2.rules"));
    const RuleArn = `${ours!.arn.slice(0, -16)}00000000000000aa`;
    const put = (tags: object) => (account: Account) => {
      account.table("elbv2.rules")[RuleArn] = { arn: RuleArn, tags };
    };
    for (const tags of [{}, other]) {
      refused({ service: "elbv2", operation: "DeleteRule", input: { RuleArn } }, put(tags));
      refused({ service: "elbv2", operation: "ModifyRule", input: { RuleArn, Actions: [] } }, put(tags));
    }
  });

  test("user pools without our tag", () => {
    const put = (account: Account) => {
      account.table("cognito.pools")["ap-northeast-1_other"] = { id: "ap-northeast-1_other", tags: {} };
    };
    const input = { UserPoolId: "ap-northeast-1_other" };
    refused({ service: "cognito", operation: "DeleteUserPool", input }, put);
    refused({ service: "cognito", operation: "ListUsers", input }, put);
    refused({ service: "cognito", operation: "CreateUserPoolClient", input }, put);
  });

  test("security groups of other things, and openings that others have made", () => {
    const [open] = Object.values(made.table<{ id: string; tags: object }>("ec2.securityGroupRules")).filter(
      ({ tags }) => Object.keys(tags).length === 0,
    );
    const input = { GroupId: "sg-0db000000000000db", SecurityGroupRuleIds: [open!.id] };
    refused({ service: "ec2", operation: "RevokeSecurityGroupIngress", input });
    refused({ service: "ec2", operation: "CreateTags", input: { Resources: [open!.id], Tags: [] } });
  });

  test("clusters, secrets and Auto Scaling groups of other things", () => {
    refused({ service: "eks", operation: "DescribeCluster", input: { name: "other" } });
    refused({
      service: "autoscaling",
      operation: "AttachLoadBalancerTargetGroups",
      input: { AutoScalingGroupName: "other", TargetGroupARNs: [] },
    });
    refused({ service: "secretsmanager", operation: "GetSecretValue", input: { SecretId: "other" } });
  });
});
