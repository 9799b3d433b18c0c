import { expect, test } from "vitest";
import { autoscalingAttachment } from "../../src/kinds/autoscaling-attachment";
import { ec2SecurityGroupRule } from "../../src/kinds/ec2-security-group-rule";
import type { Account } from "../../src/sandbox/account";
import { addAutoScalingGroup } from "../../src/sandbox/autoscaling";
import { freshEc2 } from "../../src/sandbox/ec2";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const TargetGroupARN = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/api/0123456789abcdef";
const withNodes = (account: Account) => {
  account.table("elbv2.targetGroups")[TargetGroupARN] = { tags: {} };
  addAutoScalingGroup(account, "blue");
  addAutoScalingGroup(account, "green");
};

obeysTheLaws(autoscalingAttachment, {
  world: () => sandboxed(withNodes),
  spec: { TargetGroupARN, AutoScalingGroupNames: ["blue"] },
  changed: { TargetGroupARN, AutoScalingGroupNames: ["green"] },
  same: [{ TargetGroupARN, AutoScalingGroupNames: ["blue", "blue"] }],
});

test("only what is missing is attached, only what is too much is detached", async () => {
  const { aws, calls } = await sandboxed(withNodes);
  await autoscalingAttachment.create(aws, { TargetGroupARN, AutoScalingGroupNames: ["blue"] }, {});
  const look = () => autoscalingAttachment.observe(aws.fresh(), { TargetGroupARN }, { tags: {} });
  calls.length = 0;
  const both = { TargetGroupARN, AutoScalingGroupNames: ["green", "blue"] };
  await autoscalingAttachment.update(aws, both, (await look())!, new Set());
  expect(calls.filter(({ operation }) => !operation.startsWith("Describe"))).toMatchObject([
    { operation: "AttachLoadBalancerTargetGroups", input: { AutoScalingGroupName: "green" } },
  ]);
  expect((await look())?.spec.AutoScalingGroupNames).toEqual(["blue", "green"]);
});

test("what was attached as a traffic source is seen, and detached as one", async () => {
  const { aws } = await sandboxed((account) => addAutoScalingGroup(account, "blue", [TargetGroupARN]));
  const look = () => autoscalingAttachment.observe(aws.fresh(), { TargetGroupARN }, { tags: {} });
  const seen = await look();
  expect(seen?.spec.AutoScalingGroupNames).toEqual(["blue"]);
  await autoscalingAttachment.remove(aws, { TargetGroupARN }, seen!);
  expect(await look()).toBeUndefined();
});

const opening = {
  GroupId: freshIds.clusterSecurityGroupId,
  ReferencedGroupId: freshIds.albSecurityGroupId,
  IpProtocol: "tcp",
  FromPort: 30080,
  ToPort: 30081,
};

obeysTheLaws(ec2SecurityGroupRule, {
  world: () => sandboxed(freshEc2),
  spec: { ...opening, Description: "from the load balancer" },
  changed: { ...opening, Description: "to the NodePorts" },
});

test("an opening that is there under another description is a duplicate for AWS", async () => {
  const { aws } = await sandboxed(freshEc2);
  await ec2SecurityGroupRule.create(aws, { ...opening, Description: "one" }, {});
  await expect(ec2SecurityGroupRule.create(aws, { ...opening, Description: "two" }, {})).rejects.toMatchObject({
    name: "InvalidPermission.Duplicate",
  });
});
