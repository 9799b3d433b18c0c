import { type Account, type Answers, awsError } from "./account";

interface Row {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly manager: "AWS" | "CUSTOMER";
  readonly state: "Enabled" | "Disabled" | "PendingDeletion";
}

const keys = (account: Account) => account.table<Row>("kms.keys");
const arnOf = (account: Account, id: string) => account.arn("kms", `key/${id}`);

/** A customer's key with an alias, as somebody made it. Answers its ARN. */
export function seedKey(account: Account, alias: string, state: Row["state"] = "Enabled"): string {
  const id = uuid(account);
  keys(account)[id] = { id, aliases: [alias], manager: "CUSTOMER", state };
  return arnOf(account, id);
}

/** Whether a service could encrypt with this key; the ones that AWS keeps are made when they are first used. */
export const isKey = (account: Account, id: string): boolean =>
  id.includes("alias/aws/") || find(account, id) !== undefined;

export const answers: Answers<"kms"> = {
  DescribeKey({ KeyId }, account) {
    if (KeyId!.includes("alias/aws/")) managed(account, KeyId!.slice(KeyId!.indexOf("alias/")));
    const row = find(account, KeyId!);
    if (!row) throw awsError("NotFoundException", `${KeyId} is not found.`);
    return {
      KeyMetadata: {
        AWSAccountId: account.id,
        KeyId: row.id,
        Arn: arnOf(account, row.id),
        Enabled: row.state === "Enabled",
        KeyState: row.state,
        KeyUsage: "ENCRYPT_DECRYPT",
        KeyManager: row.manager,
        KeySpec: "SYMMETRIC_DEFAULT",
        Origin: "AWS_KMS",
      },
    };
  },

  ListAliases({ KeyId }, account) {
    const found = Object.values(keys(account)).filter(({ id }) => !KeyId || KeyId.endsWith(id));
    return {
      Aliases: found.flatMap(({ id, aliases }) =>
        aliases.map((name) => ({ AliasName: name, AliasArn: account.arn("kms", name), TargetKeyId: id })),
      ),
      Truncated: false,
    };
  },
};

/** By id, ARN, alias or the alias's ARN. */
function find(account: Account, given: string): Row | undefined {
  const name = given.includes("alias/") ? given.slice(given.indexOf("alias/")) : given.split("/").at(-1)!;
  return keys(account)[name] ?? Object.values(keys(account)).find(({ aliases }) => aliases.includes(name));
}

function managed(account: Account, alias: string): void {
  if (find(account, alias)) return;
  const id = uuid(account);
  keys(account)[id] = { id, aliases: [alias], manager: "AWS", state: "Enabled" };
}

const uuid = (account: Account) => account.hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.*)$/, "$1-$2-$3-$4-$5");
