import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { type Account, type Answers, awsError } from "./account";
import { freshIds } from "./fresh-ids";
import { pageOf } from "./paging";

interface Row {
  readonly name: string;
  /** Attached by AttachLoadBalancerTargetGroups. */
  readonly targetGroups: string[];
  /** Attached by AttachTrafficSources. */
  readonly trafficSources: string[];
  /** ISO 8601. */
  readonly created: string;
}

const groups = (account: Account) => account.table<Row>("autoscaling.groups");

/** Auto Scaling has no modelled error for what isn't there: it is a validation error. */
export const answers: Answers<"autoscaling"> = {
  DescribeAutoScalingGroups({ AutoScalingGroupNames, MaxRecords = 50, NextToken }, account) {
    if (MaxRecords > 100) throw awsError("ValidationError", "The number of records must be 100 or less");
    const asked = Object.values(groups(account)).filter(
      ({ name }) => !AutoScalingGroupNames || AutoScalingGroupNames.includes(name),
    );
    const { items, next } = pageOf(asked, MaxRecords, NextToken);
    return { AutoScalingGroups: items.map((row) => shown(row, account)), NextToken: next };
  },

  /** Adds to what is attached; attaching twice is attaching once. */
  AttachLoadBalancerTargetGroups({ AutoScalingGroupName, TargetGroupARNs = [] }, account) {
    const row = groupBy(AutoScalingGroupName!, account);
    for (const arn of TargetGroupARNs) {
      if (!account.table("elbv2.targetGroups")[arn]) {
        throw awsError(
          "ValidationError",
          "Provided Target Groups may not be valid. Please ensure they exist and try again.",
        );
      }
      if (!row.targetGroups.includes(arn)) row.targetGroups.push(arn);
    }
    return {};
  },

  DetachLoadBalancerTargetGroups({ AutoScalingGroupName, TargetGroupARNs = [] }, account) {
    detach(groupBy(AutoScalingGroupName!, account).targetGroups, TargetGroupARNs);
    return {};
  },

  DetachTrafficSources({ AutoScalingGroupName, TrafficSources = [] }, account) {
    const identifiers = TrafficSources.map(({ Identifier }) => Identifier!);
    detach(groupBy(AutoScalingGroupName!, account).trafficSources, identifiers);
    return {};
  },
};

/** Puts a group into the account; making one is not the tool's business. */
export function addAutoScalingGroup(account: Account, name: string, trafficSources: readonly string[] = []): void {
  groups(account)[name] = {
    name,
    targetGroups: [],
    trafficSources: [...trafficSources],
    created: account.now().toISOString(),
  };
}

/** The group behind the node group of a fresh sandbox. */
export function freshAutoScaling(account: Account): void {
  addAutoScalingGroup(account, freshIds.autoScalingGroupName);
}

/** The instances that a target group gets from the groups it is attached to: two for each. */
export const instancesIn = (account: Account, targetGroup: string): readonly string[] =>
  Object.values(groups(account))
    .filter((row) => [...row.targetGroups, ...row.trafficSources].includes(targetGroup))
    .flatMap(({ name }) => [1, 2].map((at) => `i-0${Buffer.from(name).toString("hex").slice(-15)}${at}`));

function groupBy(name: string, account: Account): Row {
  const row = groups(account)[name];
  if (!row) throw awsError("ValidationError", "AutoScalingGroup name not found - null");
  return row;
}

function detach(attached: string[], gone: readonly string[]): void {
  const unknown = gone.filter((one) => !attached.includes(one));
  if (unknown.length > 0) {
    throw awsError(
      "ValidationError",
      `Trying to remove Target Groups that are not part of the group: ${unknown.join(", ")}`,
    );
  }
  attached.splice(0, attached.length, ...attached.filter((one) => !gone.includes(one)));
}

const shown = ({ name, targetGroups, trafficSources, created }: Row, account: Account): AutoScalingGroup => ({
  AutoScalingGroupName: name,
  AutoScalingGroupARN: account.arn("autoscaling", `autoScalingGroup::autoScalingGroupName/${name}`),
  MinSize: 2,
  MaxSize: 4,
  DesiredCapacity: 2,
  DefaultCooldown: 300,
  AvailabilityZones: freshIds.zones.map((zone) => `${account.region}${zone}`),
  TargetGroupARNs: [...targetGroups],
  TrafficSources: trafficSources.map((Identifier) => ({ Identifier, Type: "elbv2" })),
  HealthCheckType: "EC2",
  HealthCheckGracePeriod: 15,
  CreatedTime: new Date(created),
  VPCZoneIdentifier: freshIds.privateSubnetIds.join(","),
});
