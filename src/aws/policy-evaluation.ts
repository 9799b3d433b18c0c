import type { PolicyDocument, Statement } from "./policy-document";
import { arnExtent, covers, type Extent } from "./wildcards";

/** What IAM says to a call, in the words of its simulator. `unknown`: it hangs on something that nobody here knows. */
export type Decision = "allowed" | "explicitDeny" | "implicitDeny" | "unknown";

/**
 * Condition keys whose values are known, whatever the case of their names; `null` for one that is known to be absent. What
 * isn't named is unknown.
 */
export type Context = Readonly<Record<string, string | readonly string[] | null>>;

/** A call, as IAM judges it. */
export interface Asked {
  /** As in `sqs:SendMessage`. */
  readonly action: string;
  /** An ARN. With wildcards it asks for everything that it stands for at once: allowed is what is allowed for all of it. */
  readonly resource: string;
  readonly context: Context;
  /** Who calls, where a policy names principals: as in `{ Federated: "<ARN>" }`. */
  readonly principal?: Readonly<Record<string, string>>;
}

/** All that decides about a caller within its account. */
export interface Policies {
  readonly identity: readonly PolicyDocument[];
  /** A permissions boundary: what it doesn't allow isn't allowed. */
  readonly boundary?: PolicyDocument;
}

/**
 * Judges a call by the part of the policy language that policies about RISKEN use: actions and resources with their
 * opposites and wildcards, and conditions on text, ARNs, truth and absence. What hangs on anything else (numbers, dates,
 * addresses, sets, policy variables) is `unknown` and never taken for allowed.
 *
 * Rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide({ identity, boundary }: Policies, asked: Asked): Decision {
  const sides = [identity, ...(boundary ? [[boundary]] : [])].map((documents) => judged(documents, asked));
  const denied = some(sides.map(({ deny }) => deny));
  if (denied === true) return "explicitDeny";
  const allowed = every(sides.map(({ allow }) => allow));
  if (allowed === false) return "implicitDeny";
  return denied === false && allowed === true ? "allowed" : "unknown";
}

/** Undefined is neither: nobody knows. */
type Truth = boolean | undefined;

const some = (all: readonly Truth[]): Truth => all.includes(true) || (all.includes(undefined) ? undefined : false);
const every = (all: readonly Truth[]): Truth => !all.includes(false) && (all.includes(undefined) ? undefined : true);
const not = (one: Truth): Truth => (one === undefined ? undefined : !one);

function judged(documents: readonly PolicyDocument[], asked: Asked): { readonly allow: Truth; readonly deny: Truth } {
  const statements = documents.flatMap(({ Statement }) => [Statement].flat() as readonly Statement[]);
  const of = (effect: Statement["Effect"]) =>
    some(statements.filter(({ Effect }) => Effect === effect).map((one) => applies(one, asked)));
  return { allow: of("Allow"), deny: of("Deny") };
}

function applies(statement: Statement, asked: Asked): Truth {
  // The cheap ones first: most statements are about something else.
  const action = aboutAction(statement, asked.action);
  if (!action) return action;
  const rest = [aboutResource(statement, asked.resource), aboutPrincipal(statement, asked.principal)];
  return rest.includes(false) ? false : every([...rest, meets(statement, asked.context)]);
}

function aboutAction({ Action, NotAction }: Statement, action: string): Truth {
  const takes = (patterns: string | readonly string[]) =>
    list(patterns).some((pattern) => covers(pattern.toLowerCase(), action.toLowerCase()));
  if (Action !== undefined) return takes(Action);
  return NotAction !== undefined && !takes(NotAction);
}

function aboutResource({ Effect, Resource, NotResource }: Statement, resource: string): Truth {
  if (Resource !== undefined)
    return decided(
      Effect,
      list(Resource).map((one) => extentIn(one, resource)),
    );
  // A trust policy has none: it is about the role that it belongs to.
  if (NotResource === undefined) return true;
  return decided(Effect, [opposite(list(NotResource).map((one) => extentIn(one, resource)))]);
}

/** For several things at once, one that isn't taken is enough not to allow them all, and one that is taken may be denied. */
function decided(effect: Statement["Effect"], extents: readonly (Extent | undefined)[]): Truth {
  return some(
    extents.map((extent) => {
      if (extent === "some") return effect === "Allow" ? false : undefined;
      return extent === undefined ? undefined : extent === "all";
    }),
  );
}

function opposite(extents: readonly (Extent | undefined)[]): Extent | undefined {
  if (extents.includes("all")) return "none";
  if (extents.includes(undefined)) return undefined;
  return extents.includes("some") ? "some" : "all";
}

/** A policy variable may become anything: what it can't be is still known. */
function extentIn(pattern: string, resource: string): Extent | undefined {
  if (!hasVariable(pattern)) return arnExtent(pattern, resource);
  return arnExtent(pattern.replaceAll(variable, "*"), resource) === "none" ? "none" : undefined;
}

const variable = /\$\{[^}]*\}/g;
const hasVariable = (text: string) => text.includes("${");

function aboutPrincipal({ Principal, NotPrincipal }: Statement, principal: Asked["principal"]): Truth {
  if (NotPrincipal !== undefined) return principal ? undefined : true;
  if (Principal === undefined || !principal || Principal === "*") return true;
  return Object.entries(Principal).some(
    ([type, who]) => principal[type] !== undefined && list(who).some((one) => one === "*" || one === principal[type]),
  );
}

/** All operators, and of each all keys. */
function meets({ Condition = {} }: Statement, context: Context): Truth {
  return every(
    Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => holds(operator, key, [value].flat().map(String), context)),
    ),
  );
}

interface Operator {
  readonly compare: (wanted: string, is: string) => boolean;
  readonly negated?: true;
}

const same = (wanted: string, is: string) => wanted === is;
const sameFolded = (wanted: string, is: string) => wanted.toLowerCase() === is.toLowerCase();
const sameArn = (wanted: string, is: string) => arnExtent(wanted, is) === "all";
const negated = true;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const operators: Readonly<Record<string, Operator>> = {
  stringequals: { compare: same },
  stringnotequals: { compare: same, negated },
  stringequalsignorecase: { compare: sameFolded },
  stringnotequalsignorecase: { compare: sameFolded, negated },
  stringlike: { compare: covers },
  stringnotlike: { compare: covers, negated },
  arnequals: { compare: sameArn },
  arnlike: { compare: sameArn },
  arnnotequals: { compare: sameArn, negated },
  arnnotlike: { compare: sameArn, negated },
  bool: { compare: sameFolded },
};

function holds(operator: string, key: string, wanted: readonly string[], context: Context): Truth {
  const is = valueIn(key, context);
  const name = operator.toLowerCase();
  if (name === "null")
    return is === undefined ? undefined : some(wanted.map((one) => (one === "true") === (is === null)));
  const { compare, negated: turned } = operators[name.replace(/ifexists$/, "")] ?? {};
  if (!compare || is === undefined) return undefined;
  if (is === null) return turned === true || name.endsWith("ifexists");
  // Several values need an operator for sets.
  if (typeof is !== "string") return undefined;
  const met = some(wanted.map((one) => (hasVariable(one) ? undefined : compare(one, is))));
  return turned ? not(met) : met;
}

function valueIn(key: string, context: Context): string | readonly string[] | null | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found?.[1];
}

const list = (value: string | readonly string[]): readonly string[] => [value].flat();
