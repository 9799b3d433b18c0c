import { type Account, type Answers, awsError } from "./account";

export interface SecretRow {
  readonly name: string;
  readonly arn: string;
  /** ARN of a key; undefined means the one that AWS keeps for Secrets Manager. */
  readonly kmsKeyId?: string;
  /** The service that keeps it, as in `rds`. */
  readonly owningService?: string;
  readonly text: string;
  readonly versionId: string;
  readonly created: string;
  readonly tags: Record<string, string>;
}

/** By name. */
export const secrets = (account: Account) => account.table<SecretRow>("secretsmanager.secrets");

/** Secrets (https://docs.aws.amazon.com/secretsmanager/latest/apireference/). */
export const answers: Answers<"secretsmanager"> = {
  DescribeSecret({ SecretId }, account) {
    const { arn, name, kmsKeyId, owningService, versionId, created, tags } = secretOf(account, SecretId!);
    return {
      ARN: arn,
      Name: name,
      ...(kmsKeyId ? { KmsKeyId: kmsKeyId } : {}),
      ...(owningService ? { OwningService: owningService } : {}),
      CreatedDate: new Date(created),
      VersionIdsToStages: { [versionId]: ["AWSCURRENT"] },
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    };
  },

  GetSecretValue({ SecretId }, account) {
    const { arn, name, text, versionId, created } = secretOf(account, SecretId!);
    return {
      ARN: arn,
      Name: name,
      SecretString: text,
      VersionId: versionId,
      VersionStages: ["AWSCURRENT"],
      CreatedDate: new Date(created),
    };
  },
};

/** Puts a secret into the account and answers its ARN, which ends in six characters of Secrets Manager's choice. */
export function putSecret(
  account: Account,
  secret: Pick<SecretRow, "name" | "text" | "kmsKeyId" | "owningService">,
): string {
  const arn = account.arn("secretsmanager", `secret:${secret.name}-${account.hex(6)}`);
  secrets(account)[secret.name] = {
    ...secret,
    arn,
    versionId: account.hex(32),
    created: account.now().toISOString(),
    tags: {},
  };
  return arn;
}

/** By name, by ARN, or by an ARN without its last six characters. */
function secretOf(account: Account, id: string): SecretRow {
  const found = Object.values(secrets(account)).find(
    ({ name, arn }) => name === id || arn === id || arn.replace(/-[^-]{6}$/, "") === id,
  );
  if (found) return found;
  throw awsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
}
