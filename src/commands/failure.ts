import { interrupted, Problem } from "../problems";
import { failureDocument } from "../terminal/json";
import { tellBug, tellProblem } from "../terminal/problem";
import { screenOf } from "../terminal/screen";
import type { Language } from "../text";
import type { GlobalOptions, Io, Reached } from "./invocation";

/** What is known of a run that ended with an error. */
export interface FailedRun {
  readonly argv: readonly string[];
  readonly verb: string;
  /** Empty where the command line itself was wrong. */
  readonly options: Partial<GlobalOptions>;
  readonly language: Language;
  readonly io: Io;
  readonly reached: Reached;
}

/** Tells why a run ended: a problem, what AWS said, or a mistake of ours. Answers the exit code. */
export async function tellFailure(
  error: unknown,
  { argv, verb, options, language, io, reached }: FailedRun,
): Promise<number> {
  const json = wantsJson(argv);
  const screen = screenOf({ ...io, language, json, color: argv.includes("--no-color") ? false : undefined });
  const problem = error instanceof Problem ? error : await fromAws(error, options, io);
  if (problem) tellProblem(screen, problem);
  else tellBug(screen, error);
  if (json) screen.document(failureDocument(verb, problem ?? bug(error), language, reached));
  return problem?.exit ?? 1;
}

/** Stopped before anything was begun: nothing to tell people, and one document for programs. */
export function tellInterrupted({ argv, verb, language, io, reached }: FailedRun): void {
  if (!wantsJson(argv)) return;
  const screen = screenOf({ ...io, language, json: true });
  screen.document(failureDocument(verb, interrupted(), language, reached));
}

/** The command line may have been wrong, so it is read as it stands. */
const wantsJson = (argv: readonly string[]): boolean =>
  argv.some(
    (word, at) => word === "--json" || word === "--format=json" || (word === "json" && argv[at - 1] === "--format"),
  );

async function fromAws(
  error: unknown,
  { profile, region }: Partial<GlobalOptions>,
  { env }: Io,
): Promise<Problem | undefined> {
  const { circumstancesOf, explain } = await import("../aws/explain");
  return explain(error, undefined, await circumstancesOf({ profile, region, env }));
}

const bug = (error: unknown): Problem =>
  new Problem("bug", 1, {
    en: `This is a mistake in risken-aws itself: ${error instanceof Error ? error.message : String(error)}`,
    ja: `risken-aws 自体の不具合です: ${error instanceof Error ? error.message : String(error)}`,
  });
