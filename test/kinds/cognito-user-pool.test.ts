import { describe, expect, test } from "vitest";
import type { Aws } from "../../src/aws/session";
import { openSession } from "../../src/aws/session";
import { cognitoUserPool } from "../../src/kinds/cognito-user-pool";
import { awsError } from "../../src/sandbox/account";
import { answererFor } from "../../src/sandbox/answer";
import { obeysTheLaws } from "../laws";
import { instantClock, sandboxed } from "../sandboxed";

const spec = {
  PoolName: "risken-prd-users",
  UsernameAttributes: ["email"] as const,
  UsernameConfiguration: { CaseSensitive: false },
  AutoVerifiedAttributes: ["email"] as const,
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
  AccountRecoverySetting: {
    RecoveryMechanisms: [
      { Priority: 1, Name: "verified_email" as const },
      { Priority: 2, Name: "verified_phone_number" as const },
    ],
  },
  DeletionProtection: "ACTIVE" as const,
  MfaConfiguration: "OPTIONAL" as const,
  SoftwareTokenMfaConfiguration: { Enabled: true },
};
const key = { PoolName: spec.PoolName };
const tags = { "risken-aws:env": "prd", "risken-aws:id": "user-pool/users" };
const sought = { tags };

obeysTheLaws(cognitoUserPool, {
  spec,
  changed: {
    ...spec,
    AutoVerifiedAttributes: [],
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "admin_only" }] },
    DeletionProtection: "INACTIVE",
    MfaConfiguration: "OFF",
    SoftwareTokenMfaConfiguration: { Enabled: false },
  },
  same: [
    {
      ...spec,
      AccountRecoverySetting: { RecoveryMechanisms: [...spec.AccountRecoverySetting.RecoveryMechanisms].reverse() },
    },
  ],
});

/** What the owner has set by hand and we know nothing of. */
const foreign = {
  LambdaConfig: { PreSignUp: "arn:aws:lambda:ap-northeast-1:123456789012:function:check" },
  EmailConfiguration: {
    EmailSendingAccount: "DEVELOPER" as const,
    SourceArn: "arn:aws:ses:ap-northeast-1:123456789012:identity/example.com",
  },
  Policies: {
    PasswordPolicy: {
      MinimumLength: 16,
      RequireUppercase: false,
      RequireLowercase: false,
      RequireNumbers: false,
      RequireSymbols: false,
      TemporaryPasswordValidityDays: 2,
    },
    SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD" as const] },
  },
  UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" as const },
  EmailVerificationSubject: "確認コード",
};

/** Our pool after its owner has worked on it. */
async function worked(aws: Aws) {
  const id = (await cognitoUserPool.create(aws, spec, tags))!;
  await aws.cognito.UpdateUserPool({
    UserPoolId: id,
    ...foreign,
    MfaConfiguration: "OPTIONAL",
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true, InviteMessageTemplate: { EmailSubject: "招待" } },
    UserPoolTier: "PLUS",
    UserPoolTags: { ...tags, Team: "青" },
  });
  const { MfaConfiguration: _, ...mfa } = await aws.cognito.GetUserPoolMfaConfig({ UserPoolId: id });
  await aws.cognito.SetUserPoolMfaConfig({
    UserPoolId: id,
    ...mfa,
    MfaConfiguration: "OPTIONAL",
    SmsMfaConfiguration: { SmsAuthenticationMessage: "{####}" },
    EmailMfaConfiguration: { Subject: "code" },
    WebAuthnConfiguration: { RelyingPartyId: "example.com" },
  });
  return id;
}

describe("an update", () => {
  test("carries over all that it doesn't say", async () => {
    const { aws } = await sandboxed();
    const id = await worked(aws);
    const seen = (await cognitoUserPool.observe(aws.fresh(), key, { tags: {}, id }))!;
    expect(seen.spec.DeletionProtection).toBe("INACTIVE");
    await cognitoUserPool.update(aws, spec, seen, new Set(["DeletionProtection"]));

    const { UserPool } = await aws.cognito.DescribeUserPool({ UserPoolId: id });
    expect(UserPool).toMatchObject({
      ...foreign,
      UserPoolTier: "PLUS",
      DeletionProtection: "ACTIVE",
      MfaConfiguration: "OPTIONAL",
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true, InviteMessageTemplate: { EmailSubject: "招待" } },
      UserPoolTags: { ...tags, Team: "青" },
    });
    expect(await aws.cognito.GetUserPoolMfaConfig({ UserPoolId: id })).toMatchObject({
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
      SmsMfaConfiguration: { SmsAuthenticationMessage: "{####}" },
      EmailMfaConfiguration: { Subject: "code" },
    });
  });

  test("of MFA leaves the pool and the other factors alone", async () => {
    const { aws, calls } = await sandboxed();
    const id = await worked(aws);
    const seen = (await cognitoUserPool.observe(aws.fresh(), key, { tags: {}, id }))!;
    calls.length = 0;
    await cognitoUserPool.update(aws, { ...spec, MfaConfiguration: "ON" }, seen, new Set(["MfaConfiguration"]));
    expect(calls.map(({ operation }) => operation)).toEqual(["GetUserPoolMfaConfig", "SetUserPoolMfaConfig"]);
    expect(await aws.cognito.GetUserPoolMfaConfig({ UserPoolId: id })).toMatchObject({
      MfaConfiguration: "ON",
      SoftwareTokenMfaConfiguration: { Enabled: true },
      SmsMfaConfiguration: { SmsAuthenticationMessage: "{####}" },
      EmailMfaConfiguration: { Subject: "code" },
      WebAuthnConfiguration: { RelyingPartyId: "example.com" },
    });
  });

  test("sends no field twice under two names, no empty list and no tag of AWS's own", async () => {
    const { aws, calls, account } = await sandboxed();
    await cognitoUserPool.create(aws, spec, tags);
    const [row] = Object.values(account.table<{ tags: Record<string, string> }>("cognito.pools"));
    row!.tags["aws:cloudformation:stack-name"] = "stack";
    const seen = (await cognitoUserPool.observe(aws.fresh(), key, sought))!;
    expect(Object.keys(seen.tags!)).not.toContain("aws:cloudformation:stack-name");
    await cognitoUserPool.update(
      aws,
      { ...spec, AutoVerifiedAttributes: [] },
      seen,
      new Set(["AutoVerifiedAttributes"]),
    );
    const sent = calls.find(({ operation }) => operation === "UpdateUserPool")!.input;
    expect(sent).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 7 } },
      UserPoolTags: tags,
    });
    expect(sent).not.toHaveProperty("AdminCreateUserConfig.UnusedAccountValidityDays");
    for (const field of ["AutoVerifiedAttributes", "LambdaConfig", "Id", "UsernameAttributes", "SchemaAttributes"]) {
      expect(sent).not.toHaveProperty(field);
    }
  });

  test("begins again at the read when somebody else wrote in between", async () => {
    const { account } = await sandboxed();
    const answer = answererFor(account);
    const operations: string[] = [];
    let refused = false;
    const aws = await openSession({
      region: account.region,
      clock: instantClock(),
      settings: { credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" } },
      answer: async (call) => {
        operations.push(call.operation);
        if (call.operation === "UpdateUserPool" && !refused) {
          refused = true;
          Object.values(account.table<{ settings: object }>("cognito.pools"))[0]!.settings = { UserPoolTier: "PLUS" };
          throw awsError("ConcurrentModificationException", "The user pool is being modified.");
        }
        return answer(call);
      },
    });
    const id = await cognitoUserPool.create(aws, spec, tags);
    const seen = (await cognitoUserPool.observe(aws.fresh(), key, { tags, id }))!;
    operations.length = 0;
    await cognitoUserPool.update(aws, spec, seen, new Set(["DeletionProtection"]));
    expect(operations).toEqual(["DescribeUserPool", "UpdateUserPool", "DescribeUserPool", "UpdateUserPool"]);
    expect((await aws.cognito.DescribeUserPool({ UserPoolId: id })).UserPool).toMatchObject({ UserPoolTier: "PLUS" });
  });
});

describe("names are no identity", () => {
  const make = (aws: Aws, UserPoolTags: Record<string, string> = {}) =>
    aws.cognito.CreateUserPool({ PoolName: spec.PoolName, UserPoolTags });

  test("ours is the one with our tags", async () => {
    const { aws } = await sandboxed();
    await make(aws);
    const id = await cognitoUserPool.create(aws, spec, tags);
    await make(aws, { "risken-aws:env": "prd-eu", "risken-aws:id": "user-pool/users" });
    expect((await cognitoUserPool.observe(aws.fresh(), key, sought))!.outputs.id).toBe(id);
  });

  test("ours stays ours where another name is wanted now", async () => {
    const { aws } = await sandboxed();
    await make(aws);
    const id = await cognitoUserPool.create(aws, { ...spec, PoolName: "before" }, tags);
    expect((await cognitoUserPool.observe(aws.fresh(), key, sought))!.outputs.id).toBe(id);
  });

  test("the only other one of that name stands in the way", async () => {
    const { aws } = await sandboxed();
    const { UserPool } = await make(aws, { Owner: "somebody" });
    const seen = (await cognitoUserPool.observe(aws.fresh(), key, sought))!;
    expect(seen).toMatchObject({ outputs: { id: UserPool!.Id }, tags: { Owner: "somebody" } });
  });

  test.each([
    ["untagged", {}],
    ["ours", tags],
  ])("two that are %s are too many", async (_, both) => {
    const { aws } = await sandboxed();
    await make(aws, both);
    await make(aws, both);
    await expect(cognitoUserPool.observe(aws.fresh(), key, sought)).rejects.toMatchObject({
      code: "ambiguous-user-pool",
      exit: 4,
    });
  });

  test("right after its creation it is found by what AWS answered", async () => {
    const { aws, calls } = await sandboxed();
    const id = await cognitoUserPool.create(aws, spec, tags);
    await make(aws, tags);
    calls.length = 0;
    expect((await cognitoUserPool.observe(aws.fresh(), key, { tags, id }))!.outputs.id).toBe(id);
    expect(calls.map(({ operation }) => operation)).not.toContain("ListUserPools");
  });

  test("an identifier names one for certain, whatever it is called", async () => {
    const { aws, calls } = await sandboxed();
    await make(aws);
    const UserPoolId = (await make(aws)).UserPool!.Id!;
    expect((await cognitoUserPool.observe(aws.fresh(), { UserPoolId }, sought))!.outputs.id).toBe(UserPoolId);
    expect(calls.map(({ operation }) => operation)).not.toContain("ListUserPools");
    const gone = { UserPoolId: "ap-northeast-1_gone" };
    expect(await cognitoUserPool.observe(aws.fresh(), gone, sought)).toBeUndefined();
  });

  test("all pages of the listing are read", async () => {
    const { aws } = await sandboxed();
    for (let at = 0; at < 61; at++) await aws.cognito.CreateUserPool({ PoolName: `other-${at}` });
    const id = await cognitoUserPool.create(aws, spec, tags);
    expect((await cognitoUserPool.observe(aws.fresh(), key, sought))!.outputs.id).toBe(id);
  });
});

test("a pool is removed with its protection and its domain", async () => {
  const { aws } = await sandboxed();
  const id = await cognitoUserPool.create(aws, spec, tags);
  await aws.cognito.CreateUserPoolDomain({ UserPoolId: id, Domain: "acme-risken" });
  const seen = (await cognitoUserPool.observe(aws.fresh(), key, sought))!;
  await expect(aws.cognito.DeleteUserPool({ UserPoolId: id })).rejects.toThrow("deletion protection");
  await cognitoUserPool.remove(aws, key, seen);
  expect(await cognitoUserPool.observe(aws.fresh(), key, sought)).toBeUndefined();
});
