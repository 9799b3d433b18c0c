import { autoscalingAttachment } from "../../src/kinds/autoscaling-attachment";
import { mutations } from "./mutation";

/** An Auto Scaling group that has nothing to do with the cluster. */
export const strangers = "somebody-elses-nodes";

export const autoscalingAttachmentMutations = mutations(autoscalingAttachment, {
  fields: {
    AutoScalingGroupNames: {
      "one added": {
        by: (by, { spec }) =>
          by.autoscaling.AttachLoadBalancerTargetGroups({
            AutoScalingGroupName: strangers,
            TargetGroupARNs: [spec.TargetGroupARN],
          }),
      },
      "others instead": async (by, { spec }) => {
        const TargetGroupARNs = [spec.TargetGroupARN];
        for (const AutoScalingGroupName of spec.AutoScalingGroupNames)
          await by.autoscaling.DetachLoadBalancerTargetGroups({ AutoScalingGroupName, TargetGroupARNs });
        await by.autoscaling.AttachLoadBalancerTargetGroups({ AutoScalingGroupName: strangers, TargetGroupARNs });
      },
    },
  },

  gone: async (by, { spec }) => {
    for (const AutoScalingGroupName of spec.AutoScalingGroupNames) {
      const TargetGroupARNs = [spec.TargetGroupARN];
      await by.autoscaling.DetachLoadBalancerTargetGroups({ AutoScalingGroupName, TargetGroupARNs });
    }
  },

  tags: { because: "an attachment is no thing of its own" },

  same: {
    "attached again": async (by, { spec }) => {
      for (const AutoScalingGroupName of spec.AutoScalingGroupNames) {
        const TargetGroupARNs = [spec.TargetGroupARN];
        await by.autoscaling.AttachLoadBalancerTargetGroups({ AutoScalingGroupName, TargetGroupARNs });
      }
    },
  },
});
