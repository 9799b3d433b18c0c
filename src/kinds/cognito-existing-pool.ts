import type { Lookup } from "../engine/kind";
import { poolWithoutDomain } from "../problems";
import { poolOf } from "./cognito-pool-reads";

interface Spec {
  readonly UserPoolId: string;
}

interface Pool {
  readonly id: string;
  readonly arn: string;
  /** Whether anybody may make an account for themselves. */
  readonly selfSignUp: boolean;
  readonly mfa: "OFF" | "ON" | "OPTIONAL";
  /** Whether it tells capital from small letters, and so answers them as they are. */
  readonly caseSensitive: boolean;
}

/** A user pool that somebody else takes care of, by its id. */
export const cognitoExistingPool: Lookup<Spec, Pool, "UserPoolId"> = {
  type: "cognito.existing-pool",
  noun: "user-pool",
  title: { en: "Cognito user pool", ja: "Cognito ユーザープール" },
  key: ["UserPoolId"],
  reads: ["cognito-idp:DescribeUserPool"],

  async observe(aws, { UserPoolId }) {
    const pool = await poolOf(aws, UserPoolId);
    if (!pool) return undefined;
    const caseSensitive = pool.UsernameConfiguration?.CaseSensitive ?? true;
    const selfSignUp = pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true;
    return {
      spec: {},
      outputs: { id: UserPoolId, arn: pool.Arn!, selfSignUp, mfa: pool.MfaConfiguration ?? "OFF", caseSensitive },
    };
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
    const pool = await poolOf(aws, UserPoolId);
    if (!pool) return undefined;
    const domain = pool.Domain ?? pool.CustomDomain;
    if (!domain) throw poolWithoutDomain({ pool: UserPoolId });
    return { spec: {}, outputs: { domain } };
  },
};
