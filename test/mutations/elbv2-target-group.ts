import { elbv2TargetGroup } from "../../src/kinds/elbv2-target-group";
import type { Hands } from "./hands";
import { atBirth, mutations } from "./mutation";

type Change = Omit<Parameters<Hands["elbv2"]["ModifyTargetGroup"]>[0], "TargetGroupArn">;

const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const modify = (by: Hands, { outputs }: { readonly outputs: { readonly arn: string } }, change: Change) =>
  by.elbv2.ModifyTargetGroup({ TargetGroupArn: outputs.arn, ...change });

export const elbv2TargetGroupMutations = mutations(elbv2TargetGroup, {
  fields: {
    Port: atBirth,
    Protocol: atBirth,
    ProtocolVersion: atBirth,
    VpcId: atBirth,
    TargetType: atBirth,
    HealthCheckProtocol: { "another one": (by, group) => modify(by, group, { HealthCheckProtocol: "HTTPS" }) },
    HealthCheckPort: { "another one": (by, group) => modify(by, group, { HealthCheckPort: "8080" }) },
    HealthCheckPath: { "another one": (by, group) => modify(by, group, { HealthCheckPath: "/elsewhere" }) },
    HealthCheckIntervalSeconds: {
      "another figure": (by, group) => modify(by, group, { HealthCheckIntervalSeconds: 77 }),
    },
    HealthCheckTimeoutSeconds: {
      "another figure": (by, group) => modify(by, group, { HealthCheckTimeoutSeconds: 7 }),
    },
    HealthyThresholdCount: { "another figure": (by, group) => modify(by, group, { HealthyThresholdCount: 9 }) },
    UnhealthyThresholdCount: { "another figure": (by, group) => modify(by, group, { UnhealthyThresholdCount: 9 }) },
    Matcher: { "every answer": (by, group) => modify(by, group, { Matcher: { HttpCode: "200-499" } }) },
  },

  /** One that rules forward to can't be deleted, so they answer something else first; and the nodes leave it. */
  gone: async (by, { outputs: { arn, loadBalancerArns } }) => {
    for (const LoadBalancerArn of loadBalancerArns) {
      const { Listeners = [] } = await by.elbv2.DescribeListeners({ LoadBalancerArn });
      for (const { ListenerArn } of Listeners) {
        const { Rules = [] } = await by.elbv2.DescribeRules({ ListenerArn });
        for (const { RuleArn } of Rules.filter(({ Actions }) => JSON.stringify(Actions).includes(arn))) {
          const Actions = [{ Type: "fixed-response" as const, FixedResponseConfig: { StatusCode: "503" } }];
          await by.elbv2.ModifyRule({ RuleArn, Actions });
        }
      }
    }
    const { AutoScalingGroups = [] } = await by.autoscaling.DescribeAutoScalingGroups({});
    for (const { AutoScalingGroupName, TargetGroupARNs } of AutoScalingGroups) {
      if (!TargetGroupARNs?.includes(arn)) continue;
      await by.autoscaling.DetachLoadBalancerTargetGroups({ AutoScalingGroupName, TargetGroupARNs: [arn] });
    }
    await by.elbv2.DeleteTargetGroup({ TargetGroupArn: arn });
  },

  tags: {
    set: (by, { outputs }, tags) => by.elbv2.AddTags({ ResourceArns: [outputs.arn], Tags: tagsOf(tags) }),
    unset: (by, { outputs }, TagKeys) => by.elbv2.RemoveTags({ ResourceArns: [outputs.arn], TagKeys: [...TagKeys] }),
  },

  same: {
    "its health check sent again": (by, group) =>
      modify(by, group, {
        HealthCheckPath: group.spec.HealthCheckPath,
        HealthCheckIntervalSeconds: group.spec.HealthCheckIntervalSeconds,
        Matcher: group.spec.Matcher,
      }),
    "a tag of somebody else's": (by, { outputs }) =>
      by.elbv2.AddTags({ ResourceArns: [outputs.arn], Tags: tagsOf({ CostCenter: "42" }) }),
  },
});
