import type { AnyKind } from "./kind";
import { Initially, type Look, resolveForBirth, UNKNOWN, Withheld } from "./ref";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A wanted spec as it is compared, where fields hold values of their own ({@link AnyKind.entries}): what counts only at birth is
 * what is there or, where nothing is, what will be made of it. What is neither there nor given is known only to who gives it.
 *
 * @param wanted with its references resolved
 */
export const entriesToCompare = (kind: AnyKind, wanted: Fields, has: Fields, look: Look): Fields =>
  inEntries(kind, wanted, has, (value, there) => {
    if (value instanceof Initially) return there ?? resolveForBirth(value, look);
    return value instanceof Withheld && there === undefined ? UNKNOWN : value;
  });

/** The same fields as they are written: what this run was not given is written back as it was found. */
export function entriesToWrite(kind: AnyKind, wanted: Fields, has: Fields, look: Look): Fields {
  const all = inEntries(kind, wanted, has, (value, there) => {
    if (value instanceof Initially) return there ?? resolveForBirth(value, look);
    return value instanceof Withheld ? there : value;
  });
  return Object.fromEntries(
    (kind.entries ?? []).flatMap((field: string) => (field in all ? [[field, all[field]]] : [])),
  );
}

function inEntries(
  kind: AnyKind,
  wanted: Fields,
  has: Fields,
  change: (value: unknown, there: unknown) => unknown,
): Fields {
  const changed = (kind.entries ?? []).flatMap((field: string) => {
    const entries = wanted[field];
    if (typeof entries !== "object" || entries === null) return [];
    const there = (has[field] ?? {}) as Fields;
    return [
      [field, Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, change(value, there[key])]))],
    ];
  });
  return changed.length > 0 ? { ...wanted, ...Object.fromEntries(changed) } : wanted;
}
