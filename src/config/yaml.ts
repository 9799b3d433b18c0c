import { type Alias, type Document, visit } from "yaml";

/** Why YAML without a mistake is no plain data all the same. */
export interface Oddity {
  readonly code: "BAD_ALIAS" | "RESOURCE_EXHAUSTION";
  /** Where it stands in the text. */
  readonly offset: number;
}

/** The data of a document; or what keeps it from being data: an alias without its anchor, or one that unfolds without end, shows only here. */
export function dataIn(document: Document): { readonly data: unknown } | { readonly odd: Oddity } {
  try {
    return { data: document.toJS() as unknown };
  } catch {
    const lost = lostAlias(document);
    return { odd: { code: lost ? "BAD_ALIAS" : "RESOURCE_EXHAUSTION", offset: lost?.range?.[0] ?? 0 } };
  }
}

function lostAlias(document: Document): Alias | undefined {
  let lost: Alias | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined;
      lost = alias;
      return visit.BREAK;
    },
  });
  return lost;
}
