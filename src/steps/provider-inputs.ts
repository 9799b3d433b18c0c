import * as z from "zod";
import { says } from "./says";
import { secretInput } from "./secret-input";

export const httpsAddress = z.string().regex(
  /^https:\/\/[^\s/?#]+(?:[/?#]\S*)?$/,
  says({
    en: "must be an address that begins with https://",
    ja: "https:// で始まる URL で指定してください",
  }),
);

/** AWS's own pattern, without what would be torn apart in RISKEN's list of names: commas and blanks. */
const name = z
  .string()
  .regex(
    /^[A-Za-z0-9.-][A-Za-z0-9._-]{1,30}[A-Za-z0-9.-]$/,
    says({
      en: "must be 3 to 32 letters, digits, dots, hyphens and underscores, with no underscore at the ends",
      ja: "3〜32文字の英数字・ドット・ハイフン・アンダースコアで指定してください（先頭と末尾にアンダースコアは使えません）",
    }),
  )
  .refine(
    (text) => !/^cognito$/i.test(text),
    says({
      en: "must be another name: COGNITO stands for the pool's own users",
      ja: "COGNITO はプール自身のユーザーを指すため、別の名前にしてください",
    }),
  );

/**
 * What a pool's people have, of OpenID Connect's standard claims
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html). A custom attribute would have
 * to be in the pool's schema for ever.
 */
export const poolAttributes = [
  "address",
  "birthdate",
  "email",
  "email_verified",
  "family_name",
  "gender",
  "given_name",
  "locale",
  "middle_name",
  "name",
  "nickname",
  "phone_number",
  "phone_number_verified",
  "picture",
  "preferred_username",
  "profile",
  "updated_at",
  "website",
  "zoneinfo",
] as const;

const attributeMapping = z.partialRecord(z.enum(poolAttributes), z.string().min(1).max(131_072));

const EMAIL_IN_SAML = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";

const oidc = z.strictObject({
  name,
  type: z.literal("oidc"),
  issuer: httpsAddress,
  clientId: z.string().min(1),
  clientSecret: secretInput().optional(),
  scopes: z
    .array(z.string().regex(/^\S+$/))
    .refine((scopes) => scopes.includes("openid"), says({ en: "must contain openid", ja: "openid を含めてください" }))
    .default(["openid", "email", "profile"]),
  /** For an issuer that publishes no discovery document. */
  endpoints: z
    .strictObject({
      authorization: httpsAddress,
      token: httpsAddress,
      userInfo: httpsAddress,
      keys: httpsAddress,
    })
    .optional(),
  attributeMapping: attributeMapping.default({ email: "email" }),
});

const saml = z
  .strictObject({
    name,
    type: z.literal("saml"),
    metadataUrl: httpsAddress.optional(),
    /** Read as secrets are: only when it is needed, and not shown. */
    metadataFile: z
      .string()
      .min(1)
      .meta({ writeOnly: true })
      .transform((file) => ({ file }))
      .optional(),
    attributeMapping: attributeMapping.default({ email: EMAIL_IN_SAML }),
  })
  .refine(
    ({ metadataUrl, metadataFile }) => (metadataUrl === undefined) !== (metadataFile === undefined),
    says({
      en: "needs either metadataUrl or metadataFile",
      ja: "metadataUrl または metadataFile のどちらか一方を指定してください",
    }),
  );

/** A provider that a user pool of ours federates. */
export const identityProvider = z.discriminatedUnion("type", [oidc, saml]);

export type GivenProvider = z.output<typeof identityProvider>;
