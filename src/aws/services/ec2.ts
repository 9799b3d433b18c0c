import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from "@aws-sdk/client-ec2";

export const Client = EC2Client;

export const commands = {
  AuthorizeSecurityGroupIngress: AuthorizeSecurityGroupIngressCommand,
  CreateTags: CreateTagsCommand,
  DeleteTags: DeleteTagsCommand,
  DescribeRouteTables: DescribeRouteTablesCommand,
  DescribeSecurityGroupRules: DescribeSecurityGroupRulesCommand,
  DescribeVpcEndpoints: DescribeVpcEndpointsCommand,
  RevokeSecurityGroupIngress: RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngress: UpdateSecurityGroupRuleDescriptionsIngressCommand,
};
