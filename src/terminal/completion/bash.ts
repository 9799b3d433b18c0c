import type { CommandLine, CompletedFlag, CompletedVerb, Takes } from "./command-line";

/** For bash, from version 3.2 on; it needs nothing else. */
export function bashScript({ name, verbs, flags }: CommandLine): string {
  const run = `_${name.replaceAll("-", "_")}`;
  return `# bash completion of ${name}. Load it with: source <(${name} completion bash)
${run}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" verb="" at=1
  COMPREPLY=()
  while [ "$at" -lt "$COMP_CWORD" ] && [ -z "$verb" ]; do
    case "\${COMP_WORDS[at]}" in
      ${verbs.map((verb) => verb.name).join("|")}) verb="\${COMP_WORDS[at]}" ;;
    esac
    at=$((at + 1))
  done
  case "$verb $before" in
${[
  ...verbs.flatMap((verb) => verb.flags.flatMap((flag) => after(`${verb.name}\\ `, flag))),
  ...flags.flatMap((flag) => after("*\\ ", flag)),
].join("\n")}
  esac
  case "$verb" in
${verbs.map((verb) => `    ${verb.name}) ${replyOf(verb, namesOf([...verb.flags, ...flags]))} ;;`).join("\n")}
    *) ${reply([...verbs.map((verb) => verb.name), ...namesOf(flags)])} ;;
  esac
}
complete -F ${run} ${name}
`;
}

/** What completes the word behind a flag; nothing for a flag that stands alone. */
function after(verb: string, { names, takes }: CompletedFlag): readonly string[] {
  const completes = completing(takes);
  if (completes === undefined) return [];
  return [`    ${names.map((one) => `${verb}${one}`).join("|")}) ${completes}return ;;`];
}

function completing(takes: Takes): string | undefined {
  switch (takes.what) {
    case "nothing":
      return undefined;
    case "anything":
      return "";
    case "file":
      return files("-f");
    case "folder":
      return files("-d");
    case "keys":
      return `${reply(takes.words)}; compopt -o nospace 2>/dev/null; `;
    case "words":
      return `${reply(takes.words)}; `;
  }
}

/** All of these words are without blanks and signs that bash would take for more than themselves. */
const reply = (words: readonly string[]) => `COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$current"))`;

const replyOf = ({ argument }: CompletedVerb, flags: readonly string[]): string =>
  argument === "file" ? `${reply(flags)}; [[ "$current" == -* ]] || { ${files("-f")}}` : reply([...argument, ...flags]);

const files = (what: "-f" | "-d") => `COMPREPLY=($(compgen ${what} -- "$current")); compopt -o filenames 2>/dev/null; `;

const namesOf = (flags: readonly CompletedFlag[]) => flags.flatMap(({ names }) => names);
