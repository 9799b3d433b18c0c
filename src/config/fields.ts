import * as z from "zod";
import { type Asking, askingOf } from "../steps/asked";
import { childrenOf, holdsSecret, type Keys, pathOf } from "./walk";

/** What JSON Schema says about a field, as far as its readers here use it. */
export interface Json {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly items?: Json;
  readonly anyOf?: readonly Json[];
  readonly oneOf?: readonly Json[];
}

/** One key of the config: what the wizard asks, flags and variables set, and the reference page describes. */
export interface Field {
  /** As in `auth.cognito.domainPrefix`. */
  readonly path: string;
  readonly keys: Keys;
  readonly schema: z.ZodType;
  /** The question and what goes with it, where the wizard asks it. */
  readonly asking: Asking | undefined;
  /** As in `cluster` for `--cluster`, where it has a flag beside `--set`. Secrets never have one: a command line is in `ps`. */
  readonly flag: string | undefined;
  /** As in `RISKEN_AWS_AUTH_COGNITO_DOMAIN_PREFIX`. */
  readonly variable: string;
  /** Its value is a reference to a secret, or may be one. */
  readonly secret: boolean;
  readonly json: Json;
}

/** The fields of a config in the order of its sections. */
export function fieldsOf(config: z.ZodType): readonly Field[] {
  const known = fieldLists.get(config) ?? below(config, []);
  fieldLists.set(config, known);
  return known;
}

const fieldLists = new WeakMap<z.ZodType, readonly Field[]>();

/** The field that a way leads to or through, as `tags` for `tags.Owner`. */
export const fieldAt = (fields: readonly Field[], keys: readonly PropertyKey[]): Field | undefined =>
  fields.find((field) => field.keys.length <= keys.length && field.keys.every((key, at) => key === keys[at]));

/** The values to choose from, if there is only a choice. */
export const choicesOf = ({ enum: choices, const: only, anyOf, oneOf }: Json): readonly string[] | undefined => {
  const several = (anyOf ?? oneOf)?.map(choicesOf);
  if (several) return several.every((one) => one !== undefined) ? several.flat() : undefined;
  return choices ?? (typeof only === "string" ? [only] : undefined);
};

function below(schema: z.ZodType, keys: Keys): readonly Field[] {
  const children = askingOf(schema) ? undefined : childrenOf(schema);
  if (!children) return [fieldOf(schema, keys)];
  return Object.entries(children).flatMap(([key, child]) => below(child, [...keys, key]));
}

function fieldOf(schema: z.ZodType, keys: Keys): Field {
  const asking = askingOf(schema);
  const secret = holdsSecret(schema);
  let json: Json | undefined;
  return {
    path: pathOf(keys),
    keys,
    schema,
    asking,
    flag: secret ? undefined : asking?.flag,
    variable: variableOf(keys),
    secret,
    get json() {
      json ??= z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json;
      return json;
    },
  };
}

/** `apiSourceIps` becomes `API_SOURCE_IPS`. */
const variableOf = (keys: Keys): string => ["RISKEN_AWS", ...keys.map(words)].join("_").toUpperCase();

const words = (key: string): string => key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[^A-Za-z0-9]/g, "_");
