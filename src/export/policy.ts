import { POLICY_VERSION, type PolicyDocument, policyOf, type Statement } from "../aws/policy-document";
import type { Graph } from "../engine/graph";
import { type AnyKind, isKind } from "../engine/kind";
import { type Look, resolve } from "../engine/ref";
import { toFindAgain } from "../engine/survey";
import { AGENT_ROLE, agentActions } from "../risken/cloudwatch-agent";
import { type Grant, type Place, scopesFor } from "./policy-scopes";
import { list, merged } from "./policy-statements";

/** Verbs that a policy can be printed for. */
export const policyVerbs = ["plan", "doctor", "apply", "destroy"] as const;
export type PolicyVerb = (typeof policyVerbs)[number];

/** What the tool does besides looking at the graph and making it true. */
export interface Wants {
  /** Everything the config wants. */
  readonly graph: Graph;
  readonly place: Place;
  /** All kinds that leftovers are looked for of. */
  readonly kinds: readonly AnyKind[];
  /** IAM actions that doctor needs beyond those of a plan. */
  readonly diagnosing: readonly string[];
  /** ARNs that the config refers to with `{ secretsManager: … }`. */
  readonly secrets: readonly string[];
  /** ARNs of the roles that doctor shall knock at. */
  readonly scanRoles: readonly string[];
}

/** Characters that a managed policy may have, white space not counted (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
export const MOST_CHARACTERS = 6_144;

/**
 * The least that a verb needs for a config, in as many managed policies as it takes. Of the kinds that the config has none
 * of (any more), only looking for leftovers and removing them is allowed.
 */
export function policiesFor(verb: PolicyVerb, wants: Wants): readonly PolicyDocument[] {
  const { graph, place, secrets, scanRoles } = wants;
  const scopes = scopesFor(graph, place, { secrets, scanRoles, asPods: verb === "doctor" });
  const statements = actionsFor(verb, wants).flatMap((action) => {
    const grants = scopes(action);
    if (!grants) throw new Error(`${action} is bound to nothing`);
    return grants.map((grant): Statement => ({ Effect: "Allow", Action: action, ...grant }));
  });
  return split(merged(statements));
}

/** The actions of a verb, sorted: those that the kinds and checks name. */
function actionsFor(verb: PolicyVerb, { graph, kinds, diagnosing, secrets }: Wants): readonly string[] {
  const looked = verb === "destroy" ? toFindAgain(graph) : graph.resources;
  const wanted = [...new Set(looked.map(({ kind }) => kind))];
  const searched = kinds.filter(({ owned }) => owned !== undefined);
  const reads = [...wanted, ...searched].flatMap((kind) => kind.reads);
  const writes = wanted.filter(isKind).flatMap(writesOf);
  const removes = [...wanted.filter(isKind), ...searched].flatMap((kind) => kind.removes);
  const prunes = searched
    .filter((kind) => goesOver(kind) || (!wanted.includes(kind) && goesByItself(kind)))
    .flatMap((kind) => (goesOver(kind) ? kind.removes : kind.removes.filter(isNoTagging)));
  return [
    ...new Set([
      ...reads,
      ...(secrets.length > 0 ? ["secretsmanager:GetSecretValue"] : []),
      ...(verb === "doctor" ? diagnosing : []),
      ...(verb === "apply" ? [...writes, ...prunes] : []),
      ...(verb === "destroy" ? removes : []),
    ]),
  ].sort();
}

/** What was taken over is given back by taking tags off: only when all is taken down. */
const isNoTagging = (action: string): boolean => !/:(Untag|RemoveTags|CreateTags|DeleteTags)/.test(action);

/** What holds data and can't be told to hold none stays until all is taken down. */
const goesByItself = ({ holdsData, isEmpty }: AnyKind): boolean => !holdsData || isEmpty !== undefined;

/** Another env that relies on it gets it, with that one's tags. */
const goesOver = ({ relation, neededBy }: AnyKind): boolean => relation === "attachment" && neededBy !== undefined;

/** What is shared with others is never removed while anything is wanted. */
const writesOf = ({ relation, writes }: AnyKind): readonly string[] =>
  relation === "shared" ? writes.filter((action) => !/:Delete/.test(action)) : writes;

/** As few policies as hold all statements in their order. */
function split(statements: readonly Statement[]): readonly PolicyDocument[] {
  const policies: Statement[][] = [[]];
  for (const statement of statements) {
    const last = policies.at(-1)!;
    if (last.length > 0 && sizeOf(policyOf(...last, statement)) > MOST_CHARACTERS) policies.push([statement]);
    else last.push(statement);
  }
  return policies.map((one) => policyOf(...one));
}

/** As IAM counts: without white space between the signs. Nothing of ours has white space inside. */
export const sizeOf = (document: PolicyDocument): number => JSON.stringify(document).length;

/**
 * What RISKEN's pods, and the CloudWatch agent where it has a role, may ever do: a permissions boundary for the roles that the
 * config makes. Their policies, with queues and parameters widened to all of this env, so that it stays the same while they change.
 */
export function boundaryFor(graph: Graph, place: Place): PolicyDocument {
  const policies = graph.resources
    .filter(({ kind }) => kind.type === "iam.role")
    .flatMap(({ spec }) =>
      Object.values(resolve(spec.Policies, imagined(graph, place)) as Record<string, PolicyDocument>),
    );
  const agent = graph.resources.some(({ kind, name }) => kind.type === "iam.role" && name === AGENT_ROLE);
  const statements = [
    ...policies.flatMap(({ Statement }) => Statement),
    ...(agent ? [{ Effect: "Allow" as const, Action: agentActions, Resource: "*" }] : []),
  ];
  return {
    Version: POLICY_VERSION,
    Statement: merged(statements.map((one) => ({ ...one, Sid: undefined, Resource: widened(one.Resource, place) }))),
  };
}

function widened(resources: Grant["Resource"], { named, arn, env }: Place): readonly string[] {
  const ours = [arn("sqs", named("")), arn("ssm", `parameter/${env}/`), arn("secretsmanager", `secret:${named("")}`)];
  return list(
    list(resources).map((resource) => {
      const start = ours.find((one) => resource.startsWith(one));
      return start ? `${start}*` : resource;
    }),
  );
}

/** What the roles' policies refer to and nobody knows without looking: any that it could be. */
function imagined(graph: Graph, { arn }: Place): Look {
  const key = arn("kms", "key/*");
  const outputs: Readonly<Record<string, string>> = {
    "kms.existing-key arn": key,
    "kms.key arn": key,
    "rds.database masterSecretKmsKeyId": key,
    "rds.database masterSecretArn": arn("secretsmanager", "secret:rds!*"),
  };
  return ({ address, field }) => {
    const name = `${graph.at.get(address)!.kind.type} ${field}`;
    if (!(name in outputs)) throw new Error(`nobody imagines ${name}`);
    return outputs[name];
  };
}
