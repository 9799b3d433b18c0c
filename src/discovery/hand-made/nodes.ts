import { pages } from "../../aws/loader";
import type { Aws } from "../../aws/session";
import { nodePorts } from "./entrances";

/** Where the load balancer's requests arrive, beside what follows from the cluster. */
export interface FoundNodes {
  /** Auto Scaling groups whose instances the target groups get. */
  readonly autoScalingGroups: readonly string[];
  /** Security groups that let the load balancer in on RISKEN's node ports. */
  readonly securityGroups: readonly string[];
}

/** IAM actions that looking at nodes needs. */
export const nodeReads: readonly string[] = ["autoscaling:DescribeAutoScalingGroups", "ec2:DescribeSecurityGroupRules"];

/** @param from the load balancer's security groups */
export async function nodesBehind(
  aws: Aws,
  targetGroupArns: readonly string[],
  from: readonly string[],
): Promise<FoundNodes> {
  const [groups, rules] = await Promise.all([
    pages(
      (NextToken) => aws.autoscaling.DescribeAutoScalingGroups({ MaxRecords: 100, NextToken }),
      (page) => page.AutoScalingGroups,
      (page) => page.NextToken,
    ),
    pages(
      (NextToken) => aws.ec2.DescribeSecurityGroupRules({ MaxResults: 1000, NextToken }),
      (page) => page.SecurityGroupRules,
      (page) => page.NextToken,
    ),
  ]);
  const attached = groups.filter(({ TargetGroupARNs = [], TrafficSources = [] }) =>
    [...TargetGroupARNs, ...TrafficSources.map(({ Identifier }) => Identifier!)].some((arn) =>
      targetGroupArns.includes(arn),
    ),
  );
  const [first, last] = [Math.min(...Object.values(nodePorts)), Math.max(...Object.values(nodePorts))];
  const open = rules.filter(
    ({ IsEgress, ReferencedGroupInfo, FromPort, ToPort }) =>
      !IsEgress && from.includes(ReferencedGroupInfo?.GroupId ?? "") && FromPort === first && ToPort === last,
  );
  return {
    autoScalingGroups: attached.map(({ AutoScalingGroupName }) => AutoScalingGroupName!).sort(),
    securityGroups: [...new Set(open.map(({ GroupId }) => GroupId!))].sort(),
  };
}
