import {
  CreateGroupCommand,
  CreateSamplingRuleCommand,
  DeleteGroupCommand,
  DeleteSamplingRuleCommand,
  GetGroupsCommand,
  GetSamplingRulesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateGroupCommand,
  UpdateSamplingRuleCommand,
  XRayClient,
} from "@aws-sdk/client-xray";

export const Client = XRayClient;

export const commands = {
  CreateGroup: CreateGroupCommand,
  CreateSamplingRule: CreateSamplingRuleCommand,
  DeleteGroup: DeleteGroupCommand,
  DeleteSamplingRule: DeleteSamplingRuleCommand,
  GetGroups: GetGroupsCommand,
  GetSamplingRules: GetSamplingRulesCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
  UpdateGroup: UpdateGroupCommand,
  UpdateSamplingRule: UpdateSamplingRuleCommand,
};
