import type { SecurityGroupRule } from "@aws-sdk/client-ec2";
import { unless } from "../aws/errors";
import { pages, shared } from "../aws/loader";
import type { Aws } from "../aws/session";
import { carries, ENV_TAG, tagList, tagMap } from "../aws/tags";
import type { Kind, Observed } from "../engine/kind";
import { allTargetGroups, loadBalancerOf } from "./elbv2-reads";

interface Spec {
  readonly GroupId: string;
  /** The group whose wearers may come in. */
  readonly ReferencedGroupId: string;
  readonly IpProtocol: string;
  readonly FromPort: number;
  readonly ToPort: number;
  readonly Description?: string;
}

interface Outputs {
  readonly id: string;
}

type Key = "GroupId" | "ReferencedGroupId" | "IpProtocol" | "FromPort" | "ToPort";

/** An opening of a security group for another one. The group is somebody else's, the rule carries tags of its own. */
export const ec2SecurityGroupRule: Kind<Spec, Outputs, Key> = {
  type: "ec2.security-group-rule",
  noun: "opening",
  title: { en: "opening of the security group", ja: "セキュリティグループの受信ルール" },
  key: ["GroupId", "ReferencedGroupId", "IpProtocol", "FromPort", "ToPort"],
  relation: "attachment",
  reads: [
    "ec2:DescribeSecurityGroupRules",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTags",
  ],
  writes: [
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
    "ec2:RevokeSecurityGroupIngress",
    "ec2:CreateTags",
  ],
  removes: ["ec2:RevokeSecurityGroupIngress", "ec2:CreateTags", "ec2:DeleteTags"],

  async observe(aws, key, { tags }) {
    const same = (await inboundRulesOf(aws, key.GroupId)).filter((rule) => isSame(rule, key));
    const found = same.find(({ Tags }) => carries(tagMap(Tags), tags)) ?? same[0];
    return found && observed(found);
  },

  async create(aws, { GroupId, ReferencedGroupId, IpProtocol, FromPort, ToPort, Description }, tags) {
    const answer = await aws.ec2.AuthorizeSecurityGroupIngress({
      GroupId,
      IpPermissions: [
        { IpProtocol, FromPort, ToPort, UserIdGroupPairs: [{ GroupId: ReferencedGroupId, Description }] },
      ],
      TagSpecifications: [{ ResourceType: "security-group-rule", Tags: tagList(tags) }],
    });
    return answer.SecurityGroupRules?.[0]?.SecurityGroupRuleId;
  },

  async update(aws, { GroupId, Description }, { outputs }) {
    await aws.ec2.UpdateSecurityGroupRuleDescriptionsIngress({
      GroupId,
      SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: outputs.id, Description }],
    });
  },

  async remove(aws, { GroupId }, { outputs }) {
    await unless(
      ["InvalidSecurityGroupRuleId.NotFound", "InvalidPermission.NotFound", "InvalidGroup.NotFound"],
      aws.ec2.RevokeSecurityGroupIngress({ GroupId, SecurityGroupRuleIds: [outputs.id] }),
    );
  },

  async tag(aws, { outputs }, tags) {
    await aws.ec2.CreateTags({ Resources: [outputs.id], Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.ec2.DeleteTags({ Resources: [outputs.id], Tags: keys.map((Key) => ({ Key })) });
  },

  /** AWS takes no second opening of the same kind, so whoever comes later uses the one that is there. */
  async neededBy(aws, { ReferencedGroupId, FromPort, ToPort }) {
    const reached = (await allTargetGroups(aws, "")).filter(
      ({ Port, TargetType }) => TargetType === "instance" && FromPort <= Port! && Port! <= ToPort,
    );
    const found = await Promise.all(
      reached.map(async ({ TargetGroupArn: arn, LoadBalancerArns = [] }) => {
        const balancers = await Promise.all(LoadBalancerArns.map((one) => loadBalancerOf(aws, one)));
        const through = balancers.some((one) => one?.SecurityGroups?.includes(ReferencedGroupId));
        if (!through) return [];
        // One by one: what has just gone may still be listed, and would fail the question about all.
        const told = await unless("TargetGroupNotFound", aws.elbv2.DescribeTags({ ResourceArns: [arn!] }));
        return told ? [{ arn: arn!, tags: tagMap(told.TagDescriptions?.[0]?.Tags) }] : [];
      }),
    );
    return found.flat();
  },

  async owned(aws, tags) {
    const found = await rulesWhere(aws, `tag:${ENV_TAG}`, tags[ENV_TAG]!);
    return found.map((rule) => ({ key: keyOf(rule), tags: tagMap(rule.Tags) }));
  },
};

/** All inbound rules of one group. */
export const inboundRulesOf = shared((aws, groupId) => rulesWhere(aws, "group-id", groupId));

async function rulesWhere(aws: Aws, name: string, value: string): Promise<readonly SecurityGroupRule[]> {
  const rules = await unless(
    "InvalidGroup.NotFound",
    pages(
      (NextToken) =>
        aws.ec2.DescribeSecurityGroupRules({
          Filters: [{ Name: name, Values: [value] }],
          MaxResults: 1000,
          NextToken,
        }),
      (page) => page.SecurityGroupRules,
      (page) => page.NextToken,
    ),
  );
  return (rules ?? []).filter(({ IsEgress }) => !IsEgress);
}

const keyOf = (rule: SecurityGroupRule): Pick<Spec, Key> => ({
  GroupId: rule.GroupId!,
  ReferencedGroupId: rule.ReferencedGroupInfo?.GroupId ?? "",
  IpProtocol: rule.IpProtocol!,
  FromPort: rule.FromPort!,
  ToPort: rule.ToPort!,
});

function isSame(rule: SecurityGroupRule, key: Pick<Spec, Key>): boolean {
  const has = keyOf(rule);
  return (Object.keys(has) as Key[]).every((field) => has[field] === key[field]);
}

function observed(rule: SecurityGroupRule): Observed<Spec, Outputs, Key> {
  return {
    spec: { Description: rule.Description },
    outputs: { id: rule.SecurityGroupRuleId! },
    tags: tagMap(rule.Tags),
  };
}
