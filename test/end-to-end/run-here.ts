import { PassThrough, Writable } from "node:stream";
import type { Io } from "../../src/commands/invocation";
import { run } from "../../src/main";

/**
 * Runs a command line in this process, which saves the start of another one. Nothing of this machine's environment
 * reaches it, and no signal.
 */
export async function runHere(
  args: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const [stdout, stderr] = [sink(), sink()];
  const io = { stdin: new PassThrough().end(), stdout, stderr, env: {}, cwd: "/" } as unknown as Io;
  const code = await run(args, io, {
    signal: new AbortController().signal,
    stopped: new Promise(() => {}),
    beginWork() {},
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function sink() {
  let said = "";
  const stream = new Writable({
    write(chunk, _, done) {
      said += String(chunk);
      done();
    },
  });
  return Object.assign(stream, { text: () => said });
}
