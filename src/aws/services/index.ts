/**
 * The AWS services that the tool calls, each loaded when it is first called: a verb pays only for the clients it uses.
 * What a module's `commands` lists is all that the tool can ever send to that service.
 */
export const services = {
  acm: () => import("./acm"),
  autoscaling: () => import("./autoscaling"),
  cloudwatch: () => import("./cloudwatch"),
  cognito: () => import("./cognito"),
  ec2: () => import("./ec2"),
  eks: () => import("./eks"),
  elbv2: () => import("./elbv2"),
  iam: () => import("./iam"),
  kms: () => import("./kms"),
  logs: () => import("./logs"),
  rds: () => import("./rds"),
  route53: () => import("./route53"),
  secretsmanager: () => import("./secretsmanager"),
  sns: () => import("./sns"),
  sqs: () => import("./sqs"),
  ssm: () => import("./ssm"),
  sts: () => import("./sts"),
  tagging: () => import("./tagging"),
  xray: () => import("./xray"),
} as const;

export type ServiceName = keyof typeof services;
export type CommandsOf<S extends ServiceName> = Awaited<ReturnType<(typeof services)[S]>>["commands"];
export type OperationOf<S extends ServiceName> = keyof CommandsOf<S> & string;
