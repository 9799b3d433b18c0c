import { Fingerprint, Secret } from "../secret";
import type { AnyKind, Tags } from "./kind";
import { hasUnknown, Initially, UNKNOWN, Withheld } from "./ref";

/** One field that is not as wanted. Values are as declared and observed: secrets are still {@link Secret}. */
export interface FieldChange {
  /** As in `RedrivePolicy.maxReceiveCount` or `Statement[0].Action`. */
  readonly path: string;
  readonly before: unknown;
  /** What it will be, or {@link UNKNOWN}. */
  readonly after: unknown;
}

export interface Differences {
  readonly fields: readonly FieldChange[];
  /** Secrets that this run was not given: what is stored stays. */
  readonly notCompared: readonly Withheld[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Compares what is declared with what is there, both in the kind's canonical spelling. A top-level field that is not
 * declared is not ours to say; inside a declared field everything counts.
 *
 * @param wanted the declared spec with its references resolved; the key's fields and advice are passed over
 */
export function differences(kind: AnyKind, wanted: Fields, observed: Fields): Differences {
  const fields: FieldChange[] = [];
  const notCompared: Withheld[] = [];
  const passedOver = [...kind.key, ...(kind.advice ?? [])];
  const declared = Object.entries(wanted).filter(
    ([field, value]) => !passedOver.includes(field) && value !== undefined,
  );
  const [plain, marked] = [declared.filter(([, v]) => !isMarked(v)), declared.filter(([, v]) => isMarked(v))];
  const after = canonical(kind, { ...keyOf(kind, wanted), ...Object.fromEntries(plain) });
  // What has been put together out of a wanted spec holds marks too.
  const before = { ...observed, ...canonical(kind, { ...keyOf(kind, wanted), ...plainOf(observed) }) };
  for (const [field] of plain) {
    if (!kind.suffices?.(field, after[field], before[field]))
      compare(field, after[field], before[field], fields, notCompared);
  }
  for (const [field, value] of marked) compare(field, value, before[field], fields, notCompared);
  return { fields, notCompared };
}

/** The wanted fields, with those that nobody can change (or only the given ones of them) as they are. */
export function asItStands(kind: AnyKind, wanted: Fields, observed: Fields, only = kind.immutable ?? []): Fields {
  const fixed = only.filter((field: string) => wanted[field] !== undefined && !kind.key.includes(field));
  return { ...wanted, ...Object.fromEntries(fixed.map((field: string) => [field, observed[field]])) };
}

/** The top-level field that a path is in. */
export const fieldOf = (path: string): string => path.split(/[.[]/)[0]!;

/** What our tags should be and are not. Foreign tags are nobody's business. */
export function tagDifferences(wanted: Tags, has: Tags | undefined): readonly FieldChange[] {
  if (!has) return [];
  return Object.entries(wanted)
    .filter(([key, value]) => has[key] !== value)
    .map(([key, value]) => ({ path: `Tags.${key}`, before: has[key], after: value }));
}

function canonical(kind: AnyKind, fields: Fields): Fields {
  return kind.canonical?.(fields) ?? fields;
}

function keyOf(kind: AnyKind, fields: Fields): Fields {
  return Object.fromEntries(kind.key.map((field: string) => [field, fields[field]]));
}

/** Marks can't be put into canonical form: fields that hold one are compared as they stand. */
function isMarked(value: unknown): boolean {
  return value instanceof Initially || value instanceof Withheld || hasUnknown(value);
}

const plainOf = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && !isMarked(value)));

function compare(path: string, wanted: unknown, has: unknown, out: FieldChange[], notCompared: Withheld[]): void {
  const differs = () => out.push({ path, before: has, after: wanted });
  if (wanted instanceof Initially) return;
  if (wanted instanceof Withheld) return void notCompared.push(wanted);
  if (wanted === UNKNOWN) return void differs();
  if (wanted instanceof Secret) {
    const same = has instanceof Secret ? wanted.equals(has) : has instanceof Fingerprint && has.matches(wanted);
    return void (same || differs());
  }
  // What is no secret to us may be stored as one.
  if (has instanceof Secret && typeof wanted === "string") return void (has.equals(new Secret(wanted)) || differs());
  if (Array.isArray(wanted) && Array.isArray(has) && wanted.length === has.length) {
    wanted.forEach((inner, at) => {
      compare(`${path}[${at}]`, inner, has[at], out, notCompared);
    });
    return;
  }
  if (isObject(wanted) && isObject(has)) {
    const keys = new Set([...Object.keys(wanted), ...Object.keys(has)]);
    for (const key of keys) compare(`${path}.${key}`, wanted[key], has[key], out, notCompared);
    return;
  }
  if (wanted !== has) differs();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Secret);
}

/**
 * A wanted spec in which what is there and may stay for now is kept. The very same spec where nothing is kept. Fields that hold a
 * mark stay as they are.
 */
export function withWhatStays(kind: AnyKind, wanted: Fields, has: Fields, whileOthersMove: boolean): Fields {
  const kept = whatStays(kind, wanted, has, whileOthersMove);
  const without = Object.fromEntries(Object.keys(kept).map((field) => [field, wanted[field]]));
  const { fields } = differences(kind, { ...keyOf(kind, wanted), ...kept }, without);
  return fields.length > 0 ? { ...wanted, ...kept } : wanted;
}

/**
 * The fields of a wanted spec that change where what is there stays: what others have added inside (`Kind.keeping`) or, while other
 * things change too, all that they may still rely on (`Kind.widened`).
 */
export function whatStays(kind: AnyKind, wanted: Fields, has: Fields, whileOthersMove: boolean): Fields {
  const plain = plainOf(wanted);
  return (whileOthersMove && kind.widened ? kind.widened(plain, has) : kind.keeping?.(plain, has)) ?? {};
}

/** Whether two values differ at all, marks and secrets included. */
export function differsFrom(wanted: unknown, has: unknown): boolean {
  const fields: FieldChange[] = [];
  compare("", wanted, has, fields, []);
  return fields.length > 0;
}
