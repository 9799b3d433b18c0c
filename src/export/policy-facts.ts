import type { Statement } from "../aws/policy-document";
import { ENV_TAG } from "../aws/tags";
import type { Graph } from "../engine/graph";

/** Where a policy is for. */
export interface Place {
  readonly env: string;
  readonly region: string;
  readonly partition: string;
  /** `<namePrefix>-<env>-<thing>`. */
  named(thing: string): string;
  /** An ARN in the account and region; `region: ""` for services that leave it out. */
  arn(service: string, resource: string, where?: { readonly region?: string; readonly account?: string }): string;
}

/** What an action is bound to: an ARN pattern or several, and conditions. */
export type Grant = Pick<Statement, "Resource" | "Condition">;

/** What is looked at beyond the graph. */
export interface Beyond {
  /** ARNs that the config refers to with `{ secretsManager: … }`. */
  readonly secrets: readonly string[];
  /** ARNs of the roles that doctor is to knock at. */
  readonly scanRoles: readonly string[];
  /** Whether the pods' environment is read, with the secrets in it. */
  readonly asPods: boolean;
}

export type Condition = NonNullable<Statement["Condition"]>;

/** What the tables of scopes are made from. */
export type Facts = ReturnType<typeof facts> & Beyond;
/** What actions are bound to, by action. */
export type Table = Readonly<Record<string, readonly Grant[]>>;

export function facts(graph: Graph, place: Place) {
  const { env } = place;
  const specs = (type: string) => graph.resources.filter(({ kind }) => kind.type === type).map(({ spec }) => spec);
  const has = (type: string) => specs(type).length > 0;
  const texts = (type: string, field: string) =>
    [...new Set(specs(type).flatMap((spec) => [spec[field]].flat()))].filter((one) => typeof one === "string");
  const resourceTag = { [`aws:ResourceTag/${ENV_TAG}`]: env };
  const requestTag = { [`aws:RequestTag/${ENV_TAG}`]: env };
  return {
    ...place,
    specs,
    has,
    texts,
    /** Made with our tag. */
    marked: { StringEquals: requestTag },
    /** Carries our tag. */
    ours: { StringEquals: resourceTag },
    /** Doesn't carry another env's tag. */
    notOthers: { StringEqualsIfExists: resourceTag },
    /** Neither takes another env's thing nor gives one to another env. */
    tagging: { StringEqualsIfExists: { ...requestTag, ...resourceTag } },
    cluster: texts("eks.cluster", "name")[0] ?? "*",
  };
}

/** Bound to these resources, under all of these conditions. */
export const on = (Resource: string | readonly string[], ...conditions: readonly Condition[]): readonly Grant[] => [
  conditions.length > 0 ? { Resource, Condition: together(conditions) } : { Resource },
];

/** Nothing at all where there is nothing that it would be for. */
export const some = (resources: readonly string[]): readonly Grant[] => (resources.length > 0 ? on(resources) : []);

/** What AWS can't bind to anything. */
export const everywhere = on("*");

function together(conditions: readonly Condition[]): Condition {
  const all: Record<string, Condition[string]> = {};
  for (const one of conditions) {
    for (const [operator, keys] of Object.entries(one)) all[operator] = { ...all[operator], ...keys };
  }
  return all;
}

/** Names that the config gives to what would be called otherwise. */
export const otherNames = ({ texts, named }: Facts, type: string, field: string): readonly string[] =>
  texts(type, field).filter((name) => !name.startsWith(named("")));
