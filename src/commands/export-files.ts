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
  const { files, leftOut } = exported;
  const out = outOf(invocation);
  if (leftOut.length > 0) screen.note(someLeftOut(leftOut.length));
  if (out === undefined) print(screen, exported);
  else await save(invocation, screen, exported, new Map(files.map(({ name, text }) => [join(out, name), text])));
  return 0;
}

/**
 * Writes an export that is one file: to the path of `--out`, or to standard output. In a file for people to read (`.md`) it
 * stands in a fence.
 *
 * @throws {Problem} as {@link deliver}
 */
export async function deliverOne(invocation: Invocation, screen: Screen, exported: Exported): Promise<number> {
  const [{ text }] = exported.files as [ExportFile];
  const out = outOf(invocation);
  const fenced = `\`\`\`${exported.format}\n${text}\`\`\`\n`;
  if (out === undefined) print(screen, exported);
  else await save(invocation, screen, exported, new Map([[out, out.endsWith(".md") ? fenced : text]]));
  return 0;
}

const outOf = ({ own }: Invocation): string | undefined =>
  typeof own.out === "string" && own.out !== "" ? own.out : undefined;

function print(screen: Screen, exported: Exported): void {
  const { files } = exported;
  if (screen.json)
    screen.document({
      ...told(screen, exported),
      contents: Object.fromEntries(files.map(({ name, text }) => [name, text])),
    });
  else screen.raw(files.flatMap(({ text, printed }) => (printed ? [text] : [])).join("\n"));
}

async function save(
  { io }: Invocation,
  screen: Screen,
  exported: Exported,
  texts: ReadonlyMap<string, string>,
): Promise<void> {
  await Promise.all([...texts.keys()].map((path) => refuseForeign(resolve(io.cwd, path), path)));
  for (const [path, text] of texts) {
    await mkdir(dirname(resolve(io.cwd, path)), { recursive: true });
    await writeFile(resolve(io.cwd, path), text);
  }
  const paths = [...texts.keys()];
  if (screen.json) screen.document({ ...told(screen, exported), files: paths });
  else screen.out(paths.map((path) => relative(io.cwd, resolve(io.cwd, path))));
}

const told = ({ language }: Screen, { format, leftOut }: Exported) => ({
  command: "export",
  format,
  ...(leftOut.length > 0 && {
    leftOut: leftOut.map(({ address, name, because }) => ({ id: address, name, because: because[language] })),
  }),
});

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
