import { Command, CommanderError, type HelpConfiguration, Option } from "commander";
import packageJson from "../package.json" with { type: "json" };
import type { GlobalOptions, Invocation } from "./commands/invocation";
import type { FieldFlag } from "./config/flags";
import type { Language, Text } from "./text";
import { defaultSandbox, globalFlags, type Verb, verbs } from "./verbs";

export type Parsed = Pick<Invocation, "verb" | "arguments" | "options" | "own" | "flags" | "set"> & {
  readonly load: Verb["load"];
};

/** Where help is written. */
export interface Output {
  out(text: string): void;
  readonly width: number;
}

/**
 * Parses a command line. Answers undefined when it asked for help or the version, which have been written then.
 * Only a verb that works on a config loads the config's schema, and only a wrong command line the problems, so `--help`
 * is quick.
 *
 * @throws {Problem} exit 3 for a command line that can't be understood
 */
export async function parse(argv: readonly string[], language: Language, output: Output): Promise<Parsed | undefined> {
  const given = withSandboxFile(argv);
  const { at, chosen, stranger } = await verbIn(given);
  if (stranger !== undefined) {
    const { noSuchCommand } = await import("./problems");
    throw noSuchCommand({ word: stranger, known: verbs.map(({ name }) => name) });
  }
  // Flags may stand before the verb too: `risken-aws --sandbox plan`.
  const words = chosen ? [chosen.name, ...given.filter((_, index) => index !== at)] : withoutGlobals(given);
  const fields = chosen?.configured ? await fieldFlags() : [];
  let parsed: Parsed | undefined;
  const program = programFor(language, output, chosen, fields, (result) => {
    parsed = result;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    const { commandLineWrong } = await import("./problems");
    throw commandLineWrong({ said: translated(error), verb: chosen?.name });
  }
  return parsed;
}

/** The command that a command line names, also where it is wrong: what it is for a program that reads how it failed. */
export async function commandIn(argv: readonly string[]): Promise<string> {
  const { chosen, stranger } = await verbIn(withSandboxFile(argv));
  return chosen?.name ?? stranger ?? "help";
}

/** The first word that is a verb and no flag's value; without one, the first that should be. */
async function verbIn(
  words: readonly string[],
): Promise<{ readonly at: number; readonly chosen?: Verb; readonly stranger?: string }> {
  const named = (at: number) => verbs.find(({ name }) => name === words[at]);
  // Mostly it is the first word, and nothing else has to be known.
  if (named(0)) return { at: 0, chosen: named(0) };
  const flags = await flagsWithValue(words);
  const plain = [...words.keys()].filter((at) => !words[at]!.startsWith("-") && !flags.includes(words[at - 1]!));
  const at = plain.find(named) ?? -1;
  return at < 0 ? { at, stranger: words[plain[0] ?? -1] } : { at, chosen: named(at) };
}

/** Flags behind which a value stands, as they are written. Those of the config are looked up only where somebody gives an unknown one. */
async function flagsWithValue(words: readonly string[]): Promise<readonly string[]> {
  const own = [...globalFlags, ...verbs.flatMap(({ flags }) => flags)];
  const known = ["--help", "--version", ...own.flatMap(({ flags }) => namesOf(flags))];
  const unknown = words.some((word) => /^--\w/.test(word) && !word.includes("=") && !known.includes(word));
  const ofConfig = unknown ? (await fieldFlags()).map(({ flag }) => `--${flag}`) : [];
  return [...own.filter(({ flags }) => /[<[]/.test(flags)).flatMap(({ flags }) => namesOf(flags)), ...ofConfig];
}

/** `-c` and `--config`, of `-c, --config <file>`. */
const namesOf = (flags: string): readonly string[] => flags.split(/[, ]+/).filter((word) => word.startsWith("-"));

/** Flags that every command knows say how the help is written, where there is no command. */
const withoutGlobals = (words: readonly string[]): readonly string[] =>
  words.filter((word, at) => !isGlobal(word) && (word.startsWith("-") || !isGlobal(words[at - 1])));

function programFor(
  language: Language,
  output: Output,
  chosen: Verb | undefined,
  fields: readonly FieldFlag[],
  done: (parsed: Parsed) => void,
): Command {
  const say = (text: Text) => text[language];
  const program = new Command("risken-aws");
  const help = helpIn(language, output);
  program
    .description(
      say({
        en: "Installs and configures everything that RISKEN needs on AWS.",
        ja: "RISKEN に必要な AWS 側の設定をすべて行います。",
      }),
    )
    .version(packageJson.version, "-V, --version", say({ en: "print the version", ja: "バージョンを表示します" }))
    .helpOption("-h, --help", say({ en: "show this help", ja: "このヘルプを表示します" }))
    .helpCommand(false)
    .configureHelp(help)
    .configureOutput({ writeOut: output.out, writeErr: () => {}, getOutHelpWidth: () => output.width })
    .exitOverride()
    .action(() => program.help());
  for (const verb of verbs) {
    const command = program.command(verb.name).description(say(verb.summary));
    command.helpOption("-h, --help", say({ en: "show this help", ja: "このヘルプを表示します" })).configureHelp(help);
    if (verb !== chosen) continue;
    if (verb.argument) command.argument(argumentOf(verb.argument), say(verb.argument.text));
    for (const { flags, text, many } of verb.flags) command.addOption(optionOf(flags, say(text), many));
    addFieldFlags(command, fields, language);
    addGlobalFlags(command, verb, language);
    command.action(async (...all: unknown[]) =>
      done(await parsedFrom(verb, command, all.slice(0, -2).filter(isText), fields)),
    );
  }
  return program;
}

const isText = (value: unknown): value is string => typeof value === "string";

const argumentOf = ({ name, optional }: NonNullable<Verb["argument"]>): string =>
  optional ? `[${name}]` : `<${name}>`;

/** Whether a word is a flag that every command knows: without a command, `--lang ja` is the language of the help. */
const isGlobal = (word = ""): boolean => {
  const [name] = word.split("=");
  return globalFlags.some(({ flags }) => namesOf(flags).includes(name!));
};

function optionOf(flags: string, text: string, many = false): Option {
  const option = new Option(flags, text);
  return many ? option.argParser((value, before: string[] = []) => [...before, value]) : option;
}

function addGlobalFlags(command: Command, verb: Verb, language: Language): void {
  for (const { flags, text, many, configured } of globalFlags) {
    if (configured && !verb.configured) continue;
    const heading = { en: "Options of every command:", ja: "共通のオプション:" }[language];
    command.addOption(optionOf(flags, text[language], many).helpGroup(heading));
  }
}

function addFieldFlags(command: Command, fields: readonly FieldFlag[], language: Language): void {
  for (const { flag, text, heading } of fields) {
    if (flag === "region") continue;
    command.addOption(new Option(`--${flag} <value>`, text[language]).helpGroup(`${heading[language]}:`));
  }
}

async function parsedFrom(
  verb: Verb,
  command: Command,
  args: readonly string[],
  fields: readonly FieldFlag[],
): Promise<Parsed> {
  const { config, region, profile, sandbox, json, lang, input, color, verbose, concurrency, set, ...rest } =
    command.opts();
  const given = fields.map(({ flag }) => [flag, flag === "region" ? region : rest[camelCase(flag)]] as const);
  const flags = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const options: GlobalOptions = {
    config,
    region,
    profile,
    sandbox: sandbox === true ? defaultSandbox : sandbox,
    json: json === true,
    lang: await languageFrom(lang),
    input: input !== false,
    color: color === false ? false : undefined,
    verbose: verbose === true,
    concurrency: await wholeNumber("--concurrency", concurrency),
  };
  return { verb: verb.name, arguments: args, options, own: rest, flags, set: set ?? [], load: verb.load };
}

async function languageFrom(value: string | undefined): Promise<Language | undefined> {
  if (value === undefined || value === "ja" || value === "en") return value;
  const { flagValueWrong } = await import("./problems");
  throw flagValueWrong({ flag: "--lang", value, example: "--lang ja" });
}

async function wholeNumber(flag: string, value: string | undefined): Promise<number> {
  if (value === undefined) return 0;
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  const { flagValueWrong } = await import("./problems");
  throw flagValueWrong({ flag, value, example: `${flag} 8` });
}

const camelCase = (flag: string) => flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `--sandbox core` means the default sandbox and the word `core`: a sandbox's file ends in `.json`. */
function withSandboxFile(argv: readonly string[]): readonly string[] {
  return argv.map((word, at) =>
    word === "--sandbox" && !argv[at + 1]?.endsWith(".json") ? `--sandbox=${defaultSandbox}` : word,
  );
}

async function fieldFlags(): Promise<readonly FieldFlag[]> {
  const { configFlags } = await import("./config/flags");
  return configFlags();
}

/** Commander's headings in the reader's language. */
function helpIn(language: Language, output: Output): HelpConfiguration {
  const japanese: Readonly<Record<string, string>> = {
    "Usage:": "使い方:",
    "Options:": "オプション:",
    "Commands:": "コマンド:",
    "Arguments:": "引数:",
  };
  return {
    helpWidth: output.width,
    styleTitle: (title) => (language === "ja" ? (japanese[title] ?? title) : title),
    subcommandTerm: (command) => command.name(),
  };
}

/** What commander refuses, in both languages; its own words are English only. */
function translated({ code, message }: CommanderError): Text {
  const [, named = ""] = /'([^']*)'/.exec(message) ?? [];
  const nearest = /Did you mean (?:one of )?(.*?)\?/.exec(message)?.[1];
  const hint = nearest ? { en: ` Did you mean ${nearest}?`, ja: ` もしかして: ${nearest}` } : { en: "", ja: "" };
  const japanese: Readonly<Record<string, string>> = {
    "commander.unknownOption": `オプション ${named} はありません。`,
    "commander.optionMissingArgument": `オプション ${named} には値が必要です。`,
    "commander.missingArgument": `引数 ${named} が必要です。`,
    "commander.excessArguments": "引数が多すぎます。",
  };
  const english = message.replace(/^error: /, "").split("\n")[0]!;
  const sentence = `${english.charAt(0).toUpperCase()}${english.slice(1)}${english.endsWith(".") ? "" : "."}`;
  return { en: `${sentence}${hint.en}`, ja: `${japanese[code] ?? english}${hint.ja}` };
}
