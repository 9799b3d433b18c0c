import type { KeyMetadata } from "@aws-sdk/client-kms";
import { unless } from "../aws/errors";
import type { Lookup } from "../engine/kind";
import { keyNotSymmetric, keyNotUsable } from "../problems";

interface Spec {
  /** An alias (`alias/…`), an id or an ARN. */
  readonly KeyId: string;
}

interface Outputs {
  /** ARN of the key itself: policies that name an alias allow nothing. */
  readonly arn: string;
}

/** A key of KMS that somebody else has made. */
export const kmsExistingKey: Lookup<Spec, Outputs, "KeyId"> = {
  type: "kms.existing-key",
  noun: "key",
  title: { en: "KMS key", ja: "KMS キー" },
  key: ["KeyId"],
  reads: ["kms:DescribeKey"],

  async observe(aws, { KeyId }) {
    const found = await unless("NotFoundException", aws.kms.DescribeKey({ KeyId }));
    if (!found) return undefined;
    refuseUnusable(KeyId, found.KeyMetadata!);
    return { spec: {}, outputs: { arn: found.KeyMetadata!.Arn! } };
  },
};

/** Refuses a key with which nothing can be encrypted, or not by these services. */
export function refuseUnusable(key: string, { Arn, KeyState, KeyUsage, KeySpec }: KeyMetadata): void {
  if (KeyState !== "Enabled") throw keyNotUsable({ key, state: KeyState!, arn: Arn! });
  // Emulators may leave it out.
  if (KeyUsage && KeySpec && (KeyUsage !== "ENCRYPT_DECRYPT" || KeySpec !== "SYMMETRIC_DEFAULT")) {
    throw keyNotSymmetric({ key, usage: KeyUsage, spec: KeySpec });
  }
}
