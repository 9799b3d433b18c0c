/** The standard installation with an OIDC provider at the load balancer, and what a change of each of its keys changes. */
export const oidcSecrets = { OIDC_SECRET: "oidc-secret-of-the-test", OTHER_SECRET: "other-secret-of-the-test" };

const issuer = "https://idp.example.com";

export const oidcAuth = {
  type: "oidc",
  oidc: {
    issuer,
    authorizationEndpoint: `${issuer}/authorize`,
    tokenEndpoint: `${issuer}/token`,
    userInfoEndpoint: `${issuer}/userinfo`,
    clientId: "abc",
    clientSecret: { env: "OIDC_SECRET" },
  },
};

const rules = ["rule/console-api", "rule/console-web"];
const ofRules = (field: string) => rules.map((rule) => `update ${rule} Actions[0].AuthenticateOidcConfig.${field}`);

/** By the key: its new value, and what `apply` changes then. */
export const oidcChanges: readonly (readonly [string, unknown, readonly string[]])[] = [
  ["auth.oidc.issuer", "https://other.example.com", ofRules("Issuer")],
  ["auth.oidc.authorizationEndpoint", `${issuer}/v2/authorize`, ofRules("AuthorizationEndpoint")],
  ["auth.oidc.tokenEndpoint", `${issuer}/v2/token`, ofRules("TokenEndpoint")],
  ["auth.oidc.userInfoEndpoint", `${issuer}/v2/userinfo`, ofRules("UserInfoEndpoint")],
  ["auth.oidc.clientId", "def", ofRules("ClientId")],
  ["auth.oidc.clientSecret", { env: "OTHER_SECRET" }, ofRules("ClientSecret")],
  ["auth.sessionTimeout", 3600, ofRules("SessionTimeout")],
  ["auth.userKey", "email", ["update parameter/gateway/gateway/USER_IDP_KEY Value"]],
];

/** What a run did, with the paths of what differs. */
export const pathsOf = (
  changes: readonly { id: string; action: string; fields: readonly { path: string }[] }[],
): readonly string[] =>
  changes
    .filter(({ action }) => action !== "none")
    .map(({ id, action, fields }) => [action, id, ...fields.map(({ path }) => path)].join(" "))
    .sort();
