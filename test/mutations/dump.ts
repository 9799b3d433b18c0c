import { ADOPTED_TAG, ADOPTED_TAGS_TAG, FINGERPRINT_TAG } from "../../src/aws/tags";
import type { State } from "../../src/sandbox/account";

type Row = Record<string, unknown>;

/** What of a row AWS makes up at birth or counts by itself. */
const made: Readonly<Record<string, readonly string[]>> = {
  "acm.certificates": ["issued", "notAfter"],
  "cognito.brandings": ["created", "id"],
  "cognito.clients": ["created", "changed", "secret"],
  "cognito.domains": ["target"],
  "cognito.groups": ["created", "changed"],
  "cognito.pools": ["created", "changed"],
  "cognito.providers": ["created", "changed"],
  "iam.oidc-providers": ["created", "thumbprints"],
  "iam.roles": ["created", "id"],
  "kms.keys": ["created"],
  "secretsmanager.secrets": ["versionId"],
  "ssm.parameters": ["modified", "version"],
};

/**
 * All that an account holds, in one order: two accounts that hold the same read the same. Timestamps, counters and what
 * AWS makes up at birth are left out.
 *
 * @param renamed identifiers that AWS gave to things made anew, with those that they had before
 */
export function dumpOf({ tables }: State, renamed: ReadonlyMap<string, string> = new Map()): unknown {
  const rows = Object.entries(tables)
    .filter(([, all]) => Object.keys(all).length > 0)
    .map(([table, all]) => [
      table,
      Object.fromEntries(Object.entries(all).map(([key, row]) => [key, withoutMade(table, row as Row)])),
    ]);
  // The fingerprint of a secret is salted: whether it still fits is told by looking.
  // What was taken over stays marked as such: adopting is no way back to what was.
  let text = JSON.stringify(Object.fromEntries(rows), (key, value) =>
    key === FINGERPRINT_TAG ? "" : key === ADOPTED_TAG || key === ADOPTED_TAGS_TAG ? undefined : value,
  );
  for (const [now, before] of renamed) text = text.replaceAll(now, before);
  return inOrder(JSON.parse(text));
}

function withoutMade(table: string, row: Row): Row {
  const kept = Object.fromEntries(Object.entries(row).filter(([field]) => !made[table]?.includes(field)));
  if (table !== "sqs.queues") return kept;
  const { CreatedTimestamp: _c, LastModifiedTimestamp: _m, ...attributes } = row.attributes as Row;
  return { ...kept, attributes };
}

/** Keys in one order, and lists of names too: AWS gives theirs no meaning. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const all = value.map(inOrder);
    return all.every((one) => typeof one === "string") ? all.sort() : all;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [another]) => (one < another ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}

/** Where two dumps differ, as in `iam.roles/risken-prd-risken/description`. */
export function differencesOf(before: unknown, after: unknown, path = ""): readonly string[] {
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null)
    return before === after ? [] : [path.slice(1)];
  const [one, another] = [before as Row, after as Row];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(another)])];
  return keys.flatMap((key) => differencesOf(one[key], another[key], `${path}/${key}`));
}
