import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  TagResourceCommand,
  UpdateUserPoolClientCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  SetRulePrioritiesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SeededAccount, seedAccount } from "../moto/seed";
import { describeOnMoto, type Moto, startMoto } from "../moto/server";
import { root } from "./program";

/** What moto 5.2 does otherwise than AWS, so that a case of ours can only be shown on the sandbox. */
interface Deviation {
  /** The operation and what is wrong with it. */
  readonly row: string;
  /** What is left to the sandbox because of that, and where it is shown. */
  readonly left: string;
  /** The file and the title of the test. */
  readonly shown: readonly [file: string, title: string];
  /** Fails as soon as moto does as AWS does: then the case can move here. */
  readonly proof: (at: Clients, seeded: SeededAccount) => Promise<void>;
}

const fixed = { Type: "fixed-response" as const, FixedResponseConfig: { StatusCode: "404" } };
const path = (value: string) => [{ Field: "path-pattern", PathPatternConfig: { Values: [value] } }];

const deviations: readonly Deviation[] = [
  {
    row: "IAM AddClientIDToOpenIDConnectProvider: missing",
    left: "a missing audience of the shared OIDC provider is added",
    shown: [
      "test/kinds/iam-oidc-provider.test.ts",
      "our audience is added to a provider that others have made, and theirs stays",
    ],
    proof: async ({ iam }) => {
      const { OpenIDConnectProviderArn } = await iam.send(
        new CreateOpenIDConnectProviderCommand({ Url: "https://example.org/id", ClientIDList: ["other"] }),
      );
      const add = new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: "more" });
      await expect(iam.send(add)).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    },
  },
  {
    row: "IAM CreateRole: accepts a trust policy that is no JSON, principals and boundaries that do not exist",
    left: "a policy that IAM would refuse fails",
    shown: ["test/sandbox/iam.test.ts", "IAM of the sandbox refuses what AWS refuses"],
    proof: async ({ iam }) => {
      const role = new CreateRoleCommand({
        RoleName: "nonsense",
        AssumeRolePolicyDocument: "no JSON",
        PermissionsBoundary: "arn:aws:iam::123456789012:policy/absent",
      });
      await expect(iam.send(role)).resolves.toMatchObject({ Role: { RoleName: "nonsense" } });
    },
  },
  {
    row: "EKS DescribeCluster: no vpcId, clusterSecurityGroupId or accessConfig",
    left: "the opening is made in the security group that EKS itself gave the cluster",
    shown: ["test/kinds/lookups.test.ts", "a cluster with its issuer, network and the group that its nodes wear"],
    proof: async ({ eks }, { eks: { name } }) => {
      const { cluster } = await eks.send(new DescribeClusterCommand({ name }));
      expect(cluster!.resourcesVpcConfig).not.toHaveProperty("vpcId");
      expect(cluster!.resourcesVpcConfig).not.toHaveProperty("clusterSecurityGroupId");
      expect(cluster).not.toHaveProperty("accessConfig");
    },
  },
  {
    row: "Cognito UpdateUserPool: sign-in attributes, case and deletion protection vanish",
    left: "a changed pool is updated and then unchanged",
    shown: ["test/sandbox/cognito.test.ts", "lose in an update what it doesn't say, but not what was fixed at birth"],
    proof: async ({ cognito }) => {
      const { UserPool } = await cognito.send(
        new CreateUserPoolCommand({
          PoolName: "vanishing",
          UsernameAttributes: ["email"],
          UsernameConfiguration: { CaseSensitive: false },
          DeletionProtection: "ACTIVE",
        }),
      );
      await cognito.send(new UpdateUserPoolCommand({ UserPoolId: UserPool!.Id, MfaConfiguration: "OFF" }));
      const after = await cognito.send(new DescribeUserPoolCommand({ UserPoolId: UserPool!.Id }));
      for (const gone of ["UsernameAttributes", "UsernameConfiguration", "DeletionProtection"])
        expect(after.UserPool).not.toHaveProperty(gone);
    },
  },
  {
    row: "Cognito TagResource: missing",
    left: "tags of a pool are put right",
    shown: ["test/kinds/cognito-user-pool.test.ts", "carries over all that it doesn't say"],
    proof: async ({ cognito }) => {
      const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "tags" }));
      const tag = new TagResourceCommand({ ResourceArn: UserPool!.Arn, Tags: { a: "b" } });
      await expect(cognito.send(tag)).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    },
  },
  {
    row: "Cognito UpdateUserPoolClient: merges what AWS would reset",
    left: "an update of the app client that forgets a field is seen",
    shown: ["test/kinds/cognito-user-pool-client.test.ts", "an update carries over all that it doesn't say"],
    proof: async ({ cognito }) => {
      const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "merge" }));
      const pool = { UserPoolId: UserPool!.Id };
      const { UserPoolClient } = await cognito.send(
        new CreateUserPoolClientCommand({ ...pool, ClientName: "a", CallbackURLs: ["https://example.org/"] }),
      );
      const client = { ...pool, ClientId: UserPoolClient!.ClientId };
      await cognito.send(new UpdateUserPoolClientCommand({ ...client, ClientName: "b" }));
      const after = await cognito.send(new DescribeUserPoolClientCommand(client));
      expect(after.UserPoolClient!.CallbackURLs).toEqual(["https://example.org/"]);
    },
  },
  {
    row: "Cognito DeleteUserPool: succeeds with deletion protection on",
    left: "a protected pool is not deleted",
    shown: ["test/kinds/cognito-user-pool.test.ts", "a pool is removed with its protection and its domain"],
    proof: async ({ cognito }) => {
      const { UserPool } = await cognito.send(
        new CreateUserPoolCommand({ PoolName: "protected", DeletionProtection: "ACTIVE" }),
      );
      await expect(cognito.send(new DeleteUserPoolCommand({ UserPoolId: UserPool!.Id }))).resolves.toBeDefined();
    },
  },
  {
    row: "ELBv2 CreateTargetGroup: the same again is a duplicate",
    left: "a target group whose creation was not acknowledged is not made twice",
    shown: ["test/sandbox/elbv2.test.ts", "made twice alike is one, made twice differently is refused"],
    proof: async ({ elb }, { vpc }) => {
      const group = new CreateTargetGroupCommand({ Name: "twice", Protocol: "HTTP", Port: 80, VpcId: vpc.id });
      await elb.send(group);
      await expect(elb.send(group)).rejects.toMatchObject({ name: "DuplicateTargetGroupNameException" });
    },
  },
  {
    row: "ELBv2 DescribeRules: answers what was sent, client secret included, and fills no defaults",
    left: "rules as AWS answers them are no drift; a changed OIDC client secret is found without reading it",
    shown: ["test/kinds/elbv2-listener-rule.test.ts", "a forward to one target group is the same in both spellings"],
    proof: async ({ elb }, { alb: { listenerArn: ListenerArn } }) => {
      const AuthenticateOidcConfig = {
        Issuer: "https://example.org",
        AuthorizationEndpoint: "https://example.org/a",
        TokenEndpoint: "https://example.org/t",
        UserInfoEndpoint: "https://example.org/u",
        ClientId: "id",
        ClientSecret: "shown",
      };
      const { Rules } = await elb.send(
        new CreateRuleCommand({
          ListenerArn,
          Priority: 100,
          Conditions: path("/oidc"),
          Actions: [
            { Type: "authenticate-oidc", Order: 1, AuthenticateOidcConfig },
            { ...fixed, Order: 2 },
          ],
        }),
      );
      const described = await elb.send(new DescribeRulesCommand({ RuleArns: [Rules![0]!.RuleArn!] }));
      expect(described.Rules![0]!.Actions![0]!.AuthenticateOidcConfig).toEqual(AuthenticateOidcConfig);
      expect(described.Rules![0]!.Conditions![0]).not.toHaveProperty("Values");
    },
  },
  {
    row: "ELBv2 CreateRule: more than five values, and pools that do not exist, are accepted",
    left: "a rule beyond AWS's limits, or for a pool that is not there, fails",
    shown: ["test/sandbox/elbv2.test.ts", "a rule of the sandbox is refused as ELB refuses it"],
    proof: async ({ elb }, { alb: { listenerArn: ListenerArn } }) => {
      const Values = ["/1", "/2", "/3", "/4", "/5", "/6"];
      const Conditions = [{ Field: "path-pattern", PathPatternConfig: { Values } }];
      const rule = new CreateRuleCommand({ ListenerArn, Priority: 101, Conditions, Actions: [fixed] });
      await expect(elb.send(rule)).resolves.toBeDefined();
    },
  },
  {
    row: "ELBv2 SetRulePriorities: swapping two rules is refused",
    left: "rules in the wrong order are put right",
    shown: ["test/sandbox/elbv2.test.ts", "priorities are unique, and two rules may swap theirs in one call"],
    proof: async ({ elb }, { alb: { listenerArn: ListenerArn } }) => {
      const make = async (Priority: number) => {
        const Conditions = path(`/${Priority}`);
        const made = await elb.send(new CreateRuleCommand({ ListenerArn, Priority, Conditions, Actions: [fixed] }));
        return made.Rules![0]!.RuleArn!;
      };
      const [one, other] = [await make(110), await make(111)];
      const RulePriorities = [
        { RuleArn: one, Priority: 111 },
        { RuleArn: other, Priority: 110 },
      ];
      await expect(elb.send(new SetRulePrioritiesCommand({ RulePriorities }))).rejects.toMatchObject({
        name: "PriorityInUseException",
      });
    },
  },
  {
    row: "EC2 AuthorizeSecurityGroupIngress: the same opening under another description is a second one",
    left: "an opening whose creation was not acknowledged is not made twice",
    shown: ["test/kinds/nodes.test.ts", "an opening that is there under another description is a duplicate for AWS"],
    proof: async ({ ec2 }, { eks, alb }) => {
      const authorize = (Description: string) =>
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: eks.securityGroup,
          IpPermissions: [
            {
              IpProtocol: "tcp",
              FromPort: 1,
              ToPort: 1,
              UserIdGroupPairs: [{ GroupId: alb.securityGroup, Description }],
            },
          ],
        });
      await ec2.send(authorize("one"));
      await ec2.send(authorize("other"));
      const Filters = [{ Name: "group-id", Values: [eks.securityGroup] }];
      const { SecurityGroupRules } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
      const openings = SecurityGroupRules!.filter(({ FromPort }) => FromPort === 1);
      expect(openings).toHaveLength(2);
      expect(openings.filter(({ Description }) => Description)).toEqual([]);
    },
  },
  {
    row: "SQS: attributes and deletes are effective at once, and a name is free again at once",
    left: "what SQS shows late is waited for",
    shown: ["test/kinds/sqs-queue.test.ts", "a queue that the listing doesn't know yet is asked for by name"],
    proof: async ({ sqs }) => {
      const queue = new CreateQueueCommand({ QueueName: "again" });
      const { QueueUrl } = await sqs.send(queue);
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      await expect(sqs.send(queue)).resolves.toMatchObject({ QueueUrl });
    },
  },
  {
    row: "SSM PutParameter: sizes, characters and references in braces are not checked; never throttled",
    left: "a value that Parameter Store would refuse fails; its rate is kept",
    shown: ["test/aws/limits.test.ts", "PutParameter is rated with AWS, and not where nobody counts"],
    proof: async ({ ssm }) => {
      const put = (Name: string, Value: string) =>
        ssm.send(new PutParameterCommand({ Name, Value, Type: "String", Tier: "Standard" }));
      await expect(put("/x/long", "x".repeat(5000))).resolves.toBeDefined();
      await expect(put("/x/braces", "{{ssm:other}}")).resolves.toBeDefined();
      await expect(Promise.all(Array.from({ length: 30 }, (_, at) => put(`/x/${at}`, "x")))).resolves.toHaveLength(30);
    },
  },
  {
    row: "Tagging GetResources: never finds IAM, Cognito, EKS, listeners and listener rules",
    left: "things of ours that the config no longer names are found by the index where AWS has them there",
    shown: [
      "test/kinds/elbv2-listener-rule.test.ts",
      "rules of ours that the index doesn't know yet are found through our target groups",
    ],
    proof: async ({ tagging }) => {
      const ResourceTypeFilters = ["elasticloadbalancing:listener-rule", "cognito-idp", "iam"];
      const found = await tagging.send(new GetResourcesCommand({ ResourceTypeFilters }));
      expect(found.ResourceTagMappingList).toEqual([]);
    },
  },
];

test("what is left to the sandbox is a fixed list, and shown there", () => {
  expect(new Set(deviations.map(({ row }) => row)).size).toBe(15);
  for (const [file, title] of deviations.map(({ shown }) => shown))
    expect(readFileSync(join(root, file), "utf8"), file).toContain(`("${title}"`);
});

describeOnMoto("a moto server still differs from AWS", () => {
  let moto: Moto;
  let seeded: SeededAccount;
  let clients: Clients;
  beforeAll(async () => {
    moto = await startMoto();
    seeded = await seedAccount({ endpoint: moto.url });
    clients = clientsAt(moto.url, seeded.region);
  });
  afterAll(() => moto?.stop());

  test.each(deviations.map(({ row, left, proof }) => [row, left, proof] as const))(
    "%s (on the sandbox: %s)",
    (_row, _left, proof) => proof(clients, seeded),
  );
});

type Clients = ReturnType<typeof clientsAt>;

function clientsAt(endpoint: string, region: string) {
  // A missing operation answers 500, which the SDK would try again.
  const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
  const settings = { endpoint, region, credentials, maxAttempts: 1 };
  return {
    cognito: new CognitoIdentityProviderClient(settings),
    ec2: new EC2Client(settings),
    eks: new EKSClient(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    iam: new IAMClient(settings),
    sqs: new SQSClient(settings),
    ssm: new SSMClient(settings),
    tagging: new ResourceGroupsTaggingAPIClient(settings),
  };
}
