/**
 * Names and identifiers that the services of a fresh sandbox share, so that what one of them holds points at what
 * another one holds: the cluster's nodes stand in the load balancer's VPC.
 */
export const freshIds = {
  domain: "example.com",
  hostedZoneId: "Z0A1B2C3D4E5F6G7H8I9J",
  certificateNames: ["example.com", "*.example.com"],
  /** The last part of the certificate's ARN. */
  certificateId: "6f1c2d3e-4b5a-4978-8695-a4b3c2d1e0f0",

  vpcId: "vpc-0a1b2c3d4e5f60718",
  publicSubnetIds: ["subnet-0aa11bb22cc33dd01", "subnet-0aa11bb22cc33dd02"],
  privateSubnetIds: ["subnet-0ee11ff22aa33bb01", "subnet-0ee11ff22aa33bb02"],
  /** Zones of the subnets, as suffixes of the region. */
  zones: ["a", "c"],
  albSecurityGroupId: "sg-0a1b00000000000a1",
  /** The group that EKS made for the cluster and that its nodes wear. */
  clusterSecurityGroupId: "sg-0e5c00000000000e5",
  databaseSecurityGroupId: "sg-0db000000000000db",

  clusterName: "risken",
  nodeGroupName: "risken-nodes",
  autoScalingGroupName: "eks-risken-nodes-1ac6e2a4-7f3b-4c58-9d0e-5b8a6c4d2e10",
  /** The last part of the cluster's OIDC issuer. */
  oidcId: "A1B2C3D4E5F60718293A4B5C6D7E8F90",

  loadBalancerName: "risken-alb",
  /** The last part of the load balancer's ARN. */
  loadBalancerId: "50dc6c495c0c9188",
  /** The last part of the HTTPS listener's ARN. */
  listenerId: "f2f7dc8efc522ab2",

  databaseIdentifier: "risken-db",
  databaseInstanceIdentifiers: ["risken-db-1", "risken-db-2"],
} as const;
