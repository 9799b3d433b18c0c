import { checks } from "../checks/index";
import { fieldsOf } from "../config/fields";
import { configFlags } from "../config/flags";
import { configSchema } from "../config/schema";
import { noSuchShell } from "../problems";
import { services } from "../risken/services";
import { bashScript } from "../terminal/completion/bash";
import {
  type CommandLine,
  type CompletedFlag,
  type Shell,
  shells,
  type Takes,
} from "../terminal/completion/command-line";
import { fishScript } from "../terminal/completion/fish";
import { zshScript } from "../terminal/completion/zsh";
import { reportFormats } from "../terminal/doctor/index";
import type { Language } from "../text";
import { type Flag, globalFlags, verbs } from "../verbs";
import { formats } from "./export";
import type { Run } from "./invocation";
import { screenFor } from "./open";
import { printable } from "./policy";
import { scanRoleFormats } from "./scan-role";

const scripts: Readonly<Record<Shell, (line: CommandLine) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** The script with which a shell completes the tool's command lines. */
export const run: Run = async (invocation) => {
  const given = invocation.arguments[0]!;
  const shell = shells.find((one) => one === given);
  if (!shell) throw noSuchShell({ shell: given, known: shells });
  const script = scripts[shell](commandLine(invocation.language));
  const screen = screenFor(invocation);
  if (screen.json) screen.document({ command: "completion", shell, script });
  else screen.raw(script);
  return 0;
};

/** What every verb takes for its argument. */
const argumentsOf: Readonly<Record<string, readonly string[] | "file">> = {
  apply: "file",
  env: services.filter(({ standard, meta }) => standard && meta !== undefined).map(({ id }) => id),
  export: formats,
  policy: printable,
  completion: shells,
};

const checkIds = checks.map(({ id }) => id);
const chosen = {
  what: "words",
  words: [...new Set(["drift", ...checks.map(({ category }) => category), ...checkIds])],
} as const;

/** What comes behind a flag that takes a value, where that isn't just anything; of one verb where its name comes first. */
const values: Readonly<Record<string, Takes>> = {
  "--base": { what: "folder" },
  "--config": { what: "file" },
  "--explain": { what: "words", words: checkIds },
  "doctor --format": { what: "words", words: reportFormats },
  "--lang": { what: "words", words: ["ja", "en"] },
  "--only": chosen,
  "--out": { what: "folder" },
  "plan --out": { what: "file" },
  "scan-role --format": { what: "words", words: scanRoleFormats },
  "--set": { what: "keys", words: fieldsOf(configSchema).map(({ path }) => `${path}=`) },
  "--skip": chosen,
};

function commandLine(language: Language): CommandLine {
  const flagsOf = (flags: readonly Flag[], verb = "") => flags.map((flag) => completed(flag, verb, language));
  const shared = globalFlags.filter(({ configured }) => !configured);
  const ofConfig = [...flagsOf(globalFlags.filter(({ configured }) => configured)), ...fieldFlags(language)];
  const help: CompletedFlag = {
    names: ["-h", "--help"],
    text: { en: "show this help", ja: "このヘルプを表示します" }[language],
    takes: { what: "nothing" },
  };
  return {
    name: "risken-aws",
    flags: [...flagsOf(shared), help],
    verbs: verbs.map(({ name, summary, flags, configured }) => ({
      name,
      summary: summary[language],
      argument: argumentsOf[name] ?? [],
      flags: [...flagsOf(flags, name), ...(configured ? ofConfig : [])],
    })),
  };
}

function completed({ flags, text }: Flag, verb: string, language: Language): CompletedFlag {
  const names = flags.match(/--?[a-z][a-z-]*/g)!;
  const long = names.at(-1)!;
  // A flag whose value may be left out is complete without one.
  const behind = values[`${verb} ${long}`] ?? values[long];
  const takes: Takes = !flags.includes("<") ? { what: "nothing" } : (behind ?? { what: "anything" });
  return { names, text: text[language], takes };
}

/** Flags that come out of the config, with the values that it lets one choose from. */
function fieldFlags(language: Language): readonly CompletedFlag[] {
  const fields = fieldsOf(configSchema);
  return configFlags()
    .filter(({ flag }) => flag !== "region")
    .map(({ path, flag, text }) => {
      const { json } = fields.find((one) => one.path === path)!;
      const words = json.enum ?? json.items?.enum;
      return {
        names: [`--${flag}`],
        text: text[language],
        takes: words ? { what: "words", words } : { what: "anything" },
      };
    });
}
