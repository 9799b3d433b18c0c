import type * as z from "zod";
import type { Text } from "../text";

const texts = new Map<string, Text>();

/**
 * Gives a check of a schema its words in both languages, as in `z.string().regex(domain, says({ en, ja }))`. zod knows
 * messages of one language only: it carries the English words, by which {@link saidIn} finds the others again.
 */
export function says(text: Text): string {
  texts.set(text.en, text);
  return text.en;
}

/** Both languages of a message that {@link says} has made, or undefined for zod's own. */
export const saidIn = (message: string): Text | undefined => texts.get(message);

const unknownKeys = new WeakMap<z.ZodType, (key: string) => Text | undefined>();

/** Gives an object words of its own for some keys that it doesn't know, beside "unknown key". */
export function saysOfUnknown<S extends z.ZodType>(schema: S, text: (key: string) => Text | undefined): S {
  unknownKeys.set(schema, text);
  return schema;
}

/** What {@link saysOfUnknown} has to say of a key. */
export const saidOfUnknown = (schema: z.ZodType, key: string): Text | undefined => unknownKeys.get(schema)?.(key);
