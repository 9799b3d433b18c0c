import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Ground } from "./ground";
import {
  forward,
  host,
  makePodRole,
  makeQueue,
  makeRule,
  makeTargetGroup,
  openNodes,
  path,
  type Stored,
  source,
  storeParameters,
} from "./parts";
import { codeDataKey, databasePassword, type HandMade, type Shape } from "./shape";

/**
 * RISKEN's documentation (ca-risken/doc@96c96d6:docs/admin) followed to the letter by somebody without Google and Azure: its
 * names, its directories, all of the database under `common`, and the names that nobody reads.
 */
export const documented: Shape = {
  name: "the documentation followed literally",
  env: "prd",

  config: () => ({
    version: 1,
    env: "prd",
    region: "ap-northeast-1",
    account: "123456789012",
    dataSources: ["aws", "code", "diagnosis", "osint"],
    names: {
      "role/risken": "your-role",
      ...Object.fromEntries(scanners.map((name) => [`queue/${name}`, name])),
      "target-group/api": "api",
      "target-group/web": "web",
    },
    cluster: { name: "risken", rolePath: "/" },
    ingress: {
      loadBalancer: "risken-alb",
      consoleHost: "console.example.com",
      apiHost: "api.example.com",
      apiSourceIps: ["203.0.113.0/24"],
      priorities: "1-100",
    },
    auth: {
      type: "oidc",
      oidc: {
        issuer: "https://idp.example.com",
        authorizationEndpoint: "https://idp.example.com/authorize",
        tokenEndpoint: "https://idp.example.com/token",
        userInfoEndpoint: "https://idp.example.com/userinfo",
        clientId: "risken",
        clientSecret: { env: "RISKEN_OIDC_CLIENT_SECRET" },
      },
    },
    database: {
      source: "rds",
      identifier: "risken-db",
      user: "risken",
      password: { env: "RISKEN_DB_PASSWORD" },
      directory: "common",
    },
    parameters: {
      values: {
        "aws/portscan": { MAX_NUMBER_OF_MESSAGE: "10", SCAN_EXCLUDE_PORT_NUMBER: "500" },
        "code/common": { GITHUB_DEFAULT_TOKEN: { env: "RISKEN_GITHUB_DEFAULT_TOKEN" } },
        common: { SLACK_API_TOKEN: { env: "RISKEN_SLACK_API_TOKEN" } },
        "diagnosis/applicationscan": { MAX_NUMBER_OF_MESSAGE: "10" },
        "diagnosis/portscan": { MAX_NUMBER_OF_MESSAGE: "10" },
        "gateway/gateway": { IDP_PROVIDER_NAME: "Okta" },
        "osint/subdomain": { INSPECT_CONCURRENCY: "10", MAX_NUMBER_OF_MESSAGE: "5" },
      },
    },
  }),

  leftovers: {
    "/prd/aws/common/AWS_CLOUDSPLOIT_QUEUE_NAME": undefined,
    "/prd/aws/common/AWS_CLOUDSPLOIT_QUEUE_URL": "AWS_CLOUD_SPLOIT_QUEUE_URL",
    "/prd/common/DB_PORT": "DBPORT",
    "/prd/common/DB_SCHEMA": "DBSCHEMA",
    "/prd/diagnosis/common/WPSCAN_VULNDB_APIKEY": undefined,
    ...Object.fromEntries(
      ["aws", "code", "diagnosis", "osint"].flatMap((source) => [
        [`/prd/${source}/common/AWS_REGION`, "/prd/common/AWS_REGION"],
        [`/prd/${source}/common/SQS_ENDPOINT`, "/prd/common/SQS_ENDPOINT"],
      ]),
    ),
    "/prd/core/datasource-api/SQS_ENDPOINT": "/prd/common/SQS_ENDPOINT",
    "/prd/core/datasource-api/OPEN_AI_TOKEN": "core/core",
  },
  dead: [
    "/prd/aws/common/AWS_CLOUDSPLOIT_QUEUE_NAME",
    "/prd/aws/common/AWS_CLOUDSPLOIT_QUEUE_URL",
    "/prd/common/DB_PORT",
    "/prd/common/DB_SCHEMA",
    "/prd/diagnosis/common/WPSCAN_VULNDB_APIKEY",
  ],
  get missing() {
    return [
      "queue/code-codescan",
      ...[...scanners, "code-codescan"].map((name) => `queue/${name}-dlq`),
      ...["rule/api-forged-identity", "rule/api-not-found"],
    ].sort();
  },
  updated: [],
  // The guard against forged headers has to come before it.
  moved: ["rule/api-token-1"],
  pruned: true,
  get stays() {
    return [...scanners.map((name) => `queue/${name}-dlq`), "rule/api-forged-identity"].sort();
  },

  async build(ground): Promise<HandMade> {
    const queues = Object.fromEntries(
      await Promise.all(scanners.map(async (name) => [name, await makeQueue(ground, name)] as const)),
    );
    const api = await makeTargetGroup(ground, "api", 30080, "/healthz");
    const web = await makeTargetGroup(ground, "web", 30081, "/index.html");
    await openNodes(ground, [api, web]);
    return {
      queues,
      targetGroupArns: [api, web],
      ruleArns: [
        await makeRule(ground, 1, [host("console.example.com"), path("/api/*")], [signIn, forward(api)]),
        await makeRule(ground, 2, [host("console.example.com"), path("/*")], [signIn, forward(web)]),
        await makeRule(ground, 3, [host("api.example.com"), path("/api/*"), source("203.0.113.0/24")], [forward(api)]),
      ],
      roleArn: await makePodRole(ground, {
        name: "your-role",
        subjects: ["system:serviceaccount:risken:risken"],
        env: "prd",
      }),
      parameters: new Map([
        ...(await storeParameters(ground, "/prd", dataOf(ground, queues))),
        ...(await storeParameters(ground, "/prd", metas)),
        ...(await storeParameters(ground, "/build", { web: { VUE_APP_STATIC_LINK: "[]" } })),
      ]),
    };
  },
};

/** code-codescan isn't in the documentation. */
const scanners = [
  ...["aws-guardduty", "aws-accessanalyzer", "aws-adminchecker", "aws-cloudsploit", "aws-portscan"],
  ...["code-gitleaks", "code-dependency"],
  ...["diagnosis-wpscan", "diagnosis-portscan", "diagnosis-applicationscan"],
  ...["osint-subdomain", "osint-website"],
];

const signIn: Action = {
  Type: "authenticate-oidc",
  AuthenticateOidcConfig: {
    Issuer: "https://idp.example.com",
    AuthorizationEndpoint: "https://idp.example.com/authorize",
    TokenEndpoint: "https://idp.example.com/token",
    UserInfoEndpoint: "https://idp.example.com/userinfo",
    ClientId: "risken",
    ClientSecret: "hand-made-client-secret",
    Scope: "openid profile email",
  },
};

/** Variables of the queues' names and URLs, as the documentation spells them. */
const spelling: Readonly<Record<string, string>> = {
  "aws-guardduty": "AWS_GUARD_DUTY",
  "aws-accessanalyzer": "AWS_ACCESS_ANALYZER",
  "aws-adminchecker": "AWS_ADMIN_CHECKER",
  "aws-cloudsploit": "AWS_CLOUDSPLOIT",
  "aws-portscan": "AWS_PORTSCAN",
  "code-gitleaks": "CODE_GITLEAKS",
  "code-dependency": "CODE_DEPENDENCY",
  "diagnosis-wpscan": "DIAGNOSIS_WPSCAN",
  "diagnosis-portscan": "DIAGNOSIS_PORTSCAN",
  "diagnosis-applicationscan": "DIAGNOSIS_APPLICATION_SCAN",
  "osint-subdomain": "OSINT_SUBDOMAIN",
  "osint-website": "OSINT_WEBSITE",
};

function dataOf({ aws, database }: Ground, queues: Readonly<Record<string, string>>): Stored {
  const SQS_ENDPOINT = new URL(queues["aws-guardduty"]!).origin;
  const shared = (source: string) => ({
    AWS_REGION: aws.region,
    SQS_ENDPOINT,
    ...Object.fromEntries(
      scanners
        .filter((name) => name.startsWith(`${source}-`))
        .flatMap((name) => [
          [`${spelling[name]}_QUEUE_NAME`, name],
          [`${spelling[name]}_QUEUE_URL`, queues[name]!],
        ]),
    ),
  });
  const own = { DEBUG: "false", MAX_NUMBER_OF_MESSAGE: "10", WAIT_TIME_SECOND: "20" };
  return {
    common: {
      DB_MASTER_HOST: database.writer,
      DB_MASTER_USER: "risken",
      DB_MASTER_PASSWORD: [databasePassword],
      DB_SLAVE_HOST: database.reader,
      DB_SLAVE_USER: "risken",
      DB_SLAVE_PASSWORD: [databasePassword],
      DB_SCHEMA: "mimosa",
      DB_PORT: "3306",
      DB_LOG_MODE: "false",
      CORE_SVC_ADDR: "core.risken.svc.cluster.local:8080",
      DATA_SOURCE_API_SVC_ADDR: "datasource-api.risken.svc.cluster.local:8081",
      TZ: "Asia/Tokyo",
      ENV_NAME: "prd",
      SLACK_API_TOKEN: ["xoxb-hand-made"],
    },
    "gateway/gateway": {
      USER_IDENTITY_HEADER: "x-amzn-oidc-identity",
      OIDC_DATA_HEADER: "x-amzn-oidc-data",
      IDP_PROVIDER_NAME: "Okta",
      VERIFY_ID_TOKEN: "true",
      USER_IDP_KEY: "preferred_username",
      REGION: aws.region,
    },
    "core/core": { PORT: "8080" },
    "core/datasource-api": { PORT: "8081", SQS_ENDPOINT, OPEN_AI_TOKEN: ["hand-made-open-ai-token"] },
    "aws/common": shared("aws"),
    "aws/guard-duty": own,
    "aws/access-analyzer": own,
    "aws/admin-checker": own,
    "aws/cloudsploit": { ...own, MAX_NUMBER_OF_MESSAGE: "5" },
    "aws/portscan": { ...own, SCAN_EXCLUDE_PORT_NUMBER: "500", SCAN_CONCURRENCY: "5" },
    "code/common": {
      ...shared("code"),
      CODE_DATA_KEY: [codeDataKey],
      GITHUB_DEFAULT_TOKEN: ["hand-made-github-token"],
    },
    "code/gitleaks": { ...own, LIMIT_REPOSITORY_SIZE_KB: "500000", REDACT: "true" },
    "code/dependency": { ...own, LIMIT_REPOSITORY_SIZE_KB: "500000" },
    "diagnosis/common": { ...shared("diagnosis"), WPSCAN_VULNDB_APIKEY: ["hand-made-wpscan-key"] },
    "diagnosis/portscan": own,
    "diagnosis/applicationscan": own,
    "osint/common": shared("osint"),
    "osint/subdomain": { MAX_NUMBER_OF_MESSAGE: "5", WAIT_TIME_SECOND: "20", INSPECT_CONCURRENCY: "10" },
    "osint/website": { MAX_NUMBER_OF_MESSAGE: "5", WAIT_TIME_SECOND: "20" },
  };
}

/** What is common first, as in the documentation's example. */
const listing = (...directories: string[]): string =>
  directories.map((one) => `- parameter_store_path: /prd/${one}`).join("\n");

const metas: Stored = {
  "meta/gateway": { gateway: listing("common", "gateway/gateway") },
  meta: {
    core: listing("common", "core/core"),
    "datasource-api": listing(
      "common",
      ...["core/datasource-api", "aws/common", "google/common", "code/common", "diagnosis/common", "osint/common"],
    ),
  },
  "meta/aws": {
    guardduty: listing("common", "aws/common", "aws/guard-duty"),
    accessanalyzer: listing("common", "aws/common", "aws/access-analyzer"),
    adminchecker: listing("common", "aws/common", "aws/admin-checker"),
    cloudsploit: listing("common", "aws/common", "aws/cloudsploit"),
    portscan: listing("common", "aws/common", "aws/portscan"),
  },
  "meta/code": {
    gitleaks: listing("common", "code/common", "code/gitleaks"),
    dependency: listing("common", "code/common", "code/dependency"),
  },
  "meta/diagnosis": {
    // The directory that the documentation gives to wpscan.
    wpscan: listing("common", "diagnosis/common", "diagnosis/portscan"),
    portscan: listing("common", "diagnosis/common", "diagnosis/portscan"),
    applicationscan: listing("common", "diagnosis/common", "diagnosis/applicationscan"),
  },
  "meta/osint": {
    subdomain: listing("common", "osint/common", "osint/subdomain"),
    website: listing("common", "osint/common", "osint/website"),
  },
};
