/**
 * The programs of RISKEN as they run on Kubernetes: one record a Deployment.
 *
 * Sources: Deployments and their container names from ca-risken/k8s-sample@c0a620c:base; images from the release build
 * specifications and `ENV` lines from the Dockerfiles of ca-risken/gateway@f647739, web@0d3097c, core@9b75000,
 * datasource-api@0993266, aws@22d5144, google@fe348fb, code@f56aec9, diagnosis@130a2ef, osint@aa6cd77, azure@f5dac61.
 */

export type DataSource = "aws" | "google" | "code" | "diagnosis" | "osint" | "azure";

/** In the order in which datasource-api lists their directories. */
export const dataSources: readonly DataSource[] = ["aws", "google", "code", "diagnosis", "osint", "azure"];

export interface Service {
  /** Name of the Deployment and of its only container. */
  readonly id: string;
  /** Absent for gateway, web, core and datasource-api, which run whatever is scanned. */
  readonly dataSource?: DataSource;
  /** The published repository, without a tag. */
  readonly image: string;
  /** The repository that the sample manifest names, where it isn't the published one. */
  readonly manifestImage?: string;
  /** Parameter that lists what env-injector loads, below the env root and without a leading slash; web has none. */
  readonly meta: string | undefined;
  /** What the meta parameter lists, in order, below the env root. The first to name a variable wins. */
  readonly directories: readonly string[];
  /** Talks to MySQL, and therefore loads the database directory as well. */
  readonly database?: true;
  /** Assumes the scan role of the accounts that RISKEN looks at. */
  readonly assumesScanRole?: true;
  /**
   * The one region whose STS it asks, for its own credentials too, wherever it runs
   * (ca-risken/aws@22d5144:pkg/guardduty/guardduty.go, pkg/accessanalyzer/accessanalyzer.go, pkg/portscan/portscan.go).
   */
  readonly onlySts?: "us-east-1";
  /** The queue that it polls. */
  readonly consumes?: string;
  /** Sends to all scan queues. */
  readonly produces?: true;
  /** What the load balancer reaches, and where it asks for health. */
  readonly nodePort?: { readonly port: number; readonly healthPath: string };
  /** `ENV` of the image with a value: env-injector leaves these names alone, so only the Deployment can change them. */
  readonly pins: Readonly<Record<string, string>>;
  /** `ENV` of the image without a value: there, but injected like an absent name. */
  readonly declaredEmpty: readonly string[];
  /** Whether the sample manifests have it; aws-remediation-proposal is published but not deployed, and nobody sends to it. */
  readonly standard: boolean;
}

/**
 * Namespaces, and service accounts of the same names, that the sample manifests had before everything moved into one: first one for
 * each domain, then gateway, core and datasource (ca-risken/k8s-sample before f07105f).
 */
export const olderNamespaces: readonly string[] = [
  ...["gateway", "core", "datasource"],
  ...["aws", "google", "code", "diagnosis", "osint"],
];

/** Where the sample manifests put everything (ca-risken/k8s-sample@c0a620c:base/risken). */
export const sampleNamespace = "risken";
export const sampleServiceAccount = "risken";

const goImage = { TZ: "Asia/Tokyo" };
const mysql = { DB_SCHEMA: "mimosa", DB_PORT: "3306", DB_LOG_MODE: "false" };
const names = (text: string): readonly string[] => text.split(" ").filter(Boolean);
const dbNames = "DB_MASTER_HOST DB_MASTER_USER DB_MASTER_PASSWORD DB_SLAVE_HOST DB_SLAVE_USER DB_SLAVE_PASSWORD";
const awsKeys = "AWS_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN SQS_ENDPOINT";

export const services: readonly Service[] = [
  {
    id: "gateway",
    image: "public.ecr.aws/risken/gateway/gateway",
    meta: "meta/gateway/gateway",
    directories: ["gateway/gateway", "common"],
    nodePort: { port: 30080, healthPath: "/healthz" },
    pins: { USER_IDENTITY_HEADER: "x-amzn-oidc-identity", OIDC_DATA_HEADER: "x-amzn-oidc-data", ...goImage },
    declaredEmpty: names(
      "PORT PROFILE_EXPORTER PROFILE_TYPES DEBUG IDP_PROVIDER_NAME TRACE_DEBUG FINDING_SVC_ADDR IAM_SVC_ADDR PROJECT_SVC_ADDR ALERT_SVC_ADDR REPORT_SVC_ADDR AWS_SVC_ADDR OSINT_SVC_ADDR DIAGNOSIS_SVC_ADDR CODE_SVC_ADDR GOOGLE_SVC_ADDR",
    ),
    standard: true,
  },
  {
    id: "web",
    image: "public.ecr.aws/risken/gateway/web",
    meta: undefined,
    directories: [],
    nodePort: { port: 30081, healthPath: "/index.html" },
    pins: {},
    declaredEmpty: [],
    standard: true,
  },
  {
    id: "core",
    image: "public.ecr.aws/risken/risken-core",
    meta: "meta/core",
    directories: ["core/core", "common"],
    database: true,
    pins: { ...mysql, ...goImage },
    declaredEmpty: names(
      `PORT PROFILE_EXPORTER PROFILE_TYPES TRACE_DEBUG FINDING_SVC_ADDR PROJECT_SVC_ADDR ${dbNames} NOTIFICATION_ALERT_URL`,
    ),
    standard: true,
  },
  {
    id: "datasource-api",
    image: "public.ecr.aws/risken/risken-datasource-api",
    meta: "meta/datasource-api",
    // It sends to every queue and checks every credential, so it needs what all the scanners share.
    directories: ["core/datasource-api", ...dataSources.map((source) => `${source}/common`), "common"],
    database: true,
    assumesScanRole: true,
    produces: true,
    pins: { ...mysql, ...goImage },
    declaredEmpty: names(
      `PORT PROFILE_EXPORTER PROFILE_TYPES ${dbNames} ${awsKeys} AWS_GUARD_DUTY_QUEUE_URL AWS_ACCESS_ANALYZER_QUEUE_URL AWS_ADMIN_CHECKER_QUEUE_URL AWS_CLOUDSPLOIT_QUEUE_URL AWS_PORTSCAN_QUEUE_URL GOOGLE_ASSET_QUEUE_URL GOOGLE_CLOUD_SPLOIT_QUEUE_URL GOOGLE_PORTSCAN_QUEUE_URL GOOGLE_CREDENTIAL_PATH GOOGLE_SERVICE_ACCOUNT_JSON CODE_GITLEAKS_QUEUE_URL CODE_GITLEAKS_FULL_SCAN_QUEUE_URL OSINT_SUBDOMAIN_QUEUE_URL OSINT_WEBSITE_QUEUE_URL DIAGNOSIS_WPSCAN_QUEUE_URL DIAGNOSIS_APPLICATIONSCAN_QUEUE_URL DIAGNOSIS_PORTSCAN_QUEUE_URL AZURE_PROWLER_QUEUE_URL AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET CODE_DATA_KEY`,
    ),
    standard: true,
  },
  worker("aws-guardduty", "guard-duty", {
    assumesScanRole: true,
    onlySts: "us-east-1",
    manifestImage: "public.ecr.aws/risken/aws/guardduty",
    empty: "DEBUG GUARD_DUTY_QUEUE_NAME GUARD_DUTY_QUEUE_URL FINDING_SVC_ADDR ALERT_SVC_ADDR AWS_SVC_ADDR",
  }),
  worker("aws-accessanalyzer", "access-analyzer", {
    assumesScanRole: true,
    onlySts: "us-east-1",
    empty: "DEBUG ACCESS_ANALYZER_QUEUE_NAME ACCESS_ANALYZER_QUEUE_URL FINDING_SVC_ADDR ALERT_SVC_ADDR AWS_SVC_ADDR",
  }),
  worker("aws-adminchecker", "admin-checker", {
    assumesScanRole: true,
    manifestImage: "public.ecr.aws/risken/aws/adminchecker",
    empty: "DEBUG ADMIN_CHECKER_QUEUE_NAME ADMIN_CHECKER_QUEUE_URL FINDING_SVC_ADDR ALERT_SVC_ADDR AWS_SVC_ADDR",
  }),
  worker("aws-cloudsploit", "cloudsploit", {
    assumesScanRole: true,
    pins: { RESULT_DIR: "/tmp", CONFIG_DIR: "/tmp", CLOUDSPLOIT_DIR: "/opt/cloudsploit" },
    empty:
      "DEBUG CLOUDSPLOIT_QUEUE_NAME CLOUDSPLOIT_QUEUE_URL FINDING_SVC_ADDR ALERT_SVC_ADDR AWS_SVC_ADDR MAX_MEM_SIZE_MB",
  }),
  worker("aws-portscan", "portscan", {
    assumesScanRole: true,
    onlySts: "us-east-1",
    empty:
      "DEBUG PORTSCAN_QUEUE_NAME PORTSCAN_QUEUE_URL SCAN_EXCLUDE_PORT_NUMBER FINDING_SVC_ADDR ALERT_SVC_ADDR AWS_SVC_ADDR",
  }),
  worker("aws-remediation-proposal", "remediation-proposal", {
    consumes: undefined,
    standard: false,
    empty: "DEBUG REMEDIATION_PROPOSAL_QUEUE_NAME REMEDIATION_PROPOSAL_QUEUE_URL",
  }),
  worker("google-asset", "asset", {
    empty:
      "DEBUG ASSET_QUEUE_NAME ASSET_QUEUE_URL ASSET_API_RETRY_NUM ASSET_API_RETRY_WAIT_SEC WAIT_MILLI_SEC_PER_REQUEST FINDING_SVC_ADDR ALERT_SVC_ADDR GOOGLE_SVC_ADDR GOOGLE_CREDENTIAL_PATH GOOGLE_SERVICE_ACCOUNT_JSON",
  }),
  worker("google-cloudsploit", "cloudsploit", {
    pins: { CLOUD_SPLOIT_COMMAND: "/opt/cloudsploit/index.js" },
    empty:
      "DEBUG CLOUD_SPLOIT_QUEUE_NAME CLOUD_SPLOIT_QUEUE_URL FINDING_SVC_ADDR ALERT_SVC_ADDR GOOGLE_SVC_ADDR GOOGLE_SERVICE_ACCOUNT_EMAIL GOOGLE_SERVICE_ACCOUNT_PRIVATE_KEY",
  }),
  worker("google-scc", "scc", {
    empty:
      "DEBUG SCC_QUEUE_NAME SCC_QUEUE_URL FINDING_SVC_ADDR ALERT_SVC_ADDR GOOGLE_SVC_ADDR GOOGLE_CREDENTIAL_PATH GOOGLE_SERVICE_ACCOUNT_JSON",
  }),
  worker("google-portscan", "portscan", {
    empty:
      "DEBUG PORTSCAN_QUEUE_NAME PORTSCAN_QUEUE_URL FINDING_SVC_ADDR ALERT_SVC_ADDR GOOGLE_SVC_ADDR GOOGLE_CREDENTIAL_PATH GOOGLE_SERVICE_ACCOUNT_JSON SCAN_EXCLUDE_PORT_NUMBER",
  }),
  worker("code-gitleaks", "gitleaks", {
    empty:
      "DEBUG TRACE_EXPORTER GITLEAKS_QUEUE_NAME GITLEAKS_QUEUE_URL FINDING_SVC_ADDR ALERT_SVC_ADDR AWS_SVC_ADDR CODE_SVC_ADDR GITHUB_DEFAULT_TOKEN DATA_KEY LIMIT_REPOSITORY_SIZE_KB SEPERATE_SCAN_DAYS GITLEAKS_SCAN_THREADS SCAN_ON_MEMORY",
  }),
  worker("code-dependency", "dependency", {
    empty:
      "DEBUG TRACE_EXPORTER DEPENDENCY_QUEUE_NAME DEPENDENCY_QUEUE_URL CORE_SVC_ADDR DATA_SOURCE_API_SVC_ADDR GITHUB_DEFAULT_TOKEN DATA_KEY LIMIT_REPOSITORY_SIZE_KB",
  }),
  worker("code-codescan", "codescan", {
    empty:
      "DEBUG TRACE_EXPORTER CODE_CODE_SCAN_QUEUE_NAME CODE_CODE_SCAN_QUEUE_URL FINDING_SVC_ADDR ALERT_SVC_ADDR CODE_SVC_ADDR GITHUB_DEFAULT_TOKEN DATA_KEY LIMIT_REPOSITORY_SIZE_KB",
  }),
  // The documentation gives wpscan the directory of portscan; its own is what the layout of all the others means.
  worker("diagnosis-wpscan", "wpscan", {
    pins: { PORT: "19003" },
    empty:
      "DIAGNOSIS_WPSCAN_QUEUE_NAME DIAGNOSIS_WPSCAN_QUEUE_URL FINDING_SVC_ADDR ALERT_SVC_ADDR DIAGNOSIS_SVC_ADDR RESULT_PATH",
  }),
  worker("diagnosis-portscan", "portscan", {
    empty:
      "DEBUG PORTSCAN_QUEUE_NAME PORTSCAN_QUEUE_URL SCAN_EXCLUDE_NUMBER FINDING_SVC_ADDR ALERT_SVC_ADDR AWS_SVC_ADDR",
  }),
  worker("diagnosis-applicationscan", "applicationscan", {
    empty:
      "DEBUG DIAGNOSIS_APPLICATION_SCAN_QUEUE_NAME DIAGNOSIS_APPLICATION_SCAN_QUEUE_URL SCAN_EXCLUDE_NUMBER FINDING_SVC_ADDR ALERT_SVC_ADDR AWS_SVC_ADDR ZAP_PORT",
  }),
  worker("osint-subdomain", "subdomain", {
    pins: { PORT: "19003", RESULT_PATH: "/results", HARVESTER_PATH: "/theHarvester" },
    empty: "FINDING_SVC_ADDR ALERT_SVC_ADDR OSINT_SVC_ADDR SUBDOMAIN_QUEUE_NAME SUBDOMAIN_QUEUE_URL",
  }),
  worker("osint-website", "website", {
    pins: { RESULT_DIR: "/tmp" },
    empty: "DEBUG WEBSITE_QUEUE_NAME WEBSITE_QUEUE_URL FINDING_SVC_ADDR ALERT_SVC_ADDR AWS_SVC_ADDR",
  }),
  worker("azure-prowler", "prowler", {
    pins: { ProwlerCommand: "prowler" },
    empty:
      "DEBUG PROWLER_QUEUE_NAME PROWLER_QUEUE_URL CORE_SVC_ADDR DATA_SOURCE_API_SVC_ADDR AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_TENANT_ID",
  }),
];

export const findService = (id: string): Service | undefined => services.find((service) => service.id === id);

/** The service of this id. An id that doesn't exist is a mistake of ours. */
export function service(id: string): Service {
  const found = findService(id);
  if (!found) throw new Error(`RISKEN has no service ${id}`);
  return found;
}

/** Every service whose meta parameter lists this directory (below the env root). */
export const loadersOf = (directory: string): readonly Service[] =>
  services.filter(({ directories }) => directories.includes(directory));

/** A scanner: polls one queue, has no port, no probe and no more than its data source's directories. */
function worker(id: string, directory: string, peculiar: Partial<Service> & { readonly empty: string }): Service {
  const { empty, pins, ...rest } = peculiar;
  const dataSource = id.slice(0, id.indexOf("-")) as DataSource;
  return {
    id,
    dataSource,
    image: `public.ecr.aws/risken/${dataSource}/${directory}`,
    meta: `meta/${id.replace("-", "/")}`,
    directories: [`${dataSource}/${directory}`, `${dataSource}/common`, "common"],
    consumes: id,
    pins: { WAIT_TIME_SECOND: "20", ...pins, ...goImage },
    declaredEmpty: names(`PROFILE_EXPORTER PROFILE_TYPES ${awsKeys} MAX_NUMBER_OF_MESSAGE ${empty}`),
    standard: true,
    ...rest,
  };
}
