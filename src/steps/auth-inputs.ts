import * as z from "zod";
import { type Endpoint, publishedEndpoint } from "../discovery/oidc";
import { type Answers, asked, type Web } from "./asked";
import { cognitoInputs, contradictionsIn } from "./cognito-inputs";
import { httpsAddress as endpoint } from "./provider-inputs";
import { secretInput } from "./secret-input";

/** Somebody else's pool may have a domain already; giving it one is for those who look for the key. */
const isOurPool = (answers: Answers): boolean => {
  const { type, cognito: given } = answered(answers);
  return type !== "oidc" && !given?.userPoolId && !given?.domain;
};

const cognito = cognitoInputs(isOurPool);

const whenOidc = { when: (answers: Answers) => answered(answers).type === "oidc" };

const published = (endpoint: Endpoint) => ({
  ...whenOidc,
  lookUp: (web: Web, answers: Answers) => publishedEndpoint(web, answered(answers).oidc?.issuer, endpoint),
});

const oidc = z.strictObject({
  issuer: asked(endpoint.optional(), { en: "Issuer of the identity provider", ja: "IdP の issuer" }, whenOidc),
  authorizationEndpoint: asked(
    endpoint.optional(),
    { en: "Authorization endpoint of the identity provider", ja: "IdP の認可エンドポイント" },
    published("authorization_endpoint"),
  ),
  tokenEndpoint: asked(
    endpoint.optional(),
    { en: "Token endpoint of the identity provider", ja: "IdP のトークンエンドポイント" },
    published("token_endpoint"),
  ),
  userInfoEndpoint: asked(
    endpoint.optional(),
    { en: "User info endpoint of the identity provider", ja: "IdP のユーザー情報エンドポイント" },
    published("userinfo_endpoint"),
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

/** The claim that becomes RISKEN's user key where nobody says which: Cognito's own people have it. */
export const COGNITO_USER_KEY = "email";

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
    if (given.type !== "cognito") return;
    for (const { path, message } of contradictionsIn(given.cognito, given.userKey ?? COGNITO_USER_KEY)) {
      addIssue({ code: "custom", message, path: ["cognito", ...path] });
    }
  })
  .prefault({});

/** The keys that the other answers make necessary and that aren't there. */
function missingIn({ type, cognito, oidc: given }: Given): readonly string[][] {
  if (type === "oidc") return neededForOidc.filter((key) => given[key] === undefined).map((key) => ["oidc", key]);
  const { userPoolId, domainPrefix, domain, certificate } = cognito;
  if (domain !== undefined) return certificate === undefined ? [["cognito", "certificate"]] : [];
  return userPoolId === undefined && domainPrefix === undefined ? [["cognito", "domainPrefix"]] : [];
}

interface Given {
  readonly type: "cognito" | "oidc";
  readonly userKey?: string | undefined;
  readonly cognito: z.output<typeof cognito>;
  readonly oidc: z.output<typeof oidc>;
}

interface SoFar {
  readonly auth?: {
    readonly type?: unknown;
    readonly cognito?: { readonly userPoolId?: unknown; readonly domain?: unknown };
    readonly oidc?: { readonly issuer?: unknown };
  };
}

const answered = (answers: Answers) => (answers as SoFar).auth ?? {};
