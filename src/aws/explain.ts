import { Problem } from "../problems";
import { actionOf } from "./actions";
import { blamedCall } from "./blame";
import { accessDenied, denialIn } from "./denied";
import { isDenied, isError, namesOf, saidOfBatch } from "./errors";
import { hostsOfAws } from "./partition";
import * as problems from "./problems";
import { profilesIn } from "./profiles";
import { quotaOf } from "./quotas";

/** What is known of the run: makes the advice more precise. {@link circumstancesOf} finds it out. */
export interface Circumstances {
  /** The profile in use: `--profile` or AWS_PROFILE. */
  readonly profile?: string;
  /** The profiles that exist; left out where nobody has looked. */
  readonly profiles?: readonly string[];
  readonly region?: string;
  /** The custom endpoint in force. */
  readonly endpoint?: string;
}

/** Looks up what makes the advice precise: the profile, the profiles that exist, the endpoint in force. */
export async function circumstancesOf({ profile, region, env }: CircumstanceSources): Promise<Circumstances> {
  const ignored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === "true";
  return {
    profile: profile ?? (env.AWS_PROFILE || undefined),
    profiles: await profilesIn(env),
    region,
    endpoint: (!ignored && env.AWS_ENDPOINT_URL) || undefined,
  };
}

export interface CircumstanceSources {
  /** What `--profile` said. */
  readonly profile?: string;
  readonly region?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Translates what AWS or its SDK says into cause and remedy; what nobody foresaw is told in AWS's own words. Never shows
 * the value of a field that may be secret. A problem stays what it is. Undefined for everything else: that is a bug of ours.
 *
 * @param call where the error came from; errors of a session tell by themselves
 */
export function explain(error: unknown, call = blamedCall(error), about: Circumstances = {}): Problem | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return undefined;
  const known = call && call.operation !== "GetCallerIdentity" ? call : undefined;
  const action = known && actionOf(known.service, known.operation);
  return (
    ofCredentials(error, about) ??
    ofRegion(error) ??
    ofIdentity(error, about, action) ??
    ofNetwork(error, about) ??
    ofDisguised(error, about, action) ??
    ofLimits(error, action) ??
    ofPermissions(error, action) ??
    ofService(error, action)
  );
}

/** The same for one failure among many, where even a bug of ours must not keep the others from being told. */
export const explainAny = (error: unknown, about?: Circumstances): Problem =>
  explain(error, undefined, about) ??
  new Problem(
    "unexpected",
    1,
    { en: `Unexpected: ${saidBy(error)}`, ja: `想定外のエラーです: ${saidBy(error)}` },
    undefined,
    { cause: error },
  );

/** All of these are errors of one name; only the message tells them apart. */
function ofCredentials(error: Error, { profile, profiles }: Circumstances): Problem | undefined {
  if (!["CredentialsProviderError", "TokenProviderError", "ProviderError"].includes(error.name)) {
    return isError(error, "UnauthorizedException") && /session token/i.test(error.message)
      ? problems.ssoExpired(profile, error)
      : undefined;
  }
  const { message } = error;
  if (profile !== undefined && profiles && !profiles.includes(profile)) {
    return problems.noSuchProfile({ profile, known: profiles }, error);
  }
  if (/aws sso login|SSO session|SSO token|Token is expired/i.test(message)) {
    return problems.ssoExpired(/profile=(\S+)/.exec(message)?.[1] ?? profile, error);
  }
  if (/login\/cache|reauthenticate|aws login/i.test(message)) return problems.loginExpired(profile, error);
  if (profile !== undefined) return problems.profileGivesNothing({ profile, said: saidBy(error) }, error);
  return problems.noCredentials(error);
}

function ofRegion(error: Error): Problem | undefined {
  if (/^Region is missing/.test(error.message)) return problems.noRegion(error);
  const [, region] = /^Region not accepted: region="(.*?)"/.exec(error.message) ?? [];
  return region === undefined ? undefined : problems.badRegion(region, error);
}

/**
 * Regions that have to be switched on for an account
 * (https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html).
 */
const optIn =
  /^(af-south-1|ap-east-[12]|ap-south-2|ap-southeast-[34567]|ca-west-1|eu-central-2|eu-south-[12]|il-central-1|me-(south|central)-1|mx-central-1)$/;

function ofIdentity(error: Error, { region }: Circumstances, action: string | undefined): Problem | undefined {
  if (isError(error, "ExpiredToken", "TokenRefreshRequired")) return problems.credentialsExpired(error);
  if (isError(error, "InvalidClientTokenId", "UnrecognizedClient", "InvalidAccessKeyId", "AuthFailure")) {
    return problems.credentialsInvalid({ region, optIn: region !== undefined && optIn.test(region) }, error);
  }
  if (isError(error, "OptInRequired", "SubscriptionRequired")) return problems.notSignedUp({ region, action }, error);
  const late = /signature (has )?expired|not yet current|is now earlier than|too skewed/i.test(error.message);
  if (late || isError(error, "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture")) {
    return problems.clockSkewed(saidBy(error), error);
  }
  return isError(error, "SignatureDoesNotMatch", "InvalidSignature") ? problems.badSignature(error) : undefined;
}

interface NetworkError extends Error {
  readonly code?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
  readonly errors?: readonly NetworkError[];
}

function ofNetwork(error: NetworkError, { endpoint }: Circumstances): Problem | undefined {
  const { code = "", address, port } = error.errors?.[0] ?? error;
  const hostname = error.hostname ?? (address && `${address}${port ? `:${port}` : ""}`);
  const host = (endpoint && hostOf(endpoint)) ?? hostname ?? "AWS";
  if (/^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT)/.test(code)) {
    return problems.untrusted({ host, said: code }, error);
  }
  const [, region] = hostsOfAws.exec(error.hostname ?? "") ?? [];
  if (code === "ENOTFOUND" && region && !endpoint) return problems.noSuchHost({ host, region }, error);
  const broken =
    /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ETIMEDOUT|EPIPE|EPROTO|ERR_SSL|ERR_INVALID_URL)/.test(code) ||
    error.name === "TimeoutError";
  const said = code || saidBy(error);
  return broken ? problems.unreachable({ host, said, custom: endpoint }, error) : undefined;
}

interface ServiceError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

/** HTML or nothing at all where AWS's XML or JSON should be: it was somebody else who answered. */
function ofDisguised(error: ServiceError, { endpoint }: Circumstances, action: string | undefined) {
  const status = error.$metadata?.httpStatusCode;
  if (status === undefined) return undefined;
  const unreadable = /Deserialization error|XML parse error|is not valid JSON/.test(error.message);
  const nameless =
    /^Unknown(Error)?$/.test(error.message) && /^(Unknown|UnknownError|NotFound|Error)$/.test(error.name);
  if (!unreadable && !nameless) return undefined;
  if (status >= 500) return problems.awsStumbles({ status, action, said: "" }, error);
  return problems.notAws({ status, host: endpoint && hostOf(endpoint), action }, error);
}

function ofLimits(error: ServiceError, action: string | undefined): Problem | undefined {
  const throttling =
    /^(Throttling|Throttled|ThrottledException|TooManyRequests|RequestLimitExceeded|RequestThrottled|RequestThrottledException|SlowDown|PriorRequestNotComplete|RateExceeded|EC2ThrottledException)$/;
  if (namesOf(error).some((name) => throttling.test(name)) || error.$metadata?.httpStatusCode === 429) {
    return problems.throttled({ action, attempts: error.$metadata?.attempts }, error);
  }
  const [name] = namesOf(error).filter((one) =>
    /(LimitExceeded|QuotaExceeded|^TooMany(?!Updates)|MaxNumberOf)/.test(one),
  );
  if (name === undefined) return undefined;
  // The SDK retries LimitExceeded as if it passed, and IAM's own throttling says so in its message.
  if (/rate exceeded/i.test(error.message)) return problems.throttled({ action }, error);
  return problems.quotaReached({ quota: quotaOf(name, action) ?? name, action, said: saidBy(error) }, error);
}

function ofPermissions(error: Error, action: string | undefined): Problem | undefined {
  // The load balancer asks Cognito in the caller's name and wraps the refusal.
  const [, inner] = /not authorized to perform:? (describeUserPoolClient)/i.exec(error.message) ?? [];
  if (inner) return accessDenied({ action: "cognito-idp:DescribeUserPoolClient" }, error);
  if (!isDenied(error)) return undefined;
  const denial = denialIn(error.message);
  return accessDenied({ ...denial, action: denial.action ?? action }, error);
}

function ofService(error: ServiceError, action: string | undefined): Problem | undefined {
  const status = error.$metadata?.httpStatusCode;
  if (status === undefined && !("$fault" in error)) return undefined;
  if (status !== undefined && status >= 500)
    return problems.awsStumbles({ status, action, said: saidBy(error) }, error);
  return problems.refused({ action, name: namesOf(error).at(-1)!, said: saidBy(error) }, error);
}

/**
 * An error's own words, without what only the SDK's authors need, and without values of fields that may be secret: AWS
 * likes to repeat what it refuses, as in `Value 'hunter2' at 'password' failed to satisfy constraint`.
 */
export function saidBy(error: unknown): string {
  const said = error instanceof Error && (saidOfBatch(error) || error.name);
  return (said || String(error))
    .replace(/\s*Deserialization error: to see the raw response.*$/s, "")
    .replace(/\s*Encoded authorization failure message: \S+/, "")
    .replace(/\b(Value) '.*?' (at '[^']*(?:value|password|secret|token|key|credential)[^']*')/gis, "$1 [secret] $2")
    .trim();
}

function hostOf(endpoint: string): string {
  try {
    return new URL(endpoint).host || endpoint;
  } catch {
    return endpoint;
  }
}
