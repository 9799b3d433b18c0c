import { type Condition, everywhere, type Facts, on, type Table } from "./policy-facts";

/** Hosted zones and certificates. Records carry no tags: the hosts' names bind them. */
export function domains(at: Facts): Table {
  const certificate = at.arn("acm", "certificate/*");
  const hosts = at.texts("acm.certificate", "DomainName");
  const zone = (id: string) => at.arn("route53", `hostedzone/${id}`, { region: "", account: "" });
  const [named] = at.texts("route53.hosted-zone", "Zone");
  const records = at.texts("route53.alias", "Name");
  const byId = named !== undefined && /^Z[A-Z0-9]+$/.test(named);
  const zones = zone(byId ? named : "*");
  // Below what a host of before may have been, where only the zone's id is known.
  const domain = byId ? records[0]?.replace(/^[^.]+\./, "") : named;
  return {
    "route53:ListHostedZones": everywhere,
    // Records of hosts that the config doesn't name any more are looked for in whatever zone is around them.
    "route53:ListResourceRecordSets": on(zone("*")),
    "route53:ChangeResourceRecordSets":
      records.length > 0
        ? [
            ...on(zones, changing("Names", "StringLike", [...records, ...records.map((host) => `_*.${host}`)])),
            ...on(
              zones,
              changing("Names", "StringLike", [domain!, `*.${domain}`]),
              changing("Actions", "StringEquals", ["DELETE"]),
              changing("RecordTypes", "StringEquals", ["A", "AAAA", "CNAME", "TXT"]),
            ),
          ]
        : [],

    "acm:ListCertificates": everywhere,
    "acm:DescribeCertificate": on(certificate),
    "acm:ListTagsForCertificate": on(certificate),
    "acm:RequestCertificate":
      hosts.length > 0 ? on("*", at.marked, { "ForAllValues:StringEquals": { "acm:DomainNames": hosts } }) : [],
    "acm:AddTagsToCertificate": hosts.length > 0 ? on(certificate, at.tagging) : [],
    "acm:RemoveTagsFromCertificate": on(certificate, at.ours),
    "acm:DeleteCertificate": on(certificate, at.ours),
  };
}

/** An operator for sets is content with an empty one. */
function changing(what: "Names" | "Actions" | "RecordTypes", operator: string, values: readonly string[]): Condition {
  const key = `route53:ChangeResourceRecordSets${what === "Names" ? "NormalizedRecordNames" : what}`;
  return { [`ForAllValues:${operator}`]: { [key]: values }, Null: { [key]: "false" } };
}
