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
  storeParameters,
} from "./parts";
import { codeDataKey, databasePassword, type HandMade, type Shape } from "./shape";

/**
 * The namespaces that the sample manifests had until the end of 2024 (ca-risken/k8s-sample before f07105f: gateway, core and
 * datasource, each with a service account of its own name), with names left over from before core was one service.
 */
export const older: Shape = {
  name: "an older layout of namespaces",
  env: "prd",

  config: ({ pool }) => ({
    version: 1,
    env: "prd",
    region: "ap-northeast-1",
    account: "123456789012",
    dataSources: ["aws", "code"],
    names: {
      ...Object.fromEntries(scanners.map((name) => [`queue/${name}`, name])),
      "target-group/api": "api",
      "target-group/web": "web",
      "user-pool-client/console": "alb",
    },
    cluster: { name: "risken" },
    ingress: { loadBalancer: "risken-alb", consoleHost: "risken.example.com", priorities: "10-109" },
    auth: { type: "cognito", cognito: { userPoolId: pool!.poolId } },
    database: {
      source: "rds",
      identifier: "risken-db",
      user: "risken",
      password: { env: "RISKEN_DB_PASSWORD" },
      directory: "common",
    },
    queues: { visibilityTimeout: 7200 },
    parameters: {
      values: {
        common: {
          CORE_ADDR: "core.core.svc.cluster.local:8080",
          CORE_SVC_ADDR: "core.core.svc.cluster.local:8080",
          DATA_SOURCE_API_SVC_ADDR: "datasource-api.datasource.svc.cluster.local:8081",
          ENV_NAME: "production",
        },
        "gateway/gateway": { IDP_PROVIDER_NAME: "COGNITO" },
      },
    },
  }),

  leftovers: {
    "/prd/aws/common/ACCESS_ANALYZER_QUEUE_URL": "AWS_ACCESS_ANALYZER_QUEUE_URL",
    "/prd/aws/common/GUARD_DUTY_QUEUE_URL": "AWS_GUARD_DUTY_QUEUE_URL",
    "/prd/common/FINDING_SVC_ADDR": "CORE_ADDR / CORE_SVC_ADDR",
    "/prd/common/IAM_SVC_ADDR": "CORE_ADDR / CORE_SVC_ADDR",
    "/prd/common/NOTIFICATION_ALERT_URL": "BASE_URL",
  },
  get dead() {
    return Object.keys(this.leftovers);
  },
  // One role for the account that all pods share today, beside the one of the older accounts.
  get missing() {
    return [...scanners.map((name) => `queue/${name}-dlq`), "role/risken"].sort();
  },
  updated: ["user-pool-client/console"],
  moved: [],
  pruned: false,
  get stays() {
    return scanners.map((name) => `queue/${name}-dlq`).sort();
  },

  async build(ground): Promise<HandMade> {
    const queues = Object.fromEntries(
      await Promise.all(
        // Long enough for the scanner, as somebody had found out.
        scanners.map(async (name) => [name, await makeQueue(ground, name, { VisibilityTimeout: "7200" })] as const),
      ),
    );
    const api = await makeTargetGroup(ground, "api", 30080, "/healthz");
    const web = await makeTargetGroup(ground, "web", 30081, "/index.html");
    await openNodes(ground, [api, web]);
    const { signIn, ...pool } = await makePool(ground, {
      pool: "risken",
      client: "alb",
      domain: "hand-made-risken",
      hostName: "risken.example.com",
    });
    const SQS_ENDPOINT = new URL(queues["aws-guardduty"]!).origin;
    const { aws, database } = ground;
    const stored: Stored = {
      common: {
        AWS_REGION: aws.region,
        SQS_ENDPOINT,
        ENV_NAME: "production",
        DB_MASTER_HOST: database.writer,
        DB_MASTER_USER: "risken",
        DB_MASTER_PASSWORD: [databasePassword],
        DB_SLAVE_HOST: database.reader,
        DB_SLAVE_USER: "risken",
        DB_SLAVE_PASSWORD: [databasePassword],
        CORE_ADDR: "core.core.svc.cluster.local:8080",
        CORE_SVC_ADDR: "core.core.svc.cluster.local:8080",
        DATA_SOURCE_API_SVC_ADDR: "datasource-api.datasource.svc.cluster.local:8081",
        FINDING_SVC_ADDR: "finding.core.svc.cluster.local:8001",
        IAM_SVC_ADDR: "iam.core.svc.cluster.local:8002",
        NOTIFICATION_ALERT_URL: "https://risken.example.com",
      },
      "gateway/gateway": {
        IDP_PROVIDER_NAME: "COGNITO",
        VERIFY_ID_TOKEN: "true",
        USER_IDP_KEY: "email",
        REGION: aws.region,
      },
      "aws/common": {
        AWS_GUARD_DUTY_QUEUE_URL: queues["aws-guardduty"]!,
        AWS_ACCESS_ANALYZER_QUEUE_URL: queues["aws-accessanalyzer"]!,
        AWS_ADMIN_CHECKER_QUEUE_URL: queues["aws-adminchecker"]!,
        AWS_CLOUD_SPLOIT_QUEUE_URL: queues["aws-cloudsploit"]!,
        AWS_PORTSCAN_QUEUE_URL: queues["aws-portscan"]!,
        GUARD_DUTY_QUEUE_URL: queues["aws-guardduty"]!,
        ACCESS_ANALYZER_QUEUE_URL: queues["aws-accessanalyzer"]!,
      },
      "code/common": {
        CODE_GITLEAKS_QUEUE_URL: queues["code-gitleaks"]!,
        CODE_DEPENDENCY_QUEUE_URL: queues["code-dependency"]!,
        CODE_CODE_SCAN_QUEUE_URL: queues["code-codescan"]!,
        CODE_DATA_KEY: [codeDataKey],
      },
    };
    return {
      queues,
      targetGroupArns: [api, web],
      ruleArns: [
        await makeRule(ground, 10, [host("risken.example.com"), path("/api/*")], [signIn, forward(api)]),
        await makeRule(ground, 20, [host("risken.example.com"), path("/*")], [signIn, forward(web)]),
      ],
      roleArn: await makePodRole(ground, {
        name: "risken",
        subjects: ["gateway", "core", "datasource"].map((name) => `system:serviceaccount:${name}:${name}`),
        env: "prd",
      }),
      parameters: new Map([
        ...(await storeParameters(ground, "/prd", stored)),
        ...(await storeParameters(ground, "/prd", metas)),
      ]),
      pool,
    };
  },
};

const scanners = [
  ...["aws-guardduty", "aws-accessanalyzer", "aws-adminchecker", "aws-cloudsploit", "aws-portscan"],
  ...["code-gitleaks", "code-dependency", "code-codescan"],
];

const listing = (...directories: string[]): string =>
  directories.map((one) => `- parameter_store_path: /prd/${one}`).join("\n");

const worker = (source: string, directory: string) => listing(`${source}/${directory}`, `${source}/common`, "common");

const metas: Stored = {
  "meta/gateway": { gateway: listing("gateway/gateway", "common") },
  meta: {
    core: listing("core/core", "common"),
    "datasource-api": listing("core/datasource-api", "aws/common", "code/common", "common"),
  },
  "meta/aws": {
    guardduty: worker("aws", "guard-duty"),
    accessanalyzer: worker("aws", "access-analyzer"),
    adminchecker: worker("aws", "admin-checker"),
    cloudsploit: worker("aws", "cloudsploit"),
    portscan: worker("aws", "portscan"),
  },
  "meta/code": {
    gitleaks: worker("code", "gitleaks"),
    dependency: worker("code", "dependency"),
    codescan: worker("code", "codescan"),
  },
};
