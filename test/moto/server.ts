import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { describe, inject } from "vitest";

/** A moto server of one's own: an empty AWS on loopback. */
export interface Moto {
  /** For `AWS_ENDPOINT_URL` or the `endpoint` of a client. */
  readonly url: string;
  /** Ends the process; ends with the test's process in any case. */
  stop(): Promise<void>;
  /** Empties all accounts and regions. */
  reset(): Promise<void>;
  /** The last lines that the server wrote: the traceback behind an HTTP 500. */
  log(): string;
}

export interface MotoOptions {
  /** Settings of moto, such as `MOTO_ACCOUNT_ID`; `MOTO_IAM_LOAD_MANAGED_POLICIES: "true"` costs five seconds. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A suite on moto: left out where there is no Python (which the run says, and in CI is a failure). */
export const describeOnMoto: typeof describe.skip = describe.runIf(inject("moto").python !== undefined);

/** Starts a server on a free port and waits until it answers. Call it in `beforeAll` inside {@link describeOnMoto}. */
export async function startMoto({ env = {} }: MotoOptions = {}): Promise<Moto> {
  const found = inject("moto");
  if (found.python === undefined) throw new Error(`There is no moto server: ${found.missing}`);
  const child = spawn(found.python, ["-c", launcher], {
    stdio: ["pipe", "ignore", "pipe"],
    env: { ...withoutAws(process.env), NO_COLOR: "1", MOTO_ACM_VALIDATION_WAIT: "0", ...env },
  });
  const end = (): boolean => child.kill("SIGKILL");
  process.once("exit", end);

  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-20_000);
  });
  const stop = async (): Promise<void> => {
    process.off("exit", end);
    await ended(child);
  };
  try {
    const url = await address(child, () => log);
    // The test's process may end without stopping the server: the closed pipe then ends it.
    child.unref();
    return {
      url,
      stop,
      log: () => log,
      reset: async () => {
        const answer = await fetch(`${url}/moto-api/reset`, { method: "POST" });
        if (!answer.ok) throw new Error(`moto did not reset: HTTP ${answer.status}`);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Port 0 lets the kernel choose, so that no two servers race for one. Standard input closes when its owner is gone. */
export const launcher = `
import os, threading
def follow():
    os.read(0, 1)
    os._exit(0)
threading.Thread(target=follow, daemon=True).start()
from moto.server import main
main(["-p", "0"])
`;

async function address(child: ChildProcess, log: () => string): Promise<string> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(log())?.[1];
    if (url && (await fetch(`${url}/moto-api/config`).catch(() => undefined))?.ok) return url;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`moto did not start:\n${log()}`);
    await wait(20);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.ref();
  child.kill("SIGKILL");
  await exit;
}

/** A developer's own AWS settings are none of the server's business. */
function withoutAws(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(AWS|MOTO)_/.test(name)));
}
