import { cognitoExistingPool } from "../kinds/cognito-existing-pool";
import { type LiveProvider, providerOf } from "../kinds/cognito-identity-provider";
import { cognitoUserPool } from "../kinds/cognito-user-pool";
import { cognitoUserPoolClient } from "../kinds/cognito-user-pool-client";
import type { Look, Verdict } from "./check";
import { isMissing, notHere, onlySeen } from "./seen";

/** The user pool that people sign in with, whoever it belongs to. */
export interface SignIn {
  readonly pool: string;
  readonly ours: boolean;
  readonly caseSensitive: boolean;
  /** Names of the providers that our app client lets people come from. */
  readonly providers: readonly string[];
  /** Whether it lets in the pool's own users. */
  readonly nativeUsers: boolean;
}

/** Whether people sign in with Cognito at all. */
export const hasCognito = ({ survey }: Pick<Look, "survey">): boolean =>
  survey.graph.resources.some(({ kind }) => kind.type === cognitoUserPoolClient.type);

/** How people sign in with Cognito, or why there is nothing to look at. */
export function signInOf(look: Look): SignIn | { readonly nothing: Verdict } {
  if (!hasCognito(look)) return { nothing: noCognito };
  const [own, theirs] = [onlySeen(look, cognitoUserPool), onlySeen(look, cognitoExistingPool)];
  const pool = (own ?? theirs)?.is.outputs;
  const client = onlySeen(look, cognitoUserPoolClient);
  if (!pool || !client) return { nothing: isMissing };
  const all = client.is.spec.SupportedIdentityProviders;
  return {
    pool: pool.id,
    ours: own !== undefined,
    caseSensitive: pool.caseSensitive,
    providers: all.filter((name) => name !== NATIVE),
    nativeUsers: all.includes(NATIVE),
  };
}

const NATIVE = "COGNITO";

const noCognito = notHere({
  en: "People do not sign in with Cognito here.",
  ja: "サインインに Cognito は使われていません。",
});

export const noProviders = notHere({
  en: "No identity provider is federated into the user pool.",
  ja: "ユーザープールと連携する IdP はありません。",
});

/** What the pool says of them; one that has gone meanwhile is left out. */
export async function providersIn({ aws }: Look, { pool, providers }: SignIn): Promise<readonly LiveProvider[]> {
  const found = await Promise.all(providers.map((name) => providerOf(aws, `${pool} ${name}`)));
  return found.filter((one) => one !== undefined);
}
