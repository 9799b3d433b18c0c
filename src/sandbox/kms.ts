import { type Account, type Answers, awsError } from "./account";

export interface Key {
  readonly id: string;
  readonly manager: "AWS" | "CUSTOMER";
  readonly state: "Enabled" | "Disabled" | "PendingDeletion";
  /** With `alias/` in front. */
  readonly aliases: readonly string[];
  readonly created: string;
}

/** By id. */
export const keys = (account: Account) => account.table<Key>("kms.keys");

/** Keys (https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html). */
export const answers: Answers<"kms"> = {
  DescribeKey({ KeyId }, account) {
    const { id, manager, state, created } = keyOf(account, KeyId!);
    return {
      KeyMetadata: {
        AWSAccountId: account.id,
        KeyId: id,
        Arn: arnOf(account, id),
        CreationDate: new Date(created),
        Enabled: state === "Enabled",
        KeyState: state,
        KeyManager: manager,
        KeyUsage: "ENCRYPT_DECRYPT",
        KeySpec: "SYMMETRIC_DEFAULT",
        Origin: "AWS_KMS",
        MultiRegion: false,
      },
    };
  },
};

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

function put(account: Account, key: Pick<Key, "manager" | "state" | "aliases">): string {
  const id = uuid(account);
  keys(account)[id] = { id, created: account.now().toISOString(), ...key };
  return arnOf(account, id);
}

/** In the place of an id there may be an ARN, an alias or an alias's ARN. */
function keyOf(account: Account, named: string): Key {
  const name = named.replace(/^arn:[^:]+:kms:[^:]*:\d{12}:/, "").replace(/^key\//, "");
  const found = Object.values(keys(account)).find(({ id, aliases }) => id === name || aliases.includes(name));
  if (found) return found;
  const what = name.startsWith("alias/") ? "Alias" : "Key";
  throw awsError("NotFoundException", `${what} '${named}' does not exist`);
}

const arnOf = (account: Account, id: string) => account.arn("kms", `key/${id}`);

export const uuid = (account: Account): string =>
  account.hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
