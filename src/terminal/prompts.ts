import { styleText } from "node:util";
import { checkbox, confirm, input, password, select } from "@inquirer/prompts";
import type { Language, Text } from "../text";
import { wrap } from "./layout";

/** One of several things to choose. */
interface Choice {
  readonly value: string;
  readonly label?: Text;
  readonly hint?: string;
}

/** Where the prompts are drawn; default the process's own terminal. */
export interface Terminal {
  readonly input?: NodeJS.ReadableStream;
  readonly output?: NodeJS.WritableStream;
  readonly signal?: AbortSignal;
}

type PromptContext = Parameters<typeof confirm>[1];

/**
 * The questions of the wizard on a real terminal, in the reader's language. Ctrl-C rejects with an error whose name is
 * `ExitPromptError`.
 */
export function promptsOn(language: Language, terminal: Terminal = {}) {
  const context: PromptContext = terminal;
  const theme = hints[language];
  const said = (message: Text) => fitted(message[language], terminal.output);
  const verdict = (objection: Text | undefined) => objection?.[language] ?? true;
  const shown = ({ value, label, hint }: Choice) => ({
    value,
    name: `${label?.[language] ?? value}${hint ? `  ${hint}` : ""}`,
    short: label?.[language] ?? value,
  });
  return {
    input: (ask: {
      readonly message: Text;
      readonly initial?: string;
      readonly objection: (typed: string) => Text | undefined;
    }): Promise<string> =>
      input(
        {
          message: said(ask.message),
          default: ask.initial,
          validate: (typed) => verdict(ask.objection(typed)),
        },
        context,
      ),

    select: (ask: {
      readonly message: Text;
      readonly choices: readonly Choice[];
      readonly initial?: string;
    }): Promise<string> =>
      select<string>(
        { message: said(ask.message), choices: ask.choices.map(shown), default: ask.initial, theme },
        context,
      ),

    checkbox: (ask: {
      readonly message: Text;
      readonly choices: readonly Choice[];
      readonly initial: readonly string[];
      readonly objection: (chosen: readonly string[]) => Text | undefined;
    }): Promise<readonly string[]> =>
      checkbox<string>(
        {
          message: said(ask.message),
          choices: ask.choices.map((choice) => ({ ...shown(choice), checked: ask.initial.includes(choice.value) })),
          theme,
          validate: (chosen) => verdict(ask.objection(chosen.map(({ value }) => value))),
        },
        context,
      ),

    confirm: (ask: { readonly message: Text; readonly initial: boolean }): Promise<boolean> =>
      confirm({ ...yesOrNo[language], message: said(ask.message), default: ask.initial }, context),

    // No key that shows it: what has been on a screen stays in its scrollback.
    password: (ask: { readonly message: Text }): Promise<string> =>
      password({ message: said(ask.message), mask: "*", toggleMask: false }, context),
  };
}

/** Between words: the library itself breaks anywhere. Its mark and a blank, which may count for three columns, stand in front. */
function fitted(message: string, output: Terminal["output"] = process.stdout): string {
  const { columns = 80 } = output as { readonly columns?: number };
  return wrap(message, columns - 3).join("\n  ");
}

/** The keys are y and n in every language. */
const yesOrNo = {
  en: {},
  ja: {
    transformer: (answer: boolean) => (answer ? "はい" : "いいえ"),
    theme: { keywords: { yes: "Yes", no: "No", error: () => "y（はい）または n（いいえ）で答えてください" } },
  },
} as const;

/** What the keys do, by the library's own words for it. */
const japanese: Readonly<Record<string, string>> = {
  navigate: "移動",
  select: "選択",
  submit: "決定",
  all: "すべて",
  invert: "反転",
};

/** @inquirer/i18n would do the same, and bring the editor prompt with its tables of character sets: 450 kB. */
const hints = {
  en: {},
  ja: {
    style: {
      keysHelpTip: (keys: readonly (readonly [key: string, action: string])[]) =>
        keys
          .map(([key, action]) => `${styleText("bold", key)} ${styleText("dim", japanese[action] ?? action)}`)
          .join(styleText("dim", " • ")),
    },
  },
} as const;
