import {
  canonicalPolicy,
  type PolicyDocument,
  policyOf,
  type Statement,
  withStatementsOf,
} from "../aws/policy-document";
import { arnExtent, covers } from "../aws/wildcards";

type Policies = Readonly<Record<string, PolicyDocument>>;

/** Characters that a role's inline policies may have together (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const MOST_CHARACTERS = 10_240;

/** What the policy is called that keeps what one of ours allowed before, until somebody tells to remove it. */
const BEFORE = "-before";

/**
 * Inline policies with a further one for each of ours that no longer allows all that it allowed: pods that started before go on
 * with what they have loaded. The policies of others stay too.
 */
export function withPoliciesBefore(wanted: Policies, has: Policies): Policies {
  const before = Object.entries(wanted).flatMap(([name, document]): [string, readonly Statement[]][] => {
    const old = [has[name], has[name + BEFORE]].flatMap((one) => (one ? statementsOf(one) : []));
    const left = old.filter(isOurKind).flatMap((one) => lacking(one, statementsOf(document)));
    return left.length > 0 ? [[name + BEFORE, unique(left)]] : [];
  });
  const names = before.map(([name]) => name);
  const others = Object.entries(has).filter(([name]) => !names.includes(name));
  const together = (shape: (statements: readonly Statement[]) => readonly Statement[]): Policies => {
    // Those first: there is no moment without what they allow.
    const documents = before.map(([name, statements]) => [name, policyOf(...shape(statements))] as const);
    return { ...Object.fromEntries([...documents, ...others]), ...wanted };
  };
  const exact = together((statements) => statements);
  const largest = Math.max(sizeOf(exact), sizeOf({ ...exact, ...Object.fromEntries(others) }));
  return largest > MOST_CHARACTERS ? together((statements) => statements.map(shortened)) : exact;
}

const sizeOf = (policies: Policies): number =>
  Object.values(policies).reduce((sum, document) => sum + JSON.stringify(document).length, 0);

/** Many resources by what their names begin with, where that says more than what sort of thing they are. */
function shortened(statement: Statement): Statement {
  const resources = list(statement.Resource);
  const [first = "", ...more] = resources;
  const same = [...first].findIndex((sign, at) => more.some((one) => one[at] !== sign));
  const beginning = first.slice(0, Math.max(same, 0)).replace(/[^-/]*$/, "");
  const isName = beginning.split(":").slice(5).join(":").length > 0;
  return more.length > 0 && isName ? { ...statement, Resource: [`${beginning}*`] } : statement;
}

/** A trust policy that lets in also whom it let in before, and whom others have added. */
export function withTrustBefore(wanted: PolicyDocument, has: PolicyDocument): PolicyDocument {
  const kept = withStatementsOf(wanted, has);
  const known = statementsOf(kept).map(textOf);
  const before = statementsOf(has).filter((one) => isOneSubject(one) && !known.includes(textOf(one)));
  return { ...kept, Statement: [...statementsOf(kept), ...before] };
}

const statementsOf = ({ Statement }: PolicyDocument) => [Statement].flat() as readonly Statement[];

const textOf = (one: Statement): string => JSON.stringify(canonicalPolicy(policyOf(one)).Statement);

/** What nobody of ours would have written is no habit of the pods but somebody's mistake: it doesn't stay. */
function isOurKind({ Effect, Action, Resource, NotAction, NotResource }: Statement): boolean {
  if (Effect !== "Allow" || NotAction || NotResource) return false;
  return list(Action).every((one) => !one.includes("*")) && list(Resource).every((one) => one !== "*");
}

/** Exactly one service account of one cluster. */
function isOneSubject({ Effect, Principal, Condition }: Statement): boolean {
  if (Effect !== "Allow" || typeof Principal !== "object" || Object.keys(Principal).join() !== "Federated")
    return false;
  const subjects = Object.entries(Condition?.StringEquals ?? {}).filter(([key]) => key.endsWith(":sub"));
  return subjects.length === 1;
}

/** What of a statement none of the others allows any more; without its name, which one of those may have now. */
function lacking({ Sid: _, ...old }: Statement, now: readonly Statement[]): readonly Statement[] {
  const allows = (resource: string) =>
    list(old.Action).every((action) =>
      now.some(
        (one) =>
          one.Effect === "Allow" &&
          (one.Condition === undefined || sameConditions(one, old)) &&
          list(one.Action).some((pattern) => covers(pattern.toLowerCase(), action.toLowerCase())) &&
          list(one.Resource).some((pattern) => arnExtent(pattern, resource) === "all"),
      ),
    );
  const Resource = list(old.Resource).filter((resource) => !allows(resource));
  return Resource.length > 0 ? [{ ...old, Resource }] : [];
}

const sameConditions = (one: Statement, other: Statement): boolean =>
  textOf({ Effect: "Allow", Condition: one.Condition }) === textOf({ Effect: "Allow", Condition: other.Condition });

const unique = (statements: readonly Statement[]): readonly Statement[] =>
  statements.filter((one, at) => statements.findIndex((other) => textOf(other) === textOf(one)) === at);

const list = (values: string | readonly string[] | undefined): readonly string[] => [values ?? []].flat();
