import { type Account, type Answers, awsError } from "./account";

interface Row {
  readonly name: string;
  /** Six characters that AWS puts behind the name in the ARN. */
  readonly suffix: string;
  value: string;
  readonly kmsKeyId?: string;
  /** The service that made it and looks after it. */
  readonly owningService?: string;
}

const secrets = (account: Account) => account.table<Row>("secretsmanager.secrets");
const arnOf = (account: Account, { name, suffix }: Row) => account.arn("secretsmanager", `secret:${name}-${suffix}`);

/** A secret as somebody else made it. Answers its ARN. */
export function seedSecret(
  account: Account,
  name: string,
  value: string,
  more: Pick<Row, "kmsKeyId" | "owningService"> = {},
): string {
  const row = { name, suffix: account.hex(6), value, ...more };
  secrets(account)[name] = row;
  return arnOf(account, row);
}

export const answers: Answers<"secretsmanager"> = {
  DescribeSecret({ SecretId }, account) {
    const row = find(account, SecretId!);
    return {
      ARN: arnOf(account, row),
      Name: row.name,
      ...(row.kmsKeyId ? { KmsKeyId: row.kmsKeyId } : {}),
      ...(row.owningService ? { OwningService: row.owningService } : {}),
    };
  },

  GetSecretValue({ SecretId }, account) {
    const row = find(account, SecretId!);
    return { ARN: arnOf(account, row), Name: row.name, SecretString: row.value, VersionStages: ["AWSCURRENT"] };
  },
};

/** By name, ARN, or the ARN without its last six characters. */
function find(account: Account, id: string): Row {
  const row = Object.values(secrets(account)).find((one) => {
    const arn = arnOf(account, one);
    return id === one.name || id === arn || id === arn.slice(0, -7);
  });
  if (row) return row;
  throw awsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
}
