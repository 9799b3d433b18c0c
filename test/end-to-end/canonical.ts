import { createHash } from "node:crypto";
import type { State } from "../../src/sandbox/account";

/**
 * What a sandbox holds, table by table, without what is different in every run: identifiers that AWS makes up, moments,
 * and generated values. What refers to what is kept: an identifier is replaced by a name that follows from all that
 * mentions it.
 *
 * @param before the account before the run: what stands in it was not made up by the run
 * @param generated names of parameters whose values are made at random
 */
export function canonical(state: State, before: State, generated: readonly string[]): Canonical {
  const known = new Set(JSON.stringify(before.tables).match(madeUp));
  const rows = Object.entries(state.tables).flatMap(([table, entries]) =>
    Object.entries(entries).map(([key, row]) => ({ table, text: plain(key, row, generated) })),
  );
  const ids = new Set(rows.flatMap(({ text }) => text.match(madeUp) ?? []).filter((id) => !known.has(id)));
  let names = new Map([...ids].map((id) => [id, "id"]));
  // Each round takes in what is one reference further away; nothing in the account is further than three.
  for (let round = 0; round < 4; round++) names = renamed(names, rows);
  const textsIn = (name: string) => rows.filter(({ table }) => table === name).map(({ text }) => replaced(text, names));
  return Object.fromEntries(Object.keys(state.tables).map((name) => [name, textsIn(name).sort()]));
}

export type Canonical = Readonly<Record<string, readonly string[]>>;

/** Identifiers as the sandbox makes them: hexadecimal digits, also behind a prefix. */
const madeUp = /[0-9a-f]{9,}|[0-9A-F]{9,}/g;
const moments = /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"/g;
const seconds = /("\w*Timestamp":)"\d{10}"/g;

interface Row {
  readonly table: string;
  readonly text: string;
}

function plain(key: string, row: unknown, generated: readonly string[]): string {
  const { name, value, ...rest } = row as { readonly name?: string; readonly value?: string };
  const shown = value !== undefined && generated.includes(name ?? "") ? { name, value: "generated", ...rest } : row;
  return JSON.stringify([key, sorted(shown)])
    .replaceAll(moments, '"a moment"')
    .replaceAll(seconds, '$1"a moment"');
}

/** The order of keys in an object means nothing, nor does the one of texts in a list: AWS has sets there. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.every((one) => typeof one === "string") ? [...value].sort() : value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, own]) => [key, sorted(own)]),
  );
}

function renamed(names: ReadonlyMap<string, string>, rows: readonly Row[]): Map<string, string> {
  return new Map(
    [...names].map(([id]) => {
      const mentions = rows
        .filter(({ text }) => text.includes(id))
        .map(({ table, text }) => `${table} ${replaced(text.replaceAll(id, "itself"), names)}`)
        .sort();
      return [id, createHash("sha256").update(mentions.join("\n")).digest("base64url").slice(0, 12)];
    }),
  );
}

const replaced = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replaceAll(madeUp, (id) => names.get(id) ?? id);

/** What two accounts have not in common, shortly. */
export function differencesOf(wanted: Canonical, found: Canonical): readonly string[] {
  return Object.keys({ ...wanted, ...found }).flatMap((table) => {
    const [should, is] = [wanted[table] ?? [], found[table] ?? []];
    const lost = should.filter((row) => !is.includes(row));
    const more = is.filter((row) => !should.includes(row));
    return [
      ...lost.map((row, at) => `${table}: ${unlike(row, more[at] ?? "nothing")}`),
      ...more.slice(lost.length).map((row) => `${table}: ${row.slice(0, 120)} is too much`),
      ...(should.length === is.length ? [] : [`${table}: ${is.length} rows instead of ${should.length}`]),
    ];
  });
}

/** Where two texts part. */
function unlike(wanted: string, found: string): string {
  let at = 0;
  while (at < wanted.length && wanted[at] === found[at]) at += 1;
  const from = Math.max(0, at - 60);
  return `${wanted.slice(0, 60)}: ${found.slice(from, at + 60)} instead of ${wanted.slice(from, at + 60)}`;
}
