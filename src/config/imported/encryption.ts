import type { Found } from "../../discovery/hand-made";
import { type Part, part } from "./part";

/** The customer's key, where most of what is encrypted is encrypted with it. */
export function encryptionPart({
  parameters,
  queues,
  region,
  account,
  partition,
}: Pick<Found, "parameters" | "queues" | "region" | "account" | "partition">): Part {
  const keys = [
    ...parameters.filter(({ secure }) => secure).map(({ keyId }) => keyId),
    // Queues without a key of KMS are encrypted all the same, with keys of SQS.
    ...queues.map(({ keyId }) => keyId),
  ].map((key) => (key === undefined || /alias\/aws\//.test(key) ? "" : key));
  const most = mostFrequent(keys);
  if (!most) return part({});
  const kmsKey = /^(alias\/|arn:)/.test(most) ? most : `arn:${partition}:kms:${region}:${account}:key/${most}`;
  return part(
    { parameters: { kmsKey } },
    {
      remarks: [
        {
          path: "parameters.kmsKey",
          text: {
            en: "Most of what is there is encrypted with it; the rest, queues and parameters, would be too.",
            ja: "既存の多くがこのキーで暗号化されています。残りのキューとパラメータも、このキーで暗号化します。",
          },
        },
      ],
    },
  );
}

function mostFrequent(all: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
