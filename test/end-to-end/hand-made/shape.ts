import type { Ground } from "./ground";

/** A hand-made installation: how somebody built it, and what has to outlive its being taken over. */
export interface Shape {
  readonly name: string;
  /** First segment of the parameters' paths. */
  readonly env: string;
  build(ground: Ground): Promise<HandMade>;
  /** The config that `import` makes of it. */
  config(made: HandMade): object;
  /** Stored parameters that do nothing or stand in the way, by full name, with what `import` says to use instead. */
  readonly leftovers: Readonly<Record<string, string | undefined>>;
  /** Those of them that no program reads. */
  readonly dead: readonly string[];
  /** What the plan makes, parameters not counted, and what it changes although it can't be adopted. */
  readonly missing: readonly string[];
  readonly updated: readonly string[];
  /** Rules that get another number. */
  readonly moved: readonly string[];
  /** Whether the role allows more than the pods need, until `--prune`. */
  readonly pruned: boolean;
  /** What is ours and stays after `destroy`, because something that was adopted does not work without it. */
  readonly stays: readonly string[];
}

/** What stands now. Identifiers, and the content that nobody could make again. */
export interface HandMade {
  /** By full name, secrets in the clear. */
  readonly parameters: ReadonlyMap<string, string>;
  /** URLs by the scanner that polls. */
  readonly queues: Readonly<Record<string, string>>;
  readonly ruleArns: readonly string[];
  readonly targetGroupArns: readonly string[];
  readonly roleArn: string;
  /** Where people sign in by Cognito. */
  readonly pool?: { readonly poolId: string; readonly clientId: string };
}

/** 32 bytes, as somebody made them up once; with them RISKEN has encrypted what it stores. */
export const codeDataKey = "hand-made-key-of-thirty-two-byte";

export const databasePassword = "hand-made-password";
