import { partitionOf } from "../../src/aws/partition";
import { ownershipOf } from "../../src/commands/ownership";
import { parseConfig } from "../../src/config/load";
import { configSchema } from "../../src/config/schema";
import { resolveSecrets } from "../../src/config/secrets";
import { ACCOUNT, type Settlement, settle } from "../../src/export/settle";
import { graphFor } from "../../src/steps/graph";
import { sandboxConfig, withValues } from "../end-to-end/sandbox-place";

/** Configs that together contain every kind, and every way to refer to what is somebody else's. */
export const variations: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  standard: {},
  "per service": { "cluster.serviceAccounts": "per-service" },
  "a key of our own": { "parameters.kmsKey": "create" },
  "secrets in Secrets Manager": {
    "parameters.store": "secrets-manager",
    "parameters.kmsKey": "create",
    "parameters.values": { "code/common": { EXTRA: { generate: true } } },
  },
  "names and certificates of the hosts": {
    "ingress.apiHost": "api.example.com",
    "ingress.hostedZone": "example.com",
    "ingress.certificate": "create",
  },
  "listeners of our own": {
    "ingress.apiHost": "api.example.com",
    "ingress.hostedZone": "example.com",
    "ingress.certificate": "create",
    "ingress.listener": "create",
    "ingress.redirectHttp": true,
    "ingress.idleTimeout": 120,
  },
  "a certificate of somebody else's": {
    "ingress.certificate": "arn:aws:acm:ap-northeast-1:123456789012:certificate/0a1b2c3d",
  },
  oidc: {
    "auth.type": "oidc",
    "auth.oidc": {
      issuer: "https://idp.example.com",
      authorizationEndpoint: "https://idp.example.com/authorize",
      tokenEndpoint: "https://idp.example.com/token",
      userInfoEndpoint: "https://idp.example.com/userinfo",
      clientId: "abc",
      clientSecret: { env: "RISKEN_OIDC_CLIENT_SECRET" },
    },
  },
  federated: {
    "auth.cognito.domainPrefix": undefined,
    "auth.cognito.domain": "auth.example.com",
    "auth.cognito.certificate": "arn:aws:acm:us-east-1:123456789012:certificate/auth",
    "auth.cognito.loginPages": "managed",
    "auth.cognito.groups": [{ name: "analysts", precedence: 1 }],
    "auth.cognito.passwordPolicy": {},
    "auth.cognito.identityProviders": [
      { name: "Okta", type: "oidc", issuer: "https://idp.example.com", clientId: "abc", clientSecret: { env: "OKTA" } },
      { name: "EntraID", type: "saml", metadataUrl: "https://idp.example.com/metadata" },
      { name: "Partner", type: "saml", metadataFile: "partner.xml" },
    ],
  },
  alarms: { "observability.alarms": true },
  tracing: { "observability.xray": true },
  "a role of the CloudWatch agent": { "observability.agentRole": true, "observability.logRetention": 90 },
  "alarms that another topic is told of": {
    "observability.alarms": true,
    "observability.alarmTopic": "arn:aws:sns:ap-northeast-1:123456789012:oncall",
  },
  "a database of one's own": {
    database: {
      source: "external",
      masterHost: "db.example.com",
      user: "risken",
      password: { env: "RISKEN_DB_PASSWORD" },
    },
  },
  "target groups of somebody else's": {
    "ingress.targetGroups": {
      api: "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/gateway/0123456789abcdef",
      web: "create",
    },
  },
  "somebody else's things": {
    "auth.cognito": { userPoolId: "ap-northeast-1_abc" },
    "parameters.kmsKey": "alias/risken",
    "ingress.defaultAction": "not-found",
    "ingress.nodes": { autoScalingGroups: ["nodes-a", "nodes-b"], securityGroups: ["sg-0a1b2c3d", "sg-0a1b2c3e"] },
  },
};

/** A config settled without a look at AWS. */
export const settlementOf = async (values: Readonly<Record<string, unknown>>, account?: string): Promise<Settlement> =>
  (await settledOf(values, account)).settlement;

/** The same with what it was made of. */
export async function settledOf(values: Readonly<Record<string, unknown>>, account: string = ACCOUNT) {
  const config = parseConfig(withValues(sandboxConfig, values));
  const wanted = await resolveSecrets(configSchema, config, { env: {}, cwd: "/nowhere" });
  const { graph, target } = graphFor(wanted, { account, partition: partitionOf(config.region) });
  return { config, graph, settlement: settle(graph, { place: target, owner: ownershipOf(config.env, config.tags) }) };
}
