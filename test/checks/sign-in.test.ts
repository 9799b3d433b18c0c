import { describe, expect, test } from "vitest";
import { samlCertificates } from "../../src/checks/health-saml";
import { federated, withOidc } from "../mutations/matrix";
import { put } from "./breaking";
import { type Installed, installed, type Variation } from "./installed";

const verdict = async (here: Installed, id: string) => (await here.results()).find((one) => one.id === id)!;
const checks = ["boot/user-key", "boot/provider-names", "health/saml-certificate"];

const { cognito } = federated.config.auth;

/** Who prepares has an installation of their own, so it is prepared anew. */
const varied = (more: object): Variation => ({
  prepare: (account) => federated.prepare(account),
  config: { auth: { cognito: { ...cognito, ...more } } },
});

/** The pool's only provider is the one with this name. */
const only = (name: string) =>
  varied({ identityProviders: cognito.identityProviders.filter((one) => one.name === name) });

async function updateProvider({ aws }: Installed, name: string, AttributeMapping: Record<string, string>) {
  const { UserPools } = await aws.cognito.ListUserPools({ MaxResults: 60 });
  const UserPoolId = UserPools![0]!.Id!;
  await aws.cognito.UpdateIdentityProvider({ UserPoolId, ProviderName: name, AttributeMapping });
}

describe("with providers federated into the pool", () => {
  test("all is well, but for what can't be seen", async () => {
    const results = await (await installed(federated)).results();
    const status = (id: string) => results.find((one) => one.id === id)!.status;
    expect(checks.map(status)).toEqual(["pass", "pass", "skip"]);
    expect(["boot/session-timeout", "security/mfa", "security/sign-up"].map(status)).toEqual(["pass", "pass", "pass"]);
    expect(results.find(({ id }) => id === "health/saml-certificate")!.found!.en).toContain("EntraID");
  });

  test("one that no longer maps the user key locks its people out", async () => {
    const here = await installed(federated);
    await updateProvider(here, "Okta", { name: "name" });
    expect(await here.failing()).toEqual(expect.arrayContaining(["boot/user-key", "identity-provider/Okta"]));
    const { status, details, found } = await verdict(here, "boot/user-key");
    expect([status, found!.en]).toEqual(["fail", "Nobody who comes from Okta has the claim email."]);
    expect(details).toMatchObject([{ path: "Okta AttributeMapping.email", actual: expect.stringContaining("name") }]);
  });

  test("a name that is spelt otherwise stays before the user names", async () => {
    const here = await installed(federated);
    put(here.account, "/prd/gateway/gateway/IDP_PROVIDER_NAME", "Okta,entraid,partner");
    const { status, details } = await verdict(here, "boot/provider-names");
    expect([status, details]).toEqual([
      "warn",
      [{ path: "gateway IDP_PROVIDER_NAME", expected: "entraid,partner,okta", actual: "Okta,entraid,partner" }],
    ]);
  });

  test("where everybody comes from a provider the pool needs no second factor", async () => {
    const here = await installed(varied({ nativeUsers: false, mfa: "off" }));
    expect(await verdict(here, "security/mfa")).toMatchObject({ status: "skip", notApplicable: true });
  });
});

describe("a SAML provider's certificate", () => {
  const DAY = 24 * 60 * 60 * 1000;
  /** Of test/fixtures/saml-metadata.xml. */
  const end = Date.parse("Nov 20 05:45:15 2036 GMT");
  const at = async (moment: number) => {
    const here = await installed(only("Partner"));
    await here.aws.clock.sleep(moment);
    return samlCertificates.run(await here.look());
  };

  test.each([
    ["long before its end", end - 31 * DAY, "pass"],
    ["a month before its end", end - 29 * DAY, "warn"],
    ["after its end", end + DAY, "fail"],
  ])("%s", async (_, moment, status) => {
    expect(await at(moment)).toMatchObject({ status });
  });

  test("at an address is AWS's to read, and not a pass", async () => {
    const here = await installed(only("EntraID"));
    expect(await samlCertificates.run(await here.look())).toMatchObject({ status: "skip" });
    expect((await verdict(here, "health/saml-certificate")).notApplicable).toBeUndefined();
  });

  test("of an OIDC provider is none", async () => {
    const here = await installed(only("Okta"));
    expect(await samlCertificates.run(await here.look())).toMatchObject({ status: "skip", notApplicable: true });
  });
});

describe("without any provider", () => {
  test("there is nothing to look at, and nobody is asked", async () => {
    const here = await installed();
    const look = await here.look();
    await look.environments();
    here.calls.length = 0;
    for (const id of checks) expect((await verdict(here, id)).notApplicable, id).toBe(true);
    expect(here.calls.filter(({ operation }) => operation === "DescribeIdentityProvider")).toEqual([]);
  });

  test("nor where people sign in at the load balancer with a provider of their own", async () => {
    const here = await installed(withOidc);
    for (const id of checks) expect((await verdict(here, id)).notApplicable, id).toBe(true);
    expect((await verdict(here, "boot/session-timeout")).status).toBe("pass");
  });
});

test("a cookie that ends before the session is told, with the figure that fits", async () => {
  const here = await installed();
  put(here.account, "/prd/gateway/gateway/SESSION_TIMEOUT_SEC", "3600");
  const { status, details, fix } = await verdict(here, "boot/session-timeout");
  expect([status, details]).toMatchObject(["warn", [{ path: "gateway SESSION_TIMEOUT_SEC", actual: "3600" }]]);
  expect(fix!.en).toContain('SESSION_TIMEOUT_SEC: "604800"');
});

describe("in a pool of somebody else", () => {
  const poolId = "ap-northeast-1_0123456789";

  /** Their pool federates Okta, and our client lets people come from it. */
  async function theirs(mapping: Record<string, string>): Promise<Installed> {
    const here = await installed({
      config: { auth: { cognito: { userPoolId: poolId, domainPrefix: "acme-risken" } } },
      prepare: (account) => {
        const now = account.now().toISOString();
        account.table("cognito.pools")[poolId] = {
          id: poolId,
          name: "staff",
          created: now,
          changed: now,
          fixed: { UsernameConfiguration: { CaseSensitive: true } },
          settings: { MfaConfiguration: "OPTIONAL", AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
          factors: {},
          tags: {},
        };
      },
    });
    const { aws } = here;
    await aws.cognito.CreateIdentityProvider({
      UserPoolId: poolId,
      ProviderName: "Okta",
      ProviderType: "SAML",
      ProviderDetails: { MetadataURL: "https://idp.example.com/metadata" },
      AttributeMapping: mapping,
    });
    const { UserPoolClients } = await aws.cognito.ListUserPoolClients({ UserPoolId: poolId });
    const ClientId = UserPoolClients![0]!.ClientId;
    const { UserPoolClient } = await aws.cognito.DescribeUserPoolClient({ UserPoolId: poolId, ClientId });
    const { ClientSecret: _, CreationDate: _c, LastModifiedDate: _m, ...has } = UserPoolClient!;
    await aws.cognito.UpdateUserPoolClient({
      ...has,
      UserPoolId: poolId,
      ClientId,
      SupportedIdentityProviders: ["Okta"],
    });
    return here;
  }

  test("its owner is to be asked for the mapping", async () => {
    const { status, fix } = await verdict(await theirs({ name: "name" }), "boot/user-key");
    expect(status).toBe("fail");
    expect(fix!.en).toContain("have its owner map");
  });

  test("the names of its providers are the config's to say", async () => {
    const here = await theirs({ email: "mail" });
    const { status, fix } = await verdict(here, "boot/provider-names");
    expect(status).toBe("warn");
    expect(fix!.en).toContain("IDP_PROVIDER_NAME: Okta");
    put(here.account, "/prd/gateway/gateway/IDP_PROVIDER_NAME", "Okta");
    expect((await verdict(here, "boot/provider-names")).status).toBe("pass");
    expect((await verdict(here, "boot/user-key")).status).toBe("pass");
  });
});
