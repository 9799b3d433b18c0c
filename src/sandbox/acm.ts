import { type Account, type Answers, awsError } from "./account";
import { freshIds } from "./fresh-ids";

const DAY = 24 * 60 * 60 * 1000;
/** Days for which ACM's public certificates are good. */
const VALIDITY = 395;

export interface Certificate {
  readonly arn: string;
  /** The first one is its domain name, all of them are its alternative names. */
  readonly names: readonly string[];
  readonly status: "PENDING_VALIDATION" | "ISSUED" | "EXPIRED" | "REVOKED";
  /** ISO 8601. */
  readonly issued: string;
  readonly notAfter: string;
}

/** By ARN. */
export const certificates = (account: Account) => account.table<Certificate>("acm.certificates");

/** Certificates (https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html). */
export const answers: Answers<"acm"> = {
  DescribeCertificate({ CertificateArn }, account) {
    const row = certificates(account)[CertificateArn!];
    if (!row) {
      throw awsError(
        "ResourceNotFoundException",
        `Could not find certificate ${CertificateArn} in account ${account.id}.`,
      );
    }
    const { arn, names, status, issued, notAfter } = row;
    const isIssued = status !== "PENDING_VALIDATION";
    return {
      Certificate: {
        CertificateArn: arn,
        DomainName: names[0],
        SubjectAlternativeNames: [...names],
        Status: status,
        Type: "AMAZON_ISSUED",
        KeyAlgorithm: "RSA_2048",
        CreatedAt: new Date(issued),
        ...(isIssued ? { IssuedAt: new Date(issued), NotBefore: new Date(issued), NotAfter: new Date(notAfter) } : {}),
        RenewalEligibility: isIssued ? "ELIGIBLE" : "INELIGIBLE",
      },
    };
  },
};

/** Puts a certificate into the account, issued now; answers its ARN. Ordering one is not the tool's business. */
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
