import type * as z from "zod";
import type { Candidate } from "../steps/asked";
import type { Text } from "../text";
import { choicesOf, type Field } from "./fields";
import { judge, objection } from "./mistakes";
import { valueFrom } from "./values";
import { type Plain, withValue } from "./walk";

/** One of several things to choose. */
export interface Choice {
  readonly value: string;
  /** Instead of the value itself. */
  readonly label?: Text;
  readonly hint?: string;
}

/** How a person is asked. A prompt that is interrupted rejects, and so does the wizard. */
export interface Prompts {
  input(ask: {
    readonly message: Text;
    readonly initial?: string;
    readonly objection: (typed: string) => Text | undefined;
  }): Promise<string>;
  select(ask: {
    readonly message: Text;
    readonly choices: readonly Choice[];
    readonly initial?: string;
  }): Promise<string>;
  checkbox(ask: {
    readonly message: Text;
    readonly choices: readonly Choice[];
    readonly initial: readonly string[];
    readonly objection: (chosen: readonly string[]) => Text | undefined;
  }): Promise<readonly string[]>;
  confirm(ask: { readonly message: Text; readonly initial: boolean }): Promise<boolean>;
  password(ask: { readonly message: Text }): Promise<string>;
}

/** One field as it is put to a person, with the answers so far. */
export interface Question {
  readonly schema: z.ZodType;
  readonly field: Field;
  readonly data: Plain;
  /** Whether it may be left open. */
  readonly required: boolean;
}

export const isList = ({ json }: Field): boolean => json.type === "array";

/** Whether the config is refused without an answer, be it by the field itself or because of other answers. */
export const isRequired = (schema: z.ZodType, field: Field, data: Plain): boolean =>
  !field.schema.safeParse(undefined).success || judge(schema, data).missing.includes(field);

/**
 * Puts a question in the way that follows from the field's schema: a choice, several choices, yes or no, or a text.
 * Answers undefined where it is left open.
 */
export async function put(question: Question, prompts: Prompts, candidates: readonly Candidate[]): Promise<unknown> {
  const { field } = question;
  const choices = candidates.length > 0 ? candidates : choicesIn(field);
  if (field.json.type === "boolean") {
    return prompts.confirm({ message: messageOf(field), initial: field.json.default === true });
  }
  if (choices.length === 0) return write(question, prompts);
  return isList(field) ? chooseSeveral(question, prompts, choices) : chooseOne(question, prompts, choices);
}

async function write(question: Question, prompts: Prompts): Promise<unknown> {
  const { field } = question;
  const given = field.json.default;
  const typed = await prompts.input({
    message: messageOf(field),
    initial: given === undefined ? undefined : [given].flat().join(","),
    objection: (text) => objectionTo(question, read(text, field)),
  });
  return read(typed, field);
}

async function chooseOne(question: Question, prompts: Prompts, choices: readonly Choice[]): Promise<unknown> {
  const { field, required } = question;
  const given = field.json.default;
  const chosen = await prompts.select({
    message: messageOf(field),
    choices: required || given !== undefined ? choices : [leaveOpen, ...choices],
    initial: given === undefined ? undefined : String(given),
  });
  return read(chosen, field);
}

async function chooseSeveral(question: Question, prompts: Prompts, choices: readonly Choice[]): Promise<unknown> {
  const { field, required } = question;
  const initial = [field.json.default ?? []].flat().map(String);
  const chosen = await prompts.checkbox({
    message: messageOf(field),
    choices,
    initial,
    objection: (list) => objectionTo(question, list.length === 0 && required ? undefined : list),
  });
  return chosen.length === 0 && initial.length === 0 ? undefined : chosen;
}

const messageOf = ({ asking }: Field): Text => asking!.question;

const choicesIn = (field: Field): readonly Choice[] =>
  (choicesOf(isList(field) ? (field.json.items ?? {}) : field.json) ?? []).map((value) => ({ value }));

const read = (text: string, field: Field): unknown =>
  text.trim() === "" ? undefined : valueFrom(text.trim(), field.schema);

/** What the schema has against an answer, by itself or beside the answers so far. */
function objectionTo({ schema, field, data, required }: Question, value: unknown): Text | undefined {
  if (value === undefined) return required ? needed : undefined;
  const own = objection(field.schema, value);
  if (own) return own;
  const { mistakes } = judge(schema, withValue(data, field.keys, value));
  return mistakes.find(({ path }) => path === field.path || path.startsWith(`${field.path}.`))?.text;
}

const leaveOpen: Choice = { value: "", label: { en: "(none)", ja: "（指定しない）" } };

const needed: Text = { en: "an answer is needed", ja: "入力してください" };
