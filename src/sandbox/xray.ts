import { type Account, type Answers, awsError } from "./account";
import { pageOf } from "./paging";

interface Group {
  readonly arn: string;
  readonly name: string;
  filter: string;
  tags: Record<string, string>;
}

interface Rule {
  readonly arn: string;
  readonly name: string;
  /** All that is said of it beside its name. */
  settings: Readonly<Record<string, unknown>>;
  tags: Record<string, string>;
}

/** By ARN. */
export const groups = (account: Account) => account.table<Group>("xray.groups");
export const samplingRules = (account: Account) => account.table<Rule>("xray.samplingRules");

/** X-Ray's own for what no other rule is about. */
const byDefault = {
  Priority: 10_000,
  FixedRate: 0.05,
  ReservoirSize: 1,
  ServiceName: "*",
  ServiceType: "*",
  Host: "*",
  HTTPMethod: "*",
  URLPath: "*",
  ResourceARN: "*",
  Version: 1,
  Attributes: {},
};

const PAGE = 100;

/** Groups and sampling rules (https://docs.aws.amazon.com/xray/latest/api/). */
export const answers: Answers<"xray"> = {
  CreateGroup({ GroupName, FilterExpression = "", Tags = [] }, account) {
    if (!GroupName || GroupName.length > 32) throw invalid("Group name is invalid.");
    if (Object.values(groups(account)).some(({ name }) => name === GroupName)) throw invalid("Group already exists.");
    const arn = account.arn("xray", `group/${GroupName}/${account.hex(32).toUpperCase()}`);
    const row = { arn, name: GroupName, filter: FilterExpression, tags: tagsFrom(Tags) };
    groups(account)[arn] = row;
    return { Group: groupAsShown(row) };
  },

  GetGroups({ NextToken }, account) {
    const { items, next } = pageOf(Object.values(groups(account)), PAGE, NextToken);
    return { Groups: items.map(groupAsShown), ...(next ? { NextToken: next } : {}) };
  },

  UpdateGroup({ GroupARN, FilterExpression }, account) {
    const row = groupOf(account, GroupARN!);
    row.filter = FilterExpression ?? row.filter;
    return { Group: groupAsShown(row) };
  },

  DeleteGroup({ GroupARN }, account) {
    delete groups(account)[groupOf(account, GroupARN!).arn];
    return {};
  },

  CreateSamplingRule({ SamplingRule, Tags = [] }, account) {
    const { RuleName, RuleARN: _, ...settings } = SamplingRule!;
    if (!RuleName || RuleName.length > 32) throw invalid("Rule name is invalid.");
    if (settings.Version !== 1) throw invalid("Version must be 1.");
    const arn = account.arn("xray", `sampling-rule/${RuleName}`);
    if (samplingRules(account)[arn]) throw invalid("Rule already exists.");
    check(settings);
    samplingRules(account)[arn] = { arn, name: RuleName, settings, tags: tagsFrom(Tags) };
    return { SamplingRuleRecord: ruleAsShown(samplingRules(account)[arn]!) };
  },

  GetSamplingRules({ NextToken }, account) {
    const { items, next } = pageOf(Object.values(samplingRules(account)), PAGE, NextToken);
    const own = { arn: account.arn("xray", "sampling-rule/Default"), name: "Default", settings: byDefault, tags: {} };
    return {
      SamplingRuleRecords: [...items, ...(next ? [] : [own])].map(ruleAsShown),
      ...(next ? { NextToken: next } : {}),
    };
  },

  UpdateSamplingRule({ SamplingRuleUpdate }, account) {
    const { RuleName, RuleARN: _, ...settings } = SamplingRuleUpdate!;
    const row = ruleOf(account, RuleName!);
    check(settings);
    row.settings = { ...row.settings, ...settings };
    return { SamplingRuleRecord: ruleAsShown(row) };
  },

  DeleteSamplingRule({ RuleName }, account) {
    const row = ruleOf(account, RuleName!);
    delete samplingRules(account)[row.arn];
    return { SamplingRuleRecord: ruleAsShown(row) };
  },

  ListTagsForResource: ({ ResourceARN }, account) => ({
    Tags: Object.entries(taggedOf(account, ResourceARN!).tags).map(([Key, Value]) => ({ Key, Value })),
  }),

  TagResource({ ResourceARN, Tags = [] }, account) {
    Object.assign(taggedOf(account, ResourceARN!).tags, tagsFrom(Tags));
    return {};
  },

  UntagResource({ ResourceARN, TagKeys = [] }, account) {
    const row = taggedOf(account, ResourceARN!);
    row.tags = Object.fromEntries(Object.entries(row.tags).filter(([key]) => !TagKeys.includes(key)));
    return {};
  },
};

/** What the tagging API finds of this service. */
export const taggedGroups = (account: Account) => Object.values(groups(account));
export const taggedSamplingRules = (account: Account) => Object.values(samplingRules(account));

const groupAsShown = ({ arn, name, filter }: Group) => ({
  GroupName: name,
  GroupARN: arn,
  FilterExpression: filter,
  InsightsConfiguration: { InsightsEnabled: false, NotificationsEnabled: false },
});

const ruleAsShown = ({ arn, name, settings }: Rule) => ({
  SamplingRule: { RuleName: name, RuleARN: arn, ...(settings as typeof byDefault) },
});

function groupOf(account: Account, arn: string): Group {
  const row = groups(account)[arn];
  if (row) return row;
  throw invalid("Group not found.");
}

function ruleOf(account: Account, name: string): Rule {
  const row = samplingRules(account)[account.arn("xray", `sampling-rule/${name}`)];
  if (row) return row;
  throw invalid("Sampling rule does not exist.");
}

function taggedOf(account: Account, arn: string): { tags: Record<string, string> } {
  const row = groups(account)[arn] ?? samplingRules(account)[arn];
  if (row) return row;
  throw awsError("ResourceNotFoundException", "The resource was not found.", { status: 404 });
}

/** Lengths and numbers that AWS refuses. */
function check({ Host = "", Priority = 1, FixedRate = 0 }: { Host?: string; Priority?: number; FixedRate?: number }) {
  if (Host.length > 64) throw invalid("Host has at most 64 characters.");
  if (Priority < 1 || Priority > 9999) throw invalid("Priority must be between 1 and 9999.");
  if (FixedRate < 0 || FixedRate > 1) throw invalid("FixedRate must be between 0 and 1.");
}

const invalid = (message: string): Error => awsError("InvalidRequestException", message);

const tagsFrom = (tags: readonly { Key?: string; Value?: string }[]) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value ?? ""]));
