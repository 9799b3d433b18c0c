import { differsFrom } from "../engine/diff";
import type { Graph } from "../engine/graph";
import type { AnyKind, Tags } from "../engine/kind";
import { carries, type Ownership } from "../engine/ownership";
import { type Address, Initially, Ref, resolve, type Source, Withheld } from "../engine/ref";
import type { Resource } from "../engine/resource";
import { keyOf, lookIn, type Survey } from "../engine/survey";
import { Fingerprint, Secret } from "../secret";
import type { Text } from "../text";
import { factsAbout, type Given, literals, referable } from "./facts";
import { mark, partsOf } from "./marks";

/** Where an installation is, as far as it matters to how it is written down. */
export interface Place {
  readonly region: string;
  readonly partition: string;
  /** Twelve digits, or {@link ACCOUNT} where nobody knows. */
  readonly account: string;
  arn(service: string, resource: string, where?: { readonly region?: string; readonly account?: string }): string;
}

type Fields = Readonly<Record<string, unknown>>;

/** A value that must not leave: only the place where it would stand. */
export class Hidden {}

/** What is known of somebody else's thing and has to be handed to whoever uses the export. */
export interface Fact {
  /** As in `LoadBalancerVpcId`; unique. */
  readonly name: string;
  readonly text: Text;
  /** What it is now, where somebody has looked. */
  readonly value: string | readonly string[] | undefined;
  /** Several values. */
  readonly many: boolean;
}

/** What a mark in a settled text stands for. */
export type Marked =
  | { readonly what: "account" }
  | { readonly what: "fact"; readonly fact: Fact }
  | { readonly what: "output"; readonly of: Settled; readonly field: string };

/** Something that we make, as values alone. */
export interface Settled {
  readonly address: Address;
  readonly name: string;
  readonly kind: AnyKind;
  /**
   * Declared fields: plain data with marks inside texts ({@link Settlement.parts}) and {@link Hidden} for secrets. What only counts
   * at birth, and what can't be changed, is what it has become, where that is known.
   */
  readonly spec: Fields;
  /** Ours, those of the config, and, where it is there, whatever else it carries. */
  readonly tags: Tags;
  /** What we make that has to be there before. */
  /** What says how to write it and nothing about the thing itself. */
  readonly advice: Fields;
  readonly after: readonly Address[];
  /** Something would be lost with it. */
  readonly holdsData: boolean;
  /** Something of it was made up and can't be had again. */
  readonly isGenerated: boolean;
  /** Its fields and outputs as they are; undefined where it isn't there or nobody has looked. */
  readonly has: Fields | undefined;
  /** It is there, serves others too, and was made by somebody else. */
  readonly isForeign: boolean;
  /** The mark of one of its outputs. */
  output(field: string): string;
  /** A field or output as it is, or as it will be by its name alone; undefined where nobody can know. */
  known(field: string): unknown;
}

/** A graph without references. */
export interface Settlement {
  /** In an order in which each thing comes after what it refers to. */
  readonly made: readonly Settled[];
  readonly facts: readonly Fact[];
  /** Whether somebody has looked at the account. */
  readonly looked: boolean;
  /** The mark of a fact that only a notation asks for. */
  asked(fact: Fact): string;
  /** A text in parts: literal text, and what stands for something. */
  parts(text: string): readonly (string | Marked)[];
}

/** Stands for the account's number where nobody knows it. */
export const ACCOUNT = mark(0);

/** What settling needs to know beside the graph. */
export interface Settling {
  readonly place: Place;
  readonly owner: Ownership;
  /** What was seen of the account; left out where nobody has looked. */
  readonly seen?: Survey["seen"];
  /** What the config says of things that are there, by address. */
  readonly given?: Given;
}

/**
 * Replaces every reference by a mark for an output of ours or for a fact about what is somebody else's, and every secret by
 * {@link Hidden}. What follows from names alone (an ARN, the address of a queue in a longer text) is written out.
 */
export function settle(graph: Graph, { place, owner, seen, given = {} }: Settling): Settlement {
  const marked: Marked[] = [{ what: "account" }];
  const marks = new Map<string, string>();
  const facts = new Map<string, Fact>();
  const made = new Map<Address, Settled>();

  const markFor = (id: string, one: () => Marked): string => {
    const known = marks.get(id) ?? mark(marked.push(one()) - 1);
    marks.set(id, known);
    return known;
  };

  const factNamed = (fact: Fact): string =>
    markFor(`fact ${fact.name}`, () => {
      facts.set(fact.name, fact);
      return { what: "fact", fact };
    });

  const observed = (address: Address) => {
    const observation = seen?.get(address);
    return observation?.state === "present" ? observation : undefined;
  };

  /** @param literally what can be written out is: it stands inside something longer */
  function outputOf({ address, field }: Source, literally: boolean): unknown {
    const now = (observed(address)?.outputs as Fields | undefined)?.[field];
    const ours = made.get(address);
    if (!ours) return theirs(graph.at.get(address)!, field, now);
    const literal = literals(ours.kind.type, field);
    if (literal?.always) return literal.of(ours.spec, place, balancerVpc);
    const name = `${ours.kind.type} ${field}`;
    if (!referable.includes(name)) throw new Error(`nobody says what ${name} is to an export`);
    return literal && literally ? (now ?? literal.of(ours.spec, place, balancerVpc)) : ours.output(field);
  }

  const theirs = (resource: Resource, field: string, now: unknown): unknown =>
    factsAbout(resource, field, {
      place,
      given: given[resource.address],
      looked: observed(resource.address) !== undefined,
      now,
      key: (name) => settled(resource.spec[name]),
      fact: factNamed,
      balancerVpc,
    });

  /** The VPC that target groups are in: the load balancer's. */
  function balancerVpc(): unknown {
    const { address } = graph.resources.find(({ kind }) => kind.type === "elbv2.load-balancer")!;
    return outputOf({ address, field: "vpcId" }, false);
  }

  function referred(ref: Ref<unknown>): unknown {
    const literally = ref.resolve((source) => outputOf(source, true));
    const source = ref.sources.length === 1 ? ref.sources[0] : undefined;
    return source && literally === outputOf(source, true) ? outputOf(source, false) : literally;
  }

  /** @param now what the field is, for what only counts at birth */
  function settled(value: unknown, now?: unknown): unknown {
    if (value instanceof Ref) return settled(referred(value), now);
    if (value instanceof Initially) {
      const born = settled(value.value);
      return born instanceof Hidden ? born : (now ?? born);
    }
    if (value instanceof Secret || value instanceof Withheld || value instanceof Fingerprint) return new Hidden();
    if (Array.isArray(value)) return value.map((one) => settled(one));
    if (typeof value !== "object" || value === null || value instanceof Hidden) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, settled(inner)] as const);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  }

  function settledOne(resource: Resource): Settled {
    const { address, name, holdsData } = resource;
    const kind = resource.kind as AnyKind;
    const there = observed(address);
    const marks = owner.marks(resource);
    const now = (there?.spec ?? {}) as Fields;
    const isFixed = (field: string) => kind.immutable?.includes(field) && (kind.holdsData || kind.irreplaceable);
    // What differs and can't be changed stays as it is, as a plan says.
    const stays = (field: string) =>
      seen && field in now && isFixed(field) && differsFrom(resolve(resource.spec[field], lookIn(seen)), now[field]);
    const spec = Object.entries(resource.spec)
      .filter(([field]) => !kind.advice?.includes(field) && field !== kind.tagField)
      .map(([field, value]) => [field, stays(field) ? now[field] : settled(value, now[field])] as const);
    const one: Settled = {
      address,
      name,
      kind,
      spec: Object.fromEntries(spec.filter(([, value]) => value !== undefined)),
      tags: {
        ...there?.tags,
        ...owner.tags,
        ...(kind.tagField && (resource.spec[kind.tagField] as Tags | undefined)),
        ...marks,
        ...(holdsData && owner.generated),
      },
      advice: Object.fromEntries((kind.advice ?? []).map((field) => [field, settled(resource.spec[field])])),
      after: graph.dependsOn(address).filter((other) => made.has(other)),
      holdsData: Boolean(holdsData || kind.holdsData || kind.relation === "shared"),
      isGenerated: holdsData === true,
      has: there && {
        ...(resolve(keyOf(resource), lookIn(seen!)) as Fields),
        ...(there.spec as Fields),
        ...(there.outputs as Fields),
      },
      isForeign: kind.relation === "shared" && there !== undefined && !carries(there.tags ?? {}, marks),
      output: (field) => markFor(`${address} ${field}`, () => ({ what: "output", of: one, field })),
      known: (field) =>
        one.has?.[field] ?? one.spec[field] ?? literals(kind.type, field)?.of(one.spec, place, balancerVpc),
    };
    return one;
  }

  for (const resource of graph.resources) {
    if (resource.wanted === "made") made.set(resource.address, settledOne(resource));
  }
  return {
    made: [...made.values()],
    facts: [...facts.values()],
    looked: seen !== undefined,
    asked: factNamed,
    parts: (text) => partsOf(text).map((part) => (typeof part === "number" ? marked[part]! : part)),
  };
}
