import * as z from "zod";
import { isSecretInput } from "../steps/secret-input";

/** A way through the config, as in `["auth", "cognito", "domainPrefix"]`. */
export type Keys = readonly string[];

export const pathOf = (keys: readonly PropertyKey[]): string => keys.map(String).join(".");

/** The schema inside `.optional()`, `.default()` and whatever else wraps it. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  ) {
    return unwrapped(schema.unwrap() as z.ZodType);
  }
  return schema instanceof z.ZodPipe ? unwrapped(schema.in as z.ZodType) : schema;
}

/** The alternatives of a union, the alternatives of those included; any other schema is its own only one. */
export function alternatives(schema: z.ZodType): readonly z.ZodType[] {
  const inner = unwrapped(schema);
  if (!(inner instanceof z.ZodUnion) || isSecretInput(inner)) return [inner];
  return inner.options.flatMap((option) => alternatives(option as z.ZodType));
}

/** Whether a reference to a secret may stand here, alone or beside other things. */
export const holdsSecret = (schema: z.ZodType): boolean => alternatives(schema).some(isSecretInput);

/** The keys of a section and their schemas; undefined for everything that is a single answer. */
export function childrenOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> | undefined {
  const all = alternatives(schema);
  const objects = all.filter((one) => one instanceof z.ZodObject);
  if (objects.length < all.length || holdsSecret(schema)) return undefined;
  return Object.assign({}, ...objects.map(({ shape }) => shape)) as Record<string, z.ZodType>;
}

/** The schema of what stands below a key, also in records. Undefined where nothing can. */
export function schemaBelow(schema: z.ZodType, key: string): z.ZodType | undefined {
  for (const one of alternatives(schema)) {
    if (isSecretInput(one)) continue;
    if (one instanceof z.ZodObject && Object.hasOwn(one.shape, key)) return one.shape[key] as z.ZodType;
    if (one instanceof z.ZodRecord) return one.valueType as z.ZodType;
  }
  return undefined;
}

/** The schema of what stands in a list; undefined where nothing is one. */
export const elementOf = (schema: z.ZodType): z.ZodType | undefined =>
  alternatives(schema).find((one) => one instanceof z.ZodArray)?.element as z.ZodType | undefined;

/** The schema at the end of a way, or undefined where the way leads nowhere. */
export function schemaAt(schema: z.ZodType, keys: Keys): z.ZodType | undefined {
  return keys.reduce<z.ZodType | undefined>((at, key) => at && schemaBelow(at, key), schema);
}

export type Plain = Readonly<Record<string, unknown>>;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const valueAt = (data: unknown, keys: readonly PropertyKey[]): unknown =>
  keys.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null && Object.hasOwn(at, key) ? (at as any)[key] : undefined),
    data,
  );

/** The same data with one value changed, or taken out where the value is undefined. */
export function withValue(data: unknown, [key, ...rest]: Keys, value: unknown): Plain {
  const here = isPlain(data) ? data : {};
  const { [key!]: old, ...others } = here;
  const own = rest.length > 0 ? withValue(old, rest, value) : value;
  return own === undefined ? others : { ...here, [key!]: own };
}
