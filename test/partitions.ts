import type { Config } from "./end-to-end/sandbox-place";

/** A config for a partition in which RISKEN can't check the load balancer's signature, and says so. */
export const inPartition = (config: Config, region: string): Config => {
  const unchecked = { "gateway/gateway": { VERIFY_ID_TOKEN: "false" } };
  return { ...config, region, parameters: { values: unchecked }, ...(region.startsWith("cn-") ? { auth: oidc } : {}) };
};

const oidc = {
  type: "oidc",
  oidc: {
    issuer: "https://idp.example.com",
    authorizationEndpoint: "https://idp.example.com/authorize",
    tokenEndpoint: "https://idp.example.com/token",
    userInfoEndpoint: "https://idp.example.com/userinfo",
    clientId: "risken",
    clientSecret: { env: "OIDC_SECRET" },
  },
};
