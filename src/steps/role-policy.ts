import { type PolicyDocument, policyOf, type Statement } from "../aws/policy-document";
import { type Declared, Ref, refsIn, resolve, type Source } from "../engine/ref";
import type { Permission } from "./step";

/**
 * The policy that allows what all of these permissions allow, in as few statements as say it: IAM counts characters.
 * A statement about no resource at all (a key that turns out not to exist) is left out.
 */
export const policyFrom = (permissions: readonly Permission[]): Ref<PolicyDocument> =>
  whole<readonly Statement[]>(permissions.map(({ statement }) => statement)).map((statements) =>
    policyOf(...named(merged(statements))),
  );

/** A declared value with references inside as one reference. */
function whole<T>(declared: Declared<T>): Ref<T> {
  const sources = refsIn(declared).flatMap((ref) => ref.sources);
  const nameOf = ({ address, field }: Source) => `${address} ${field}`;
  return new Ref(sources, (values) => {
    const known = new Map(sources.map((source, at) => [nameOf(source), values[at]]));
    return resolve(declared, (source) => known.get(nameOf(source))) as T;
  });
}

/** First the same actions on several resources become one statement, then several actions on the same resources. */
function merged(statements: readonly Statement[]): readonly Statement[] {
  const about = statements.filter(({ Resource }) => list(Resource).length > 0);
  return joined(joined(about, "Resource"), "Action");
}

/** Statements that differ in one list only become one with all that the lists hold. */
function joined(statements: readonly Statement[], by: "Action" | "Resource"): readonly Statement[] {
  const groups = new Map<string, Statement>();
  for (const { Sid: _, ...one } of statements) {
    const rest = JSON.stringify({ ...sorted(one), [by]: undefined });
    groups.set(rest, sorted({ ...one, [by]: [groups.get(rest)?.[by] ?? [], one[by]!].flat() }));
  }
  return [...groups.values()];
}

function sorted({ Effect, Action, Resource, Condition, ...rest }: Statement): Statement {
  return { Effect, Action: list(Action), Resource: list(Resource), Condition, ...rest };
}

/** A permission always says both what and on what. */
const list = (values: string | readonly string[] | undefined): readonly string[] =>
  [...new Set([values!].flat())].sort();

/** Named after their first action: `SqsSendMessage`, and `SqsSendMessage2` where there are two. */
function named(statements: readonly Statement[]): readonly Statement[] {
  const taken = new Map<string, number>();
  return statements.map(({ Condition, ...one }) => {
    const name = `${[one.Action].flat()[0]}`.split(":").map(capitalized).join("").replaceAll(/\W/g, "");
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return { Sid: count > 1 ? `${name}${count}` : name, ...one, ...(Condition ? { Condition } : {}) };
  });
}

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
