import { CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateCommand, DescribeImagesCommand } from "@aws-sdk/client-ec2";
import { CreateClusterCommand, CreateNodegroupCommand, DescribeClusterCommand } from "@aws-sdk/client-eks";
import { CreateListenerCommand, CreateLoadBalancerCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  CreateDBClusterCommand,
  CreateDBClusterParameterGroupCommand,
  CreateDBInstanceCommand,
  CreateDBSubnetGroupCommand,
  DescribeDBClustersCommand,
  ModifyDBClusterParameterGroupCommand,
} from "@aws-sdk/client-rds";
import type { SeededAccount } from "../seed";
import { owner, type Seed, tagList } from "./clients";

interface ClusterParts {
  readonly vpc: SeededAccount["vpc"];
  readonly eksVersion: string;
  readonly securityGroup: string;
  readonly clusterRoleArn: string;
  readonly nodeRoleArn: string;
}

export async function makeCluster(
  { clients: { eks, ec2, autoScaling }, name }: Seed,
  { vpc, eksVersion, securityGroup, clusterRoleArn, nodeRoleArn }: ClusterParts,
): Promise<SeededAccount["eks"]> {
  await eks.send(
    new CreateClusterCommand({
      name,
      version: eksVersion,
      roleArn: clusterRoleArn,
      tags: owner,
      resourcesVpcConfig: {
        subnetIds: [...vpc.privateSubnets, ...vpc.publicSubnets],
        securityGroupIds: [securityGroup],
        endpointPublicAccess: true,
        endpointPrivateAccess: true,
      },
    }),
  );
  const { cluster } = await eks.send(new DescribeClusterCommand({ name }));
  const size = { minSize: 2, maxSize: 4, desiredSize: 2 };
  const nodeGroup = `${name}-nodes`;
  const { nodegroup } = await eks.send(
    new CreateNodegroupCommand({
      clusterName: name,
      nodegroupName: nodeGroup,
      nodeRole: nodeRoleArn,
      subnets: [...vpc.privateSubnets],
      instanceTypes: ["t3.medium"],
      scalingConfig: size,
      tags: owner,
    }),
  );

  // EKS makes the group behind its nodes itself; moto only makes up the name.
  const autoScalingGroup = nodegroup!.resources!.autoScalingGroups![0]!.name!;
  const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] }));
  const [ImageId] = Images!.map(({ ImageId }) => ImageId!).sort();
  const template = { ImageId, InstanceType: "t3.medium" as const };
  await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: nodeGroup, LaunchTemplateData: template }));
  const tags = {
    "eks:cluster-name": name,
    "eks:nodegroup-name": nodeGroup,
    [`kubernetes.io/cluster/${name}`]: "owned",
  };
  await autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: autoScalingGroup,
      MinSize: size.minSize,
      MaxSize: size.maxSize,
      DesiredCapacity: size.desiredSize,
      LaunchTemplate: { LaunchTemplateName: nodeGroup, Version: "$Latest" },
      VPCZoneIdentifier: vpc.privateSubnets.join(","),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: true })),
    }),
  );
  return {
    name,
    arn: cluster!.arn!,
    issuer: cluster!.identity!.oidc!.issuer!,
    securityGroup,
    clusterRoleArn,
    nodeRoleArn,
    nodeGroup,
    autoScalingGroup,
  };
}

export async function makeLoadBalancer(
  { clients: { elb }, name }: Seed,
  subnets: readonly string[],
  securityGroup: string,
  certificate: string,
): Promise<SeededAccount["alb"]> {
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({
      Name: `${name}-alb`,
      Type: "application",
      Scheme: "internet-facing",
      Subnets: [...subnets],
      SecurityGroups: [securityGroup],
      Tags: tagList(),
    }),
  );
  const balancer = LoadBalancers![0]!;
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer.LoadBalancerArn!,
      Protocol: "HTTPS",
      Port: 443,
      SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      Certificates: [{ CertificateArn: certificate }],
      DefaultActions: [
        {
          Type: "fixed-response",
          FixedResponseConfig: { StatusCode: "404", ContentType: "text/plain", MessageBody: "Not found" },
        },
      ],
    }),
  );
  return {
    arn: balancer.LoadBalancerArn!,
    name: `${name}-alb`,
    dnsName: balancer.DNSName!,
    securityGroup,
    listenerArn: Listeners![0]!.ListenerArn!,
  };
}

/** An Aurora MySQL cluster with a writer and a reader; RDS keeps the master password in Secrets Manager. */
export async function makeDatabase(
  { clients: { rds }, name }: Seed,
  subnets: readonly string[],
  securityGroup: string,
): Promise<SeededAccount["rds"]> {
  const identifier = `${name}-db`;
  const masterUser = "admin";
  await rds.send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: identifier,
      DBSubnetGroupDescription: `Of ${identifier}`,
      SubnetIds: [...subnets],
      Tags: tagList(),
    }),
  );
  // No TLS, and the time zone of RISKEN's images, as its documentation has it. moto's own groups list nothing.
  await rds.send(
    new CreateDBClusterParameterGroupCommand({
      DBClusterParameterGroupName: identifier,
      DBParameterGroupFamily: "aurora-mysql8.0",
      Description: `Of ${identifier}`,
      Tags: tagList(),
    }),
  );
  await rds.send(
    new ModifyDBClusterParameterGroupCommand({
      DBClusterParameterGroupName: identifier,
      Parameters: Object.entries({ require_secure_transport: "OFF", time_zone: "Asia/Tokyo" }).map(
        ([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue, ApplyMethod: "immediate" }),
      ),
    }),
  );
  await rds.send(
    new CreateDBClusterCommand({
      DBClusterIdentifier: identifier,
      DBClusterParameterGroupName: identifier,
      Engine: "aurora-mysql",
      EngineVersion: "8.0.mysql_aurora.3.08.2",
      DatabaseName: "mimosa",
      Port: 3306,
      MasterUsername: masterUser,
      ManageMasterUserPassword: true,
      StorageEncrypted: true,
      DBSubnetGroupName: identifier,
      VpcSecurityGroupIds: [securityGroup],
      Tags: tagList(),
    }),
  );
  // The one with the lowest tier becomes the writer.
  for (const tier of [1, 2])
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: `${identifier}-${tier}`,
        DBClusterIdentifier: identifier,
        DBInstanceClass: "db.r6g.large",
        Engine: "aurora-mysql",
        PromotionTier: tier,
        Tags: tagList(),
      }),
    );
  const { DBClusters } = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: identifier }));
  const cluster = DBClusters![0]!;
  return {
    identifier,
    arn: cluster.DBClusterArn!,
    writerEndpoint: cluster.Endpoint!,
    readerEndpoint: cluster.ReaderEndpoint!,
    port: cluster.Port!,
    masterUser,
    masterSecretArn: cluster.MasterUserSecret!.SecretArn!,
    securityGroup,
  };
}
