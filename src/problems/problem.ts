import type { Text } from "../text";

/** The contract's exit codes for what is refused or has failed: 1 failed, 3 bad input, 4 refused for safety. */
export type ProblemExit = 1 | 3 | 4;

/**
 * Something to tell the user, with the exit code that the contract gives it. All of them are made by the functions of
 * this folder, so this folder is the list of everything the tool can refuse.
 */
export class Problem extends Error {
  readonly code: string;
  readonly exit: ProblemExit;
  /** What is wrong. */
  readonly text: Text;
  /** What to do or type instead. */
  readonly fix: Text | undefined;

  constructor(code: string, exit: ProblemExit, text: Text, fix?: Text, options?: { cause?: unknown }) {
    super(text.en, options);
    this.name = "Problem";
    this.code = code;
    this.exit = exit;
    this.text = text;
    this.fix = fix;
  }
}
