/** A command line as a shell has to know it, in the reader's language. */
export interface CommandLine {
  readonly name: string;
  readonly verbs: readonly CompletedVerb[];
  /** Of every command line, also without a verb. */
  readonly flags: readonly CompletedFlag[];
}

export interface CompletedVerb {
  readonly name: string;
  readonly summary: string;
  /** What its argument may be; no words where it takes none. */
  readonly argument: readonly string[] | "file";
  /** Its own flags, then those of its config. */
  readonly flags: readonly CompletedFlag[];
}

export interface CompletedFlag {
  /** With their hyphens: `-c`, `--config`. */
  readonly names: readonly string[];
  readonly text: string;
  readonly takes: Takes;
}

/** What comes after a flag. `keys`: words that go on with a value, as `queues.maxReceiveCount=`. */
export type Takes =
  | { readonly what: "nothing" | "anything" | "file" | "folder" }
  | { readonly what: "words" | "keys"; readonly words: readonly string[] };

/** The shells that a script can be made for. */
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];
