/** Quotas under the names that AWS gives them in Service Quotas and its guides, by the action that ran into them. */
const byAction: Readonly<Record<string, string>> = {
  "iam:CreateRole": "IAM: Roles per account",
  "iam:PutRolePolicy": "IAM: Role inline policy size (10,240 characters in all policies of a role)",
  "iam:AttachRolePolicy": "IAM: Managed policies attached to an IAM role",
  "iam:UpdateAssumeRolePolicy": "IAM: Role trust policy length",
  "iam:CreateOpenIDConnectProvider": "IAM: OpenId connect providers per account",
  "iam:AddClientIDToOpenIDConnectProvider": "IAM: Client IDs (audiences) per OpenID Connect provider",
  "iam:TagRole": "IAM: Tags per role",
  "cognito-idp:CreateUserPool": "Amazon Cognito: User pools per account and Region",
  "cognito-idp:CreateUserPoolClient": "Amazon Cognito: App clients per user pool",
  "cognito-idp:CreateUserPoolDomain": "Amazon Cognito: Custom domains per account and Region",
  "ssm:PutParameter": "Systems Manager: Parameters per account and Region",
  "ec2:AuthorizeSecurityGroupIngress": "Amazon VPC: Inbound or outbound rules per security group",
  "autoscaling:AttachLoadBalancerTargetGroups": "Auto Scaling: Target groups per Auto Scaling group",
};

/** By the name of the error, where that says more than the action. */
const byError: Readonly<Record<string, string>> = {
  TooManyRules: "Elastic Load Balancing: Rules per Application Load Balancer",
  TooManyTargetGroups: "Elastic Load Balancing: Target Groups per Region",
  TooManyUniqueTargetGroupsPerLoadBalancer: "Elastic Load Balancing: Target Groups per Application Load Balancer",
  TooManyActions: "Elastic Load Balancing: Number of actions per rule",
  TooManyTags: "Tags per resource (50)",
  RulesPerSecurityGroupLimitExceeded: "Amazon VPC: Inbound or outbound rules per security group",
  ParameterLimitExceeded: "Systems Manager: Parameters per account and Region",
  ParameterMaxVersionLimitExceeded: "Systems Manager: Versions per parameter (100)",
  HierarchyLevelLimitExceeded: "Systems Manager: Hierarchy levels of a parameter name (15)",
  PoliciesLimitExceeded: "Systems Manager: Policies per parameter",
};

/** The name of the quota behind an error, if it is known. */
export const quotaOf = (error: string, action: string | undefined): string | undefined =>
  byError[error] ?? (action === undefined ? undefined : byAction[action]);
