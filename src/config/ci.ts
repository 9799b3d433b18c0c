import type * as z from "zod";
import { shellLine } from "../text";
import { fieldsOf } from "./fields";
import { DEFAULT_FILE } from "./file";
import { referencesIn } from "./secrets";
import type { Plain } from "./walk";

/** How CI repeats what a person has just done. */
export interface CiCommand {
  /** One line for a shell. */
  readonly line: string;
  /** Variables that it has to find, because they hold secrets. */
  readonly variables: readonly string[];
  /** Files of secrets that it has to find. */
  readonly files: readonly string[];
}

/**
 * The line that repeats a run from its saved config.
 *
 * @param run `typed`: paths of the secrets that were typed; `options`: more flags, as in `["--profile", "ci"]`
 */
export function ciCommand(
  schema: z.ZodType,
  data: Plain,
  run: {
    readonly name?: string;
    readonly version: string;
    readonly typed?: Iterable<string>;
    readonly options?: readonly string[];
  },
): CiCommand {
  const references = referencesIn(schema, data).map(({ reference }) => reference);
  const typed = new Set(run.typed ?? []);
  const asked = fieldsOf(schema).filter(({ path }) => typed.has(path));
  const named = references.flatMap((one) => ("env" in one ? [one.env] : []));
  const command = ["npx", "--yes", `risken-aws@${run.version}`, "apply", "-c", run.name ?? DEFAULT_FILE];
  return {
    line: shellLine([...command, ...(run.options ?? [])]),
    variables: [...new Set([...named, ...asked.map(({ variable }) => variable)])],
    files: references.flatMap((one) => ("file" in one ? [one.file] : [])),
  };
}
