import type { Account } from "../../src/sandbox/account";
import { certificates } from "../../src/sandbox/acm";
import { type Asker, about, pairs } from "./judge-asks";

const plain = (name: string) => name.toLowerCase().replace(/\.$/, "");

const records: Asker = ({ HostedZoneId, ChangeBatch }, _account, action) => {
  const changes = (ChangeBatch?.Changes ?? []) as {
    Action: string;
    ResourceRecordSet: { Name: string; Type: string };
  }[];
  const zone = `arn:aws:route53:::hostedzone/${HostedZoneId}`;
  if (action !== "route53:ChangeResourceRecordSets") return [about(action, zone, {})];
  // A set of values meets "for all of them" where each of them does.
  return changes.map((change) =>
    about(action, zone, {
      "route53:ChangeResourceRecordSetsNormalizedRecordNames": plain(change.ResourceRecordSet.Name),
      "route53:ChangeResourceRecordSetsActions": change.Action,
      "route53:ChangeResourceRecordSetsRecordTypes": change.ResourceRecordSet.Type,
    }),
  );
};

const certificate: Asker = ({ CertificateArn, Tags }, account: Account, action) => {
  const given = action === "acm:AddTagsToCertificate" ? pairs(Tags) : {};
  return [about(action, CertificateArn, {}, certificates(account)[CertificateArn]?.tags, given)];
};

const request: Asker = ({ DomainName, Tags }, account, action) => [
  about(action, "*", { "acm:DomainNames": DomainName }, {}, pairs(Tags)),
  about("acm:AddTagsToCertificate", account.arn("acm", "certificate/new"), {}, {}, pairs(Tags)),
];

/** What AWS asks about zones and certificates. */
export const domainAskers: Readonly<Record<string, Asker>> = {
  "route53:ListResourceRecordSets": records,
  "route53:ChangeResourceRecordSets": records,
  "acm:RequestCertificate": request,
  ...Object.fromEntries(
    [
      "DescribeCertificate",
      "ListTagsForCertificate",
      "AddTagsToCertificate",
      "RemoveTagsFromCertificate",
      "DeleteCertificate",
    ].map((operation) => [`acm:${operation}`, certificate]),
  ),
};
