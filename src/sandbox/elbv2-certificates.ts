import { type Account, type Answers, awsError } from "./account";
import { type Certificate, certificates, statusOf } from "./acm";
import { listenerBy, listeners } from "./elbv2-tables";
import { pageOf } from "./paging";

/** Certificates of a listener beside its default one, by default (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html). */
const MOST = 25;

/** What listeners answer about their certificates. */
export const certificateAnswers: Pick<
  Answers<"elbv2">,
  "AddListenerCertificates" | "DescribeListenerCertificates" | "RemoveListenerCertificates"
> = {
  /** The default one first; AWS doesn't say which listener it was asked about. */
  DescribeListenerCertificates({ ListenerArn, Marker, PageSize = 400 }, account) {
    const { certificateArn, moreCertificateArns = [] } = listenerBy(ListenerArn!, account);
    const all = [
      ...(certificateArn ? [{ CertificateArn: certificateArn, IsDefault: true }] : []),
      ...moreCertificateArns.map((CertificateArn) => ({ CertificateArn, IsDefault: false })),
    ];
    const { items, next } = pageOf(all, PageSize, Marker);
    return { Certificates: [...items], NextMarker: next };
  },

  AddListenerCertificates({ ListenerArn, Certificates = [] }, account) {
    const row = listenerBy(ListenerArn!, account);
    const added = Certificates.map(({ CertificateArn }) => usableCertificate(CertificateArn!, account).arn);
    const all = [...new Set([...(row.moreCertificateArns ?? []), ...added])];
    if (all.length > MOST) {
      throw awsError("TooManyCertificatesException", "The maximum number of certificates has been reached", {
        code: "TooManyCertificates",
      });
    }
    listeners(account)[row.arn] = { ...row, moreCertificateArns: all };
    return { Certificates: added.map((CertificateArn) => ({ CertificateArn, IsDefault: false })) };
  },

  RemoveListenerCertificates({ ListenerArn, Certificates = [] }, account) {
    const row = listenerBy(ListenerArn!, account);
    const removed = Certificates.map(({ CertificateArn }) => CertificateArn!);
    if (row.certificateArn && removed.includes(row.certificateArn)) {
      throw awsError("OperationNotPermittedException", "Default certificate cannot be removed", {
        code: "OperationNotPermitted",
      });
    }
    const left = (row.moreCertificateArns ?? []).filter((arn) => !removed.includes(arn));
    const { moreCertificateArns: _, ...alone } = row;
    listeners(account)[row.arn] = left.length > 0 ? { ...row, moreCertificateArns: left } : alone;
    return {};
  },
};

/** A certificate that a listener takes: issued, and in its region. */
export function usableCertificate(arn: string, account: Account): Certificate {
  const row = certificates(account)[arn];
  if (!row) {
    throw awsError("CertificateNotFoundException", `Certificate '${arn}' not found`, { code: "CertificateNotFound" });
  }
  if (statusOf(row, account) !== "ISSUED") {
    const message = `The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`;
    throw awsError("UnsupportedCertificateException", message, { code: "UnsupportedCertificate" });
  }
  return row;
}
