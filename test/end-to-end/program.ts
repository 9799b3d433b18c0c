import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** The executable that a user starts. */
export const executable = join(root, "bin/risken-aws.cjs");

export interface RunOptions {
  /** On top of an environment that knows nothing of this machine; undefined takes a name away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What standard input holds; it is closed after that, and is no terminal. */
  readonly input?: string;
  /** Where it runs; an empty folder that is removed afterwards unless given. */
  readonly cwd?: string;
  /** Milliseconds until the program is killed and the run fails; two minutes unless given. */
  readonly timeout?: number;
  /** Flags of node itself, as in `["--import", preload]`. */
  readonly node?: readonly string[];
}

/** What one run of the program left behind. */
export interface Ran {
  /** The exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the one JSON document that it has to be; throws, with all that was said, when it isn't. */
  readonly json: unknown;
}

/** Runs the built program as a user does: a process of its own with arguments, an environment, and files. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { env = {}, input = "", timeout = 120_000, node = [] } = options;
  const cwd = options.cwd ?? (await temporaryFolder());
  const child = spawn(process.execPath, [...node, executable, ...args], {
    cwd,
    env: { ...cleanEnvironment(cwd), ...env } as NodeJS.ProcessEnv,
    stdio: "pipe",
  });
  let [stdout, stderr, late] = ["", "", false];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  // A program that never reads its input and has ended closes the pipe: no concern of the test.
  child.stdin.on("error", () => {}).end(input);
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, timeout);
  const end = (): boolean => child.kill("SIGKILL");
  process.once("exit", end);
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    const said = `risken-aws ${args.join(" ")} (${code ?? signal})\n${stdout}\n${stderr}`;
    if (late) throw new Error(`It did not end within ${timeout} ms: ${said}`);
    return withJson({ code, signal, stdout, stderr }, said);
  } finally {
    clearTimeout(timer);
    process.off("exit", end);
    if (options.cwd === undefined) await rm(cwd, { recursive: true, force: true });
  }
}

/** Not enumerable, so that an assertion that prints a run doesn't ask for it. */
function withJson(ran: Omit<Ran, "json">, said: string): Ran {
  const get = (): unknown => {
    try {
      return JSON.parse(ran.stdout);
    } catch (cause) {
      throw new Error(`Standard output is not one JSON document: ${said}`, { cause });
    }
  };
  return Object.defineProperty(ran, "json", { get }) as Ran;
}

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "risken-aws-e2e-"));

/** Settings under which the program talks to a server of the test, and to nothing else. */
export const onServer = (endpoint: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: "testing",
  AWS_SECRET_ACCESS_KEY: "testing",
});

/** Nothing of the developer's own AWS settings, locale, terminal or CI; English, and no way to an instance's metadata. */
function cleanEnvironment(home: string): Readonly<Record<string, string | undefined>> {
  const { PATH, SystemRoot } = process.env;
  return {
    PATH,
    ...(SystemRoot === undefined ? {} : { SystemRoot }),
    HOME: home,
    LANG: "en_US.UTF-8",
    TZ: "UTC",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: join(home, "no-aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(home, "no-aws-credentials"),
  };
}
