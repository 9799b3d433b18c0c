import { Document, isNode, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { Intrinsic } from "./cloudformation-values";

/** A template as YAML with a comment at its top. */
export function yamlOf(template: object, comment: readonly string[]): string {
  // CloudFormation reads YAML 1.1, to which a bare 2012-10-17 is a day.
  const document = new Document(undefined, { version: "1.1" });
  document.contents = nodeOf(template) as typeof document.contents;
  document.commentBefore = comment.map((line) => line && ` ${line}`).join("\n");
  return document.toString({ directives: false, lineWidth: 0 });
}

function nodeOf(value: unknown): Node {
  if (isNode(value)) return value;
  if (value instanceof Intrinsic) {
    const node = nodeOf(value.value);
    node.tag = value.tag;
    if (node instanceof YAMLSeq) node.flow = true;
    return node;
  }
  if (Array.isArray(value)) return filled(new YAMLSeq(), value.map(nodeOf));
  if (typeof value !== "object" || value === null) return new Scalar(value);
  return filled(
    new YAMLMap(),
    Object.entries(value).map(([key, inner]) => new Pair(new Scalar(key), nodeOf(inner))),
  );
}

function filled<C extends YAMLMap | YAMLSeq>(collection: C, items: readonly unknown[]): C {
  collection.items = [...items] as never;
  return collection;
}
