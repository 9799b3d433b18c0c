import { describe, expect, test } from "vitest";
import { accountOf, emptyState } from "../../src/sandbox/account";
import { answers } from "../../src/sandbox/cognito";

const account = () => accountOf(emptyState());
const pool = (more = {}) => {
  const place = account();
  const { UserPool } = answers.CreateUserPool({ PoolName: "pool", ...more }, place);
  return { place, UserPoolId: UserPool!.Id! };
};

describe("user pools", () => {
  test("have AWS's ids and defaults", () => {
    const { UserPool } = answers.CreateUserPool({ PoolName: "pool" }, account());
    expect(UserPool).toMatchObject({
      Id: expect.stringMatching(/^ap-northeast-1_[A-Za-z0-9]{9}$/),
      UsernameConfiguration: { CaseSensitive: true },
      DeletionProtection: "INACTIVE",
      MfaConfiguration: "OFF",
    });
  });

  test("lose in an update what it doesn't say, but not what was fixed at birth", () => {
    const { place, UserPoolId } = pool({
      UsernameAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
      DeletionProtection: "ACTIVE",
      UserPoolTier: "LITE",
      UserPoolTags: { Owner: "security" },
    });
    const factor = { SoftwareTokenMfaConfiguration: { Enabled: true } };
    answers.SetUserPoolMfaConfig({ UserPoolId, MfaConfiguration: "ON", ...factor }, place);
    answers.UpdateUserPool({ UserPoolId }, place);
    const { UserPool } = answers.DescribeUserPool({ UserPoolId }, place);
    expect(UserPool).toMatchObject({
      Name: "pool",
      UsernameAttributes: ["email"],
      UserPoolTier: "LITE",
      DeletionProtection: "INACTIVE",
    });
    expect(UserPool!.UserPoolTags).toEqual({});
    expect(UserPool).not.toHaveProperty("AutoVerifiedAttributes");
    expect(answers.GetUserPoolMfaConfig({ UserPoolId }, place)).toEqual({ MfaConfiguration: "OFF" });
  });

  test("refuse their own description", () => {
    const { place, UserPoolId } = pool();
    const { Policies, AdminCreateUserConfig } = answers.DescribeUserPool({ UserPoolId }, place).UserPool!;
    expect(() => answers.UpdateUserPool({ UserPoolId, Policies, AdminCreateUserConfig }, place)).toThrow(
      "TemporaryPasswordValidityDays",
    );
  });

  test("refuse MFA without a factor, and factors without MFA", () => {
    const { place, UserPoolId } = pool();
    const factor = { SoftwareTokenMfaConfiguration: { Enabled: true } };
    expect(() => answers.UpdateUserPool({ UserPoolId, MfaConfiguration: "ON" }, place)).toThrow("SMS configuration");
    expect(() => answers.SetUserPoolMfaConfig({ UserPoolId, MfaConfiguration: "ON" }, place)).toThrow("MFA method");
    expect(() => answers.SetUserPoolMfaConfig({ UserPoolId, MfaConfiguration: "OFF", ...factor }, place)).toThrow(
      "turn off MFA",
    );
  });

  test("are not deleted with a domain, and take their clients and users with them", () => {
    const { place, UserPoolId } = pool();
    answers.CreateUserPoolDomain({ UserPoolId, Domain: "acme" }, place);
    answers.CreateUserPoolClient({ UserPoolId, ClientName: "client" }, place);
    answers.AdminCreateUser({ UserPoolId, Username: "first" }, place);
    expect(() => answers.DeleteUserPool({ UserPoolId }, place)).toThrow("domain configured");
    answers.DeleteUserPoolDomain({ UserPoolId, Domain: "acme" }, place);
    answers.DeleteUserPool({ UserPoolId }, place);
    expect(place.table("cognito.clients")).toEqual({});
    expect(place.table("cognito.users")).toEqual({});
  });

  test.each([0, 61])("are not listed %i a page", (MaxResults) => {
    expect(() => answers.ListUserPools({ MaxResults }, account())).toThrow("maxResults");
  });
});

test.each([
  ["code without a callback", { AllowedOAuthFlows: ["code"] }, "callback"],
  ["OAuth without flows", { AllowedOAuthFlowsUserPoolClient: true }, "required"],
  ["plain HTTP", { CallbackURLs: ["http://example.com/"] }, "HTTP"],
  ["an unknown provider", { SupportedIdentityProviders: ["Okta"] }, "does not exist"],
  ["old and new flows", { ExplicitAuthFlows: ["USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"] }, "mixed"],
])("an app client refuses %s", (_, settings, message) => {
  const { place, UserPoolId } = pool();
  const input = { UserPoolId, ClientName: "client", ...(settings as object) };
  expect(() => answers.CreateUserPoolClient(input, place)).toThrow(message);
});

test.each(["Acme", "-acme", "acme-", "a".repeat(64), "my-aws-thing", "amazonas", "cognitor"])(
  "%s is no domain prefix",
  (Domain) => {
    const { place, UserPoolId } = pool();
    expect(() => answers.CreateUserPoolDomain({ UserPoolId, Domain }, place)).toThrow(/satisfy|reserved/);
  },
);

test("a user's name has to be an e-mail address where people sign in by it", () => {
  const { place, UserPoolId } = pool({ UsernameAttributes: ["email"] });
  expect(() => answers.AdminCreateUser({ UserPoolId, Username: "first" }, place)).toThrow("email");
});
