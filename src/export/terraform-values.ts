import type { Language } from "../text";
import { Block, type Body, Call, Expression, Keyed, Template, type TopBlock, type Value } from "./hcl";
import { type Fact, Hidden, type Marked, type Settled, type Settlement } from "./settle";
import { itemsOf, type TfItem } from "./terraform";
import { tfKinds } from "./terraform-kinds";
import { Each, HiddenVariable, Inner, Json, Lines, snakeCase, type TfBody, type TfKind } from "./terraform-shapes";

/** Writes resources, and remembers which variables and data sources that took. */
export interface TfWriter {
  body(item: TfItem): Body;
  /** Addresses of what has to be there before and isn't referred to. */
  after(item: TfItem): readonly string[];
  importOf(item: TfItem): readonly TopBlock[];
  /** The variables that have come up since the last time. */
  newVariables(): readonly TopBlock[];
  data(): readonly TopBlock[];
}

/** @param addressOf the address of a resource, as in `aws_sqs_queue.core` */
export function writerOf(settlement: Settlement, language: Language, addressOf: (item: TfItem) => string): TfWriter {
  const variables = new Map<string, Body>();
  const told = new Set<string>();
  let asksAccount = false;
  const firstOf = (one: Settled): TfItem => itemsOf(one, tfKinds[one.kind.type] as TfKind)[0]!;
  const referred = new Map<TfItem, Set<string>>();
  let writing = new Set<string>();

  return {
    body(item) {
      writing = new Set();
      const body = bodyOf(item.resource.body(item.one, item.part));
      const made = isShared(item.one) ? { count: new Expression(`var.${shared(item.one)} ? 1 : 0`) } : {};
      referred.set(item, writing);
      return { ...made, ...body };
    },
    after(item) {
      if (item.part !== "") return [];
      return item.one.after
        .map((address) => settlement.made.find((one) => one.address === address)!)
        .filter(({ kind }) => "resources" in (tfKinds[kind.type] ?? {}))
        .map((one) => addressOf(firstOf(one)))
        .filter((address) => !referred.get(item)!.has(address));
    },
    importOf(item) {
      const { one, resource, part } = item;
      if (!resource.id || one.isForeign || (settlement.looked && !one.has)) return [];
      const id = resource.id((field) => known(one, field), part);
      const to = `${addressOf(item)}${isShared(one) ? "[0]" : ""}`;
      return [{ type: "import", body: { to: new Expression(to), id: text(id) } }];
    },
    newVariables() {
      const fresh = [...variables].filter(([name]) => !told.has(name));
      for (const [name] of fresh) told.add(name);
      return fresh.map(([name, body]) => ({ type: "variable", labels: [name], body }));
    },
    data: () => (asksAccount ? [{ type: "data", labels: ["aws_caller_identity", "current"], body: {} }] : []),
  };

  function bodyOf(body: TfBody): Body {
    const entries = Object.entries(body).filter(([, value]) => value !== undefined);
    return Object.fromEntries(
      entries.map(([name, value]) => [
        name,
        value instanceof Inner ? value.blocks.map((one) => new Block(bodyOf(one))) : valueFor(value),
      ]),
    );
  }

  function valueFor(value: unknown): Value {
    if (typeof value === "string") return text(value);
    if (value instanceof Expression) return value;
    if (value instanceof Hidden) return hidden(value);
    if (value instanceof Json) return new Call("jsonencode", valueFor(value.value));
    if (value instanceof Lines) return new Call("join", "\n", value.lines.map(text));
    if (value instanceof Each) return each(value.values);
    if (Array.isArray(value)) return value.map(valueFor);
    if (typeof value !== "object" || value === null) return value as Value;
    return new Keyed(Object.entries(value).map(([key, inner]) => [keyOf(key), valueFor(inner)]));
  }

  function text(value: string): Value {
    const parts = settlement.parts(value).map((part) => (typeof part === "string" ? part : expression(part)));
    if (parts.every((part) => typeof part === "string")) return value;
    return parts.length === 1 ? (parts[0] as Expression) : new Template(parts);
  }

  function keyOf(key: string): string | Template {
    const value = text(key);
    return value instanceof Expression ? new Template([value]) : (value as string | Template);
  }

  function expression(marked: Marked): Expression {
    if (marked.what === "fact") return new Expression(`var.${variableFor(marked.fact)}`);
    if (marked.what === "account") {
      asksAccount = true;
      return new Expression("data.aws_caller_identity.current.account_id");
    }
    const { of, field } = marked;
    const attribute = (tfKinds[of.kind.type] as TfKind).attributes[field];
    if (!attribute) throw new Error(`nobody says how Terraform refers to ${of.kind.type} ${field}`);
    const address = addressOf(firstOf(of));
    writing.add(address);
    return new Expression(attribute.includes("%") ? attribute.replace("%", address) : `${address}.${attribute}`);
  }

  function variableFor({ name, text: description, value, many }: Fact): string {
    const variable = snakeCase(name);
    variables.set(variable, {
      description: description[language],
      type: new Expression(many ? "list(string)" : "string"),
      ...(value !== undefined && { default: value }),
    });
    return variable;
  }

  function hidden(value: Hidden): Expression {
    if (!(value instanceof HiddenVariable)) throw new Error("a secret has no place in a module");
    const variable = snakeCase(value.name);
    variables.set(variable, {
      description: value.text[language],
      type: new Expression("string"),
      sensitive: true,
    });
    return new Expression(`var.${variable}`);
  }

  /** What others may have made is made where nobody has. */
  function shared(one: Settled): string {
    const variable = `make_${snakeCase(one.address)}`;
    const { en, ja } = one.kind.title;
    const description = {
      en: `Whether to make the ${en}; false where somebody else has made it`,
      ja: `${ja}を作成するかどうか（既に存在する場合は false）`,
    };
    variables.set(variable, {
      description: description[language],
      type: new Expression("bool"),
      default: !one.isForeign,
    });
    return variable;
  }

  /** The groups that somebody named, or a variable that holds their names. */
  function each(values: readonly string[]): Value {
    const [only] = values.map(text);
    return new Call("toset", values.length === 1 && only instanceof Expression ? only : values.map(text));
  }

  /** A field as it is; where nobody knows it, a variable that asks for it. */
  function known(one: Settled, field: string): string {
    const value = one.known(field);
    const [reference] = value === undefined ? [] : referencesIn(String(value));
    // Import blocks are read before anything is made.
    if (reference) return known(reference.of, reference.field);
    if (value !== undefined) return String(value);
    return settlement.asked({
      name: snakeCase(`${one.address}_${field}`),
      text: {
        en: `For the import of the ${one.kind.title.en} ${one.name}: its ${field}`,
        ja: `${one.kind.title.ja} ${one.name} のインポートに使う ${field}`,
      },
      value: undefined,
      many: false,
    });
  }

  function referencesIn(value: string) {
    return settlement
      .parts(value)
      .flatMap((part) => (typeof part !== "string" && part.what === "output" ? [part] : []));
  }
}

const isShared = ({ kind }: Settled): boolean => kind.relation === "shared";
