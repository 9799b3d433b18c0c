import type { CertificateDetail } from "@aws-sdk/client-acm";
import { type Account, type Answers, awsError } from "./account";
import { balancersWith } from "./elbv2-tables";
import { freshIds } from "./fresh-ids";
import { pageOf } from "./paging";
import { cnameOf } from "./route53";

const DAY = 24 * 60 * 60 * 1000;
/** Days for which ACM's public certificates are good. */
const VALIDITY = 395;
/** Days for which it looks for that record. */
const PATIENCE = 3;

export interface Certificate {
  readonly arn: string;
  /** The first one is its domain name, all of them are its alternative names. */
  readonly names: readonly string[];
  /** One that waits for its validation is issued once the record is in a zone of the account. */
  readonly status: "PENDING_VALIDATION" | "ISSUED" | "EXPIRED" | "REVOKED";
  /** ISO 8601. */
  readonly issued: string;
  readonly notAfter: string;
  readonly tags?: Record<string, string>;
}

/** By ARN. */
export const certificates = (account: Account) => account.table<Certificate>("acm.certificates");

/** Certificates (https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html). */
export const answers: Answers<"acm"> = {
  RequestCertificate({ DomainName, SubjectAlternativeNames = [], ValidationMethod, Tags = [] }, account) {
    if (ValidationMethod !== "DNS") throw awsError("InvalidParameterException", "the sandbox validates by DNS alone");
    const digits = account.hex(32);
    const id = [8, 4, 4, 4, 12].map((length, at, all) => {
      const from = all.slice(0, at).reduce((sum, one) => sum + one, 0);
      return digits.slice(from, from + length);
    });
    const arn = addCertificate(account, [...new Set([DomainName!, ...SubjectAlternativeNames])], id.join("-"));
    certificates(account)[arn] = { ...certificates(account)[arn]!, status: "PENDING_VALIDATION", tags: tagsFrom(Tags) };
    return { CertificateArn: arn };
  },

  DescribeCertificate({ CertificateArn }, account) {
    return { Certificate: shown(certificateBy(CertificateArn!, account), account) };
  },

  ListCertificates({ MaxItems = 1000, NextToken, Includes }, account) {
    // Left to itself, ACM lists no others; the sandbox has no others.
    const all = (Includes?.keyTypes ?? ["RSA_2048"]).includes("RSA_2048") ? Object.values(certificates(account)) : [];
    const { items, next } = pageOf(all, MaxItems, NextToken);
    return {
      CertificateSummaryList: items.map((row) => ({
        CertificateArn: row.arn,
        DomainName: row.names[0],
        SubjectAlternativeNameSummaries: [...row.names],
        Status: statusOf(row, account),
        Type: "AMAZON_ISSUED",
        KeyAlgorithm: "RSA_2048",
        InUse: balancersWith(row.arn, account).length > 0,
      })),
      NextToken: next,
    };
  },

  ListTagsForCertificate({ CertificateArn }, account) {
    const { tags = {} } = certificateBy(CertificateArn!, account);
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },

  AddTagsToCertificate({ CertificateArn, Tags = [] }, account) {
    const row = certificateBy(CertificateArn!, account);
    certificates(account)[row.arn] = { ...row, tags: { ...row.tags, ...tagsFrom(Tags) } };
    return {};
  },

  RemoveTagsFromCertificate({ CertificateArn, Tags = [] }, account) {
    const row = certificateBy(CertificateArn!, account);
    const keys = Tags.map(({ Key }) => Key);
    const tags = Object.fromEntries(Object.entries(row.tags ?? {}).filter(([key]) => !keys.includes(key)));
    certificates(account)[row.arn] = { ...row, tags };
    return {};
  },

  DeleteCertificate({ CertificateArn }, account) {
    const { arn } = certificateBy(CertificateArn!, account);
    if (balancersWith(arn, account).length > 0) {
      throw awsError("ResourceInUseException", `Certificate ${arn} in account ${account.id} is in use.`);
    }
    delete certificates(account)[arn];
    return {};
  },
};

const tagsFrom = (tags: readonly { readonly Key?: string; readonly Value?: string }[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value = "" }) => [Key!, Value]));

/** What the tagging API finds. */
export const tagged = (account: Account) =>
  Object.values(certificates(account)).map(({ arn, tags = {} }) => ({ arn, tags }));

function certificateBy(arn: string, account: Account): Certificate {
  const row = certificates(account)[arn];
  if (!row) {
    throw awsError("ResourceNotFoundException", `Could not find certificate ${arn} in account ${account.id}.`);
  }
  return row;
}

/** The same for every certificate of the account for a domain, with or without a wildcard. */
function recordOf(
  name: string,
  { id }: Account,
): { readonly Name: string; readonly Type: "CNAME"; readonly Value: string } {
  const host = name.replace(/^\*\./, "");
  const digits = [...`${id} ${host}`].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0, 7);
  const text = digits.toString(16).padStart(8, "0").repeat(4);
  return { Name: `_${text}.${host}.`, Type: "CNAME", Value: `_${[...text].reverse().join("")}.acm-validations.aws.` };
}

const isProven = (names: readonly string[], account: Account): boolean =>
  names.every((name) => {
    const { Name, Value } = recordOf(name, account);
    return cnameOf(account, Name) === Value.replace(/\.$/, "");
  });

/** What has become of it by now. */
export function statusOf({ status, names, issued }: Certificate, account: Account): CertificateDetail["Status"] {
  if (status !== "PENDING_VALIDATION" || isProven(names, account))
    return status === "PENDING_VALIDATION" ? "ISSUED" : status;
  return account.now().getTime() - Date.parse(issued) > PATIENCE * DAY ? "VALIDATION_TIMED_OUT" : status;
}

const looked = new WeakMap<Account, Set<string>>();

/** The record that validates a new certificate isn't there at once: whoever looks for the first time doesn't see it yet. */
function isThoughtUp(arn: string, account: Account): boolean {
  const before = looked.get(account) ?? new Set();
  looked.set(account, before);
  const isKnown = before.has(arn);
  before.add(arn);
  return isKnown;
}

function shown(row: Certificate, account: Account): CertificateDetail {
  const { arn, names, issued, notAfter } = row;
  const status = statusOf(row, account);
  const isIssued = status !== "PENDING_VALIDATION" && status !== "VALIDATION_TIMED_OUT";
  const isKnown = isIssued || isThoughtUp(arn, account);
  return {
    CertificateArn: arn,
    DomainName: names[0],
    SubjectAlternativeNames: [...names],
    Status: status,
    Type: "AMAZON_ISSUED",
    KeyAlgorithm: "RSA_2048",
    CreatedAt: new Date(issued),
    DomainValidationOptions: names.map((name) => ({
      DomainName: name,
      ValidationDomain: name,
      ValidationMethod: "DNS",
      ValidationStatus: isIssued ? "SUCCESS" : "PENDING_VALIDATION",
      ...(isKnown ? { ResourceRecord: recordOf(name, account) } : {}),
    })),
    InUseBy: [...balancersWith(arn, account)],
    ...(isIssued ? { IssuedAt: new Date(issued), NotBefore: new Date(issued), NotAfter: new Date(notAfter) } : {}),
    RenewalEligibility: isIssued ? "ELIGIBLE" : "INELIGIBLE",
  };
}

/** Puts a certificate into the account, issued now; answers its ARN. */
export function addCertificate(account: Account, names: readonly string[], id: string): string {
  const arn = account.arn("acm", `certificate/${id}`);
  const now = account.now();
  const notAfter = new Date(now.getTime() + VALIDITY * DAY);
  certificates(account)[arn] = {
    arn,
    names,
    status: "ISSUED",
    issued: now.toISOString(),
    notAfter: notAfter.toISOString(),
  };
  return arn;
}

/** The certificate of the HTTPS listener: a domain and everything directly below it. */
export function freshAcm(account: Account): void {
  addCertificate(account, freshIds.certificateNames, freshIds.certificateId);
}
