import { X509Certificate } from "node:crypto";
import { unless } from "../aws/errors";
import { shared } from "../aws/loader";
import type { commands } from "../aws/services/cognito";
import type { OutputOf } from "../aws/session";
import type { Kind } from "../engine/kind";
import { Secret } from "../secret";
import { fromTheRead, inputsOf } from "./cognito-live";
import { inPool, membersOf } from "./cognito-members";

interface Spec extends Details {
  readonly ProviderName: string;
  readonly UserPoolId: string;
  readonly ProviderType: "OIDC" | "SAML";
  /** The pool's attributes, each with the provider's claim that it is filled with. */
  readonly AttributeMapping: Readonly<Record<string, string>>;
}

/** What AWS keeps in `ProviderDetails`, under its own names. What isn't declared is AWS's: it finds endpoints by itself. */
interface Details {
  readonly client_id?: string;
  readonly client_secret?: Secret;
  readonly oidc_issuer?: string;
  /** Separated by blanks. */
  readonly authorize_scopes?: string;
  readonly attributes_request_method?: "GET" | "POST";
  readonly authorize_url?: string;
  readonly token_url?: string;
  readonly attributes_url?: string;
  readonly jwks_uri?: string;
  readonly MetadataURL?: string;
  /** Pages of XML: shown no more than a secret is. */
  readonly MetadataFile?: Secret;
}

interface Outputs {
  readonly name: string;
}

/** A provider as AWS describes it. */
export type LiveProvider = NonNullable<OutputOf<(typeof commands)["DescribeIdentityProvider"]>["IdentityProvider"]>;

/**
 * An identity provider that a user pool federates. Its name is part of its people's user names, so it is never made anew
 * under the same one.
 */
export const cognitoIdentityProvider: Kind<Spec, Outputs, "ProviderName" | "UserPoolId"> = {
  type: "cognito.identity-provider",
  noun: "identity-provider",
  title: { en: "identity provider of the user pool", ja: "ユーザープールの IdP" },
  key: ["ProviderName", "UserPoolId"],
  through: "UserPoolId",
  reads: ["cognito-idp:DescribeIdentityProvider", "cognito-idp:ListIdentityProviders", "tag:GetResources"],
  writes: [
    "cognito-idp:CreateIdentityProvider",
    "cognito-idp:UpdateIdentityProvider",
    "cognito-idp:DeleteIdentityProvider",
  ],
  removes: ["cognito-idp:DeleteIdentityProvider"],
  immutable: ["ProviderType"],
  irreplaceable: true,
  secretsBelongTo: ["oidc_issuer", "client_id"],

  canonical(spec) {
    const { AttributeMapping, authorize_scopes } = spec;
    return {
      ...spec,
      ...(AttributeMapping && { AttributeMapping: withoutOwnName(AttributeMapping) }),
      ...(authorize_scopes !== undefined && {
        authorize_scopes: [...new Set(authorize_scopes.split(/\s+/))].sort().join(" "),
      }),
    };
  },

  async observe(aws, { ProviderName, UserPoolId }) {
    const live = await providerOf(aws, `${UserPoolId} ${ProviderName}`);
    if (!live) return undefined;
    const has = live.ProviderDetails ?? {};
    return {
      spec: {
        ProviderType: live.ProviderType as Spec["ProviderType"],
        AttributeMapping: live.AttributeMapping ?? {},
        client_id: has.client_id,
        client_secret: secret(has.client_secret),
        oidc_issuer: has.oidc_issuer,
        authorize_scopes: has.authorize_scopes,
        attributes_request_method: has.attributes_request_method as Spec["attributes_request_method"],
        authorize_url: has.authorize_url,
        token_url: has.token_url,
        attributes_url: has.attributes_url,
        jwks_uri: has.jwks_uri,
        MetadataURL: has.MetadataURL,
        MetadataFile: secret(has.MetadataFile),
      },
      outputs: { name: ProviderName },
    };
  },

  async create(aws, spec) {
    const { ProviderName, UserPoolId, ProviderType, AttributeMapping } = spec;
    await fromTheRead(aws, () =>
      aws.cognito.CreateIdentityProvider({
        UserPoolId,
        ProviderName,
        ProviderType,
        ProviderDetails: declared(spec),
        AttributeMapping,
      }),
    );
    return undefined;
  },

  async update(aws, spec) {
    const { ProviderName, UserPoolId, AttributeMapping } = spec;
    await fromTheRead(aws, async () => {
      const live = (await aws.cognito.DescribeIdentityProvider({ UserPoolId, ProviderName })).IdentityProvider!;
      await aws.cognito.UpdateIdentityProvider({
        UserPoolId,
        ProviderName,
        ProviderDetails: detailsFor(spec, live.ProviderDetails ?? {}),
        AttributeMapping: AttributeMapping ?? live.AttributeMapping,
        ...inputsOf(live, ["IdpIdentifiers", "AcrMapping"]),
      });
    });
  },

  async remove(aws, { ProviderName, UserPoolId }) {
    await unless(
      "ResourceNotFound",
      fromTheRead(aws, () => aws.cognito.DeleteIdentityProvider({ UserPoolId, ProviderName })),
    );
  },

  async owned(aws, tags) {
    const found = await membersOf(aws, tags, "identity-provider", (UserPoolId) =>
      inPool(
        (NextToken) => aws.cognito.ListIdentityProviders({ UserPoolId, MaxResults: 60, NextToken }),
        (page) => page.Providers?.map(({ ProviderName }) => ProviderName!),
        (page) => page.NextToken,
      ),
    );
    return found.map(({ key: { name, UserPoolId }, tags }) => ({ key: { ProviderName: name, UserPoolId }, tags }));
  },
};

/** What AWS says of a provider, by its pool's id and its name with a blank in between. Read once. */
export const providerOf = shared(async (aws, where): Promise<LiveProvider | undefined> => {
  const [UserPoolId, ProviderName] = where.split(" ");
  const found = await unless("ResourceNotFound", aws.cognito.DescribeIdentityProvider({ UserPoolId, ProviderName }));
  return found?.IdentityProvider;
});

/**
 * When the last of the certificates ends by which a SAML provider signs, in milliseconds since 1970; undefined where its metadata
 * is not at hand: AWS reads those at an address by itself.
 */
export function signingCertificateEnd({ ProviderDetails }: LiveProvider): number | undefined {
  const certificates = [...(ProviderDetails?.MetadataFile ?? "").matchAll(/X509Certificate>([A-Za-z0-9+/=\s]+)</g)];
  const ends = certificates.flatMap(([, text]) => endOf(Buffer.from(text!, "base64")));
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

function endOf(der: Buffer): readonly number[] {
  try {
    return [Date.parse(new X509Certificate(der).validTo)];
  } catch {
    // No certificate, or one that nobody here can read: it says nothing.
    return [];
  }
}

const secret = (text: string | undefined): Secret | undefined => (text === undefined ? undefined : new Secret(text));

/**
 * What AWS takes a user name from, and answers as if it had been said
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html).
 */
const ownNames = ["sub", "NameID", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"];

const withoutOwnName = ({ username, ...mapping }: Spec["AttributeMapping"]): Spec["AttributeMapping"] =>
  username === undefined || ownNames.includes(username) ? mapping : { ...mapping, username };

const plainKeys = [
  "client_id",
  "oidc_issuer",
  "authorize_scopes",
  "attributes_request_method",
  "authorize_url",
  "token_url",
  "attributes_url",
  "jwks_uri",
  "MetadataURL",
] as const satisfies readonly (keyof Details)[];
const secretKeys = ["client_secret", "MetadataFile"] as const satisfies readonly (keyof Details)[];

/** The declared details, as AWS takes them. */
function declared(spec: Details): Record<string, string> {
  const plain = plainKeys.map((key) => [key, spec[key]] as const);
  const secrets = secretKeys.map((key) => [key, spec[key]?.reveal()] as const);
  return Object.fromEntries(
    [...plain, ...secrets].filter((entry): entry is [(typeof entry)[0], string] => entry[1] !== undefined),
  );
}

/** What AWS answers and doesn't take. */
const derived = [
  "ActiveEncryptionCertificate",
  "SLORedirectBindingURI",
  "SSORedirectBindingURI",
  "attributes_url_add_attributes",
  "token_request_method",
];
const endpoints = ["authorize_url", "token_url", "attributes_url", "jwks_uri"];
const metadata = ["MetadataURL", "MetadataFile"];

/**
 * All details with ours over them: an update takes them as a whole, the client secret included. What belongs to another
 * issuer or another metadata document doesn't stay.
 */
function detailsFor(spec: Details, has: Readonly<Record<string, string>>): Record<string, string> {
  const ours = declared(spec);
  const moved = ours.oidc_issuer !== undefined && ours.oidc_issuer !== has.oidc_issuer;
  const gone = [...derived, ...(moved ? endpoints : []), ...(metadata.some((key) => key in ours) ? metadata : [])];
  return { ...Object.fromEntries(Object.entries(has).filter(([key]) => !gone.includes(key))), ...ours };
}
