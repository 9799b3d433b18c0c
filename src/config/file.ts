import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { type Document, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { configBroken, configMissing, configNoMap, configUnreadable } from "../problems";
import { isPlain, type Plain, pathOf } from "./walk";
import { dataIn } from "./yaml";

/** Where the config is looked for when nobody says. */
export const DEFAULT_FILE = "risken-aws.yaml";

/** The config file as it was read. */
export interface ConfigFile {
  /** As given: what people recognise in messages. `-` is standard input. */
  readonly name: string;
  readonly text: string;
  readonly document: Document;
  readonly data: Plain;
  /** The line on which a key stands (from 1), or the nearest key above it that is there. */
  lineOf(keys: readonly PropertyKey[]): number | undefined;
}

export interface Where {
  /** As given with `--config`. Undefined: {@link DEFAULT_FILE}, if it is there. */
  readonly file?: string;
  readonly cwd: string;
  /** A named file need not be there yet: it is going to be written. */
  readonly mayBeMissing?: boolean;
  /** Standard input, for `-`. */
  readonly stdin?: NodeJS.ReadableStream;
}

/** Reads the config file. Undefined where there is none and none has to be. */
export async function readConfigFile(where: Where): Promise<ConfigFile | undefined> {
  const name = where.file ?? DEFAULT_FILE;
  const text = await contentOf(name, where);
  return text === undefined ? undefined : parseConfigFile(text, name);
}

/** Reads YAML, with the line and column of the first thing that isn't. */
export function parseConfigFile(text: string, name: string): ConfigFile {
  const lines = new LineCounter();
  // The library's own messages may quote the line at fault, and with it a password that somebody wrote there.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw configBroken({ name, line, column: col, code: error.code });
  }
  const data = dataOf(document, lines, name);
  if (!isPlain(data)) throw configNoMap({ name });
  return { name, text, document, data, lineOf: (keys) => lineOf(document, lines, keys) };
}

async function contentOf(name: string, where: Where): Promise<string | undefined> {
  if (name === "-") return textOf(where.stdin ?? process.stdin);
  try {
    return await readFile(isAbsolute(name) ? name : join(where.cwd, name), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") throw configUnreadable({ name, code: code ?? "unknown" });
    if (where.file === undefined || where.mayBeMissing) return undefined;
    throw configMissing({ name });
  }
}

function dataOf(document: Document, lines: LineCounter, name: string): unknown {
  const found = dataIn(document);
  if ("data" in found) return found.data ?? {};
  const { line, col } = lines.linePos(found.odd.offset);
  const { code, keys } = found.odd;
  throw configBroken({ name, line, column: col, code, key: pathOf(keys) });
}

function lineOf(document: Document, lines: LineCounter, keys: readonly PropertyKey[]): number | undefined {
  for (let length = keys.length; length > 0; length--) {
    const holder = document.getIn(keys.slice(0, length - 1), true) ?? document.contents;
    const pair = isMap(holder)
      ? holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(keys[length - 1]))
      : undefined;
    const node = pair?.key ?? document.getIn(keys.slice(0, length), true);
    const start = (node as { range?: readonly number[] } | undefined)?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return undefined;
}
