import { describe, expect, test } from "vitest";
import { added } from "../../src/checks/added";
import { addProvider } from "../../src/sandbox/cognito-providers";
import { addListener } from "../../src/sandbox/elbv2";
import { put } from "./breaking";
import { type Installed, installed } from "./installed";

const region = "--region ap-northeast-1";

async function verdict(here: Installed, id: string) {
  return (await here.results()).find((one) => one.id === id)!;
}

test("looking for what was added reads two more things than the survey", async () => {
  const { look, calls } = await installed();
  const here = await look();
  await here.environments();
  calls.length = 0;
  await Promise.all(added.map((check) => check.run(here)));
  expect(calls.map(({ operation }) => operation)).toEqual(["ListIdentityProviders"]);
});

describe("inside what we own, and so part of its fields", () => {
  const role = "risken-prd-risken";
  const fields = async (here: Installed, id: string) => {
    const found = await verdict(here, id);
    expect(found.status).toBe("fail");
    return found.details.map(({ path }) => path);
  };

  test("an inline policy on the role", async () => {
    const here = await installed();
    await here.aws.iam.PutRolePolicy({
      RoleName: role,
      PolicyName: "more",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
      }),
    });
    expect(await here.failing()).toContain("role/risken");
    expect(await fields(here, "role/risken")).toEqual(["Policies.more"]);
  });

  test("a policy attached to the role", async () => {
    const here = await installed();
    const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    await here.aws.iam.AttachRolePolicy({ RoleName: role, PolicyArn });
    expect(await here.failing()).toContain("role/risken");
    expect(await fields(here, "role/risken")).toEqual(["ManagedPolicyArns"]);
  });

  test("a principal in the role's trust policy", async () => {
    const here = await installed();
    const { Role } = await here.aws.iam.GetRole({ RoleName: role });
    const trust = JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!));
    trust.Statement.push({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Action: "sts:AssumeRole",
    });
    await here.aws.iam.UpdateAssumeRolePolicy({ RoleName: role, PolicyDocument: JSON.stringify(trust) });
    expect(await here.failing()).toEqual(["role/risken", "security/role-trust"]);
    expect(await fields(here, "role/risken")).toEqual(["AssumeRolePolicyDocument.Statement"]);
  });

  test("a statement in a queue's policy", async () => {
    const here = await installed();
    const { QueueUrl } = await here.aws.sqs.GetQueueUrl({ QueueName: "risken-prd-aws-portscan" });
    const { Attributes } = await here.aws.sqs.GetQueueAttributes({ QueueUrl, AttributeNames: ["Policy"] });
    const policy = JSON.parse(Attributes!.Policy!);
    policy.Statement.push({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::999999999999:root" },
      Action: "sqs:SendMessage",
      Resource: "arn:aws:sqs:ap-northeast-1:123456789012:risken-prd-aws-portscan",
    });
    await here.aws.sqs.SetQueueAttributes({ QueueUrl, Attributes: { Policy: JSON.stringify(policy) } });
    expect(await here.failing()).toEqual(["queue/aws-portscan", "security/queue-policies"]);
    expect(await fields(here, "queue/aws-portscan")).toEqual(["Policy.Statement"]);
  });
});

describe("a listener rule", () => {
  const listenerArn = ({ account: { state } }: Installed) => Object.keys(state.tables["elbv2.listeners"]!)[0]!;
  const groupArn = async ({ aws }: Installed, name = "risken-prd-api") =>
    (await aws.elbv2.DescribeTargetGroups({ Names: [name] })).TargetGroups![0]!.TargetGroupArn!;
  const hostIs = (...Values: string[]) => ({ Field: "host-header", HostHeaderConfig: { Values } });
  const pathIs = (...Values: string[]) => ({ Field: "path-pattern", PathPatternConfig: { Values } });
  const redirect = { Type: "redirect", RedirectConfig: { Host: "elsewhere.example.com", StatusCode: "HTTP_302" } };
  const answer = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } };
  const add = async (here: Installed, Priority: number, Conditions: object[], action: object) => {
    const { Rules } = await here.aws.elbv2.CreateRule({
      ListenerArn: listenerArn(here),
      Priority,
      Conditions,
      Actions: [action as { Type: "redirect" }],
    });
    return Rules![0]!.RuleArn!;
  };

  test.each([
    ["shadows one of ours by its host", [hostIs("console.example.com")]],
    ["shadows one of ours by a pattern of hosts", [hostIs("*.example.com")]],
    ["shadows one of ours by its path alone", [pathIs("/api/v1/*")]],
  ])("that %s", async (_, conditions) => {
    const here = await installed();
    const arn = await add(here, 7, conditions, redirect);
    expect(await here.failing()).toEqual(["drift/foreign-rule"]);
    const { status, details, fix, found } = await verdict(here, "drift/foreign-rule");
    expect(status).toBe("fail");
    expect(details).toEqual([{ path: "rule 7", expected: "> 1005", actual: `redirect ${arn}` }]);
    expect(found?.en).toContain("rule/console-api");
    for (const text of [fix!.en, fix!.ja]) {
      expect(text.split("\n")).toContain(`aws elbv2 delete-rule --rule-arn ${arn} ${region}`);
      expect(text.split("\n")).toContain(
        `aws elbv2 set-rule-priorities --rule-priorities RuleArn=${arn},Priority=1006 ${region}`,
      );
    }
  });

  test("that opens the API past the sign-in", async () => {
    const here = await installed();
    const forward = { Type: "forward", TargetGroupArn: await groupArn(here) };
    await add(here, 3, [hostIs("console.example.com"), pathIs("/api/*")], forward);
    expect(await here.failing()).toEqual(["drift/foreign-rule", "security/forged-identity"]);
    expect((await verdict(here, "drift/foreign-rule")).details[0]).toMatchObject({
      actual: expect.stringMatching(/^forward arn:/),
    });
  });

  test("that only answers is a warning", async () => {
    const here = await installed();
    await add(here, 3, [hostIs("console.example.com"), pathIs("/maintenance")], answer);
    expect(await here.failing()).toEqual(["drift/foreign-rule"]);
    expect((await verdict(here, "drift/foreign-rule")).status).toBe("warn");
  });

  test("is none of our business behind ours, or for other hosts", async () => {
    const here = await installed();
    await add(here, 2_000, [hostIs("*.example.com")], redirect);
    await add(here, 3, [hostIs("shop.example.com")], redirect);
    expect(await here.failing()).toEqual([]);
  });

  test("of our env that nobody wants any more is shown as such", async () => {
    const here = await installed();
    const arn = await add(here, 3, [hostIs("console.example.com")], redirect);
    await here.aws.elbv2.AddTags({
      ResourceArns: [arn],
      Tags: [
        { Key: "risken-aws:env", Value: "prd" },
        { Key: "risken-aws:id", Value: "rule/old" },
      ],
    });
    expect(await here.failing()).toEqual(["rule/old"]);
  });

  test("on another listener that forwards to RISKEN, and its default action", async () => {
    const here = await installed();
    const loadBalancer = Object.keys(here.account.state.tables["elbv2.loadBalancers"]!)[0]!;
    const ListenerArn = addListener(here.account, loadBalancer, { port: 80, protocol: "HTTP" });
    expect(await here.failing()).toEqual([]);
    const DefaultActions = [{ Type: "forward" as const, TargetGroupArn: await groupArn(here) }];
    await here.aws.elbv2.ModifyListener({ ListenerArn, DefaultActions });
    expect(await here.failing()).toEqual(["drift/foreign-listener"]);
    const { fix, details } = await verdict(here, "drift/foreign-listener");
    expect(details.map(({ path }) => path)).toEqual(["port 80 rule default"]);
    expect(fix?.en).toContain(`aws elbv2 modify-listener --listener-arn ${ListenerArn} `);
  });
});

describe("in the user pool", () => {
  const poolId = ({ account: { state } }: Installed) => Object.keys(state.tables["cognito.pools"]!)[0]!;

  test("an app client", async () => {
    const here = await installed();
    const UserPoolId = poolId(here);
    const { UserPoolClient } = await here.aws.cognito.CreateUserPoolClient({ UserPoolId, ClientName: "mobile app" });
    expect(await here.failing()).toEqual(["drift/foreign-app-client"]);
    const { status, fix } = await verdict(here, "drift/foreign-app-client");
    expect(status).toBe("fail");
    expect(fix?.ja.split("\n").at(-1)).toBe(
      `aws cognito-idp delete-user-pool-client --user-pool-id ${UserPoolId} --client-id ${UserPoolClient!.ClientId} ${region}`,
    );
  });

  test("an identity provider", async () => {
    const here = await installed();
    addProvider(here.account, poolId(here), { name: "Bob's IdP", type: "OIDC" });
    expect(await here.failing()).toEqual(["drift/foreign-identity-provider"]);
    expect((await verdict(here, "drift/foreign-identity-provider")).fix?.en.split("\n").at(-1)).toBe(
      `aws cognito-idp delete-identity-provider --user-pool-id ${poolId(here)} --provider-name 'Bob'\\''s IdP' ${region}`,
    );
  });

  test("of somebody else is no business of ours", async () => {
    const here = await installed({
      config: {
        auth: {
          type: "oidc",
          oidc: {
            issuer: "https://idp.example.com",
            authorizationEndpoint: "https://idp.example.com/authorize",
            tokenEndpoint: "https://idp.example.com/token",
            userInfoEndpoint: "https://idp.example.com/userinfo",
            clientId: "abc",
            clientSecret: { env: "AZURE_SECRET" },
          },
        },
      },
    });
    expect(await here.failing()).toEqual([]);
    for (const id of ["drift/foreign-app-client", "drift/foreign-identity-provider"]) {
      expect(await verdict(here, id)).toMatchObject({ status: "skip", notApplicable: true });
    }
  });
});

describe("a parameter", () => {
  test("that a program reads is a warning with the lines that make it ours", async () => {
    const here = await installed();
    put(here.account, "/prd/common/SLACK_API_TOKEN", "xoxb-1", { type: "SecureString" });
    put(here.account, "/prd/osint/subdomain/INSPECT_CONCURRENCY", "10");
    expect(await here.failing()).toEqual(["drift/foreign-parameter"]);
    const { status, details, fix } = await verdict(here, "drift/foreign-parameter");
    expect(status).toBe("warn");
    expect(details.map(({ path }) => path)).toEqual([
      "/prd/common/SLACK_API_TOKEN",
      "/prd/osint/subdomain/INSPECT_CONCURRENCY",
    ]);
    expect(JSON.stringify(details)).not.toContain("xoxb-1");
    expect(fix?.en.split("\n").slice(1)).toEqual([
      "parameters:",
      "  values:",
      "    common:",
      "      SLACK_API_TOKEN:",
      "        env: SLACK_API_TOKEN",
      "    osint/subdomain:",
      '      INSPECT_CONCURRENCY: "10"',
      "Then take it over:",
      "risken-aws apply --adopt parameter/common/SLACK_API_TOKEN --adopt parameter/osint/subdomain/INSPECT_CONCURRENCY",
    ]);
  });

  test("with a name that nobody knows is a warning with the name that was meant", async () => {
    const here = await installed();
    put(here.account, "/prd/aws/common/RETRY_MAX_ATEMPTS", "3");
    expect(await here.failing()).toEqual(["drift/foreign-parameter"]);
    const { details, fix } = await verdict(here, "drift/foreign-parameter");
    expect(details).toEqual([
      { path: "/prd/aws/common/RETRY_MAX_ATEMPTS", expected: "RETRY_MAX_ATTEMPTS", actual: "3" },
    ]);
    expect(fix?.en).toContain(`aws ssm delete-parameter --name /prd/aws/common/RETRY_MAX_ATEMPTS ${region}`);
  });

  test("that libraries read belongs to whoever put it there, and is named too", async () => {
    const here = await installed();
    put(here.account, "/prd/common/HTTPS_PROXY", "http://proxy.example.com:3128");
    expect(await here.failing()).toEqual(["drift/foreign-parameter"]);
  });
});

test("every check of this sort has its case", () => {
  expect(added.map(({ id }) => id)).toEqual([
    "drift/foreign-rule",
    "drift/foreign-listener",
    "drift/foreign-app-client",
    "drift/foreign-identity-provider",
    "drift/foreign-parameter",
  ]);
});
