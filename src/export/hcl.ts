/** An expression as it stands, as in `var.name`. */
export class Expression {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A text with expressions inside: every second part is one. */
export class Template {
  readonly parts: readonly (string | Expression)[];

  constructor(parts: readonly (string | Expression)[]) {
    this.parts = parts;
  }
}

/** A call of a function, as in `jsonencode({ … })`. */
export class Call {
  readonly name: string;
  readonly arguments: readonly Value[];

  constructor(name: string, ...given: readonly Value[]) {
    this.name = name;
    this.arguments = given;
  }
}

/** An object whose keys may be templates; plain objects do where they are texts. */
export class Keyed {
  readonly entries: readonly (readonly [string | Template, Value])[];

  constructor(entries: Keyed["entries"]) {
    this.entries = entries;
  }
}

/** A block inside a block, as in `health_check { … }`. */
export class Block {
  readonly body: Body;

  constructor(body: Body) {
    this.body = body;
  }
}

export type Value =
  | string
  | number
  | boolean
  | Expression
  | Template
  | Call
  | Keyed
  | readonly Value[]
  | { readonly [key: string]: Value };

/** What stands in a block: arguments, and blocks, of which there may be several with one name. */
export interface Body {
  readonly [name: string]: Value | Block | readonly Block[] | undefined;
}

/** A block at the top of a file. */
export interface TopBlock {
  readonly type: string;
  readonly labels?: readonly string[];
  readonly body: Body;
}

/** A file in HCL, formatted as `terraform fmt` does it. */
export const hclFile = (comment: readonly string[], blocks: readonly TopBlock[]): string =>
  [
    ...(comment.length > 0 ? [comment.map((line) => (line ? `# ${line}` : "#")).join("\n")] : []),
    ...blocks.map(topBlock),
  ]
    .join("\n\n")
    .concat("\n");

const topBlock = ({ type, labels = [], body }: TopBlock): string =>
  block([type, ...labels.map((label) => JSON.stringify(label))].join(" "), body, "");

function block(head: string, body: Body, indent: string): string {
  const lines = bodyOf(body, `${indent}  `);
  return lines === "" ? `${indent}${head} {}` : `${indent}${head} {\n${lines}\n${indent}}`;
}

/** Arguments first, then blocks, each after an empty line. */
function bodyOf(body: Body, indent: string): string {
  const given = Object.entries(body).filter(([, value]) => value !== undefined);
  const values = given.filter((one): one is [string, Value] => !isBlocks(one[1]));
  const blocks = given.flatMap(([name, value]) =>
    isBlocks(value) ? [value].flat().map((one) => block(name, (one as Block).body, indent)) : [],
  );
  const written = assignments(
    values.map(([name, value]) => [name, value]),
    indent,
  );
  return [...(written === "" ? [] : [written]), ...blocks].join("\n\n");
}

const isBlocks = (value: unknown): boolean =>
  value instanceof Block || (Array.isArray(value) && value.length > 0 && value.every((one) => one instanceof Block));

/** Lines whose values take one line each are aligned with their neighbours; a longer value ends the group. */
function assignments(entries: readonly (readonly [string, Value])[], indent: string): string {
  const lines = entries.map(([name, value]) => ({ name, value: valueText(value, indent) }));
  const groups: (typeof lines)[] = [[]];
  for (const line of lines) {
    if (line.value.includes("\n")) groups.push([line], []);
    else groups.at(-1)!.push(line);
  }
  return groups
    .flatMap((group) => {
      const width = Math.max(...group.map(({ name }) => columns(name)));
      return group.map(({ name, value }) => `${indent}${name}${" ".repeat(width - columns(name))} = ${value}`);
    })
    .join("\n");
}

/** As Terraform counts: signs, not units of UTF-16. */
const columns = (text: string): number => [...text].length;

function valueText(value: Value, indent: string): string {
  if (typeof value === "string") return quoted([value]);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Expression) return value.text;
  if (value instanceof Template) return quoted(value.parts);
  if (value instanceof Call) return `${value.name}(${value.arguments.map((one) => valueText(one, indent)).join(", ")})`;
  if (isList(value)) return list(value, indent);
  const entries = value instanceof Keyed ? value.entries : Object.entries(value);
  if (entries.length === 0) return "{}";
  const written = entries.map(([key, inner]) => [keyOf(key), inner] as const);
  return `{\n${assignments(written, `${indent}  `)}\n${indent}}`;
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** One element or none stays on its line. */
function list(values: readonly Value[], indent: string): string {
  const inner = values.map((one) => valueText(one, `${indent}  `));
  if (inner.length === 0) return "[]";
  if (inner.length === 1 && !inner[0]!.includes("\n")) return `[${inner[0]}]`;
  return `[\n${inner.map((one) => `${indent}  ${one},`).join("\n")}\n${indent}]`;
}

const keyOf = (key: string | Template): string =>
  typeof key === "string" && /^[A-Za-z_][\w-]*$/.test(key) ? key : quoted(typeof key === "string" ? [key] : key.parts);

const quoted = (parts: readonly (string | Expression)[]): string =>
  `"${parts.map((part) => (typeof part === "string" ? escaped(part) : `\${${part.text}}`)).join("")}"`;

const escapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\" };

/** Two signs begin something inside a text: doubled, they are themselves. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\n\r\t"\\]/g, (sign) => escapes[sign]!)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they can't stand in a text as they are.
    .replaceAll(/[\x00-\x1f\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
