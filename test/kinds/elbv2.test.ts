import { describe, expect, test } from "vitest";
import { autoscalingAttachment } from "../../src/kinds/autoscaling-attachment";
import { elbv2DefaultAction } from "../../src/kinds/elbv2-default-action";
import { elbv2Listener } from "../../src/kinds/elbv2-listener";
import { elbv2LoadBalancer } from "../../src/kinds/elbv2-load-balancer";
import { elbv2TargetGroup } from "../../src/kinds/elbv2-target-group";
import { freshAutoScaling } from "../../src/sandbox/autoscaling";
import { addListener, addLoadBalancer, freshElbv2 } from "../../src/sandbox/elbv2";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const none = { tags: {} };
const balancerArn = `arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:loadbalancer/app/${freshIds.loadBalancerName}/${freshIds.loadBalancerId}`;
const listenerArn = `${balancerArn.replace(":loadbalancer/", ":listener/")}/${freshIds.listenerId}`;

const group = {
  Name: "risken-prd-api",
  Port: 30080,
  Protocol: "HTTP" as const,
  ProtocolVersion: "HTTP1",
  VpcId: freshIds.vpcId,
  TargetType: "instance" as const,
  HealthCheckProtocol: "HTTP" as const,
  HealthCheckPort: "traffic-port",
  HealthCheckPath: "/healthz",
  HealthCheckIntervalSeconds: 30,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 5,
  UnhealthyThresholdCount: 2,
  Matcher: { HttpCode: "200" },
};

obeysTheLaws(elbv2TargetGroup, {
  spec: group,
  changed: {
    ...group,
    HealthCheckProtocol: "HTTPS",
    HealthCheckPort: "8080",
    HealthCheckPath: "/index.html",
    HealthCheckIntervalSeconds: 60,
    HealthCheckTimeoutSeconds: 10,
    HealthyThresholdCount: 3,
    UnhealthyThresholdCount: 4,
    Matcher: { HttpCode: "200-299" },
  },
});

describe("the load balancer", () => {
  test("is found by its name and by its ARN", async () => {
    const { aws } = await sandboxed(freshElbv2);
    const byName = await elbv2LoadBalancer.observe(aws, { LoadBalancer: freshIds.loadBalancerName }, none);
    expect(byName?.outputs).toEqual({
      arn: balancerArn,
      fullName: "app/risken-alb/50dc6c495c0c9188",
      name: "risken-alb",
      dnsName: "risken-alb-50dc6c495c.ap-northeast-1.elb.amazonaws.com",
      canonicalHostedZoneId: "Z14GRHDCWA56QT",
      vpcId: freshIds.vpcId,
      securityGroups: [freshIds.albSecurityGroupId],
      scheme: "internet-facing",
      isDualStack: false,
    });
    const byArn = await elbv2LoadBalancer.observe(aws, { LoadBalancer: balancerArn }, none);
    expect(byArn?.outputs).toEqual(byName?.outputs);
  });

  test("that isn't there is not seen", async () => {
    const { aws } = await sandboxed(freshElbv2);
    expect(await elbv2LoadBalancer.observe(aws, { LoadBalancer: "other" }, none)).toBeUndefined();
  });

  test("of another type is refused as bad input", async () => {
    const { aws } = await sandboxed((account) => void addLoadBalancer(account, { name: "nlb", type: "network" }));
    await expect(elbv2LoadBalancer.observe(aws, { LoadBalancer: "nlb" }, none)).rejects.toMatchObject({
      code: "not-an-application-load-balancer",
      exit: 3,
    });
  });

  test.each(["elbv2.k8s.aws/cluster", "ingress.k8s.aws/stack"])(
    "that carries %s is refused for safety",
    async (tag) => {
      const { aws } = await sandboxed((account) => {
        addListener(account, addLoadBalancer(account, { name: "theirs", tags: { [tag]: "risken" } }));
      });
      await expect(elbv2LoadBalancer.observe(aws, { LoadBalancer: "theirs" }, none)).rejects.toMatchObject({
        code: "owned-by-controller",
        exit: 4,
      });
    },
  );
});

describe("the HTTPS listener", () => {
  const listenersOn = async (...ports: readonly (readonly ["HTTP" | "HTTPS", number])[]) => {
    const arns: string[] = [];
    const world = await sandboxed((account) => {
      arns.push(addLoadBalancer(account, { name: "alb" }));
      for (const [protocol, port] of ports) arns.push(addListener(account, arns[0]!, { protocol, port }));
    });
    const look = (ListenerArn?: string) =>
      elbv2Listener.observe(world.aws, { LoadBalancerArn: arns[0]!, ListenerArn }, none);
    return { ...world, arns, look };
  };

  test("is the one, whatever speaks plain HTTP beside it", async () => {
    const { look } = await listenersOn(["HTTP", 80], ["HTTPS", 8443]);
    expect((await look())?.outputs.port).toBe(8443);
  });

  test("on the usual port comes first", async () => {
    const { look } = await listenersOn(["HTTPS", 8443], ["HTTPS", 443]);
    expect((await look())?.outputs.port).toBe(443);
  });

  test("has to be named where there is no telling which", async () => {
    const { look, arns } = await listenersOn(["HTTPS", 8443], ["HTTPS", 9443]);
    await expect(look()).rejects.toMatchObject({ code: "several-https-listeners", exit: 3 });
    expect((await look(arns[2]))?.outputs.port).toBe(9443);
  });

  test("that is missing, or that the config names wrongly, is bad input", async () => {
    const { look, arns } = await listenersOn(["HTTP", 80]);
    await expect(look()).rejects.toMatchObject({ code: "no-https-listener", exit: 3 });
    await expect(look(arns[1])).rejects.toMatchObject({ code: "not-its-https-listener", exit: 3 });
  });

  test("tells the rules of everybody, without the default one", async () => {
    const { aws } = await sandboxed(freshElbv2);
    for (const Priority of [7, 5]) {
      await aws.elbv2.CreateRule({
        ListenerArn: listenerArn,
        Priority,
        Conditions: [{ Field: "path-pattern", Values: ["/other"] }],
        Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } }],
        Tags: Priority === 5 ? [{ Key: "risken-aws:id", Value: "rule/x" }] : [],
      });
    }
    const seen = await elbv2Listener.observe(aws.fresh(), { LoadBalancerArn: balancerArn }, none);
    const conditions = '[{"Field":"path-pattern","PathPatternConfig":{"Values":["/other"]}}]';
    expect(seen?.outputs.rules).toEqual([
      { arn: expect.stringContaining("listener-rule/"), priority: "5", id: "rule/x", env: undefined, conditions },
      { arn: expect.stringContaining("listener-rule/"), priority: "7", id: undefined, env: undefined, conditions },
    ]);
  });
});

describe("the default action", () => {
  const notFound = {
    Type: "fixed-response",
    FixedResponseConfig: { StatusCode: "404", ContentType: "text/plain", MessageBody: "Not found" },
  };

  obeysTheLaws(elbv2DefaultAction, {
    world: () => sandboxed(freshElbv2),
    always: true,
    spec: { ListenerArn: listenerArn, DefaultActions: [notFound] },
    same: [{ ListenerArn: listenerArn, DefaultActions: [{ ...notFound, Order: 1 }] }],
    changed: {
      ListenerArn: listenerArn,
      DefaultActions: [{ Type: "redirect", RedirectConfig: { StatusCode: "HTTP_302", Host: "example.com" } }],
    },
  });

  test("stays as it is when it is removed: nobody knows the one before", async () => {
    const { aws, calls } = await sandboxed(freshElbv2);
    const seen = await elbv2DefaultAction.observe(aws, { ListenerArn: listenerArn }, none);
    calls.length = 0;
    await elbv2DefaultAction.remove(aws, { ListenerArn: listenerArn }, seen!);
    expect(calls).toEqual([]);
  });
});

test("target groups are looked for together, and one that isn't there hides no other", async () => {
  const { aws, calls } = await sandboxed();
  await elbv2TargetGroup.create(aws, group, {});
  calls.length = 0;
  const look = (Name: string) => elbv2TargetGroup.observe(aws, { Name }, none);
  const [here, absent] = await Promise.all([look("risken-prd-api"), look("risken-prd-web")]);
  expect([here?.spec.Port, absent]).toEqual([30080, undefined]);
  expect(calls.filter(({ operation }) => operation === "DescribeTargetGroups")[0]?.input).toEqual({
    Names: ["risken-prd-api", "risken-prd-web"],
  });
});

test("a target group that goes is taken off the nodes: they would keep its ARN", async () => {
  const { aws } = await sandboxed(freshAutoScaling);
  await elbv2TargetGroup.create(aws, group, {});
  const seen = (await elbv2TargetGroup.observe(aws.fresh(), group, none))!;
  const AutoScalingGroupNames = [freshIds.autoScalingGroupName];
  await autoscalingAttachment.create(aws, { TargetGroupARN: seen.outputs.arn, AutoScalingGroupNames }, {});
  await elbv2TargetGroup.remove(aws, group, seen);
  const { AutoScalingGroups } = await aws.autoscaling.DescribeAutoScalingGroups({ AutoScalingGroupNames });
  expect(AutoScalingGroups![0]!.TargetGroupARNs).toEqual([]);
});
