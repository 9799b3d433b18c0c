import { type Account, type Answers, awsError } from "./account";
import { invalid, poolOf } from "./cognito-pools";

type Texts = Readonly<Record<string, string>>;

export interface ProviderRow {
  readonly poolId: string;
  readonly name: string;
  readonly type: "SAML" | "OIDC" | "Google" | "Facebook" | "LoginWithAmazon" | "SignInWithApple";
  /** ISO 8601. */
  readonly created: string;
  changed: string;
  details: Texts;
  mapping: Texts;
  identifiers: readonly string[];
}

const providers = (account: Account) => account.table<ProviderRow>("cognito.providers");

export const providersOf = (account: Account, poolId: string): readonly ProviderRow[] =>
  Object.values(providers(account)).filter((row) => row.poolId === poolId);

/** Identity providers that user pools federate. */
export const providerAnswers: Pick<
  Answers<"cognito">,
  | "CreateIdentityProvider"
  | "DeleteIdentityProvider"
  | "DescribeIdentityProvider"
  | "ListIdentityProviders"
  | "UpdateIdentityProvider"
> = {
  CreateIdentityProvider({ UserPoolId, ProviderName = "", ProviderType, ...given }, account) {
    const { id } = poolOf(account, UserPoolId);
    if (!/^[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+$/u.test(ProviderName) || ProviderName.length > 32) {
      throw invalid("Value at 'providerName' failed to satisfy constraint");
    }
    if (providers(account)[`${id} ${ProviderName}`]) {
      throw awsError(
        "DuplicateProviderException",
        `A provider with the name ${ProviderName} already exists in the user pool.`,
      );
    }
    const now = account.now().toISOString();
    const row: ProviderRow = {
      poolId: id,
      name: ProviderName,
      type: ProviderType!,
      created: now,
      changed: now,
      details: checked(ProviderType!, given.ProviderDetails ?? {}),
      mapping: mapped(ProviderType!, given.AttributeMapping ?? {}),
      identifiers: given.IdpIdentifiers ?? [],
    };
    providers(account)[`${id} ${ProviderName}`] = row;
    return { IdentityProvider: described(row) };
  },

  DescribeIdentityProvider: ({ UserPoolId, ProviderName }, account) => ({
    IdentityProvider: described(providerOf(account, UserPoolId, ProviderName)),
  }),

  UpdateIdentityProvider({ UserPoolId, ProviderName, ProviderDetails, AttributeMapping, IdpIdentifiers }, account) {
    const row = providerOf(account, UserPoolId, ProviderName);
    // Each of the three is taken as a whole.
    if (ProviderDetails) row.details = checked(row.type, ProviderDetails);
    if (AttributeMapping) row.mapping = mapped(row.type, AttributeMapping);
    if (IdpIdentifiers) row.identifiers = IdpIdentifiers;
    row.changed = account.now().toISOString();
    return { IdentityProvider: described(row) };
  },

  DeleteIdentityProvider({ UserPoolId, ProviderName }, account) {
    const { poolId, name } = providerOf(account, UserPoolId, ProviderName);
    delete providers(account)[`${poolId} ${name}`];
    return {};
  },

  ListIdentityProviders({ UserPoolId, MaxResults = 60, NextToken }, account) {
    const { id } = poolOf(account, UserPoolId);
    if (MaxResults < 0 || MaxResults > 60) throw invalid("Value at 'maxResults' failed to satisfy constraint");
    const all = providersOf(account, id);
    const from = Number(NextToken ?? 0);
    return {
      Providers: all.slice(from, from + MaxResults).map(({ name, type, created, changed }) => ({
        ProviderName: name,
        ProviderType: type,
        CreationDate: new Date(created),
        LastModifiedDate: new Date(changed),
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
  const created = account.now().toISOString();
  const { id } = poolOf(account, poolId);
  const row: ProviderRow = {
    poolId: id,
    name,
    type,
    created,
    changed: created,
    details: {},
    mapping: {},
    identifiers: [],
  };
  providers(account)[`${poolId} ${name}`] = row;
}

function providerOf(account: Account, poolId: string | undefined, name: string | undefined): ProviderRow {
  const row = providers(account)[`${poolOf(account, poolId).id} ${name}`];
  if (row) return row;
  throw awsError("ResourceNotFoundException", `Identity provider ${name} does not exist.`);
}

const needed: Readonly<Record<string, readonly string[]>> = {
  OIDC: ["client_id", "client_secret", "attributes_request_method", "oidc_issuer", "authorize_scopes"],
};

/** The details with what AWS finds out by itself; refused where AWS refuses them. */
function checked(type: string, given: Texts): Texts {
  const missing = (needed[type] ?? []).find((key) => !given[key]);
  if (missing) throw invalid(`Missing required field ${missing} in ProviderDetails for ${type}.`);
  if (type === "SAML") {
    if (Boolean(given.MetadataURL) === Boolean(given.MetadataFile)) {
      throw invalid("Exactly one of MetadataURL and MetadataFile is required for SAML.");
    }
    return {
      ...given,
      ActiveEncryptionCertificate: "MIICsandbox",
      SSORedirectBindingURI: "https://idp.example.com/sso",
    };
  }
  const issuer = given.oidc_issuer;
  return {
    ...(issuer && {
      authorize_url: `${issuer}/authorize`,
      token_url: `${issuer}/token`,
      attributes_url: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
    }),
    ...given,
    attributes_url_add_attributes: "false",
  };
}

/** AWS says where the user name comes from, also where nobody has asked for it. */
const mapped = (type: string, given: Texts): Texts => (type === "OIDC" ? { username: "sub", ...given } : { ...given });

const described = ({ poolId, name, type, created, changed, details, mapping, identifiers }: ProviderRow) => ({
  UserPoolId: poolId,
  ProviderName: name,
  ProviderType: type,
  ProviderDetails: { ...details },
  AttributeMapping: { ...mapping },
  ...(identifiers.length > 0 && { IdpIdentifiers: [...identifiers] }),
  CreationDate: new Date(created),
  LastModifiedDate: new Date(changed),
});
