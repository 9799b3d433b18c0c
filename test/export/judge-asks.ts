import { actionOf } from "../../src/aws/actions";
import type { Context } from "../../src/aws/policy-evaluation";
import type { Call } from "../../src/aws/session";
import type { Account } from "../../src/sandbox/account";
import { clusters, nodegroups } from "../../src/sandbox/eks";
import { keys } from "../../src/sandbox/kms";
import { dbClusters } from "../../src/sandbox/rds";
import { secrets } from "../../src/sandbox/secretsmanager";
import { domainAskers } from "./judge-asks-domains";
import { observabilityAskers } from "./judge-asks-observability";

/** One thing that AWS asks the caller's policies before it does what a call says. */
export interface Asked {
  readonly action: string;
  /** `*` where AWS knows of no resource: then nothing narrower allows it. */
  readonly resource: string;
  readonly context: Context;
}

type Tags = Readonly<Record<string, string>>;

/** What AWS asks a caller's policies about a call (https://docs.aws.amazon.com/service-authorization/latest/reference/). */
export function askedFor({ service, operation, input }: Call, account: Account): readonly Asked[] {
  const action = actionOf(service, operation);
  const make = askers[action] ?? domainAskers[action] ?? observabilityAskers[action];
  if (!make) return [about(action, "*", {})];
  return make(input as Input, account, action);
}

// Inputs of all operations meet here.
export type Input = Record<string, any>;
export type Asker = (input: Input, account: Account, action: string) => readonly Asked[];

export function about(action: string, resource: string, more: Context, has: Tags = {}, given: Tags = {}): Asked {
  const ENV = "risken-aws:env";
  return {
    action,
    resource,
    context: {
      [`aws:ResourceTag/${ENV}`]: has[ENV] ?? null,
      [`aws:RequestTag/${ENV}`]: given[ENV] ?? null,
      ...more,
    },
  };
}

export const pairs = (tags: readonly { Key: string; Value: string }[] = []): Tags =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
const rowOf = (account: Account, table: string, key: string) =>
  account.table<Input>(table)[key] as (Input & { readonly tags?: Tags }) | undefined;

const queue: Asker = ({ QueueName, QueueUrl, tags, Tags }, account, action) => {
  const name = QueueName ?? QueueUrl.split("/").at(-1);
  const arn = account.arn("sqs", name);
  const has = action === "sqs:CreateQueue" ? {} : rowOf(account, "sqs.queues", name)?.tags;
  const given = tags ?? Tags;
  const tagging = action === "sqs:CreateQueue" && tags ? [about("sqs:TagQueue", arn, {}, {}, given)] : [];
  return [about(action, arn, {}, has, given), ...tagging];
};

const parameterArn = (account: Account, name: string) => account.arn("ssm", `parameter/${name.replace(/^\//, "")}`);

const parameters: Asker = ({ Names, Name, Path, ResourceId, Tags, Type, KeyId, Tier }, account, action) => {
  const names: readonly string[] = Names ?? [Name ?? Path ?? ResourceId];
  return names.flatMap((name) => {
    const arn = parameterArn(account, name);
    const row = rowOf(account, "ssm.parameters", name);
    const through = { "kms:EncryptionContext:PARAMETER_ARN": arn };
    const reads = action === "ssm:GetParameters" && row?.type === "SecureString";
    return [
      about(action, arn, {}, row?.tags, pairs(Tags)),
      ...(action === "ssm:PutParameter" && Tags ? [about("ssm:AddTagsToResource", arn, {}, {}, pairs(Tags))] : []),
      ...(reads ? key("kms:Decrypt", row.keyId, "ssm", through, account) : []),
      ...(Type === "SecureString"
        ? key(Tier === "Advanced" ? "kms:GenerateDataKey" : "kms:Encrypt", KeyId, "ssm", through, account)
        : []),
    ];
  });
};

/** AWS's own keys let everybody of the account use them through their service. */
function key(action: string, id: string, via: string, more: Context, account: Account): readonly Asked[] {
  const bare = id.replace(/^arn:[^/]*:key\//, "");
  const found = Object.values(keys(account)).find((one) => one.id === bare || one.aliases.includes(bare));
  if (!found || found.manager === "AWS") return [];
  const arn = account.arn("kms", `key/${found.id}`);
  const viaService = `${via}.${account.region}.amazonaws.com`;
  return [
    about(action, arn, { "kms:ViaService": viaService, "kms:ResourceAliases": found.aliases[0] ?? null, ...more }),
  ];
}

/** By id, ARN, alias or its ARN. */
const keyNamed = (named: string, account: Account) => {
  const bare = named.replace(/^arn:[^/]*:(key\/)?/, "");
  return Object.values(keys(account)).find(({ id, aliases }) => id === bare || aliases.includes(bare));
};

const aboutKey: Asker = ({ KeyId, TargetKeyId, AliasName, Tags }, account, action) => {
  const named: string = KeyId ?? TargetKeyId ?? AliasName;
  const found = keyNamed(named, account);
  const aliases = { "kms:ResourceAliases": found?.aliases[0] ?? null };
  const given = Object.fromEntries((Tags ?? []).map((one: Record<string, string>) => [one.TagKey, one.TagValue]));
  const arn = account.arn("kms", `key/${found?.id ?? named.replace(/^arn:[^/]*:key\//, "")}`);
  return [
    about(action, arn, aliases, found?.tags, given),
    ...(AliasName ? [about(action, account.arn("kms", AliasName), {})] : []),
  ];
};

const createKey: Asker = ({ Tags }, account, action) => {
  const given = Object.fromEntries((Tags ?? []).map((one: Record<string, string>) => [one.TagKey, one.TagValue]));
  return [about(action, "*", {}, {}, given), about("kms:TagResource", account.arn("kms", "key/new"), {}, {}, given)];
};

const throughSecret = (arn: string): Context => ({ "kms:EncryptionContext:SecretARN": arn });

/** What a call on a secret does with its key. */
const withKey: Readonly<Record<string, readonly string[]>> = {
  "secretsmanager:GetSecretValue": ["kms:Decrypt"],
  "secretsmanager:UpdateSecret": ["kms:Decrypt", "kms:GenerateDataKey"],
};

const secret: Asker = ({ SecretId, Name, Tags, KmsKeyId }, account, action) => {
  const row = Object.values(secrets(account)).find(({ arn, name }) => [arn, name].includes(SecretId ?? Name));
  const tagging = action === "secretsmanager:TagResource" || action === "secretsmanager:CreateSecret";
  const given = tagging ? pairs(Tags) : {};
  if (!row) {
    const named: string = Name ?? SecretId;
    const arn = named.startsWith("arn:") ? named : account.arn("secretsmanager", `secret:${named}-000000`);
    const creating = action === "secretsmanager:CreateSecret";
    return [
      about(action, arn, {}, {}, given),
      ...(creating ? [about("secretsmanager:TagResource", arn, {}, {}, given)] : []),
      ...(creating && KmsKeyId
        ? key("kms:GenerateDataKey", KmsKeyId, "secretsmanager", throughSecret(arn), account)
        : []),
    ];
  }
  const cluster = Object.values(dbClusters(account)).find(({ masterSecret }) => masterSecret?.arn === row.arn);
  const owner = cluster ? account.arn("rds", `cluster:${cluster.identifier}`) : null;
  const tags = {
    "secretsmanager:ResourceTag/aws:rds:primaryDBClusterArn": owner,
    "secretsmanager:ResourceTag/aws:rds:primaryDBInstanceArn": null,
  };
  const keys = [row.kmsKeyId, KmsKeyId].filter((id) => id !== undefined);
  return [
    about(action, row.arn, tags, row.tags, given),
    ...[...new Set(keys)].flatMap((id) =>
      (withKey[action] ?? []).flatMap((use) => key(use, id, "secretsmanager", throughSecret(row.arn), account)),
    ),
  ];
};

const role: Asker = ({ RoleName, Path, PermissionsBoundary, PolicyArn, Tags, PolicySourceArn }, account, action) => {
  const name: string = RoleName ?? PolicySourceArn.split("/").at(-1);
  const row = rowOf(account, "iam.roles", name.toLowerCase());
  // What isn't there has no path that IAM could know.
  const arn = account.arn("iam", `role${Path ?? row?.path ?? "/"}${row?.name ?? name}`, { region: "" });
  const bound = {
    "iam:PermissionsBoundary": PermissionsBoundary ?? row?.boundary ?? null,
    "iam:PolicyARN": PolicyArn ?? null,
  };
  const created = action === "iam:CreateRole" && Tags;
  const tagging = created ? [about("iam:TagRole", arn, {}, {}, pairs(Tags))] : [];
  return [about(action, arn, bound, created ? {} : row?.tags, pairs(Tags)), ...tagging];
};

const provider: Asker = ({ Url, OpenIDConnectProviderArn, Tags }, account, action) => {
  const arn =
    OpenIDConnectProviderArn ?? account.arn("iam", `oidc-provider/${Url.slice("https://".length)}`, { region: "" });
  const tagging = Url && Tags ? [about("iam:TagOpenIDConnectProvider", arn, {}, {}, pairs(Tags))] : [];
  return [about(action, arn, {}, {}, pairs(Tags)), ...tagging];
};

const createTargetGroup: Asker = ({ Name, Tags }, account, action) => {
  const arn = account.arn("elasticloadbalancing", `targetgroup/${Name}/0123456789abcdef`);
  return [
    about(action, arn, {}, {}, pairs(Tags)),
    about(
      "elasticloadbalancing:AddTags",
      arn,
      { "elasticloadbalancing:CreateAction": "CreateTargetGroup" },
      {},
      pairs(Tags),
    ),
  ];
};

const targetGroup: Asker = ({ TargetGroupArn }, account, action) => [
  about(action, TargetGroupArn, {}, rowOf(account, "elbv2.targetGroups", TargetGroupArn)?.tags),
];

const createRule: Asker = ({ ListenerArn, Tags, Actions }, account, action) => {
  const arn = `${ListenerArn.replace(":listener/", ":listener-rule/")}/0123456789abcdef`;
  return [
    about(action, ListenerArn, {}, rowOf(account, "elbv2.listeners", ListenerArn)?.tags, pairs(Tags)),
    about("elasticloadbalancing:AddTags", arn, { "elasticloadbalancing:CreateAction": "CreateRule" }, {}, pairs(Tags)),
    ...signInOf(Actions, account),
  ];
};

const rule: Asker = ({ RuleArn, RulePriorities, Actions }, account, action) =>
  (RulePriorities ?? [{ RuleArn }]).flatMap(({ RuleArn: arn }: { readonly RuleArn: string }) => [
    about(action, arn, {}, rowOf(account, "elbv2.rules", arn)?.tags),
    ...signInOf(Actions, account),
  ]);

/** The load balancer looks at the app client as whoever writes the rule. */
const signInOf = (actions: readonly Input[] = [], account: Account): readonly Asked[] =>
  actions
    .filter(({ AuthenticateCognitoConfig }) => AuthenticateCognitoConfig)
    .flatMap(({ AuthenticateCognitoConfig: { UserPoolArn } }) =>
      pool({ UserPoolId: UserPoolArn.split("/").at(-1) }, account, "cognito-idp:DescribeUserPoolClient"),
    );

/** Cognito puts a distribution before a host of one's own as whoever asks for it. */
const poolDomain: Asker = (input, account, action) => [
  ...pool(input, account, action),
  ...(input.CustomDomainConfig
    ? [about("cloudfront:UpdateDistribution", "arn:aws:cloudfront::123456789012:distribution/E1", {})]
    : []),
];

const balancerTags: Asker = ({ ResourceArns, Tags }, account, action) =>
  ResourceArns.map((arn: string) => {
    const tables = ["elbv2.targetGroups", "elbv2.rules", "elbv2.listeners"];
    const row = tables.map((table) => rowOf(account, table, arn)).find((one) => one !== undefined);
    return about(action, arn, { "elasticloadbalancing:CreateAction": null }, row?.tags, pairs(Tags));
  });

const listener: Asker = ({ ListenerArn }, account, action) => [
  about(action, ListenerArn, {}, rowOf(account, "elbv2.listeners", ListenerArn)?.tags),
];

const createListener: Asker = ({ LoadBalancerArn, Tags }, _account, action) => {
  const arn = `${LoadBalancerArn.replace(":loadbalancer/", ":listener/")}/0123456789abcdef`;
  const create = { "elasticloadbalancing:CreateAction": "CreateListener" };
  return [
    about(action, LoadBalancerArn, {}, {}, pairs(Tags)),
    about("elasticloadbalancing:AddTags", arn, create, {}, pairs(Tags)),
  ];
};

const balancer: Asker = ({ LoadBalancerArn }, _account, action) => [about(action, LoadBalancerArn, {})];

const pool: Asker = ({ UserPoolId, ResourceArn, Tags }, account, action) => {
  const id = UserPoolId ?? ResourceArn.split("/").at(-1);
  return [
    about(action, account.arn("cognito-idp", `userpool/${id}`), {}, rowOf(account, "cognito.pools", id)?.tags, Tags),
  ];
};

const createPool: Asker = ({ UserPoolTags }, account, action) => [
  about(action, "*", {}, {}, UserPoolTags),
  about("cognito-idp:TagResource", account.arn("cognito-idp", `userpool/${account.region}_new`), {}, {}, UserPoolTags),
];

/** The group that EKS made for the cluster wears EKS's tag; every other one doesn't. */
function securityGroup(action: string, id: string, account: Account): Asked {
  const owner = Object.values(clusters(account)).find(({ clusterSecurityGroupId }) => clusterSecurityGroupId === id);
  return about(action, account.arn("ec2", `security-group/${id}`), {
    "aws:ResourceTag/aws:eks:cluster-name": owner?.name ?? null,
  });
}

const opening: Asker = ({ GroupId, TagSpecifications, SecurityGroupRuleIds = [] }, account, action) => {
  const given = pairs(TagSpecifications?.[0]?.Tags);
  const arn = (id: string) => account.arn("ec2", `security-group-rule/${id}`);
  const create = { "ec2:CreateAction": "AuthorizeSecurityGroupIngress" };
  return [
    securityGroup(action, GroupId, account),
    ...(TagSpecifications
      ? [about(action, arn("sgr-new"), {}, {}, given), about("ec2:CreateTags", arn("sgr-new"), create, {}, given)]
      : []),
    ...SecurityGroupRuleIds.map((id: string) =>
      about(action, arn(id), {}, rowOf(account, "ec2.securityGroupRules", id)?.tags),
    ),
  ];
};

const openingTags: Asker = ({ Resources, Tags }, account, action) => {
  const create = { "ec2:CreateAction": null };
  return Resources.map((id: string) => {
    const has = rowOf(account, "ec2.securityGroupRules", id)?.tags;
    return about(action, account.arn("ec2", `security-group-rule/${id}`), create, has, pairs(Tags));
  });
};

const nodes: Asker = ({ AutoScalingGroupName, TargetGroupARNs, TrafficSources }, account, action) => {
  const owner = Object.values(nodegroups(account)).find((one) => one.autoScalingGroups.includes(AutoScalingGroupName));
  const arn = account.arn("autoscaling", `autoScalingGroup:0a1b:autoScalingGroupName/${AutoScalingGroupName}`);
  const targets = TargetGroupARNs?.[0] ?? null;
  return [
    about(action, arn, {
      "aws:ResourceTag/eks:cluster-name": owner?.clusterName ?? null,
      "autoscaling:TargetGroupARNs": targets,
      "autoscaling:TrafficSourceIdentifiers": TrafficSources?.[0]?.Identifier ?? null,
    }),
  ];
};

const on =
  (service: string, resource: (input: Input) => string): Asker =>
  (input, account, action) => [about(action, account.arn(service, resource(input)), {})];

const each = (asker: Asker, ...actions: readonly string[]) => actions.map((action) => [action, asker] as const);

const askers: Readonly<Record<string, Asker>> = Object.fromEntries([
  ["sts:GetCallerIdentity", () => []],
  ...each(
    queue,
    ...[
      "GetQueueUrl",
      "GetQueueAttributes",
      "ListQueueTags",
      "CreateQueue",
      "SetQueueAttributes",
      "TagQueue",
      "UntagQueue",
      "DeleteQueue",
    ].map((one) => `sqs:${one}`),
  ),
  ...each(
    parameters,
    ...[
      "GetParameters",
      "GetParametersByPath",
      "ListTagsForResource",
      "PutParameter",
      "AddTagsToResource",
      "RemoveTagsFromResource",
      "DeleteParameter",
    ].map((one) => `ssm:${one}`),
  ),
  ...[
    "CreateSecret",
    "DeleteSecret",
    "DescribeSecret",
    "GetSecretValue",
    "RestoreSecret",
    "TagResource",
    "UntagResource",
    "UpdateSecret",
  ].map((operation): [string, Asker] => [`secretsmanager:${operation}`, secret]),
  ["kms:CreateKey", createKey],
  ...each(
    aboutKey,
    ...[
      "DescribeKey",
      "GetKeyPolicy",
      "PutKeyPolicy",
      "GetKeyRotationStatus",
      "EnableKeyRotation",
      "ListResourceTags",
      "TagResource",
      "UntagResource",
      "CreateAlias",
      "DeleteAlias",
      "ScheduleKeyDeletion",
    ].map((one) => `kms:${one}`),
  ),
  ...each(
    role,
    ...[
      "GetRole",
      "ListRolePolicies",
      "GetRolePolicy",
      "ListAttachedRolePolicies",
      "CreateRole",
      "PutRolePolicy",
      "DeleteRolePolicy",
      "AttachRolePolicy",
      "DetachRolePolicy",
      "UpdateRole",
      "UpdateAssumeRolePolicy",
      "PutRolePermissionsBoundary",
      "TagRole",
      "UntagRole",
      "DeleteRole",
      "SimulatePrincipalPolicy",
    ].map((one) => `iam:${one}`),
  ),
  ...each(
    provider,
    ...["Get", "Create", "AddClientIDTo", "Tag", "Delete"].map((one) => `iam:${one}OpenIDConnectProvider`),
  ),
  ["elasticloadbalancing:CreateTargetGroup", createTargetGroup],
  ...each(targetGroup, "elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:DeleteTargetGroup"),
  ["elasticloadbalancing:CreateRule", createRule],
  ["elasticloadbalancing:CreateListener", createListener],
  ["elasticloadbalancing:ModifyLoadBalancerAttributes", balancer],
  ...each(rule, ...["ModifyRule", "SetRulePriorities", "DeleteRule"].map((one) => `elasticloadbalancing:${one}`)),
  ...each(balancerTags, "elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"),
  ...each(
    listener,
    ...["ModifyListener", "DeleteListener", "AddListenerCertificates", "RemoveListenerCertificates"].map(
      (one) => `elasticloadbalancing:${one}`,
    ),
  ),
  ["cognito-idp:CreateUserPool", createPool],
  ...each(
    pool,
    ...[
      "DescribeUserPool",
      "GetUserPoolMfaConfig",
      "ListUsers",
      "ListIdentityProviders",
      "DescribeManagedLoginBrandingByClient",
      "CreateManagedLoginBranding",
      "DeleteManagedLoginBranding",
      "DescribeIdentityProvider",
      "CreateIdentityProvider",
      "UpdateIdentityProvider",
      "DeleteIdentityProvider",
      "GetGroup",
      "ListGroups",
      "ListUsersInGroup",
      "CreateGroup",
      "UpdateGroup",
      "DeleteGroup",
      "ListUserPoolClients",
      "DescribeUserPoolClient",
      "UpdateUserPool",
      "SetUserPoolMfaConfig",
      "TagResource",
      "UntagResource",
      "DeleteUserPool",
      "DeleteUserPoolDomain",
      "CreateUserPoolClient",
      "UpdateUserPoolClient",
      "DeleteUserPoolClient",
    ].map((one) => `cognito-idp:${one}`),
  ),
  ...each(poolDomain, "cognito-idp:CreateUserPoolDomain", "cognito-idp:UpdateUserPoolDomain"),
  ...each(opening, "ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"),
  ...each(openingTags, "ec2:CreateTags", "ec2:DeleteTags"),
  ...each(
    nodes,
    ...["AttachLoadBalancerTargetGroups", "DetachLoadBalancerTargetGroups", "DetachTrafficSources"].map(
      (one) => `autoscaling:${one}`,
    ),
  ),
  ...each(
    on("eks", ({ name, clusterName }) => `cluster/${name ?? clusterName}`),
    "eks:DescribeCluster",
    "eks:ListNodegroups",
  ),
  [
    "eks:DescribeNodegroup",
    on("eks", ({ clusterName, nodegroupName }) => `nodegroup/${clusterName}/${nodegroupName}/0a1b`),
  ],
  ["rds:DescribeDBClusters", on("rds", ({ DBClusterIdentifier }) => `cluster:${DBClusterIdentifier ?? "*"}`)],
  ["rds:DescribeDBInstances", on("rds", ({ DBInstanceIdentifier }) => `db:${DBInstanceIdentifier ?? "*"}`)],
  [
    "rds:DescribeDBClusterParameters",
    on("rds", ({ DBClusterParameterGroupName }) => `cluster-pg:${DBClusterParameterGroupName}`),
  ],
  ["rds:DescribeDBParameters", on("rds", ({ DBParameterGroupName }) => `pg:${DBParameterGroupName}`)],
]);
