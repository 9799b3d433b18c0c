import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from "@aws-sdk/client-ec2";

export const Client = EC2Client;

export const commands = {
  AuthorizeSecurityGroupIngress: AuthorizeSecurityGroupIngressCommand,
  CreateTags: CreateTagsCommand,
  DeleteTags: DeleteTagsCommand,
  DescribeSecurityGroupRules: DescribeSecurityGroupRulesCommand,
  RevokeSecurityGroupIngress: RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngress: UpdateSecurityGroupRuleDescriptionsIngressCommand,
};
