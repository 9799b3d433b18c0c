import { acmCertificateMutations } from "./acm-certificate";
import { autoscalingAttachmentMutations } from "./autoscaling-attachment";
import { cloudwatchAlarmMutations } from "./cloudwatch-alarm";
import { cognitoBrandingMutations } from "./cognito-branding";
import { cognitoGroupMutations } from "./cognito-group";
import { cognitoIdentityProviderMutations } from "./cognito-identity-provider";
import { cognitoUserPoolMutations } from "./cognito-user-pool";
import { cognitoUserPoolClientMutations } from "./cognito-user-pool-client";
import { cognitoUserPoolDomainMutations } from "./cognito-user-pool-domain";
import { ec2SecurityGroupRuleMutations } from "./ec2-security-group-rule";
import { elbv2DefaultActionMutations } from "./elbv2-default-action";
import { elbv2IdleTimeoutMutations } from "./elbv2-idle-timeout";
import { elbv2ListenerCertificateMutations } from "./elbv2-listener-certificate";
import { elbv2ListenerRuleMutations } from "./elbv2-listener-rule";
import { elbv2OwnListenerMutations } from "./elbv2-own-listener";
import { elbv2TargetGroupMutations } from "./elbv2-target-group";
import { iamOidcProviderMutations } from "./iam-oidc-provider";
import { iamRoleMutations } from "./iam-role";
import { kmsAliasMutations } from "./kms-alias";
import { kmsKeyMutations } from "./kms-key";
import { logsRetentionMutations } from "./logs-retention";
import type { Mutations } from "./mutation";
import { route53AliasMutations } from "./route53-alias";
import { route53ValidationRecordMutations } from "./route53-validation-record";
import { secretsManagerSecretMutations } from "./secretsmanager-secret";
import { snsTopicMutations } from "./sns-topic";
import { sqsQueueMutations } from "./sqs-queue";
import { ssmParameterMutations } from "./ssm-parameter";
import { xrayGroupMutations } from "./xray-group";
import { xraySamplingRuleMutations } from "./xray-sampling-rule";

/** What can happen to everything that the tool makes, by kind. */
export const allMutations: readonly Mutations[] = [
  kmsKeyMutations,
  kmsAliasMutations,
  secretsManagerSecretMutations,
  sqsQueueMutations,
  cognitoUserPoolMutations,
  cognitoIdentityProviderMutations,
  cognitoGroupMutations,
  cognitoUserPoolDomainMutations,
  cognitoUserPoolClientMutations,
  cognitoBrandingMutations,
  elbv2TargetGroupMutations,
  autoscalingAttachmentMutations,
  ec2SecurityGroupRuleMutations,
  elbv2ListenerRuleMutations,
  elbv2DefaultActionMutations,
  acmCertificateMutations,
  route53ValidationRecordMutations,
  elbv2OwnListenerMutations,
  elbv2IdleTimeoutMutations,
  elbv2ListenerCertificateMutations,
  route53AliasMutations,
  ssmParameterMutations,
  iamOidcProviderMutations,
  iamRoleMutations,
  snsTopicMutations,
  cloudwatchAlarmMutations,
  logsRetentionMutations,
  xrayGroupMutations,
  xraySamplingRuleMutations,
];

export const mutationsOf = (type: string): Mutations => {
  const found = allMutations.find(({ kind }) => kind.type === type);
  if (!found) throw new Error(`${type} has no mutations: give it a table in test/mutations`);
  return found;
};
