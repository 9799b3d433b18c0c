import type { Language } from "../text";

/** What every verb is told by flags. */
export interface GlobalOptions {
  readonly config?: string;
  readonly region?: string;
  readonly profile?: string;
  /** The sandbox's file, where one is to be used. */
  readonly sandbox?: string;
  readonly json: boolean;
  readonly lang?: Language;
  /** False with `--no-input`. */
  readonly input: boolean;
  /** False with `--no-color`. */
  readonly color?: boolean;
  readonly verbose: boolean;
  /** AWS calls in flight; 0: each service's own limit. */
  readonly concurrency: number;
}

/** The world around the program, handed in so that tests need no process. */
export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Stopping by Ctrl-C: at once while nothing has been begun, after what runs has finished while AWS is being changed. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Rejects when the run has to end at once. */
  readonly stopped: Promise<never>;
  /** From now on the first Ctrl-C only asks to stop; the second one stops at once. */
  beginWork(): void;
}

/** Where a run has got to, for whoever tells how it ended. Filled in as it becomes known. */
export interface Reached {
  env?: string;
  account?: string;
  region?: string;
}

/** One run of the program, parsed. */
export interface Invocation {
  readonly verb: string;
  readonly arguments: readonly string[];
  readonly options: GlobalOptions;
  /** The verb's own flags, by their names in camel case. */
  readonly own: Readonly<Record<string, unknown>>;
  /** Config keys given by flags of their own, by the name of the flag as it is written. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** `path=value`, as given to `--set`. */
  readonly set: readonly string[];
  readonly language: Language;
  readonly io: Io;
  readonly interrupt: Interrupt;
  readonly reached: Reached;
}

/** What a verb's module exports. Answers the exit code. */
export type Run = (invocation: Invocation) => Promise<number>;
