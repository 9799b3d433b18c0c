import type {
  Action,
  Listener,
  LoadBalancer,
  RuleCondition,
  TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { pages } from "../../aws/loader";
import type { Aws } from "../../aws/session";
import { service } from "../../risken/services";

/** A rule of a listener that could be one of RISKEN's. */
export interface FoundRule {
  readonly arn: string;
  readonly priority: number;
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  readonly sources: readonly string[];
  /** Whether it looks at something else too. */
  readonly more: boolean;
  readonly signIn?: FoundSignIn;
  /** ARN of the only target group that it forwards to. */
  readonly target?: string;
}

/** How a rule makes people sign in. Of a client's secret AWS tells nothing. */
export type FoundSignIn = {
  /** Seconds. */
  readonly sessionTimeout: number;
} & (
  | { readonly type: "cognito"; readonly userPoolId: string; readonly clientId: string }
  | {
      readonly type: "oidc";
      readonly issuer: string;
      readonly authorizationEndpoint: string;
      readonly tokenEndpoint: string;
      readonly userInfoEndpoint: string;
      readonly clientId: string;
    }
);

export interface FoundTargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly port: number;
  /** Registers instances over plain HTTP/1.1, as RISKEN's documentation has it. */
  readonly usual: boolean;
}

/** An HTTPS listener whose rules forward to target groups on RISKEN's node ports. */
export interface FoundEntrance {
  readonly loadBalancer: string;
  readonly securityGroups: readonly string[];
  readonly listenerArn: string;
  readonly port: number;
  /** Whether the load balancer's HTTPS listener would be found without being named. */
  readonly obvious: boolean;
  readonly rules: readonly FoundRule[];
  readonly targetGroups: readonly FoundTargetGroup[];
}

/** IAM actions that looking at the way in needs. */
export const entranceReads: readonly string[] = [
  "elasticloadbalancing:DescribeTargetGroups",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeRules",
];

/** The NodePorts of RISKEN's sample manifests, by what the target groups in front of them are to us. */
export const nodePorts = {
  api: service("gateway").nodePort!.port,
  web: service("web").nodePort!.port,
} as const;

/** Every HTTPS listener behind which RISKEN could be, by the ports of the target groups that its rules forward to. */
export async function entrancesIn(aws: Aws): Promise<readonly FoundEntrance[]> {
  const groups = await pages(
    (Marker) => aws.elbv2.DescribeTargetGroups({ PageSize: 400, Marker }),
    (page) => page.TargetGroups,
    (page) => page.NextMarker,
  );
  const ours = groups.filter(({ Port }) => Object.values(nodePorts).some((port) => port === Port)).map(targetGroup);
  const balancers = [
    ...new Set(
      groups
        .filter(({ TargetGroupArn }) => ours.some(({ arn }) => arn === TargetGroupArn))
        .flatMap(({ LoadBalancerArns = [] }) => LoadBalancerArns),
    ),
  ];
  if (balancers.length === 0) return [];
  const { LoadBalancers = [] } = await aws.elbv2.DescribeLoadBalancers({ LoadBalancerArns: balancers });
  const found = await Promise.all(LoadBalancers.map((one) => listenersBehind(aws, one, ours)));
  return found.flat();
}

async function listenersBehind(
  aws: Aws,
  { LoadBalancerArn, LoadBalancerName, SecurityGroups = [] }: LoadBalancer,
  targetGroups: readonly FoundTargetGroup[],
): Promise<readonly FoundEntrance[]> {
  const listeners = await pages(
    (Marker) => aws.elbv2.DescribeListeners({ LoadBalancerArn, PageSize: 100, Marker }),
    (page) => page.Listeners,
    (page) => page.NextMarker,
  );
  const https = listeners.filter(({ Protocol }) => Protocol === "HTTPS");
  const found = await Promise.all(
    https.map(async (listener): Promise<FoundEntrance> => {
      const rules = await rulesOf(aws, listener);
      return {
        loadBalancer: LoadBalancerName!,
        securityGroups: SecurityGroups,
        listenerArn: listener.ListenerArn!,
        port: listener.Port!,
        obvious: listener.Port === 443 || https.length === 1,
        rules,
        targetGroups: targetGroups.filter(({ arn }) => rules.some(({ target }) => target === arn)),
      };
    }),
  );
  return found.filter((one) => one.targetGroups.length > 0);
}

async function rulesOf(aws: Aws, { ListenerArn }: Listener): Promise<readonly FoundRule[]> {
  const rules = await pages(
    (Marker) => aws.elbv2.DescribeRules({ ListenerArn, PageSize: 100, Marker }),
    (page) => page.Rules,
    (page) => page.NextMarker,
  );
  return rules
    .filter(({ IsDefault }) => !IsDefault)
    .map(({ RuleArn, Priority, Conditions = [], Actions = [] }) => ({
      arn: RuleArn!,
      priority: Number(Priority),
      ...conditionsOf(Conditions),
      ...actionsOf(Actions),
    }));
}

/** AWS answers with a short and a typed form, emulators with the one that was sent. */
function conditionsOf(conditions: readonly RuleCondition[]): Pick<FoundRule, "hosts" | "paths" | "sources" | "more"> {
  const values = (field: string, config: "HostHeaderConfig" | "PathPatternConfig" | "SourceIpConfig") =>
    conditions.flatMap((one) => (one.Field === field ? (one[config]?.Values ?? one.Values ?? []) : []));
  const known = ["host-header", "path-pattern", "source-ip"];
  return {
    hosts: values("host-header", "HostHeaderConfig").map((one) => one.toLowerCase()),
    paths: values("path-pattern", "PathPatternConfig"),
    sources: values("source-ip", "SourceIpConfig"),
    more: conditions.some(({ Field }) => !known.includes(Field!)),
  };
}

function actionsOf(actions: readonly Action[]): Pick<FoundRule, "signIn" | "target"> {
  const targets = actions.flatMap(({ TargetGroupArn, ForwardConfig }) =>
    (ForwardConfig?.TargetGroups ?? (TargetGroupArn ? [{ TargetGroupArn }] : [])).map((one) => one.TargetGroupArn!),
  );
  const signIn = actions.flatMap(signInOf)[0];
  return { ...(signIn ? { signIn } : {}), ...(targets.length === 1 ? { target: targets[0]! } : {}) };
}

/** Seven days, which are ELB's default too, are what a rule means that says nothing. */
const SEVEN_DAYS = 604_800;

function signInOf({
  AuthenticateCognitoConfig: cognito,
  AuthenticateOidcConfig: oidc,
}: Action): readonly FoundSignIn[] {
  if (cognito) {
    return [
      {
        type: "cognito",
        userPoolId: cognito.UserPoolArn!.split("/").at(-1)!,
        clientId: cognito.UserPoolClientId!,
        sessionTimeout: Number(cognito.SessionTimeout ?? SEVEN_DAYS),
      },
    ];
  }
  if (!oidc) return [];
  return [
    {
      type: "oidc",
      issuer: oidc.Issuer!,
      authorizationEndpoint: oidc.AuthorizationEndpoint!,
      tokenEndpoint: oidc.TokenEndpoint!,
      userInfoEndpoint: oidc.UserInfoEndpoint!,
      clientId: oidc.ClientId!,
      sessionTimeout: Number(oidc.SessionTimeout ?? SEVEN_DAYS),
    },
  ];
}

const targetGroup = (group: TargetGroup): FoundTargetGroup => ({
  arn: group.TargetGroupArn!,
  name: group.TargetGroupName!,
  port: group.Port!,
  usual: group.TargetType === "instance" && group.Protocol === "HTTP" && (group.ProtocolVersion ?? "HTTP1") === "HTTP1",
});
