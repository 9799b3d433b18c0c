import { expect, test } from "vitest";
import { cognitoUserPoolClient } from "../../src/kinds/cognito-user-pool-client";
import { type Account, accountOf, emptyState } from "../../src/sandbox/account";
import { answers } from "../../src/sandbox/cognito";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const addPool = (account: Account) => answers.CreateUserPool({ PoolName: "pool" }, account).UserPool!.Id!;
const UserPoolId = addPool(accountOf(emptyState()));
const withPool = () => sandboxed(addPool);

const spec = {
  ClientName: "risken-prd-console",
  UserPoolId,
  GenerateSecret: true,
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ["code"] as const,
  AllowedOAuthScopes: ["openid", "email"],
  CallbackURLs: ["https://b.example.com/oauth2/idpresponse", "https://a.example.com/oauth2/idpresponse"],
  SupportedIdentityProviders: ["COGNITO"],
  ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] as const,
  PreventUserExistenceErrors: "ENABLED" as const,
};
const key = { ClientName: spec.ClientName, UserPoolId };

obeysTheLaws(cognitoUserPoolClient, {
  world: withPool,
  spec,
  changed: {
    ...spec,
    AllowedOAuthFlowsUserPoolClient: false,
    AllowedOAuthFlows: ["implicit"],
    AllowedOAuthScopes: ["profile"],
    CallbackURLs: ["https://c.example.com/oauth2/idpresponse"],
    SupportedIdentityProviders: [],
    ExplicitAuthFlows: ["ALLOW_USER_AUTH"],
    PreventUserExistenceErrors: "LEGACY",
  },
  same: [
    {
      ...spec,
      AllowedOAuthScopes: ["email", "openid"],
      CallbackURLs: [...spec.CallbackURLs].reverse(),
      ExplicitAuthFlows: [...spec.ExplicitAuthFlows].reverse(),
    },
  ],
});

test("an update carries over all that it doesn't say", async () => {
  const { aws } = await withPool();
  const ClientId = await cognitoUserPoolClient.create(aws, spec, {});
  const foreign = {
    LogoutURLs: ["https://a.example.com/bye"],
    AccessTokenValidity: 5,
    TokenValidityUnits: { AccessToken: "minutes" as const },
    ReadAttributes: ["email", "name"],
    EnableTokenRevocation: false,
  };
  await aws.cognito.UpdateUserPoolClient({ UserPoolId, ClientId, ...foreign });
  const seen = (await cognitoUserPoolClient.observe(aws.fresh(), key, { tags: {} }))!;
  await cognitoUserPoolClient.update(aws, spec, seen, new Set(["CallbackURLs"]));
  const { UserPoolClient } = await aws.cognito.DescribeUserPoolClient({ UserPoolId, ClientId });
  expect(UserPoolClient).toMatchObject({ ...foreign, ClientName: spec.ClientName, AllowedOAuthFlows: ["code"] });
});

test("the secret never leaves AWS", async () => {
  const { aws, calls } = await withPool();
  const ClientId = await cognitoUserPoolClient.create(aws, spec, {});
  const { ClientSecret } = (await aws.cognito.DescribeUserPoolClient({ UserPoolId, ClientId })).UserPoolClient!;
  const seen = (await cognitoUserPoolClient.observe(aws.fresh(), key, { tags: {} }))!;
  await cognitoUserPoolClient.update(aws, spec, seen, new Set(["CallbackURLs"]));
  expect(ClientSecret).toMatch(/^.{51}$/);
  expect(JSON.stringify([seen, calls.map(({ input }) => input)])).not.toContain(ClientSecret);
});

test("a client without a secret is one that has to be replaced", async () => {
  const { aws } = await withPool();
  await aws.cognito.CreateUserPoolClient({ UserPoolId, ClientName: spec.ClientName });
  const seen = await cognitoUserPoolClient.observe(aws.fresh(), key, { tags: {} });
  expect(seen!.spec.GenerateSecret).toBe(false);
  expect(cognitoUserPoolClient.immutable).toContain("GenerateSecret");
});

test("two of one name are too many, unless AWS has just said which one it made", async () => {
  const { aws } = await withPool();
  const id = await cognitoUserPoolClient.create(aws, spec, {});
  await cognitoUserPoolClient.create(aws, spec, {});
  await expect(cognitoUserPoolClient.observe(aws.fresh(), key, { tags: {} })).rejects.toMatchObject({
    code: "ambiguous-app-client",
    exit: 4,
  });
  expect((await cognitoUserPoolClient.observe(aws.fresh(), key, { tags: {}, id }))!.outputs).toEqual({ id });
});

test("where the pool is gone its clients are gone", async () => {
  const { aws } = await sandboxed();
  expect(await cognitoUserPoolClient.observe(aws, key, { tags: {} })).toBeUndefined();
});

test("in a pool of somebody else only a client for a load balancer is taken for ours", () => {
  const seen = (more: object) => ({
    spec: { ...spec, CallbackURLs: ["https://a.example.com/oauth2/idpresponse"], ...more },
  });
  const recognised = (more: object = {}) => cognitoUserPoolClient.recognises!(seen(more) as never);
  expect(recognised()).toBe(true);
  expect(recognised({ CallbackURLs: ["https://shop.example.com/callback"] })).toBe(false);
  expect(recognised({ CallbackURLs: [] })).toBe(false);
  expect(recognised({ GenerateSecret: false })).toBe(false);
  expect(recognised({ AllowedOAuthFlows: ["implicit"] })).toBe(false);
});

test("one that goes by another name now keeps it: the only one of the env that a load balancer uses", async () => {
  const { aws } = await withPool();
  const renamed = { ...spec, ClientName: "security-prd-console" };
  const tags = { "risken-aws:env": "prd" };
  const found = async () => (await cognitoUserPoolClient.lookalike!(aws.fresh(), renamed, { tags }))?.outputs.id;
  expect(await found()).toBeUndefined();
  await cognitoUserPoolClient.create(aws, { ...spec, ClientName: "risken-stg-console" }, {});
  await aws.cognito.CreateUserPoolClient({ UserPoolId, ClientName: "shop-prd-console" });
  const id = await cognitoUserPoolClient.create(aws, spec, {});
  expect(await found()).toBe(id);
  await cognitoUserPoolClient.create(aws, { ...spec, ClientName: "other-prd-console" }, {});
  expect(await found()).toBeUndefined();
});
