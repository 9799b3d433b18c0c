import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { allCertificates } from "../aws/certificates";
import { saidOfBatch } from "../aws/errors";
import { plainName, publicZones, zonesFor } from "../aws/hosted-zones";
import type { Aws } from "../aws/session";
import { ADOPTED_TAG, ENV_TAG, ID_TAG } from "../aws/tags";
import type { Kind } from "../engine/kind";
import { acmCertificate, ownCertificates } from "./acm-certificate";
import { proofIn } from "./acm-reads";
import { recordsAt } from "./route53-reads";

interface Spec {
  readonly HostedZoneId: string;
  readonly Name: string;
  /** The certificate that needs it. */
  readonly CertificateArn: string;
  readonly Value: string;
}

interface Outputs {
  readonly zoneId: string;
  readonly name: string;
}

const TTL = 300;

/**
 * The record by which ACM sees whose a domain is, when it issues a certificate and whenever it renews it. All certificates of an
 * account for the same domain share it.
 */
export const route53ValidationRecord: Kind<Spec, Outputs, "HostedZoneId" | "Name" | "CertificateArn"> = {
  type: "route53.validation-record",
  noun: "validation-record",
  title: { en: "DNS record that validates the certificate", ja: "証明書の検証用 DNS レコード" },
  key: ["HostedZoneId", "Name", "CertificateArn"],
  label: "Name",
  relation: "attachment",
  through: "CertificateArn",
  reads: [...acmCertificate.reads, "route53:ListResourceRecordSets", "route53:ListHostedZones"],
  writes: ["route53:ChangeResourceRecordSets"],
  removes: ["route53:ChangeResourceRecordSets"],

  canonical: (spec) => ({ ...spec, ...(spec.Value ? { Value: plainName(spec.Value) } : {}) }),

  async observe(aws, { HostedZoneId, Name }) {
    const found = await recordSetOf(aws, HostedZoneId, Name);
    const outputs = { zoneId: HostedZoneId, name: Name };
    return found && { spec: { Value: found.ResourceRecords?.[0]?.Value ?? "" }, outputs };
  },

  async create(aws, spec) {
    await write(aws, spec);
    return undefined;
  },

  async update(aws, spec) {
    await write(aws, spec);
  },

  async remove(aws, { HostedZoneId, Name }) {
    const live = await recordSetOf(aws.fresh(), HostedZoneId, Name);
    if (!live) return;
    const Changes = [{ Action: "DELETE" as const, ResourceRecordSet: live }];
    try {
      await aws.route53.ChangeResourceRecordSets({ HostedZoneId, ChangeBatch: { Changes } });
    } catch (error) {
      if (!/not found/.test(saidOfBatch(error))) throw error;
    }
  },

  /** Other certificates for the same domain, with or without a wildcard: their renewal needs it too. */
  async neededBy(aws, { Name, CertificateArn }) {
    const host = Name.slice(Name.indexOf(".") + 1);
    const all = await allCertificates(aws, "");
    return all
      .filter((one) => one.CertificateArn !== CertificateArn)
      .filter(({ DomainName, SubjectAlternativeNameSummaries = [] }) =>
        [DomainName, ...SubjectAlternativeNameSummaries].some(
          (name) => name?.toLowerCase().replace(/^\*\./, "") === host,
        ),
      )
      .map((one) => ({ arn: one.CertificateArn! }));
  },

  async owned(aws, tags) {
    const certificates = (await ownCertificates(aws, tags)).filter(({ tags: has }) => !(ADOPTED_TAG in has));
    if (certificates.length === 0) return [];
    const zones = await publicZones(aws);
    const each = certificates.map(async ({ live, tags: has }) => {
      const proof = proofIn(live);
      if (!proof) return [];
      const around = zonesFor(zones, proof.name);
      const there = await Promise.all(around.map(({ id }) => recordSetOf(aws, id, proof.name)));
      const id = has[ID_TAG]!.slice(has[ID_TAG]!.indexOf("/") + 1);
      return around
        .filter((_, at) => there[at])
        .map((zone) => ({
          key: { HostedZoneId: zone.id, Name: proof.name, CertificateArn: live.CertificateArn! },
          tags: { [ENV_TAG]: tags[ENV_TAG]!, [ID_TAG]: `validation-record/${id}` },
        }));
    });
    return (await Promise.all(each)).flat();
  },
};

const recordSetOf = async (aws: Aws, zoneId: string, name: string): Promise<ResourceRecordSet | undefined> =>
  (await recordsAt(aws, zoneId, name)).find(({ Type }) => Type === "CNAME");

async function write(aws: Aws, { HostedZoneId, Name, Value }: Spec): Promise<void> {
  const ResourceRecordSet = { Name, Type: "CNAME" as const, TTL, ResourceRecords: [{ Value }] };
  await aws.route53.ChangeResourceRecordSets({
    HostedZoneId,
    ChangeBatch: { Changes: [{ Action: "UPSERT", ResourceRecordSet }] },
  });
}
