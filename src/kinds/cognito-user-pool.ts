import { unless } from "../aws/errors";
import { pages, shared } from "../aws/loader";
import type { commands } from "../aws/services/cognito";
import type { Aws, OutputOf } from "../aws/session";
import { carries, indexed, MEMBERS_TAG, searched } from "../aws/tags";
import type { Kind, Observed, Sought, Tags } from "../engine/kind";
import { ambiguousPool } from "../problems";
import { asSet, fromTheRead, inputsOf } from "./cognito-live";
import { poolOf } from "./cognito-pool-reads";
import { removeDomain } from "./cognito-user-pool-domain";

interface Spec {
  readonly PoolName?: string;
  /** In place of a name, of a pool that is there already. */
  readonly UserPoolId?: string;
  readonly UsernameAttributes: readonly ("email" | "phone_number")[];
  readonly UsernameConfiguration: { readonly CaseSensitive: boolean };
  readonly AutoVerifiedAttributes: readonly ("email" | "phone_number")[];
  /** Only what we say of it: the invitation's text is the owner's. */
  readonly AdminCreateUserConfig: { readonly AllowAdminCreateUserOnly: boolean };
  readonly AccountRecoverySetting: {
    readonly RecoveryMechanisms: readonly {
      readonly Priority: number;
      readonly Name: "admin_only" | "verified_email" | "verified_phone_number";
    }[];
  };
  readonly DeletionProtection: "ACTIVE" | "INACTIVE";
  readonly MfaConfiguration: "OFF" | "ON" | "OPTIONAL";
  readonly SoftwareTokenMfaConfiguration: { readonly Enabled: boolean };
  /** Of the policies only the one about passwords. */
  readonly Policies?: { readonly PasswordPolicy: PasswordPolicy };
  /** Only the tag that says that things of ours are inside which take none (`risken-aws:members`). */
  readonly UserPoolTags?: Tags;
}

interface PasswordPolicy {
  readonly MinimumLength: number;
  readonly RequireLowercase: boolean;
  readonly RequireUppercase: boolean;
  readonly RequireNumbers: boolean;
  readonly RequireSymbols: boolean;
  /** Days. */
  readonly TemporaryPasswordValidityDays: number;
}

interface Outputs {
  readonly id: string;
  readonly arn: string;
  /** Whether it tells capital from small letters, and so answers them as they are. */
  readonly caseSensitive: boolean;
}

type Live = NonNullable<OutputOf<(typeof commands)["DescribeUserPool"]>["UserPool"]>;
type Seen = Observed<Spec, Outputs, "PoolName" | "UserPoolId">;

/** A user pool of Cognito. Its name is no identity: it is found by its tags. */
export const cognitoUserPool: Kind<Spec, Outputs, "PoolName" | "UserPoolId"> = {
  type: "cognito.user-pool",
  noun: "user-pool",
  title: { en: "Cognito user pool", ja: "Cognito ユーザープール" },
  key: ["PoolName", "UserPoolId"],
  reads: [
    "cognito-idp:ListUserPools",
    "cognito-idp:DescribeUserPool",
    "cognito-idp:GetUserPoolMfaConfig",
    "cognito-idp:ListUsers",
    "tag:GetResources",
  ],
  writes: [
    "cognito-idp:CreateUserPool",
    "cognito-idp:UpdateUserPool",
    "cognito-idp:SetUserPoolMfaConfig",
    "cognito-idp:TagResource",
    "cognito-idp:DescribeUserPoolDomain",
    "cognito-idp:DeleteUserPoolDomain",
    "cognito-idp:DeleteUserPool",
  ],
  removes: [
    "cognito-idp:DescribeUserPoolDomain",
    "cognito-idp:DeleteUserPoolDomain",
    "cognito-idp:UpdateUserPool",
    "cognito-idp:DeleteUserPool",
    "cognito-idp:UntagResource",
  ],
  immutable: ["UsernameAttributes", "UsernameConfiguration"],
  tagField: "UserPoolTags",
  means: {
    UsernameAttributes: {
      en: "People sign in with what they sign in with today. RISKEN knows them by the claim that auth.userKey names, so everybody needs that one.",
      ja: "サインインに使う項目は現在のまま変わりません。RISKEN は auth.userKey のクレームでユーザーを識別するため、全員にその値が必要です。",
    },
    UsernameConfiguration: {
      en: "Capital and small letters in user names are told apart, or not, as they are today.",
      ja: "ユーザー名の大文字と小文字の扱いは現在のまま変わりません。",
    },
  },
  holdsData: true,
  createsTwice: true,

  canonical(spec) {
    const { UsernameAttributes, AutoVerifiedAttributes, AccountRecoverySetting } = spec;
    return {
      ...spec,
      ...(UsernameAttributes && { UsernameAttributes: asSet(UsernameAttributes) }),
      ...(AutoVerifiedAttributes && { AutoVerifiedAttributes: asSet(AutoVerifiedAttributes) }),
      ...(AccountRecoverySetting && {
        AccountRecoverySetting: {
          RecoveryMechanisms: [...AccountRecoverySetting.RecoveryMechanisms].sort((a, b) => a.Priority - b.Priority),
        },
      }),
    };
  },

  async observe(aws, { PoolName, UserPoolId }, sought) {
    // With a name as well it is one that was found by its tags, and two of those nobody can tell apart.
    const id = sought.id ?? (PoolName === undefined ? UserPoolId : undefined);
    if (id) return look(aws, id);
    const [names, known] = await Promise.all([listed(aws, ""), indexed(aws, "cognito-idp:userpool", sought.tags)]);
    const called = [...names].filter(([, name]) => name === PoolName).map(([id]) => id);
    // Ours keeps its users and its name also where another name is wanted now.
    const marked = [...known].filter(([, tags]) => carries(tags, sought.tags)).map(([arn]) => arn.split("/").at(-1)!);
    const ids = [...new Set([...called, ...marked])];
    const seen = (await Promise.all(ids.map((id) => look(aws, id)))).filter((one) => one !== undefined);
    return theOne(PoolName!, seen, sought);
  },

  async create(aws, spec, tags) {
    const { UserPool } = await aws.cognito.CreateUserPool(
      {
        PoolName: spec.PoolName,
        UsernameAttributes: [...spec.UsernameAttributes],
        UsernameConfiguration: spec.UsernameConfiguration,
        ...settings(spec, {}),
        UserPoolTags: { ...tags, ...spec.UserPoolTags },
      },
      { once: true },
    );
    // A factor can only be named once the pool is there, and MFA only be on once it has a factor.
    if (spec.MfaConfiguration !== "OFF") await setMfa(aws, UserPool!.Id!, spec);
    return UserPool!.Id!;
  },

  async update(aws, spec, { outputs }, changed) {
    const rest = [...changed].filter((field) => !mfaFields.has(field));
    if (rest.length > 0) await overlay(aws, outputs.id, spec);
    if (rest.length < changed.size) await setMfa(aws, outputs.id, spec);
  },

  async remove(aws, _key, { outputs: { id } }) {
    const live = await describe(aws, id);
    if (!live) return;
    for (const domain of [live.Domain, live.CustomDomain]) if (domain) await removeDomain(aws, domain, id);
    if (live.DeletionProtection === "ACTIVE") await overlay(aws, id, { DeletionProtection: "INACTIVE" });
    await unless("ResourceNotFound", aws.cognito.DeleteUserPool({ UserPoolId: id }));
  },

  async isEmpty(aws, { outputs: { id } }) {
    return ((await aws.cognito.ListUsers({ UserPoolId: id, Limit: 1 })).Users ?? []).length === 0;
  },

  async tag(aws, { outputs }, tags) {
    await fromTheRead(aws, () => aws.cognito.TagResource({ ResourceArn: outputs.arn, Tags: tags }));
  },

  async untag(aws, { outputs }, keys) {
    await fromTheRead(aws, () => aws.cognito.UntagResource({ ResourceArn: outputs.arn, TagKeys: [...keys] }));
  },

  async owned(aws, tags) {
    const [ours, names] = await Promise.all([searched(aws, "cognito-idp:userpool", tags), listed(aws, "")]);
    return [...ours].flatMap(([arn, has]) => {
      const UserPoolId = arn.split("/").at(-1)!;
      const PoolName = names.get(UserPoolId);
      return PoolName === undefined ? [] : [{ key: { PoolName, UserPoolId }, tags: has }];
    });
  },
};

/** Names of all pools of the region, by id. Tags aren't in it. */
const listed = shared(async (aws): Promise<ReadonlyMap<string, string>> => {
  const pools = await pages(
    (NextToken) => aws.cognito.ListUserPools({ MaxResults: 60, NextToken }),
    (page) => page.UserPools,
    (page) => page.NextToken,
  );
  return new Map(pools.map(({ Id, Name }) => [Id!, Name!]));
});

/** Ours by its tags, else the only other one of that name. Where two could be meant nobody guesses. */
function theOne(name: string, seen: readonly Seen[], { tags }: Sought): Seen | undefined {
  const ours = seen.filter((one) => Object.keys(tags).length > 0 && carries(one.tags, tags));
  const candidates = ours.length > 0 ? ours : seen;
  if (candidates.length > 1) throw ambiguousPool({ name, ids: candidates.map(({ outputs }) => outputs.id) });
  return candidates[0];
}

async function look(aws: Aws, id: string): Promise<Seen | undefined> {
  const [live, mfa] = await Promise.all([
    poolOf(aws, id),
    unless("ResourceNotFound", aws.cognito.GetUserPoolMfaConfig({ UserPoolId: id })),
  ]);
  if (!live || !mfa) return undefined;
  // Pools from before the setting existed tell letters apart.
  const CaseSensitive = live.UsernameConfiguration?.CaseSensitive ?? true;
  return {
    spec: {
      UsernameAttributes: live.UsernameAttributes ?? [],
      UsernameConfiguration: { CaseSensitive },
      AutoVerifiedAttributes: live.AutoVerifiedAttributes ?? [],
      AdminCreateUserConfig: {
        AllowAdminCreateUserOnly: live.AdminCreateUserConfig?.AllowAdminCreateUserOnly ?? false,
      },
      AccountRecoverySetting: {
        RecoveryMechanisms: (live.AccountRecoverySetting?.RecoveryMechanisms ?? []).map(({ Priority, Name }) => ({
          Priority: Priority!,
          Name: Name!,
        })),
      },
      DeletionProtection: live.DeletionProtection ?? "INACTIVE",
      MfaConfiguration: mfa.MfaConfiguration ?? "OFF",
      SoftwareTokenMfaConfiguration: { Enabled: mfa.SoftwareTokenMfaConfiguration?.Enabled ?? false },
      Policies: { PasswordPolicy: passwordPolicyOf(live) },
      UserPoolTags: inputsOf(live.UserPoolTags ?? {}, [MEMBERS_TAG]),
    },
    outputs: { id, arn: live.Arn!, caseSensitive: CaseSensitive },
    tags: ownTags(live.UserPoolTags),
  };
}

const describe = async (aws: Aws, id: string): Promise<Live | undefined> =>
  (await unless("ResourceNotFound", aws.cognito.DescribeUserPool({ UserPoolId: id })))?.UserPool;

/** What AWS itself has tagged (`aws:…`) is neither ours nor an input. */
const ownTags = (tags: Tags | undefined): Tags =>
  Object.fromEntries(Object.entries(tags ?? {}).filter(([key]) => !key.startsWith("aws:")));

/**
 * All that UpdateUserPool takes and DescribeUserPool answers. What is missing in an update is reset
 * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html).
 */
const carriedOver = [
  "AccountRecoverySetting",
  "AcrConfiguration",
  "AdminCreateUserConfig",
  "AutoVerifiedAttributes",
  "DcrConfiguration",
  "DeletionProtection",
  "DeviceConfiguration",
  "EmailConfiguration",
  "EmailVerificationMessage",
  "EmailVerificationSubject",
  "IssuerConfiguration",
  "KeyConfiguration",
  "LambdaConfig",
  "MfaConfiguration",
  "Policies",
  "SmsAuthenticationMessage",
  "SmsConfiguration",
  "SmsVerificationMessage",
  "UserAttributeUpdateSettings",
  "UserPoolAddOns",
  "UserPoolTier",
  "VerificationMessageTemplate",
] as const satisfies readonly (keyof Live)[];

const mfaFields: ReadonlySet<string> = new Set(["MfaConfiguration", "SoftwareTokenMfaConfiguration"]);

/** What AWS asks of a password where nobody says anything. */
function passwordPolicyOf({ Policies }: Live): PasswordPolicy {
  const has = Policies?.PasswordPolicy ?? {};
  return {
    MinimumLength: has.MinimumLength ?? 8,
    RequireLowercase: has.RequireLowercase ?? false,
    RequireUppercase: has.RequireUppercase ?? false,
    RequireNumbers: has.RequireNumbers ?? false,
    RequireSymbols: has.RequireSymbols ?? false,
    TemporaryPasswordValidityDays: has.TemporaryPasswordValidityDays ?? 7,
  };
}

type Settings = Pick<
  Live,
  "AccountRecoverySetting" | "AdminCreateUserConfig" | "AutoVerifiedAttributes" | "DeletionProtection" | "Policies"
>;

/** What of a spec both CreateUserPool and UpdateUserPool take, without MFA, which has a call of its own. */
function settings(spec: Partial<Spec>, live: Live): Settings {
  const { AccountRecoverySetting, AdminCreateUserConfig, AutoVerifiedAttributes, DeletionProtection, Policies } = spec;
  return {
    ...(AccountRecoverySetting && {
      AccountRecoverySetting: { RecoveryMechanisms: [...AccountRecoverySetting.RecoveryMechanisms] },
    }),
    ...(AdminCreateUserConfig && { AdminCreateUserConfig }),
    ...(AutoVerifiedAttributes && { AutoVerifiedAttributes: [...AutoVerifiedAttributes] }),
    ...(DeletionProtection && { DeletionProtection }),
    // How often a password may come back, and how people sign in first, is the owner's.
    ...(Policies && {
      Policies: {
        ...live.Policies,
        PasswordPolicy: { ...live.Policies?.PasswordPolicy, ...Policies.PasswordPolicy },
      },
    }),
  };
}

/** Sends the whole live pool with our fields over it. MFA stays as it is. */
const overlay = (aws: Aws, id: string, ours: Partial<Spec>) =>
  fromTheRead(aws, async () => {
    const live = (await aws.cognito.DescribeUserPool({ UserPoolId: id })).UserPool!;
    const { UnusedAccountValidityDays, ...admin } = { ...live.AdminCreateUserConfig, ...ours.AdminCreateUserConfig };
    // Describing answers this number twice, and sending it twice is refused
    // (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUserConfigType.html).
    const policies = settings(ours, live).Policies ?? live.Policies;
    const twice = policies?.PasswordPolicy?.TemporaryPasswordValidityDays !== undefined;
    const wanted: Live = {
      ...live,
      ...settings(ours, live),
      AdminCreateUserConfig: twice ? admin : { ...admin, UnusedAccountValidityDays },
    };
    await aws.cognito.UpdateUserPool({
      UserPoolId: id,
      PoolName: live.Name,
      ...inputsOf(wanted, carriedOver),
      UserPoolTags: { ...ownTags(live.UserPoolTags), ...ours.UserPoolTags },
    });
  });

type OurMfa = Partial<Pick<Spec, "MfaConfiguration" | "SoftwareTokenMfaConfiguration">>;

/** Sets MFA and our factor; the factors that are somebody else's stay. */
const setMfa = (aws: Aws, id: string, ours: OurMfa) =>
  fromTheRead(aws, async () => {
    const live = await aws.cognito.GetUserPoolMfaConfig({ UserPoolId: id });
    const MfaConfiguration = ours.MfaConfiguration ?? live.MfaConfiguration;
    const SoftwareTokenMfaConfiguration = ours.SoftwareTokenMfaConfiguration ?? live.SoftwareTokenMfaConfiguration;
    await aws.cognito.SetUserPoolMfaConfig({
      UserPoolId: id,
      MfaConfiguration,
      // Turning MFA off and naming a factor in one call is refused.
      ...inputsOf({ ...live, SoftwareTokenMfaConfiguration }, MfaConfiguration === "OFF" ? passkeys : factors),
    });
  });

const passkeys = ["WebAuthnConfiguration"] as const;
const factors = [...passkeys, "SmsMfaConfiguration", "EmailMfaConfiguration", "SoftwareTokenMfaConfiguration"] as const;
