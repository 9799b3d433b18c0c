import { type Account, type Answers, awsError } from "./account";
import { keyState } from "./kms";
import { pageOf } from "./paging";

export interface SecretRow {
  readonly name: string;
  readonly arn: string;
  description?: string;
  /** As it was given; undefined means the key that AWS keeps for Secrets Manager. */
  kmsKeyId?: string;
  /** The service that keeps it, as in `rds`. */
  readonly owningService?: string;
  text: string;
  versionId: string;
  readonly created: string;
  /** When it is gone for good; undefined unless somebody has deleted it. */
  deleted?: string;
  /** A resource policy, as it was put. */
  policy?: string;
  /** When its owning service has changed it last, and when it does next. */
  rotated?: string;
  rotates?: string;
  /** The day on which somebody has read it last. */
  accessed?: string;
  tags: Record<string, string>;
}

/** By name. */
export const secrets = (account: Account) => account.table<SecretRow>("secretsmanager.secrets");

const DAY = 24 * 60 * 60 * 1000;
const MOST_BYTES = 65_536;

const invalid = (message: string) => awsError("InvalidRequestException", message);

/** Secrets (https://docs.aws.amazon.com/secretsmanager/latest/apireference/). */
export const answers: Answers<"secretsmanager"> = {
  CreateSecret({ Name, Description, KmsKeyId, SecretString = "", Tags = [] }, account) {
    if (!/^[\w/+=.@-]{1,512}$/.test(Name!)) throw awsError("InvalidParameterException", "Invalid name.");
    const there = secrets(account)[Name!];
    if (there?.deleted) {
      throw invalid("You can't create this secret because a secret with this name is already scheduled for deletion.");
    }
    if (there) {
      throw awsError("ResourceExistsException", `The operation failed because the secret ${Name} already exists.`);
    }
    checkWritten(account, SecretString, KmsKeyId);
    putSecret(account, { name: Name!, text: SecretString, kmsKeyId: KmsKeyId });
    const row = secrets(account)[Name!]!;
    Object.assign(row, { description: Description, tags: tagsFrom(Tags) });
    return { ARN: row.arn, Name: row.name, VersionId: row.versionId };
  },

  UpdateSecret({ SecretId, Description, KmsKeyId, SecretString }, account) {
    const row = changeable(account, SecretId!);
    // An empty text goes back to AWS's own key.
    const key = KmsKeyId === undefined ? row.kmsKeyId : KmsKeyId || undefined;
    checkWritten(account, SecretString ?? row.text, key);
    row.kmsKeyId = key;
    if (Description !== undefined) row.description = Description;
    if (SecretString === undefined) return { ARN: row.arn, Name: row.name };
    row.text = SecretString;
    row.versionId = account.hex(32);
    return { ARN: row.arn, Name: row.name, VersionId: row.versionId };
  },

  DescribeSecret({ SecretId }, account) {
    const row = secretOf(account, SecretId!);
    const { arn, name, description, kmsKeyId, owningService, versionId, created, deleted, rotated, rotates } = row;
    return {
      ARN: arn,
      Name: name,
      ...(description === undefined ? {} : { Description: description }),
      ...(kmsKeyId ? { KmsKeyId: kmsKeyId } : {}),
      ...(owningService ? { OwningService: owningService } : {}),
      ...(rotates ? { RotationEnabled: true, NextRotationDate: new Date(rotates) } : {}),
      ...(rotated ? { LastRotatedDate: new Date(rotated) } : {}),
      ...(row.accessed ? { LastAccessedDate: new Date(row.accessed) } : {}),
      ...(deleted ? { DeletedDate: new Date(deleted) } : {}),
      CreatedDate: new Date(created),
      VersionIdsToStages: { [versionId]: ["AWSCURRENT"] },
      Tags: Object.entries(row.tags).map(([Key, Value]) => ({ Key, Value })),
    };
  },

  GetSecretValue({ SecretId }, account) {
    const row = secretOf(account, SecretId!);
    if (row.deleted) {
      throw invalid("You can't perform this operation on the secret because it was marked for deletion.");
    }
    if (keyState(account, row.kmsKeyId ?? "alias/aws/secretsmanager") !== "Enabled") {
      throw awsError("DecryptionFailure", "Secrets Manager can't decrypt the secret value with its KMS key.");
    }
    return {
      ARN: row.arn,
      Name: row.name,
      SecretString: row.text,
      VersionId: row.versionId,
      VersionStages: ["AWSCURRENT"],
      CreatedDate: new Date(row.created),
    };
  },

  ListSecrets({ Filters = [], IncludePlannedDeletion = false, MaxResults = 100, NextToken }, account) {
    const found = Object.values(secrets(account))
      .filter(({ deleted }) => IncludePlannedDeletion || !deleted)
      .filter(({ name }) =>
        Filters.every(({ Key, Values = [] }) => Key === "name" && Values.some((start) => name.startsWith(start))),
      );
    const { items, next } = pageOf(found, MaxResults, NextToken);
    return {
      SecretList: items.map(({ arn, name, deleted }) => ({
        ARN: arn,
        Name: name,
        ...(deleted ? { DeletedDate: new Date(deleted) } : {}),
      })),
      ...(next ? { NextToken: next } : {}),
    };
  },

  DeleteSecret({ SecretId, RecoveryWindowInDays = 30, ForceDeleteWithoutRecovery }, account) {
    const row = changeable(account, SecretId!);
    if (ForceDeleteWithoutRecovery) delete secrets(account)[row.name];
    const now = account.now();
    row.deleted = now.toISOString();
    const gone = new Date(now.getTime() + RecoveryWindowInDays * DAY);
    return { ARN: row.arn, Name: row.name, DeletionDate: gone };
  },

  RestoreSecret({ SecretId }, account) {
    const row = secretOf(account, SecretId!);
    delete row.deleted;
    return { ARN: row.arn, Name: row.name };
  },

  GetResourcePolicy({ SecretId }, account) {
    const { arn, name, policy } = secretOf(account, SecretId!);
    return { ARN: arn, Name: name, ...(policy ? { ResourcePolicy: policy } : {}) };
  },

  TagResource({ SecretId, Tags = [] }, account) {
    const row = changeable(account, SecretId!);
    Object.assign(row.tags, tagsFrom(Tags));
    return {};
  },

  UntagResource({ SecretId, TagKeys = [] }, account) {
    const { tags } = changeable(account, SecretId!);
    for (const key of TagKeys) delete tags[key];
    return {};
  },
};

/** What the tagging API finds of this service. */
export const tagged = (account: Account) => Object.values(secrets(account)).map(({ arn, tags }) => ({ arn, tags }));

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

/** Not while it is about to be deleted, and not where another service keeps it. */
function changeable(account: Account, id: string): SecretRow {
  const row = secretOf(account, id);
  if (row.deleted) {
    throw invalid("You can't perform this operation on the secret because it was marked for deletion.");
  }
  if (row.owningService) throw invalid(`You can't change this secret: it is managed by ${row.owningService}.`);
  return row;
}

function checkWritten(account: Account, text: string, key: string | undefined): void {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw awsError("ValidationException", `Member must have length less than or equal to ${MOST_BYTES}`);
  }
  if (keyState(account, key ?? "alias/aws/secretsmanager") !== "Enabled") {
    throw awsError("EncryptionFailure", "Secrets Manager can't encrypt the protected secret text using the KMS key.");
  }
}

const tagsFrom = (tags: readonly { Key?: string; Value?: string }[]) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value ?? ""]));
