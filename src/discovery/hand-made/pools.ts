import { unless } from "../../aws/errors";
import { pages } from "../../aws/loader";
import type { Aws } from "../../aws/session";
import { ENV_TAG } from "../../aws/tags";

/** A user pool that people sign in to before RISKEN. */
export interface FoundPool {
  /** The env of risken-aws that it belongs to, if any. */
  readonly env?: string;
  /** Prefix of its sign-in pages' address. */
  readonly domain?: string;
  readonly mfa: "OFF" | "ON" | "OPTIONAL";
  /** Names of its app clients, by their ids. */
  readonly clients: ReadonlyMap<string, string>;
}

/** IAM actions that looking at user pools needs. */
export const poolReads: readonly string[] = ["cognito-idp:DescribeUserPool", "cognito-idp:ListUserPoolClients"];

/** Pools by their ids; those that are gone are left out. */
export async function poolsWith(aws: Aws, ids: readonly string[]): Promise<ReadonlyMap<string, FoundPool>> {
  const found = await Promise.all([...new Set(ids)].map(async (id) => [id, await look(aws, id)] as const));
  return new Map(found.flatMap(([id, pool]) => (pool ? [[id, pool]] : [])));
}

async function look(aws: Aws, UserPoolId: string): Promise<FoundPool | undefined> {
  const live = (await unless("ResourceNotFound", aws.cognito.DescribeUserPool({ UserPoolId })))?.UserPool;
  if (!live) return undefined;
  const clients = await pages(
    (NextToken) => aws.cognito.ListUserPoolClients({ UserPoolId, MaxResults: 60, NextToken }),
    (page) => page.UserPoolClients,
    (page) => page.NextToken,
  );
  const env = live.UserPoolTags?.[ENV_TAG];
  return {
    ...(env ? { env } : {}),
    ...(live.Domain ? { domain: live.Domain } : {}),
    mfa: live.MfaConfiguration ?? "OFF",
    clients: new Map(clients.map(({ ClientId, ClientName }) => [ClientId!, ClientName!])),
  };
}
