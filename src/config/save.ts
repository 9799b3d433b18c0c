import { existsSync } from "node:fs";
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Document, isAlias, isCollection, isMap, type Node, parseDocument, Scalar, type YAMLMap } from "yaml";
import type * as z from "zod";
import { configUnwritable } from "../problems";
import type { ConfigFile } from "./file";
import { type Remarked, remark } from "./remarks";
import { configSchema } from "./schema";
import { inOrder } from "./values";
import { isPlain, type Keys, type Plain, valueAt } from "./walk";
import { replaceAliases } from "./yaml";

export interface Saving {
  /** As given with `--config`. */
  readonly name: string;
  readonly cwd: string;
  /** The file as it was read; undefined makes a new one. */
  readonly file?: ConfigFile;
  /** What has been answered, as plain data: no defaults, and of secrets only references. */
  readonly data: Plain;
  readonly schema?: z.ZodType;
  /** Comments for a new file. */
  readonly remarks?: readonly Remarked[];
}

/**
 * Writes the answers into the config file: a new one in the order of the config, or the old one with its comments and its
 * order and only what differs changed. The file is replaced in one go (mode 0644, or the old one's), so nobody ever reads
 * half of it. Answers whether there was anything to write; standard input is never written.
 */
export async function saveConfig(saving: Saving): Promise<boolean> {
  if (saving.name === "-") return false;
  const path = resolve(saving.cwd, saving.name);
  const data = inOrder(saving.schema ?? configSchema, saving.data) as Plain;
  const text = configText(data, saving.file?.text, schemaFor(dirname(path)), saving.remarks);
  if (text === saving.file?.text) return false;
  try {
    await replace(path, text);
  } catch (error) {
    throw configUnwritable({ name: saving.name, code: (error as NodeJS.ErrnoException).code ?? "unknown" });
  }
  return true;
}

/**
 * The text of the config file with these answers in it; `old` is returned as it is where it says them already.
 *
 * @param remarks comments for a new file
 */
export function configText(
  data: Plain,
  old: string | undefined,
  schema: Schema,
  remarks: readonly Remarked[] = [],
): string {
  const document = old === undefined ? fresh(schema) : parseDocument(old.replaceAll(WINDOWS, "\n"));
  const before = (document.toJS() ?? {}) as Plain;
  const after = old === undefined ? { version: 1, ...data } : data;
  if (isDeepStrictEqual(before, after)) return old ?? document.toString(layout);
  if (!isMap(document.contents)) document.contents = document.createNode({});
  change(document, [], before, after);
  writeOut(document, after);
  if (old === undefined) setApart(document);
  remark(document, remarks);
  return likeBefore(document.toString(layout), old);
}

const MARK = "\uFEFF";
const WINDOWS = "\r\n";

/** With the byte order mark and the line breaks that the old text has, which the library doesn't keep. */
function likeBefore(text: string, old = ""): string {
  const breaks = old.split("\n").length - 1;
  const ofWindows = old.split(WINDOWS).length - 1;
  return (old.startsWith(MARK) ? MARK : "") + (ofWindows > breaks / 2 ? text.replaceAll("\n", WINDOWS) : text);
}

/** Where editors find the JSON Schema of the config. */
export interface Schema {
  /** Relative to the config file. */
  readonly path: string;
  /** Whether it is there, or has to be made with `risken-aws schema`. */
  readonly installed: boolean;
}

/**
 * The schema of the package that is installed nearest above a folder. Without one (a run through npx leaves none) a file
 * beside the config, which one command makes: the comment says so.
 */
export function schemaFor(folder: string): Schema {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, "node_modules", "risken-aws", "schema.json");
    if (existsSync(path)) return { path: withDot(relative(folder, path)), installed: true };
    if (at === dirname(at)) return { path: "./risken-aws.schema.json", installed: false };
  }
}

const layout = { lineWidth: 0 } as const;

function fresh({ path, installed }: Schema): Document {
  const document = new Document({});
  const how = installed ? [] : [` For editors: risken-aws schema > ${basename(path)}`];
  document.commentBefore = [` yaml-language-server: $schema=${path}`, ...how].join("\n");
  return document;
}

/** Changes only what differs, because whatever is set anew loses its comments. An alias is not looked at. */
function change(document: Document, keys: Keys, before: Plain, after: Plain): void {
  for (const key of Object.keys(before)) if (!(key in after)) document.deleteIn([...keys, key]);
  for (const [key, value] of Object.entries(after)) {
    const [own, old] = [[...keys, key], before[key]];
    if (isDeepStrictEqual(old, value) || isAlias(document.getIn(own, true))) continue;
    if (isPlain(old) && isPlain(value) && isMap(document.getIn(own))) change(document, own, old, value);
    else document.setIn(own, isPlain(value) || Array.isArray(value) ? nodeOf(document, value) : value);
  }
}

/** An alias that doesn't mean any more what stands there now becomes the value itself. */
function writeOut(document: Document, after: Plain): void {
  replaceAliases(document, (alias, keys) => {
    const source = alias.resolve(document);
    const value = valueAt(after, keys);
    if (source && isDeepStrictEqual(source.toJS(document), value)) return undefined;
    const node = nodeOf(document, value);
    if (isCollection(node) && isCollection(source)) node.flow = source.flow;
    const { comment, commentBefore, spaceBefore } = alias;
    return Object.assign(node, { comment, commentBefore, spaceBefore });
  });
}

const nodeOf = (document: Document, value: unknown): Node =>
  document.createNode(value, { aliasDuplicateObjects: false });

/** An empty line before every section. */
function setApart(document: Document): void {
  for (const pair of (document.contents as YAMLMap).items) {
    if (!isMap(pair.value)) continue;
    const key = new Scalar(pair.key);
    key.spaceBefore = true;
    pair.key = key;
  }
}

async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // A link stays a link.
  const target = await realpath(path).catch(() => path);
  const mode = await stat(target).then(
    (old) => old.mode & 0o777,
    () => 0o644,
  );
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await writeFile(draft, text, { mode });
    await chmod(draft, mode);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

const withDot = (path: string): string => (path.startsWith(".") ? path : `./${path}`);
