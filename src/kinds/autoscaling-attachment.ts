import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { pages, shared } from "../aws/loader";
import type { Aws } from "../aws/session";
import type { Kind } from "../engine/kind";

interface Spec {
  readonly TargetGroupARN: string;
  /** In no order. */
  readonly AutoScalingGroupNames: readonly string[];
}

/**
 * The Auto Scaling groups whose instances a target group gets. EKS doesn't know of it, so it is lost when a node group is
 * replaced. The groups' health checks are left alone: with those of ELB, a bad deployment would end nodes.
 */
export const autoscalingAttachment: Kind<Spec, Record<string, never>, "TargetGroupARN"> = {
  type: "autoscaling.attachment",
  noun: "node-attachment",
  title: { en: "attachment of nodes to the target group", ja: "ターゲットグループへのノードの登録" },
  key: ["TargetGroupARN"],
  relation: "attachment",
  through: "TargetGroupARN",
  reads: ["autoscaling:DescribeAutoScalingGroups"],
  writes: [
    "autoscaling:AttachLoadBalancerTargetGroups",
    "autoscaling:DetachLoadBalancerTargetGroups",
    "autoscaling:DetachTrafficSources",
  ],
  removes: ["autoscaling:DetachLoadBalancerTargetGroups", "autoscaling:DetachTrafficSources"],

  canonical(spec) {
    const { AutoScalingGroupNames: names } = spec;
    return { ...spec, ...(names ? { AutoScalingGroupNames: [...new Set(names)].sort() } : {}) };
  },

  async observe(aws, { TargetGroupARN }) {
    const groups = (await allGroups(aws, "")).filter((group) => isAttached(group, TargetGroupARN));
    if (groups.length === 0) return undefined;
    return { spec: { AutoScalingGroupNames: groups.map(nameOf) }, outputs: {} };
  },

  async create(aws, { TargetGroupARN, AutoScalingGroupNames }) {
    await attach(aws, TargetGroupARN, AutoScalingGroupNames);
    return undefined;
  },

  async update(aws, { TargetGroupARN, AutoScalingGroupNames: wanted }, { spec: { AutoScalingGroupNames: has } }) {
    await attach(
      aws,
      TargetGroupARN,
      wanted.filter((name) => !has.includes(name)),
    );
    await detach(
      aws,
      TargetGroupARN,
      has.filter((name) => !wanted.includes(name)),
    );
  },

  async remove(aws, { TargetGroupARN }, { spec }) {
    await detach(aws, TargetGroupARN, spec.AutoScalingGroupNames);
  },
};

/** IAM actions that {@link detachFromAll} needs. */
export const detaching = [
  "autoscaling:DescribeAutoScalingGroups",
  "autoscaling:DetachLoadBalancerTargetGroups",
  "autoscaling:DetachTrafficSources",
] as const;

/** Takes a target group off all groups: one that is deleted would stay on them by its ARN. */
export async function detachFromAll(aws: Aws, arn: string): Promise<void> {
  const groups = (await allGroups(aws.fresh(), "")).filter((group) => isAttached(group, arn));
  await detach(aws, arn, groups.map(nameOf));
}

/** All groups of the region: no filter of the API knows target groups. */
const allGroups = shared(
  (aws, _all): Promise<readonly AutoScalingGroup[]> =>
    pages(
      (NextToken) => aws.autoscaling.DescribeAutoScalingGroups({ MaxRecords: 100, NextToken }),
      (page) => page.AutoScalingGroups,
      (page) => page.NextToken,
    ),
);

const nameOf = ({ AutoScalingGroupName }: AutoScalingGroup) => AutoScalingGroupName!;

/** What AttachTrafficSources attached doesn't show among the target groups. */
const isAttached = ({ TargetGroupARNs = [], TrafficSources = [] }: AutoScalingGroup, arn: string) =>
  TargetGroupARNs.includes(arn) || TrafficSources.some(({ Identifier }) => Identifier === arn);

async function attach(aws: Aws, arn: string, names: readonly string[]): Promise<void> {
  for (const AutoScalingGroupName of names) {
    await aws.autoscaling.AttachLoadBalancerTargetGroups({ AutoScalingGroupName, TargetGroupARNs: [arn] });
  }
}

/** Each is detached the way it was attached. */
async function detach(aws: Aws, arn: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const groups = (await allGroups(aws.fresh(), "")).filter((group) => names.includes(nameOf(group)));
  for (const group of groups) {
    const AutoScalingGroupName = nameOf(group);
    if (group.TargetGroupARNs?.includes(arn)) {
      await aws.autoscaling.DetachLoadBalancerTargetGroups({ AutoScalingGroupName, TargetGroupARNs: [arn] });
    } else if (isAttached(group, arn)) {
      const TrafficSources = [{ Identifier: arn, Type: "elbv2" }];
      await aws.autoscaling.DetachTrafficSources({ AutoScalingGroupName, TrafficSources });
    }
  }
}
