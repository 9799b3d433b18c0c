import type { IpPermission, SecurityGroupRule } from "@aws-sdk/client-ec2";
import { type Account, type Answers, awsError } from "./account";
import { freshRoutes, routeAnswers } from "./ec2-routes";
import { freshIds } from "./fresh-ids";
import { pageOf } from "./paging";

type Tags = Record<string, string>;

interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
}

interface RuleRow {
  readonly id: string;
  readonly groupId: string;
  readonly egress: boolean;
  readonly protocol: string;
  /** -1 where the protocol has no ports. */
  readonly from: number;
  readonly to: number;
  /** A CIDR block, or the id of a security group or of a prefix list. */
  readonly source: string;
  description?: string;
  readonly tags: Tags;
}

const groups = (account: Account) => account.table<GroupRow>("ec2.securityGroups");
const rules = (account: Account) => account.table<RuleRow>("ec2.securityGroupRules");

/** EC2 has no modelled errors: the name is what the wire says. */
export const answers: Answers<"ec2"> = {
  ...routeAnswers,

  AuthorizeSecurityGroupIngress({ GroupId, IpPermissions = [], TagSpecifications = [] }, account) {
    const group = groupBy(GroupId!, account);
    const tags = tagsFrom(TagSpecifications.find(({ ResourceType }) => ResourceType === "security-group-rule")?.Tags);
    const asked = IpPermissions.flatMap((permission) => rulesFrom(permission, group, account));
    const there = inbound(group.id, account);
    if (there.length + asked.length > 60) {
      throw awsError(
        "RulesPerSecurityGroupLimitExceeded",
        "The maximum number of rules per security group has been reached.",
      );
    }
    // A description doesn't make another rule, and one that is there already fails them all.
    const twice = asked.find((one) => there.some((other) => sameRule(one, other)));
    if (twice) {
      throw awsError(
        "InvalidPermission.Duplicate",
        `the specified rule "peer: ${twice.source}, ${twice.protocol.toUpperCase()}, from port: ${twice.from}, to port: ${twice.to}, ALLOW" already exists`,
      );
    }
    const made = asked.map((one): RuleRow => ({ ...one, id: `sgr-0${account.hex(16)}`, tags: { ...tags } }));
    for (const row of made) rules(account)[row.id] = row;
    return { Return: true, SecurityGroupRules: made.map((row) => shown(row, account)) };
  },

  DescribeSecurityGroupRules({ SecurityGroupRuleIds, Filters = [], MaxResults = 1000, NextToken }, account) {
    for (const id of SecurityGroupRuleIds ?? []) ruleBy(id, account);
    const found = Object.values(rules(account))
      .filter(({ id }) => !SecurityGroupRuleIds || SecurityGroupRuleIds.includes(id))
      .filter((row) => Filters.every(({ Name, Values = [] }) => Values.includes(filtered(Name!, row) ?? "")));
    const { items, next } = pageOf(found, MaxResults, NextToken);
    return { SecurityGroupRules: items.map((row) => shown(row, account)), NextToken: next };
  },

  UpdateSecurityGroupRuleDescriptionsIngress({ GroupId, SecurityGroupRuleDescriptions = [] }, account) {
    groupBy(GroupId!, account);
    for (const { SecurityGroupRuleId, Description } of SecurityGroupRuleDescriptions) {
      const row = ruleBy(SecurityGroupRuleId!, account);
      delete row.description;
      if (Description) row.description = checked(Description);
    }
    return { Return: true };
  },

  RevokeSecurityGroupIngress({ GroupId, SecurityGroupRuleIds = [] }, account) {
    groupBy(GroupId!, account);
    for (const id of SecurityGroupRuleIds) delete rules(account)[ruleBy(id, account).id];
    return { Return: true };
  },

  CreateTags({ Resources = [], Tags = [] }, account) {
    for (const row of Resources.map((id) => ruleBy(id, account))) Object.assign(row.tags, tagsFrom(Tags));
    return {};
  },

  /** A tag that names a value goes only where it has that value. */
  DeleteTags({ Resources = [], Tags = [] }, account) {
    for (const row of Resources.map((id) => ruleBy(id, account))) {
      for (const { Key, Value } of Tags) if (Value === undefined || row.tags[Key!] === Value) delete row.tags[Key!];
    }
    return {};
  },
};

/** Puts a security group into the account; making one is not the tool's business. */
export function addSecurityGroup(account: Account, { id, name, vpcId }: GroupRow): void {
  groups(account)[id] = { id, name, vpcId };
  const row = { groupId: id, egress: true, protocol: "-1", from: -1, to: -1, source: "0.0.0.0/0", tags: {} };
  add(account, row);
}

/** The VPC of a fresh sandbox: groups for the load balancer, the nodes and the database, with what lets the nodes work. */
export function freshEc2(account: Account): void {
  const {
    vpcId,
    albSecurityGroupId: alb,
    clusterSecurityGroupId: cluster,
    databaseSecurityGroupId: database,
  } = freshIds;
  freshRoutes(account);
  addSecurityGroup(account, { id: alb, name: "risken-alb", vpcId });
  addSecurityGroup(account, { id: cluster, name: "eks-cluster-sg-risken", vpcId });
  addSecurityGroup(account, { id: database, name: "risken-db", vpcId });
  const inward = { egress: false, tags: {} };
  add(account, { ...inward, groupId: alb, protocol: "tcp", from: 443, to: 443, source: "0.0.0.0/0" });
  add(account, { ...inward, groupId: cluster, protocol: "-1", from: -1, to: -1, source: cluster });
  add(account, { ...inward, groupId: database, protocol: "tcp", from: 3306, to: 3306, source: cluster });
}

function add(account: Account, row: Omit<RuleRow, "id">): void {
  const id = `sgr-0${account.hex(16)}`;
  rules(account)[id] = { id, ...row };
}

function groupBy(id: string, account: Account): GroupRow {
  const row = groups(account)[id];
  if (!row) throw awsError("InvalidGroup.NotFound", `The security group '${id}' does not exist`);
  return row;
}

function ruleBy(id: string, account: Account): RuleRow {
  const row = rules(account)[id];
  if (row) return row;
  throw awsError("InvalidSecurityGroupRuleId.NotFound", `The security group rule ID '${id}' does not exist`);
}

const inbound = (groupId: string, account: Account) =>
  Object.values(rules(account)).filter((row) => row.groupId === groupId && !row.egress);

type Asked = Omit<RuleRow, "id" | "tags">;

function rulesFrom(permission: IpPermission, group: GroupRow, account: Account): Asked[] {
  const { IpProtocol = "-1", FromPort = -1, ToPort = -1, UserIdGroupPairs = [] } = permission;
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [] } = permission;
  const sources = [
    ...UserIdGroupPairs.map(({ GroupId, Description }) => [groupBy(GroupId!, account).id, Description] as const),
    ...IpRanges.map(({ CidrIp, Description }) => [CidrIp!, Description] as const),
    ...Ipv6Ranges.map(({ CidrIpv6, Description }) => [CidrIpv6!, Description] as const),
    ...PrefixListIds.map(({ PrefixListId, Description }) => [PrefixListId!, Description] as const),
  ];
  return sources.map(([source, description]) => ({
    groupId: group.id,
    egress: false,
    protocol: IpProtocol,
    from: FromPort,
    to: ToPort,
    source,
    ...(description ? { description: checked(description) } : {}),
  }));
}

const sameRule = (one: Asked, other: Asked) =>
  (["protocol", "from", "to", "source"] as const).every((field) => one[field] === other[field]);

function checked(description: string): string {
  if (!/^[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]{0,255}$/.test(description)) {
    throw awsError(
      "InvalidParameterValue",
      "Invalid rule description. Valid descriptions are strings less than 256 characters",
    );
  }
  return description;
}

function filtered(name: string, row: RuleRow): string | undefined {
  if (name === "group-id") return row.groupId;
  if (name === "security-group-rule-id") return row.id;
  if (name.startsWith("tag:")) return row.tags[name.slice("tag:".length)];
  throw awsError("InvalidParameterValue", `The filter '${name}' is invalid`);
}

const shown = (row: RuleRow, account: Account): SecurityGroupRule => ({
  SecurityGroupRuleId: row.id,
  SecurityGroupRuleArn: account.arn("ec2", `security-group-rule/${row.id}`),
  GroupId: row.groupId,
  GroupOwnerId: account.id,
  IsEgress: row.egress,
  IpProtocol: row.protocol,
  FromPort: row.from,
  ToPort: row.to,
  ...sourceOf(row, account),
  ...(row.description ? { Description: row.description } : {}),
  Tags: Object.entries(row.tags).map(([Key, Value]) => ({ Key, Value })),
});

const tagsFrom = (tags: readonly { Key?: string; Value?: string }[] = []): Tags =>
  Object.fromEntries(tags.map(({ Key, Value = "" }) => [Key!, Value]));

function sourceOf({ source }: RuleRow, account: Account): Partial<SecurityGroupRule> {
  if (source.startsWith("sg-")) return { ReferencedGroupInfo: { GroupId: source, UserId: account.id } };
  if (source.startsWith("pl-")) return { PrefixListId: source };
  return source.includes(":") ? { CidrIpv6: source } : { CidrIpv4: source };
}
