import { type Account, type Answers, awsError } from "./account";
import { pageOf } from "./paging";

export interface Key {
  readonly id: string;
  readonly manager: "AWS" | "CUSTOMER";
  state: "Enabled" | "Disabled" | "PendingDeletion";
  /** With `alias/` in front. */
  aliases: readonly string[];
  readonly created: string;
  description?: string;
  /** As it was put; AWS's default where left out. */
  policy?: string;
  /** Whether AWS makes new key material every year. */
  rotation?: boolean;
  /** When it is gone for good. */
  deletion?: string;
  tags?: Record<string, string>;
}

/** By id. */
export const keys = (account: Account) => account.table<Key>("kms.keys");

const DAY = 24 * 60 * 60 * 1000;

/** Keys and aliases (https://docs.aws.amazon.com/kms/latest/APIReference/). */
export const answers: Answers<"kms"> = {
  CreateKey({ Description, Policy, Tags = [] }, account) {
    if (Policy !== undefined) checkPolicy(account, Policy);
    const arn = put(account, { manager: "CUSTOMER", state: "Enabled", aliases: [] });
    const row = keyOf(account, arn);
    Object.assign(row, { description: Description ?? "", policy: Policy, tags: tagsFrom(Tags) });
    return { KeyMetadata: metadata(account, row) };
  },

  DescribeKey: ({ KeyId }, account) => ({ KeyMetadata: metadata(account, keyOf(account, KeyId!)) }),

  UpdateKeyDescription({ KeyId, Description }, account) {
    usable(account, KeyId!).description = Description!;
    return {};
  },

  GetKeyPolicy: ({ KeyId }, account) => ({
    Policy: ownKey(account, KeyId!).policy ?? JSON.stringify(defaultPolicy(account)),
    PolicyName: "default",
  }),

  PutKeyPolicy({ KeyId, Policy }, account) {
    checkPolicy(account, Policy!);
    usable(account, KeyId!).policy = Policy!;
    return {};
  },

  GetKeyRotationStatus({ KeyId }, account) {
    const { id, rotation = false } = ownKey(account, KeyId!);
    return { KeyId: id, KeyRotationEnabled: rotation, ...(rotation ? { RotationPeriodInDays: 365 } : {}) };
  },

  EnableKeyRotation({ KeyId }, account) {
    enabled(account, KeyId!).rotation = true;
    return {};
  },

  DisableKeyRotation({ KeyId }, account) {
    enabled(account, KeyId!).rotation = false;
    return {};
  },

  ListKeys({ Limit = 100, Marker }, account) {
    const { items, next } = pageOf(Object.values(keys(account)), Limit, Marker);
    return {
      Keys: items.map(({ id }) => ({ KeyId: id, KeyArn: arnOf(account, id) })),
      Truncated: next !== undefined,
      ...(next ? { NextMarker: next } : {}),
    };
  },

  ListAliases({ KeyId, Limit = 50, Marker }, account) {
    const of = KeyId === undefined ? undefined : keyOf(account, KeyId).id;
    const all = Object.values(keys(account))
      .filter(({ id }) => of === undefined || id === of)
      .flatMap(({ id, aliases }) => aliases.map((name) => ({ id, name })));
    const { items, next } = pageOf(all, Limit, Marker);
    return {
      Aliases: items.map(({ id, name }) => ({
        AliasName: name,
        AliasArn: account.arn("kms", name),
        TargetKeyId: id,
      })),
      Truncated: next !== undefined,
      ...(next ? { NextMarker: next } : {}),
    };
  },

  CreateAlias({ AliasName, TargetKeyId }, account) {
    if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(AliasName!) || AliasName!.startsWith("alias/aws/")) {
      throw awsError("InvalidAliasNameException", "Alias must begin with alias/, and alias/aws/ is reserved.");
    }
    if (Object.values(keys(account)).some(({ aliases }) => aliases.includes(AliasName!))) {
      const arn = account.arn("kms", AliasName!);
      throw awsError("AlreadyExistsException", `An alias with the name ${arn} already exists`);
    }
    const row = usable(account, TargetKeyId!);
    row.aliases = [...row.aliases, AliasName!];
    return {};
  },

  DeleteAlias({ AliasName }, account) {
    const row = keyOf(account, AliasName!);
    row.aliases = row.aliases.filter((name) => name !== AliasName);
    return {};
  },

  ListResourceTags({ KeyId, Limit = 50, Marker }, account) {
    const { items, next } = pageOf(Object.entries(ownKey(account, KeyId!).tags ?? {}), Limit, Marker);
    return {
      Tags: items.map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
      Truncated: next !== undefined,
      ...(next ? { NextMarker: next } : {}),
    };
  },

  TagResource({ KeyId, Tags = [] }, account) {
    const row = usable(account, KeyId!);
    row.tags = { ...row.tags, ...tagsFrom(Tags) };
    return {};
  },

  UntagResource({ KeyId, TagKeys = [] }, account) {
    const row = usable(account, KeyId!);
    row.tags = Object.fromEntries(Object.entries(row.tags ?? {}).filter(([key]) => !TagKeys.includes(key)));
    return {};
  },

  ScheduleKeyDeletion({ KeyId, PendingWindowInDays = 30 }, account) {
    if (PendingWindowInDays < 7 || PendingWindowInDays > 30) {
      throw awsError("ValidationException", "PendingWindowInDays must be between 7 and 30.");
    }
    const row = usable(account, KeyId!);
    row.state = "PendingDeletion";
    row.deletion = new Date(account.now().getTime() + PendingWindowInDays * DAY).toISOString();
    return { KeyId: arnOf(account, row.id), DeletionDate: new Date(row.deletion), KeyState: row.state };
  },
};

/** What the tagging API finds of this service. */
export const tagged = (account: Account) =>
  Object.values(keys(account)).map(({ id, tags = {} }) => ({ arn: arnOf(account, id), tags }));

/** Puts a key of the customer's into the account and answers its ARN. */
export function putKey(account: Account, alias: string, state: Key["state"] = "Enabled"): string {
  return put(account, { manager: "CUSTOMER", state, aliases: [alias] });
}

/** The key that AWS keeps for a service, as in `secretsmanager`: made when the service first needs it. Answers its ARN. */
export function keyOfAws(account: Account, service: string): string {
  const alias = `alias/aws/${service}`;
  const there = Object.values(keys(account)).find(({ aliases }) => aliases.includes(alias));
  return there ? arnOf(account, there.id) : put(account, { manager: "AWS", state: "Enabled", aliases: [alias] });
}

/**
 * Whether a service can use a key, named in any way; undefined where there is none of that name. The ones that AWS keeps are
 * made when they are first used.
 */
export function keyState(account: Account, named: string): Key["state"] | undefined {
  if (named.includes("alias/aws/")) return "Enabled";
  return find(account, named)?.state;
}

function put(account: Account, key: Pick<Key, "manager" | "state" | "aliases">): string {
  const id = uuid(account);
  keys(account)[id] = { id, created: account.now().toISOString(), ...key };
  return arnOf(account, id);
}

/** In the place of an id there may be an ARN, an alias or an alias's ARN. */
function find(account: Account, named: string): Key | undefined {
  const name = named.replace(/^arn:[^:]+:kms:[^:]*:\d{12}:/, "").replace(/^key\//, "");
  return Object.values(keys(account)).find(({ id, aliases }) => id === name || aliases.includes(name));
}

function keyOf(account: Account, named: string): Key {
  const found = find(account, named);
  if (found) return found;
  const what = /(^|:)alias\//.test(named) ? "Alias" : "Key";
  throw awsError("NotFoundException", `${what} '${named}' does not exist`);
}

/** Most operations take no alias in the place of a key. */
function ownKey(account: Account, named: string): Key {
  if (/(^|:)alias\//.test(named)) throw awsError("InvalidArnException", `Invalid keyId '${named}'`);
  return keyOf(account, named);
}

/** A key of the customer's that isn't about to be deleted. */
function usable(account: Account, named: string): Key {
  const row = ownKey(account, named);
  if (row.manager === "AWS") throw awsError("AccessDeniedException", "AWS manages this key.", { status: 400 });
  if (row.state === "PendingDeletion") {
    throw awsError("KMSInvalidStateException", `${arnOf(account, row.id)} is pending deletion.`);
  }
  return row;
}

function enabled(account: Account, named: string): Key {
  const row = usable(account, named);
  if (row.state === "Disabled") throw awsError("DisabledException", `${arnOf(account, row.id)} is disabled.`);
  return row;
}

const metadata = (account: Account, { id, manager, state, created, description = "", deletion }: Key) => ({
  AWSAccountId: account.id,
  KeyId: id,
  Arn: arnOf(account, id),
  CreationDate: new Date(created),
  Enabled: state === "Enabled",
  Description: description,
  KeyState: state,
  ...(deletion ? { DeletionDate: new Date(deletion) } : {}),
  KeyManager: manager,
  KeyUsage: "ENCRYPT_DECRYPT" as const,
  KeySpec: "SYMMETRIC_DEFAULT" as const,
  CustomerMasterKeySpec: "SYMMETRIC_DEFAULT" as const,
  EncryptionAlgorithms: ["SYMMETRIC_DEFAULT" as const],
  Origin: "AWS_KMS" as const,
  MultiRegion: false,
});

const rootOf = (account: Account) => account.arn("iam", "root", { region: "" });

const defaultPolicy = (account: Account) => ({
  Version: "2012-10-17",
  Id: "key-default-1",
  Statement: [
    {
      Sid: "Enable IAM User Permissions",
      Effect: "Allow",
      Principal: { AWS: rootOf(account) },
      Action: "kms:*",
      Resource: "*",
    },
  ],
});

/** Nobody may lock the account out of its own key. */
function checkPolicy(account: Account, text: string): void {
  if (text.length > 32_768) throw awsError("LimitExceededException", "A key policy has at most 32 KB.");
  let statements: { Effect?: string; Principal?: { AWS?: unknown }; Action?: unknown }[];
  try {
    statements = [JSON.parse(text).Statement].flat();
  } catch {
    throw awsError("MalformedPolicyDocumentException", "The policy is no JSON.");
  }
  const opens = statements.some(
    ({ Effect, Principal, Action }) =>
      Effect === "Allow" &&
      [Principal?.AWS].flat().some((who) => who === rootOf(account) || who === account.id || who === "*") &&
      [Action].flat().some((one) => ["kms:*", "kms:put*", "kms:putkeypolicy", "*"].includes(String(one).toLowerCase())),
  );
  if (opens) return;
  throw awsError(
    "MalformedPolicyDocumentException",
    "The new key policy will not allow you to update the key policy in the future.",
  );
}

const tagsFrom = (tags: readonly { TagKey?: string; TagValue?: string }[]) =>
  Object.fromEntries(tags.map(({ TagKey, TagValue }) => [TagKey!, TagValue ?? ""]));

const arnOf = (account: Account, id: string) => account.arn("kms", `key/${id}`);

export const uuid = (account: Account): string =>
  account.hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
