import { isDenied, unless } from "../aws/errors";
import { pages, shared } from "../aws/loader";
import { type PolicyDocument, parsePolicy, type Statement } from "../aws/policy-document";
import { type Context, type Decision, decide, type Policies } from "../aws/policy-evaluation";
import type { Aws } from "../aws/session";
import { hasUnknown, refsIn, resolve } from "../engine/ref";
import { lookIn } from "../engine/survey";
import { iamRole } from "../kinds/iam-role";
import { AGENT_ROLE } from "../risken/cloudwatch-agent";
import { services } from "../risken/services";
import { roleArn, scanPermissions } from "../steps/cluster";
import type { Look } from "./check";
import { allSeen } from "./seen";

/** A call that RISKEN makes, and who makes it. */
export interface RiskenCall {
  readonly action: string;
  /** An ARN, with wildcards where the call may be about any of them. */
  readonly resource: string;
  /** Ids of the services. */
  readonly by: readonly string[];
  /** Under which the permission was given, as in `kms:ViaService`. */
  readonly condition: NonNullable<Statement["Condition"]>;
}

/** A role of RISKEN's pods, with all that decides about it. */
export interface PodRole {
  /** As in `risken`, or a service's id. */
  readonly name: string;
  readonly arn: string;
  /** Ids of the services whose pods run with it. */
  readonly pods: readonly string[];
  readonly calls: readonly RiskenCall[];
  /** Inline policies by name, attached ones by ARN. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
  readonly boundary: Managed | undefined;
  /** ARNs of attached policies that nobody finds. */
  readonly missing: readonly string[];
}

interface Managed {
  readonly arn: string;
  /** Undefined where nobody finds it. */
  readonly document: PolicyDocument | undefined;
}

/**
 * The roles of RISKEN's pods as they are now. Documents of managed policies are read, where there are any.
 *
 * @throws what kept the survey, or us, from reading one of them
 */
export async function podRoles(look: Look): Promise<readonly PodRole[]> {
  const { there, blind } = allSeen(look, iamRole);
  if (blind !== undefined) throw blind;
  const calls = callsOf(look);
  return Promise.all(
    // The CloudWatch agent makes calls of its own, by a policy that AWS writes.
    there
      .filter(({ name }) => name !== AGENT_ROLE)
      .map(async ({ address, name, is: { spec, outputs } }): Promise<PodRole> => {
        const attached = await Promise.all(spec.ManagedPolicyArns.map((arn) => managed(look.aws, arn)));
        const boundary = spec.PermissionsBoundary ? await managed(look.aws, spec.PermissionsBoundary) : undefined;
        const pods = podsOf(look, address);
        return {
          name,
          arn: outputs.arn,
          pods,
          calls: callsBy(calls, pods),
          policies: {
            ...spec.Policies,
            ...Object.fromEntries(attached.flatMap(({ arn, document }) => (document ? [[arn, document]] : []))),
          },
          boundary,
          missing: attached.filter(({ document }) => !document).map(({ arn }) => arn),
        };
      }),
  );
}

const managed = shared(async (aws, PolicyArn): Promise<Managed> => {
  const found = await unless("NoSuchEntity", aws.iam.GetPolicy({ PolicyArn }));
  const VersionId = found?.Policy?.DefaultVersionId;
  if (!VersionId) return { arn: PolicyArn, document: undefined };
  const { PolicyVersion } = await aws.iam.GetPolicyVersion({ PolicyArn, VersionId });
  return { arn: PolicyArn, document: parsePolicy(PolicyVersion!.Document!) };
});

/** Ids of the services whose pods run with a role. */
const podsOf = ({ target }: Look, role: string): readonly string[] =>
  services
    .filter(
      ({ id, standard, meta }) => standard && meta && roleArn(id, target.serviceAccounts).sources[0]!.address === role,
    )
    .map(({ id }) => id);

/**
 * Whether all is known that RISKEN's services call: a permission may be about something (the database's secret) that isn't
 * there.
 *
 * @throws what kept the survey from reading it
 */
export function allCallsKnown(look: Look): boolean {
  const sources = permissionsIn(look).flatMap(({ statement }) => refsIn(statement).flatMap((ref) => ref.sources));
  const seen = sources.map(({ address }) => look.survey.seen.get(address));
  const blind = seen.find((one) => one?.state === "unreadable");
  if (blind?.state === "unreadable") throw blind.error;
  return seen.every((one) => one?.state === "present");
}

const permissionsIn = ({ target, scanRole }: Look) => [
  ...target.built.permissions,
  ...scanPermissions(scanRole, target),
];

/** All that RISKEN's services call, one for each action and resource, as far as it is known yet. */
function callsOf(look: Look): readonly RiskenCall[] {
  return permissionsIn(look).flatMap(({ services: by, statement }) => {
    const { Action, Resource, Condition = {} } = resolve(statement, lookIn(look.survey.seen)) as Statement;
    if (hasUnknown(Resource)) return [];
    return list(Action).flatMap((action) =>
      list(Resource).map((resource) => ({ action, resource, by, condition: Condition })),
    );
  });
}

/** The calls of some services, each once. */
function callsBy(all: readonly RiskenCall[], pods: readonly string[]): readonly RiskenCall[] {
  const found = new Map<string, RiskenCall>();
  for (const { by, ...call } of all) {
    const mine = by.filter((id) => pods.includes(id));
    if (mine.length === 0) continue;
    const key = JSON.stringify(call);
    found.set(key, { ...call, by: [...new Set([...(found.get(key)?.by ?? []), ...mine])] });
  }
  return [...found.values()];
}

/** What was said about one call, and by whom. */
export interface Judgement {
  readonly call: RiskenCall;
  readonly decision: Decision;
  readonly by: "simulator" | "local";
  /** Whose policy it is that stands in the way, where that is known. */
  readonly because?: "boundary" | "organization";
}

export interface Judged {
  readonly judgements: readonly Judgement[];
  /** Whether IAM's own simulator spoke; `denied` where it may not be called. */
  readonly simulator: "spoke" | "denied" | "silent";
}

/** Judges every call of a role, by IAM's simulator where it answers and by our own evaluation where it doesn't. */
export async function judge(look: Look, role: PodRole): Promise<Judged> {
  const answers = await simulate(look.aws, role);
  const judgements = role.calls.map((call): Judgement => {
    const said = "get" in answers ? answers.get(keyOf(call.action, sampleOf(call.resource, look.aws))) : undefined;
    // For many resources at once the simulator has been asked about one of them: only its refusal says something.
    if (said && (said.decision !== "allowed" || !isPattern(call.resource))) {
      return { call, by: "simulator", ...said };
    }
    const decision = saysItself(role, call, look);
    const bound = decision !== "allowed" && saysItself({ ...role, boundary: undefined }, call, look) === "allowed";
    return { call, by: "local", decision, ...(bound ? { because: "boundary" as const } : {}) };
  });
  return { judgements, simulator: "get" in answers ? "spoke" : answers.simulator };
}

/** What our own reading of a role's policies and its boundary says to a call. */
export function saysItself(role: PodRole, call: RiskenCall, look: Look): Decision {
  const policies: Policies = {
    identity: Object.values(role.policies),
    ...(role.boundary?.document ? { boundary: role.boundary.document } : {}),
  };
  const { action, resource } = call;
  const said = decide(policies, { action, resource, context: contextOf(call, role, look) });
  return unfound(role).length > 0 && said !== "explicitDeny" ? "unknown" : said;
}

/** ARNs of all managed policies that decide about a role and that nobody finds. */
export const unfound = ({ missing, boundary }: PodRole): readonly string[] => [
  ...missing,
  ...(boundary && !boundary.document ? [boundary.arn] : []),
];

type Answers = ReadonlyMap<string, Pick<Judgement, "decision" | "because">>;

/** One call for a role, with every action on every resource. It is a help, not a condition: a refusal leaves us to ourselves. */
async function simulate(aws: Aws, role: PodRole): Promise<Answers | { readonly simulator: "denied" | "silent" }> {
  // Keys of KMS are allowed by a condition that differs from call to call, which one simulation can't say.
  const calls = role.calls.filter(({ action, resource }) => !action.startsWith("kms:") && !resource.endsWith("/*"));
  const ActionNames = unique(calls.map(({ action }) => action));
  const ResourceArns = unique(calls.map(({ resource }) => sampleOf(resource, aws)));
  if (ActionNames.length === 0) return new Map();
  const request = {
    PolicySourceArn: role.arn,
    ActionNames,
    ResourceArns,
    ContextEntries: [
      { ContextKeyName: "aws:SecureTransport", ContextKeyValues: ["true"], ContextKeyType: "boolean" as const },
    ],
    MaxItems: 1000,
  };
  try {
    const results = await pages(
      (Marker) => aws.iam.SimulatePrincipalPolicy({ ...request, Marker }, { once: true }),
      (page) => page.EvaluationResults,
      (page) => (page.IsTruncated ? page.Marker : undefined),
    );
    return new Map(
      results.flatMap((one) => {
        const each = one.ResourceSpecificResults ?? [];
        const said = [
          { ...one, resource: one.EvalResourceName, decision: one.EvalDecision },
          ...each.map((part) => ({ ...part, resource: part.EvalResourceName, decision: part.EvalResourceDecision })),
        ];
        return said
          .filter(({ decision, MissingContextValues: missing = [] }) => decision === "allowed" || missing.length === 0)
          .map(({ resource, decision, ...part }) => [
            keyOf(one.EvalActionName!, resource ?? "*"),
            {
              decision: decision as Decision,
              ...because(one.OrganizationsDecisionDetail, part.PermissionsBoundaryDecisionDetail),
            },
          ]);
      }),
    );
  } catch (error) {
    return { simulator: isDenied(error) ? "denied" : "silent" };
  }
}

function because(
  organization: { readonly AllowedByOrganizations?: boolean } | undefined,
  boundary: { readonly AllowedByPermissionsBoundary?: boolean } | undefined,
): Pick<Judgement, "because"> {
  if (organization?.AllowedByOrganizations === false) return { because: "organization" };
  return boundary?.AllowedByPermissionsBoundary === false ? { because: "boundary" } : {};
}

/** What is known of a call that a pod makes. */
function contextOf({ action, condition }: RiskenCall, { arn }: PodRole, { target }: Look): Context {
  const here: Context = action.startsWith("sts:")
    ? {}
    : { "aws:RequestedRegion": target.region, "aws:ResourceAccount": target.account };
  return {
    "aws:SecureTransport": "true",
    "aws:PrincipalArn": arn,
    "aws:PrincipalAccount": target.account,
    "aws:PrincipalType": "AssumedRole",
    ...here,
    // The permission was given under conditions that the call meets.
    ...Object.fromEntries(
      Object.entries(condition).flatMap(([operator, keys]) =>
        operator === "StringEquals" ? Object.entries(keys).map(([key, value]) => [key, String([value].flat()[0])]) : [],
      ),
    ),
  };
}

const isPattern = (resource: string) => /[*?]/.test(resource);

/** One of the things that a pattern stands for: a simulator takes no patterns. */
const sampleOf = (resource: string, { account }: Pick<Aws, "account">): string =>
  resource
    .split(":")
    .map((part, at) => (at === 4 ? part.replaceAll("*", account) : part.replaceAll("*", "x")))
    .join(":");

const keyOf = (action: string, resource: string) => `${action.toLowerCase()} ${resource}`;

const unique = (all: readonly string[]): string[] => [...new Set(all)];

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat();
