import type { Account } from "../../src/sandbox/account";

type Tags = Record<string, string>;
type Answer = (input: never, account: Account) => object;

/**
 * How the sandbox would answer what only people send. The product never calls these, so its sandbox doesn't know them:
 * by service and operation, as in `iam UntagRole`.
 */
export const besides: Readonly<Record<string, Answer>> = {
  "iam UntagRole": ({ RoleName, TagKeys }: { RoleName: string; TagKeys: readonly string[] }, account) =>
    untag(account, "iam.roles", RoleName.toLowerCase(), TagKeys),
  "iam UntagOpenIDConnectProvider": (
    { OpenIDConnectProviderArn, TagKeys }: { OpenIDConnectProviderArn: string; TagKeys: readonly string[] },
    account,
  ) => untag(account, "iam.oidc-providers", OpenIDConnectProviderArn, TagKeys),
  "ssm RemoveTagsFromResource": (
    { ResourceId, TagKeys }: { ResourceId: string; TagKeys: readonly string[] },
    account,
  ) => untag(account, "ssm.parameters", ResourceId, TagKeys),
  "cognito UntagResource": ({ ResourceArn, TagKeys }: { ResourceArn: string; TagKeys: readonly string[] }, account) =>
    untag(account, "cognito.pools", ResourceArn.split("/").at(-1)!, TagKeys),
  "ec2 DeleteTags": (
    { Resources, Tags }: { Resources: readonly string[]; Tags: readonly { Key: string }[] },
    account,
  ) => {
    const keys = Tags.map(({ Key }) => Key);
    for (const id of Resources) untag(account, "ec2.securityGroupRules", id, keys);
    return {};
  },

  "logs DeleteRetentionPolicy": ({ logGroupName }: { logGroupName: string }, account) => {
    delete row<{ retention?: number }>(account, "logs.groups", logGroupName).retention;
    return {};
  },
  "logs DeleteLogGroup": ({ logGroupName }: { logGroupName: string }, account) => {
    row(account, "logs.groups", logGroupName);
    delete account.table("logs.groups")[logGroupName];
    return {};
  },
  "iam DeleteRolePermissionsBoundary": ({ RoleName }: { RoleName: string }, account) => {
    delete row<{ boundary?: string }>(account, "iam.roles", RoleName.toLowerCase()).boundary;
    return {};
  },
  "iam RemoveClientIDFromOpenIDConnectProvider": (
    { OpenIDConnectProviderArn, ClientID }: { OpenIDConnectProviderArn: string; ClientID: string },
    account,
  ) => {
    const { clientIds } = row<{ clientIds: string[] }>(account, "iam.oidc-providers", OpenIDConnectProviderArn);
    clientIds.splice(0, clientIds.length, ...clientIds.filter((one) => one !== ClientID));
    return {};
  },
  "iam UpdateOpenIDConnectProviderThumbprint": (
    { OpenIDConnectProviderArn, ThumbprintList }: { OpenIDConnectProviderArn: string; ThumbprintList: string[] },
    account,
  ) => {
    row<{ thumbprints: string[] }>(account, "iam.oidc-providers", OpenIDConnectProviderArn).thumbprints = [
      ...ThumbprintList,
    ];
    return {};
  },
};

function row<Row>(account: Account, table: string, key: string): Row {
  const found = account.table<Row>(table)[key];
  if (!found) throw new Error(`nothing in ${table} under ${key}`);
  return found;
}

function untag(account: Account, table: string, key: string, tagKeys: readonly string[]): object {
  const { tags } = row<{ tags: Tags }>(account, table, key);
  for (const tag of tagKeys) delete tags[tag];
  return {};
}
