import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DescribeClusterCommand, DescribeNodegroupCommand, EKSClient } from "@aws-sdk/client-eks";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient, ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { DescribeDBClustersCommand, RDSClient } from "@aws-sdk/client-rds";
import { ListResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SeededAccount, seedAccount } from "./seed";
import { describeOnMoto, type Moto, startMoto } from "./server";

test.each([
  "https://ssm.ap-northeast-1.amazonaws.com",
  "http://10.0.0.1:5000",
  "http://127.0.0.1.example.com",
  "http://localhost@example.com/",
])("the seed refuses %s", async (endpoint) => {
  await expect(seedAccount({ endpoint })).rejects.toThrow("loopback");
});

describeOnMoto("a seeded account", () => {
  let moto: Moto;
  let seeded: SeededAccount;
  const settings = () => ({
    endpoint: moto.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
  });
  beforeAll(async () => {
    moto = await startMoto({ env: { MOTO_ACCOUNT_ID: "222222222222" } });
    seeded = await seedAccount({ endpoint: moto.url, region: "eu-west-1", name: "acme", domain: "example.org" });
  });
  afterAll(() => moto?.stop());

  test("is the account and the region that were asked for", () => {
    expect(seeded).toMatchObject({ account: "222222222222", region: "eu-west-1" });
    expect(seeded.eks.arn).toBe("arn:aws:eks:eu-west-1:222222222222:cluster/acme");
  });

  test("has two public and two private subnets in two zones", async () => {
    const ec2 = new EC2Client(settings());
    const { Subnets } = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "vpc-id", Values: [seeded.vpc.id] }] }),
    );
    expect(new Set(Subnets!.map(({ AvailabilityZone }) => AvailabilityZone)).size).toBe(2);
    const ids = (isPublic: boolean) =>
      Subnets!
        .filter((one) => one.MapPublicIpOnLaunch === isPublic)
        .map(({ SubnetId }) => SubnetId)
        .sort();
    expect(ids(true)).toEqual([...seeded.vpc.publicSubnets].sort());
    expect(ids(false)).toEqual([...seeded.vpc.privateSubnets].sort());
  });

  test("lets the world reach the load balancer and only the nodes reach the database", async () => {
    const ec2 = new EC2Client(settings());
    const ingress = async (id: string) =>
      (await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }))).SecurityGroups![0]!.IpPermissions!;
    expect(await ingress(seeded.alb.securityGroup)).toMatchObject([
      { FromPort: 443, IpRanges: [{ CidrIp: "0.0.0.0/0" }] },
    ]);
    expect(await ingress(seeded.eks.securityGroup)).toEqual([]);
    expect(await ingress(seeded.rds.securityGroup)).toMatchObject([
      { FromPort: 3306, IpRanges: [], UserIdGroupPairs: [{ GroupId: seeded.eks.securityGroup }] },
    ]);
  });

  test("has a cluster with an issuer, and nodes in an Auto Scaling group", async () => {
    const eks = new EKSClient(settings());
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: "acme" }));
    expect(cluster).toMatchObject({ version: "1.33", status: "ACTIVE", roleArn: seeded.eks.clusterRoleArn });
    expect(seeded.eks.issuer).toMatch(/^https:\/\/oidc\.eks\.eu-west-1\./);
    expect(cluster!.identity!.oidc!.issuer).toBe(seeded.eks.issuer);
    const { nodegroup } = await eks.send(
      new DescribeNodegroupCommand({ clusterName: "acme", nodegroupName: seeded.eks.nodeGroup }),
    );
    expect(nodegroup!.resources!.autoScalingGroups).toEqual([{ name: seeded.eks.autoScalingGroup }]);
    const { AutoScalingGroups } = await new AutoScalingClient(settings()).send(
      new DescribeAutoScalingGroupsCommand({ Filters: [{ Name: "tag:eks:cluster-name", Values: ["acme"] }] }),
    );
    expect(AutoScalingGroups).toMatchObject([
      {
        AutoScalingGroupName: seeded.eks.autoScalingGroup,
        DesiredCapacity: 2,
        VPCZoneIdentifier: seeded.vpc.privateSubnets.join(","),
      },
    ]);
    const { AttachedPolicies } = await new IAMClient(settings()).send(
      new ListAttachedRolePoliciesCommand({ RoleName: "acme-eks-node" }),
    );
    expect(AttachedPolicies!.map(({ PolicyName }) => PolicyName)).toContain("AmazonEKSWorkerNodePolicy");
  });

  test("has an HTTPS listener with the issued certificate", async () => {
    const elb = new ElasticLoadBalancingV2Client(settings());
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ Names: ["acme-alb"] }));
    expect(LoadBalancers).toMatchObject([{ LoadBalancerArn: seeded.alb.arn, VpcId: seeded.vpc.id }]);
    const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: seeded.alb.arn }));
    expect(Listeners).toMatchObject([
      {
        ListenerArn: seeded.alb.listenerArn,
        Protocol: "HTTPS",
        Certificates: [{ CertificateArn: seeded.certificateArn }],
        DefaultActions: [{ Type: "fixed-response" }],
      },
    ]);
    const { ResourceRecordSets } = await new Route53Client(settings()).send(
      new ListResourceRecordSetsCommand({ HostedZoneId: seeded.route53.zoneId }),
    );
    expect(ResourceRecordSets!.map(({ Type }) => Type)).toContain("CNAME");
  });

  test("has an Aurora cluster with a writer and a reader, whose password RDS keeps", async () => {
    const { DBClusters } = await new RDSClient(settings()).send(new DescribeDBClustersCommand());
    expect(DBClusters).toHaveLength(1);
    const [cluster] = DBClusters!;
    expect(cluster).toMatchObject({
      DBClusterIdentifier: "acme-db",
      Endpoint: seeded.rds.writerEndpoint,
      ReaderEndpoint: seeded.rds.readerEndpoint,
      DatabaseName: "mimosa",
    });
    expect(seeded.rds.writerEndpoint).not.toBe(seeded.rds.readerEndpoint);
    expect(cluster!.DBClusterMembers!.filter(({ IsClusterWriter }) => IsClusterWriter)).toHaveLength(1);
    expect(cluster!.DBClusterMembers).toHaveLength(2);
    const { SecretString } = await new SecretsManagerClient(settings()).send(
      new GetSecretValueCommand({ SecretId: seeded.rds.masterSecretArn }),
    );
    expect(JSON.parse(SecretString!)).toMatchObject({ username: seeded.rds.masterUser, password: expect.any(String) });
  });

  test("has a key by its alias", async () => {
    const { KeyMetadata } = await new KMSClient(settings()).send(new DescribeKeyCommand({ KeyId: seeded.kms.alias }));
    expect(KeyMetadata!.Arn).toBe(seeded.kms.arn);
  });
});
