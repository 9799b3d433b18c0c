import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";

/** When a rule applies, in AWS's own words. */
export interface Condition {
  readonly Field: string;
  /** Short for the typed form, where the field is `host-header` or `path-pattern`. */
  readonly Values?: readonly string[];
  readonly HostHeaderConfig?: Values;
  readonly PathPatternConfig?: Values;
  readonly SourceIpConfig?: Values;
  readonly HttpRequestMethodConfig?: Values;
  readonly HttpHeaderConfig?: Values & { readonly HttpHeaderName: string };
  readonly QueryStringConfig?: { readonly Values: readonly { readonly Key?: string; readonly Value?: string }[] };
}

interface Values {
  readonly Values: readonly string[];
}

/** Where the typed form of a field stands. */
const typed = {
  "host-header": "HostHeaderConfig",
  "path-pattern": "PathPatternConfig",
  "source-ip": "SourceIpConfig",
  "http-request-method": "HttpRequestMethodConfig",
  "http-header": "HttpHeaderConfig",
  "query-string": "QueryStringConfig",
} as const;

/**
 * One spelling for what means the same: AWS answers with both the short and the typed form, ignores the case of hosts
 * and header names, and gives no order a meaning
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html).
 */
export function canonicalConditions(conditions: readonly Condition[]): readonly Condition[] {
  return conditions.map(canonicalCondition).sort((one, other) => compareText(one, other));
}

/** Conditions as one text, the same for all that mean the same. */
export const conditionsText = (conditions: readonly Condition[]): string =>
  JSON.stringify(canonicalConditions(conditions));

/** Conditions as AWS takes them. */
export const writeConditions = (conditions: readonly Condition[]): RuleCondition[] =>
  canonicalConditions(conditions) as RuleCondition[];

/** Values that the conditions of one rule may hold together (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html). */
const VALUES = 5;

/** The host names that a rule applies to; empty where it applies to all. */
export const hostsIn = (conditions: readonly Condition[]): readonly string[] =>
  canonicalConditions(conditions).flatMap(({ HostHeaderConfig }) => HostHeaderConfig?.Values ?? []);

/** The conditions for further host names, as far as a rule has room for them. */
export function withHosts(conditions: readonly Condition[], hosts: readonly string[]): readonly Condition[] {
  const all = canonicalConditions(conditions);
  const held = all.flatMap((one) => valuesOf(one)).length;
  const more = hosts.filter((host) => !hostsIn(all).includes(host)).slice(0, Math.max(0, VALUES - held));
  return all.map((one) =>
    one.HostHeaderConfig ? { ...one, HostHeaderConfig: { Values: [...one.HostHeaderConfig.Values, ...more] } } : one,
  );
}

function valuesOf(condition: Condition): readonly unknown[] {
  const field = typed[condition.Field as keyof typeof typed];
  return (field && condition[field]?.Values) ?? [];
}

function canonicalCondition(condition: Condition): Condition {
  const field = typed[condition.Field as keyof typeof typed];
  if (!field) return condition;
  const config: object = condition[field] ?? { Values: condition.Values };
  const fold = condition.Field === "host-header";
  const inOrder = (values: readonly unknown[]) =>
    values
      .map((value) => (fold && typeof value === "string" ? value.toLowerCase() : value))
      .sort((one, other) => compareText(one, other));
  const entries = Object.entries(config)
    // Newer answers say what sort of addresses source-ip holds: its values say so already.
    .filter(([key, value]) => value !== undefined && key !== "IpAddressType")
    .map(([key, value]): [string, unknown] => {
      if (Array.isArray(value)) return [key, inOrder(value)];
      return [key, key === "HttpHeaderName" ? String(value).toLowerCase() : value];
    });
  return { Field: condition.Field, [field]: Object.fromEntries(entries) };
}

function compareText(one: unknown, other: unknown): number {
  const [mine, theirs] = [JSON.stringify(one), JSON.stringify(other)];
  return mine < theirs ? -1 : Number(mine > theirs);
}
