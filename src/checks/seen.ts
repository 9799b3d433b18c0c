import type { Lookup, Observed } from "../engine/kind";
import { type Address, hasUnknown, resolve } from "../engine/ref";
import { keyOf, lookIn } from "../engine/survey";
import { Problem } from "../problems";
import type { Text } from "../text";
import { type Detail, type Look, pass, type Verdict } from "./check";

/** Something that the config wants and that is there. */
export interface There<Spec, Out, Key extends keyof Spec & string> {
  readonly address: Address;
  readonly name: string;
  /** Its key, references resolved. */
  readonly key: Pick<Spec, Key>;
  /** What the config wants of it; what isn't known before something else is made is left out. */
  readonly wanted: Partial<Spec>;
  readonly is: Observed<Spec, Out, Key>;
}

/** All that the survey saw of one kind. */
export interface Sight<Spec, Out, Key extends keyof Spec & string> {
  readonly there: readonly There<Spec, Out, Key>[];
  /** What kept the survey from reading one of them. */
  readonly blind: unknown;
}

/** Everything of a kind that the config wants, as the survey saw it. What isn't there is drift's to say. */
export function allSeen<Spec extends object, Out extends object, Key extends keyof Spec & string>(
  { survey: { graph, seen } }: Pick<Look, "survey">,
  kind: Lookup<Spec, Out, Key>,
): Sight<Spec, Out, Key> {
  const there: There<Spec, Out, Key>[] = [];
  let blind: unknown;
  for (const one of graph.resources.filter((other) => other.kind.type === kind.type)) {
    const { address, name } = one;
    const is = seen.get(address);
    if (is?.state === "unreadable") blind ??= is.error;
    if (is?.state !== "present") continue;
    const wanted = resolve(one.spec, lookIn(seen)) as Record<string, unknown>;
    const known = Object.fromEntries(Object.entries(wanted).filter(([, value]) => !hasUnknown(value)));
    const key = resolve(keyOf(one), lookIn(seen)) as Pick<Spec, Key>;
    // The kind is the one that was asked for, so what it observed is of its shape.
    const observed = is as unknown as Observed<Spec, Out, Key>;
    there.push({ address, name, key, wanted: known as Partial<Spec>, is: observed });
  }
  return { there, blind };
}

/**
 * The one thing of its kind; undefined where it isn't there or isn't what it should be, which drift says, and where this
 * config has no such thing.
 *
 * @throws what kept the survey from reading it
 */
export function onlySeen<Spec extends object, Out extends object, Key extends keyof Spec & string>(
  look: Pick<Look, "survey">,
  kind: Lookup<Spec, Out, Key>,
): There<Spec, Out, Key> | undefined {
  const { there, blind } = allSeen(look, kind);
  if (there.length === 0 && blind !== undefined && !(blind instanceof Problem)) throw blind;
  return there[0];
}

type Finding = Extract<Verdict, { readonly found: Text }>;

/**
 * The finding, if there is something to find; otherwise it passed, unless something could not be read.
 *
 * @throws `blind`, where nothing was found in the rest
 */
export function unlessNothing(finding: Finding & { readonly details: readonly Detail[] }, blind?: unknown): Verdict {
  if (finding.details.length > 0) return finding;
  if (blind !== undefined) throw blind;
  return pass;
}

/** This installation has no such thing. */
export const notHere = (because: Text): Verdict => ({ status: "skip", because, notApplicable: true });

/** What a check is about isn't there at all: drift says so, and what to do. */
export const isMissing: Verdict = notHere({
  en: "What this is about isn't there; the drift above says what is missing.",
  ja: "対象がまだありません。不足しているものはドリフトの結果に表示されます。",
});

/** The words of a general remedy, with the commands for what was found in the place of its own. */
export const withCommands = ({ en, ja }: Text, ...commands: readonly string[]): Text =>
  remedy({ en: en.split("\n")[0]!, ja: ja.split("\n")[0]! }, ...commands);

/** Words, and below them lines to be pasted. */
export const remedy = (say: Text, ...commands: readonly string[]): Text => ({
  en: [say.en, ...commands].join("\n"),
  ja: [say.ja, ...commands].join("\n"),
});

/** Names of the internet mean nothing where AWS isn't the real one. */
export const nobodyResolves: Verdict = notHere({
  en: "Names are not resolved in a sandbox or at a custom endpoint.",
  ja: "サンドボックスやカスタムエンドポイントでは、DNS を確認しません。",
});

/** A name server that doesn't answer says nothing about a name. */
export function unresolved(error: unknown): Verdict {
  const said = error instanceof Error ? error.message : String(error);
  return {
    status: "skip",
    because: {
      en: `The DNS server did not answer: ${said}`,
      ja: `DNS サーバーから応答がありませんでした: ${said}`,
    },
  };
}
