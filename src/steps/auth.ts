import type * as z from "zod";
import { MEMBERS_TAG } from "../aws/tags";
import { type Declared, initially, type Ref, Withheld } from "../engine/ref";
import { existing, output, type Resource, resource } from "../engine/resource";
import { cognitoBranding } from "../kinds/cognito-branding";
import { cognitoExistingDomain, cognitoExistingPool } from "../kinds/cognito-existing-pool";
import { cognitoGroup } from "../kinds/cognito-group";
import { cognitoUserPool } from "../kinds/cognito-user-pool";
import { CALLBACK_PATH, cognitoUserPoolClient } from "../kinds/cognito-user-pool-client";
import { cognitoUserPoolDomain } from "../kinds/cognito-user-pool-domain";
import { poolInOtherRegion } from "../problems";
import type { Resolved } from "./asked";
import { authInputs, COGNITO_USER_KEY } from "./auth-inputs";
import { isPoolId } from "./cognito-inputs";
import { cutFromUserNames, identityProviders, namesOfProviders } from "./federation";
import { consoleRulesAt } from "./listener-rules";
import { step, type Target, type Variable } from "./step";

type Inputs = Resolved<z.output<typeof authInputs>>;
type GivenCognito = Inputs["cognito"];

/** Signing in: who may open the console, and how RISKEN learns who it is. */
export const auth = step({
  section: "auth",
  title: { en: "Sign-in", ja: "サインイン" },
  inputs: authInputs,

  build(given, target) {
    const how = given.type === "cognito" ? withCognito(given, target) : withOidc(given, target);
    return {
      resources: how.resources,
      authentication: [how.action],
      environment: [
        { ...gateway, name: "USER_IDP_KEY", value: given.userKey ?? how.userKey },
        // With "false" the gateway decodes with the wrong alphabet and locks some people out.
        { ...gateway, name: "VERIFY_ID_TOKEN", value: "true" },
        { ...gateway, name: "SESSION_COOKIE_NAME", value: [0, 1].map((at) => `${cookieOf(target)}-${at}`).join(",") },
        ...how.environment,
      ],
    };
  },
});

/** What the gateway has to know of the way in that leads to it. */
const gateway = { directory: "gateway/gateway", after: consoleRulesAt };

interface How {
  readonly resources: readonly Resource[];
  readonly action: Declared<object>;
  readonly userKey: string;
  readonly environment: readonly Variable[];
}

function withCognito({ cognito: given, sessionTimeout }: Inputs, target: Target): How {
  const { userPoolId, identityProviders: providers } = given;
  const pool = userPoolId === undefined ? ourPool(given, target) : theirPool(userPoolId, target);
  const host = given.domain ?? given.domainPrefix;
  const domain = host === undefined ? theirDomain(pool.id) : ourDomain(host, given, pool.id);
  return {
    resources: [
      pool.resource,
      ...identityProviders(providers, pool.id),
      ...given.groups.map((one) => group(one, pool.id)),
      client(pool.id, given, target),
      domain.resource,
      ...(given.loginPages === "managed" ? [branding(pool.id)] : []),
    ],
    action: {
      Type: "authenticate-cognito",
      AuthenticateCognitoConfig: {
        UserPoolArn: pool.arn,
        UserPoolClientId: output(cognitoUserPoolClient, "console", "id"),
        UserPoolDomain: domain.domain,
        Scope: "openid",
        ...session(sessionTimeout, target),
      },
    },
    userKey: COGNITO_USER_KEY,
    // The providers of another pool are known to its owner alone.
    environment:
      userPoolId === undefined
        ? [{ ...gateway, name: "IDP_PROVIDER_NAME", value: cutFromUserNames(providers, isCaseSensitive()) }]
        : [],
  };
}

function withOidc({ oidc, sessionTimeout }: Inputs, target: Target): How {
  const { issuer, authorizationEndpoint, tokenEndpoint, userInfoEndpoint, clientId, clientSecret } = oidc;
  return {
    resources: [],
    action: {
      Type: "authenticate-oidc",
      AuthenticateOidcConfig: {
        Issuer: issuer,
        AuthorizationEndpoint: authorizationEndpoint,
        TokenEndpoint: tokenEndpoint,
        UserInfoEndpoint: userInfoEndpoint,
        ClientId: clientId,
        ClientSecret:
          clientSecret ?? new Withheld("auth.oidc.clientSecret", "{ env: RISKEN_AWS_AUTH_OIDC_CLIENT_SECRET }"),
        // The load balancer's own default, openid alone, brings too few claims.
        Scope: "openid profile email",
        ...session(sessionTimeout, target),
      },
    },
    userKey: "preferred_username",
    environment: [],
  };
}

/** What both authenticate actions have in common. The cookie's name is ours alone: with the default, apps on one load balancer sign each other out. */
const session = (seconds: number, target: Target) => ({
  SessionCookieName: cookieOf(target),
  SessionTimeout: seconds,
  OnUnauthenticatedRequest: "authenticate",
});

const cookieOf = (target: Target) => target.named("session");

interface Pool {
  readonly resource: Resource;
  readonly id: Ref<string>;
  readonly arn: Ref<string>;
}

const modes = { off: "OFF", optional: "OPTIONAL", on: "ON" } as const;

function ourPool(given: GivenCognito, target: Target): Pool {
  const { mfa, passwordPolicy, identityProviders, groups, loginPages } = given;
  const hasMembers = identityProviders.length + groups.length > 0 || loginPages === "managed";
  const name = target.nameOf(cognitoUserPool, "users");
  const isId = isPoolId(name);
  if (isId) refuseOtherRegion(name, target, "names.user-pool/users");
  const spec = {
    ...(isId ? { UserPoolId: name } : { PoolName: name }),
    UsernameAttributes: ["email"],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ["email"],
    // Whoever signs in first becomes RISKEN's administrator: nobody signs up alone.
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "verified_email" }] },
    DeletionProtection: "ACTIVE",
    MfaConfiguration: modes[mfa],
    SoftwareTokenMfaConfiguration: { Enabled: mfa !== "off" },
    Policies: passwordPolicy && passwords(passwordPolicy),
    UserPoolTags: hasMembers ? { [MEMBERS_TAG]: "true" } : undefined,
  } as const;
  return {
    resource: resource(cognitoUserPool, "users", spec, isId ? { foundOnly: true } : {}),
    id: output(cognitoUserPool, "users", "id"),
    arn: output(cognitoUserPool, "users", "arn"),
  };
}

const isCaseSensitive = () => output(cognitoUserPool, "users", "caseSensitive");

const passwords = (given: NonNullable<GivenCognito["passwordPolicy"]>) => ({
  PasswordPolicy: {
    MinimumLength: given.minimumLength,
    RequireLowercase: given.requireLowercase,
    RequireUppercase: given.requireUppercase,
    RequireNumbers: given.requireNumbers,
    RequireSymbols: given.requireSymbols,
    TemporaryPasswordValidityDays: given.temporaryPasswordDays,
  },
});

/** Nobody's rights in RISKEN: neither the load balancer nor RISKEN asks for groups. */
const group = ({ name, description, precedence }: GivenCognito["groups"][number], UserPoolId: Ref<string>) =>
  resource(cognitoGroup, name, { GroupName: name, UserPoolId, Description: description, Precedence: precedence });

function theirPool(UserPoolId: string, target: Target): Pool {
  refuseOtherRegion(UserPoolId, target, "auth.cognito.userPoolId");
  return {
    resource: existing(cognitoExistingPool, "users", { UserPoolId }),
    id: output(cognitoExistingPool, "users", "id"),
    arn: output(cognitoExistingPool, "users", "arn"),
  };
}

function refuseOtherRegion(pool: string, { region }: Target, key: string): void {
  if (!pool.startsWith(`${region}_`)) throw poolInOtherRegion({ pool, region, key });
}

/**
 * What a load balancer needs: a secret, the code grant, and its own address in small letters to come back to. In a pool of
 * somebody else its owner says which providers people come from.
 */
const client = (UserPoolId: Ref<string>, given: GivenCognito, target: Target) => {
  const guest = given.userPoolId !== undefined;
  const providers = namesOfProviders(given.identityProviders, given.nativeUsers);
  const spec = {
    ClientName: target.nameOf(cognitoUserPoolClient, "console"),
    UserPoolId,
    GenerateSecret: true,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["code"],
    AllowedOAuthScopes: ["openid"],
    CallbackURLs: [`https://${target.consoleHost.toLowerCase()}${CALLBACK_PATH}`],
    SupportedIdentityProviders: guest ? initially(["COGNITO"]) : providers,
    ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
    PreventUserExistenceErrors: "ENABLED",
  } as const;
  // In a pool of ours it is as old as the pool, whose tags tell.
  const before = guest && spec.ClientName !== target.named("console");
  return resource(cognitoUserPoolClient, "console", spec, guest ? { guest, ...(before ? { before } : {}) } : {});
};

interface Domain {
  readonly resource: Resource;
  readonly domain: Ref<string>;
}

const pages = { classic: 1, managed: 2 } as const;

const ourDomain = (Domain: string, { certificate, loginPages }: GivenCognito, UserPoolId: Ref<string>): Domain => ({
  resource: resource(cognitoUserPoolDomain, "console", {
    Domain,
    UserPoolId,
    CustomDomainConfig: certificate === undefined ? undefined : { CertificateArn: certificate },
    ManagedLoginVersion: loginPages && pages[loginPages],
  }),
  domain: output(cognitoUserPoolDomain, "console", "domain"),
});

const branding = (UserPoolId: Ref<string>): Resource =>
  resource(cognitoBranding, "console", { UserPoolId, ClientId: output(cognitoUserPoolClient, "console", "id") });

const theirDomain = (UserPoolId: Ref<string>): Domain => ({
  resource: existing(cognitoExistingDomain, "console", { UserPoolId }),
  domain: output(cognitoExistingDomain, "console", "domain"),
});
