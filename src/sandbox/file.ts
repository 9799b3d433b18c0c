import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Answerer } from "../aws/session";
import { sandboxBroken } from "../problems";
import { type Account, accountOf, emptyState, type State } from "./account";
import { answererFor } from "./answer";

/** Where the sandbox lives unless told otherwise. */
export const defaultSandbox = join(".risken-aws", "sandbox.json");

export interface Sandbox {
  readonly answer: Answerer;
  readonly account: Account;
  /** Whether the file was there before. */
  readonly fresh: boolean;
}

/**
 * Opens the AWS account that lives in a file, and makes it when it isn't there. The file stands for AWS itself and so
 * holds what AWS would hold, secrets too: only its owner may read it, and its folder ignores itself for git.
 * Every write is on the disk before it is answered.
 *
 * @throws {Problem} exit 3 when the file is not a sandbox
 */
export async function openSandbox(file: string): Promise<Sandbox> {
  const fresh = !existsSync(file);
  const account = accountOf(fresh ? emptyState() : read(file));
  const save = () => write(file, account.state);
  if (fresh) {
    const { freshAccount } = await import("./fresh");
    freshAccount(account);
    save();
  }
  return { answer: answererFor(account, save), account, fresh };
}

function read(file: string): State {
  try {
    const state = JSON.parse(readFileSync(file, "utf8")) as State;
    if (state.version === 1 && typeof state.tables === "object") return state;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw sandboxBroken({ file });
}

function write(file: string, state: State): void {
  const folder = dirname(file);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  const ignore = join(folder, ".gitignore");
  if (basename(folder) === ".risken-aws" && !existsSync(ignore)) writeFileSync(ignore, "*\n");
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify(state, null, 1), { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}
