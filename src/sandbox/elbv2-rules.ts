import type { Action, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Account, awsError } from "./account";

/** How ELB checks conditions and actions and what it makes of them. */

const validation = (message: string) => awsError("ValidationError", message);
const invalidAction = (message: string) =>
  awsError("InvalidLoadBalancerActionException", message, { code: "InvalidLoadBalancerAction" });
const invalidConfiguration = (message: string) =>
  awsError("InvalidConfigurationRequestException", message, { code: "InvalidConfigurationRequest" });

const configs = {
  "host-header": "HostHeaderConfig",
  "path-pattern": "PathPatternConfig",
  "source-ip": "SourceIpConfig",
  "http-request-method": "HttpRequestMethodConfig",
  "http-header": "HttpHeaderConfig",
  "query-string": "QueryStringConfig",
} as const;

type Field = keyof typeof configs;

/** Checks the limits of one rule, and fills in the short form beside the typed one where ELB does. */
export function storedConditions(conditions: readonly RuleCondition[]): RuleCondition[] {
  const once = ["host-header", "path-pattern", "source-ip", "http-request-method"];
  for (const field of once) {
    if (conditions.filter(({ Field }) => Field === field).length > 1) {
      throw validation(`A rule can only have one '${field}' condition`);
    }
  }
  const stored = conditions.map(storedCondition);
  const values = stored.flatMap((one) => valuesOf(one));
  if (values.length > 5) throw awsError("TooManyRulesException", "A rule can only have '5' condition values");
  const wildcards =
    values
      .filter((value) => typeof value === "string")
      .join("")
      .match(/[*?]/g) ?? [];
  if (wildcards.length > 5) throw validation("A rule can only have '5' wildcards");
  return stored;
}

function storedCondition(condition: RuleCondition): RuleCondition {
  const field = condition.Field as Field;
  const name = configs[field];
  if (!name) throw validation(`Condition field '${field}' must be one of '[${Object.keys(configs).join(", ")}]'`);
  const values = valuesOf(condition);
  if (values.length === 0) throw validation(`A '${field}' condition must have values`);
  for (const value of values) if (typeof value === "string") checkValue(field, value);
  if (field === "host-header" || field === "path-pattern") {
    const own = [...(values as string[])];
    return { Field: field, Values: own, [name]: { Values: [...own] } };
  }
  return { Field: field, [name]: condition[name] };
}

function valuesOf(condition: RuleCondition): readonly unknown[] {
  const config = condition[configs[condition.Field as Field]];
  return config?.Values ?? condition.Values ?? [];
}

function checkValue(field: Field, value: string): void {
  if (value.length > 128) throw validation(`The value '${value}' is longer than 128 characters`);
  if (field === "host-header" && !/^[A-Za-z0-9*?.-]+\.[A-Za-z*?]+$/.test(value)) {
    throw validation(`'${value}' is not a valid host-header value`);
  }
  if (field === "path-pattern" && !/^\S+$/.test(value))
    throw validation(`'${value}' is not a valid path-pattern value`);
  if (field === "source-ip" && !/^[0-9a-fA-F.:]+\/\d{1,3}$/.test(value)) {
    throw validation(`'${value}' is not a valid CIDR block`);
  }
}

/** What ELB has to know about the listener to judge its actions. */
export interface Place {
  readonly protocol: string;
  readonly vpcId: string;
  readonly loadBalancerArn: string;
  readonly account: Account;
  /** VPC and load balancers of a target group, or undefined. */
  targetGroup(arn: string): { readonly vpcId: string; readonly loadBalancers: readonly string[] } | undefined;
}

const routing = ["forward", "redirect", "fixed-response"];

/**
 * Checks actions and fills in ELB's defaults. The secret of an OIDC client is stored, and kept where the caller says
 * so; {@link shownActions} leaves it out.
 */
export function storedActions(actions: readonly Action[], place: Place, before?: readonly Action[]): Action[] {
  if (actions.length === 0) throw validation("A rule must have actions");
  if (actions.length > 1 && actions.some(({ Order }) => Order === undefined)) {
    throw invalidAction("An action order is required when there is more than one action");
  }
  if (new Set(actions.map(({ Order }) => Order)).size < actions.length) {
    throw invalidAction("Action orders must be unique");
  }
  const inOrder = [...actions].sort((one, other) => (one.Order ?? 1) - (other.Order ?? 1));
  const routes = inOrder.filter(({ Type }) => routing.includes(Type!));
  if (routes.length !== 1 || routes[0] !== inOrder.at(-1)) {
    throw invalidAction("The last action must be the only one of type forward, redirect or fixed-response");
  }
  return inOrder.map((action) => storedAction(action, place, before));
}

/** Actions as DescribeRules and DescribeListeners answer them: without the OIDC client's secret. */
export const shownActions = (actions: readonly Action[]): Action[] =>
  actions.map((action) => {
    if (!action.AuthenticateOidcConfig) return action;
    const { ClientSecret: _, ...shown } = action.AuthenticateOidcConfig;
    return { ...action, AuthenticateOidcConfig: shown };
  });

function storedAction(action: Action, place: Place, before: readonly Action[] | undefined): Action {
  const { Type, Order } = action;
  const order = Order === undefined ? {} : { Order };
  switch (Type) {
    case "forward":
      return { Type, ...order, ...storedForward(action, place) };
    case "fixed-response": {
      const { StatusCode, MessageBody = "" } = action.FixedResponseConfig!;
      if (!/^[245]\d\d$/.test(StatusCode!)) throw invalidAction(`'${StatusCode}' is not a valid status code`);
      if (MessageBody.length > 1024) throw invalidAction("A message body has 1024 characters at most");
      return { Type, ...order, FixedResponseConfig: action.FixedResponseConfig };
    }
    case "redirect":
      return { Type, ...order, RedirectConfig: { ...redirectDefaults, ...action.RedirectConfig! } };
    case "authenticate-cognito":
      checkHttps(Type, place);
      checkCognito(action.AuthenticateCognitoConfig!, place.account);
      return {
        Type,
        ...order,
        AuthenticateCognitoConfig: { ...sessionDefaults, ...action.AuthenticateCognitoConfig! },
      };
    case "authenticate-oidc":
      checkHttps(Type, place);
      return { Type, ...order, AuthenticateOidcConfig: storedOidc(action.AuthenticateOidcConfig!, before) };
    default:
      throw validation(
        `Action type '${Type}' must be one of '[forward, redirect, fixed-response, authenticate-cognito, authenticate-oidc]'`,
      );
  }
}

function checkHttps(type: string, { protocol }: Place): void {
  if (protocol !== "HTTPS") throw invalidAction(`Action type '${type}' is only supported for HTTPS listeners`);
}

function storedForward({ TargetGroupArn, ForwardConfig }: Action, place: Place): Partial<Action> {
  const groups = ForwardConfig?.TargetGroups ?? (TargetGroupArn ? [{ TargetGroupArn }] : []);
  if (groups.length === 0) throw validation("A forward action must name a target group");
  if (groups.length > 5) throw invalidAction("A forward action takes 5 target groups at most");
  for (const { TargetGroupArn: arn } of groups) {
    const group = place.targetGroup(arn!);
    if (!group) {
      throw awsError("TargetGroupNotFoundException", `Target groups '${arn}' not found`, {
        code: "TargetGroupNotFound",
      });
    }
    if (group.vpcId !== place.vpcId) {
      throw invalidConfiguration(`The target group ${arn} is not in the VPC of the load balancer`);
    }
    if (group.loadBalancers.some((other) => other !== place.loadBalancerArn)) {
      throw awsError(
        "TargetGroupAssociationLimitException",
        `The following target groups cannot be associated with more than one load balancer: ${arn}`,
        { code: "TargetGroupAssociationLimit" },
      );
    }
  }
  return {
    ...(groups.length === 1 ? { TargetGroupArn: groups[0]!.TargetGroupArn } : {}),
    ForwardConfig: {
      TargetGroups: groups.map((one) => ({ Weight: 1, ...one })),
      TargetGroupStickinessConfig: { Enabled: false, ...ForwardConfig?.TargetGroupStickinessConfig },
    },
  };
}

const redirectDefaults = {
  Protocol: "#{protocol}",
  Host: "#{host}",
  Port: "#{port}",
  Path: "/#{path}",
  Query: "#{query}",
};

const sessionDefaults = {
  SessionCookieName: "AWSELBAuthSessionCookie",
  Scope: "openid",
  SessionTimeout: 604_800,
  OnUnauthenticatedRequest: "authenticate" as const,
};

type OidcConfig = NonNullable<Action["AuthenticateOidcConfig"]>;

function storedOidc(config: OidcConfig, before: readonly Action[] | undefined): OidcConfig {
  const { UseExistingClientSecret: existing, ClientSecret: given, ...rest } = config;
  const stored = before?.find(({ AuthenticateOidcConfig }) => AuthenticateOidcConfig)?.AuthenticateOidcConfig;
  if (existing && given) throw invalidAction("You cannot specify both ClientSecret and UseExistingClientSecret");
  if (existing && !stored) throw invalidAction("UseExistingClientSecret needs a rule with an authenticate-oidc action");
  if (!existing && !given) throw invalidAction("You must specify ClientSecret");
  for (const url of [rest.Issuer, rest.AuthorizationEndpoint, rest.TokenEndpoint, rest.UserInfoEndpoint]) {
    if (!/^https:\/\/./.test(url ?? "")) throw invalidAction(`'${url}' is not a valid HTTPS URL`);
  }
  return { ...sessionDefaults, ...rest, ClientSecret: given ?? stored?.ClientSecret };
}

type CognitoConfig = NonNullable<Action["AuthenticateCognitoConfig"]>;

function checkCognito({ UserPoolArn, UserPoolClientId, UserPoolDomain }: CognitoConfig, account: Account): void {
  if (!UserPoolArn || !UserPoolClientId || !UserPoolDomain) {
    throw validation("A user pool, client and domain are required");
  }
  if (UserPoolArn.split(":")[3] !== account.region) {
    throw invalidAction("The user pool must be in the region of the load balancer");
  }
  const pool = UserPoolArn.split("/").at(-1)!;
  if (!account.table("cognito.pools")[pool]) throw invalidAction(`The user pool ${UserPoolArn} does not exist`);
  const client = account.table<CognitoClient>("cognito.clients")[UserPoolClientId];
  if (client?.poolId !== pool) throw invalidAction(`The user pool client ${UserPoolClientId} does not exist`);
  if (!client.secret) throw invalidAction("The user pool client must have a client secret");
  const { AllowedOAuthFlows = [], AllowedOAuthFlowsUserPoolClient } = client.settings;
  if (!AllowedOAuthFlowsUserPoolClient || !AllowedOAuthFlows.includes("code")) {
    throw invalidAction("The user pool client must allow the authorization code grant");
  }
  // The bare prefix or the bare host: an address with a scheme is no domain that anybody has.
  const domain = account.table<{ readonly poolId: string }>("cognito.domains")[UserPoolDomain];
  if (domain?.poolId !== pool) throw invalidAction(`The user pool domain ${UserPoolDomain} does not exist`);
}

/** What ELB looks at in an app client. */
interface CognitoClient {
  readonly poolId: string;
  readonly secret?: string;
  readonly settings: {
    readonly AllowedOAuthFlows?: readonly string[];
    readonly AllowedOAuthFlowsUserPoolClient?: boolean;
  };
}
