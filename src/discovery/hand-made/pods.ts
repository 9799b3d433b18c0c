import { pages } from "../../aws/loader";
import { type PolicyDocument, parsePolicy } from "../../aws/policy-document";
import type { Aws } from "../../aws/session";
import { olderNamespaces, services } from "../../risken/services";

/** An EKS cluster that RISKEN could run on. */
export interface FoundCluster {
  readonly name: string;
  /** Without `https://`; empty where it has none. */
  readonly issuer: string;
  /** The group that its nodes wear. */
  readonly securityGroup?: string;
  /** Auto Scaling groups of its managed node groups. */
  readonly autoScalingGroups: readonly string[];
}

/** A role that service accounts of a cluster may take. */
export interface FoundRole {
  readonly name: string;
  readonly path: string;
  /** The cluster whose tokens it trusts. */
  readonly cluster: string;
  /** As in `risken:risken`: namespace and service account, or a pattern of them. */
  readonly accounts: readonly string[];
  /** ARN of its permissions boundary. */
  readonly boundary?: string;
  /** Roles that its inline policies let it take, as ARNs or patterns. */
  readonly assumes: readonly string[];
}

/** IAM actions that looking at clusters and roles needs. */
export const podReads: readonly string[] = [
  "eks:ListClusters",
  "eks:DescribeCluster",
  "eks:ListNodegroups",
  "eks:DescribeNodegroup",
  "iam:ListRoles",
  "iam:GetRole",
  "iam:ListRolePolicies",
  "iam:GetRolePolicy",
];

export async function clustersIn(aws: Aws): Promise<readonly FoundCluster[]> {
  const names = await pages(
    (nextToken) => aws.eks.ListClusters({ maxResults: 100, nextToken }),
    (page) => page.clusters,
    (page) => page.nextToken,
  );
  return Promise.all(
    names.map(async (name) => {
      const { cluster } = await aws.eks.DescribeCluster({ name });
      const { clusterSecurityGroupId, securityGroupIds = [] } = cluster?.resourcesVpcConfig ?? {};
      const securityGroup = clusterSecurityGroupId ?? securityGroupIds[0];
      return {
        name,
        issuer: (cluster?.identity?.oidc?.issuer ?? "").replace("https://", ""),
        ...(securityGroup ? { securityGroup } : {}),
        autoScalingGroups: await groupsOf(aws, name),
      };
    }),
  );
}

async function groupsOf(aws: Aws, clusterName: string): Promise<readonly string[]> {
  const names = await pages(
    (nextToken) => aws.eks.ListNodegroups({ clusterName, maxResults: 100, nextToken }),
    (page) => page.nodegroups,
    (page) => page.nextToken,
  );
  const all = await Promise.all(
    names.map((nodegroupName) => aws.eks.DescribeNodegroup({ clusterName, nodegroupName })),
  );
  return all
    .flatMap(({ nodegroup }) => nodegroup?.resources?.autoScalingGroups ?? [])
    .map(({ name }) => name!)
    .sort();
}

/** The roles that trust a cluster's tokens for a service account that RISKEN's could be. */
export async function rolesOf(aws: Aws, clusters: readonly FoundCluster[]): Promise<readonly FoundRole[]> {
  const roles = await pages(
    (Marker) => aws.iam.ListRoles({ MaxItems: 1000, Marker }),
    (page) => page.Roles,
    (page) => page.Marker,
  );
  const found = roles.flatMap(({ RoleName, Path, AssumeRolePolicyDocument }) => {
    const trust = parsePolicy(AssumeRolePolicyDocument!);
    return clusters
      .filter(({ issuer }) => issuer !== "" && JSON.stringify(trust).includes(issuer))
      .map(({ name, issuer }) => ({ name: RoleName!, path: Path!, cluster: name, accounts: accountsIn(trust, issuer) }))
      .filter(({ accounts }) => accounts.some(isRiskens))
      .slice(0, 1);
  });
  return Promise.all(found.map(async (one) => ({ ...one, ...(await restOf(aws, one.name)) })));
}

/** The service accounts of RISKEN's sample manifests, of all their layouts, and those of its services in any namespace. */
const isRiskens = (account: string): boolean => {
  const [namespace, name] = account.split(":");
  return (
    name === "risken" ||
    namespace === "risken" ||
    (namespace === name && olderNamespaces.includes(name!)) ||
    services.some(({ id }) => id === name)
  );
};

const SUBJECT = "system:serviceaccount:";

function accountsIn(trust: PolicyDocument, issuer: string): readonly string[] {
  const subjects = [trust.Statement].flat().flatMap(({ Condition = {} }) =>
    Object.values(Condition).flatMap((keys) =>
      Object.entries(keys)
        .filter(([key]) => key.toLowerCase() === `${issuer}:sub`.toLowerCase())
        .flatMap(([, value]) => [value].flat().map(String)),
    ),
  );
  return subjects.filter((one) => one.startsWith(SUBJECT)).map((one) => one.slice(SUBJECT.length));
}

/** What no listing of roles tells. */
async function restOf(aws: Aws, RoleName: string): Promise<Pick<FoundRole, "boundary" | "assumes">> {
  const [{ Role }, names] = await Promise.all([
    aws.iam.GetRole({ RoleName }),
    pages(
      (Marker) => aws.iam.ListRolePolicies({ RoleName, Marker }),
      (page) => page.PolicyNames,
      (page) => page.Marker,
    ),
  ]);
  const documents = await Promise.all(names.map((PolicyName) => aws.iam.GetRolePolicy({ RoleName, PolicyName })));
  const boundary = Role?.PermissionsBoundary?.PermissionsBoundaryArn;
  const assumes = documents
    .flatMap(({ PolicyDocument }) => [parsePolicy(PolicyDocument!).Statement].flat())
    .filter(
      ({ Effect, Action = [] }) => Effect === "Allow" && [Action].flat().some((one) => /^sts:AssumeRole$/i.test(one)),
    )
    .flatMap(({ Resource = [] }) => Resource);
  return { ...(boundary ? { boundary } : {}), assumes };
}
