import { createLocalizedPrompts, type Locale } from "@inquirer/i18n";
import { confirm } from "@inquirer/prompts";
import type { Language, Text } from "../text";

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
  const prompts = createLocalizedPrompts(locales[language]);
  const context: PromptContext = terminal;
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
      prompts.input(
        {
          message: ask.message[language],
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
      prompts.select<string>(
        { message: ask.message[language], choices: ask.choices.map(shown), default: ask.initial },
        context,
      ),

    checkbox: (ask: {
      readonly message: Text;
      readonly choices: readonly Choice[];
      readonly initial: readonly string[];
      readonly objection: (chosen: readonly string[]) => Text | undefined;
    }): Promise<readonly string[]> =>
      prompts.checkbox<string>(
        {
          message: ask.message[language],
          choices: ask.choices.map((choice) => ({ ...shown(choice), checked: ask.initial.includes(choice.value) })),
          validate: (chosen) => verdict(ask.objection(chosen.map(({ value }) => value))),
        },
        context,
      ),

    confirm: (ask: { readonly message: Text; readonly initial: boolean }): Promise<boolean> =>
      confirm({ ...yesOrNo[language], message: ask.message[language], default: ask.initial }, context),

    // No key that shows it: what has been on a screen stays in its scrollback.
    password: (ask: { readonly message: Text }): Promise<string> =>
      prompts.password({ message: ask.message[language], mask: "*", toggleMask: false }, context),
  };
}

/** The keys are y and n in every language. @inquirer/i18n would leave the error in English. */
const yesOrNo = {
  en: {},
  ja: {
    transformer: (answer: boolean) => (answer ? "はい" : "いいえ"),
    theme: { keywords: { yes: "Yes", no: "No", error: () => "y（はい）または n（いいえ）で答えてください" } },
  },
} as const;

const locales: Readonly<Record<Language, Locale>> = {
  en: {
    confirm: { yesLabel: "Yes", noLabel: "No" },
    select: { helpNavigate: "navigate", helpSelect: "select" },
    checkbox: {
      helpNavigate: "navigate",
      helpSelect: "select",
      helpSubmit: "submit",
      helpAll: "all",
      helpInvert: "invert",
    },
    search: { helpNavigate: "navigate", helpSelect: "select" },
    editor: {
      loadingMessage: () => "Validating...",
      waitingMessage: (enterKey) => `Press ${enterKey} to open your editor.`,
    },
    password: { maskedText: "[input is hidden]", helpToggle: "show or hide" },
  },
  ja: {
    confirm: { yesLabel: "Yes", noLabel: "No" },
    select: { helpNavigate: "移動", helpSelect: "決定" },
    checkbox: {
      helpNavigate: "移動",
      helpSelect: "選択",
      helpSubmit: "決定",
      helpAll: "すべて",
      helpInvert: "反転",
    },
    search: { helpNavigate: "移動", helpSelect: "決定" },
    editor: {
      loadingMessage: () => "確認しています…",
      waitingMessage: (enterKey) => `${enterKey} キーでエディターを開きます。`,
    },
    password: { maskedText: "［入力内容は表示されません］", helpToggle: "表示切替" },
  },
};
