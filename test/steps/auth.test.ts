import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { ownershipOf } from "../../src/commands/ownership";
import { carryOut } from "../../src/engine/carry-out";
import { graphOf } from "../../src/engine/graph";
import { planFor } from "../../src/engine/plan";
import { initially, Ref, resolve, UNKNOWN, Withheld } from "../../src/engine/ref";
import { survey } from "../../src/engine/survey";
import { Secret } from "../../src/secret";
import type { Resolved } from "../../src/steps/asked";
import { askingOf } from "../../src/steps/asked";
import { auth } from "../../src/steps/auth";
import { authInputs } from "../../src/steps/auth-inputs";
import type { Target } from "../../src/steps/step";
import { sandboxed } from "../sandboxed";

const target = {
  env: "prd",
  region: "ap-northeast-1",
  consoleHost: "Console.Example.com",
  named: (thing: string) => `risken-prd-${thing}`,
  nameOf: (_: unknown, thing: string) => `risken-prd-${thing}`,
} as Target;

type Inputs = Resolved<z.output<typeof authInputs>>;

const ours = { cognito: { domainPrefix: "acme-risken" } };
const theirs = (more = {}) => ({ cognito: { userPoolId: "ap-northeast-1_a1B2c3D4e", ...more } });
const oidc = {
  issuer: "https://idp.example.com",
  authorizationEndpoint: "https://idp.example.com/authorize",
  tokenEndpoint: "https://idp.example.com/token",
  userInfoEndpoint: "https://idp.example.com/userinfo",
  clientId: "abc",
};
const build = (input: z.input<typeof authInputs>) => auth.build(authInputs.parse(input) as Inputs, target);
const variables = (input: z.input<typeof authInputs>) =>
  Object.fromEntries(build(input).environment!.map(({ directory, name, value }) => [`${directory}/${name}`, value]));
const resourceAt = (input: z.input<typeof authInputs>, address: string) =>
  build(input).resources!.find((one) => one.address === address)!;

const wrong = (input: unknown) => (authInputs.safeParse(input).error?.issues ?? []).map(({ path }) => path.join("."));

const certificate = "arn:aws:acm:us-east-1:123456789012:certificate/auth";
const okta = { name: "Okta", type: "oidc", issuer: "https://idp.example.com", clientId: "abc" } as const;
const entra = { name: "EntraID", type: "saml", metadataUrl: "https://idp.example.com/metadata" } as const;
const providerKey = "cognito.identityProviders";
const federating = (...identityProviders: readonly object[]) =>
  ({ cognito: { ...ours.cognito, identityProviders } }) as NonNullable<z.input<typeof authInputs>>;

describe("with Cognito", () => {
  test("makes a pool, a client and a domain", () => {
    expect(build(ours).resources!.map(({ address, wanted }) => [address, wanted])).toEqual([
      ["user-pool/users", "made"],
      ["user-pool-client/console", "made"],
      ["user-pool-domain/console", "made"],
    ]);
  });

  test("the pool is right at birth: sign-in by e-mail, nobody signs up alone, protected", () => {
    expect(resourceAt(ours, "user-pool/users").spec).toMatchObject({
      PoolName: "risken-prd-users",
      UsernameAttributes: ["email"],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ["email"],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      DeletionProtection: "ACTIVE",
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
  });

  test.each([
    ["off", "OFF", false],
    ["on", "ON", true],
  ] as const)("mfa %s", (mfa, MfaConfiguration, Enabled) => {
    expect(resourceAt({ cognito: { domainPrefix: "acme", mfa } }, "user-pool/users").spec).toMatchObject({
      MfaConfiguration,
      SoftwareTokenMfaConfiguration: { Enabled },
    });
  });

  test("the client comes back to the console's host in small letters, and has what a load balancer needs", () => {
    expect(resourceAt(ours, "user-pool-client/console").spec).toMatchObject({
      GenerateSecret: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthFlowsUserPoolClient: true,
      CallbackURLs: ["https://console.example.com/oauth2/idpresponse"],
    });
  });

  test("the listener's action names pool, client and bare prefix, known once they are made", () => {
    const [action] = build(ours).authentication!;
    expect(resolve(action, () => UNKNOWN)).toMatchObject({
      AuthenticateCognitoConfig: { UserPoolArn: UNKNOWN, UserPoolClientId: UNKNOWN, UserPoolDomain: UNKNOWN },
    });
    expect(resolve(action, ({ address, field }) => `${address}.${field}`)).toEqual({
      Type: "authenticate-cognito",
      AuthenticateCognitoConfig: {
        UserPoolArn: "user-pool/users.arn",
        UserPoolClientId: "user-pool-client/console.id",
        UserPoolDomain: "user-pool-domain/console.domain",
        Scope: "openid",
        SessionCookieName: "risken-prd-session",
        SessionTimeout: 604800,
        OnUnauthenticatedRequest: "authenticate",
      },
    });
  });

  test("the gateway learns which claim is the user, and which cookies to delete", () => {
    expect(variables(ours)).toEqual({
      "gateway/gateway/USER_IDP_KEY": "email",
      "gateway/gateway/IDP_PROVIDER_NAME": "COGNITO",
      "gateway/gateway/VERIFY_ID_TOKEN": "true",
      "gateway/gateway/SESSION_COOKIE_NAME": "risken-prd-session-0,risken-prd-session-1",
    });
    expect(variables({ ...ours, userKey: "username" })["gateway/gateway/USER_IDP_KEY"]).toBe("username");
  });
});

describe("with providers federated into the pool", () => {
  const both = federating(okta, entra);

  test("each is made in the pool, as AWS wants it", () => {
    expect(resourceAt(both, "identity-provider/Okta").spec).toMatchObject({
      ProviderName: "Okta",
      ProviderType: "OIDC",
      AttributeMapping: { email: "email" },
      client_id: "abc",
      oidc_issuer: "https://idp.example.com",
      authorize_scopes: "openid email profile",
      attributes_request_method: "GET",
      authorize_url: undefined,
    });
    expect(resourceAt(both, "identity-provider/EntraID").spec).toMatchObject({
      ProviderType: "SAML",
      MetadataURL: "https://idp.example.com/metadata",
      AttributeMapping: { email: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress" },
    });
  });

  test("a secret that nobody has given is what is stored", () => {
    const { client_secret } = resourceAt(both, "identity-provider/Okta").spec;
    expect(client_secret).toBeInstanceOf(Withheld);
    expect((client_secret as Withheld).key).toBe("auth.cognito.identityProviders.0.clientSecret");
  });

  test("the app client comes after them, and lets people come from them", () => {
    const providers = (input: z.input<typeof authInputs>) =>
      resolve(
        resourceAt(input, "user-pool-client/console").spec.SupportedIdentityProviders,
        ({ address, field }) => `${address}.${field}`,
      );
    expect(providers(both)).toEqual(["COGNITO", "identity-provider/Okta.name", "identity-provider/EntraID.name"]);
    expect(providers({ cognito: { ...both.cognito, nativeUsers: false } })).toEqual([
      "identity-provider/Okta.name",
      "identity-provider/EntraID.name",
    ]);
  });

  test("the gateway cuts their names, as the pool spells them, the longer ones first", () => {
    const cut = (input: z.input<typeof authInputs>, caseSensitive = false) =>
      resolve(variables(input)["gateway/gateway/IDP_PROVIDER_NAME"], () => caseSensitive);
    expect(cut(both)).toBe("entraid,okta");
    expect(cut(federating(okta, { ...entra, name: "Okta_JP" }))).toBe("okta_jp,okta");
    expect(cut(both, true)).toBe("EntraID,Okta");
  });

  test("another user key has to be mapped", () => {
    const mapped = federating({ ...okta, attributeMapping: { preferred_username: "login" } });
    expect(wrong({ ...mapped, userKey: "preferred_username" })).toEqual([]);
    expect(wrong({ ...federating(okta), userKey: "username" })).toEqual([]);
  });

  test("the pool says that something is inside, only where that is so", () => {
    const tags = (input: z.input<typeof authInputs>) => resourceAt(input, "user-pool/users").spec.UserPoolTags;
    expect(tags(both)).toEqual({ "risken-aws:members": "true" });
    expect(tags({ cognito: { ...ours.cognito, groups: [{ name: "analysts" }] } })).toEqual({
      "risken-aws:members": "true",
    });
    expect(tags(ours)).toBeUndefined();
  });
});

describe("a host of one's own for the sign-in pages", () => {
  const own = { cognito: { domain: "auth.example.com", certificate } };

  test("takes the place of the prefix, and the load balancer sends people there", () => {
    expect(resourceAt(own, "user-pool-domain/console").spec).toMatchObject({
      Domain: "auth.example.com",
      CustomDomainConfig: { CertificateArn: certificate },
      ManagedLoginVersion: undefined,
    });
    const [action] = build(own).authentication!;
    expect(resolve(action, ({ address, field }) => `${address}.${field}`)).toMatchObject({
      AuthenticateCognitoConfig: { UserPoolDomain: "user-pool-domain/console.domain" },
    });
  });

  test("in the pool of somebody else, too", () => {
    expect(resourceAt(theirs(own.cognito), "user-pool-domain/console").wanted).toBe("made");
  });
});

test.each([
  [undefined, undefined, false],
  ["classic", 1, false],
  ["managed", 2, true],
] as const)("login pages %s", (loginPages, version, isDesigned) => {
  const input = { cognito: { ...ours.cognito, loginPages } };
  expect(resourceAt(input, "user-pool-domain/console").spec.ManagedLoginVersion).toBe(version);
  expect(resourceAt(input, "login-pages/console") !== undefined).toBe(isDesigned);
});

test("how good passwords have to be is ours to say only where the config says it", () => {
  const policies = (input: z.input<typeof authInputs>) => resourceAt(input, "user-pool/users").spec.Policies;
  expect(policies(ours)).toBeUndefined();
  expect(policies({ cognito: { ...ours.cognito, passwordPolicy: { minimumLength: 16 } } })).toEqual({
    PasswordPolicy: {
      MinimumLength: 16,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      TemporaryPasswordValidityDays: 7,
    },
  });
});

test("groups are the pool's", () => {
  const groups = [{ name: "analysts", description: "Who reads findings", precedence: 1 }];
  expect(resourceAt({ cognito: { ...ours.cognito, groups } }, "user-group/analysts").spec).toMatchObject({
    GroupName: "analysts",
    Description: "Who reads findings",
    Precedence: 1,
  });
});

describe("with somebody else's pool", () => {
  test("only the client is made, and the domain found", () => {
    expect(build(theirs()).resources!.map(({ address, wanted }) => [address, wanted])).toEqual([
      ["user-pool/users", "existing"],
      ["user-pool-client/console", "made"],
      ["user-pool-domain/console", "existing"],
    ]);
    // Which providers it federates is its owner's to say.
    expect(variables(theirs())).not.toHaveProperty(["gateway/gateway/IDP_PROVIDER_NAME"]);
  });

  test("the client is a guest there, and its owner says which providers people come from", () => {
    const { guest, spec } = resourceAt(theirs(), "user-pool-client/console");
    expect(guest).toBe(true);
    expect(spec.SupportedIdentityProviders).toEqual(initially(["COGNITO"]));
    expect(resourceAt(ours, "user-pool-client/console").guest).toBeUndefined();
  });

  test("a client that the config calls by its name was there before us, but not in a pool of ours", () => {
    const named = (input: z.input<typeof authInputs>) =>
      auth
        .build(authInputs.parse(input) as Inputs, { ...target, nameOf: () => "their-client" })
        .resources!.find(({ address }) => address === "user-pool-client/console");
    expect(named(theirs())).toMatchObject({ before: true, spec: { ClientName: "their-client" } });
    expect(named(ours)?.before).toBeUndefined();
    expect(resourceAt(theirs(), "user-pool-client/console").before).toBeUndefined();
  });

  test("a domain is made where one is asked for", () => {
    const { spec, wanted } = resourceAt(theirs({ domainPrefix: "acme" }), "user-pool-domain/console");
    expect(wanted).toBe("made");
    expect(spec).toMatchObject({ Domain: "acme", UserPoolId: expect.any(Ref) });
  });

  test("a pool of another region is refused", () => {
    expect(() => build({ cognito: { userPoolId: "us-east-1_a1B2c3D4e" } })).toThrow(
      expect.objectContaining({ code: "other-region", exit: 4 }),
    );
  });
});

describe("with OIDC", () => {
  test("makes nothing, and tells the listener everything", () => {
    const inputs = { ...authInputs.parse({ type: "oidc", oidc }), oidc: { ...oidc, clientSecret: new Secret("s") } };
    const { resources, authentication } = auth.build(inputs as Inputs, target);
    expect(resources).toEqual([]);
    expect(authentication).toEqual([
      {
        Type: "authenticate-oidc",
        AuthenticateOidcConfig: {
          Issuer: "https://idp.example.com",
          AuthorizationEndpoint: "https://idp.example.com/authorize",
          TokenEndpoint: "https://idp.example.com/token",
          UserInfoEndpoint: "https://idp.example.com/userinfo",
          ClientId: "abc",
          ClientSecret: inputs.oidc.clientSecret,
          Scope: "openid profile email",
          SessionCookieName: "risken-prd-session",
          SessionTimeout: 604800,
          OnUnauthenticatedRequest: "authenticate",
        },
      },
    ]);
  });

  test("a secret that nobody gave is one that is kept", () => {
    const [action] = build({ type: "oidc", oidc }).authentication!;
    const { AuthenticateOidcConfig } = action as { AuthenticateOidcConfig: { ClientSecret: unknown } };
    expect(AuthenticateOidcConfig.ClientSecret).toEqual(
      new Withheld("auth.oidc.clientSecret", "{ env: RISKEN_AWS_AUTH_OIDC_CLIENT_SECRET }"),
    );
  });

  test("the user key is preferred_username unless the config knows better", () => {
    expect(variables({ type: "oidc", oidc })).toEqual({
      "gateway/gateway/USER_IDP_KEY": "preferred_username",
      "gateway/gateway/VERIFY_ID_TOKEN": "true",
      "gateway/gateway/SESSION_COOKIE_NAME": "risken-prd-session-0,risken-prd-session-1",
    });
    const email = variables({ type: "oidc", oidc, userKey: "email" });
    expect(email["gateway/gateway/USER_IDP_KEY"]).toBe("email");
  });
});

describe("what is written in the config", () => {
  test("each missing key is named once", () => {
    expect(wrong(undefined)).toEqual(["cognito.domainPrefix"]);
    expect(wrong({ type: "oidc" })).toEqual([
      "oidc.issuer",
      "oidc.authorizationEndpoint",
      "oidc.tokenEndpoint",
      "oidc.userInfoEndpoint",
      "oidc.clientId",
    ]);
    expect(wrong({ type: "oidc", oidc: { ...oidc, tokenEndpoint: undefined } })).toEqual(["oidc.tokenEndpoint"]);
  });

  test("what belongs to the other way of signing in is not missed", () => {
    expect(wrong({ ...ours, oidc: { clientSecret: { env: "SECRET" } } })).toEqual([]);
    expect(wrong({ type: "oidc", oidc, ...theirs() })).toEqual([]);
  });

  test.each(["Acme", "-acme", "acme-", "a".repeat(64), "acme.risken", "", "my-aws", "amazonia", "cognito-acme"])(
    "%j is no domain prefix",
    (prefix) => expect(wrong({ cognito: { domainPrefix: prefix } })).toContain("cognito.domainPrefix"),
  );

  test.each(["a", "7", "a-b", "a".repeat(63)])("%j is a domain prefix", (prefix) => {
    expect(wrong({ cognito: { domainPrefix: prefix } })).toEqual([]);
  });

  test.each([
    [{ ...ours, sessionTimeout: 604_801 }, "sessionTimeout"],
    [{ ...ours, type: "saml" }, "type"],
    [{ cognito: { userPoolId: "a1B2c3D4e" } }, "cognito.userPoolId"],
    [{ type: "oidc", oidc: { ...oidc, issuer: "http://idp.example.com" } }, "oidc.issuer"],
    [{ cognito: { ...ours.cognito, clients: [] } }, "cognito"],
    [{ cognito: { ...ours.cognito, nativeUsers: false } }, "cognito.nativeUsers"],
    [federating({ ...okta, name: "My provider" }), `${providerKey}.0.name`],
    [federating({ ...okta, name: "_okta" }), `${providerKey}.0.name`],
    [federating({ ...okta, name: "Cognito" }), `${providerKey}.0.name`],
    [federating({ ...okta, issuer: "http://idp.example.com" }), `${providerKey}.0.issuer`],
    [federating({ ...okta, scopes: ["email"] }), `${providerKey}.0.scopes`],
    [federating({ ...okta, attributeMapping: { name: "name" } }), `${providerKey}.0`],
    [federating(okta, { ...entra, name: "OKTA" }), `${providerKey}.1`],
    [federating({ name: "EntraID", type: "saml" }), `${providerKey}.0`],
    [federating({ ...entra, metadataFile: "idp.xml" }), `${providerKey}.0`],
    [{ ...federating(okta), userKey: "preferred_username" }, `${providerKey}.0`],
    [{ cognito: { ...theirs().cognito, identityProviders: [okta] } }, providerKey],
    [{ cognito: { ...theirs().cognito, groups: [{ name: "analysts" }] } }, "cognito.groups"],
    [{ cognito: { ...theirs().cognito, passwordPolicy: {} } }, "cognito.passwordPolicy"],
    [{ cognito: { ...ours.cognito, domain: "auth.example.com", certificate } }, "cognito.domain"],
    [{ cognito: { domain: "auth.example.com" } }, "cognito.certificate"],
    [{ cognito: { ...ours.cognito, certificate } }, "cognito.certificate"],
    [{ cognito: { domain: "example.com", certificate } }, "cognito.domain"],
    [
      { cognito: { domain: "auth.example.com", certificate: certificate.replace("us-", "eu-") } },
      "cognito.certificate",
    ],
    [{ cognito: { ...theirs().cognito, loginPages: "managed" } }, "cognito.loginPages"],
    [{ cognito: { ...ours.cognito, groups: [{ name: "a" }, { name: "a" }] } }, "cognito.groups.1"],
    [{ type: "oidc", oidc: { ...oidc, clientSecret: "swordfish" } }, "oidc.clientSecret"],
  ])("%j is refused", (input, path) => {
    expect(wrong(input)).toEqual([path]);
  });

  test("questions are asked only where their answers count", () => {
    const { cognito, oidc } = (authInputs.unwrap() as z.ZodObject).shape as Record<string, z.ZodPrefault<z.ZodObject>>;
    const prefix = askingOf(cognito!.unwrap().shape.domainPrefix as z.ZodType)!.when!;
    const issuer = askingOf(oidc!.unwrap().shape.issuer as z.ZodType)!.when!;
    expect([prefix({}), issuer({})]).toEqual([true, false]);
    expect([prefix({ auth: { type: "oidc" } }), issuer({ auth: { type: "oidc" } })]).toEqual([false, true]);
    expect(prefix({ auth: theirs() })).toBe(false);
  });
});

const owner = ownershipOf("prd", {});

test("on the sandbox all of it is made once, and the second look finds nothing to do", async () => {
  const { aws } = await sandboxed();
  const graph = graphOf(build(ours).resources!);
  const kinds = graph.resources.map(({ kind }) => kind) as never;
  const first = await survey(graph, aws, { owner, kinds });
  const { outcomes, look } = await carryOut(planFor(first, owner, aws.region), first, aws, { owner, prune: false });
  expect(outcomes.map(({ status }) => status)).toEqual(["done", "done", "done"]);
  expect(look({ address: "user-pool/users", field: "id" })).toMatch(/^ap-northeast-1_/);
  const again = planFor(await survey(graph, aws, { owner, kinds }), owner, aws.region);
  expect(again.changes.map(({ action }) => action)).toEqual(["none", "none", "none"]);
});
