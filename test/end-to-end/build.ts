import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { TestProject } from "vitest/node";

/** Runs once before all test files: builds the program where a test that starts it is among them and `src` is newer. */
export default async function setup(project: TestProject): Promise<void> {
  const { root } = project.config;
  // Vitest keeps the command line's filters to itself; without them all files count, and building is only slow.
  const { filenamePattern } = project.vitest as { readonly filenamePattern?: string[] };
  const { testFiles } = await project.globTestFiles(filenamePattern);
  const starting = ["end-to-end", "bench"].map((folder) => join(root, "test", folder));
  if (!testFiles.some((file) => starting.some((folder) => file.startsWith(folder)))) return;
  if (isFresh(root)) return;
  const cli = join(dirname(createRequire(import.meta.url).resolve("tsup/package.json")), "dist/cli-default.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`The program does not build:\n${stdout}\n${stderr}`);
}

function isFresh(root: string): boolean {
  const built = join(root, "dist/main.js");
  if (!existsSync(built)) return false;
  const at = statSync(built).mtimeMs;
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).map((file) =>
    join("src", file),
  );
  return [...sources, "package.json", "tsup.config.ts"].every((file) => statSync(join(root, file)).mtimeMs <= at);
}
