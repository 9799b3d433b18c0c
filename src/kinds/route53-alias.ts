import type { Change, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { saidOfBatch, unless } from "../aws/errors";
import { plainName, publicZones, zonesFor } from "../aws/hosted-zones";
import type { Aws } from "../aws/session";
import { carries } from "../aws/tags";
import type { Kind } from "../engine/kind";
import { elbv2ListenerRule } from "./elbv2-listener-rule";
import { hostsOfOurRules } from "./elbv2-our-hosts";
import { deleting, marking, marksAt } from "./route53-marks";
import { recordsAt } from "./route53-reads";

/** Where a host leads. */
interface Address {
  readonly Type: string;
  /** Name and zone of what it is an alias of. */
  readonly DNSName?: string;
  readonly HostedZoneId?: string;
  /** Of one that is no alias. */
  readonly Values?: readonly string[];
  /** Of one that shares the name with others of its type. */
  readonly SetIdentifier?: string;
}

interface Spec {
  readonly HostedZoneId: string;
  /** The host, in small letters. */
  readonly Name: string;
  /** Everything at the name by which it is found: what else is there would lead some people elsewhere. */
  readonly Addresses: readonly Address[];
}

interface Outputs {
  readonly zoneId: string;
  readonly host: string;
}

/**
 * A host's alias records for a load balancer. The zone is somebody else's; a TXT record beside them, written in the same batch, says
 * that they are ours.
 */
export const route53Alias: Kind<Spec, Outputs, "HostedZoneId" | "Name"> = {
  type: "route53.alias",
  noun: "dns-record",
  title: { en: "DNS record of the host", ja: "ホスト名の DNS レコード" },
  key: ["HostedZoneId", "Name"],
  label: "Name",
  relation: "attachment",
  exclusive: true,
  marksOnly: true,
  reads: [...new Set(["route53:ListResourceRecordSets", "route53:ListHostedZones", ...elbv2ListenerRule.reads])],
  writes: ["route53:ChangeResourceRecordSets"],
  removes: ["route53:ChangeResourceRecordSets"],

  canonical: (spec) => ({ ...spec, ...(spec.Addresses ? { Addresses: canonical(spec.Addresses) } : {}) }),

  async observe(aws, { HostedZoneId, Name }) {
    const [addresses, tags] = await Promise.all([
      addressesAt(aws, HostedZoneId, Name),
      marksAt(aws, HostedZoneId, Name),
    ]);
    if (addresses.length === 0 && Object.keys(tags).length === 0) return undefined;
    return {
      spec: { Addresses: addresses.map(addressOf) },
      outputs: { zoneId: HostedZoneId, host: Name },
      tags,
    };
  },

  async create(aws, { HostedZoneId, Name, Addresses }, tags) {
    // What somebody has made there meanwhile isn't overwritten.
    const made = Addresses.map((one): Change => ({ Action: "CREATE", ResourceRecordSet: recordSet(Name, one) }));
    await change(aws, HostedZoneId, [...made, ...(await marking(aws, HostedZoneId, Name, tags))]);
    return undefined;
  },

  async update(aws, { HostedZoneId, Name, Addresses }) {
    const live = await addressesAt(aws.fresh(), HostedZoneId, Name);
    const replaced = live.filter((one) => one.SetIdentifier || !Addresses.some(({ Type }) => Type === one.Type));
    const wanted = Addresses.map((one): Change => ({ Action: "UPSERT", ResourceRecordSet: recordSet(Name, one) }));
    await change(aws, HostedZoneId, [...deleting(replaced), ...wanted]);
  },

  async remove(aws, { HostedZoneId, Name }) {
    const now = aws.fresh();
    const live = await addressesAt(now, HostedZoneId, Name);
    await change(aws, HostedZoneId, [...deleting(live), ...(await marking(now, HostedZoneId, Name, {}))]);
  },

  async tag(aws, { outputs: { zoneId, host } }, tags) {
    const now = aws.fresh();
    await change(aws, zoneId, await marking(now, zoneId, host, { ...(await marksAt(now, zoneId, host)), ...tags }));
  },

  async untag(aws, { outputs: { zoneId, host } }, keys) {
    const now = aws.fresh();
    const left = Object.entries(await marksAt(now, zoneId, host)).filter(([key]) => !keys.includes(key));
    await change(aws, zoneId, await marking(now, zoneId, host, Object.fromEntries(left)));
  },

  /** No index knows records. The hosts of our rules are known, and each can only stand in the zone around it. */
  async owned(aws, tags) {
    // Both at once: a survey waits for neither longer than it has to.
    const [hosts, zones] = await Promise.all([hostsOfOurRules(aws, tags), publicZones(aws)]);
    const places = hosts.flatMap((host) => zonesFor(zones, host).map(({ id }) => ({ HostedZoneId: id, Name: host })));
    const marks = await Promise.all(places.map(({ HostedZoneId, Name }) => marksAt(aws, HostedZoneId, Name)));
    return places.map((key, at) => ({ key, tags: marks[at]! })).filter((one) => carries(one.tags, tags));
  },
};

/** What may stand at a host and leads somewhere. */
const leading: readonly string[] = ["A", "AAAA", "CNAME"];

const addressesAt = async (aws: Aws, zoneId: string, host: string): Promise<readonly ResourceRecordSet[]> =>
  (await recordsAt(aws, zoneId, host)).filter(({ Type }) => leading.includes(Type!));

const addressOf = ({ Type, AliasTarget, ResourceRecords = [], SetIdentifier }: ResourceRecordSet): Address => ({
  Type: Type!,
  ...(AliasTarget ? { DNSName: AliasTarget.DNSName, HostedZoneId: AliasTarget.HostedZoneId } : {}),
  ...(ResourceRecords.length > 0 ? { Values: ResourceRecords.map(({ Value }) => Value!) } : {}),
  ...(SetIdentifier ? { SetIdentifier } : {}),
});

const recordSet = (Name: string, { Type, DNSName, HostedZoneId }: Address): ResourceRecordSet => ({
  Name,
  Type: Type as ResourceRecordSet["Type"],
  AliasTarget: { DNSName, HostedZoneId, EvaluateTargetHealth: false },
});

/** The console writes `dualstack.` before the name of a load balancer, which changes nothing for what is asked. */
const canonical = (addresses: readonly Address[]): readonly Address[] =>
  [...addresses]
    .map((one) => (one.DNSName ? { ...one, DNSName: plainName(one.DNSName).replace(/^dualstack\./, "") } : one))
    .sort((one, other) => (one.Type < other.Type ? -1 : one.Type > other.Type ? 1 : 0));

/** A batch is carried out as a whole or not at all; what is already gone is no error. */
async function change(aws: Aws, HostedZoneId: string, Changes: readonly Change[]): Promise<void> {
  if (Changes.length === 0) return;
  const sent = aws.route53.ChangeResourceRecordSets({ HostedZoneId, ChangeBatch: { Changes: [...Changes] } });
  try {
    await unless("NoSuchHostedZone", sent);
  } catch (error) {
    if (!/not found/.test(saidOfBatch(error)) || Changes.some(({ Action }) => Action !== "DELETE")) throw error;
  }
}
