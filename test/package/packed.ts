import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { npm, root } from "../tools";

/** What `npm pack` made of this project. */
export interface Packed {
  /** The tarball. */
  readonly tarball: string;
  /** Bytes of the tarball. */
  readonly size: number;
  /** Paths of the files in it. */
  readonly files: readonly string[];
  /** An empty folder into which it has been installed without a network, from an empty cache. */
  readonly installed: string;
  remove(): void;
}

/** Packs a copy of the project, because packing builds, and other tests run what is built here meanwhile. */
export function packAndInstall(): Packed {
  const home = mkdtempSync(join(tmpdir(), "risken-aws-package-"));
  const copy = join(home, "copy");
  const generated = ["node_modules", "dist", "coverage", "schema.json"];
  for (const name of readdirSync(root).filter((name) => !name.startsWith(".") && !generated.includes(name)))
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
  const said = npm(["pack", "--json", "--pack-destination", home], copy);
  // What the build says comes first.
  const [{ filename, size, files }] = JSON.parse(said.slice(said.search(/^\[$/m)));
  const tarball = join(home, filename);

  const installed = join(home, "installed");
  mkdirSync(installed);
  npm(["install", "--offline", "--cache", join(home, "cache"), tarball], installed);
  return {
    tarball,
    size,
    files: files.map(({ path }: { path: string }) => path),
    installed,
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
