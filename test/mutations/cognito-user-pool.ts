import { cognitoUserPool } from "../../src/kinds/cognito-user-pool";
import type { Hands } from "./hands";
import { atBirth, mutations, other } from "./mutation";

type Update = Parameters<Hands["cognito"]["UpdateUserPool"]>[0];
type Mfa = Parameters<Hands["cognito"]["SetUserPoolMfaConfig"]>[0];

interface Pool {
  readonly outputs: { readonly id: string; readonly arn: string };
}

/** As a person does it in the console: what isn't touched is sent as it is, because an update resets what it leaves out. */
async function update(by: Hands, { outputs: { id } }: Pool, more: Partial<Update>) {
  const { UserPool } = await by.cognito.DescribeUserPool({ UserPoolId: id });
  const { UnusedAccountValidityDays: _, ...AdminCreateUserConfig } = UserPool!.AdminCreateUserConfig ?? {};
  const { Name, Policies, DeletionProtection, LambdaConfig, AutoVerifiedAttributes, VerificationMessageTemplate } =
    UserPool!;
  const { UserAttributeUpdateSettings, MfaConfiguration, EmailConfiguration, UserPoolTags, AccountRecoverySetting } =
    UserPool!;
  return by.cognito.UpdateUserPool({
    UserPoolId: id,
    PoolName: Name,
    Policies,
    DeletionProtection,
    LambdaConfig,
    AutoVerifiedAttributes,
    VerificationMessageTemplate,
    UserAttributeUpdateSettings,
    MfaConfiguration,
    EmailConfiguration,
    UserPoolTags,
    AccountRecoverySetting,
    AdminCreateUserConfig,
    ...more,
  });
}

const setMfa = async (by: Hands, { outputs: { id } }: Pool, more: Omit<Mfa, "UserPoolId">) =>
  by.cognito.SetUserPoolMfaConfig({ UserPoolId: id, ...more });

export const cognitoUserPoolMutations = mutations(cognitoUserPool, {
  fields: {
    UsernameAttributes: atBirth,
    UsernameConfiguration: atBirth,
    AutoVerifiedAttributes: {
      none: (by, pool) => update(by, pool, { AutoVerifiedAttributes: [] }),
    },
    AdminCreateUserConfig: {
      "everybody may sign up": (by, pool) =>
        update(by, pool, { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false } }),
    },
    AccountRecoverySetting: {
      "by the administrator": (by, pool) =>
        update(by, pool, {
          AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "admin_only" }] },
        }),
    },
    DeletionProtection: {
      off: (by, pool) => update(by, pool, { DeletionProtection: "INACTIVE" }),
    },
    MfaConfiguration: {
      "another mode": (by, pool) =>
        setMfa(by, pool, {
          MfaConfiguration: other(pool.spec.MfaConfiguration, "ON", "OPTIONAL"),
          SoftwareTokenMfaConfiguration: { Enabled: true },
        }),
      off: {
        along: ["SoftwareTokenMfaConfiguration"],
        by: (by, pool) => setMfa(by, pool, { MfaConfiguration: "OFF" }),
      },
    },
    SoftwareTokenMfaConfiguration: {
      "another factor instead": {
        leaves: "EmailMfaConfiguration",
        by: (by, pool) =>
          setMfa(by, pool, {
            MfaConfiguration: pool.spec.MfaConfiguration,
            EmailMfaConfiguration: { Message: "{####}", Subject: "Code" },
            SoftwareTokenMfaConfiguration: { Enabled: false },
          }),
      },
    },
    Policies: {
      "shorter passwords": (by, pool) =>
        update(by, pool, {
          Policies: { PasswordPolicy: { ...pool.spec.Policies?.PasswordPolicy, MinimumLength: 6 } },
        }),
    },
    UserPoolTags: {
      "it doesn't say that it has members": (by, { outputs }) =>
        by.cognito.UntagResource({ ResourceArn: outputs.arn, TagKeys: ["risken-aws:members"] }),
    },
  },

  gone: async (by, pool) => {
    const { id } = pool.outputs;
    const { UserPool } = await by.cognito.DescribeUserPool({ UserPoolId: id });
    if (UserPool!.Domain) await by.cognito.DeleteUserPoolDomain({ Domain: UserPool!.Domain, UserPoolId: id });
    await update(by, pool, { DeletionProtection: "INACTIVE" });
    await by.cognito.DeleteUserPool({ UserPoolId: id });
  },

  tags: {
    set: (by, { outputs }, Tags) => by.cognito.TagResource({ ResourceArn: outputs.arn, Tags }),
    unset: (by, { outputs }, TagKeys) => by.cognito.UntagResource({ ResourceArn: outputs.arn, TagKeys: [...TagKeys] }),
  },

  same: {
    "everything sent again": (by, pool) => update(by, pool, {}),
    "words of the invitation": (by, pool) =>
      update(by, pool, {
        AdminCreateUserConfig: {
          AllowAdminCreateUserOnly: true,
          InviteMessageTemplate: { EmailSubject: "Welcome", EmailMessage: "{username} {####}" },
        },
      }),
    "a longer password, where the config says nothing": {
      by: (by, pool) => update(by, pool, { Policies: { PasswordPolicy: { MinimumLength: 16 } } }),
      of: ({ spec }) => spec.UserPoolTags?.["risken-aws:members"] === undefined,
    },
    "passwords that don't come back": (by, pool) =>
      update(by, pool, {
        Policies: { PasswordPolicy: { ...pool.spec.Policies?.PasswordPolicy, PasswordHistorySize: 5 } },
      }),
    "MFA sent again": (by, pool) =>
      setMfa(by, pool, {
        MfaConfiguration: pool.spec.MfaConfiguration,
        SoftwareTokenMfaConfiguration: pool.spec.SoftwareTokenMfaConfiguration,
      }),
    "a tag of somebody else's": (by, { outputs }) =>
      by.cognito.TagResource({ ResourceArn: outputs.arn, Tags: { CostCenter: "42" } }),
  },
});
