import { type Account, type Answers, awsError } from "./account";
import { poolOf } from "./cognito-pools";

export interface ProviderRow {
  readonly poolId: string;
  readonly name: string;
  readonly type: "SAML" | "OIDC" | "Google" | "Facebook" | "LoginWithAmazon" | "SignInWithApple";
  /** ISO 8601. */
  readonly created: string;
}

const providers = (account: Account) => account.table<ProviderRow>("cognito.providers");

/** Identity providers of user pools, which somebody else has to put there. */
export const providerAnswers: Pick<Answers<"cognito">, "ListIdentityProviders"> = {
  ListIdentityProviders({ UserPoolId, MaxResults = 60, NextToken }, account) {
    const { id } = poolOf(account, UserPoolId);
    if (MaxResults < 0 || MaxResults > 60) {
      throw awsError("InvalidParameterException", "Value at 'maxResults' failed to satisfy constraint");
    }
    const all = Object.values(providers(account)).filter(({ poolId }) => poolId === id);
    const from = Number(NextToken ?? 0);
    return {
      Providers: all.slice(from, from + MaxResults).map(({ name, type, created }) => ({
        ProviderName: name,
        ProviderType: type,
        CreationDate: new Date(created),
        LastModifiedDate: new Date(created),
      })),
      ...(from + MaxResults < all.length ? { NextToken: String(from + MaxResults) } : {}),
    };
  },
};

/** What the console does when somebody federates a provider into a pool. */
export function addProvider(
  account: Account,
  poolId: string,
  { name, type }: Pick<ProviderRow, "name" | "type">,
): void {
  poolOf(account, poolId);
  providers(account)[`${poolId} ${name}`] = { poolId, name, type, created: account.now().toISOString() };
}
