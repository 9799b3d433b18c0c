import { type Initially, initially } from "../engine/ref";
import { existing, output, type Resource } from "../engine/resource";
import { secretsManagerSecret } from "../kinds/secretsmanager-secret";
import { storedValue } from "../kinds/ssm-stored-value";
import { findVariable } from "../risken/parameters";
import { service } from "../risken/services";
import type { Secret } from "../secret";
import { secretOf } from "./secret-names";
import type { Target, Variable } from "./step";

/** A variable whose value is made up if nobody has made one up before. */
export interface Generated extends Omit<Variable, "value"> {
  readonly fresh: Secret;
}

/**
 * Values that are made once and kept for ever after: whatever is stored anywhere counts, and only where nothing is, the fresh
 * one. A variable that stands in several directories has one value in all of them.
 */
export function keptOrFresh(
  wanted: readonly Generated[],
  { env, nameOf }: Pick<Target, "env" | "nameOf">,
): { readonly variables: readonly Variable[]; readonly sources: readonly Resource[] } {
  const names = [...new Set(wanted.map(({ name }) => name))];
  const values = new Map<string, Initially<Secret>>(
    names.map((name) => {
      const { fresh } = wanted.find((one) => one.name === name)!;
      return [name, initially(output(storedValue, name, "value").map((stored) => stored ?? fresh))];
    }),
  );
  return {
    variables: wanted.map(({ fresh: _, ...one }) => ({ ...one, value: values.get(one.name), secret: true })),
    sources: names.map((Variable) =>
      existing(storedValue, Variable, {
        Env: env,
        Variable,
        Directories: directoriesOf(Variable, wanted),
        Secrets: wanted
          .filter(({ name }) => name === Variable)
          .map((one) => nameOf(secretsManagerSecret, secretOf(one))),
      }),
    ),
  };
}

/** Where the variable is wanted, and wherever those who read it look. */
function directoriesOf(name: string, wanted: readonly Generated[]): readonly string[] {
  const own = wanted.filter((one) => one.name === name).map(({ directory }) => directory);
  const read = (findVariable(name)?.readBy ?? []).flatMap((id) => service(id).directories);
  return [...new Set([...own, ...read])];
}
