import { copyFile, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { State } from "../../src/sandbox/account";
import { type Canonical, canonical, differencesOf } from "./canonical";
import { root, run } from "./program";
import { runHere } from "./run-here";
import { makePlace, type Place, sandboxConfig } from "./sandbox-place";

const preload = ["--require", join(root, "test/end-to-end/preload-signal.cjs")];
const codeDataKey = "/prd/code/common/CODE_DATA_KEY";

/** One call in flight at a time, so that call N is call N. */
const apply = ["apply", "--json", "--concurrency", "1"];

let place: Place;
let before: State;
/** Every AWS call of an undisturbed first apply, in order. */
let calls: readonly string[];
let undisturbed: Canonical;

const stateIn = async (file: string) => JSON.parse(await readFile(file, "utf8")) as State;
const keyIn = (state: State) => (state.tables["ssm.parameters"]?.[codeDataKey] as { value: string } | undefined)?.value;
const contentOf = (state: State) => canonical(state, before, [codeDataKey]);

beforeAll(async () => {
  place = await makePlace(sandboxConfig);
  before = await place.state();
  const file = await sandboxNamed("undisturbed");
  const log = join(place.folder, "calls");
  const { code, stderr } = await runOn(file, { CALLS_TO: log });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const lines = (await readFile(log, "utf8")).trimEnd().split("\n");
  calls = lines.filter((line) => line.startsWith("before ")).map((line) => line.slice("before ".length));
  expect(lines, "one call in flight at a time").toEqual(calls.flatMap((call) => [`before ${call}`, `after ${call}`]));
  undisturbed = contentOf(await stateIn(file));
});

afterAll(() => place?.remove());

describe("apply, killed at any AWS call and run again, ends as if nothing had happened", () => {
  test("every call, before and after it", async () => {
    const tries = calls.flatMap((call, at) => [
      { call, at: at + 1, side: "before" },
      { call, at: at + 1, side: "after" },
    ]);
    const failures: string[] = [];
    let tried = 0;
    await inLanes(availableParallelism(), tries, async ({ call, at, side }) => {
      const found = await killedAndRunAgain(`${at}-${side}`, `${at}:${side}:SIGKILL`);
      tried += 1;
      if (found !== undefined) failures.push(`killed ${side} call ${at} (${call}): ${found}`);
    });
    expect(failures.slice(0, 10)).toEqual([]);
    expect(tried).toBe(2 * calls.length);
  }, 1_800_000);
});

/** Answers what is wrong with the account in the end, or undefined. */
async function killedAndRunAgain(name: string, at: string): Promise<string | undefined> {
  const file = await sandboxNamed(name);
  const killed = await runOn(file, { SIGNAL_AT: at });
  if (killed.signal !== "SIGKILL") return `it was not killed but ended with ${killed.code}: ${killed.stderr}`;
  const firstKey = keyIn(await stateIn(file));
  const again = await runHere(argumentsFor(file));
  if (again.code !== 0) return `the next run ended with ${again.code}: ${again.stderr}`;
  const state = await stateIn(file);
  if (firstKey !== undefined && keyIn(state) !== firstKey) return "CODE_DATA_KEY is another one";
  const different = differencesOf(undisturbed, contentOf(state));
  await rm(file);
  return different.length === 0 ? undefined : `the account is another one:\n  ${different.slice(0, 3).join("\n  ")}`;
}

/** A copy of the fresh sandbox. */
async function sandboxNamed(name: string): Promise<string> {
  const file = join(place.folder, `${name}.json`);
  await copyFile(place.file, file);
  return file;
}

const argumentsFor = (file: string): readonly string[] => [
  ...apply,
  "--sandbox",
  file,
  "--config",
  join(place.folder, ".risken-aws/sandbox.yaml"),
];

const runOn = (file: string, env: Readonly<Record<string, string>> = {}) =>
  run(argumentsFor(file), { cwd: place.folder, node: preload, env });

/** Works through a list, some at once. */
async function inLanes<T>(lanes: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
