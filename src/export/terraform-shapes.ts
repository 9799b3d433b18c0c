import type { Text } from "../text";
import { Hidden, type Settled } from "./settle";

/** What stands in a resource of Terraform: values with marks and {@link Hidden} inside, which are written out later. */
export type TfBody = { readonly [name: string]: unknown };

/** A resource of the aws provider that writes down something of ours, or a part of it. */
export interface TfResource {
  /** As in `aws_sqs_queue`. */
  readonly type: string;
  /** Whether it takes tags. */
  readonly tags: boolean;
  /** One for each of these, by what its name ends with; a single one where left out. */
  parts?(one: Settled): readonly string[];
  body(one: Settled, part: string): TfBody;
  /**
   * What `import` takes; undefined where the provider can't import it.
   *
   * @param known answers a field or an output as it is
   */
  readonly id: ((known: (field: string) => string, part: string) => string) | undefined;
  /** What Terraform leaves as it is, after it was made. */
  ignored?(one: Settled): readonly string[];
}

/** How a kind is written in Terraform. */
export interface TfKind {
  /** The first is the thing itself, to which others refer. */
  readonly resources: readonly [TfResource, ...TfResource[]];
  /** The attribute that each output is; or an expression, in which `%` is the resource. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Whether it holds a secret, so that its value would be in Terraform's state. */
  isSecret?(one: Settled): boolean;
}

export interface TfInexpressible {
  readonly inexpressible: Text;
}

/** A document that Terraform writes as JSON text. */
export class Json {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** A secret that comes from a variable. */
export class HiddenVariable extends Hidden {
  readonly name: string;
  readonly text: Text;

  constructor(name: string, text: Text) {
    super();
    this.name = name;
    this.text = text;
  }
}

/** A block, or several, inside a resource. */
export class Inner {
  readonly blocks: readonly TfBody[];

  constructor(...blocks: readonly TfBody[]) {
    this.blocks = blocks;
  }
}

/** One resource for each of these texts. */
export class Each {
  readonly values: readonly string[];

  constructor(values: readonly string[]) {
    this.values = values;
  }
}

/** A text of several lines, one below the other. */
export class Lines {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    this.lines = lines;
  }
}

/** `HttpCode` is `http_code`. */
export const snakeCase = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();
