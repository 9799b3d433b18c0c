import { namesIn } from "../aws/certificates";
import type { Lookup } from "../engine/kind";
import { certificateNotIssued } from "../problems";
import { certificateOf } from "./acm-reads";

interface Spec {
  readonly CertificateArn: string;
}

interface Outputs {
  readonly arn: string;
  /** What it is for: whole hosts, and `*.` before what it takes any one label of. */
  readonly names: readonly string[];
}

/** A certificate that somebody else has ordered or imported. Throws where no listener would take it. */
export const acmExistingCertificate: Lookup<Spec, Outputs, "CertificateArn"> = {
  type: "acm.existing-certificate",
  noun: "certificate",
  title: { en: "certificate", ja: "証明書" },
  key: ["CertificateArn"],
  reads: ["acm:DescribeCertificate"],

  async observe(aws, { CertificateArn }) {
    const live = await certificateOf(aws, CertificateArn);
    if (!live) return undefined;
    if (live.Status !== "ISSUED") throw certificateNotIssued({ arn: CertificateArn, status: live.Status! });
    return { spec: {}, outputs: { arn: CertificateArn, names: namesIn(live) } };
  },
};
