import { commandIn, parse } from "./cli";
import type { GlobalOptions, Interrupt, Invocation, Io, Reached } from "./commands/invocation";
import { languageOf } from "./terminal/language";
import { columnsOf, survivesClosing } from "./terminal/stream";

/** Interrupted: what was begun is finished or reported, and the next run carries on. */
const INTERRUPTED = 130;

/** Runs the program in this process: its arguments, its streams, its exit code. */
export async function main(): Promise<void> {
  const io: Io = {
    // Opening it takes a while, and most runs never read it.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
  };
  process.exitCode = await run(process.argv.slice(2), io, interrupts());
  // Nothing that still waits for AWS's answer keeps an interrupted process alive.
  if (process.exitCode === INTERRUPTED) process.exit();
}

/**
 * Runs one command line and answers the exit code of the contract. The one place that catches.
 * What `--help` does not need is loaded when it is needed, so that help comes at once.
 */
export async function run(argv: readonly string[], io: Io, interrupt: Interrupt): Promise<number> {
  const at = argv.indexOf("--lang");
  const flag = at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith("--lang="))?.slice("--lang=".length);
  const language = languageOf({ flag, env: io.env });
  let verb: string | undefined;
  let options: Partial<GlobalOptions> = {};
  const reached: Reached = {};
  survivesClosing(io.stdout);
  try {
    const output = { out: (text: string) => void io.stdout.write(text), width: columnsOf(io.stdout) };
    const parsed = await parse(argv, language, output);
    if (!parsed) return 0;
    ({ verb, options } = parsed);
    const { load, ...rest } = parsed;
    const invocation: Invocation = { ...rest, language, io, interrupt, reached };
    return await Promise.race([(await load()).run(invocation), interrupt.stopped]);
  } catch (error) {
    const { tellFailure, tellInterrupted } = await import("./commands/failure");
    const failed = { argv, verb: verb ?? (await commandIn(argv)), options, language, io, reached };
    if (!isInterrupt(error)) return tellFailure(error, failed);
    tellInterrupted(failed);
    return INTERRUPTED;
  }
}

/** Ctrl-C in a prompt, or while nothing had been begun. */
const isInterrupt = (error: unknown): boolean =>
  error instanceof Error && ["ExitPromptError", "AbortError", "AbortPromptError"].includes(error.name);

/**
 * Ctrl-C and SIGTERM of this process. Before work has begun they end the run at once; while AWS is being changed the first
 * one only asks, and the second one doesn't wait.
 */
function interrupts(): Interrupt {
  const controller = new AbortController();
  let working = false;
  let stopRun: (reason: Error) => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stopRun = reject;
  });
  stopped.catch(() => {});
  const stop = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
    if (!working) stopRun(Object.assign(new Error("interrupted"), { name: "AbortError" }));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    stopped,
    beginWork() {
      working = true;
    },
  };
}
