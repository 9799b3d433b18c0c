import { type Aws, openSession } from "../../../src/aws/session";

/** What an operator has before RISKEN comes, as far as a hand-made installation refers to it. */
export interface Ground {
  readonly aws: Aws;
  /** URL of the cluster's OIDC issuer. */
  readonly issuer: string;
  readonly vpcId: string;
  /** Of the load balancer's HTTPS listener. */
  readonly listenerArn: string;
  readonly albSecurityGroup: string;
  readonly nodeSecurityGroup: string;
  readonly autoScalingGroup: string;
  readonly database: { readonly writer: string; readonly reader: string };
}

/** Looks around in an account as a fresh sandbox or the seed of a moto server makes it: both have the same names. */
export async function groundIn(aws: Aws): Promise<Ground> {
  const [{ cluster }, { nodegroup }, { LoadBalancers }, { DBClusters }] = await Promise.all([
    aws.eks.DescribeCluster({ name: "risken" }),
    aws.eks.DescribeNodegroup({ clusterName: "risken", nodegroupName: "risken-nodes" }),
    aws.elbv2.DescribeLoadBalancers({ Names: ["risken-alb"] }),
    aws.rds.DescribeDBClusters({ DBClusterIdentifier: "risken-db" }),
  ]);
  const { LoadBalancerArn, VpcId, SecurityGroups } = LoadBalancers![0]!;
  const { Listeners } = await aws.elbv2.DescribeListeners({ LoadBalancerArn });
  const { clusterSecurityGroupId, securityGroupIds } = cluster!.resourcesVpcConfig!;
  return {
    aws,
    issuer: cluster!.identity!.oidc!.issuer!,
    vpcId: VpcId!,
    listenerArn: Listeners!.find(({ Protocol }) => Protocol === "HTTPS")!.ListenerArn!,
    albSecurityGroup: SecurityGroups![0]!,
    nodeSecurityGroup: clusterSecurityGroupId ?? securityGroupIds![0]!,
    autoScalingGroup: nodegroup!.resources!.autoScalingGroups![0]!.name!,
    database: { writer: DBClusters![0]!.Endpoint!, reader: DBClusters![0]!.ReaderEndpoint! },
  };
}

/** A session on a server of the test, for calls by hand. */
export const sessionAt = (endpoint: string, region: string): Promise<Aws> =>
  openSession({
    region,
    rated: false,
    settings: { endpoint, credentials: { accessKeyId: "testing", secretAccessKey: "testing" } },
  });
