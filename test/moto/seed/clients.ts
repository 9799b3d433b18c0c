import { ACMClient } from "@aws-sdk/client-acm";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client, type ResourceType } from "@aws-sdk/client-ec2";
import { EKSClient } from "@aws-sdk/client-eks";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { RDSClient } from "@aws-sdk/client-rds";
import { Route53Client } from "@aws-sdk/client-route-53";
import { STSClient } from "@aws-sdk/client-sts";

export interface Seed {
  readonly clients: ReturnType<typeof clientsAt>;
  readonly name: string;
}

export function clientsAt(endpoint: string, region: string) {
  const settings = { endpoint, region, credentials: { accessKeyId: "testing", secretAccessKey: "testing" } };
  return {
    acm: new ACMClient(settings),
    autoScaling: new AutoScalingClient(settings),
    ec2: new EC2Client(settings),
    eks: new EKSClient(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    iam: new IAMClient(settings),
    kms: new KMSClient(settings),
    rds: new RDSClient(settings),
    route53: new Route53Client(settings),
    sts: new STSClient(settings),
  };
}

export const owner = { Project: "operator" };
export const tagList = (tags: Readonly<Record<string, string>> = {}) =>
  Object.entries({ ...owner, ...tags }).map(([Key, Value]) => ({ Key, Value }));
export const ec2Tags = (ResourceType: ResourceType, Name: string, tags: Readonly<Record<string, string>> = {}) => [
  { ResourceType, Tags: tagList({ Name, ...tags }) },
];
