import * as z from "zod";
import type { SecretReference } from "./asked";

/** What a {@link secretInput} may say. */
export type GivenReference = Exclude<SecretReference, { readonly generate: true }>;

/**
 * A secret in the config: a reference to where its value is, because the value itself never stands in the file.
 * Marked `writeOnly`, by which the wizard knows to hide what is typed and the flags know to leave it out.
 */
export const secretInput = (): z.ZodType<GivenReference, GivenReference> =>
  z.union(references()).meta({ writeOnly: true });

/** A {@link secretInput} that may also say `{ generate: true }`: made once, kept for ever after. */
export const generatedSecretInput = (): z.ZodType<SecretReference, SecretReference> =>
  z.union([...references(), z.strictObject({ generate: z.literal(true) })]).meta({ writeOnly: true });

/** Whether a schema is one of a secret, also an optional one: its value is a reference to be turned into a `Secret`. */
export const isSecretInput = (schema: z.ZodType): boolean =>
  schema instanceof z.ZodOptional ? isSecretInput(schema.unwrap() as z.ZodType) : schema.meta()?.writeOnly === true;

const references = () =>
  [
    z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }),
    z.strictObject({ file: z.string().min(1) }),
    z.strictObject({ secretsManager: z.string().min(1), key: z.string().min(1).optional() }),
  ] as const;
