import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import type { LeftOut } from "../export/left-out";
import { exportFileTaken } from "../problems";
import type { Screen } from "../terminal/screen";
import type { Text } from "../text";
import type { Invocation } from "./invocation";

/** A file of an export. */
export interface ExportFile {
  readonly name: string;
  readonly text: string;
  /** Goes to standard output where no folder is named. */
  readonly printed: boolean;
}

/** What an export has to say. */
export interface Exported {
  readonly format: string;
  readonly files: readonly ExportFile[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Writes an export: to the folder of `--out`, or to standard output.
 *
 * @throws {Problem} exit 4 where a file of that name is somebody else's
 */
export async function deliver(invocation: Invocation, screen: Screen, exported: Exported): Promise<number> {
  const { own, io } = invocation;
  const { format, files, leftOut } = exported;
  const out = typeof own.out === "string" && own.out !== "" ? own.out : undefined;
  if (leftOut.length > 0) screen.note(someLeftOut(leftOut.length));
  const told = {
    command: "export",
    format,
    ...(leftOut.length > 0 && {
      leftOut: leftOut.map(({ address, name, because }) => ({ id: address, name, because: because[screen.language] })),
    }),
  };
  if (out === undefined) {
    const contents = Object.fromEntries(files.map(({ name, text }) => [name, text]));
    if (screen.json) screen.document({ ...told, contents });
    else screen.raw(files.flatMap(({ text, printed }) => (printed ? [text] : [])).join("\n"));
    return 0;
  }
  const paths = files.map(({ name }) => join(out, name));
  await Promise.all(paths.map((path) => refuseForeign(resolve(io.cwd, path), path)));
  for (const [at, { text }] of files.entries()) {
    const path = resolve(io.cwd, paths[at]!);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  if (screen.json) screen.document({ ...told, files: paths });
  else screen.out(paths.map((path) => relative(io.cwd, resolve(io.cwd, path))));
  return 0;
}

/** JSON has no room for a line that says who wrote it. */
async function refuseForeign(path: string, named: string): Promise<void> {
  if (path.endsWith(".json")) return;
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text !== undefined && !text.includes("risken-aws export")) throw exportFileTaken({ file: named });
}

const someLeftOut = (count: number): Text => ({
  en: `${count} things cannot be written in this notation; they are listed at its top with the reason.`,
  ja: `この形式では表現できないものが ${count} 件あります。出力の先頭に理由とともに記載しています。`,
});
