import { dnsSuffixOf } from "../aws/partition";
import type { Graph } from "../engine/graph";
import { Initially } from "../engine/ref";
import {
  type Beyond,
  type Condition,
  everywhere,
  type Facts,
  facts,
  type Grant,
  on,
  otherNames,
  type Place,
  some,
  type Table,
} from "./policy-facts";
import { domains } from "./policy-scopes-domains";
import { observability } from "./policy-scopes-observability";
import { storage } from "./policy-scopes-storage";

export type { Beyond, Grant, Place } from "./policy-facts";

/**
 * Narrows an action to what a config is about. Empty where the config has nothing that it would be for, undefined for an
 * action that nobody has narrowed.
 */
export type Scopes = (action: string) => readonly Grant[] | undefined;

/**
 * What every action is bound to, after AWS's own lists of resource types and condition keys
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/). Names bind where a thing has one of ours, tags where
 * it has none. Whatever stands under a name of ours without a tag may be taken over; what carries another env's tag is
 * that env's.
 */
export function scopesFor(graph: Graph, place: Place, beyond: Beyond): Scopes {
  const tables = [storage, roles, way, domains, signIn, observability, things].map((table) =>
    table({ ...facts(graph, place), ...beyond }),
  );
  const scopes = new Map(tables.flatMap((table) => Object.entries(table)));
  return (action) => scopes.get(action);
}

/** Roles of the pods and the provider that they trust. No iam:PassRole: no AWS service is handed a role, pods take theirs. */
function roles(at: Facts): Table {
  const arn = (resource: string) => at.arn("iam", resource, { region: "" });
  const paths = at.texts("iam.role", "Path");
  // What was there before stands on a path of its own.
  const others = otherNames(at, "iam.role", "RoleName").flatMap((name) => [`role/${name}`, `role/*/${name}`].map(arn));
  const ours = [...paths.map((path) => arn(`role${path}${at.named("*")}`)), ...others];
  // Nobody knows the path of a role that isn't there, so looking for it is judged without one.
  const absent = arn(`role/${at.named("*")}`);
  const looking = [...on([...new Set([...ours, absent])]), ...on(arn("role/*"), at.ours)];
  const [boundary] = at.texts("iam.role", "PermissionsBoundary");
  const within: Condition = boundary ? { StringEquals: { "iam:PermissionsBoundary": boundary } } : {};
  const attached = at.texts("iam.role", "ManagedPolicyArns");
  const managed = [arn("policy/*"), at.arn("iam", "policy/*", { region: "", account: "aws" })];
  const here = (role: string) => role.startsWith(arn(""));
  const provider = arn(`oidc-provider/oidc.eks.${at.region}.${dnsSuffixOf(at.partition)}/id/*`);
  return {
    "iam:ListRoles": everywhere,
    // No index knows the tags of roles: leftovers of this env are looked for among all that have it in their path or name.
    "iam:GetRole": on([...new Set([arn(`role/*${at.env}*`), absent, ...others, ...at.scanRoles.filter(here)])]),
    "sts:AssumeRole": some(at.scanRoles.filter((role) => !here(role))),
    "iam:ListRolePolicies": looking,
    "iam:GetRolePolicy": looking,
    "iam:ListAttachedRolePolicies": looking,
    "iam:CreateRole": on(ours, at.marked, within),
    // One that goes by another name now serves the new too, until it is removed.
    "iam:PutRolePolicy": [...on(ours, at.notOthers, within), ...on(arn("role/*"), at.ours, within)],
    "iam:DeleteRolePolicy": on(arn("role/*"), at.ours),
    "iam:AttachRolePolicy":
      attached.length > 0 ? on(ours, at.notOthers, within, { ArnEquals: { "iam:PolicyARN": attached } }) : [],
    "iam:DetachRolePolicy": on(arn("role/*"), at.ours),
    "iam:UpdateRole": on(ours, at.notOthers),
    "iam:UpdateAssumeRolePolicy": [...on(ours, at.notOthers), ...on(arn("role/*"), at.ours)],
    "iam:PutRolePermissionsBoundary": boundary ? on(ours, at.notOthers, within) : [],
    "iam:TagRole": on(ours, at.tagging),
    "iam:UntagRole": on(arn("role/*"), at.ours),
    "iam:DeleteRole": on(arn("role/*"), at.ours),
    "iam:SimulatePrincipalPolicy": on(ours),
    // Somebody may have attached any policy, one of AWS's own too.
    "iam:GetPolicy": on(managed),
    "iam:GetPolicyVersion": on(managed),

    "iam:GetOpenIDConnectProvider": on(provider),
    "iam:CreateOpenIDConnectProvider": on(provider),
    "iam:AddClientIDToOpenIDConnectProvider": on(provider),
    "iam:TagOpenIDConnectProvider": on(provider),
    // What is shared is never taken over, and so never given back.
    "iam:UntagOpenIDConnectProvider": [],
    "iam:DeleteOpenIDConnectProvider": on(provider),
  };
}

/** Load balancer, security groups and nodes. */
function way(at: Facts): Table {
  const elb = (resource: string) => at.arn("elasticloadbalancing", resource);
  const { balancer, listener, rule } = listenerOf(at, elb);
  const names = [at.named("*"), ...otherNames(at, "elbv2.target-group", "Name")];
  const group = names.map((name) => elb(`targetgroup/${name}/*`));
  const groupIds = at.texts("ec2.security-group-rule", "GroupId");
  const namedGroups = groupIds.length > 0 ? on(groupIds.map((id) => at.arn("ec2", `security-group/${id}`))) : [];
  // EKS itself puts this tag on the group that it makes for a cluster.
  const clusterGroup = on(at.arn("ec2", "security-group/*"), {
    StringEquals: { "aws:ResourceTag/aws:eks:cluster-name": at.cluster },
  });
  const securityGroup = groupIds.length > 0 ? namedGroups : clusterGroup;
  const opening = at.arn("ec2", "security-group-rule/*");
  const describedOnce = at
    .specs("ec2.security-group-rule")
    .every(({ Description }) => Description instanceof Initially);
  const named = at.texts("autoscaling.attachment", "AutoScalingGroupNames");
  const nodes = (names: readonly string[]) =>
    names.map((name) => at.arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/${name}`));
  const onOurNodes = (targets: Condition) =>
    named.length
      ? on(nodes(named), targets)
      : on(nodes(["*"]), targets, { StringEquals: { "aws:ResourceTag/eks:cluster-name": at.cluster } });
  // Under any prefix: what went by another one before is taken off the nodes before it goes.
  const before = ["api", "web"].map((name) => elb(`targetgroup/*-${at.env}-${name}/*`));
  return {
    "elasticloadbalancing:DescribeLoadBalancers": everywhere,
    "elasticloadbalancing:DescribeListeners": everywhere,
    "elasticloadbalancing:DescribeListenerCertificates": everywhere,
    "elasticloadbalancing:DescribeRules": everywhere,
    "elasticloadbalancing:DescribeTags": everywhere,
    "elasticloadbalancing:DescribeTargetGroups": everywhere,
    "elasticloadbalancing:DescribeTargetHealth": everywhere,
    "elasticloadbalancing:AddListenerCertificates": at.has("elbv2.listener-certificate") ? on(listener) : [],
    "elasticloadbalancing:RemoveListenerCertificates": on(elb("listener/app/*")),
    "elasticloadbalancing:CreateRule": on(listener, at.marked),
    // Rules have no names: those of others on the same listener are told from ours by the tag alone.
    "elasticloadbalancing:ModifyRule": on(rule, at.ours),
    "elasticloadbalancing:SetRulePriorities": on(rule, at.ours),
    "elasticloadbalancing:DeleteRule": on(rule, at.ours),
    "elasticloadbalancing:AddTags": on(
      [...group, rule, ...(at.has("elbv2.own-listener") ? [listener] : [])],
      at.tagging,
    ),
    "elasticloadbalancing:RemoveTags": on([elb("targetgroup/*"), rule, elb("listener/app/*")], at.ours),
    "elasticloadbalancing:ModifyListener": on(listener),
    ...listeners(at, elb, balancer),
    "elasticloadbalancing:CreateTargetGroup": on(group, at.marked),
    "elasticloadbalancing:ModifyTargetGroup": on(group, at.notOthers),
    "elasticloadbalancing:DeleteTargetGroup": on(elb("targetgroup/*"), at.ours),

    "ec2:DescribeSecurityGroupRules": everywhere,
    "ec2:AuthorizeSecurityGroupIngress": [...securityGroup, ...on(opening, at.marked)],
    // Its words are ours only at birth.
    "ec2:UpdateSecurityGroupRuleDescriptionsIngress": describedOnce ? [] : [...securityGroup, ...on(opening, at.ours)],
    "ec2:RevokeSecurityGroupIngress": [...namedGroups, ...clusterGroup, ...on(opening, at.ours)],
    "ec2:CreateTags": [
      ...on(opening, at.marked, { StringEquals: { "ec2:CreateAction": "AuthorizeSecurityGroupIngress" } }),
      ...on(opening, at.ours),
    ],

    "ec2:DeleteTags": on(opening, at.ours),

    "autoscaling:DescribeAutoScalingGroups": everywhere,
    "autoscaling:AttachLoadBalancerTargetGroups": onOurNodes(ourTargets(group)),
    // Also those that somebody else has attached.
    "autoscaling:DetachLoadBalancerTargetGroups": [
      ...on(nodes(["*"]), ourTargets(group)),
      ...onOurNodes(ourTargets(before)),
    ],
    "autoscaling:DetachTrafficSources": on(nodes(["*"]), {
      "ForAllValues:StringLike": { "autoscaling:TrafficSourceIdentifiers": group },
      Null: { "autoscaling:TrafficSourceIdentifiers": "false" },
    }),
  };
}

/** An operator for sets is content with an empty one. */
const ourTargets = (group: readonly string[]): Condition => ({
  "ForAllValues:ArnLike": { "autoscaling:TargetGroupARNs": group },
  Null: { "autoscaling:TargetGroupARNs": "false" },
});

/** Listeners of our own stand on somebody else's load balancer. */
function listeners(at: Facts, elb: (resource: string) => string, balancer: string): Table {
  const made = at.has("elbv2.own-listener");
  return {
    "elasticloadbalancing:CreateListener": made ? on(balancer, at.marked) : [],
    "elasticloadbalancing:DeleteListener": on(elb("listener/app/*"), at.ours),
    "elasticloadbalancing:DescribeLoadBalancerAttributes": at.has("elbv2.idle-timeout") ? everywhere : [],
    "elasticloadbalancing:ModifyLoadBalancerAttributes": at.has("elbv2.idle-timeout") ? on(balancer) : [],
  };
}

/** The listener may not be known by its ARN, but its load balancer is known by its name. */
function listenerOf({ texts }: Facts, elb: (resource: string) => string) {
  const [given] = texts("elbv2.listener", "ListenerArn");
  const [balancer = "*"] = texts("elbv2.load-balancer", "LoadBalancer");
  const path = balancer.startsWith("arn:") ? balancer.split(":loadbalancer/")[1]! : `app/${balancer}/*`;
  const listener = given ?? elb(`listener/${path}/*`);
  return {
    balancer: elb(`loadbalancer/${path}`),
    listener,
    rule: `${listener.replace(":listener/", ":listener-rule/")}/*`,
  };
}

/** A user pool of ours is known by its tag, another one by its id. */
function signIn(at: Facts): Table {
  const ours = at.arn("cognito-idp", `userpool/${at.region}_*`);
  const theirs = at.texts("cognito.existing-pool", "UserPoolId").map((id) => at.arn("cognito-idp", `userpool/${id}`));
  const made = at.has("cognito.user-pool");
  const onPool = (condition: Condition) => [
    ...(made ? on(ours, condition) : []),
    ...(theirs.length > 0 ? on(theirs) : []),
  ];
  return {
    "cognito-idp:ListUserPools": everywhere,
    "cognito-idp:DescribeUserPoolDomain": everywhere,
    "cognito-idp:DescribeUserPool": [...on(ours, at.notOthers), ...(theirs.length > 0 ? on(theirs) : [])],
    "cognito-idp:GetUserPoolMfaConfig": on(ours, at.notOthers),
    "cognito-idp:ListUsers": on(ours, at.ours),
    "cognito-idp:ListIdentityProviders": onPool(at.notOthers),
    "cognito-idp:DescribeIdentityProvider": on(ours, at.notOthers),
    "cognito-idp:CreateIdentityProvider": on(ours, at.ours),
    "cognito-idp:UpdateIdentityProvider": on(ours, at.ours),
    "cognito-idp:DeleteIdentityProvider": on(ours, at.ours),
    "cognito-idp:GetGroup": on(ours, at.notOthers),
    "cognito-idp:ListGroups": on(ours, at.ours),
    "cognito-idp:ListUsersInGroup": on(ours, at.ours),
    "cognito-idp:CreateGroup": on(ours, at.ours),
    "cognito-idp:UpdateGroup": on(ours, at.ours),
    "cognito-idp:DeleteGroup": on(ours, at.ours),
    "cognito-idp:ListUserPoolClients": onPool(at.notOthers),
    "cognito-idp:DescribeUserPoolClient": onPool(at.notOthers),
    "cognito-idp:CreateUserPool": on("*", at.marked),
    "cognito-idp:UpdateUserPool": on(ours, at.ours),
    "cognito-idp:SetUserPoolMfaConfig": on(ours, at.ours),
    "cognito-idp:TagResource": on(ours, at.tagging),
    "cognito-idp:UntagResource": on(ours, at.ours),
    "cognito-idp:DeleteUserPool": on(ours, at.ours),
    "cognito-idp:CreateUserPoolDomain": onPool(at.ours),
    "cognito-idp:UpdateUserPoolDomain": onPool(at.ours),
    // Distributions of Cognito's own, whose names nobody knows; only a host of one's own has one.
    "cloudfront:UpdateDistribution": at.texts("cognito.user-pool-domain", "Domain").some((host) => host.includes("."))
      ? everywhere
      : [],
    "cognito-idp:DescribeManagedLoginBrandingByClient": onPool(at.notOthers),
    "cognito-idp:CreateManagedLoginBranding": onPool(at.ours),
    "cognito-idp:DeleteManagedLoginBranding": onPool(at.ours),
    // A pool of ours may have one that nobody wants any more.
    "cognito-idp:DeleteUserPoolDomain": [...on(ours, at.ours), ...(theirs.length > 0 ? on(theirs) : [])],
    "cognito-idp:CreateUserPoolClient": onPool(at.ours),
    "cognito-idp:UpdateUserPoolClient": onPool(at.ours),
    "cognito-idp:DeleteUserPoolClient": onPool(at.ours),
  };
}

/** What somebody else has made and the tool only looks at. */
function things(at: Facts): Table {
  return {
    "eks:DescribeCluster": on(at.arn("eks", `cluster/${at.cluster}`)),
    "eks:ListNodegroups": on(at.arn("eks", `cluster/${at.cluster}`)),
    "eks:DescribeNodegroup": on(at.arn("eks", `nodegroup/${at.cluster}/*`)),
    // An identifier may be an instance's, whose cluster nobody knows before it was looked at.
    "rds:DescribeDBClusters": on(at.arn("rds", "cluster:*")),
    "rds:DescribeDBInstances": on(at.arn("rds", "db:*")),
    "rds:DescribeDBClusterParameters": on(at.arn("rds", "cluster-pg:*")),
    "rds:DescribeDBParameters": on(at.arn("rds", "pg:*")),
    "ec2:DescribeRouteTables": everywhere,
    // Of use only where an endpoint in the VPC could stand for STS in us-east-1.
    "ec2:DescribeVpcEndpoints": at.region === "us-east-1" ? everywhere : [],
  };
}
