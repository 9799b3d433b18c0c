import type { Found } from "../../discovery/hand-made";
import { configSchema } from "../schema";
import { over } from "../values";
import { type Plain, valueAt } from "../walk";
import { databasePart } from "./database";
import { encryptionPart } from "./encryption";
import { type Part, part } from "./part";
import { clusterIn, podsPart } from "./pods";
import { queuesPart } from "./queues";
import { signInPart } from "./sign-in";
import { storePart } from "./store";
import { doorOf, doorsIn, wayInPart } from "./way-in";

export type { Part, Remark } from "./part";
export { type Leftover, type Published, valuesPart } from "./values";

/**
 * The config under which what was found needs the fewest changes, without `parameters.values`: what belongs there shows only
 * when the rest is known. Pure.
 *
 * @param given what people have said; it counts more than what was found, and tells which of several is meant
 */
export function importedPart(found: Found, given: Plain): Part {
  const told = (...keys: string[]) => valueAt(given, keys) as string | undefined;
  const named = (thing: string) => `${told("namePrefix") ?? "risken"}-${found.env}-${thing}`;
  const cluster = clusterIn(found, told("cluster", "name"));
  const doors = doorsIn(found);
  const baseUrl = found.parameters.find(({ variable }) => variable === "BASE_URL")?.text;
  const door = doorOf(doors, told("ingress", "consoleHost"), baseUrl);
  const place = { env: found.env, region: found.region, account: found.account };
  const parts = [
    part(place),
    podsPart(found, cluster, named),
    wayInPart(found, doors, door, cluster, named),
    signInPart(found, door, named),
    databasePart(found),
    queuesPart(found, named),
    encryptionPart(found),
    storePart(found),
  ];
  return together(parts, given);
}

/** What several looks say, as one. */
export const together = (parts: readonly Part[], given: Plain = {}): Part => ({
  data: [...parts.map(({ data }) => data), given].reduce<Plain>(
    (lower, higher) => over(configSchema, higher, lower) as Plain,
    {},
  ),
  remarks: parts.flatMap(({ remarks }) => remarks),
  warnings: parts.flatMap(({ warnings }) => warnings),
});
