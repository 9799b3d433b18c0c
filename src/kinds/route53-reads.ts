import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { unless } from "../aws/errors";
import { plainName } from "../aws/hosted-zones";
import { shared } from "../aws/loader";
import type { Aws } from "../aws/session";

/** What begins the name of a mark, below the host that it speaks of. */
export const MARK = "_risken-aws";

/**
 * The record sets of a host, and those below it as far as the marks go: names come in the order of their labels from the right, so
 * the record that validates a certificate and the mark follow their host.
 */
const near = shared(async (aws, place): Promise<readonly ResourceRecordSet[]> => {
  const [HostedZoneId, host] = place.split(" ") as [string, string];
  const last = reversed(`${MARK}.${host}`);
  const found: ResourceRecordSet[] = [];
  let from: Partial<ResourceRecordSet> = { Name: host };
  for (;;) {
    const page = await unless(
      "NoSuchHostedZone",
      aws.route53.ListResourceRecordSets({
        HostedZoneId,
        StartRecordName: from.Name,
        StartRecordType: from.Type,
        StartRecordIdentifier: from.SetIdentifier,
        MaxItems: 300,
      }),
    );
    found.push(...(page?.ResourceRecordSets ?? []));
    if (!page?.IsTruncated || reversed(plainName(page.NextRecordName!)) > last) return found;
    from = { Name: page.NextRecordName, Type: page.NextRecordType, SetIdentifier: page.NextRecordIdentifier };
  }
});

/** The labels from the right, so that texts compare in the order of Route 53. */
const reversed = (name: string): string => name.split(".").reverse().join("\0");

/** All record sets of a host or of a name that begins with an underscore right below it. */
export async function recordsAt(aws: Aws, zoneId: string, name: string): Promise<readonly ResourceRecordSet[]> {
  const host = name.startsWith("_") ? name.slice(name.indexOf(".") + 1) : name;
  return (await near(aws, `${zoneId} ${host}`)).filter((one) => plainName(one.Name!) === name);
}
