import { writeFile } from "node:fs/promises";
import { vi } from "vitest";
import type { State } from "../../src/sandbox/account";
import { shapes } from "./hand-made";
import { type Scene, testLife } from "./hand-made/life";
import { makePlace } from "./sandbox-place";

vi.setConfig({ testTimeout: 60_000 });

for (const shape of shapes) testLife(shape, setScene);

interface Queue {
  messages?: { readonly waiting: number; readonly inFlight: number };
}

async function setScene(): Promise<Scene> {
  const place = await makePlace();
  let bytes = await place.bytes();
  /** The sandbox counts messages and keeps none. */
  const queue = (state: State, url: string) =>
    (state.tables["sqs.queues"] as Record<string, Queue>)[url.split("/").at(-1)!]!;
  const leave = async (url: string, waiting: number) => {
    const state = await place.state();
    queue(state, url).messages = { waiting, inFlight: 0 };
    await writeFile(place.file, JSON.stringify(state), { mode: 0o600 });
  };
  return {
    folder: place.folder,
    file: ".risken-aws/sandbox.yaml",
    run: (args) => place.run(args),
    byHand: place.byHand,
    written: async () => {
      const now = await place.bytes();
      const changed = now !== bytes;
      bytes = now;
      return changed ? ["something"] : [];
    },
    send: (url) => leave(url, 1),
    drain: (url) => leave(url, 0),
    messages: async (url) => Array(queue(await place.state(), url).messages?.waiting ?? 0).fill("a message"),
    remove: place.remove,
  };
}
