import { ec2SecurityGroupRule } from "../../src/kinds/ec2-security-group-rule";
import { mutations } from "./mutation";

const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const ec2SecurityGroupRuleMutations = mutations(ec2SecurityGroupRule, {
  fields: {
    Description: {
      "other words": (by, { spec, outputs }) =>
        by.ec2.UpdateSecurityGroupRuleDescriptionsIngress({
          GroupId: spec.GroupId,
          SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: outputs.id, Description: "by hand" }],
        }),
    },
  },

  gone: (by, { spec, outputs }) =>
    by.ec2.RevokeSecurityGroupIngress({ GroupId: spec.GroupId, SecurityGroupRuleIds: [outputs.id] }),

  tags: {
    set: (by, { outputs }, tags) => by.ec2.CreateTags({ Resources: [outputs.id], Tags: tagsOf(tags) }),
    unset: (by, { outputs }, keys) =>
      by.ec2.DeleteTags({ Resources: [outputs.id], Tags: keys.map((Key) => ({ Key })) }),
  },

  same: {
    "another description": (by, { spec, outputs }) =>
      by.ec2.UpdateSecurityGroupRuleDescriptionsIngress({
        GroupId: spec.GroupId,
        SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: outputs.id, Description: "by hand" }],
      }),
    "no mark of ours: one that is there as wanted is as good": (by, { outputs }) =>
      by.ec2.DeleteTags({ Resources: [outputs.id], Tags: [{ Key: "risken-aws:env" }, { Key: "risken-aws:id" }] }),
    "a tag of somebody else's": (by, { outputs }) =>
      by.ec2.CreateTags({ Resources: [outputs.id], Tags: tagsOf({ CostCenter: "42" }) }),
  },
});
