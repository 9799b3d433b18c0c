import { type PolicyDocument, policyOf, type Statement } from "../aws/policy-document";
import { viaService } from "../aws/via-service";
import { iamRole } from "../kinds/iam-role";
import { services } from "../risken/services";
import { programs, SHARED_ROLE } from "./cluster";
import type { Target } from "./step";

/** What administers a key and neither encrypts nor decrypts, nor lets others. */
const administration = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListAliases",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/**
 * Who may do what with the key. The account delegates to its IAM policies, each time under conditions: so no statement names a
 * role (which AWS would refuse before the role is there, and turn into a dead id after it is gone), and key and roles don't
 * refer to each other in a circle. Nobody uses the key but through the services that hold RISKEN's things, and RISKEN's own pods,
 * told by the names of their roles, only as far as they have to.
 */
export function keyPolicy(target: Target): PolicyDocument {
  const via = (...names: readonly string[]) => ({
    "kms:ViaService": names.map((name) => viaService(target, name)),
  });
  const roleOf = (id: string) => target.nameOf(iamRole, id);
  const others = [SHARED_ROLE, ...programs].map(roleOf).filter((name) => !name.startsWith(target.named("")));
  const pods = rolesNamed([target.named("*"), ...others], target);
  const senders = [SHARED_ROLE, ...services.filter(({ produces }) => produces).map(({ id }) => id)].map(roleOf);
  const account = { AWS: target.arn("iam", "root", { region: "" }) };
  const allow = (Sid: string, Action: readonly string[], Condition: Statement["Condition"]): Statement => ({
    Sid,
    Effect: "Allow",
    Principal: account,
    Action,
    Resource: "*",
    Condition,
  });
  return policyOf(
    { Sid: "AccountAdministers", Effect: "Allow", Principal: account, Action: administration, Resource: "*" },
    // Whoever runs this tool, and whoever reads or moves messages by hand.
    allow("PeopleThroughServices", ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncrypt*"], {
      StringEquals: via("ssm", "secretsmanager", "sqs"),
      ArnNotLike: { "aws:PrincipalArn": pods },
    }),
    allow("PodsDecrypt", ["kms:Decrypt"], {
      StringEquals: via("ssm", "secretsmanager", "sqs"),
      ArnLike: { "aws:PrincipalArn": pods },
    }),
    allow("PodsSendMessages", ["kms:GenerateDataKey"], {
      StringEquals: via("sqs"),
      ArnLike: { "aws:PrincipalArn": rolesNamed(senders, target) },
    }),
  );
}

/** Roles by their names, whatever their path: one may have been there before ours was chosen. */
const rolesNamed = (names: readonly string[], { arn }: Target): readonly string[] =>
  names.flatMap((name) => ["role/", "role/*/"].map((path) => arn("iam", `${path}${name}`, { region: "" })));
