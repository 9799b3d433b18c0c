import { unless } from "../aws/errors";
import type { Lookup } from "../engine/kind";
import { keyNotUsable } from "../problems";

interface Spec {
  /** An alias (`alias/…`), an id or an ARN. */
  readonly KeyId: string;
}

interface Outputs {
  /** ARN of the key itself: policies that name an alias allow nothing. */
  readonly arn: string;
}

/** A key of KMS that somebody else has made. */
export const kmsKey: Lookup<Spec, Outputs, "KeyId"> = {
  type: "kms.key",
  noun: "key",
  title: { en: "KMS key", ja: "KMS キー" },
  key: ["KeyId"],
  reads: ["kms:DescribeKey"],

  async observe(aws, { KeyId }) {
    const found = await unless("NotFoundException", aws.kms.DescribeKey({ KeyId }));
    if (!found) return undefined;
    const { Arn, KeyState } = found.KeyMetadata!;
    if (KeyState !== "Enabled") throw keyNotUsable({ key: KeyId, state: KeyState! });
    return { spec: {}, outputs: { arn: Arn! } };
  },
};
