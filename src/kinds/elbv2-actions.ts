import type { Action as AwsAction } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Fingerprint, Secret } from "../secret";

/** What a rule or listener does with a request, in AWS's own words. The last one routes, the others come before it. */
export interface Action {
  readonly Type: string;
  /** Needed where there are several. */
  readonly Order?: number;
  /** Short for a {@link Forward} to one target group. */
  readonly TargetGroupArn?: string;
  readonly ForwardConfig?: Forward;
  readonly FixedResponseConfig?: FixedResponse;
  readonly RedirectConfig?: Readonly<Record<string, string>>;
  readonly AuthenticateCognitoConfig?: CognitoAuthentication;
  readonly AuthenticateOidcConfig?: OidcAuthentication;
}

interface Forward {
  readonly TargetGroups: readonly { readonly TargetGroupArn: string; readonly Weight?: number }[];
  readonly TargetGroupStickinessConfig?: { readonly Enabled?: boolean; readonly DurationSeconds?: number };
}

interface FixedResponse {
  readonly StatusCode: string;
  readonly ContentType?: string;
  readonly MessageBody?: string;
}

interface Session {
  readonly SessionCookieName?: string;
  readonly Scope?: string;
  /** Seconds. */
  readonly SessionTimeout?: number;
  readonly AuthenticationRequestExtraParams?: Readonly<Record<string, string>>;
  readonly OnUnauthenticatedRequest?: string;
}

interface CognitoAuthentication extends Session {
  readonly UserPoolArn: string;
  readonly UserPoolClientId: string;
  /** The bare prefix or the bare host, without scheme. */
  readonly UserPoolDomain: string;
}

interface OidcAuthentication extends Session {
  readonly Issuer: string;
  readonly AuthorizationEndpoint: string;
  readonly TokenEndpoint: string;
  readonly UserInfoEndpoint: string;
  readonly ClientId: string;
  /** AWS never gives it back: what is read is the fingerprint that was kept, if any. */
  readonly ClientSecret?: Secret | Fingerprint;
}

/**
 * One spelling for what means the same: AWS answers with both the short and the long form of a forward and fills in
 * defaults (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html).
 */
export function canonicalActions(actions: readonly Action[]): readonly Action[] {
  return [...actions]
    .sort((one, other) => (one.Order ?? actions.length) - (other.Order ?? actions.length))
    .map((action, at) => ({ ...canonicalAction(action), Order: at + 1 }));
}

/** What AWS answered, as actions of ours: `fingerprint` stands for the secret that it keeps to itself. */
export function readActions(actions: readonly AwsAction[], fingerprint?: Fingerprint): readonly Action[] {
  return actions.map((action) => {
    const { AuthenticateOidcConfig: oidc, ...rest } = action as AwsAction & Action;
    if (!oidc) return rest;
    // An emulator may answer with these two; AWS doesn't.
    const { ClientSecret: _, UseExistingClientSecret: _u, ...config } = action.AuthenticateOidcConfig!;
    return { ...rest, AuthenticateOidcConfig: { ...(config as OidcAuthentication), ClientSecret: fingerprint } };
  });
}

/** Actions as AWS takes them. `secret` says what is sent in the place of a client secret. */
export function writeActions(
  actions: readonly Action[],
  secret: { readonly ClientSecret?: string; readonly UseExistingClientSecret?: true },
): AwsAction[] {
  return canonicalActions(actions).map(({ AuthenticateOidcConfig: oidc, ...action }) => {
    if (!oidc) return action as AwsAction;
    const { ClientSecret: _, ...config } = oidc;
    return { ...action, AuthenticateOidcConfig: { ...config, ...secret } } as AwsAction;
  });
}

/** The sign-in with an OIDC provider, where there is one. */
export const oidcIn = (actions: readonly Action[]): OidcAuthentication | undefined =>
  actions.find(({ AuthenticateOidcConfig }) => AuthenticateOidcConfig)?.AuthenticateOidcConfig;

function canonicalAction(action: Action): Action {
  const { Type } = action;
  if (Type === "forward") return { Type, ForwardConfig: canonicalForward(action) };
  if (Type === "fixed-response")
    return { Type, FixedResponseConfig: without(action.FixedResponseConfig!, [undefined, ""]) };
  if (Type === "redirect") return { Type, RedirectConfig: { ...redirectDefaults, ...action.RedirectConfig } };
  if (action.AuthenticateCognitoConfig) {
    const config = action.AuthenticateCognitoConfig;
    const UserPoolDomain = bareHost(config.UserPoolDomain);
    return { Type, AuthenticateCognitoConfig: canonicalSession({ ...config, UserPoolDomain }) };
  }
  if (action.AuthenticateOidcConfig) {
    return { Type, AuthenticateOidcConfig: canonicalSession(action.AuthenticateOidcConfig) };
  }
  return action;
}

function canonicalForward({ TargetGroupArn, ForwardConfig }: Action): Forward {
  const groups = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: TargetGroupArn! }];
  const stickiness = ForwardConfig?.TargetGroupStickinessConfig;
  return {
    TargetGroups: [...groups]
      .sort((one, other) => compareText(one.TargetGroupArn, other.TargetGroupArn))
      // The weight of the only one decides nothing.
      .map((one) => ({ ...one, Weight: groups.length === 1 ? 1 : (one.Weight ?? 1) })),
    TargetGroupStickinessConfig: stickiness?.Enabled
      ? { Enabled: true, DurationSeconds: stickiness.DurationSeconds }
      : { Enabled: false },
  };
}

const redirectDefaults = {
  Protocol: "#{protocol}",
  Host: "#{host}",
  Port: "#{port}",
  Path: "/#{path}",
  Query: "#{query}",
};

function canonicalSession<C extends Session>(config: C): C {
  const { AuthenticationRequestExtraParams: extra, ...rest } = config;
  return without(
    {
      ...rest,
      ...(Object.keys(extra ?? {}).length > 0 ? { AuthenticationRequestExtraParams: extra } : {}),
      SessionCookieName: config.SessionCookieName ?? "AWSELBAuthSessionCookie",
      Scope: config.Scope ?? "openid",
      SessionTimeout: Number(config.SessionTimeout ?? 604_800),
      OnUnauthenticatedRequest: config.OnUnauthenticatedRequest ?? "authenticate",
    },
    [undefined],
  ) as unknown as C;
}

function without<O extends object>(object: O, values: readonly unknown[]): O {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !values.includes(value))) as O;
}

const bareHost = (domain: string) => domain.replace(/^https?:\/\//, "").replace(/\/$/, "");

const compareText = (one: string, other: string) => (one < other ? -1 : Number(one > other));
