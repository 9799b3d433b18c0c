import { parse } from "./cli";
import type { GlobalOptions, Interrupt, Invocation, Io } from "./commands/invocation";
import { Problem } from "./problems";
import { languageOf } from "./terminal/language";
import { columnsOf, survivesClosing } from "./terminal/stream";

/** Interrupted: what was begun is finished or reported, and the next run carries on. */
const INTERRUPTED = 130;

/** Runs the program in this process: its arguments, its streams, its exit code. */
export async function main(): Promise<void> {
  const io: Io = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
  };
  process.exitCode = await run(process.argv.slice(2), io, interrupts());
}

/** Runs one command line and answers the exit code of the contract. The one place that catches. */
export async function run(argv: readonly string[], io: Io, interrupt: Interrupt): Promise<number> {
  const at = argv.indexOf("--lang");
  const flag = at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith("--lang="))?.slice("--lang=".length);
  const language = languageOf({ flag, env: io.env });
  let verb = argv.find((word) => !word.startsWith("-")) ?? "help";
  let options: Partial<GlobalOptions> = {};
  try {
    survivesClosing(io.stdout);
    const output = { out: (text: string) => void io.stdout.write(text), width: columnsOf(io.stdout) };
    const parsed = await parse(argv, language, output);
    if (!parsed) return 0;
    ({ verb, options } = parsed);
    const { load, ...rest } = parsed;
    const invocation: Invocation = { ...rest, language, io, interrupt };
    return await (await load()).run(invocation);
  } catch (error) {
    if (isInterrupt(error)) return INTERRUPTED;
    const problem = error instanceof Problem ? error : await fromAws(error, options, io);
    return report(problem ?? error, { verb, argv, io, language });
  }
}

interface Failed extends Pick<Invocation, "verb" | "io" | "language"> {
  readonly argv: readonly string[];
}

/** What tells a failure is loaded when there is one: `--help` starts without it. */
async function report(error: unknown, { verb, argv, io, language }: Failed): Promise<number> {
  const [{ failureDocument }, { tellBug, tellProblem }, { screenOf }] = await Promise.all([
    import("./terminal/json"),
    import("./terminal/problem"),
    import("./terminal/screen"),
  ]);
  const color = argv.includes("--no-color") ? false : undefined;
  const screen = screenOf({ ...io, language, json: argv.includes("--json"), color });
  const problem = error instanceof Problem ? error : undefined;
  if (problem) tellProblem(screen, problem);
  else tellBug(screen, error);
  if (screen.json) screen.document(failureDocument(verb, problem ?? bug(error), screen.language));
  return problem?.exit ?? 1;
}

/** Ctrl-C in a prompt, or while nothing had been begun. */
const isInterrupt = (error: unknown): boolean =>
  error instanceof Error && ["ExitPromptError", "AbortError", "AbortPromptError"].includes(error.name);

async function fromAws(
  error: unknown,
  { profile, region }: Partial<GlobalOptions>,
  { env }: Io,
): Promise<Problem | undefined> {
  const { circumstancesOf, explain } = await import("./aws/explain");
  return explain(error, undefined, await circumstancesOf({ profile, region, env }));
}

const bug = (error: unknown): Problem =>
  new Problem("bug", 1, {
    en: `This is a mistake in risken-aws itself: ${error instanceof Error ? error.message : String(error)}`,
    ja: `risken-aws 自体の不具合です: ${error instanceof Error ? error.message : String(error)}`,
  });

/** Ctrl-C and SIGTERM of this process. */
function interrupts(): Interrupt {
  const controller = new AbortController();
  let working = false;
  const stop = () => {
    if (!working || controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    beginWork() {
      working = true;
    },
  };
}
