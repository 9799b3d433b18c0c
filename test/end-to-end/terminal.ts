import { execFile, spawnSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import stringWidth from "string-width";
import { executable } from "./program";

const call = promisify(execFile);

/** A real terminal with the program in it, driven by tmux as a person drives theirs. */
export interface Terminal {
  /** All that was ever on the screen, without colours; a line that the program wrote is one line, however wide. */
  text(): Promise<string>;
  /** Waits until the text says something that it had not said at the wait before. Throws, with the screen, if it never does. */
  see(what: string | RegExp): Promise<void>;
  /** Types a text as it stands. */
  type(text: string): Promise<void>;
  /** Presses keys by tmux's names: `Enter`, `C-c`, `Down`. */
  press(...keys: readonly string[]): Promise<void>;
  /** Waits until the program has ended; answers its exit code. */
  end(): Promise<number>;
  close(): Promise<void>;
}

export const columns = 80;
const rows = 24;

/** Milliseconds after which what was waited for will not come any more. */
const patience = 30_000;

/** Whether this machine has tmux. */
export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;

let opened = 0;

/** Starts the program in a terminal of 80 columns and 24 rows, with nothing of this machine's settings. */
export async function openTerminal(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Terminal> {
  const socket = `t${++opened}`;
  const tmux = async (...command: readonly string[]): Promise<string> => {
    // Its socket stays behind when it ends, so it stands in the folder of the test.
    const own = { PATH: process.env.PATH, HOME: cwd, LC_ALL: "C.UTF-8", TMUX_TMPDIR: cwd };
    return (await call("tmux", ["-L", socket, "-u", ...command], { env: own as unknown as NodeJS.ProcessEnv })).stdout;
  };
  const settings = { PATH: process.env.PATH ?? "", HOME: cwd, LC_ALL: "C.UTF-8", TERM: "screen-256color", TZ: "UTC" };
  const assigned = Object.entries({ ...settings, ...env }).map(([name, value]) => `${name}=${value}`);
  const program = ["env", "-i", ...assigned, process.execPath, executable, ...args].map(quoted).join(" ");
  await tmux(
    ...["-f", "/dev/null", "start-server", ";", "set-option", "-g", "history-limit", "20000", ";"],
    ...["new-session", "-d", "-x", String(columns), "-y", String(rows), "-c", cwd],
    `${program}; echo "[ended with $?]"; exec sleep 600`,
  );
  let seen = 0;

  const text = async () => (await tmux("capture-pane", "-p", "-J", "-S", "-")).trimEnd();
  const until = async (what: string | RegExp): Promise<string> => {
    const late = Date.now() + patience;
    for (;;) {
      const now = await text();
      const found = new RegExp(typeof what === "string" ? escaped(what) : what, "g");
      found.lastIndex = Math.min(seen, now.length);
      const match = found.exec(now);
      if (match) {
        seen = match.index + match[0].length;
        return match[0];
      }
      if (Date.now() > late) throw new Error(`The terminal never said ${what}; it says:\n${now}`);
      await wait(40);
    }
  };

  return {
    text,
    see: async (what) => {
      await until(what);
    },
    type: async (typed) => {
      await tmux("send-keys", "-l", typed);
    },
    press: async (...keys) => {
      await tmux("send-keys", ...keys);
    },
    end: async () => Number(/\d+/.exec(await until(/\[ended with \d+\]/))![0]),
    close: async () => {
      // A server whose last session has gone is gone itself.
      await tmux("kill-server").catch(() => {});
    },
  };
}

/** Lines that the program made wider than the terminal, which has one column for the mark where others give it two. */
export const tooWide = (text: string): readonly string[] =>
  text.split("\n").filter((line) => stringWidth(line.trimEnd().replaceAll("✔", "v")) > columns);

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
