import type { Variable } from "./step";

/** Stands in no directory's name, so that no two secrets are called the same. */
const BETWEEN = "@";

/**
 * Our name of the secret that holds a variable where secrets are in Secrets Manager: its directory's, or one of its own for what
 * nobody could have again once it is gone. There it is told before it goes, as a parameter is; as an entry of a secret that stays it
 * would look like anything that somebody has put in.
 */
export const secretOf = ({ directory, name, alone }: Pick<Variable, "directory" | "name" | "alone">): string =>
  alone ? `${directory}${BETWEEN}${name}` : directory;

/** The directory whose variables such a secret holds. */
export const directoryOf = (secret: string): string => secret.split(BETWEEN)[0]!;
