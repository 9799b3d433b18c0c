import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  DescribeSecurityGroupRulesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { DescribeClusterCommand, DescribeNodegroupCommand, EKSClient } from "@aws-sdk/client-eks";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListOpenIDConnectProvidersCommand,
  ListOpenIDConnectProviderTagsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
} from "@aws-sdk/client-iam";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { DescribeDBClustersCommand, DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { ListResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { SeededAccount } from "../moto/seed";

type Tags = Readonly<Record<string, string>>;

/** An account on a test's server, read and touched by plain SDK calls: no code of the product. */
export function accountAt(endpoint: string, region: string) {
  const settings = { endpoint, region, credentials: { accessKeyId: "testing", secretAccessKey: "testing" } };
  const autoScaling = new AutoScalingClient(settings);
  const cognito = new CognitoIdentityProviderClient(settings);
  const ec2 = new EC2Client(settings);
  const eks = new EKSClient(settings);
  const elb = new ElasticLoadBalancingV2Client(settings);
  const iam = new IAMClient(settings);
  const kms = new KMSClient(settings);
  const rds = new RDSClient(settings);
  const route53 = new Route53Client(settings);
  const secrets = new SecretsManagerClient(settings);
  const sqs = new SQSClient(settings);
  const ssm = new SSMClient(settings);
  const tagging = new ResourceGroupsTaggingAPIClient(settings);

  const rulesOf = async (listenerArn: string) =>
    (await elb.send(new DescribeRulesCommand({ ListenerArn: listenerArn, PageSize: 400 }))).Rules!;

  /** Every parameter below a path, decrypted. */
  async function parameters(path: string): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    let NextToken: string | undefined;
    do {
      const page = await ssm.send(
        new GetParametersByPathCommand({ Path: path, Recursive: true, WithDecryption: true, NextToken }),
      );
      for (const { Name, Value } of page.Parameters!) found.set(Name!, Value!);
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  /** The type of every parameter below a path, by name. */
  async function parameterTypes(path: string): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    let NextToken: string | undefined;
    do {
      const page = await ssm.send(new GetParametersByPathCommand({ Path: path, Recursive: true, NextToken }));
      for (const { Name, Type } of page.Parameters!) found.set(Name!, Type!);
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  async function indexedTags(): Promise<readonly Tags[]> {
    const all: Tags[] = [];
    let PaginationToken: string | undefined;
    do {
      const page = await tagging.send(
        new GetResourcesCommand({
          PaginationToken,
          ResourceTypeFilters: ["sqs", "ssm", "elasticloadbalancing:targetgroup"],
        }),
      );
      all.push(...page.ResourceTagMappingList!.map(({ Tags }) => asMap(Tags)));
      PaginationToken = page.PaginationToken || undefined;
    } while (PaginationToken);
    return all;
  }

  async function roleTags(): Promise<readonly Tags[]> {
    const { Roles } = await iam.send(new ListRolesCommand());
    const { OpenIDConnectProviderList } = await iam.send(new ListOpenIDConnectProvidersCommand());
    return Promise.all([
      ...Roles!.map(async ({ RoleName }) => asMap((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags)),
      ...OpenIDConnectProviderList!.map(async ({ Arn: OpenIDConnectProviderArn }) =>
        asMap((await iam.send(new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn }))).Tags),
      ),
    ]);
  }

  async function ruleTags(listenerArn: string): Promise<readonly Tags[]> {
    const arns = (await rulesOf(listenerArn)).filter(({ IsDefault }) => !IsDefault).map(({ RuleArn }) => RuleArn!);
    if (arns.length === 0) return [];
    const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns: arns }));
    return TagDescriptions!.map(({ Tags }) => asMap(Tags));
  }

  async function poolTags(): Promise<readonly Tags[]> {
    const { UserPools } = await cognito.send(new ListUserPoolsCommand({ MaxResults: 60 }));
    return Promise.all(
      UserPools!.map(
        async ({ Id }) =>
          (await cognito.send(new DescribeUserPoolCommand({ UserPoolId: Id }))).UserPool!.UserPoolTags ?? {},
      ),
    );
  }

  async function openingTags(): Promise<readonly Tags[]> {
    const { SecurityGroupRules } = await ec2.send(new DescribeSecurityGroupRulesCommand());
    return SecurityGroupRules!.map(({ Tags }) => asMap(Tags));
  }

  return {
    parameters,
    parameterTypes,
    rulesOf,

    putParameter: (Name: string, Value: string) =>
      ssm.send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true })),

    secret: async (SecretId: string) => (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString!,

    queueUrls: async (prefix: string) =>
      (await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }))).QueueUrls ?? [],

    /** Throws where there is no such queue. */
    queueArn: async (QueueUrl: string) =>
      (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }))).Attributes!.QueueArn!,

    userPools: async () => (await cognito.send(new ListUserPoolsCommand({ MaxResults: 60 }))).UserPools!,

    userPoolClients: async (UserPoolId: string) =>
      (await cognito.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 60 }))).UserPoolClients!,

    trustOf: async (RoleName: string) => {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      return { arn: Role!.Arn!, trust: JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!)) as Trust };
    },

    /** The tags of everything that carries any of ours, by all that can. */
    tagsOfOurs: async (listenerArn: string): Promise<readonly Tags[]> => {
      const all = await Promise.all([indexedTags(), roleTags(), ruleTags(listenerArn), poolTags(), openingTags()]);
      return all.flat().filter((tags) => Object.keys(tags).some((key) => key.startsWith("risken-aws:")));
    },

    /** Everything of the sorts that the program makes, whosever it is. */
    inventory: async (listenerArn: string) => {
      const [queues, pools, roles, providers, groups, rules, openings, found] = await Promise.all([
        sqs.send(new ListQueuesCommand({ MaxResults: 1000 })),
        cognito.send(new ListUserPoolsCommand({ MaxResults: 60 })),
        iam.send(new ListRolesCommand()),
        iam.send(new ListOpenIDConnectProvidersCommand()),
        elb.send(new DescribeTargetGroupsCommand()),
        rulesOf(listenerArn),
        ec2.send(new DescribeSecurityGroupRulesCommand()),
        parameters("/"),
      ]);
      const sorted = <T>(list: readonly T[] | undefined) => [...(list ?? [])].map((one) => JSON.stringify(one)).sort();
      return {
        queues: sorted(queues.QueueUrls),
        pools: sorted(pools.UserPools),
        roles: sorted(roles.Roles),
        providers: sorted(providers.OpenIDConnectProviderList),
        groups: sorted(groups.TargetGroups),
        rules: sorted(rules),
        openings: sorted(openings.SecurityGroupRules),
        parameters: [...found].sort(),
      };
    },

    /** What belongs to somebody else, as it is now. */
    photograph: async ({ eks: cluster, alb, rds: database, kms: key, route53: zone, vpc }: SeededAccount) => {
      const role = async (arn: string) => {
        const RoleName = arn.split("/").at(-1)!;
        const [{ Role }, attached, inline] = await Promise.all([
          iam.send(new GetRoleCommand({ RoleName })),
          iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
          iam.send(new ListRolePoliciesCommand({ RoleName })),
        ]);
        return { Role, policies: attached.AttachedPolicies, inline: inline.PolicyNames };
      };
      const rulesOfGroup = async (id: string) => {
        const { SecurityGroupRules } = await ec2.send(
          new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [id] }] }),
        );
        return SecurityGroupRules!;
      };
      const listenerTags = new DescribeTagsCommand({ ResourceArns: [alb.arn, alb.listenerArn] });
      const groups = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [cluster.autoScalingGroup] });
      const photo = {
        cluster: (await eks.send(new DescribeClusterCommand({ name: cluster.name }))).cluster,
        nodes: (
          await eks.send(new DescribeNodegroupCommand({ clusterName: cluster.name, nodegroupName: cluster.nodeGroup }))
        ).nodegroup,
        roles: await Promise.all([cluster.clusterRoleArn, cluster.nodeRoleArn].map(role)),
        loadBalancers: (await elb.send(new DescribeLoadBalancersCommand())).LoadBalancers,
        listeners: (await elb.send(new DescribeListenersCommand({ LoadBalancerArn: alb.arn }))).Listeners,
        tags: (await elb.send(listenerTags)).TagDescriptions,
        defaultRule: (await rulesOf(alb.listenerArn)).filter(({ IsDefault }) => IsDefault),
        databases: (await rds.send(new DescribeDBClustersCommand())).DBClusters,
        instances: (await rds.send(new DescribeDBInstancesCommand())).DBInstances,
        masterSecret: (await secrets.send(new GetSecretValueCommand({ SecretId: database.masterSecretArn }))).VersionId,
        key: (await kms.send(new DescribeKeyCommand({ KeyId: key.arn }))).KeyMetadata,
        records: (await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone.zoneId })))
          .ResourceRecordSets,
        vpcs: (await ec2.send(new DescribeVpcsCommand())).Vpcs,
        subnets: (
          await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: "vpc-id", Values: [vpc.id] }] }))
        ).Subnets!.map(({ SubnetId, Tags }) => ({ SubnetId, Tags })),
        groupRules: {
          alb: await rulesOfGroup(alb.securityGroup),
          database: await rulesOfGroup(database.securityGroup),
        },
      };
      const { TargetGroupARNs = [], ...group } = (await autoScaling.send(groups)).AutoScalingGroups![0]!;
      const attachments = { TargetGroupARNs, nodeRules: await rulesOfGroup(cluster.securityGroup) };
      // A clock that runs on by itself.
      const still = (key: string, value: unknown) => (key === "LatestRestorableTime" ? undefined : value);
      return JSON.parse(JSON.stringify({ photo: { ...photo, group }, attachments }, still)) as {
        readonly photo: object;
        readonly attachments: typeof attachments;
      };
    },
  };
}

export type Account = ReturnType<typeof accountAt>;

export interface Trust {
  readonly Statement: readonly {
    readonly Principal: { readonly Federated: string };
    readonly Action: string | readonly string[];
    readonly Condition: { readonly StringEquals: Readonly<Record<string, string | readonly string[]>> };
  }[];
}

const asMap = (tags: readonly { Key?: string; Value?: string }[] = []): Tags =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value!]));
