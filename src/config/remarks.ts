import { type Document, isMap, isScalar, type Pair, Scalar, type YAMLMap } from "yaml";

/** A comment for a key of the config file. */
export interface Remarked {
  /** As in `database.password`. Where the file doesn't say it, the comment goes to the nearest key above it. */
  readonly path: string;
  /** In the reader's language, broken into lines. */
  readonly lines: readonly string[];
}

/** Puts comments above the keys that they are about, those of keys that nothing is said of at the head of the file. */
export function remark(document: Document, remarks: readonly Remarked[]): void {
  for (const { path, lines } of remarks) {
    const text = lines.map((line) => ` ${line}`).join("\n");
    const key = keyAt(document.contents, path);
    const node = key ?? document;
    node.commentBefore = node.commentBefore ? `${node.commentBefore}\n${text}` : text;
  }
}

/** The key that a path leads to, as far as it leads; keys may have dots in them. */
function keyAt(contents: unknown, path: string): Scalar | undefined {
  if (!isMap(contents)) return undefined;
  const pair = contents.items.find(({ key }) => path === String(key) || path.startsWith(`${key}.`));
  if (!pair) return undefined;
  return keyAt(pair.value, path.slice(String(pair.key).length + 1)) ?? scalarKey(pair);
}

function scalarKey(pair: Pair): Scalar {
  const key = isScalar(pair.key) ? pair.key : new Scalar(pair.key);
  (pair as YAMLMap["items"][number]).key = key;
  return key;
}
