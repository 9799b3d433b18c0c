import { unless } from "../aws/errors";
import { shared } from "../aws/loader";
import type { Lookup } from "../engine/kind";
import { poolWithoutDomain } from "../problems";

interface Spec {
  readonly UserPoolId: string;
}

/** A user pool that somebody else takes care of, by its id. */
export const cognitoExistingPool: Lookup<Spec, { readonly id: string; readonly arn: string }, "UserPoolId"> = {
  type: "cognito.existing-pool",
  noun: "user-pool",
  title: { en: "Cognito user pool", ja: "Cognito ユーザープール" },
  key: ["UserPoolId"],
  reads: ["cognito-idp:DescribeUserPool"],

  async observe(aws, { UserPoolId }) {
    const pool = await described(aws, UserPoolId);
    return pool && { spec: {}, outputs: { id: UserPoolId, arn: pool.Arn! } };
  },
};

/** The domain that such a pool has: a bare prefix, or the whole host where only a domain of its own is there. */
export const cognitoExistingDomain: Lookup<Spec, { readonly domain: string }, "UserPoolId"> = {
  type: "cognito.existing-domain",
  noun: "user-pool-domain",
  title: { en: "Cognito domain", ja: "Cognito ドメイン" },
  key: ["UserPoolId"],
  reads: ["cognito-idp:DescribeUserPool"],

  async observe(aws, { UserPoolId }) {
    const pool = await described(aws, UserPoolId);
    if (!pool) return undefined;
    const domain = pool.Domain ?? pool.CustomDomain;
    if (!domain) throw poolWithoutDomain({ pool: UserPoolId });
    return { spec: {}, outputs: { domain } };
  },
};

const described = shared(
  async (aws, UserPoolId) => (await unless("ResourceNotFound", aws.cognito.DescribeUserPool({ UserPoolId })))?.UserPool,
);
