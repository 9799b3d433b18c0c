import type { Listener, LoadBalancer, Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Account, type Answers, awsError } from "./account";
import { certificateAnswers } from "./elbv2-certificates";
import { listenerAnswers } from "./elbv2-listeners";
import { type Place, shownActions, storedActions, storedConditions } from "./elbv2-rules";
import {
  balancers,
  balancersOf,
  groups,
  type ListenerRow,
  type LoadBalancerRow,
  listenerBy,
  listeners,
  notFound,
  type RuleRow,
  ruleBy,
  rules,
  type Tagged,
  type Tags,
  taggedBy,
  tagListOf,
  tagsFrom,
} from "./elbv2-tables";
import { targetGroupAnswers } from "./elbv2-target-groups";
import { freshIds } from "./fresh-ids";
import { pageOf } from "./paging";

/** The load balancers' own hosted zones (https://docs.aws.amazon.com/general/latest/gr/elb.html). */
const hostedZones: Readonly<Record<string, string>> = {
  "ap-northeast-1": "Z14GRHDCWA56QT",
  "ap-northeast-3": "Z5LXEXXYW11ES",
  "us-east-1": "Z35SXDOTRQ7X7K",
  "us-west-2": "Z1H1FL5HABSF5",
};

export const answers: Answers<"elbv2"> = {
  ...certificateAnswers,
  ...listenerAnswers(
    (listener, account) => placeOf(listener, account),
    (row) => shownListener(row),
  ),
  ...targetGroupAnswers,

  DescribeLoadBalancers({ Names, LoadBalancerArns, Marker, PageSize = 400 }, account) {
    const all = Object.values(balancers(account));
    const asked = all.filter(
      ({ name, arn }) => (Names ?? [name]).includes(name) && (LoadBalancerArns ?? [arn]).includes(arn),
    );
    const missing =
      Names?.find((one) => !all.some(({ name }) => name === one)) ??
      LoadBalancerArns?.find((one) => !balancers(account)[one]);
    if (missing) throw notFound("LoadBalancer", `Load balancers '[${missing}]' not found`);
    const { items, next } = pageOf(asked, PageSize, Marker);
    return { LoadBalancers: items.map((row) => shownBalancer(row, account)), NextMarker: next };
  },

  DescribeListeners({ LoadBalancerArn, ListenerArns, Marker, PageSize = 400 }, account) {
    if (LoadBalancerArn && !balancers(account)[LoadBalancerArn]) {
      throw notFound("LoadBalancer", "One or more load balancers not found");
    }
    for (const arn of ListenerArns ?? []) listenerBy(arn, account);
    const asked = Object.values(listeners(account)).filter(
      ({ arn, loadBalancerArn }) =>
        loadBalancerArn === (LoadBalancerArn ?? loadBalancerArn) && (ListenerArns ?? [arn]).includes(arn),
    );
    const { items, next } = pageOf(asked, PageSize, Marker);
    return { Listeners: items.map(shownListener), NextMarker: next };
  },

  DescribeRules({ ListenerArn, RuleArns, Marker, PageSize = 400 }, account) {
    const all = ListenerArn
      ? rulesOf(listenerBy(ListenerArn, account), account)
      : (RuleArns ?? []).map((arn) => shownRule(ruleBy(arn, account)));
    const { items, next } = pageOf(all, PageSize, Marker);
    return { Rules: items, NextMarker: next };
  },

  CreateRule({ ListenerArn, Priority, Conditions = [], Actions = [], Tags = [] }, account) {
    const listener = listenerBy(ListenerArn!, account);
    const others = Object.values(rules(account)).filter(({ listenerArn }) => listenerArn === listener.arn);
    checkPriority(Priority!);
    if (others.some(({ priority }) => priority === Priority)) throw priorityInUse(Priority!);
    const siblings = Object.values(rules(account)).filter(
      ({ listenerArn }) => listeners(account)[listenerArn]!.loadBalancerArn === listener.loadBalancerArn,
    );
    if (siblings.length >= 100) {
      throw awsError("TooManyRulesException", "The maximum number of rules has been reached", { code: "TooManyRules" });
    }
    if (Conditions.length === 0) throw awsError("ValidationError", "A rule must have conditions");
    const arn = `${listener.arn.replace(":listener/", ":listener-rule/")}/${account.hex(16)}`;
    const row: RuleRow = {
      arn,
      listenerArn: listener.arn,
      priority: Priority!,
      conditions: storedConditions(Conditions),
      actions: storedActions(Actions, placeOf(listener, account)),
      tags: tagsFrom(Tags),
    };
    rules(account)[arn] = row;
    return { Rules: [shownRule(row)] };
  },

  ModifyRule({ RuleArn, Conditions, Actions }, account) {
    const row = changeableRule(RuleArn!, account);
    const conditions = Conditions ? storedConditions(Conditions) : row.conditions;
    const place = placeOf(listenerBy(row.listenerArn, account), account);
    row.actions = Actions ? storedActions(Actions, place, row.actions) : row.actions;
    row.conditions = conditions;
    return { Rules: [shownRule(row)] };
  },

  /** Judged by what all priorities would be in the end, so that two rules may swap. */
  SetRulePriorities({ RulePriorities = [] }, account) {
    const moved = new Map(
      RulePriorities.map(({ RuleArn, Priority }) => [changeableRule(RuleArn!, account), Priority!]),
    );
    for (const [row, priority] of moved) {
      checkPriority(priority);
      const taken = Object.values(rules(account)).some(
        (other) =>
          other !== row && other.listenerArn === row.listenerArn && (moved.get(other) ?? other.priority) === priority,
      );
      if (taken) throw priorityInUse(priority);
    }
    for (const [row, priority] of moved) row.priority = priority;
    return { Rules: [...moved.keys()].map(shownRule) };
  },

  DeleteRule({ RuleArn }, account) {
    delete rules(account)[changeableRule(RuleArn!, account).arn];
    return {};
  },

  DescribeTags({ ResourceArns = [] }, account) {
    if (ResourceArns.length > 20) throw awsError("ValidationError", "At most 20 resources can be asked for");
    return {
      TagDescriptions: ResourceArns.map((arn) => ({ ResourceArn: arn, Tags: tagListOf(taggedBy(arn, account).tags) })),
    };
  },

  AddTags({ ResourceArns = [], Tags = [] }, account) {
    for (const row of ResourceArns.map((arn) => taggedBy(arn, account))) Object.assign(row.tags, tagsFrom(Tags));
    return {};
  },

  RemoveTags({ ResourceArns = [], TagKeys = [] }, account) {
    for (const { tags } of ResourceArns.map((arn) => taggedBy(arn, account))) {
      for (const key of TagKeys) delete tags[key];
    }
    return {};
  },
};

const tagsIn = (rows: Readonly<Record<string, Tagged>>) => Object.values(rows).map(({ arn, tags }) => ({ arn, tags }));

/** What the tagging API finds of target groups and of rules. */
export const taggedTargetGroups = (account: Account): readonly Tagged[] => tagsIn(groups(account));
export const taggedListeners = (account: Account): readonly Tagged[] => tagsIn(listeners(account));
export const taggedRules = (account: Account): readonly Tagged[] => tagsIn(rules(account));

interface NewLoadBalancer {
  readonly name: string;
  /** The last part of its ARN. */
  readonly id?: string;
  readonly type?: LoadBalancerRow["type"];
  readonly tags?: Tags;
}

/** Puts a load balancer into the VPC of a fresh sandbox; answers its ARN. Making one is not the tool's business. */
export function addLoadBalancer(
  account: Account,
  { name, id, type = "application", tags = {} }: NewLoadBalancer,
): string {
  const short = type === "application" ? "app" : "net";
  const arn = account.arn("elasticloadbalancing", `loadbalancer/${short}/${name}/${id ?? account.hex(16)}`);
  balancers(account)[arn] = {
    arn,
    name,
    type,
    scheme: "internet-facing",
    vpcId: freshIds.vpcId,
    subnets: freshIds.publicSubnetIds.map((subnet, at) => ({
      id: subnet,
      zone: `${account.region}${freshIds.zones[at]}`,
    })),
    securityGroups: [freshIds.albSecurityGroupId],
    created: account.now().toISOString(),
    tags,
  };
  return arn;
}

interface NewListener {
  /** The last part of its ARN. */
  readonly id?: string;
  readonly port?: number;
  readonly protocol?: ListenerRow["protocol"];
  readonly tags?: Tags;
}

/** Puts a listener on a load balancer that answers 404 by itself, as RISKEN's documentation has it; answers its ARN. */
export function addListener(
  account: Account,
  loadBalancerArn: string,
  { id, port = 443, protocol = "HTTPS", tags = {} }: NewListener = {},
): string {
  const arn = `${loadBalancerArn.replace(":loadbalancer/", ":listener/")}/${id ?? account.hex(16)}`;
  listeners(account)[arn] = {
    arn,
    loadBalancerArn,
    port,
    protocol,
    ...(protocol === "HTTPS"
      ? {
          sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
          certificateArn: account.arn("acm", `certificate/${freshIds.certificateId}`),
        }
      : {}),
    defaultActions: [
      {
        Type: "fixed-response",
        Order: 1,
        FixedResponseConfig: { StatusCode: "404", ContentType: "text/plain", MessageBody: "Not found" },
      },
    ],
    tags,
  };
  return arn;
}

/** The application load balancer of a fresh sandbox, with its HTTPS listener. */
export function freshElbv2(account: Account): void {
  const arn = addLoadBalancer(account, { name: freshIds.loadBalancerName, id: freshIds.loadBalancerId });
  addListener(account, arn, { id: freshIds.listenerId });
}

const priorityInUse = (priority: number) =>
  awsError("PriorityInUseException", `Priority '${priority}' is currently in use`, { code: "PriorityInUse" });

const defaultRuleArn = ({ arn }: ListenerRow) => `${arn.replace(":listener/", ":listener-rule/")}/0000000000000000`;

function changeableRule(arn: string, account: Account): RuleRow {
  if (Object.values(listeners(account)).some((listener) => defaultRuleArn(listener) === arn)) {
    throw awsError("OperationNotPermittedException", `Default rule '${arn}' cannot be modified or deleted`, {
      code: "OperationNotPermitted",
    });
  }
  return ruleBy(arn, account);
}

function checkPriority(priority: number): void {
  if (!Number.isInteger(priority) || priority < 1 || priority > 50_000) {
    throw awsError("ValidationError", `Priority '${priority}' must be between 1 and 50000`);
  }
}

const placeOf = (listener: ListenerRow, account: Account): Place => ({
  protocol: listener.protocol,
  vpcId: balancers(account)[listener.loadBalancerArn]!.vpcId,
  loadBalancerArn: listener.loadBalancerArn,
  account,
  targetGroup: (arn) => {
    const row = groups(account)[arn];
    return row && { vpcId: row.fields.VpcId!, loadBalancers: balancersOf(arn, account) };
  },
});

function shownBalancer(row: LoadBalancerRow, account: Account): LoadBalancer {
  const suffix = `${row.arn.split("/").at(-1)!.slice(0, 10)}.${account.region}.elb.${account.dnsSuffix}`;
  return {
    LoadBalancerArn: row.arn,
    LoadBalancerName: row.name,
    DNSName: `${row.scheme === "internal" ? "internal-" : ""}${row.name}-${suffix}`,
    CanonicalHostedZoneId: hostedZones[account.region] ?? "Z14GRHDCWA56QT",
    CreatedTime: new Date(row.created),
    Scheme: row.scheme,
    VpcId: row.vpcId,
    State: { Code: "active" },
    Type: row.type,
    AvailabilityZones: row.subnets.map(({ id, zone }) => ({ ZoneName: zone, SubnetId: id, LoadBalancerAddresses: [] })),
    SecurityGroups: [...row.securityGroups],
    IpAddressType: "ipv4",
  };
}

const shownListener = (row: ListenerRow): Listener => ({
  ListenerArn: row.arn,
  LoadBalancerArn: row.loadBalancerArn,
  Port: row.port,
  Protocol: row.protocol,
  ...(row.protocol === "HTTPS"
    ? {
        SslPolicy: row.sslPolicy,
        Certificates: [{ CertificateArn: row.certificateArn }],
        MutualAuthentication: { Mode: "off" },
      }
    : {}),
  DefaultActions: shownActions(row.defaultActions),
});

/** In the order in which ELB tries them, the default rule last. */
function rulesOf(listener: ListenerRow, account: Account): Rule[] {
  const own = Object.values(rules(account)).filter(({ listenerArn }) => listenerArn === listener.arn);
  const last: Rule = {
    RuleArn: defaultRuleArn(listener),
    Priority: "default",
    Conditions: [],
    Actions: shownActions(listener.defaultActions),
    IsDefault: true,
  };
  return [...own.sort((one, other) => one.priority - other.priority).map(shownRule), last];
}

const shownRule = (row: RuleRow): Rule => ({
  RuleArn: row.arn,
  Priority: String(row.priority),
  Conditions: row.conditions,
  Actions: shownActions(row.actions),
  IsDefault: false,
});
