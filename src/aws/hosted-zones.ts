import type { HostedZone } from "@aws-sdk/client-route-53";
import { pages, shared } from "./loader";
import type { Aws } from "./session";

/** A hosted zone that everybody can ask. */
export interface Zone {
  /** As in `Z0123456789ABCDEFGHIJ`. */
  readonly id: string;
  /** In small letters, without the dot at the end. */
  readonly name: string;
}

const allZones = shared(
  (aws, _all): Promise<readonly HostedZone[]> =>
    pages(
      (Marker) => aws.route53.ListHostedZones({ Marker, MaxItems: 100 }),
      (page) => page.HostedZones,
      (page) => (page.IsTruncated ? page.NextMarker : undefined),
    ),
);

/** The public hosted zones of the account. Private ones have names of the same form and answer nobody outside. */
export async function publicZones(aws: Aws): Promise<readonly Zone[]> {
  const all = await allZones(aws, "");
  return all
    .filter(({ Config }) => !Config?.PrivateZone)
    .map(({ Id, Name }) => ({ id: Id!.split("/").at(-1)!, name: plainName(Name!) }));
}

/** Whether a host is the zone's own name or below it. */
export const isWithin = (host: string, zone: string): boolean => host === zone || host.endsWith(`.${zone}`);

/** The zones that a host can stand in; of nested ones, those of the nearest. */
export function zonesFor(zones: readonly Zone[], host: string): readonly Zone[] {
  const around = zones.filter(({ name }) => isWithin(host, name));
  const longest = Math.max(...around.map(({ name }) => name.length));
  return around.filter(({ name }) => name.length === longest);
}

/**
 * A name as people write it: Route 53 answers with a dot at the end, and with octal codes for all but letters, digits, hyphens and
 * underscores (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html).
 */
export const plainName = (name: string): string =>
  name
    .replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    .toLowerCase()
    .replace(/\.$/, "");
