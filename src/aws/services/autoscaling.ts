import {
  AttachLoadBalancerTargetGroupsCommand,
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DetachLoadBalancerTargetGroupsCommand,
  DetachTrafficSourcesCommand,
} from "@aws-sdk/client-auto-scaling";

export const Client = AutoScalingClient;

export const commands = {
  AttachLoadBalancerTargetGroups: AttachLoadBalancerTargetGroupsCommand,
  DescribeAutoScalingGroups: DescribeAutoScalingGroupsCommand,
  DetachLoadBalancerTargetGroups: DetachLoadBalancerTargetGroupsCommand,
  DetachTrafficSources: DetachTrafficSourcesCommand,
};
