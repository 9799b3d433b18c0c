/** A policy as people and AWS write it: single values may stand for lists of one. */
export interface PolicyDocument {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | boolean | number | readonly string[]>>>
  >;
}

/** The version of the policy language that everything of ours is written in. */
export const POLICY_VERSION = "2012-10-17";

/** Our policies in the shape that AWS wants. */
export const policyOf = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: statements,
});

/**
 * One spelling for all documents that mean the same: lists sorted and without repeats, single values as lists, action
 * names and condition keys in lower case, the root of an account as its id, `*` as `{ AWS: "*" }`
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
 */
export function canonicalPolicy(document: PolicyDocument): PolicyDocument {
  const statements = [document.Statement].flat() as readonly Statement[];
  return {
    Version: document.Version ?? "2008-10-17",
    ...(document.Id ? { Id: document.Id } : {}),
    Statement: statements.map(canonicalStatement).sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b))),
  };
}

/**
 * A document with the statements that only the other one has added to it. One of ours that somebody has rewritten there is
 * none of them: it has the same name, or, where ours have no names and one of them is missing, does the same.
 */
export function withStatementsOf(document: PolicyDocument, other: PolicyDocument | undefined): PolicyDocument {
  if (!other) return document;
  const ours = statementsOf(document);
  const theirs = statementsOf(other).filter((one) => !ours.some((mine) => isSame(one, mine)));
  const missing = ours.filter((mine) => !statementsOf(other).some((one) => isSame(one, mine)));
  const foreign = theirs.filter((one) => !missing.some((mine) => isRewritten(one, mine)));
  return { ...document, Statement: [...ours, ...foreign] };
}

const statementsOf = ({ Statement }: PolicyDocument) => [Statement].flat() as readonly Statement[];

const isSame = (one: Statement, other: Statement): boolean =>
  JSON.stringify(canonicalStatement(one)) === JSON.stringify(canonicalStatement(other));

function isRewritten(one: Statement, mine: Statement): boolean {
  if (mine.Sid !== undefined || one.Sid !== undefined) return mine.Sid === one.Sid;
  const [is, was] = [canonicalStatement(one), canonicalStatement(mine)];
  return is.Effect === was.Effect && JSON.stringify(is.Action) === JSON.stringify(was.Action);
}

/** Reads a document that AWS returned as text; IAM percent-encodes it. */
export const parsePolicy = (text: string): PolicyDocument =>
  JSON.parse(/^\s*[{]/.test(text) ? text : decodeURIComponent(text)) as PolicyDocument;

function canonicalStatement(statement: Statement): Statement {
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  const fields = {
    Sid,
    Effect,
    Principal: Principal && canonicalPrincipal(Principal),
    NotPrincipal: NotPrincipal && canonicalPrincipal(NotPrincipal),
    Action: Action && list([Action].flat().map(lower)),
    NotAction: NotAction && list([NotAction].flat().map(lower)),
    Resource: Resource && list(Resource),
    NotResource: NotResource && list(NotResource),
    Condition: Condition && canonicalCondition(Condition),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as Statement;
}

function canonicalPrincipal(
  principal: NonNullable<Statement["Principal"]>,
): Readonly<Record<string, readonly string[]>> {
  if (principal === "*") return { AWS: ["*"] };
  return sorted(
    Object.entries(principal).map(([type, who]) => [
      type,
      list([who].flat().map(type === "AWS" ? asAccount : (id) => id)),
    ]),
  );
}

/** An account and its root are the same principal, in every partition. */
const asAccount = (who: string): string => who.replace(/^arn:[^:]+:iam::(\d{12}):root$/, "$1");

function canonicalCondition(condition: NonNullable<Statement["Condition"]>): NonNullable<Statement["Condition"]> {
  return sorted(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      sorted(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), list([value].flat().map(String))])),
    ]),
  );
}

const list = (value: string | readonly string[]): readonly string[] => [...new Set([value].flat())].sort(compare);
const lower = (text: string) => text.toLowerCase();
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.fromEntries([...entries].sort(([a], [b]) => compare(a, b)));
