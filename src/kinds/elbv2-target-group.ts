import type { TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { unless } from "../aws/errors";
import { indexed, searched, tagList } from "../aws/tags";
import type { Kind } from "../engine/kind";
import { detachFromAll, detaching } from "./autoscaling-attachment";
import { tagsOf, targetGroupOf } from "./elbv2-reads";

interface Spec {
  readonly Name: string;
  readonly Port: number;
  readonly Protocol: "HTTP" | "HTTPS";
  readonly ProtocolVersion: string;
  readonly VpcId: string;
  readonly TargetType: "instance" | "ip";
  readonly HealthCheckProtocol: "HTTP" | "HTTPS";
  /** A number, or `traffic-port`. */
  readonly HealthCheckPort: string;
  readonly HealthCheckPath: string;
  readonly HealthCheckIntervalSeconds: number;
  readonly HealthCheckTimeoutSeconds: number;
  readonly HealthyThresholdCount: number;
  readonly UnhealthyThresholdCount: number;
  readonly Matcher: { readonly HttpCode: string };
}

interface Outputs {
  readonly arn: string;
  /** As its metrics call it: `targetgroup/<name>/<id>`. */
  readonly fullName: string;
  readonly vpcId: string;
  readonly loadBalancerArns: readonly string[];
  readonly targetType: string;
}

/** A target group of an application load balancer. */
export const elbv2TargetGroup: Kind<Spec, Outputs, "Name"> = {
  type: "elbv2.target-group",
  noun: "target-group",
  title: { en: "target group", ja: "ターゲットグループ" },
  key: ["Name"],
  reads: ["elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTags", "tag:GetResources"],
  writes: [
    "elasticloadbalancing:CreateTargetGroup",
    "elasticloadbalancing:ModifyTargetGroup",
    "elasticloadbalancing:DeleteTargetGroup",
    "elasticloadbalancing:AddTags",
    ...detaching,
  ],
  removes: ["elasticloadbalancing:DeleteTargetGroup", "elasticloadbalancing:RemoveTags", ...detaching],
  // One that rules forward to can't be deleted, and a new one can't have its name before that.
  irreplaceable: true,
  immutable: ["Port", "Protocol", "ProtocolVersion", "VpcId", "TargetType"],
  means: {
    Port: {
      en: "Nodes that are registered from now on get requests on that port, where RISKEN's NodePort has to be.",
      ja: "今後登録されるノードには、このポートでリクエストが届きます。RISKEN の NodePort をこのポートに合わせてください。",
    },
    Protocol: {
      en: "RISKEN's pods speak plain HTTP.",
      ja: "RISKEN の Pod が受け付けるのは HTTP です。",
    },
    ProtocolVersion: {
      en: "RISKEN's pods speak HTTP/1.1.",
      ja: "RISKEN の Pod が受け付けるのは HTTP/1.1 です。",
    },
  },

  async observe(aws, { Name }, sought) {
    const [found, ours] = await Promise.all([
      targetGroupOf(aws, Name),
      indexed(aws, "elasticloadbalancing:targetgroup", sought.tags),
    ]);
    if (!found) return undefined;
    const arn = found.TargetGroupArn!;
    return {
      spec: specOf(found),
      outputs: {
        arn,
        fullName: arn.split(":").at(-1)!,
        vpcId: found.VpcId!,
        loadBalancerArns: found.LoadBalancerArns ?? [],
        targetType: found.TargetType ?? "instance",
      },
      tags: ours.get(arn) ?? (await tagsOf(aws, arn)),
    };
  },

  async create(aws, spec, tags) {
    await aws.elbv2.CreateTargetGroup({ ...spec, HealthCheckEnabled: true, Tags: tagList(tags) });
    return undefined;
  },

  async update(aws, spec, { outputs }) {
    // Health-check fields that are left out may fall back to defaults, so all of them are sent.
    const { Name: _, Port: _p, Protocol: _q, ProtocolVersion: _v, VpcId: _i, TargetType: _t, ...health } = spec;
    await aws.elbv2.ModifyTargetGroup({ ...health, HealthCheckEnabled: true, TargetGroupArn: outputs.arn });
  },

  async remove(aws, _key, { outputs }) {
    await detachFromAll(aws, outputs.arn);
    await unless("TargetGroupNotFound", aws.elbv2.DeleteTargetGroup({ TargetGroupArn: outputs.arn }));
  },

  async tag(aws, { outputs }, tags) {
    await aws.elbv2.AddTags({ ResourceArns: [outputs.arn], Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.elbv2.RemoveTags({ ResourceArns: [outputs.arn], TagKeys: [...keys] });
  },

  async owned(aws, tags) {
    const ours = await searched(aws, "elasticloadbalancing:targetgroup", tags);
    return [...ours].map(([arn, has]) => ({ key: { Name: targetGroupName(arn) }, tags: has }));
  },
};

/** The name in a target group's ARN (`…:targetgroup/<name>/<id>`). */
export const targetGroupName = (arn: string): string => arn.split("/").at(-2)!;

function specOf(group: TargetGroup): Omit<Spec, "Name"> {
  return {
    Port: group.Port!,
    Protocol: group.Protocol as Spec["Protocol"],
    ProtocolVersion: group.ProtocolVersion ?? "HTTP1",
    VpcId: group.VpcId!,
    TargetType: group.TargetType as Spec["TargetType"],
    HealthCheckProtocol: group.HealthCheckProtocol as Spec["HealthCheckProtocol"],
    HealthCheckPort: group.HealthCheckPort!,
    HealthCheckPath: group.HealthCheckPath!,
    HealthCheckIntervalSeconds: group.HealthCheckIntervalSeconds!,
    HealthCheckTimeoutSeconds: group.HealthCheckTimeoutSeconds!,
    HealthyThresholdCount: group.HealthyThresholdCount!,
    UnhealthyThresholdCount: group.UnhealthyThresholdCount!,
    Matcher: { HttpCode: group.Matcher?.HttpCode ?? "200" },
  };
}
