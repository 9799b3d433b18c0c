import { type Declared, type Ref, Withheld } from "../engine/ref";
import { output, type Resource, resource } from "../engine/resource";
import { cognitoIdentityProvider } from "../kinds/cognito-identity-provider";
import type { Resolved } from "./asked";
import type { GivenProvider } from "./provider-inputs";

type Given = Resolved<GivenProvider>;
type Oidc = Extract<Given, { type: "oidc" }>;
type Saml = Extract<Given, { type: "saml" }>;

/** Providers that a pool of ours federates. */
export const identityProviders = (given: readonly Given[], UserPoolId: Ref<string>): readonly Resource[] =>
  given.map((one, at) =>
    resource(cognitoIdentityProvider, one.name, {
      ProviderName: one.name,
      UserPoolId,
      AttributeMapping: one.attributeMapping as Readonly<Record<string, string>>,
      ...nothing,
      ...(one.type === "oidc" ? ofOidc(one, at) : ofSaml(one)),
    }),
  );

/** What an app client lets people come from: it takes only providers that are there. */
export const namesOfProviders = (given: readonly Given[], nativeUsers: boolean): readonly Declared<string>[] => [
  ...(nativeUsers ? [NATIVE] : []),
  ...given.map(({ name }) => output(cognitoIdentityProvider, name, "name")),
];

/** The pool's own users. */
const NATIVE = "COGNITO";

/**
 * What the gateway cuts from the front of user names: the first name of the list that fits, as it is spelt here. A pool that
 * tells no capital from a small letter answers its user names in small letters, and of two names where one begins the other the
 * longer one has to come first (ca-risken/gateway@f647739:claims.go,
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html). Without any provider a word stands there that
 * none can be called.
 */
export function cutFromUserNames(given: readonly Given[], caseSensitive: Ref<boolean>): Declared<string> {
  if (given.length === 0) return NATIVE;
  const names = given.map(({ name }) => name).sort((one, other) => other.length - one.length);
  return caseSensitive.map((asTheyAre) => (asTheyAre ? names : names.map((name) => name.toLowerCase())).join(","));
}

/** What the other sort of provider has. */
const nothing = {
  client_id: undefined,
  client_secret: undefined,
  oidc_issuer: undefined,
  authorize_scopes: undefined,
  attributes_request_method: undefined,
  authorize_url: undefined,
  token_url: undefined,
  attributes_url: undefined,
  jwks_uri: undefined,
  MetadataURL: undefined,
  MetadataFile: undefined,
};

const ofOidc = ({ issuer, clientId, clientSecret, scopes, endpoints }: Oidc, at: number) =>
  ({
    ProviderType: "OIDC",
    client_id: clientId,
    client_secret: clientSecret ?? new Withheld(`${keyAt(at)}.clientSecret`, "{ env: NAME }"),
    oidc_issuer: issuer,
    authorize_scopes: scopes.join(" "),
    attributes_request_method: "GET",
    authorize_url: endpoints?.authorization,
    token_url: endpoints?.token,
    attributes_url: endpoints?.userInfo,
    jwks_uri: endpoints?.keys,
  }) as const;

const ofSaml = ({ metadataUrl, metadataFile }: Saml) =>
  ({ ProviderType: "SAML", MetadataURL: metadataUrl, MetadataFile: metadataFile }) as const;

const keyAt = (at: number): string => `auth.cognito.identityProviders.${at}`;
