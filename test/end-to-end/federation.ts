import { type Config, withValues } from "./sandbox-place";

/** What the references of {@link federated} name. */
export const federationSecrets = { OKTA_SECRET: "okta-secret-of-the-test", OTHER_SECRET: "other-secret-of-the-test" };

const emailOf = (claim: string) => ({ email: `http://schemas.example.com/claims/${claim}` });
const okta = {
  name: "Okta",
  type: "oidc",
  issuer: "https://acme.okta.example.com",
  clientId: "0oa1b2c3d4",
  clientSecret: { env: "OKTA_SECRET" },
};
const entra = { name: "EntraID", type: "saml", metadataUrl: "https://login.example.com/federationmetadata.xml" };
const partner = { name: "Partner", type: "saml", metadataFile: "partner.xml" };
const analysts = { name: "analysts", description: "Who reads findings", precedence: 10 };

const [providers, groups] = ["auth.cognito.identityProviders", "auth.cognito.groups"] as const;

/** The standard installation with providers federated into its pool, groups and a password policy. */
export const federated = (standard: Config): Config =>
  withValues(standard, {
    [providers]: [okta, entra, partner],
    [groups]: [analysts],
    "auth.cognito.passwordPolicy": { minimumLength: 14 },
  });

/** Files that {@link federated} names, by their path. */
export const federationFiles: Readonly<Record<string, string>> = {
  "partner.xml": "<EntityDescriptor entityID='https://partner.example.com'/>",
  "other.xml": "<EntityDescriptor entityID='https://other.example.com'/>",
};

/** A change of one key of the config, and everything that `apply` changes then: ids with the fields. */
export interface KeyChange {
  readonly key: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly changes: readonly string[];
}

const ofOkta = (more: object) => ({ [providers]: [{ ...okta, ...more }, entra, partner] });
const ofEntra = (more: object) => ({ [providers]: [okta, { ...entra, ...more }, partner] });
const changed = (key: string, values: KeyChange["values"], ...changes: readonly string[]): KeyChange => ({
  key,
  values,
  changes,
});

/** Every key inside a provider and a group. */
export const keyChanges: readonly KeyChange[] = [
  changed("issuer", ofOkta({ issuer: "https://other.example.com" }), "update identity-provider/Okta oidc_issuer"),
  changed("clientId", ofOkta({ clientId: "other" }), "update identity-provider/Okta client_id"),
  changed(
    "clientSecret",
    ofOkta({ clientSecret: { env: "OTHER_SECRET" } }),
    "update identity-provider/Okta client_secret",
  ),
  changed("scopes", ofOkta({ scopes: ["openid", "email"] }), "update identity-provider/Okta authorize_scopes"),
  changed(
    "attributeMapping",
    ofOkta({ attributeMapping: { email: "upn", name: "name" } }),
    "update identity-provider/Okta AttributeMapping.email AttributeMapping.name",
  ),
  changed(
    "metadataUrl",
    ofEntra({ metadataUrl: "https://login.example.com/other.xml" }),
    "update identity-provider/EntraID MetadataURL",
  ),
  changed(
    "metadataFile",
    { [providers]: [okta, entra, { ...partner, metadataFile: "other.xml" }] },
    "update identity-provider/Partner MetadataFile",
  ),
  changed(
    "attributeMapping of SAML",
    ofEntra({ attributeMapping: emailOf("upn") }),
    "update identity-provider/EntraID AttributeMapping.email",
  ),
  changed(
    "one more provider",
    { [providers]: [okta, entra, partner, { ...entra, name: "Subsidiary" }] },
    "create identity-provider/Subsidiary",
    "update parameter/gateway/gateway/IDP_PROVIDER_NAME Value",
    "update user-pool-client/console SupportedIdentityProviders",
  ),
  changed(
    "nativeUsers",
    { "auth.cognito.nativeUsers": false },
    "update user-pool-client/console SupportedIdentityProviders",
  ),
  changed(
    "description and precedence of a group",
    { [groups]: [{ ...analysts, description: "Others", precedence: 1 }] },
    "update user-group/analysts Description Precedence",
  ),
  changed("one more group", { [groups]: [analysts, { name: "everybody" }] }, "create user-group/everybody"),
];

/** What of the pool itself changes. */
export const poolChanges: readonly KeyChange[] = [
  changed(
    "passwordPolicy",
    {
      "auth.cognito.passwordPolicy": {
        minimumLength: 20,
        requireLowercase: false,
        requireUppercase: false,
        requireNumbers: false,
        requireSymbols: false,
        temporaryPasswordDays: 1,
      },
    },
    `update user-pool/users ${[
      "MinimumLength",
      "RequireLowercase",
      "RequireNumbers",
      "RequireSymbols",
      "RequireUppercase",
      "TemporaryPasswordValidityDays",
    ]
      .map((field) => `Policies.PasswordPolicy.${field}`)
      .join(" ")}`,
  ),
  changed("mfa", { "auth.cognito.mfa": "on" }, "update user-pool/users MfaConfiguration"),
];

/** Endpoints that the issuer doesn't publish: found by AWS before, so only those that differ change. */
export const endpointChange: KeyChange = changed(
  "endpoints",
  ofOkta({
    endpoints: {
      authorization: "https://acme.okta.example.com/v1/authorize",
      token: "https://acme.okta.example.com/v1/token",
      userInfo: "https://acme.okta.example.com/v1/userinfo",
      keys: "https://acme.okta.example.com/v1/keys",
    },
  }),
  "update identity-provider/Okta attributes_url authorize_url jwks_uri token_url",
);

/** What a run did, in the words of {@link KeyChange}. */
export const wordsOf = (
  changes: readonly { id: string; action: string; fields: readonly { path: string }[] }[],
): readonly string[] =>
  changes
    .filter(({ action }) => action !== "none")
    .map(({ id, action, fields }) => {
      // Inside a list the places that differ say nothing.
      const paths = fields.map(({ path }) => path.replace(/\[.*/, ""));
      const told = action === "update" ? [...new Set(paths)].sort() : [];
      return [action, id, ...told].join(" ");
    })
    .sort();
