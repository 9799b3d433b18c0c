import type { CommandLine, CompletedFlag, CompletedVerb, Takes } from "./command-line";

/** For zsh, loaded as a function of its completion system or by `source`. */
export function zshScript({ name, verbs, flags }: CommandLine): string {
  const run = `_${name.replaceAll("-", "_")}`;
  return `#compdef ${name}
# zsh completion of ${name}. Load it with: source <(${name} completion zsh)
${run}() {
  local context state state_descr line
  typeset -A opt_args
  local -a verbs shared
  verbs=(
${verbs.map((verb) => `    ${quoted(`${verb.name}:${verb.summary}`)}`).join("\n")}
  )
  shared=(
${flags.map((flag) => `    ${specOf(flag)}`).join("\n")}
  )
  _arguments -C $shared '1:command:->verb' '*::argument:->rest' && return
  case $state in
    verb) _describe command verbs ;;
    rest)
      case $words[1] in
${verbs
  .map(
    (verb) =>
      `        ${verb.name}) _arguments $shared${[...verb.flags.map(specOf), ...argument(verb.argument)].map((spec) => ` \\\n          ${spec}`).join("")} ;;`,
  )
  .join("\n")}
      esac ;;
  esac
}
if [ "$funcstack[1]" = "${run}" ]; then ${run} "$@"; else compdef ${run} ${name}; fi
`;
}

/** `{-c,--config}'[text]:value:_files'`: every name with the same text and value. */
function specOf({ names, text, takes }: CompletedFlag): string {
  const name = names.length > 1 ? `{${names.join(",")}}` : names[0]!;
  return `${name}${quoted(`[${text.replaceAll(/[[\]\\]/g, "\\$&")}]${behind(takes)}`)}`;
}

function argument(takes: CompletedVerb["argument"]): readonly string[] {
  if (takes === "file") return [quoted("1:file:_files")];
  return takes.length > 0 ? [quoted(`1:argument:(${takes.join(" ")})`)] : [];
}

function behind(takes: Takes): string {
  switch (takes.what) {
    case "nothing":
      return "";
    case "anything":
      return ":value: ";
    case "file":
      return ":file:_files";
    case "folder":
      return ":folder:_files -/";
    case "keys":
      return `:key:compadd -S '' -- ${takes.words.join(" ")}`;
    case "words":
      return `:value:(${takes.words.join(" ")})`;
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
