import type { Change, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { type Account, type Answers, awsError } from "./account";
import { freshIds } from "./fresh-ids";
import { pageOf } from "./paging";

export interface ZoneRow {
  readonly id: string;
  /** With the dot at the end, as in answers. */
  readonly name: string;
  readonly isPrivate: boolean;
  /** In no order. */
  records: ResourceRecordSet[];
}

/** By id. */
export const zones = (account: Account) => account.table<ZoneRow>("route53.zones");

/** Hosted zones and their records (https://docs.aws.amazon.com/Route53/latest/APIReference/). */
export const answers: Answers<"route53"> = {
  ListHostedZones({ Marker, MaxItems = 100 }, account) {
    const all = Object.values(zones(account)).sort((one, other) => (one.id < other.id ? -1 : 1));
    const { items, next } = pageOf(all, Number(MaxItems), Marker);
    return {
      HostedZones: items.map(({ id, name, isPrivate, records }) => ({
        Id: `/hostedzone/${id}`,
        Name: name,
        CallerReference: id,
        Config: { PrivateZone: isPrivate },
        ResourceRecordSetCount: records.length,
      })),
      IsTruncated: next !== undefined,
      NextMarker: next,
      Marker,
      MaxItems: Number(MaxItems),
    };
  },

  ListResourceRecordSets({ HostedZoneId, StartRecordName, StartRecordType, MaxItems = 300 }, account) {
    const all = [...zoneBy(HostedZoneId!, account).records].sort(byPlace);
    const start = StartRecordName && { Name: whole(StartRecordName), Type: StartRecordType };
    const from = start ? all.findIndex((one) => byPlace(one, start) >= 0) : 0;
    const rest = from < 0 ? [] : all.slice(from);
    const next = rest[Number(MaxItems)];
    return {
      ResourceRecordSets: rest.slice(0, Number(MaxItems)),
      IsTruncated: next !== undefined,
      NextRecordName: next?.Name,
      NextRecordType: next?.Type,
      NextRecordIdentifier: next?.SetIdentifier,
      MaxItems: Number(MaxItems),
    };
  },

  /** All of it or nothing. */
  ChangeResourceRecordSets({ HostedZoneId, ChangeBatch }, account) {
    const zone = zoneBy(HostedZoneId!, account);
    let records = zone.records;
    for (const change of ChangeBatch?.Changes ?? []) records = changed(records, change, zone);
    const clash = records.find(
      ({ Name, Type }) => Type === "CNAME" && records.some((one) => one.Name === Name && one.Type !== Type),
    );
    if (clash) {
      throw refused(
        `RRSet of type CNAME with DNS name ${clash.Name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.name}`,
      );
    }
    zone.records = [...records].sort(byPlace);
    return {
      ChangeInfo: { Id: `/change/C${account.hex(20).toUpperCase()}`, Status: "PENDING", SubmittedAt: account.now() },
    };
  },
};

interface NewZone {
  readonly name: string;
  readonly id?: string;
  readonly isPrivate?: boolean;
}

/** Puts a hosted zone into the account; answers its id. Making one is not the tool's business. */
export function addHostedZone(account: Account, { name, id, isPrivate = false }: NewZone): string {
  const own = id ?? `Z${account.hex(20).toUpperCase()}`;
  const Name = whole(name);
  zones(account)[own] = {
    id: own,
    name: Name,
    isPrivate,
    records: [
      {
        Name,
        Type: "NS",
        TTL: 172_800,
        ResourceRecords: [1, 2, 3, 4].map((at) => ({ Value: `ns-${at}.example.net.` })),
      },
      {
        Name,
        Type: "SOA",
        TTL: 900,
        ResourceRecords: [{ Value: "ns-1.example.net. hostmaster.example.net. 1 7200 900 1209600 86400" }],
      },
    ],
  };
  return own;
}

/** The zone of the domain whose certificate the listener has. */
export function freshRoute53(account: Account): void {
  addHostedZone(account, { name: freshIds.domain, id: freshIds.hostedZoneId });
}

/** The value of a CNAME in one of the public zones, without the dot at its end; undefined where there is none. */
export function cnameOf(account: Account, name: string): string | undefined {
  const all = Object.values(zones(account)).filter(({ isPrivate }) => !isPrivate);
  const found = all.flatMap(({ records }) => records).find((one) => one.Name === whole(name) && one.Type === "CNAME");
  return found?.ResourceRecords?.[0]?.Value?.replace(/\.$/, "");
}

function zoneBy(id: string, account: Account): ZoneRow {
  const zone = zones(account)[id.split("/").at(-1)!];
  if (!zone) throw awsError("NoSuchHostedZone", `No hosted zone found with ID: ${id}`, { status: 404 });
  return zone;
}

/** Small letters, a dot at the end, and octal codes for what has no place in a plain name. */
const whole = (name: string): string =>
  `${name.toLowerCase().replace(/\.$/, "")}.`.replace(
    /[^a-z0-9._\\-]/g,
    (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );

/** Route 53 says what it has against a batch in a list beside the message. */
const refused = (message: string) =>
  Object.assign(awsError("InvalidChangeBatch", message), { messages: [`[${message}]`] });

const isSame = (one: ResourceRecordSet, other: ResourceRecordSet) =>
  one.Name === other.Name && one.Type === other.Type && one.SetIdentifier === other.SetIdentifier;

function changed(
  records: readonly ResourceRecordSet[],
  { Action, ResourceRecordSet: given }: Change,
  zone: ZoneRow,
): ResourceRecordSet[] {
  const set = stored(given!);
  const what = `resource record set [name='${set.Name}', type='${set.Type}']`;
  if (set.Name !== zone.name && !set.Name!.endsWith(`.${zone.name}`)) {
    throw refused(`RRSet with DNS name ${set.Name} is not permitted in zone ${zone.name}`);
  }
  const there = records.find((one) => isSame(one, set));
  const others = records.filter((one) => one !== there);
  if (Action === "DELETE") {
    if (!there) throw refused(`Tried to delete ${what} but it was not found`);
    if (JSON.stringify(there) !== JSON.stringify(set)) {
      throw refused(`Tried to delete ${what} but the values provided do not match the current values`);
    }
    return others;
  }
  if (Action === "CREATE" && there) throw refused(`Tried to create ${what} but it already exists`);
  return [...others, set];
}

/** As it is answered: an alias has no TTL, and its target ends in a dot. */
function stored({ Name, Type, TTL, ResourceRecords, AliasTarget, SetIdentifier, Weight }: ResourceRecordSet) {
  const set: ResourceRecordSet = {
    Name: whole(Name!),
    Type,
    ...(SetIdentifier ? { SetIdentifier, Weight } : {}),
    ...(AliasTarget
      ? { AliasTarget: { ...AliasTarget, DNSName: whole(AliasTarget.DNSName!) } }
      : { TTL, ResourceRecords }),
  };
  return set;
}

/** Names by their labels from the right, then types. */
function byPlace(one: Partial<ResourceRecordSet>, other: Partial<ResourceRecordSet>): number {
  const [first, second] = [placeOf(one), placeOf(other)];
  return first < second ? -1 : first > second ? 1 : 0;
}

const placeOf = ({ Name = "", Type }: Partial<ResourceRecordSet>): string =>
  `${Name.replace(/\.$/, "").split(".").reverse().join("\u0001")}\0${Type ?? ""}`;
