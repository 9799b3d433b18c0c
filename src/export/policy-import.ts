import { type PolicyDocument, policyOf } from "../aws/policy-document";

/**
 * What `import` needs: it reads, and what it reads nobody knows before it has looked. No config is there yet, so nothing can be
 * bound to names; values are decrypted through Parameter Store alone.
 *
 * @param actions IAM actions that discovery needs
 */
export const importPolicy = (actions: readonly string[]): PolicyDocument =>
  policyOf(
    { Effect: "Allow", Action: actions.filter((action) => action !== DECRYPT), Resource: "*" },
    {
      Effect: "Allow",
      Action: DECRYPT,
      Resource: "*",
      Condition: { StringLike: { "kms:ViaService": ["ssm.*.amazonaws.com", "ssm.*.amazonaws.com.cn"] } },
    },
  );

const DECRYPT = "kms:Decrypt";
