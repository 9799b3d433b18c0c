import type * as z from "zod";
import type { Aws } from "../aws/session";
import type { Candidate } from "../discovery/candidate";
import type { Published } from "../discovery/oidc";
import type { Web } from "../discovery/web";
import type { Initially, Withheld } from "../engine/ref";
import type { Secret } from "../secret";
import type { Text } from "../text";

export type { Candidate, Published, Web };

/** The config as far as it is known while questions are asked: plain data, not yet parsed. */
export type Answers = Readonly<Record<string, unknown>>;

/** What a field of the config is for the wizard, the flags and the reference page. */
export interface Asking {
  readonly question: Text;
  /** A flag of its own beside `--set`, as in `cluster` for `--cluster`. */
  readonly flag?: string;
  /** Whether the question makes sense after the answers so far. */
  readonly when?: (answers: Answers) => boolean;
  /** What there is to choose from. One candidate is taken without asking. */
  readonly find?: (aws: Aws, answers: Answers) => Promise<readonly Candidate[]>;
  /** The same for what is not in the account but on the web. */
  readonly lookUp?: (web: Web, answers: Answers) => Promise<Published>;
  /** Asked only where there is something to choose from. */
  readonly onlyFound?: true;
}

const questions = new WeakMap<z.ZodType, Asking>();

/** The question of a field, if it has one. Kept apart from zod's own metadata and typed, so that none is forgotten half. */
export const askingOf = (schema: z.ZodType): Asking | undefined => questions.get(schema);

/**
 * Marks a field as one that the wizard asks. Goes outermost: zod's `.optional()` and the like make new schemas
 * that know nothing of the question.
 */
export function asked<S extends z.ZodType>(schema: S, question: Text, how: Omit<Asking, "question"> = {}): S {
  // A new instance: two fields may share one schema and still ask different things.
  const own = schema.clone() as S;
  questions.set(own, { question, ...how });
  return own;
}

/** Where a secret's value comes from. The value itself never stands in the file. */
export type SecretReference =
  | { readonly env: string }
  | { readonly file: string }
  | { readonly secretsManager: string; readonly key?: string }
  | { readonly generate: true };

/** What a secret reference has become when a step sees it. Undefined means: keep what is stored. */
export type SecretValue = Secret | Withheld | Initially<Secret> | undefined;

/** A parsed config with its secret references turned into values. */
export type Resolved<T> = T extends SecretReference
  ? SecretValue
  : T extends readonly (infer E)[]
    ? readonly Resolved<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Resolved<T[K]> }
      : T;
