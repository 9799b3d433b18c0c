import type { CommandLine, CompletedFlag, CompletedVerb, Takes } from "./command-line";

/** For fish, from version 3 on. */
export function fishScript({ name, verbs, flags }: CommandLine): string {
  const line = (condition: string, rest: string) => `complete -c ${name} ${condition}${rest}`;
  const names = verbs.map((verb) => verb.name).join(" ");
  const before = `-n 'not __fish_seen_subcommand_from ${names}' `;
  return `# fish completion of ${name}. Save it as ~/.config/fish/completions/${name}.fish
complete -c ${name} -f
${[
  ...verbs.map((verb) => line(before, `-a ${verb.name} -d ${quoted(verb.summary)}`)),
  ...flags.map((flag) => line("", optionOf(flag))),
  ...verbs.flatMap((verb) => {
    const inside = `-n '__fish_seen_subcommand_from ${verb.name}' `;
    return [
      ...argument(verb.argument).map((takes) => line(inside, takes)),
      ...verb.flags.map((flag) => line(inside, optionOf(flag))),
    ];
  }),
].join("\n")}
`;
}

function argument(takes: CompletedVerb["argument"]): readonly string[] {
  if (takes === "file") return ["-F"];
  return takes.length > 0 ? [`-a ${quoted(takes.join(" "))}`] : [];
}

function optionOf({ names, text, takes }: CompletedFlag): string {
  const options = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [...options, ...behind(takes), `-d ${quoted(text)}`].join(" ");
}

function behind(takes: Takes): readonly string[] {
  switch (takes.what) {
    case "nothing":
      return [];
    case "anything":
      return ["-x"];
    case "file":
      return ["-r", "-F"];
    case "folder":
      return ["-x", "-a", "'(__fish_complete_directories)'"];
    default:
      return ["-x", "-a", quoted(takes.words.join(" "))];
  }
}

const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
