import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import type { SeededAccount } from "../moto/seed";

export const allDataSources = ["aws", "google", "code", "diagnosis", "osint", "azure"] as const;

/** Variables that the references of {@link standardConfig} name: what a user's CI would hold as secrets. */
export const standardSecrets = {
  GITHUB_TOKEN: "github-token-of-the-test",
  GOOGLE_KEY: '{"type":"service_account","project_id":"p"}',
  GOOGLE_PEM: "-----BEGIN PRIVATE KEY-----\nb2YgdGhlIHRlc3Q=\n-----END PRIVATE KEY-----",
  AZURE_SECRET: "azure-secret-of-the-test",
} as const;

/** The whole standard installation for an account as {@link seedAccount} makes it: every data source, Cognito, access tokens. */
export function standardConfig({ account, region, eks, alb, rds }: SeededAccount) {
  return {
    version: 1,
    env: "prd",
    region,
    account,
    tags: { Owner: "security" },
    cluster: { name: eks.name },
    auth: { type: "cognito", cognito: { domainPrefix: "acme-risken" } },
    ingress: {
      loadBalancer: alb.name,
      consoleHost: "console.example.com",
      apiHost: "api.example.com",
      // More than fit into one rule beside host and path.
      apiSourceIps: ["203.0.113.0/26", "203.0.113.64/26", "203.0.113.128/26", "198.51.100.7/32"],
    },
    database: { source: "rds", identifier: rds.identifier },
    dataSources: [...allDataSources] as string[],
    parameters: {
      values: {
        common: { DEFAULT_LOCALE: "ja" },
        "code/common": { GITHUB_DEFAULT_TOKEN: { env: "GITHUB_TOKEN" } },
        "google/common": { GOOGLE_SERVICE_ACCOUNT_JSON: { env: "GOOGLE_KEY" } },
        "google/cloudsploit": {
          GOOGLE_SERVICE_ACCOUNT_EMAIL: "scan@p.iam.gserviceaccount.com",
          GOOGLE_SERVICE_ACCOUNT_PRIVATE_KEY: { env: "GOOGLE_PEM" },
        },
        "azure/common": {
          AZURE_TENANT_ID: "00000000-0000-0000-0000-000000000001",
          AZURE_CLIENT_ID: "00000000-0000-0000-0000-000000000002",
          AZURE_CLIENT_SECRET: { env: "AZURE_SECRET" },
        },
      },
    },
  };
}

/** Saves a config in a folder and answers its path. */
export async function saveConfig(folder: string, config: object, name = "risken-aws.yaml"): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, stringify(config));
  return file;
}
