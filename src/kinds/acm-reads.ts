import type { CertificateDetail } from "@aws-sdk/client-acm";
import { unless } from "../aws/errors";
import { shared } from "../aws/loader";
import { patientlyLook } from "../aws/patience";
import type { Aws } from "../aws/session";
import { tagMap } from "../aws/tags";
import type { Tags } from "../engine/kind";
import { validationRecordUnknown } from "../problems";

/** A certificate by its ARN, or undefined. */
export const certificateOf = shared(async (aws, CertificateArn): Promise<CertificateDetail | undefined> => {
  const found = await unless("ResourceNotFoundException", aws.acm.DescribeCertificate({ CertificateArn }));
  return found?.Certificate;
});

/** Tags of a certificate, by its ARN. */
export const certificateTags = shared(async (aws, CertificateArn): Promise<Tags> => {
  const found = await unless("ResourceNotFoundException", aws.acm.ListTagsForCertificate({ CertificateArn }));
  return tagMap(found?.Tags);
});

/** A record of the DNS that proves to ACM whose a domain is. It has to stay, for the renewals. */
export interface Proof {
  /** In small letters, without the dot at the end; so is the value. */
  readonly name: string;
  readonly value: string;
}

/** ACM thinks it up seconds after the request. */
export function proofIn({ DomainValidationOptions = [] }: CertificateDetail): Proof | undefined {
  const record = DomainValidationOptions[0]?.ResourceRecord;
  return record && { name: bare(record.Name!), value: bare(record.Value!) };
}

const bare = (name: string): string => name.toLowerCase().replace(/\.$/, "");

/** Minutes after which ACM should have thought of a record. */
const MINUTES = 2;

/**
 * Waits until ACM says by which record it is to be proven whose the domain is.
 *
 * @throws {Problem} where it takes much longer than it should
 */
export async function withProof(aws: Aws, arn: string): Promise<CertificateDetail> {
  const about = () => ({
    en: "the validation record of the certificate",
    ja: "証明書の検証用レコード",
  });
  const found = await patientlyLook(aws, { atMost: MINUTES * 60_000, every: 4_000, about }, async () => {
    const live = await certificateOf(aws.fresh(), arn);
    return live?.Status !== "PENDING_VALIDATION" || proofIn(live) ? live : undefined;
  });
  if (!found) throw validationRecordUnknown({ arn, minutes: MINUTES });
  return found;
}

/** It is good for nothing any more, and never will be. */
export const isDead = ({ Status }: Pick<CertificateDetail, "Status">): boolean =>
  Status !== "PENDING_VALIDATION" && Status !== "ISSUED";
