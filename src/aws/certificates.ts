import type { CertificateDetail, CertificateSummary, KeyAlgorithm } from "@aws-sdk/client-acm";
import { pages, shared } from "./loader";

/** All algorithms: left to itself, ACM lists none but RSA with 2048 bits. */
const keyTypes: KeyAlgorithm[] = [
  "RSA_1024",
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "EC_prime256v1",
  "EC_secp384r1",
  "EC_secp521r1",
];

/** All certificates of the region. */
export const allCertificates = shared(
  (aws, _all): Promise<readonly CertificateSummary[]> =>
    pages(
      (NextToken) => aws.acm.ListCertificates({ Includes: { keyTypes }, MaxItems: 1000, NextToken }),
      (page) => page.CertificateSummaryList,
      (page) => page.NextToken,
    ),
);

/** Every name that a certificate is for, in small letters. */
export const namesIn = ({ DomainName, SubjectAlternativeNames = [] }: CertificateDetail): readonly string[] => [
  ...new Set([...(DomainName ? [DomainName] : []), ...SubjectAlternativeNames].map((name) => name.toLowerCase())),
];

/** Label by label: a wildcard is the whole first label and stands for exactly one. */
export const isFor = (name: string, host: string): boolean =>
  name === host || (name.startsWith("*.") && name.slice(1) === host.slice(host.indexOf(".")));
