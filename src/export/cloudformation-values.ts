import { type CfnKind, type CfnResource, cfnKinds, type Fields, HiddenParameter } from "./cloudformation-kinds";
import { isMarked } from "./marks";
import { type Fact, Hidden, type Marked, type Settled, type Settlement } from "./settle";

/** A function of CloudFormation in its short form, as in `!Ref Name`. */
export class Intrinsic {
  readonly tag: "!Ref" | "!GetAtt" | "!Sub" | "!Equals";
  readonly value: string | readonly unknown[];

  constructor(tag: Intrinsic["tag"], value: Intrinsic["value"]) {
    this.tag = tag;
    this.value = value;
  }
}

/** Writes resources, and remembers which parameters and conditions that took. */
export interface CfnWriter {
  resource(one: Settled, resource: CfnResource): Fields;
  /** The section `Parameters`, if any. */
  parameters(): Fields;
  /** The section `Conditions`, if any. */
  conditions(): Fields;
}

type LogicalId = (one: Settled) => string;

export function writerOf(
  settlement: Settlement,
  lookups: Readonly<Record<string, string>>,
  logicalId: LogicalId,
): CfnWriter {
  const parameters = new Map<string, Fields>();
  const conditions = new Map<string, Intrinsic>();

  return {
    resource(one, resource) {
      const referred = new Set<string>();
      const properties = { ...resource.properties(one), ...tagsOf(one, resource) };
      const written = Object.entries(properties).map(([name, value]) => [name, property(value, referred)] as const);
      const own = resource.suffix ? undefined : logicalId(one);
      const after = one.after
        .map((address) => settlement.made.find((other) => other.address === address)!)
        .filter((other) => isWritten(other) && !isConditional(other))
        .map(logicalId)
        .filter((id) => id !== own && !referred.has(id));
      return {
        Type: resource.type,
        ...(isConditional(one) && { Condition: conditionFor(one) }),
        ...(after.length > 0 && !resource.suffix && { DependsOn: after }),
        DeletionPolicy: one.holdsData && !resource.suffix ? "Retain" : "Delete",
        UpdateReplacePolicy: one.holdsData && !resource.suffix ? "Retain" : "Delete",
        Properties: Object.fromEntries(written),
      };
    },
    parameters: () => section("Parameters", parameters),
    conditions: () => section("Conditions", conditions),
  };

  /** A template can't compute the names of fields: a value that needs that is written as JSON text, which policies may be. */
  function property(value: unknown, referred: Set<string>): unknown {
    return hasMarkedKey(value) ? text(JSON.stringify(value), referred) : inside(value, referred);
  }

  function inside(value: unknown, referred: Set<string>): unknown {
    if (typeof value === "string") return text(value, referred);
    if (value instanceof Hidden) return hidden(value);
    if (Array.isArray(value)) return value.map((one) => inside(one, referred));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inside(one, referred)]));
  }

  function text(value: string, referred: Set<string>): unknown {
    const parts = settlement.parts(value);
    if (parts.every((part) => typeof part === "string")) return value;
    const [first] = parts;
    if (parts.length === 1 && typeof first === "object") {
      const name = named(first, referred);
      return new Intrinsic(name.includes(".") ? "!GetAtt" : "!Ref", name);
    }
    const filled = parts.map((part) =>
      typeof part === "string" ? part.replaceAll("${", "${!") : `\${${named(part, referred)}}`,
    );
    return new Intrinsic("!Sub", filled.join(""));
  }

  function named(marked: Marked, referred: Set<string>): string {
    if (marked.what === "account") return "AWS::AccountId";
    if (marked.what === "fact") return parameterFor(marked.fact);
    const id = logicalId(marked.of);
    referred.add(id);
    const attribute = (cfnKinds[marked.of.kind.type] as CfnKind).attributes[marked.field];
    if (!attribute) throw new Error(`nobody says how CloudFormation refers to ${marked.of.kind.type} ${marked.field}`);
    return attribute === "Ref" ? id : `${id}.${attribute}`;
  }

  function parameterFor({ name, text: { en }, value, many }: Fact): string {
    const now = typeof value === "string" ? value : value?.join(",");
    parameters.set(name, {
      Type: many ? "CommaDelimitedList" : "String",
      Description: en,
      ...(now !== undefined && { Default: now }),
    });
    return name;
  }

  function hidden(value: Hidden): unknown {
    if (!(value instanceof HiddenParameter)) throw new Error("a secret has no place in a template");
    const lookup = lookups[value.name];
    if (lookup) return lookup;
    parameters.set(value.name, { Type: "String", NoEcho: true, Description: value.text.en });
    return new Intrinsic("!Ref", value.name);
  }

  /** What others may have made is made where nobody has. */
  function conditionFor(one: Settled): string {
    const [parameter, condition] = [`Make${logicalId(one)}`, `Makes${logicalId(one)}`];
    parameters.set(parameter, {
      Type: "String",
      AllowedValues: ["true", "false"],
      Default: String(!one.isForeign),
      Description: `Whether the stack makes the ${one.kind.title.en}; false where somebody else has made it`,
    });
    conditions.set(condition, new Intrinsic("!Equals", [new Intrinsic("!Ref", parameter), "true"]));
    return condition;
  }
}

/** It may not come into being, so nothing can wait for it: what refers to it knows its ARN without it. */
const isConditional = ({ kind }: Settled): boolean => kind.relation === "shared";

const isWritten = (one: Settled): boolean => {
  const kind = cfnKinds[one.kind.type];
  return kind !== undefined && !("inexpressible" in kind) && !kind.leftOut?.(one);
};

function tagsOf({ tags }: Settled, { tags: how }: CfnResource): Fields {
  if (!how) return {};
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return { [how.property]: how.as === "list" ? list : tags };
}

const section = (name: string, all: ReadonlyMap<string, unknown>): Fields =>
  all.size > 0 ? { [name]: Object.fromEntries(all) } : {};

function hasMarkedKey(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof Hidden) return false;
  return Object.entries(value).some(([key, inner]) => isMarked(key) || hasMarkedKey(inner));
}
