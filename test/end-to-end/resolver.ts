import { parse } from "yaml";
import { readBy } from "../../src/risken/parameters";
import { service } from "../../src/risken/services";

/**
 * A second opinion on what a pod's environment is: the rules of gassara-kys/env-injector v0.0.6 and gassara-kys/envconfig
 * v1.4.4 written anew, on raw values. It knows what images pin and what code defaults to, and shares no logic with the product.
 */
export interface Raw {
  /** Name to decrypted value, of everything in Parameter Store. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Name or ARN to text, of the secrets that meta configs name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** `env` of the Deployment. */
  readonly manifest: Readonly<Record<string, string>>;
}

export interface Found {
  readonly value: string;
  readonly source: "manifest" | "image" | "parameter" | "secret" | "default";
  /** The parameter's name, or the secret's with the key in it, as in `arn:…#password`. */
  readonly from: string | null;
}

/** The environment of a service's program, by name. */
export function podEnvironment(id: string, { parameters, secrets, manifest }: Raw): ReadonlyMap<string, Found> {
  const { pins, declaredEmpty } = service(id);
  const environment = new Map<string, Found>();
  for (const name of declaredEmpty) environment.set(name, { value: "", source: "image", from: null });
  for (const [name, value] of Object.entries(pins)) environment.set(name, { value, source: "image", from: null });
  // Kubernetes lays the Deployment's variables over the image's.
  for (const [name, value] of Object.entries(manifest))
    environment.set(name, { value, source: "manifest", from: null });

  const inject = (name: string, found: Found): void => {
    if (!environment.get(name)?.value) environment.set(name, found);
  };
  for (const item of metaItems(manifest.ENV_INJECTOR_META_CONFIG, parameters)) {
    if (item.secret_name) {
      const text = secrets.get(item.secret_name);
      if (text === undefined) throw new Error(`the pod stops: there is no secret ${item.secret_name}`);
      for (const [key, value] of Object.entries(JSON.parse(text) as Record<string, unknown>)) {
        const name = item.env_prefix ? `${item.env_prefix}_${key}` : key;
        const found = { value: formatted(value), source: "secret", from: `${item.secret_name}#${key}` } as const;
        inject(item.capitalize ? name.toUpperCase() : name, found);
      }
    }
    if (item.parameter_store_path) {
      const directory = `${item.parameter_store_path.replace(/\/+$/, "")}/`;
      for (const [path, value] of parameters) {
        const name = path.startsWith(directory) ? path.slice(directory.length) : "";
        if (name !== "" && !name.includes("/")) inject(name, { value, source: "parameter", from: path });
      }
    }
  }

  for (const variable of readBy(id)) {
    if (environment.get(variable.name)?.value || variable.default === undefined) continue;
    environment.set(variable.name, { value: variable.default, source: "default", from: null });
  }
  return environment;
}

interface MetaItem {
  readonly secret_name?: string;
  readonly parameter_store_path?: string;
  readonly env_prefix?: string;
  readonly capitalize?: boolean;
}

function metaItems(path: string | undefined, parameters: ReadonlyMap<string, string>): readonly MetaItem[] {
  if (!path) return [];
  const text = parameters.get(path);
  if (text === undefined) throw new Error(`the pod stops: there is no parameter ${path}`);
  const items: unknown = parse(text);
  if (!Array.isArray(items)) throw new Error(`the pod stops: ${path} is no list`);
  return items;
}

/** Go's `%v` of what its JSON decoder makes of a value. */
function formatted(value: unknown): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(formatted).join(" ")}]`;
  if (typeof value === "object") {
    const keys = Object.keys(value).sort();
    return `map[${keys.map((key) => `${key}:${formatted((value as Record<string, unknown>)[key])}`).join(" ")}]`;
  }
  if (typeof value !== "number") return String(value);
  // A float64 with an exponent below -4 or from 6 on is written with it, in two digits at least.
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
