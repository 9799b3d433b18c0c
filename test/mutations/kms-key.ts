import type { PolicyDocument } from "../../src/aws/policy-document";
import { kmsKey } from "../../src/kinds/kms-key";
import type { Hands } from "./hands";
import { mutations } from "./mutation";

interface Key {
  readonly outputs: { readonly arn: string };
}

const put = (by: Hands, { outputs }: Key, policy: PolicyDocument) =>
  by.kms.PutKeyPolicy({ KeyId: outputs.arn, PolicyName: "default", Policy: JSON.stringify(policy) });

const tagsOf = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

const anotherAccount = {
  Sid: "Anybody",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::999999999999:root" },
  Action: "kms:Decrypt",
  Resource: "*",
} as const;

export const kmsKeyMutations = mutations(kmsKey, {
  fields: {
    Policy: {
      "a statement added": {
        added: true,
        by: (by, key) =>
          put(by, key, { ...key.spec.Policy, Statement: [...key.spec.Policy.Statement, anotherAccount] }),
      },
      "ours without their conditions": (by, key) =>
        put(by, key, {
          ...key.spec.Policy,
          Statement: key.spec.Policy.Statement.map(({ Condition: _, ...one }) => one),
        }),
      "one of ours taken away": (by, key) =>
        put(by, key, { ...key.spec.Policy, Statement: key.spec.Policy.Statement.slice(0, -1) }),
    },
    EnableKeyRotation: {
      off: (by, { outputs }) => by.kms.DisableKeyRotation({ KeyId: outputs.arn }),
    },
  },

  gone: { because: "AWS waits for a month, and nothing else can read what the key has encrypted" },

  tags: {
    set: (by, { outputs }, tags) => by.kms.TagResource({ KeyId: outputs.arn, Tags: tagsOf(tags) }),
    unset: (by, { outputs }, TagKeys) => by.kms.UntagResource({ KeyId: outputs.arn, TagKeys: [...TagKeys] }),
  },

  same: {
    "the policy in another order, with lists for single values": (by, key) =>
      put(by, key, {
        ...key.spec.Policy,
        Statement: [...key.spec.Policy.Statement].reverse().map((one) => ({
          ...one,
          Action: [one.Action!].flat().map((action) => action.toUpperCase()),
          Principal: { AWS: ["123456789012"] },
        })),
      }),
    "the account by its number": (by, key) =>
      put(by, key, {
        ...key.spec.Policy,
        Statement: key.spec.Policy.Statement.map((one) => ({ ...one, Principal: { AWS: "123456789012" } })),
      }),
    "other words about it": (by, { outputs }) =>
      by.kms.UpdateKeyDescription({ KeyId: outputs.arn, Description: "by hand" }),
    "another name": (by, { outputs }) =>
      by.kms.CreateAlias({ AliasName: "alias/team/risken", TargetKeyId: outputs.arn }),
    "a tag of somebody else's": (by, { outputs }) =>
      by.kms.TagResource({ KeyId: outputs.arn, Tags: tagsOf({ CostCenter: "42" }) }),
  },
});
