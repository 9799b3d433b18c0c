import { stringify } from "yaml";
import { type PolicyDocument, policyOf } from "../aws/policy-document";

/** For which repository, and what the role may do. */
export interface GithubRole {
  /** As in `acme/infrastructure`. */
  readonly repository: string;
  readonly policies: readonly PolicyDocument[];
  /** As in `risken-aws apply in prd`. */
  readonly purpose: string;
  /** Whether it changes AWS: then only the branch `main` may take it, and pull requests may not. */
  readonly writes: boolean;
}

const HOST = "token.actions.githubusercontent.com";
/** What aws-actions/configure-aws-credentials asks GitHub's token for, in any partition, unless told otherwise. */
const AUDIENCE = "sts.amazonaws.com";

/**
 * A CloudFormation template with a role that GitHub Actions takes by OIDC, so that no key is kept anywhere
 * (https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws). Role and policies
 * get their names from CloudFormation: a name of ours could be one that the policy itself lets be changed.
 */
export function githubTemplate({ repository, policies, purpose, writes }: GithubRole): string {
  const subject = `repo:${repository}:${writes ? "ref:refs/heads/main" : "*"}`;
  const names = policies.map((_, at) => `Policy${at + 1}`);
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `GitHub Actions of ${repository}: ${purpose}`,
    Parameters: {
      ProviderArn: {
        Type: "String",
        Default: "",
        Description: `ARN of the IAM OIDC provider ${HOST}, of which an account has one; empty makes it`,
        AllowedPattern: `^(|arn:[a-z-]+:iam::[0-9]{12}:oidc-provider/${HOST.replaceAll(".", "\\.")})$`,
      },
      Subject: {
        Type: "String",
        Default: subject,
        Description: "Which of its jobs may take the role: the subject of GitHub's token, with * and ? as wildcards",
        AllowedPattern: "^repo:[^*?]+/[^*?:]+:.+$",
      },
    },
    Conditions: { MakesProvider: { "Fn::Equals": [{ Ref: "ProviderArn" }, ""] } },
    Resources: {
      Provider: {
        Type: "AWS::IAM::OIDCProvider",
        Condition: "MakesProvider",
        // Others may come to use it.
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        Properties: { Url: `https://${HOST}`, ClientIdList: [AUDIENCE] },
      },
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          Path: "/github-actions/",
          Description: `GitHub Actions of ${repository}: ${purpose}`,
          // Parameter Store takes three writes a second, so a first run takes minutes, not hours.
          MaxSessionDuration: 3600,
          AssumeRolePolicyDocument: policyOf({
            Effect: "Allow",
            Principal: { Federated: { "Fn::If": ["MakesProvider", { Ref: "Provider" }, { Ref: "ProviderArn" }] } },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: { [`${HOST}:aud`]: AUDIENCE },
              StringLike: { [`${HOST}:sub`]: { Ref: "Subject" } },
            },
          } as never),
          ManagedPolicyArns: names.map((name) => ({ Ref: name })),
        },
      },
      ...Object.fromEntries(
        names.map((name, at) => [
          name,
          {
            Type: "AWS::IAM::ManagedPolicy",
            Properties: { Path: "/github-actions/", Description: purpose, PolicyDocument: policies[at] },
          },
        ]),
      ),
    },
    Outputs: {
      RoleArn: {
        Description: "For role-to-assume of aws-actions/configure-aws-credentials",
        Value: { "Fn::GetAtt": ["Role", "Arn"] },
      },
    },
  };
  // CloudFormation reads YAML 1.1, to which a bare 2012-10-17 is a day.
  return stringify(template, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
}
