import { describe, expect, test } from "vitest";
import { differences } from "../../src/engine/diff";
import type { AnyKind } from "../../src/engine/kind";
import { cognitoIdentityProvider } from "../../src/kinds/cognito-identity-provider";
import { type Account, accountOf, emptyState } from "../../src/sandbox/account";
import { answers } from "../../src/sandbox/cognito";
import { Secret } from "../../src/secret";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const ours = { "risken-aws:env": "prd", "risken-aws:members": "true" };
const addPool = (account: Account) =>
  answers.CreateUserPool({ PoolName: "pool", UserPoolTags: ours }, account).UserPool!.Id!;
const UserPoolId = addPool(accountOf(emptyState()));
const withPool = () => sandboxed(addPool);

const key = { ProviderName: "Okta", UserPoolId };
const none = {
  client_id: undefined,
  client_secret: undefined,
  oidc_issuer: undefined,
  authorize_scopes: undefined,
  attributes_request_method: undefined,
  authorize_url: undefined,
  token_url: undefined,
  attributes_url: undefined,
  jwks_uri: undefined,
  MetadataURL: undefined,
  MetadataFile: undefined,
};
const oidc = {
  ...key,
  ...none,
  ProviderType: "OIDC" as const,
  AttributeMapping: { email: "email" },
  client_id: "abc",
  client_secret: new Secret("dGhpcyBpcyBub3QgYSBzZWNyZXQ"),
  oidc_issuer: "https://idp.example.com",
  authorize_scopes: "openid email profile",
  attributes_request_method: "GET" as const,
};
const saml = {
  ...key,
  ...none,
  ProviderType: "SAML" as const,
  AttributeMapping: { email: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress" },
  MetadataURL: "https://idp.example.com/metadata",
};

obeysTheLaws(cognitoIdentityProvider, {
  world: withPool,
  spec: {
    ...oidc,
    authorize_url: "https://idp.example.com/a",
    token_url: "https://idp.example.com/t",
    attributes_url: "https://idp.example.com/u",
    jwks_uri: "https://idp.example.com/k",
  },
  changed: {
    ...oidc,
    AttributeMapping: { email: "upn", preferred_username: "login" },
    client_id: "def",
    client_secret: new Secret("another that is no secret"),
    oidc_issuer: "https://other.example.com",
    authorize_scopes: "openid",
    attributes_request_method: "POST",
    authorize_url: "https://other.example.com/a",
    token_url: "https://other.example.com/t",
    attributes_url: "https://other.example.com/u",
    jwks_uri: "https://other.example.com/k",
    MetadataURL: undefined,
    MetadataFile: undefined,
  },
  fixed: ["MetadataURL", "MetadataFile", "ProviderType"],
  same: [
    { ...oidc, authorize_scopes: "profile openid  email" },
    { ...oidc, AttributeMapping: { email: "email", username: "sub" } },
  ],
});

const live = async ({ aws }: Awaited<ReturnType<typeof withPool>>) =>
  (await aws.cognito.DescribeIdentityProvider(key)).IdentityProvider!;
const look = async ({ aws }: Awaited<ReturnType<typeof withPool>>) =>
  (await cognitoIdentityProvider.observe(aws.fresh(), key, { tags: {} }))!;
const drift = (wanted: object, seen: { readonly spec: object }) =>
  differences(cognitoIdentityProvider as AnyKind, wanted as never, seen.spec as never).fields.map(({ path }) => path);

describe("an update takes the details as a whole", () => {
  test("with the client secret that is stored where nobody gives another", async () => {
    const place = await withPool();
    await cognitoIdentityProvider.create(place.aws, oidc, {});
    const { client_secret: _, ...spec } = { ...oidc, client_id: "def" };
    await cognitoIdentityProvider.update(place.aws, spec, await look(place), new Set(["client_id"]));
    expect((await live(place)).ProviderDetails).toMatchObject({
      client_id: "def",
      client_secret: oidc.client_secret.reveal(),
      authorize_url: "https://idp.example.com/authorize",
    });
  });

  test("and the endpoints of another issuer are found anew", async () => {
    const place = await withPool();
    await cognitoIdentityProvider.create(place.aws, oidc, {});
    const spec = { ...oidc, oidc_issuer: "https://other.example.com" };
    await cognitoIdentityProvider.update(place.aws, spec, await look(place), new Set(["oidc_issuer"]));
    expect((await live(place)).ProviderDetails).toMatchObject({
      oidc_issuer: "https://other.example.com",
      authorize_url: "https://other.example.com/authorize",
    });
  });

  test("what somebody else has set stays", async () => {
    const place = await withPool();
    await cognitoIdentityProvider.create(place.aws, saml, {});
    const { ProviderDetails } = await live(place);
    await place.aws.cognito.UpdateIdentityProvider({
      ...key,
      ProviderDetails: { MetadataURL: ProviderDetails!.MetadataURL!, IDPSignout: "true" },
      IdpIdentifiers: ["example.com"],
    });
    const spec = { ...saml, AttributeMapping: { email: "mail" } };
    await cognitoIdentityProvider.update(place.aws, spec, await look(place), new Set(["AttributeMapping"]));
    expect(await live(place)).toMatchObject({
      ProviderDetails: { MetadataURL: saml.MetadataURL, IDPSignout: "true" },
      AttributeMapping: { email: "mail" },
      IdpIdentifiers: ["example.com"],
    });
    const sent = place.calls.filter(({ operation }) => operation === "UpdateIdentityProvider").at(-1)!.input;
    expect(JSON.stringify(sent)).not.toMatch(/ActiveEncryptionCertificate|SSORedirectBindingURI/);
  });

  test("a file takes the place of an address", async () => {
    const place = await withPool();
    await cognitoIdentityProvider.create(place.aws, saml, {});
    const { MetadataURL: _, ...rest } = saml;
    const spec = { ...rest, MetadataFile: new Secret("<EntityDescriptor/>") };
    expect(drift(spec, await look(place))).toEqual(["MetadataFile"]);
    await cognitoIdentityProvider.update(place.aws, spec, await look(place), new Set(["MetadataFile"]));
    expect((await live(place)).ProviderDetails).toMatchObject({ MetadataFile: "<EntityDescriptor/>" });
    expect((await live(place)).ProviderDetails).not.toHaveProperty("MetadataURL");
    expect(drift(spec, await look(place))).toEqual([]);
  });
});

test("what AWS finds out by itself is no drift", async () => {
  const place = await withPool();
  await cognitoIdentityProvider.create(place.aws, oidc, {});
  expect((await live(place)).AttributeMapping).toEqual({ username: "sub", email: "email" });
  expect(drift(oidc, await look(place))).toEqual([]);
});

test("a user name from another claim is drift", async () => {
  const place = await withPool();
  await cognitoIdentityProvider.create(place.aws, oidc, {});
  await place.aws.cognito.UpdateIdentityProvider({ ...key, AttributeMapping: { email: "email", username: "email" } });
  expect(drift(oidc, await look(place))).toEqual(["AttributeMapping.username"]);
});

test("in a pool that doesn't say that it has any, nobody looks", async () => {
  const { aws, calls } = await sandboxed((account) => {
    answers.CreateUserPool({ PoolName: "pool", UserPoolTags: { "risken-aws:env": "prd" } }, account);
  });
  expect(await cognitoIdentityProvider.owned!(aws, { "risken-aws:env": "prd" })).toEqual([]);
  expect(calls.map(({ operation }) => operation)).toEqual(["GetResources"]);
});

test("it is called by the name under which the config knows it", async () => {
  const { aws } = await withPool();
  await cognitoIdentityProvider.create(aws, oidc, {});
  expect(await cognitoIdentityProvider.owned!(aws.fresh(), { "risken-aws:env": "prd" })).toEqual([
    { key, tags: { "risken-aws:env": "prd", "risken-aws:id": "identity-provider/Okta" } },
  ]);
});
