import type { Action, RuleCondition, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Account, awsError } from "./account";

/** What ELB keeps, and how it is found. */

export type Tags = Record<string, string>;

export interface LoadBalancerRow {
  readonly arn: string;
  readonly name: string;
  readonly type: "application" | "network";
  readonly scheme: "internet-facing" | "internal";
  readonly vpcId: string;
  readonly subnets: readonly { readonly id: string; readonly zone: string }[];
  readonly securityGroups: readonly string[];
  /** ISO 8601. */
  readonly created: string;
  /** What differs from AWS's defaults. */
  attributes?: Readonly<Record<string, string>>;
  readonly tags: Tags;
}

export interface ListenerRow {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
  readonly protocol: "HTTP" | "HTTPS";
  readonly sslPolicy?: string;
  readonly certificateArn?: string;
  /** Others, which are chosen by the host that a client names. */
  readonly moreCertificateArns?: readonly string[];
  defaultActions: Action[];
  readonly tags: Tags;
}

export interface RuleRow {
  readonly arn: string;
  readonly listenerArn: string;
  priority: number;
  conditions: RuleCondition[];
  actions: Action[];
  readonly tags: Tags;
}

export type GroupFields = Omit<TargetGroup, "TargetGroupArn" | "LoadBalancerArns">;

export interface TargetGroupRow {
  readonly arn: string;
  readonly fields: GroupFields;
  readonly tags: Tags;
}

export const balancers = (account: Account) => account.table<LoadBalancerRow>("elbv2.loadBalancers");
export const listeners = (account: Account) => account.table<ListenerRow>("elbv2.listeners");
export const rules = (account: Account) => account.table<RuleRow>("elbv2.rules");
export const groups = (account: Account) => account.table<TargetGroupRow>("elbv2.targetGroups");

export interface Tagged {
  readonly arn: string;
  readonly tags: Tags;
}

export const notFound = (what: "LoadBalancer" | "Listener" | "Rule" | "TargetGroup", message: string) =>
  awsError(`${what}NotFoundException`, message, { code: `${what}NotFound` });

export function listenerBy(arn: string, account: Account): ListenerRow {
  const row = listeners(account)[arn];
  if (!row) throw notFound("Listener", "One or more listeners not found");
  return row;
}

export function groupBy(arn: string, account: Account): TargetGroupRow {
  const row = groups(account)[arn];
  if (!row) throw notFound("TargetGroup", "One or more target groups not found");
  return row;
}

export function ruleBy(arn: string, account: Account): RuleRow {
  const row = rules(account)[arn];
  if (!row) throw notFound("Rule", "One or more rules not found");
  return row;
}

export function taggedBy(arn: string, account: Account): Tagged {
  if (arn.includes(":loadbalancer/")) {
    const row = balancers(account)[arn];
    if (!row) throw notFound("LoadBalancer", "One or more load balancers not found");
    return row;
  }
  if (arn.includes(":targetgroup/")) return groupBy(arn, account);
  return arn.includes(":listener-rule/") ? ruleBy(arn, account) : listenerBy(arn, account);
}

/** The load balancers that forward to a target group. */
export function balancersOf(group: string, account: Account): string[] {
  const forwards = (actions: readonly Action[]) =>
    actions.some(({ ForwardConfig }) =>
      ForwardConfig?.TargetGroups?.some(({ TargetGroupArn }) => TargetGroupArn === group),
    );
  const used = [
    ...Object.values(listeners(account)).filter(({ defaultActions }) => forwards(defaultActions)),
    ...Object.values(rules(account))
      .filter(({ actions }) => forwards(actions))
      .map(({ listenerArn }) => listeners(account)[listenerArn]!),
  ];
  return [...new Set(used.map(({ loadBalancerArn }) => loadBalancerArn))];
}

/** ARNs of the load balancers that use a certificate. */
export const balancersWith = (arn: string, account: Account): readonly string[] => {
  const using = Object.values(listeners(account)).filter(
    ({ certificateArn, moreCertificateArns = [] }) => certificateArn === arn || moreCertificateArns.includes(arn),
  );
  return [...new Set(using.map(({ loadBalancerArn }) => loadBalancerArn))];
};

export const tagsFrom = (tags: readonly { Key?: string; Value?: string }[]): Tags =>
  Object.fromEntries(tags.map(({ Key, Value = "" }) => [Key!, Value]));
export const tagListOf = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
