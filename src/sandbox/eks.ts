import { type Account, type Answers, awsError } from "./account";
import { freshIds } from "./fresh-ids";
import { freshRoles } from "./iam";
import { pageOf } from "./paging";

export interface Cluster {
  readonly name: string;
  readonly version: string;
  readonly status: "CREATING" | "ACTIVE" | "UPDATING" | "DELETING" | "FAILED";
  readonly issuer: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly clusterSecurityGroupId: string;
  readonly securityGroupIds: readonly string[];
  readonly created: string;
  readonly tags: Record<string, string>;
}

export interface Nodegroup {
  readonly clusterName: string;
  readonly nodegroupName: string;
  readonly status: "CREATING" | "ACTIVE" | "UPDATING" | "DELETING";
  readonly autoScalingGroups: readonly string[];
  readonly subnetIds: readonly string[];
}

/** By name. */
export const clusters = (account: Account) => account.table<Cluster>("eks.clusters");
/** By `<cluster>/<node group>`. */
export const nodegroups = (account: Account) => account.table<Nodegroup>("eks.nodegroups");

/** Clusters and node groups (https://docs.aws.amazon.com/eks/latest/APIReference/). */
export const answers: Answers<"eks"> = {
  DescribeCluster({ name }, account) {
    const one = clusterOf(account, name);
    return {
      cluster: {
        name: one.name,
        arn: account.arn("eks", `cluster/${one.name}`),
        createdAt: new Date(one.created),
        version: one.version,
        status: one.status,
        endpoint: `https://${one.issuer.split("/").at(-1)}.gr7.${account.region}.eks.${account.dnsSuffix}`,
        roleArn: account.arn("iam", `role/${freshRoles.cluster}`, { region: "" }),
        resourcesVpcConfig: {
          subnetIds: [...one.subnetIds],
          securityGroupIds: [...one.securityGroupIds],
          clusterSecurityGroupId: one.clusterSecurityGroupId,
          vpcId: one.vpcId,
          endpointPublicAccess: true,
          endpointPrivateAccess: true,
        },
        accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" },
        identity: { oidc: { issuer: one.issuer } },
        tags: { ...one.tags },
      },
    };
  },

  ListClusters({ maxResults = 100, nextToken }, account) {
    const { items, next } = pageOf(Object.keys(clusters(account)).sort(), maxResults, nextToken);
    return { clusters: items, nextToken: next };
  },

  ListNodegroups({ clusterName, maxResults = 100, nextToken }, account) {
    const { name } = clusterOf(account, clusterName);
    const own = Object.values(nodegroups(account)).filter((group) => group.clusterName === name);
    const { items, next } = pageOf(own.map(({ nodegroupName }) => nodegroupName).sort(), maxResults, nextToken);
    return { nodegroups: items, nextToken: next };
  },

  DescribeNodegroup({ clusterName, nodegroupName }, account) {
    clusterOf(account, clusterName);
    const group = nodegroups(account)[`${clusterName}/${nodegroupName}`];
    if (!group) throw absent(`No node group found for name: ${nodegroupName}.`);
    return {
      nodegroup: {
        clusterName: group.clusterName,
        nodegroupName: group.nodegroupName,
        nodegroupArn: account.arn(
          "eks",
          `nodegroup/${group.clusterName}/${group.nodegroupName}/6ac8a4b2-5f1d-4c0e-9b77-3e2d1c0b9a86`,
        ),
        status: group.status,
        subnets: [...group.subnetIds],
        nodeRole: account.arn("iam", `role/${freshRoles.nodes}`, { region: "" }),
        resources: { autoScalingGroups: group.autoScalingGroups.map((name) => ({ name })) },
      },
    };
  },
};

/** The cluster of a fresh account and its node group, whose Auto Scaling group is the one that fresh.ts names. */
export function freshEks(account: Account): void {
  const { clusterName, nodeGroupName } = freshIds;
  clusters(account)[clusterName] = {
    name: clusterName,
    version: "1.33",
    status: "ACTIVE",
    issuer: `https://oidc.eks.${account.region}.${account.dnsSuffix}/id/${freshIds.oidcId}`,
    vpcId: freshIds.vpcId,
    subnetIds: freshIds.privateSubnetIds,
    clusterSecurityGroupId: freshIds.clusterSecurityGroupId,
    securityGroupIds: [],
    created: account.now().toISOString(),
    tags: {},
  };
  nodegroups(account)[`${clusterName}/${nodeGroupName}`] = {
    clusterName,
    nodegroupName: nodeGroupName,
    status: "ACTIVE",
    autoScalingGroups: [freshIds.autoScalingGroupName],
    subnetIds: freshIds.privateSubnetIds,
  };
}

function clusterOf(account: Account, name: string | undefined): Cluster {
  const cluster = clusters(account)[name!];
  if (!cluster) throw absent(`No cluster found for name: ${name}.`);
  return cluster;
}

const absent = (message: string) => awsError("ResourceNotFoundException", message, { status: 404 });
