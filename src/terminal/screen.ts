import { Chalk, type ChalkInstance } from "chalk";
import type { Language, Text } from "../text";
import { say } from "./language";
import { widthOf, wrap } from "./layout";
import { columnsOf, type Stream, survivesClosing } from "./stream";
import { distinct, warningLines } from "./warnings";

export type { Stream } from "./stream";

/** How lines for one of the two streams have to look. */
export interface Page {
  readonly language: Language;
  /** Columns. */
  readonly width: number;
  /** Colours, which do nothing where the stream shows none. */
  readonly paint: ChalkInstance;
  /** Everything in full. */
  readonly verbose: boolean;
}

/** A text, wrapped to the width, or lines that already have their final shape. */
export type Said = Text | readonly string[];

/** Where everything that a person or a program reads is written. */
export interface Screen {
  readonly language: Language;
  readonly json: boolean;
  readonly verbose: boolean;
  /** How lines for {@link out} have to look now; the width follows the terminal. */
  readonly results: Page;
  /** How lines for {@link note} have to look now. */
  readonly notes: Page;
  /** Whether standard error can show a line that changes. */
  readonly canUpdate: boolean;
  /** Writes a result for people to standard output; nothing with `--json`. */
  out(what: Said): void;
  /** Writes progress or a diagnostic to standard error. */
  note(what: Said): void;
  /** Writes warnings to standard error, each once in a run. */
  warn(warnings: readonly Text[]): void;
  /** Writes the one JSON document of a `--json` run to standard output. A second one is a mistake of ours. */
  document(document: object): void;
  /** Writes text as it is to standard output: an exported file, a completion script. */
  raw(text: string): void;
  /** Shows a line below everything else, in the place of the one before; nothing where {@link canUpdate} is false. */
  live(line: string | undefined): void;
}

export interface ScreenOptions {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly language: Language;
  readonly json?: boolean;
  readonly verbose?: boolean;
  /** False with `--no-color`. */
  readonly color?: boolean;
}

/** Makes the screen of a run. */
export function screenOf({
  stdout,
  stderr,
  env,
  language,
  json = false,
  verbose = false,
  color,
}: ScreenOptions): Screen {
  for (const stream of [stdout, stderr]) survivesClosing(stream);
  const pageOf = (stream: Stream): Page => {
    const paint = new Chalk({ level: showsColour(stream, env, color) ? 1 : 0 });
    return {
      language,
      verbose,
      paint,
      get width() {
        return columnsOf(stream);
      },
    };
  };
  const [results, notes] = [pageOf(stdout), pageOf(stderr)];
  const canUpdate = stderr.isTTY === true && env.TERM !== "dumb" && !env.CI;
  let shown: string | undefined;
  let documents = 0;
  const warned = new Set<string>();

  const erase = () => {
    if (shown === undefined) return;
    // A terminal that became narrower has broken the line into several rows.
    const rows = Math.max(1, Math.ceil(widthOf(shown) / (stderr.columns || 80)));
    // Line by line: what clears the rest of the screen from its first line goes into some terminals' scrollback.
    stderr.write(`\r\x1b[K${"\x1b[A\x1b[K".repeat(rows - 1)}`);
  };
  const write = (stream: Stream, text: string) => {
    erase();
    stream.write(text);
    if (shown !== undefined) stderr.write(shown);
  };
  const linesOf = (what: Said, page: Page) => ("en" in what ? wrap(say(what, language), page.width) : what);
  const text = (what: Said, page: Page) =>
    linesOf(what, page)
      .map((line) => `${line}\n`)
      .join("");

  return {
    language,
    json,
    verbose,
    results,
    notes,
    canUpdate,
    out(what) {
      if (!json) write(stdout, text(what, results));
    },
    note(what) {
      write(stderr, text(what, notes));
    },
    warn(warnings) {
      const fresh = distinct(warnings).filter((text) => !warned.has(text.en));
      for (const text of fresh) warned.add(text.en);
      if (fresh.length > 0) write(stderr, text(warningLines(fresh, notes), notes));
    },
    document(document) {
      if (++documents > 1) throw new Error("a run writes one JSON document");
      write(stdout, `${JSON.stringify(document, null, 2)}\n`);
    },
    raw(raw) {
      write(stdout, raw);
    },
    live(line) {
      if (!canUpdate || line === shown) return;
      erase();
      shown = line;
      if (line !== undefined) stderr.write(line);
    },
  };
}

/** The flag, then `FORCE_COLOR`, then `NO_COLOR` (https://no-color.org), then whether somebody is looking. */
function showsColour(stream: Stream, env: ScreenOptions["env"], flag: boolean | undefined): boolean {
  if (flag === false) return false;
  if (env.FORCE_COLOR !== undefined) return !["0", "false"].includes(env.FORCE_COLOR);
  if (env.NO_COLOR) return false;
  return stream.isTTY === true && env.TERM !== "dumb";
}
