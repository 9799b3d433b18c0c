import type { FieldChange } from "../engine/diff";
import type { Problem } from "../problems";
import { MASK } from "../secret";
import type { Language } from "../text";
import { say } from "./language";
import { type ShownChange, type Summary, summaryOf } from "./shown";
import { type Mark, masked, unmarked } from "./values";

/** The JSON documents of the contract, section 4. Codes for programs; `message` and `fix` in the reader's language. */
export interface ErrorJson {
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
}

interface FieldJson {
  readonly path: string;
  /** Null: nothing, or not known yet. */
  readonly before: string | null;
  readonly after: string | null;
  /** Whether {@link after} is, or holds, what is known only after apply. */
  readonly unknown?: true;
}

interface ChangeJson extends Pick<ShownChange, "name" | "action" | "status"> {
  readonly id: string;
  readonly kind: string;
  readonly fields: readonly FieldJson[];
  /** What differs and can't be changed: it stays as it is. */
  readonly kept?: readonly FieldJson[];
  /** Paths of what stays until `--prune`, besides the fields. */
  readonly stays?: readonly string[];
  /** Config keys of secrets that this run was not given. */
  readonly notCompared?: readonly string[];
  /** For what was skipped: the id whose failure it depends on. */
  readonly because?: string;
  readonly error?: ErrorJson;
}

/** Where a run took place; null where nothing was reached. */
export interface Place {
  readonly env?: string | null;
  readonly account: string | null;
  readonly region: string | null;
}

export interface RunJson extends Place {
  readonly command: string;
  readonly status: "ok" | "changes" | "blocked" | "failed";
  readonly changes: readonly ChangeJson[];
  readonly summary: Summary;
  readonly warnings?: readonly string[];
  readonly outputs?: object;
  readonly error?: ErrorJson;
}

export interface RunFacts extends Place {
  readonly command: string;
  readonly status: RunJson["status"];
  readonly changes: readonly ShownChange[];
  readonly warnings?: readonly { readonly en: string; readonly ja: string }[];
  readonly outputs?: object;
  readonly problem?: Problem;
}

/** The document of `plan`, `apply`, `init` and `destroy`. */
export function runDocument(facts: RunFacts, language: Language): RunJson {
  const { command, env, account, region, status, changes, warnings = [], outputs, problem } = facts;
  return {
    command,
    ...(env === undefined ? {} : { env }),
    account,
    region,
    status,
    changes: changes.map((change) => changeJson(change, language)),
    summary: summaryOf(changes),
    ...(warnings.length > 0 ? { warnings: warnings.map((text) => say(text, language)) } : {}),
    ...(outputs ? { outputs } : {}),
    ...(problem ? { error: errorJson(problem, language) } : {}),
  };
}

/** The document of a run that came to nothing. `status` is `error` for `doctor`. */
export function failureDocument(
  command: string,
  problem: Problem,
  language: Language,
  { env, account = null, region = null, status = "failed" }: Partial<Place> & { readonly status?: string } = {},
): object {
  const place = { ...(env === undefined ? {} : { env }), account, region };
  return { command, ...place, status, error: errorJson(problem, language) };
}

/** One variable as a pod would receive it. */
export interface EnvVariable {
  readonly name: string;
  /** Ignored where it is secret. */
  readonly value: string;
  readonly secret: boolean;
  readonly source: "manifest" | "image" | "parameter" | "secret" | "default";
  /** The parameter, secret or file that it comes from. */
  readonly from: string | null;
  /** Whether the service's program reads it. */
  readonly read: boolean;
  /** It serves a data source that is not scanned. */
  readonly unused?: true;
}

export interface EnvFacts {
  readonly service: string;
  /** Path of its meta parameter. */
  readonly metaConfig: string | null;
  readonly variables: readonly EnvVariable[];
}

/** The document of `env`. */
export const envDocument = ({ service, metaConfig, variables }: EnvFacts): object => ({
  command: "env",
  service,
  metaConfig,
  variables: variables.map(({ name, value, secret, source, from, read, unused }) => ({
    name,
    // An empty value is no secret, and that it is empty is worth knowing.
    value: secret && value !== "" ? MASK : value,
    secret,
    source,
    from,
    read,
    ...(unused ? { unused } : {}),
  })),
});

export const errorJson = ({ code, text, fix }: Problem, language: Language): ErrorJson => ({
  code,
  message: say(text, language),
  ...(fix ? { fix: say(fix, language) } : {}),
});

function changeJson(change: ShownChange, language: Language): ChangeJson {
  const { address, type, name, action, status, fields, kept, stays, notCompared, because, problem } = change;
  const json = (field: FieldChange) => fieldJson(field.path, ...masked(field.before, field.after));
  return {
    id: address,
    kind: type,
    name,
    action,
    status,
    fields: fields.map(json),
    ...(kept ? { kept: kept.map(json) } : {}),
    ...(stays && stays.length > 0 ? { stays } : {}),
    ...(notCompared.length > 0 ? { notCompared: notCompared.map(({ key }) => key) } : {}),
    ...(because ? { because } : {}),
    ...(problem ? { error: errorJson(problem, language) } : {}),
  };
}

function fieldJson(path: string, before: unknown, after: unknown): FieldJson {
  let unknown = false;
  const show = (mark: Mark) => {
    unknown ||= mark === "unknown";
    return mark === "secret" ? MASK : null;
  };
  const [was, willBe] = [textOf(unmarked(before, show)), textOf(unmarked(after, show))];
  return { path, before: was, after: willBe, ...(unknown ? { unknown } : {}) };
}

/** Text as it is, everything else as JSON. */
function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
