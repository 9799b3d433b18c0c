import type { CommandsOf } from "../aws/services";
import type { InputOf, OutputOf } from "../aws/session";
import { type Account, type Answers, awsError } from "./account";
import type { DomainRow } from "./cognito-domains";
import type { UserRow } from "./cognito-users";

type Operations = CommandsOf<"cognito">;
type Create = InputOf<Operations["CreateUserPool"]>;
type Update = InputOf<Operations["UpdateUserPool"]>;
type Described = NonNullable<OutputOf<Operations["DescribeUserPool"]>["UserPool"]>;
type Factors = Omit<InputOf<Operations["SetUserPoolMfaConfig"]>, "UserPoolId" | "MfaConfiguration">;

interface Row {
  readonly id: string;
  name: string;
  readonly created: string;
  changed: string;
  /** What only creating can set. */
  readonly fixed: Pick<Described, "UsernameAttributes" | "AliasAttributes" | "UsernameConfiguration">;
  settings: Settings;
  factors: Factors;
  tags: Record<string, string>;
}

type Settings = Omit<Update, "UserPoolId" | "UserPoolTags" | "PoolName">;

const pools = (account: Account) => account.table<Row>("cognito.pools");
const domains = (account: Account) => account.table<DomainRow>("cognito.domains");
const users = (account: Account) => account.table<UserRow>("cognito.users");
const arnOf = (account: Account, id: string) => account.arn("cognito-idp", `userpool/${id}`);

/** The pool, or AWS's own error where there is none. */
export function poolOf(account: Account, id: string | undefined): Row {
  const row = pools(account)[id ?? ""];
  if (row) return row;
  throw awsError("ResourceNotFoundException", `User pool ${id} does not exist.`);
}

/** What AWS fills in where nothing is given, at birth and at every update. */
const defaults = (): Settings => ({
  Policies: {
    PasswordPolicy: {
      MinimumLength: 8,
      RequireUppercase: true,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      TemporaryPasswordValidityDays: 7,
    },
    SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] },
  },
  DeletionProtection: "INACTIVE",
  LambdaConfig: {},
  VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" },
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [] },
  MfaConfiguration: "OFF",
  EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" },
  UserPoolTier: "ESSENTIALS",
});

/** Of the policies each is filled in by itself. */
const filledIn = (usual: Settings, given: Settings): Settings => ({
  ...usual,
  ...given,
  Policies: { ...usual.Policies, ...given.Policies },
});

export const poolAnswers: Pick<
  Answers<"cognito">,
  | "CreateUserPool"
  | "DeleteUserPool"
  | "DescribeUserPool"
  | "GetUserPoolMfaConfig"
  | "ListUserPools"
  | "SetUserPoolMfaConfig"
  | "TagResource"
  | "UntagResource"
  | "UpdateUserPool"
> = {
  CreateUserPool(input, account) {
    const { PoolName, UserPoolTags, UsernameAttributes, AliasAttributes, UsernameConfiguration } = input;
    if (!/^[\w\s+=,.@-]{1,128}$/.test(PoolName ?? ""))
      throw invalid("Value at 'poolName' failed to satisfy constraint");
    if (UsernameAttributes && AliasAttributes) {
      throw invalid("Only one of the aliasAttributes or usernameAttributes can be set in a user pool.");
    }
    const now = account.now().toISOString();
    const row: Row = {
      id: `${account.region}_${account.hex(9)}`,
      name: PoolName!,
      created: now,
      changed: now,
      fixed: {
        ...(UsernameAttributes && { UsernameAttributes }),
        ...(AliasAttributes && { AliasAttributes }),
        UsernameConfiguration: UsernameConfiguration ?? { CaseSensitive: true },
      },
      settings: filledIn(defaults(), checked(input, {})),
      factors: {},
      tags: tagsOf(UserPoolTags),
    };
    // Names are no identity: a second pool of the same name is just another pool.
    pools(account)[row.id] = row;
    return { UserPool: described(account, row) };
  },

  DescribeUserPool: ({ UserPoolId }, account) => ({ UserPool: described(account, poolOf(account, UserPoolId)) }),

  ListUserPools({ MaxResults, NextToken }, account) {
    if (!MaxResults || MaxResults < 1 || MaxResults > 60) {
      throw invalid("Value at 'maxResults' failed to satisfy constraint: Member must have value between 1 and 60");
    }
    const all = Object.values(pools(account));
    const from = Number(NextToken ?? 0);
    return {
      UserPools: all.slice(from, from + MaxResults).map(({ id, name, settings, created, changed }) => ({
        Id: id,
        Name: name,
        LambdaConfig: settings.LambdaConfig,
        CreationDate: new Date(created),
        LastModifiedDate: new Date(changed),
      })),
      ...(from + MaxResults < all.length ? { NextToken: String(from + MaxResults) } : {}),
    };
  },

  UpdateUserPool(input, account) {
    const row = poolOf(account, input.UserPoolId);
    const tags = tagsOf(input.UserPoolTags);
    // All that isn't sent goes back to its default; only the tier stays.
    row.settings = filledIn({ ...defaults(), UserPoolTier: row.settings.UserPoolTier }, checked(input, row.factors));
    if (row.settings.MfaConfiguration === "OFF") row.factors = {};
    row.name = input.PoolName ?? row.name;
    row.tags = tags;
    row.changed = account.now().toISOString();
    return {};
  },

  DeleteUserPool({ UserPoolId }, account) {
    const { id, settings } = poolOf(account, UserPoolId);
    if (settings.DeletionProtection === "ACTIVE") {
      throw invalid(
        "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
      );
    }
    if (domainIn(account, id)) {
      throw invalid("User pool cannot be deleted. It has a domain configured that should be deleted first.");
    }
    for (const table of [
      "cognito.brandings",
      "cognito.clients",
      "cognito.groups",
      "cognito.providers",
      "cognito.users",
    ]) {
      const rows = account.table<{ readonly poolId: string }>(table);
      for (const [key, { poolId }] of Object.entries(rows)) if (poolId === id) delete rows[key];
    }
    delete pools(account)[id];
    return {};
  },

  GetUserPoolMfaConfig: ({ UserPoolId }, account) => mfaOf(poolOf(account, UserPoolId)),

  SetUserPoolMfaConfig({ UserPoolId, MfaConfiguration = "OFF", ...given }, account) {
    const row = poolOf(account, UserPoolId);
    const factors: Factors = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const { SmsMfaConfiguration, EmailMfaConfiguration, SoftwareTokenMfaConfiguration } = factors;
    const some = SmsMfaConfiguration || EmailMfaConfiguration || SoftwareTokenMfaConfiguration?.Enabled;
    if (MfaConfiguration === "OFF" && some) {
      throw invalid("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.");
    }
    if (MfaConfiguration !== "OFF" && !some) {
      throw invalid("Invalid MFA configuration given, at least one MFA method has to be configured.");
    }
    row.settings = { ...row.settings, MfaConfiguration };
    row.factors = factors;
    return mfaOf(row);
  },

  TagResource({ ResourceArn, Tags }, account) {
    const row = poolOf(account, ResourceArn?.split("/").at(-1));
    Object.assign(row.tags, tagsOf(Tags));
    return {};
  },

  UntagResource({ ResourceArn, TagKeys = [] }, account) {
    const { tags } = poolOf(account, ResourceArn?.split("/").at(-1));
    for (const key of TagKeys) delete tags[key];
    return {};
  },
};

/** What the tagging API finds of this service. */
export const tagged = (account: Account) =>
  Object.values(pools(account)).map(({ id, tags }) => ({ arn: arnOf(account, id), tags }));

export const invalid = (message: string): Error => awsError("InvalidParameterException", message);

const domainIn = (account: Account, poolId: string, custom?: boolean) =>
  Object.values(domains(account)).find(
    (row) => row.poolId === poolId && (custom === undefined || row.custom === custom),
  )?.domain;

const mfaOf = ({ settings, factors }: Row) => ({ MfaConfiguration: settings.MfaConfiguration, ...factors });

function described(account: Account, row: Row): Described {
  const { id, name, created, changed, fixed, settings, tags } = row;
  const { Policies, AdminCreateUserConfig } = settings;
  const [prefix, custom] = [domainIn(account, id, false), domainIn(account, id, true)];
  return {
    Id: id,
    Name: name,
    Arn: arnOf(account, id),
    CreationDate: new Date(created),
    LastModifiedDate: new Date(changed),
    EstimatedNumberOfUsers: Object.values(users(account)).filter(({ poolId }) => poolId === id).length,
    SchemaAttributes: [
      { Name: "sub", AttributeDataType: "String", Mutable: false, Required: true },
      { Name: "email", AttributeDataType: "String", Mutable: true, Required: false },
      { Name: "email_verified", AttributeDataType: "Boolean", Mutable: true, Required: false },
    ],
    ...fixed,
    ...settings,
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: false,
      ...AdminCreateUserConfig,
      // One number under two names: sending both back is refused.
      UnusedAccountValidityDays: Policies?.PasswordPolicy?.TemporaryPasswordValidityDays ?? 7,
    },
    UserPoolTags: { ...tags },
    ...(prefix && { Domain: prefix }),
    ...(custom && { CustomDomain: custom }),
  };
}

/** The settings of an input, refused where AWS refuses them. */
function checked(input: Readonly<Create | Update>, factors: Factors): Settings {
  const given = Object.fromEntries(
    Object.entries(input).filter(([field, value]) => value !== undefined && !notSettings.has(field)),
  ) as Settings;
  const { Policies, AdminCreateUserConfig, MfaConfiguration = "OFF", SmsConfiguration } = given;
  const days = Policies?.PasswordPolicy?.TemporaryPasswordValidityDays;
  if (days !== undefined && AdminCreateUserConfig?.UnusedAccountValidityDays !== undefined) {
    throw invalid(
      "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays in AdminCreateUserConfig.",
    );
  }
  if (MfaConfiguration !== "OFF" && !SmsConfiguration && Object.keys(factors).length === 0) {
    throw invalid(
      "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
    );
  }
  return given;
}

const notSettings: ReadonlySet<string> = new Set([
  "AliasAttributes",
  "PoolName",
  "Schema",
  "UserPoolId",
  "UserPoolTags",
  "UsernameAttributes",
  "UsernameConfiguration",
]);

function tagsOf(tags: Readonly<Record<string, string>> = {}): Record<string, string> {
  if (Object.keys(tags).some((key) => /^aws:/i.test(key))) throw invalid("Tag keys must not start with aws:");
  return { ...tags };
}
