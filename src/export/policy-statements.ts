import type { Statement } from "../aws/policy-document";

/**
 * As few statements as say the same: IAM counts characters. First the actions on the same resources become one statement,
 * then the resources of the same actions. Named after their first action, as in `SqsCreateQueue`.
 */
export const merged = (statements: readonly Statement[]): readonly Statement[] =>
  named(joined(joined(statements, "Action"), "Resource"));

/** One value or a list as a list, sorted and without repeats. */
export const list = (values: string | readonly string[] | undefined): readonly string[] =>
  [...new Set([values ?? []].flat())].sort();

function joined(statements: readonly Statement[], by: "Action" | "Resource"): readonly Statement[] {
  const groups = new Map<string, Statement>();
  for (const { Effect, Action, Resource, Condition } of statements) {
    const one = { Effect, Action: list(Action), Resource: list(Resource), Condition };
    const rest = JSON.stringify({ ...one, [by]: undefined });
    groups.set(rest, { ...one, [by]: list([...list(groups.get(rest)?.[by]), ...one[by]]) });
  }
  return [...groups.values()];
}

function named(statements: readonly Statement[]): readonly Statement[] {
  const taken = new Map<string, number>();
  return statements.map(({ Effect, Action, Resource, Condition }) => {
    const name = list(Action)[0]!.split(":").map(capitalized).join("").replaceAll(/\W/g, "");
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return {
      Sid: count > 1 ? `${name}${count}` : name,
      Effect,
      Action: plain(Action),
      Resource: plain(Resource),
      ...(Condition && Object.keys(Condition).length > 0 ? { Condition } : {}),
    };
  });
}

/** A list of one as the one. */
function plain(values: Statement["Action"]): string | readonly string[] {
  const all = list(values);
  return all.length === 1 ? all[0]! : all;
}

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
