import { isCollection, parseDocument } from "yaml";
import * as z from "zod";
import { valueBroken } from "../problems";
import { alternatives, childrenOf, holdsSecret, isPlain, type Plain, schemaBelow, unwrapped } from "./walk";
import { dataIn } from "./yaml";

/**
 * What a text from a flag or a variable says for a field: a number, a boolean, a list by commas or as YAML, an object as
 * YAML, or the text itself. A text that isn't of the field's sort stays a text, and the schema refuses it in its own words.
 *
 * @param at what people know it by: `--set tags`, `RISKEN_AWS_TAGS`. Left out where they are told otherwise
 * @throws {Problem} exit 3 for YAML that only looks like data
 */
export function valueFrom(text: string, schema: z.ZodType, at?: string): unknown {
  const sorts = alternatives(schema);
  const any = (...classes: readonly (abstract new (...args: never[]) => z.ZodType)[]) =>
    sorts.find((one) => classes.some((sort) => one instanceof sort));
  const structured = holdsSecret(schema) || any(z.ZodObject, z.ZodRecord) ? yamlOf(text, isPlain, at) : undefined;
  if (structured !== undefined) return structured;
  const list = any(z.ZodArray) as z.ZodArray<z.ZodType> | undefined;
  if (list) return listOf(text, list.element, at);
  if (any(z.ZodString, z.ZodEnum)) return text;
  if (any(z.ZodBoolean) && (text === "true" || text === "false")) return text === "true";
  if (text.trim() !== "" && Number.isFinite(Number(text)) && any(z.ZodNumber, z.ZodLiteral))
    return numberOr(text, sorts);
  return text;
}

/** The higher of two sources over the lower one: objects key by key, lists and references to secrets whole. */
export function over(schema: z.ZodType | undefined, higher: unknown, lower: unknown): unknown {
  if (higher === undefined) return lower;
  if (!isPlain(higher) || !isPlain(lower) || (schema && holdsSecret(schema))) return higher;
  const above = Object.entries(higher).map(([key, value]) => {
    const under = Object.hasOwn(lower, key) ? lower[key] : undefined;
    return [key, over(schema && schemaBelow(schema, key), value, under)] as const;
  });
  return { ...lower, ...Object.fromEntries(above) };
}

/** The data with every default that the schema knows and nobody has overruled. */
export function withDefaults(schema: z.ZodType, data: unknown): unknown {
  const given = data === undefined ? defaultOf(schema) : data;
  const inner = unwrapped(schema);
  if (!isPlain(given) || !(inner instanceof z.ZodObject)) return given;
  const filled: Record<string, unknown> = { ...given };
  for (const [key, child] of Object.entries(inner.shape as Record<string, z.ZodType>)) {
    const value = withDefaults(child, given[key]);
    if (value !== undefined) filled[key] = value;
  }
  return filled;
}

/** The same data with its keys in the order of the schema; what the schema doesn't list comes last, as it was. */
export function inOrder(schema: z.ZodType | undefined, data: unknown): unknown {
  if (!isPlain(data)) return data;
  const listed = Object.keys((schema && childrenOf(schema)) ?? {}).filter((key) => key in data);
  const keys = [...new Set([...listed, ...Object.keys(data)])];
  return Object.fromEntries(keys.map((key) => [key, inOrder(schema && schemaBelow(schema, key), data[key])]));
}

export const isReference = (value: unknown): value is Plain =>
  isPlain(value) && ["env", "file", "secretsManager", "generate"].some((key) => key in value);

function listOf(text: string, element: z.ZodType, at: string | undefined): unknown {
  const written = text.trimStart().startsWith("[") ? yamlOf(text, Array.isArray, at) : undefined;
  if (written !== undefined) return written;
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .map((item) => valueFrom(item, element, at));
}

function yamlOf(text: string, fits: (value: unknown) => boolean, at: string | undefined): unknown {
  const document = parseDocument(text);
  // A lone *name is a text like any other.
  if (document.errors.length > 0 || !isCollection(document.contents)) return undefined;
  const found = dataIn(document);
  if ("odd" in found) {
    if (at !== undefined) throw valueBroken({ at, code: found.odd.code });
    return undefined;
  }
  return fits(found.data) ? found.data : undefined;
}

/** A literal may be a text that looks like a number. */
function numberOr(text: string, sorts: readonly z.ZodType[]): unknown {
  const literals = sorts.filter((one) => one instanceof z.ZodLiteral);
  return literals.some((one) => one.values.has(text)) ? text : Number(text);
}

function defaultOf(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.def.defaultValue;
  if (schema instanceof z.ZodPipe) return defaultOf(schema.in as z.ZodType);
  return undefined;
}
