import type { PolicyDocument, Statement } from "../aws/policy-document";
import { iamRole } from "../kinds/iam-role";
import { roleArn } from "../steps/cluster";
import type { Look } from "./check";
import { allSeen } from "./seen";

/** A role of ours as it is now. */
export type Role = ReturnType<typeof rolesIn>[number];

/**
 * All roles that are there.
 *
 * @throws what kept the survey from reading one of them
 */
export function rolesIn(look: Look) {
  const { there, blind } = allSeen(look, iamRole);
  if (blind !== undefined) throw blind;
  return there;
}

/** The role that a service's pods run with, or undefined where it isn't there. */
export function roleOf(look: Look, serviceId: string): Role | undefined {
  const { address } = roleArn(serviceId, look.target.serviceAccounts).sources[0]!;
  return rolesIn(look).find((role) => role.address === address);
}

export const inlineStatements = ({ is }: Role): readonly Statement[] =>
  Object.values(is.spec.Policies).flatMap((document: PolicyDocument) => [document.Statement].flat());

/** Whether a role's inline policies let it do something at all, whatever conditions they put. */
export function mayDo(role: Role, action: string, resource: string): boolean {
  const about = inlineStatements(role).filter((one) => speaksOf(one, action, resource));
  return about.some(({ Effect }) => Effect === "Allow") && !about.some(({ Effect }) => Effect === "Deny");
}

function speaksOf({ Action, NotAction, Resource, NotResource }: Statement, action: string, resource: string): boolean {
  const of = (patterns: string | readonly string[] | undefined, value: string) =>
    patterns !== undefined && [patterns].flat().some((pattern) => matches(pattern, value));
  const isAction = (patterns: string | readonly string[] | undefined) =>
    patterns !== undefined && of([patterns].flat().map(lower), lower(action));
  const acts = NotAction === undefined ? isAction(Action) : !isAction(NotAction);
  return acts && (NotResource === undefined ? of(Resource, resource) : !of(NotResource, resource));
}

/** IAM's wildcards: `*` for any text, `?` for one character. */
export function matches(pattern: string, value: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(value);
}

const lower = (text: string) => text.toLowerCase();
