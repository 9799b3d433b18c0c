// Runs the tests and ends with the one line "N passed, N failed". Arguments are vitest's.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ci = Boolean(process.env.CI) && process.env.CI !== "false";
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const folder = mkdtempSync(join(tmpdir(), "risken-aws-test-"));
const results = join(folder, "results.json");

const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}`, ...process.argv.slice(2)],
  { stdio: "inherit" },
);

const files = readFiles();
const tests = files.flatMap((file) => file.assertionResults);
const skipped = tests.filter((test) => test.status !== "passed" && test.status !== "failed");
const passed = tests.filter((test) => test.status === "passed").length;
// A file that could not be loaded has no test to count, and an unhandled error belongs to none.
const unloaded = files.filter(
  (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
);
let failed = tests.filter((test) => test.status === "failed").length + unloaded.length;

if (skipped.length > 0) {
  console.log(`Left out${ci ? ", which is a failure in CI" : ""}:`);
  for (const test of skipped) console.log(`  ${test.fullName}`);
  if (ci) failed += skipped.length;
}
if ((status !== 0 || passed === 0) && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function readFiles() {
  try {
    return JSON.parse(readFileSync(results, "utf8")).testResults;
  } catch {
    // Vitest ended before there was a result: the exit code says so.
    return [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
