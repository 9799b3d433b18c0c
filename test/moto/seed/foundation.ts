import { DescribeCertificateCommand, RequestCertificateCommand } from "@aws-sdk/client-acm";
import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeAvailabilityZonesCommand,
  DescribeRouteTablesCommand,
  type EC2Client,
  type IpPermission,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { AttachRolePolicyCommand, CreatePolicyCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateAliasCommand, CreateKeyCommand } from "@aws-sdk/client-kms";
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand } from "@aws-sdk/client-route-53";
import type { SeededAccount } from "../seed";
import { ec2Tags, owner, type Seed, tagList } from "./clients";

/** Two public and two private subnets in two zones, tagged as EKS wants them for its load balancers. */
export async function makeNetwork({ clients: { ec2 }, name }: Seed): Promise<SeededAccount["vpc"]> {
  const { Vpc } = await ec2.send(
    new CreateVpcCommand({ CidrBlock: "10.20.0.0/16", TagSpecifications: ec2Tags("vpc", `${name}-vpc`) }),
  );
  const VpcId = Vpc!.VpcId!;
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsSupport: { Value: true } }));
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  const { InternetGateway } = await ec2.send(
    new CreateInternetGatewayCommand({ TagSpecifications: ec2Tags("internet-gateway", `${name}-igw`) }),
  );
  const { InternetGatewayId } = InternetGateway!;
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));

  const { AvailabilityZones } = await ec2.send(new DescribeAvailabilityZonesCommand());
  const zones = AvailabilityZones!
    .map(({ ZoneName }) => ZoneName!)
    .sort()
    .slice(0, 2);
  const subnets = (tier: string, role: string, firstNet: number): Promise<readonly string[]> =>
    Promise.all(
      zones.map(async (AvailabilityZone, index) => {
        const tags = { [`kubernetes.io/role/${role}`]: "1", [`kubernetes.io/cluster/${name}`]: "shared" };
        const { Subnet } = await ec2.send(
          new CreateSubnetCommand({
            VpcId,
            AvailabilityZone,
            CidrBlock: `10.20.${firstNet + index}.0/24`,
            TagSpecifications: ec2Tags("subnet", `${name}-${tier}-${AvailabilityZone.slice(-1)}`, tags),
          }),
        );
        return Subnet!.SubnetId!;
      }),
    );
  const publicSubnets = await subnets("public", "elb", 0);
  for (const SubnetId of publicSubnets)
    await ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }));
  const privateSubnets = await subnets("private", "internal-elb", 100);
  await makeRoutes(ec2, VpcId, InternetGatewayId!, publicSubnets);
  return { id: VpcId, publicSubnets, privateSubnets };
}

/** Public subnets lead out through the VPC's gateway, and the others, by the VPC's main table, through a NAT gateway. */
async function makeRoutes(ec2: EC2Client, VpcId: string, GatewayId: string, publicSubnets: readonly string[]) {
  const DestinationCidrBlock = "0.0.0.0/0";
  const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
  const { NatGateway } = await ec2.send(new CreateNatGatewayCommand({ SubnetId: publicSubnets[0]!, AllocationId }));
  const Filters = [
    { Name: "vpc-id", Values: [VpcId] },
    { Name: "association.main", Values: ["true"] },
  ];
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const { RouteTableId: main } = RouteTables![0]!;
  const { NatGatewayId } = NatGateway!;
  await ec2.send(new CreateRouteCommand({ RouteTableId: main!, DestinationCidrBlock, NatGatewayId }));
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
  const RouteTableId = RouteTable!.RouteTableId!;
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, GatewayId }));
  for (const SubnetId of publicSubnets) await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
}

export const tcp = (port: number, from: IpPermission): IpPermission => ({
  IpProtocol: "tcp",
  FromPort: port,
  ToPort: port,
  ...from,
});

export async function makeSecurityGroup(
  { clients: { ec2 }, name }: Seed,
  VpcId: string,
  suffix: string,
  ingress?: IpPermission,
): Promise<string> {
  const GroupName = `${name}-${suffix}`;
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({
      VpcId,
      GroupName,
      Description: `Of ${GroupName}`,
      TagSpecifications: ec2Tags("security-group", GroupName),
    }),
  );
  if (ingress) await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ingress] }));
  return GroupId!;
}

export async function makeRole(
  { clients: { iam }, name }: Seed,
  suffix: string,
  service: string,
  policies: readonly string[],
): Promise<string> {
  const RoleName = `${name}-${suffix}`;
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policyDocument(statement), Tags: tagList() }),
  );
  for (const policy of policies) {
    const attach = (PolicyArn: string) => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await attach(`arn:aws:iam::aws:policy/${policy}`).catch(async (error: Error) => {
      // Moto has AWS's managed policies only when it was told to load them; one of the account's own stands in.
      if (error.name !== "NoSuchEntityException") throw error;
      const anything = policyDocument({ Effect: "Allow", Action: "*", Resource: "*" });
      const own = await iam.send(new CreatePolicyCommand({ PolicyName: policy, PolicyDocument: anything }));
      await attach(own.Policy!.Arn!);
    });
  }
  return Role!.Arn!;
}

const policyDocument = (statement: object): string => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

export async function makeKey({ clients: { kms }, name }: Seed): Promise<SeededAccount["kms"]> {
  const alias = `alias/${name}-secrets`;
  const Tags = Object.entries(owner).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: `${name} secrets`, Tags }));
  await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyMetadata!.KeyId! }));
  return { arn: KeyMetadata!.Arn!, alias };
}

/** A hosted zone, and the certificate of its apex and everything below, with its validation records. */
export async function makeDomain(
  { clients: { acm, route53 }, name }: Seed,
  domain: string,
): Promise<{ readonly zoneId: string; readonly certificateArn: string }> {
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({ Name: `${domain}.`, CallerReference: `${name} ${domain}` }),
  );
  const { CertificateArn } = await acm.send(
    new RequestCertificateCommand({
      DomainName: domain,
      SubjectAlternativeNames: [`*.${domain}`],
      ValidationMethod: "DNS",
      Tags: tagList(),
    }),
  );
  const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
  if (Certificate!.Status !== "ISSUED") throw new Error("Start moto with MOTO_ACM_VALIDATION_WAIT=0");
  // Apex and wildcard are validated by the same record.
  const records = new Map(
    Certificate!.DomainValidationOptions!.map(({ ResourceRecord }) => [ResourceRecord!.Name!, ResourceRecord!.Value!]),
  );
  const Changes = [...records].map(([Name, Value]) => ({
    Action: "UPSERT" as const,
    ResourceRecordSet: { Name, Type: "CNAME" as const, TTL: 300, ResourceRecords: [{ Value }] },
  }));
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: HostedZone!.Id!, ChangeBatch: { Changes } }));
  return { zoneId: HostedZone!.Id!.replace("/hostedzone/", ""), certificateArn: CertificateArn! };
}
