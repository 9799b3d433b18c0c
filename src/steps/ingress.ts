import type * as z from "zod";
import { initially, Ref } from "../engine/ref";
import { existing, output, type Resource, resource } from "../engine/resource";
import { autoscalingAttachment } from "../kinds/autoscaling-attachment";
import { ec2SecurityGroupRule } from "../kinds/ec2-security-group-rule";
import { elbv2DefaultAction } from "../kinds/elbv2-default-action";
import { elbv2IdleTimeout } from "../kinds/elbv2-idle-timeout";
import { elbv2Listener } from "../kinds/elbv2-listener";
import { elbv2LoadBalancer } from "../kinds/elbv2-load-balancer";
import { elbv2OwnListener } from "../kinds/elbv2-own-listener";
import { elbv2TargetGroup, targetGroupName } from "../kinds/elbv2-target-group";
import { noNodeGroups, notThere, targetGroupInOtherVpc, targetGroupInUse, targetGroupWithoutNodes } from "../problems";
import type { Resolved } from "./asked";
import { nodeGroups, nodeSecurityGroups } from "./cluster";
import { type Domain, domain } from "./ingress-domain";
import { bandOf, ingressInputs, SSL_POLICY } from "./ingress-inputs";
import { consoleRulesAt, fixedResponse, listenerRules } from "./listener-rules";
import { step, type Target } from "./step";

/** The load balancer, among the things. */
export const BALANCER = "ingress";
const LISTENER = "https";

/** ARN of the HTTPS listener. */
export const listenerArn = () => output(elbv2Listener, LISTENER, "arn");

type Inputs = Resolved<z.output<typeof ingressInputs>>;

/** The way in: from the load balancer's HTTPS listener to the nodes' ports. */
export const ingress = step({
  section: "ingress",
  title: { en: "Way in", ja: "公開設定（ロードバランサー）" },
  inputs: ingressInputs,

  build(given, target) {
    const { consoleHost, apiHost, apiSourceIps } = given;
    const { env, built } = target;
    const isOurs = given.listener === "create";
    const { resources: names, main } = domain({ ...given, balancer: BALANCER, listener: listenerArn(), isOurs });
    const ways = [...backends.flatMap((backend) => targetGroup(backend, given, target)), ...openings(given)];
    // Nobody is sent to a host before it can be reached and trusted.
    const reachable = [
      ...consoleRulesAt,
      ...names.filter(({ name }) => name === consoleHost).map(({ address }) => address),
    ];
    return {
      resources: [
        existing(elbv2LoadBalancer, BALANCER, { LoadBalancer: given.loadBalancer }),
        isOurs
          ? ownListener(given, main)
          : existing(elbv2Listener, LISTENER, { LoadBalancerArn: balancerArn(), ListenerArn: given.listenerArn }),
        ...(given.redirectHttp ? [redirect()] : []),
        ...(given.idleTimeout ? [idleTimeout(given.idleTimeout)] : []),
        ...ways,
        ...listenerRules({
          consoleHost,
          apiHost,
          apiSourceIps,
          env,
          authentication: built.authentication,
          groups: { api: usable("api", given), web: usable("web", given) },
          band: bandOf(given.priorities),
          listener: LISTENER,
          after: ways.map(({ address }) => address),
        }),
        ...(given.defaultAction === "not-found" && !isOurs ? [defaultAction()] : []),
        ...names,
      ],
      environment: [
        { directory: "common", name: "BASE_URL", value: `https://${consoleHost}`, after: reachable },
        // Where the load balancer publishes the key of its signatures.
        { directory: "gateway/gateway", name: "REGION", value: target.region },
      ],
    };
  },
});

interface Backend {
  readonly name: "api" | "web";
  /** The NodePort of RISKEN's sample manifests. */
  readonly port: number;
  readonly healthCheck: string;
}

/** What RISKEN's services answer to, as its documentation has it. */
const backends: readonly Backend[] = [
  { name: "api", port: 30080, healthCheck: "/healthz" },
  { name: "web", port: 30081, healthCheck: "/index.html" },
];

/** One of ours gets the nodes as targets; who brings one brings its targets too. */
function targetGroup({ name, port, healthCheck }: Backend, { targetGroups, nodes }: Inputs, target: Target) {
  const theirs = targetGroups[name];
  if (theirs !== "create") return [existing(elbv2TargetGroup, name, { Name: targetGroupName(theirs) })];
  return [
    resource(elbv2TargetGroup, name, {
      Name: target.nameOf(elbv2TargetGroup, name),
      Port: port,
      Protocol: "HTTP",
      ProtocolVersion: "HTTP1",
      VpcId: output(elbv2LoadBalancer, BALANCER, "vpcId"),
      TargetType: "instance",
      HealthCheckProtocol: "HTTP",
      HealthCheckPort: "traffic-port",
      HealthCheckPath: healthCheck,
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: "200" },
    }),
    resource(autoscalingAttachment, name, {
      TargetGroupARN: output(elbv2TargetGroup, name, "arn"),
      AutoScalingGroupNames: nodes.autoScalingGroups.length > 0 ? nodes.autoScalingGroups : groupsOfCluster(),
    }),
  ];
}

/** The ARN of a target group, once it is certain that this load balancer may forward to it: ELB refuses halfway. */
function usable(name: Backend["name"], { targetGroups }: Inputs): Ref<string> {
  const theirs = targetGroups[name] === "create" ? undefined : targetGroups[name];
  return Ref.all([
    output(elbv2TargetGroup, name, "arn"),
    output(elbv2TargetGroup, name, "vpcId"),
    output(elbv2TargetGroup, name, "loadBalancerArns"),
    output(elbv2TargetGroup, name, "targetType"),
    output(elbv2LoadBalancer, BALANCER, "arn"),
    output(elbv2LoadBalancer, BALANCER, "vpcId"),
  ]).map(([arn, vpc, balancers, type, balancer, wanted]) => {
    const own = theirs ?? arn;
    const at = { name: targetGroupName(own), key: theirs && `ingress.targetGroups.${name}` };
    // Who deletes one and makes another of the same name has other targets in it. An export hasn't looked at any.
    if (theirs && arn.startsWith("arn:") && theirs !== arn) {
      throw notThere({ title: elbv2TargetGroup.title, name: theirs, region: theirs.split(":")[3]! });
    }
    if (vpc !== wanted) throw targetGroupInOtherVpc({ ...at, vpc, wanted });
    // Auto Scaling groups put instances into it and nothing else; whoever brings one brings its targets too.
    if (!theirs && type !== "instance") throw targetGroupWithoutNodes({ ...at, arn: own, type, backend: name });
    const others = balancers.filter((one) => one !== balancer);
    if (others.length > 0) throw targetGroupInUse({ ...at, loadBalancers: others });
    return own;
  });
}

function groupsOfCluster(): Ref<readonly string[]> {
  return nodeGroups().map((groups) => {
    if (groups.length === 0) throw noNodeGroups();
    return groups;
  });
}

/** Lets the load balancer reach the nodes, on the ports of the target groups that are ours. */
function openings({ targetGroups, nodes }: Inputs): readonly Resource[] {
  const ports = backends.filter(({ name }) => targetGroups[name] === "create").map(({ port }) => port);
  if (ports.length === 0) return [];
  const opening = (name: string, GroupId: string | Ref<string>) =>
    resource(ec2SecurityGroupRule, name, {
      GroupId,
      ReferencedGroupId: output(elbv2LoadBalancer, BALANCER, "securityGroups").map(([first]) => first!),
      IpProtocol: "tcp",
      FromPort: Math.min(...ports),
      ToPort: Math.max(...ports),
      // Words of no consequence: whoever puts it better may.
      Description: initially("RISKEN: NodePorts from the load balancer"),
    });
  return nodes.securityGroups.length > 0
    ? [...new Set(nodes.securityGroups)].map((group) => opening(group, group))
    : [
        opening(
          "nodes",
          nodeSecurityGroups().map(([first]) => first!),
        ),
      ];
}

const balancerArn = () => output(elbv2LoadBalancer, BALANCER, "arn");

const notFound = [fixedResponse("404", "Not found")];

/** The HTTPS listener, where the load balancer has none: nothing of it is anybody else's. */
const ownListener = ({ sslPolicy }: Inputs, { certificate, provable, after }: Domain["main"]): Resource =>
  resource(
    elbv2OwnListener,
    LISTENER,
    {
      LoadBalancerArn: balancerArn(),
      Port: 443,
      Protocol: "HTTPS",
      SslPolicy: sslPolicy ?? SSL_POLICY,
      CertificateArn: certificate,
      DefaultActions: notFound,
      Provable: provable,
    },
    { after },
  );

/** Who types a host without https:// comes by HTTP. */
const redirect = (): Resource =>
  resource(elbv2OwnListener, "http", {
    LoadBalancerArn: balancerArn(),
    Port: 80,
    Protocol: "HTTP",
    DefaultActions: [{ Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } }],
  });

const idleTimeout = (seconds: number): Resource =>
  resource(elbv2IdleTimeout, "load-balancer", { LoadBalancerArn: balancerArn(), Seconds: String(seconds) });

const defaultAction = (): Resource =>
  resource(elbv2DefaultAction, LISTENER, {
    ListenerArn: listenerArn(),
    DefaultActions: notFound,
  });
