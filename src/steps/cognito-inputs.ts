import * as z from "zod";
import { type Answers, asked } from "./asked";
import { type GivenProvider, identityProvider } from "./provider-inputs";
import { says } from "./says";

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

const domain = z.string().regex(
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){2,}[a-z]{2,}$/,
  says({
    en: "must be a host below a domain of yours, as in auth.example.com",
    ja: "所有するドメインのサブドメインで指定してください（例: auth.example.com）",
  }),
);

const certificate = z.string().regex(
  /^arn:[a-z-]+:acm:us-east-1:\d{12}:certificate\/\S+$/,
  says({
    en: "must be the ARN of an ACM certificate in us-east-1, the only region whose certificates Cognito's domains take",
    ja: "us-east-1 の ACM 証明書の ARN を指定してください（Cognito のカスタムドメインで使えるのは us-east-1 の証明書だけです）",
  }),
);

/** The section `auth.cognito`. */
export const cognitoInputs = (isOurPool: (answers: Answers) => boolean) =>
  z.strictObject({
    userPoolId: userPoolId.optional(),
    domainPrefix: asked(
      domainPrefix.optional(),
      {
        en: "Prefix of the sign-in page's address (unique across all AWS accounts of the region, cannot be changed later)",
        ja: "サインイン画面の URL のプレフィックス（リージョンの全 AWS アカウントで一意。後から変更できません）",
      },
      { flag: "domain-prefix", when: isOurPool },
    ),
    domain: domain.optional(),
    certificate: certificate.optional(),
    /** Left out: as they are, classic at first. */
    loginPages: z.enum(["classic", "managed"]).optional(),
    mfa: z.enum(["off", "optional", "on"]).default("optional"),
    passwordPolicy: z
      .strictObject({
        minimumLength: z.int().min(6).max(99).default(12),
        requireLowercase: z.boolean().default(true),
        requireUppercase: z.boolean().default(true),
        requireNumbers: z.boolean().default(true),
        requireSymbols: z.boolean().default(true),
        /** Days for which the first password of an invitation is good. */
        temporaryPasswordDays: z.int().min(1).max(365).default(7),
      })
      .optional(),
    identityProviders: z.array(identityProvider).default([]),
    /** Whether people sign in with a password of the pool, too. */
    nativeUsers: z.boolean().default(true),
    groups: z
      .array(
        z.strictObject({
          name: z.string().regex(
            /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u,
            says({
              en: "must be 1 to 128 characters without blanks",
              ja: "空白を含まない128文字以内で指定してください",
            }),
          ),
          description: z.string().min(1).max(2048).optional(),
          precedence: z.int().min(0).optional(),
        }),
      )
      .default([]),
  });

type Given = z.output<ReturnType<typeof cognitoInputs>>;

/** What is wrong with answers that are right one by one. */
export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * @param userKey the claim that becomes RISKEN's user key
 */
export function contradictionsIn(given: Given, userKey: string): readonly Contradiction[] {
  const { userPoolId, identityProviders: providers, groups, nativeUsers } = given;
  return [
    ...(userPoolId === undefined ? [] : ofTheOwner.filter((key) => isSaid(given[key])).map(theirs)),
    ...repeated(providers.map(({ name }) => name.toLowerCase())).map((at) => twice("identityProviders", at)),
    ...repeated(groups.map(({ name }) => name)).map((at) => twice("groups", at)),
    ...providers.flatMap((one, at) =>
      maps(one, userKey) ? [] : [{ path: ["identityProviders", at], message: unmapped }],
    ),
    ...(given.domain !== undefined && given.domainPrefix !== undefined ? [{ path: ["domain"], message: either }] : []),
    ...(given.certificate !== undefined && given.domain === undefined
      ? [{ path: ["certificate"], message: ofNoDomain }]
      : []),
    ...(given.loginPages !== undefined && userPoolId !== undefined && !given.domain && !given.domainPrefix
      ? [theirs("loginPages")]
      : []),
    ...(nativeUsers || providers.length > 0 ? [] : [{ path: ["nativeUsers"], message: nobody }]),
  ];
}

/** What a pool of somebody else has is its owner's to say. */
const ofTheOwner = ["identityProviders", "groups", "passwordPolicy"] as const;

const isSaid = (value: readonly unknown[] | object | undefined): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined;

const theirs = (key: string): Contradiction => ({
  path: [key],
  message: says({
    en: "belongs to a pool that risken-aws makes: leave it out, or leave userPoolId out; the owner of that pool sets it there",
    ja: "risken-aws が作成するプールでのみ使えます。この項目か userPoolId を削除してください（既存のプールでは、プールの管理者が設定します）",
  }),
});

const twice = (key: string, at: number): Contradiction => ({
  path: [key, at],
  message: says({ en: "has a name that is there already", ja: "名前が重複しています" }),
});

const unmapped = says({
  en: "must map a claim in attributeMapping to the attribute that auth.userKey names, or nobody who comes from there can sign in",
  ja: "auth.userKey の属性に対応するクレームを attributeMapping に指定してください。指定がないと、この IdP の利用者はサインインできません",
});

const nobody = says({
  en: "must not be false without identityProviders: nobody could sign in",
  ja: "identityProviders を指定せずに false にすることはできません（誰もサインインできなくなります）",
});

const either = says({
  en: "takes the place of domainPrefix: leave one of the two out",
  ja: "domainPrefix と同時には指定できません。どちらか一方を削除してください",
});

const ofNoDomain = says({
  en: "is the certificate of auth.cognito.domain, which is not given",
  ja: "auth.cognito.domain の証明書です。domain も指定してください",
});

/** Every person has these two, whoever they come from. */
const always = ["sub", "username"];

const maps = ({ attributeMapping }: GivenProvider, userKey: string): boolean =>
  always.includes(userKey) || Object.hasOwn(attributeMapping, userKey);

const repeated = (names: readonly string[]): readonly number[] =>
  names.flatMap((name, at) => (names.indexOf(name) < at ? [at] : []));
