import * as z from "zod";
import { type Answers, asked } from "./asked";
import { says } from "./says";
import { secretInput } from "./secret-input";

const domainPrefix = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    says({
      en: "must be 1 to 63 lower-case letters, digits and hyphens, with no hyphen at the ends",
      ja: "63文字以内の英小文字・数字・ハイフンで指定してください（先頭と末尾にハイフンは使えません）",
    }),
  )
  .refine(
    (prefix) => !/aws|amazon|cognito/.test(prefix),
    says({
      en: "must not contain aws, amazon or cognito",
      ja: "aws・amazon・cognito を含む名前は使えません",
    }),
  );

const POOL_ID = /^[a-z]{2,}(-[a-z]+)+-\d+_[A-Za-z0-9]+$/;

/** Whether a text is the id of a user pool, as in `ap-northeast-1_a1B2c3D4e`. */
export const isPoolId = (text: string): boolean => POOL_ID.test(text);

const userPoolId = z.string().regex(
  POOL_ID,
  says({
    en: "must be the id of a user pool, as in ap-northeast-1_a1B2c3D4e",
    ja: "ユーザープール ID で指定してください（例: ap-northeast-1_a1B2c3D4e）",
  }),
);

const endpoint = z.string().regex(
  /^https:\/\/[^\s/?#]+(?:[/?#]\S*)?$/,
  says({
    en: "must be an address that begins with https://",
    ja: "https:// で始まる URL で指定してください",
  }),
);

/** Somebody else's pool may have a domain already; giving it one is for those who look for the key. */
const isOurPool = (answers: Answers): boolean => {
  const { type, cognito: given } = answered(answers);
  return type !== "oidc" && !given?.userPoolId;
};

const cognito = z.strictObject({
  userPoolId: userPoolId.optional(),
  domainPrefix: asked(
    domainPrefix.optional(),
    {
      en: "Prefix of the sign-in page's address (unique across all AWS accounts of the region, cannot be changed later)",
      ja: "サインイン画面の URL のプレフィックス（リージョンの全 AWS アカウントで一意。後から変更できません）",
    },
    { flag: "domain-prefix", when: isOurPool },
  ),
  mfa: z.enum(["off", "optional", "on"]).default("optional"),
});

const whenOidc = { when: (answers: Answers) => answered(answers).type === "oidc" };

const oidc = z.strictObject({
  issuer: asked(endpoint.optional(), { en: "Issuer of the identity provider", ja: "IdP の issuer" }, whenOidc),
  authorizationEndpoint: asked(
    endpoint.optional(),
    { en: "Authorization endpoint of the identity provider", ja: "IdP の認可エンドポイント" },
    whenOidc,
  ),
  tokenEndpoint: asked(
    endpoint.optional(),
    { en: "Token endpoint of the identity provider", ja: "IdP のトークンエンドポイント" },
    whenOidc,
  ),
  userInfoEndpoint: asked(
    endpoint.optional(),
    { en: "User info endpoint of the identity provider", ja: "IdP のユーザー情報エンドポイント" },
    whenOidc,
  ),
  clientId: asked(
    z.string().min(1).optional(),
    { en: "Client ID that the identity provider gave RISKEN", ja: "IdP が RISKEN 用に発行したクライアント ID" },
    whenOidc,
  ),
  clientSecret: asked(
    secretInput().optional(),
    { en: "Client secret that belongs to the client ID", ja: "クライアント ID に対応するクライアントシークレット" },
    whenOidc,
  ),
});

/** What nobody can sign in without. The secret may be stored already. */
const neededForOidc = ["issuer", "authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint", "clientId"] as const;

/** The section `auth` of the config. What belongs to one way of signing in is only missed where that way is chosen. */
export const authInputs = z
  .strictObject({
    type: asked(
      z.enum(["cognito", "oidc"]).default("cognito"),
      { en: "How people sign in", ja: "サインインの方式" },
      { flag: "auth" },
    ),
    userKey: asked(
      z.string().min(1).optional(),
      {
        en: "Claim that becomes RISKEN's user key (as in preferred_username or email)",
        ja: "RISKEN の User Key にするクレーム（例: preferred_username、email）",
      },
      whenOidc,
    ),
    /** Seconds; seven days are the most that a load balancer allows. */
    sessionTimeout: z.number().int().min(1).max(604_800).default(604_800),
    cognito: cognito.prefault({}),
    oidc: oidc.prefault({}),
  })
  .superRefine((given, { addIssue }) => {
    for (const path of missingIn(given)) addIssue({ code: "invalid_type", expected: "string", input: undefined, path });
  })
  .prefault({});

/** The keys that the other answers make necessary and that aren't there. */
function missingIn({ type, cognito: { userPoolId, domainPrefix }, oidc: given }: Given): readonly string[][] {
  if (type === "oidc") return neededForOidc.filter((key) => given[key] === undefined).map((key) => ["oidc", key]);
  return userPoolId === undefined && domainPrefix === undefined ? [["cognito", "domainPrefix"]] : [];
}

interface Given {
  readonly type: "cognito" | "oidc";
  readonly cognito: z.output<typeof cognito>;
  readonly oidc: z.output<typeof oidc>;
}

interface SoFar {
  readonly auth?: { readonly type?: unknown; readonly cognito?: { readonly userPoolId?: unknown } };
}

const answered = (answers: Answers) => (answers as SoFar).auth ?? {};
