import type { Change, ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { Aws } from "../aws/session";
import type { Tags } from "../engine/kind";
import { MARK, recordsAt } from "./route53-reads";

// Records take no tags, and their zone is somebody else's: what is ours says so in a TXT record right below it.

const TTL = 300;

const markOf = (host: string): string => `${MARK}.${host}`;

/** What the mark of a host says; nothing where it has none. */
export async function marksAt(aws: Aws, zoneId: string, host: string): Promise<Tags> {
  const sets = await recordsAt(aws, zoneId, markOf(host));
  const texts = sets.filter(({ Type }) => Type === "TXT").flatMap(({ ResourceRecords = [] }) => ResourceRecords);
  return Object.fromEntries(
    texts
      .map(({ Value }) => unquoted(Value!))
      .filter((text) => text.includes("="))
      .map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]),
  );
}

/** The change after which the mark of a host says just this; nothing where it neither says nor said anything. */
export async function marking(aws: Aws, zoneId: string, host: string, tags: Tags): Promise<readonly Change[]> {
  if (Object.keys(tags).length > 0) return [{ Action: "UPSERT", ResourceRecordSet: markSet(host, tags) }];
  const live = await recordsAt(aws, zoneId, markOf(host));
  return deleting(live.filter(({ Type }) => Type === "TXT"));
}

const markSet = (host: string, tags: Tags): ResourceRecordSet => ({
  Name: markOf(host),
  Type: "TXT",
  TTL,
  ResourceRecords: Object.entries(tags).map(([key, value]) => ({ Value: quoted(`${key}=${value}`) })),
});

/** Route 53 deletes only what is handed back just as it was read. */
export const deleting = (sets: readonly ResourceRecordSet[]): readonly Change[] =>
  sets.map((ResourceRecordSet) => ({ Action: "DELETE", ResourceRecordSet }));

/** Text in a record: what isn't plain ASCII, byte by byte in octal. */
const quoted = (text: string): string => {
  const bytes = [...new TextEncoder().encode(text)];
  const escaped = bytes.map((byte) => {
    const char = String.fromCharCode(byte);
    return /[ !#-[\]-~]/.test(char) ? char : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${escaped.join("")}"`;
};

const unquoted = (value: string): string => {
  const inner = value.replace(/^"|"$/g, "").replaceAll('" "', "");
  const bytes: number[] = [];
  for (const [piece, octal, escaped] of inner.matchAll(/\\([0-7]{3})|\\(.)|[^\\]/gsu)) {
    if (octal) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...new TextEncoder().encode(escaped ?? piece));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
};
