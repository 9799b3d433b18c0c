import type { Action, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Ground } from "./ground";

/** Pieces of an installation, each by the plain calls with which a person or another tool would make it. */

export type Tags = Readonly<Record<string, string>>;

/** Parameters below a root by directory and name; a value in a list is stored as a SecureString. */
export type Stored = Readonly<Record<string, Readonly<Record<string, string | readonly [secret: string]>>>>;

/** Stores them one after another, as a person would. Answers what is stored now, by full names. */
export async function storeParameters({ aws }: Ground, root: string, stored: Stored, tags: Tags = {}) {
  const made = new Map<string, string>();
  for (const [directory, named] of Object.entries(stored)) {
    for (const [name, value] of Object.entries(named)) {
      const Name = [root, directory, name].filter((part) => part !== "").join("/");
      const [Value, Type] =
        typeof value === "string" ? [value, "String" as const] : [value[0], "SecureString" as const];
      await aws.ssm.PutParameter({ Name, Value, Type, Tags: asList(tags) });
      made.set(Name, Value);
    }
  }
  return made;
}

/** A queue with what SQS fills in, but for the given attributes. Answers its URL. */
export async function makeQueue(
  { aws }: Ground,
  QueueName: string,
  Attributes: Readonly<Record<string, string>> = {},
  tags: Tags = {},
): Promise<string> {
  return (await aws.sqs.CreateQueue({ QueueName, Attributes, tags })).QueueUrl!;
}

/** Answers its ARN. */
export async function makeTargetGroup(
  { aws, vpcId }: Ground,
  Name: string,
  Port: number,
  HealthCheckPath: string,
  tags: Tags = {},
): Promise<string> {
  const { TargetGroups } = await aws.elbv2.CreateTargetGroup({
    Name,
    Port,
    Protocol: "HTTP",
    ProtocolVersion: "HTTP1",
    TargetType: "instance",
    VpcId: vpcId,
    HealthCheckPath,
    ...(Object.keys(tags).length > 0 ? { Tags: asList(tags) } : {}),
  });
  return TargetGroups![0]!.TargetGroupArn!;
}

/** Lets the nodes be targets, and the load balancer reach them. */
export async function openNodes(ground: Ground, targetGroups: readonly string[]): Promise<void> {
  const { aws, autoScalingGroup, nodeSecurityGroup, albSecurityGroup } = ground;
  for (const arn of targetGroups) {
    await aws.autoscaling.AttachLoadBalancerTargetGroups({
      AutoScalingGroupName: autoScalingGroup,
      TargetGroupARNs: [arn],
    });
  }
  await aws.ec2.AuthorizeSecurityGroupIngress({
    GroupId: nodeSecurityGroup,
    IpPermissions: [
      { IpProtocol: "tcp", FromPort: 30080, ToPort: 30081, UserIdGroupPairs: [{ GroupId: albSecurityGroup }] },
    ],
  });
}

/** Answers its ARN. */
export async function makeRule(
  { aws, listenerArn }: Ground,
  Priority: number,
  Conditions: RuleCondition[],
  Actions: readonly Action[],
  tags: Tags = {},
): Promise<string> {
  const { Rules } = await aws.elbv2.CreateRule({
    ListenerArn: listenerArn,
    Priority,
    Conditions,
    Actions: Actions.map((action, at) => ({ ...action, Order: at + 1 })),
    ...(Object.keys(tags).length > 0 ? { Tags: asList(tags) } : {}),
  });
  return Rules![0]!.RuleArn!;
}

export const host = (name: string): RuleCondition => ({ Field: "host-header", HostHeaderConfig: { Values: [name] } });
export const path = (pattern: string): RuleCondition => ({
  Field: "path-pattern",
  PathPatternConfig: { Values: [pattern] },
});
export const source = (...Values: string[]): RuleCondition => ({ Field: "source-ip", SourceIpConfig: { Values } });
export const forward = (TargetGroupArn: string): Action => ({ Type: "forward", TargetGroupArn });

interface RoleOf {
  readonly name: string;
  readonly path?: string;
  /** As in `system:serviceaccount:risken:risken`. */
  readonly subjects: readonly string[];
  /** First segment of the parameters' paths. */
  readonly env: string;
  readonly tags?: Tags;
}

/** The cluster's OIDC provider and a role for pods, with as much as RISKEN's documentation suggests. Answers its ARN. */
export async function makePodRole(
  { aws, issuer }: Ground,
  { name, path, subjects, env, tags }: RoleOf,
): Promise<string> {
  const provider = await aws.iam.CreateOpenIDConnectProvider({ Url: issuer, ClientIDList: ["sts.amazonaws.com"] });
  const sub = `${issuer.replace("https://", "")}:sub`;
  const { Role } = await aws.iam.CreateRole({
    RoleName: name,
    Path: path ?? "/",
    AssumeRolePolicyDocument: policy({
      Effect: "Allow",
      Principal: { Federated: provider.OpenIDConnectProviderArn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [sub]: subjects.length === 1 ? subjects[0] : subjects } },
    }),
    Tags: asList(tags ?? {}),
  });
  await aws.iam.PutRolePolicy({
    RoleName: name,
    PolicyName: "pods",
    PolicyDocument: policy(
      { Effect: "Allow", Action: ["sqs:*"], Resource: "*" },
      {
        Effect: "Allow",
        Action: ["ssm:GetParameter", "ssm:GetParametersByPath"],
        Resource: aws.arn("ssm", `parameter/${env}/*`),
      },
      { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::*:role/RISKEN" },
    ),
  });
  return Role!.Arn!;
}

/** A user pool in which nobody signs up alone, with somebody in it, a domain, and a client for a load balancer. */
export async function makePool(
  { aws }: Ground,
  at: { pool: string; client: string; domain: string; hostName: string },
) {
  const { UserPool } = await aws.cognito.CreateUserPool({
    PoolName: at.pool,
    AutoVerifiedAttributes: ["email"],
    UsernameAttributes: ["email"],
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
  });
  const UserPoolId = UserPool!.Id!;
  await aws.cognito.CreateUserPoolDomain({ Domain: at.domain, UserPoolId });
  await aws.cognito.AdminCreateUser({ UserPoolId, Username: "somebody@example.com" });
  const { UserPoolClient } = await aws.cognito.CreateUserPoolClient({
    UserPoolId,
    ClientName: at.client,
    GenerateSecret: true,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["code"],
    AllowedOAuthScopes: ["openid"],
    CallbackURLs: [`https://${at.hostName}/oauth2/idpresponse`],
    SupportedIdentityProviders: ["COGNITO"],
  });
  const clientId = UserPoolClient!.ClientId!;
  const signIn: Action = {
    Type: "authenticate-cognito",
    AuthenticateCognitoConfig: { UserPoolArn: UserPool!.Arn!, UserPoolClientId: clientId, UserPoolDomain: at.domain },
  };
  return { poolId: UserPoolId, clientId, signIn };
}

const policy = (...Statement: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement });

const asList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
