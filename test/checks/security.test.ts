import { describe, expect, test } from "vitest";
import type { Look } from "../../src/checks/check";
import { security } from "../../src/checks/security";
import type { Account } from "../../src/sandbox/account";
import { addSecurityGroup } from "../../src/sandbox/ec2";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { type Installed, installed } from "./installed";

const { clusterSecurityGroupId: nodes, albSecurityGroupId: alb, vpcId } = freshIds;
const issuer = `oidc.eks.ap-northeast-1.amazonaws.com/id/${freshIds.oidcId}`;
const account = "123456789012";

/** What one check has to say. */
async function verdict({ results }: Installed, id: string, look?: Look) {
  return (await results(look)).find((one) => one.id === id)!;
}

const statement = (more: object) => ({ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*", ...more });

test("nothing is wrong with the standard installation", async () => {
  const { results } = await installed();
  const said = (await results()).filter(({ category }) => category === "security");
  expect(said.map(({ id }) => id).sort()).toEqual(security.map(({ id }) => id).sort());
  expect(said.filter(({ status }) => status !== "pass")).toEqual([]);
});

test("what looks at the standard installation reads nothing that the survey hasn't read", async () => {
  const { look, calls } = await installed();
  const here = await look();
  await here.environments();
  calls.length = 0;
  await Promise.all(security.map((check) => check.run(here)));
  expect(calls.map(({ operation }) => operation)).toEqual([]);
});

describe("NodePorts", () => {
  const open = (here: Installed, IpPermissions: object[]) =>
    here.aws.ec2.AuthorizeSecurityGroupIngress({ GroupId: nodes, IpPermissions });

  test.each([
    ["an address range", { IpProtocol: "tcp", FromPort: 30081, ToPort: 30081, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
    ["IPv6", { IpProtocol: "6", FromPort: 30080, ToPort: 30080, Ipv6Ranges: [{ CidrIpv6: "::/0" }] }],
    ["a prefix list", { IpProtocol: "tcp", FromPort: 1, ToPort: 65535, PrefixListIds: [{ PrefixListId: "pl-1" }] }],
    ["every protocol", { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
    ["all NodePorts", { IpProtocol: "tcp", FromPort: 30000, ToPort: 32767, UserIdGroupPairs: [{ GroupId: "sg-b" }] }],
  ])("opened by %s are a failure with the line that closes them", async (_, permission) => {
    const here = await installed();
    addSecurityGroup(here.account, { id: "sg-b", name: "bastion", vpcId });
    const { SecurityGroupRules } = await open(here, [permission]);
    expect(await here.failing()).toEqual(["security/node-ports"]);
    const { fix, details } = await verdict(here, "security/node-ports");
    expect(details).toHaveLength(1);
    expect(fix?.en.split("\n").at(-1)).toBe(
      `aws ec2 revoke-security-group-ingress --group-id ${nodes} --security-group-rule-ids ${SecurityGroupRules![0]!.SecurityGroupRuleId}`,
    );
  });

  test("are not what other ports, other protocols and the load balancer's own rules are about", async () => {
    const here = await installed();
    const IpRanges = [{ CidrIp: "0.0.0.0/0" }];
    await open(here, [
      { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges },
      { IpProtocol: "tcp", FromPort: 30082, ToPort: 32767, IpRanges },
      { IpProtocol: "udp", FromPort: 30080, ToPort: 30081, IpRanges },
      { IpProtocol: "tcp", FromPort: 0, ToPort: 65535, UserIdGroupPairs: [{ GroupId: alb }] },
    ]);
    expect(await here.failing()).toEqual([]);
  });

  test("can't be judged without the rules, and the lacking action is named", async () => {
    let closed = false;
    const here = await installed({
      refuse: ({ operation }) => {
        if (closed && operation === "DescribeSecurityGroupRules") throw denied();
      },
    });
    closed = true;
    expect(await verdict(here, "security/node-ports")).toMatchObject({
      status: "skip",
      lacks: "ec2:DescribeSecurityGroupRules",
    });
  });
});

const denied = () =>
  Object.assign(new Error("denied"), { name: "UnauthorizedOperation", $metadata: { httpStatusCode: 403 } });

describe("roles", () => {
  const RoleName = "risken-prd-risken";
  const provider = `arn:aws:iam::${account}:oidc-provider/${issuer}`;
  const trust = (...more: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: [ours(), ...more] });
  const ours = (Condition: object = exactly("system:serviceaccount:risken:risken")) => ({
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition,
  });
  const exactly = (subject: string | string[]) => ({
    StringEquals: { [`${issuer}:sub`]: subject, [`${issuer}:aud`]: "sts.amazonaws.com" },
  });

  test.each([
    [
      "another account",
      { ...statement({ Action: "sts:AssumeRole" }), Resource: undefined, Principal: { AWS: "999999999999" } },
    ],
    ["everybody", { Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" }],
    ["another service account", ours(exactly(["system:serviceaccount:risken:risken", "system:serviceaccount:x:y"]))],
    ["every pod", ours({ StringLike: { [`${issuer}:sub`]: "system:*" } })],
    ["any audience", ours({ StringEquals: { [`${issuer}:sub`]: "system:serviceaccount:risken:risken" } })],
    ["another provider", { ...ours(), Principal: { Federated: `${provider}x` } }],
  ])("trusted by %s too fail", async (_, more) => {
    const here = await installed();
    await here.aws.iam.UpdateAssumeRolePolicy({ RoleName, PolicyDocument: trust(more) });
    expect(await here.failing()).toEqual(["role/risken", "security/role-trust"]);
  });

  test("that trust less are drift alone", async () => {
    const here = await installed();
    const narrower = { ...exactly("system:serviceaccount:risken:risken"), IpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
    const PolicyDocument = trust(ours(narrower), { Effect: "Deny", Action: "sts:*", Principal: { AWS: "*" } });
    await here.aws.iam.UpdateAssumeRolePolicy({ RoleName, PolicyDocument });
    expect(await here.failing()).toEqual(["role/risken"]);
  });

  test("one for each service are each trusted by their own", async () => {
    const config = { cluster: { serviceAccounts: "per-service" } };
    const here = await installed({ config });
    expect((await verdict(here, "security/role-trust")).status).toBe("pass");
    const PolicyDocument = trust();
    await here.aws.iam.UpdateAssumeRolePolicy({ RoleName: "risken-prd-core", PolicyDocument });
    expect(await here.failing()).toEqual(["boot/trust-service-account", "role/core", "security/role-trust"]);
  });

  test("some of which can't be read are skipped, unless one of the others is open", async () => {
    let closed = false;
    const here = await installed({
      config: { cluster: { serviceAccounts: "per-service" } },
      refuse: ({ operation, input }) => {
        if (closed && operation === "GetRole" && JSON.stringify(input).includes("risken-prd-gateway")) throw denied();
      },
    });
    closed = true;
    expect(await verdict(here, "security/role-trust")).toMatchObject({ status: "skip", lacks: "iam:GetRole" });
    await here.aws.iam.UpdateAssumeRolePolicy({ RoleName: "risken-prd-core", PolicyDocument: trust() });
    expect(await verdict(here, "security/role-trust")).toMatchObject({ status: "fail" });
  });
});

describe("queues", () => {
  const set = async ({ aws }: Installed, ...more: object[]) => {
    const { QueueUrl } = await aws.sqs.GetQueueUrl({ QueueName: "risken-prd-aws-portscan" });
    const { Attributes } = await aws.sqs.GetQueueAttributes({ QueueUrl, AttributeNames: ["Policy"] });
    const policy = JSON.parse(Attributes!.Policy!);
    const Policy = JSON.stringify({ ...policy, Statement: [policy.Statement, more].flat() });
    await aws.sqs.SetQueueAttributes({ QueueUrl, Attributes: { Policy } });
  };

  test.each([
    ["everybody", { Principal: "*" }],
    ["everybody, by another name", { Principal: { AWS: ["*"] } }],
    ["another account", { Principal: { AWS: "999999999999" } }],
    ["a role of another account", { Principal: { AWS: "arn:aws:iam::999999999999:role/x" } }],
    ["a service, for whomever", { Principal: { Service: "events.amazonaws.com" } }],
    ["all but one", { NotPrincipal: { AWS: account } }],
    [
      "everybody, if they like",
      { Principal: "*", Condition: { StringEqualsIfExists: { "aws:SourceAccount": account } } },
    ],
    [
      "two accounts",
      { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": [account, "999999999999"] } } },
    ],
  ])("open to %s fail", async (_, more) => {
    const here = await installed();
    await set(here, statement(more));
    expect(await here.failing()).toEqual(["queue/aws-portscan", "security/queue-policies"]);
  });

  test.each([
    ["a role of the account", { Principal: { AWS: `arn:aws:iam::${account}:role/x` } }],
    ["the account", { Principal: { AWS: [account] } }],
    [
      "a service for the account",
      {
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnLike: { "aws:SourceArn": `arn:aws:events:*:${account}:rule/*` } },
      },
    ],
    ["nobody", { Effect: "Deny", Principal: "*" }],
  ])("open to %s are drift alone", async (_, more) => {
    const here = await installed();
    await set(here, statement(more));
    expect(await here.failing()).toEqual(["queue/aws-portscan"]);
  });
});

describe("the user pool", () => {
  const row = ({ account: { state } }: { readonly account: Account }) =>
    Object.values(state.tables["cognito.pools"]!)[0] as {
      settings: Record<string, unknown>;
      factors: object;
      id: string;
    };

  test("with self sign-up fails", async () => {
    const here = await installed();
    row(here).settings.AdminCreateUserConfig = { AllowAdminCreateUserOnly: false };
    expect(await here.failing()).toEqual(["security/sign-up", "user-pool/users"]);
  });

  test("without MFA warns, unless the config wants none", async () => {
    const here = await installed();
    await here.aws.cognito.SetUserPoolMfaConfig({ UserPoolId: row(here).id, MfaConfiguration: "OFF" });
    expect(await here.failing()).toEqual(["security/mfa", "user-pool/users"]);
    const cognito = { domainPrefix: "acme-risken", mfa: "off" };
    expect(await (await installed({ config: { auth: { type: "cognito", cognito } } })).failing()).toEqual([]);
  });

  test("of somebody else is judged by the same rules, and not by our remedies", async () => {
    const prepare = (fresh: Account) => {
      const id = "ap-northeast-1_theirs000";
      fresh.table("cognito.pools")[id] = {
        id,
        name: "theirs",
        created: "2026-01-01T00:00:00Z",
        changed: "2026-01-01T00:00:00Z",
        fixed: {},
        settings: { MfaConfiguration: "OFF" },
        factors: {},
        tags: {},
      };
    };
    const cognito = { domainPrefix: "acme-risken", userPoolId: "ap-northeast-1_theirs000" };
    const here = await installed({ prepare, config: { auth: { type: "cognito", cognito } } });
    expect(await here.failing()).toEqual(["security/mfa", "security/sign-up"]);
    for (const id of ["security/mfa", "security/sign-up"]) {
      expect((await verdict(here, id)).fix?.en).not.toContain("doctor --fix");
    }
  });

  test("is not asked for where people sign in elsewhere", async () => {
    const oidc = {
      issuer: "https://idp.example.com",
      authorizationEndpoint: "https://idp.example.com/authorize",
      tokenEndpoint: "https://idp.example.com/token",
      userInfoEndpoint: "https://idp.example.com/userinfo",
      clientId: "abc",
      clientSecret: { env: "AZURE_SECRET" },
    };
    const here = await installed({ config: { auth: { type: "oidc", oidc, cognito: undefined } } });
    expect(await here.failing()).toEqual([]);
    expect(await verdict(here, "security/mfa")).toMatchObject({ status: "skip", notApplicable: true });
  });
});

test("a secret that is stored in clear fails, with the line that removes it", async () => {
  const here = await installed();
  const Name = "/prd/code/common/GITHUB_DEFAULT_TOKEN";
  const parameters = here.account.table<{ type: string; keyId?: string }>("ssm.parameters");
  const row = Object.entries(parameters).find(([name]) => name.endsWith("GITHUB_DEFAULT_TOKEN"))![1];
  row.type = "String";
  expect(await here.failing()).toEqual(["parameter/code/common/GITHUB_DEFAULT_TOKEN", "security/secrets-in-clear"]);
  expect((await verdict(here, "security/secrets-in-clear")).fix?.en).toContain(
    `aws ssm delete-parameter --name ${Name}`,
  );
});

test("a value that was made up is put back as it is: what RISKEN has encrypted would be lost with it", async () => {
  const here = await installed();
  const Name = "/prd/code/common/CODE_DATA_KEY";
  const parameters = here.account.table<{ type: string; keyId?: string }>("ssm.parameters");
  Object.entries(parameters).find(([name]) => name.endsWith("/CODE_DATA_KEY"))![1].type = "String";
  const { fix } = await verdict(here, "security/secrets-in-clear");
  const lines = fix!.en.split("\n").slice(1);
  expect(lines.map((line) => line.replace(" --region ap-northeast-1", ""))).toEqual([
    `VALUE="$(aws ssm get-parameter --name ${Name} --query Parameter.Value --output text)"`,
    `aws ssm delete-parameter --name ${Name}`,
    "sleep 30",
    `aws ssm put-parameter --type SecureString --name ${Name} --value "$VALUE"`,
    "risken-aws apply --adopt parameter/code/common/CODE_DATA_KEY",
  ]);
  expect(fix!.en).not.toContain("parameters.values");
});
