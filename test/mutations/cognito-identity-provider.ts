import { cognitoIdentityProvider } from "../../src/kinds/cognito-identity-provider";
import type { Hands } from "./hands";
import { atBirth, mutations, type Spoiling } from "./mutation";

interface Provider {
  readonly spec: { readonly ProviderName: string; readonly UserPoolId: string; readonly ProviderType: string };
}

type Texts = Record<string, string>;

/** As the console does it: the details are sent as a whole. */
async function update(by: Hands, { spec: { ProviderName, UserPoolId } }: Provider, more: Texts, mapping?: Texts) {
  const { IdentityProvider } = await by.cognito.DescribeIdentityProvider({ ProviderName, UserPoolId });
  const { ActiveEncryptionCertificate: _, ...has } = IdentityProvider!.ProviderDetails!;
  const ProviderDetails = Object.fromEntries(Object.entries({ ...has, ...more }).filter(([, value]) => value !== ""));
  return by.cognito.UpdateIdentityProvider({
    ProviderName,
    UserPoolId,
    ProviderDetails,
    AttributeMapping: mapping ?? IdentityProvider!.AttributeMapping,
  });
}

const detail =
  (key: string, value: string, more: Texts = {}): Spoiling<Provider>["by"] =>
  (by, one) =>
    update(by, one, { [key]: value, ...more });

const isOidc = ({ spec }: Provider) => spec.ProviderType === "OIDC";
const isSaml = ({ spec }: Provider) => spec.ProviderType === "SAML";

export const cognitoIdentityProviderMutations = mutations(cognitoIdentityProvider, {
  fields: {
    ProviderType: atBirth,
    AttributeMapping: {
      "another claim": (by, one) => update(by, one, {}, { email: "upn" }),
      none: (by, one) => update(by, one, {}, {}),
      "one more": (by, one) => update(by, one, {}, { ...one.spec.AttributeMapping, profile: "profile" }),
      "a user name of its own": (by, one) => update(by, one, {}, { ...one.spec.AttributeMapping, username: "email" }),
    },
    client_id: { another: detail("client_id", "somebody-elses") },
    client_secret: { another: detail("client_secret", "somebody-elses") },
    oidc_issuer: { another: detail("oidc_issuer", "https://elsewhere.example.com") },
    authorize_scopes: { fewer: detail("authorize_scopes", "openid") },
    attributes_request_method: { another: detail("attributes_request_method", "POST") },
    authorize_url: { another: detail("authorize_url", "https://elsewhere.example.com/authorize") },
    token_url: { another: detail("token_url", "https://elsewhere.example.com/token") },
    attributes_url: { another: detail("attributes_url", "https://elsewhere.example.com/userinfo") },
    jwks_uri: { another: detail("jwks_uri", "https://elsewhere.example.com/jwks") },
    MetadataURL: {
      another: detail("MetadataURL", "https://elsewhere.example.com/metadata"),
      "a file instead": detail("MetadataFile", "<EntityDescriptor/>", { MetadataURL: "" }),
    },
    MetadataFile: {
      another: detail("MetadataFile", "<EntityDescriptor/>"),
      "an address instead": detail("MetadataURL", "https://elsewhere.example.com/metadata", { MetadataFile: "" }),
    },
  },

  gone: (by, { spec: { ProviderName, UserPoolId } }) => by.cognito.DeleteIdentityProvider({ ProviderName, UserPoolId }),

  tags: { because: "AWS gives identity providers no tags" },

  same: {
    "everything sent again": (by, one) => update(by, one, {}),
    "its scopes the other way round": {
      by: (by, one) => update(by, one, { authorize_scopes: one.spec.authorize_scopes!.split(" ").reverse().join(" ") }),
      of: isOidc,
    },
    "signing out there, too": { by: detail("IDPSignout", "true"), of: isSaml },
  },
});
