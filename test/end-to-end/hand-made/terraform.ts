import {
  forward,
  host,
  makePodRole,
  makePool,
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

const tags = { ManagedBy: "terraform", Team: "security" };
const DAY = 24 * 60 * 60;

/** What somebody's Terraform modules have made: one scheme for all names, tags of their own, dead-letter queues, a database directory. */
export const terraform: Shape = {
  name: "somebody's Terraform-like naming",
  env: "prod",

  config: ({ pool }) => ({
    version: 1,
    env: "prod",
    region: "ap-northeast-1",
    account: "123456789012",
    dataSources: ["aws", "google", "code"],
    names: {
      "role/risken": "acme-prod-risken-irsa",
      ...Object.fromEntries(
        scanners.flatMap(({ name }) => [
          [`queue/${name}`, `acme-prod-${name}`],
          [`queue/${name}-dlq`, `acme-prod-${name}-dead`],
        ]),
      ),
      "target-group/api": "acme-prod-risken-gateway",
      "target-group/web": "acme-prod-risken-web",
      "user-pool-client/console": "acme-prod-risken",
    },
    cluster: { name: "risken", namespace: "security", rolePath: "/workloads/" },
    ingress: {
      loadBalancer: "risken-alb",
      consoleHost: "security.example.com",
      apiHost: "security-api.example.com",
      apiSourceIps: ["198.51.100.0/24", "203.0.113.7/32"],
      priorities: "210-309",
    },
    auth: { type: "cognito", cognito: { userPoolId: pool!.poolId } },
    database: {
      source: "rds",
      identifier: "risken-db",
      schema: "risken",
      user: "risken_app",
      password: { env: "RISKEN_DB_PASSWORD" },
    },
    queues: { visibilityTimeout: 10800, maxReceiveCount: 5 },
    parameters: {
      values: {
        "code/common": { GITHUB_DEFAULT_TOKEN: { env: "RISKEN_GITHUB_DEFAULT_TOKEN" } },
        common: { DEFAULT_LOCALE: "ja" },
        "gateway/gateway": { SESSION_TIMEOUT_SEC: "86400" },
        "google/common": {
          GOOGLE_SERVICE_ACCOUNT_EMAIL: "risken@acme.iam.gserviceaccount.com",
          GOOGLE_SERVICE_ACCOUNT_JSON: { env: "RISKEN_GOOGLE_SERVICE_ACCOUNT_JSON" },
          GOOGLE_SERVICE_ACCOUNT_PRIVATE_KEY: { env: "RISKEN_GOOGLE_SERVICE_ACCOUNT_PRIVATE_KEY" },
        },
      },
    },
  }),

  leftovers: {},
  dead: [],
  missing: ["rule/api-forged-identity", "rule/api-not-found"],
  updated: ["user-pool-client/console"],
  moved: [],
  pruned: true,
  stays: ["rule/api-forged-identity"],

  async build(ground): Promise<HandMade> {
    const { aws, database } = ground;
    const queues: Record<string, string> = {};
    for (const { name } of scanners) {
      const dead = await makeQueue(
        ground,
        `acme-prod-${name}-dead`,
        { MessageRetentionPeriod: String(14 * DAY) },
        tags,
      );
      const { Attributes } = await aws.sqs.GetQueueAttributes({ QueueUrl: dead, AttributeNames: ["QueueArn"] });
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes!.QueueArn, maxReceiveCount: 5 });
      const attributes = { VisibilityTimeout: "10800", ReceiveMessageWaitTimeSeconds: "20", RedrivePolicy };
      queues[name] = await makeQueue(ground, `acme-prod-${name}`, attributes, tags);
    }
    const api = await makeTargetGroup(ground, "acme-prod-risken-gateway", 30080, "/healthz", tags);
    const web = await makeTargetGroup(ground, "acme-prod-risken-web", 30081, "/index.html", tags);
    await openNodes(ground, [api, web]);
    const { signIn, ...pool } = await makePool(ground, {
      pool: "acme-prod-people",
      client: "acme-prod-risken",
      domain: "acme-prod",
      hostName: "security.example.com",
    });
    // The pool serves another application of theirs, too.
    await aws.cognito.CreateUserPoolClient({ UserPoolId: pool.poolId, ClientName: "acme-prod-wiki" });
    const stored: Stored = {
      common: {
        AWS_REGION: aws.region,
        SQS_ENDPOINT: new URL(queues["aws-guardduty"]!).origin,
        ENV_NAME: "prod",
        BASE_URL: "https://security.example.com",
        DEFAULT_LOCALE: "ja",
        CORE_ADDR: "core.security.svc.cluster.local:8080",
        CORE_SVC_ADDR: "core.security.svc.cluster.local:8080",
        DATA_SOURCE_API_SVC_ADDR: "datasource-api.security.svc.cluster.local:8081",
      },
      db: {
        DB_MASTER_HOST: database.writer,
        DB_MASTER_USER: "risken_app",
        DB_MASTER_PASSWORD: [databasePassword],
        DB_SLAVE_HOST: database.reader,
        DB_SLAVE_USER: "risken_app",
        DB_SLAVE_PASSWORD: [databasePassword],
        DBSCHEMA: "risken",
        DBPORT: "3306",
      },
      "gateway/gateway": {
        VERIFY_ID_TOKEN: "true",
        USER_IDP_KEY: "email",
        REGION: aws.region,
        SESSION_TIMEOUT_SEC: "86400",
      },
      ...Object.fromEntries(
        ["aws", "google", "code"].map((source) => [
          `${source}/common`,
          {
            ...Object.fromEntries(
              scanners
                .filter(({ name }) => name.startsWith(`${source}-`))
                .map(({ name, variable }) => [`${variable}_QUEUE_URL`, queues[name]!]),
            ),
            ...secrets[source],
          },
        ]),
      ),
    };
    return {
      queues,
      targetGroupArns: [api, web],
      ruleArns: [
        await makeRule(ground, 210, [host("security.example.com"), path("/api/*")], [signIn, forward(api)], tags),
        await makeRule(ground, 220, [host("security.example.com"), path("/*")], [signIn, forward(web)], tags),
        await makeRule(
          ground,
          230,
          [host("security-api.example.com"), path("/api/*"), source("198.51.100.0/24", "203.0.113.7/32")],
          [forward(api)],
          tags,
        ),
      ],
      roleArn: await makePodRole(ground, {
        name: "acme-prod-risken-irsa",
        path: "/workloads/",
        subjects: ["system:serviceaccount:security:risken"],
        env: "prod",
        tags,
      }),
      parameters: new Map([
        ...(await storeParameters(ground, "/prod", stored, tags)),
        ...(await storeParameters(ground, "/prod", metas, tags)),
      ]),
      pool,
    };
  },
};

const scanners = [
  { name: "aws-guardduty", variable: "AWS_GUARD_DUTY" },
  { name: "aws-accessanalyzer", variable: "AWS_ACCESS_ANALYZER" },
  { name: "aws-adminchecker", variable: "AWS_ADMIN_CHECKER" },
  { name: "aws-cloudsploit", variable: "AWS_CLOUD_SPLOIT" },
  { name: "aws-portscan", variable: "AWS_PORTSCAN" },
  { name: "google-asset", variable: "GOOGLE_ASSET" },
  { name: "google-cloudsploit", variable: "GOOGLE_CLOUD_SPLOIT" },
  { name: "google-scc", variable: "GOOGLE_SCC" },
  { name: "google-portscan", variable: "GOOGLE_PORTSCAN" },
  { name: "code-gitleaks", variable: "CODE_GITLEAKS" },
  { name: "code-dependency", variable: "CODE_DEPENDENCY" },
  { name: "code-codescan", variable: "CODE_CODE_SCAN" },
];

const secrets: Readonly<Record<string, Stored[string]>> = {
  google: {
    GOOGLE_SERVICE_ACCOUNT_JSON: ['{"type":"service_account","project_id":"acme"}'],
    GOOGLE_SERVICE_ACCOUNT_EMAIL: "risken@acme.iam.gserviceaccount.com",
    GOOGLE_SERVICE_ACCOUNT_PRIVATE_KEY: ["-----BEGIN PRIVATE KEY-----\naGFuZC1tYWRl\n-----END PRIVATE KEY-----\n"],
  },
  code: { CODE_DATA_KEY: [codeDataKey], GITHUB_DEFAULT_TOKEN: ["hand-made-github-token"] },
};

const listing = (...directories: string[]): string =>
  directories.map((one) => `- parameter_store_path: /prod/${one}`).join("\n");

const worker = (source: string, directory: string) => listing(`${source}/${directory}`, `${source}/common`, "common");

const metas: Stored = {
  "meta/gateway": { gateway: listing("gateway/gateway", "common") },
  meta: {
    core: listing("db", "core/core", "common"),
    "datasource-api": listing("db", ...["core/datasource-api", "aws/common", "google/common", "code/common", "common"]),
  },
  "meta/aws": {
    guardduty: worker("aws", "guard-duty"),
    accessanalyzer: worker("aws", "access-analyzer"),
    adminchecker: worker("aws", "admin-checker"),
    cloudsploit: worker("aws", "cloudsploit"),
    portscan: worker("aws", "portscan"),
  },
  "meta/google": {
    asset: worker("google", "asset"),
    cloudsploit: worker("google", "cloudsploit"),
    scc: worker("google", "scc"),
    portscan: worker("google", "portscan"),
  },
  "meta/code": {
    gitleaks: worker("code", "gitleaks"),
    dependency: worker("code", "dependency"),
    codescan: worker("code", "codescan"),
  },
};
