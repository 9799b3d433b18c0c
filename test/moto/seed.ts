import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { clientsAt } from "./seed/clients";
import { makeDomain, makeKey, makeNetwork, makeRole, makeSecurityGroup, tcp } from "./seed/foundation";
import { makeCluster, makeDatabase, makeLoadBalancer } from "./seed/workload";

/** What an operator has before risken-aws comes: the identifiers of everything in a seeded account. */
export interface SeededAccount {
  readonly account: string;
  readonly region: string;
  readonly vpc: {
    readonly id: string;
    readonly publicSubnets: readonly string[];
    readonly privateSubnets: readonly string[];
  };
  readonly kms: { readonly arn: string; readonly alias: string };
  readonly eks: {
    readonly name: string;
    readonly arn: string;
    readonly issuer: string;
    readonly securityGroup: string;
    readonly clusterRoleArn: string;
    readonly nodeRoleArn: string;
    readonly nodeGroup: string;
    readonly autoScalingGroup: string;
  };
  readonly route53: { readonly zoneId: string; readonly domain: string };
  readonly certificateArn: string;
  readonly alb: {
    readonly arn: string;
    readonly name: string;
    readonly dnsName: string;
    readonly securityGroup: string;
    readonly listenerArn: string;
  };
  readonly rds: {
    readonly identifier: string;
    readonly arn: string;
    readonly writerEndpoint: string;
    readonly readerEndpoint: string;
    readonly port: number;
    readonly masterUser: string;
    readonly masterSecretArn: string;
    readonly securityGroup: string;
  };
}

export interface SeedOptions {
  /** Where moto listens; anything but a loopback address is refused. */
  readonly endpoint: string;
  readonly region?: string;
  /** What every name begins with; also the name of the EKS cluster. */
  readonly name?: string;
  /** Of the hosted zone and the certificate. */
  readonly domain?: string;
  readonly eksVersion?: string;
}

/** Fills an empty account on a moto server (started with `MOTO_ACM_VALIDATION_WAIT=0`). Run it once an account. */
export async function seedAccount(options: SeedOptions): Promise<SeededAccount> {
  const { endpoint, region = "ap-northeast-1", name = "risken", domain = "example.com", eksVersion = "1.33" } = options;
  if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(endpoint).hostname))
    throw new Error(`The seed writes to loopback addresses only, not to ${endpoint}`);
  const seed = { clients: clientsAt(endpoint, region), name };

  const [{ Account: account }, vpc, kms, clusterRoleArn, nodeRoleArn, dns] = await Promise.all([
    seed.clients.sts.send(new GetCallerIdentityCommand()),
    makeNetwork(seed),
    makeKey(seed),
    makeRole(seed, "eks-cluster", "eks.amazonaws.com", ["AmazonEKSClusterPolicy"]),
    makeRole(seed, "eks-node", "ec2.amazonaws.com", [
      "AmazonEKSWorkerNodePolicy",
      "AmazonEKS_CNI_Policy",
      "AmazonEC2ContainerRegistryReadOnly",
      "AmazonSSMManagedInstanceCore",
    ]),
    makeDomain(seed, domain),
  ]);

  const [albGroup, nodeGroup] = await Promise.all([
    makeSecurityGroup(seed, vpc.id, "alb", tcp(443, { IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "HTTPS" }] })),
    makeSecurityGroup(seed, vpc.id, "eks"),
  ]);
  const databaseGroup = await makeSecurityGroup(
    seed,
    vpc.id,
    "db",
    tcp(3306, { UserIdGroupPairs: [{ GroupId: nodeGroup }] }),
  );

  const [eks, alb, rds] = await Promise.all([
    makeCluster(seed, { vpc, eksVersion, securityGroup: nodeGroup, clusterRoleArn, nodeRoleArn }),
    makeLoadBalancer(seed, vpc.publicSubnets, albGroup, dns.certificateArn),
    makeDatabase(seed, vpc.privateSubnets, databaseGroup),
  ]);
  return {
    account: account!,
    region,
    vpc,
    kms,
    eks,
    route53: { zoneId: dns.zoneId, domain },
    certificateArn: dns.certificateArn,
    alb,
    rds,
  };
}
