import type * as z from "zod";
import type { Aws } from "../aws/session";
import { Problem } from "../problems";
import { Secret } from "../secret";
import type { Candidate, Web } from "../steps/asked";
import type { Text } from "../text";
import { type Field, fieldsOf } from "./fields";
import { judge } from "./mistakes";
import { isList, isRequired, type Prompts, put } from "./question";
import { withDefaults } from "./values";
import { type Keys, type Plain, valueAt, withValue } from "./walk";

/** What happens between the questions. */
export type AskEvent =
  /** The first question of a section comes next; the keys at the top are the section `""`. */
  | { readonly type: "section"; readonly section: string }
  /** There was only one candidate, so it is the answer. */
  | { readonly type: "taken"; readonly field: Field; readonly candidate: Candidate }
  /** What would be on the web isn't there, said once. */
  | { readonly type: "unpublished"; readonly because: Text }
  /** Discovery was refused; the question is asked without candidates. */
  | { readonly type: "unavailable"; readonly field: Field; readonly error: unknown };

export interface AskOptions {
  readonly data: Plain;
  /** Without them nothing is asked, and only what has one candidate is taken. */
  readonly prompts?: Prompts;
  /** Opens the account, for what can be found there: called once, when the first question needs it. */
  readonly aws?: (data: Plain) => Promise<Aws>;
  /** For what can be found on the web; left out where it can't be reached. */
  readonly web?: Web;
  /** Whether a secret has a value already, so that nobody has to type it again. */
  readonly stored?: (path: string) => Promise<boolean>;
  /**
   * Leaves out what the config can do without: for a config that was asked for before. Secrets are asked for all the same,
   * because the file never says them.
   */
  readonly onlyNeeded?: boolean;
  readonly report?: (event: AskEvent) => void;
}

export interface Answered {
  readonly data: Plain;
  /** What was asked or found now, and so belongs into the file. */
  readonly answered: readonly Keys[];
  /** Secrets that were typed, by path: for this run alone, see `SecretSources.typed`. */
  readonly typed: ReadonlyMap<string, Secret>;
}

/**
 * Asks for what nobody has answered, in the order of the config. What discovery finds only once is taken without asking.
 *
 * A secret that was typed is never part of the data. Where the schema can do without it, the file says nothing of it, which
 * means "asked on a terminal, and what is stored stays"; where it can't, the file refers to the secret's own variable.
 */
export async function ask(schema: z.ZodType, options: AskOptions): Promise<Answered> {
  const { prompts } = options;
  // Looking for the rest would cost an account opened in vain.
  if (!prompts && isBeyondFinding(schema, options)) return { data: options.data, answered: [], typed: new Map() };
  const answered: Keys[] = [];
  const typed = new Map<string, Secret>();
  const visited = new Set<Field>();
  const account = onceOpened(options);
  const report = once(options.report);
  let data = options.data;
  let section: string | undefined;

  const enter = ({ keys }: Field) => {
    const own = keys.length > 1 ? keys[0]! : "";
    if (own !== section) report({ type: "section", section: own });
    section = own;
  };
  const record = ({ keys }: Field, value: unknown) => {
    if (value === undefined) return;
    data = withValue(data, keys, value);
    answered.push(keys);
  };

  for (let field = nextOf(schema, data, visited); field; field = nextOf(schema, data, visited)) {
    visited.add(field);
    const question = { schema, field, data, required: isRequired(schema, field, data) };
    if (options.onlyNeeded && !question.required && !field.secret) continue;
    if (field.secret) {
      if (!prompts || (await options.stored?.(field.path))) continue;
      enter(field);
      const secret = await prompts.password({ message: orKeep(field.asking!.question) });
      if (secret === "") continue;
      typed.set(field.path, new Secret(secret));
      if (question.required) record(field, { env: field.variable });
      continue;
    }
    // Only what is needed is taken without a question.
    if (!prompts && !question.required) continue;
    const candidates = await find(schema, field, data, account, report, options.web);
    if (candidates.length === 1 && question.required && !isList(field)) {
      report({ type: "taken", field, candidate: candidates[0]! });
      record(field, candidates[0]!.value);
    } else if (prompts && (candidates.length > 0 || !field.asking!.onlyFound)) {
      enter(field);
      record(field, await put(question, prompts, candidates));
    }
  }
  return { data, answered, typed };
}

/** Whether something is missing that only a person can say. */
const isBeyondFinding = (schema: z.ZodType, { data, web }: AskOptions): boolean =>
  judge(schema, data).missing.some(({ asking }) => !asking?.find && !(web && asking?.lookUp));

/** The next field that has a question, no answer, and a reason to be asked. */
function nextOf(schema: z.ZodType, data: Plain, visited: ReadonlySet<Field>): Field | undefined {
  const answers = withDefaults(schema, data) as Plain;
  return fieldsOf(schema).find(
    (field) =>
      field.asking !== undefined &&
      !visited.has(field) &&
      valueAt(data, field.keys) === undefined &&
      (field.asking.when?.(answers) ?? true),
  );
}

/** The same reason, whatever it keeps from being found, is told once. */
function once(report: AskOptions["report"]): (event: AskEvent) => void {
  const told = new Set<string>();
  return (event) => {
    if (event.type === "unpublished" && told.has(event.because.en)) return;
    if (event.type === "unpublished") told.add(event.because.en);
    report?.(event);
  };
}

type Account = (data: Plain) => Promise<Aws | undefined>;

function onceOpened({ aws }: AskOptions): Account {
  let opened: Promise<Aws> | undefined;
  return async (data) => {
    if (!aws || valueAt(data, ["region"]) === undefined) return undefined;
    opened ??= aws(data);
    return opened;
  };
}

async function find(
  schema: z.ZodType,
  field: Field,
  data: Plain,
  account: Account,
  report: (event: AskEvent) => void,
  web: Web | undefined,
): Promise<readonly Candidate[]> {
  const { find: search, lookUp } = field.asking!;
  if (lookUp && web) {
    const { candidates, because } = await lookUp(web, withDefaults(schema, data) as Plain);
    if (because) report({ type: "unpublished", because });
    return candidates;
  }
  const aws = search && (await account(data));
  if (!aws) return [];
  try {
    return await search(aws, withDefaults(schema, data) as Plain);
  } catch (error) {
    // What has a reason of its own is for the user; a listing that is denied only costs the suggestions.
    if (error instanceof Problem) throw error;
    report({ type: "unavailable", field, error });
    return [];
  }
}

const orKeep = (message: Text): Text => ({
  en: `${message.en} (leave empty to keep what is stored)`,
  ja: `${message.ja}（空欄の場合、保存済みの値を維持します）`,
});
