import { stringify } from "yaml";
import { policyOf } from "../aws/policy-document";
import { scanRole } from "../risken/scan-role";
import { externalId, PRINCIPAL_PATTERN, type ScanRole, says } from "./scan-role";

/**
 * A CloudFormation template that StackSets can roll out to an organization: no parameter has to be given but the external id
 * and, where nobody knows it, the trusted principal. The account is trusted as a whole and narrowed to its roles by a condition,
 * because a role that is named as the principal is kept by its id and lost with it
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 */
export function scanRoleInCloudFormation({ name, principal }: ScanRole): string {
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `${says.role} (risken-aws scan-role)`,
    Parameters: {
      TrustedPrincipal: {
        Type: "String",
        ...(principal ? { Default: principal } : {}),
        Description: says.principal,
        AllowedPattern: PRINCIPAL_PATTERN,
      },
      ExternalId: {
        Type: "String",
        Description: says.externalId,
        AllowedPattern: externalId.pattern,
        MinLength: externalId.least,
        MaxLength: externalId.most,
      },
    },
    Resources: {
      ScanRole: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: name,
          Description: says.role,
          MaxSessionDuration: scanRole.maxSessionDuration,
          AssumeRolePolicyDocument: policyOf({
            Effect: "Allow",
            Principal: { AWS: accountOfPrincipal },
            Action: "sts:AssumeRole",
            Condition: {
              StringEquals: { "sts:ExternalId": { Ref: "ExternalId" } },
              ArnLike: { "aws:PrincipalArn": { Ref: "TrustedPrincipal" } },
            },
          } as never),
          ManagedPolicyArns: [{ "Fn::Sub": `arn:\${AWS::Partition}:iam::aws:policy/${scanRole.managedPolicy}` }],
          Policies: [
            {
              PolicyName: "RISKEN",
              PolicyDocument: policyOf({ Effect: "Allow", Action: scanRole.actions, Resource: "*" }),
            },
          ],
        },
      },
    },
    Outputs: { RoleArn: { Description: says.arn, Value: { "Fn::GetAtt": ["ScanRole", "Arn"] } } },
  };
  // CloudFormation reads YAML 1.1, to which a bare 2012-10-17 is a day.
  return stringify(template, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
}

/** The root of the account that the principal is in. */
const accountOfPrincipal = {
  "Fn::Sub": [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts the values in
    "arn:${AWS::Partition}:iam::${Account}:root",
    { Account: { "Fn::Select": [4, { "Fn::Split": [":", { Ref: "TrustedPrincipal" }] }] } },
  ],
};
