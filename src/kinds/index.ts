import type { AnyKind } from "../engine/kind";
import { acmCertificate } from "./acm-certificate";
import { autoscalingAttachment } from "./autoscaling-attachment";
import { cloudwatchAlarm } from "./cloudwatch-alarm";
import { cognitoBranding } from "./cognito-branding";
import { cognitoGroup } from "./cognito-group";
import { cognitoIdentityProvider } from "./cognito-identity-provider";
import { cognitoUserPool } from "./cognito-user-pool";
import { cognitoUserPoolClient } from "./cognito-user-pool-client";
import { cognitoUserPoolDomain } from "./cognito-user-pool-domain";
import { ec2SecurityGroupRule } from "./ec2-security-group-rule";
import { elbv2DefaultAction } from "./elbv2-default-action";
import { elbv2IdleTimeout } from "./elbv2-idle-timeout";
import { elbv2ListenerCertificate } from "./elbv2-listener-certificate";
import { elbv2ListenerRule } from "./elbv2-listener-rule";
import { elbv2OwnListener } from "./elbv2-own-listener";
import { elbv2TargetGroup } from "./elbv2-target-group";
import { iamOidcProvider } from "./iam-oidc-provider";
import { iamRole } from "./iam-role";
import { kmsAlias } from "./kms-alias";
import { kmsKey } from "./kms-key";
import { logsRetention } from "./logs-retention";
import { route53Alias } from "./route53-alias";
import { route53ValidationRecord } from "./route53-validation-record";
import { secretsManagerSecret } from "./secretsmanager-secret";
import { snsTopic } from "./sns-topic";
import { sqsQueue } from "./sqs-queue";
import { ssmParameter } from "./ssm-parameter";
import { xrayGroup } from "./xray-group";
import { xraySamplingRule } from "./xray-sampling-rule";

/**
 * Every kind of thing that the tool can make, in the order in which things are made: what the config no longer wants is
 * removed in the opposite order, because later things refer to earlier ones.
 */
export const kinds: readonly AnyKind[] = [
  kmsKey,
  kmsAlias,
  secretsManagerSecret,
  sqsQueue,
  cognitoUserPool,
  cognitoIdentityProvider,
  cognitoGroup,
  cognitoUserPoolDomain,
  cognitoUserPoolClient,
  cognitoBranding,
  elbv2TargetGroup,
  autoscalingAttachment,
  ec2SecurityGroupRule,
  acmCertificate,
  route53ValidationRecord,
  elbv2OwnListener,
  elbv2IdleTimeout,
  elbv2ListenerRule,
  elbv2DefaultAction,
  elbv2ListenerCertificate,
  route53Alias,
  ssmParameter,
  iamOidcProvider,
  iamRole,
  snsTopic,
  cloudwatchAlarm,
  logsRetention,
  xrayGroup,
  xraySamplingRule,
];
