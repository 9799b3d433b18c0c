import { patientlyLook } from "../aws/patience";
import type { Aws } from "../aws/session";
import { certificateNotValidated, validationRecordMissing } from "../problems";
import { certificateOf, isDead, proofIn } from "./acm-reads";

/** Minutes after which the wait for a certificate is given up. ACM usually takes some minutes and goes on looking for three days. */
const MINUTES = 30;

/**
 * Waits until ACM has issued a certificate: no listener takes it before.
 *
 * @param provable whether the record that proves whose the domain is has been written; otherwise nobody waits for a person
 * @throws {Problem} where it wasn't issued in time, or its record has to be made by hand
 */
export async function issued(aws: Aws, arn: string, provable: boolean): Promise<void> {
  const about = (waited: number) => {
    const minutes = Math.floor(waited / 60_000);
    return {
      en: `ACM to issue the certificate (${minutes} of at most ${MINUTES} minutes)`,
      ja: `ACM による証明書の発行（${minutes} 分経過、最大 ${MINUTES} 分）`,
    };
  };
  const wait = { atMost: provable ? MINUTES * 60_000 : 0, every: 10_000, about };
  const live = await patientlyLook(aws, wait, async () => {
    const now = await certificateOf(aws.fresh(), arn);
    return !now || now.Status === "ISSUED" || isDead(now) ? (now ?? null) : undefined;
  });
  if (live?.Status === "ISSUED") return;
  const now = live ?? (await certificateOf(aws.fresh(), arn));
  const proof = now && proofIn(now);
  const host = now?.DomainName ?? arn;
  if (!provable && proof && !live) throw validationRecordMissing({ host, ...proof });
  throw certificateNotValidated({
    host,
    arn,
    minutes: MINUTES,
    status: now?.Status,
    reason: now?.FailureReason,
    proof,
  });
}
