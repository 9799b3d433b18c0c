import {
  AddTagsCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyRuleCommand,
  ModifyTargetGroupCommand,
  SetRulePrioritiesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";

export const Client = ElasticLoadBalancingV2Client;

export const commands = {
  AddTags: AddTagsCommand,
  CreateRule: CreateRuleCommand,
  CreateTargetGroup: CreateTargetGroupCommand,
  DeleteRule: DeleteRuleCommand,
  DeleteTargetGroup: DeleteTargetGroupCommand,
  DescribeListeners: DescribeListenersCommand,
  DescribeLoadBalancers: DescribeLoadBalancersCommand,
  DescribeRules: DescribeRulesCommand,
  DescribeTags: DescribeTagsCommand,
  DescribeTargetGroups: DescribeTargetGroupsCommand,
  ModifyListener: ModifyListenerCommand,
  ModifyRule: ModifyRuleCommand,
  ModifyTargetGroup: ModifyTargetGroupCommand,
  SetRulePriorities: SetRulePrioritiesCommand,
};
