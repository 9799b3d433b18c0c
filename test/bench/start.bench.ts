import { spawnSync } from "node:child_process";
import { test } from "vitest";
import { executable } from "../end-to-end/program";

const runs = 20;

test("how long the program takes to start, in starts of an empty node", () => {
  const empty = ["-e", "0"];
  const [plain, version, help] = medians([empty, [executable, "--version"], [executable, "--help"]]) as [
    number,
    number,
    number,
  ];
  console.log(`node -e 0                ${plain.toFixed(0)} ms (median of ${runs})`);
  console.log(`risken-aws --version     ${(version / plain).toFixed(2)} times that (goal: 1.3)`);
  console.log(`risken-aws --help        ${(help / plain).toFixed(2)} times that (goal: 2)`);
});

/** Median milliseconds of each command. They take turns, so that a busy moment of the machine hits all of them. */
function medians(commands: readonly (readonly string[])[]): readonly number[] {
  const took = commands.map((): number[] => []);
  for (let run = 0; run < runs; run++) for (const [at, args] of commands.entries()) took[at]!.push(milliseconds(args));
  return took.map((all) => all.sort((a, b) => a - b)[Math.floor(runs / 2)]!);
}

function milliseconds(args: readonly string[]): number {
  // Node reads this file at every start, which has nothing to do with the program.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`node ${args.join(" ")}: ${stderr}`);
  return performance.now() - started;
}
