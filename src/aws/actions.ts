import type { ServiceName } from "./services";

/** Prefix of the IAM actions of a service. */
const prefixes: Readonly<Record<ServiceName, string>> = {
  acm: "acm",
  autoscaling: "autoscaling",
  cloudwatch: "cloudwatch",
  cognito: "cognito-idp",
  ec2: "ec2",
  eks: "eks",
  elbv2: "elasticloadbalancing",
  iam: "iam",
  kms: "kms",
  logs: "logs",
  rds: "rds",
  route53: "route53",
  secretsmanager: "secretsmanager",
  sns: "sns",
  sqs: "sqs",
  ssm: "ssm",
  sts: "sts",
  tagging: "tag",
  xray: "xray",
};

/** The IAM action that an operation needs, as in `sqs:GetQueueUrl`. */
export const actionOf = (service: ServiceName, operation: string): string => `${prefixes[service]}:${operation}`;

/** Whether an operation only looks. */
export const isRead = (operation: string): boolean => /^(Admin)?(Get|List|Describe|Simulate|Assume)/.test(operation);
