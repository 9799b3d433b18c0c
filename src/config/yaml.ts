import { type Alias, type Document, isAlias, isNode, isPair, isScalar, isSeq, type Node, type Pair, visit } from "yaml";

/** Why YAML without a mistake is no plain data all the same. */
export interface Oddity {
  readonly code: "BAD_ALIAS" | "RESOURCE_EXHAUSTION" | "STRANGE_TAG" | "MERGE_KEY";
  /** Where it stands in the text. */
  readonly offset: number;
  /** The way to it; empty where it is the whole. */
  readonly keys: readonly string[];
}

/** The data of a document, or what keeps it from being data. */
export function dataIn(document: Document): { readonly data: unknown } | { readonly odd: Oddity } {
  const odd = firstIn(document, strange);
  if (odd) return { odd };
  try {
    return { data: document.toJS() as unknown };
  } catch {
    // An alias without its anchor, or one that unfolds without end, shows only here.
    const lost = firstIn(document, (node) => (isAlias(node) && !node.resolve(document) ? "BAD_ALIAS" : undefined));
    return { odd: lost ?? { code: "RESOURCE_EXHAUSTION", offset: 0, keys: [] } };
  }
}

/** Every alias of a document with the way to it, in the order of the text; what is answered takes its place. */
export function replaceAliases(
  document: Document,
  change: (alias: Alias, keys: readonly string[]) => Node | undefined,
): void {
  visit(document, { Alias: (_, alias, path) => change(alias, keysIn([...path, alias])) });
}

/** Tags that plain data may have. */
const tags = ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`);

/** Of a merge key and of a tag that isn't YAML's own for plain data, nobody would see that they have no effect. */
function strange(node: Node | Pair): Oddity["code"] | undefined {
  if (isPair(node)) return isMergeKey(node.key) ? "MERGE_KEY" : undefined;
  const tag = isAlias(node) ? undefined : (node as { readonly tag?: string }).tag;
  return tag === undefined || tag === "!" || tags.includes(tag) ? undefined : "STRANGE_TAG";
}

/** In YAML 1.1 its value is a symbol; in quotes it is a key like any other. */
const isMergeKey = (key: unknown): boolean =>
  isScalar(key) && (key.value === "<<" || typeof key.value === "symbol") && key.type === "PLAIN";

function firstIn(document: Document, judge: (node: Node | Pair) => Oddity["code"] | undefined): Oddity | undefined {
  let found: Oddity | undefined;
  visit(document, (_, node, path) => {
    if (!isNode(node) && !isPair(node)) return undefined;
    const code = judge(node);
    if (!code) return undefined;
    // What has a tag begins behind it, maybe on another line: its key is found.
    const holder = code === "STRANGE_TAG" ? path.at(-1) : node;
    const at = isPair(holder) ? holder.key : node;
    found = { code, offset: (isNode(at) ? at.range?.[0] : undefined) ?? 0, keys: keysIn([...path, node]) };
    return visit.BREAK;
  });
  return found;
}

/** The keys and places on a way through a document. */
const keysIn = (way: readonly unknown[]): readonly string[] =>
  way.flatMap((one, at) => {
    if (isPair(one)) return [isScalar(one.key) ? nameOf(one.key.value) : String(one.key)];
    return isSeq(one) ? [String(one.items.indexOf(way[at + 1]))] : [];
  });

const nameOf = (key: unknown): string => (typeof key === "symbol" ? (key.description ?? "") : String(key));
