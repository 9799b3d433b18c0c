import { distance } from "fastest-levenshtein";
import { loadersOf, service, services } from "./services";
import { findVariable, variables } from "./variables";

export { databaseDirectory, findVariable, isStored, readBy, type Variable, variables } from "./variables";

/** Where core and datasource-api listen inside the cluster, in the namespace that everything runs in. */
export const addressesIn = (namespace: string) => ({
  CORE_ADDR: `core.${namespace}.svc.cluster.local:8080`,
  CORE_SVC_ADDR: `core.${namespace}.svc.cluster.local:8080`,
  DATA_SOURCE_API_SVC_ADDR: `datasource-api.${namespace}.svc.cluster.local:8081`,
});

/** A name that documentation, samples or images mention and no program reads. */
export interface DeadName {
  readonly name: string;
  /** What is read in its place; several where it depends on the reader. */
  readonly use: readonly string[];
  readonly foundIn: "documentation" | "images" | "both";
}

const core = ["CORE_ADDR", "CORE_SVC_ADDR"];
const datasourceApi = ["DATA_SOURCE_API_SVC_ADDR"];
const portscan = ["AWS_PORTSCAN_QUEUE_URL", "GOOGLE_PORTSCAN_QUEUE_URL", "DIAGNOSIS_PORTSCAN_QUEUE_URL"];

/**
 * Sources: ca-risken/doc@96c96d6:docs/admin and its docker-compose file, the sample script of ca-risken/k8s-sample@c0a620c, and the
 * Dockerfiles that services.ts names.
 */
export const deadNames: readonly DeadName[] = [
  dead("both", "AWS_CLOUDSPLOIT_QUEUE_URL", "AWS_CLOUD_SPLOIT_QUEUE_URL"),
  dead("both", "DB_SCHEMA", "DBSCHEMA"),
  dead("both", "DB_PORT", "DBPORT"),
  dead("documentation", "GOOGLE_CLOUDSPLOIT_QUEUE_URL", "GOOGLE_CLOUD_SPLOIT_QUEUE_URL"),
  dead("documentation", "AWS_CLOUDSPLOIT_QUEUE_NAME"),
  dead("documentation", "GOOGLE_CLOUDSPLOIT_QUEUE_NAME"),
  dead("documentation", "AWS_PORT_SCAN_QUEUE_URL", "AWS_PORTSCAN_QUEUE_URL"),
  dead("documentation", "GOOGLE_PORT_SCAN_QUEUE_URL", "GOOGLE_PORTSCAN_QUEUE_URL"),
  dead("documentation", "DIAGNOSIS_PORT_SCAN_QUEUE_URL", "DIAGNOSIS_PORTSCAN_QUEUE_URL"),
  dead("documentation", "GOOGLE_CLOUD_SPLOIT_OLD_QUEUE_URL"),
  dead("documentation", "WPSCAN_VULNDB_APIKEY"),
  // The successor, VITE_STATIC_LINK, is read when the image is built: no pod reads it.
  dead("documentation", "VUE_APP_STATIC_LINK"),
  dead("images", "DIAGNOSIS_APPLICATIONSCAN_QUEUE_URL", "DIAGNOSIS_APPLICATION_SCAN_QUEUE_URL"),
  dead("images", "CODE_GITLEAKS_FULL_SCAN_QUEUE_URL"),
  dead("images", "NOTIFICATION_ALERT_URL", "BASE_URL"),
  dead("images", "DATA_KEY", "CODE_DATA_KEY"),
  dead("images", "ProwlerCommand", "PROWLER_COMMAND"),
  dead("images", "FINDING_SVC_ADDR", ...core),
  dead("images", "ALERT_SVC_ADDR", ...core),
  dead("images", "IAM_SVC_ADDR", ...core),
  dead("images", "PROJECT_SVC_ADDR", ...core),
  dead("images", "REPORT_SVC_ADDR", ...core),
  dead("images", "AWS_SVC_ADDR", ...datasourceApi),
  dead("images", "GOOGLE_SVC_ADDR", ...datasourceApi),
  dead("images", "CODE_SVC_ADDR", ...datasourceApi),
  dead("images", "OSINT_SVC_ADDR", ...datasourceApi),
  dead("images", "DIAGNOSIS_SVC_ADDR", ...datasourceApi),
  dead("images", "GUARD_DUTY_QUEUE_URL", "AWS_GUARD_DUTY_QUEUE_URL"),
  dead("images", "ACCESS_ANALYZER_QUEUE_URL", "AWS_ACCESS_ANALYZER_QUEUE_URL"),
  dead("images", "ADMIN_CHECKER_QUEUE_URL", "AWS_ADMIN_CHECKER_QUEUE_URL"),
  dead("images", "CLOUDSPLOIT_QUEUE_URL", "AWS_CLOUD_SPLOIT_QUEUE_URL"),
  dead("images", "CLOUD_SPLOIT_QUEUE_URL", "GOOGLE_CLOUD_SPLOIT_QUEUE_URL"),
  dead("images", "PORTSCAN_QUEUE_URL", ...portscan),
  dead("images", "ASSET_QUEUE_URL", "GOOGLE_ASSET_QUEUE_URL"),
  dead("images", "SCC_QUEUE_URL", "GOOGLE_SCC_QUEUE_URL"),
  dead("images", "GITLEAKS_QUEUE_URL", "CODE_GITLEAKS_QUEUE_URL"),
  dead("images", "DEPENDENCY_QUEUE_URL", "CODE_DEPENDENCY_QUEUE_URL"),
  dead("images", "SUBDOMAIN_QUEUE_URL", "OSINT_SUBDOMAIN_QUEUE_URL"),
  dead("images", "WEBSITE_QUEUE_URL", "OSINT_WEBSITE_QUEUE_URL"),
  dead("images", "PROWLER_QUEUE_URL", "AZURE_PROWLER_QUEUE_URL"),
  dead("images", "GUARD_DUTY_QUEUE_NAME"),
  dead("images", "ACCESS_ANALYZER_QUEUE_NAME"),
  dead("images", "ADMIN_CHECKER_QUEUE_NAME"),
  dead("images", "CLOUDSPLOIT_QUEUE_NAME"),
  dead("images", "CLOUD_SPLOIT_QUEUE_NAME"),
  dead("images", "PORTSCAN_QUEUE_NAME"),
  dead("images", "REMEDIATION_PROPOSAL_QUEUE_NAME"),
  dead("images", "ASSET_QUEUE_NAME"),
  dead("images", "SCC_QUEUE_NAME"),
  dead("images", "GITLEAKS_QUEUE_NAME"),
  dead("images", "DEPENDENCY_QUEUE_NAME"),
  dead("images", "SUBDOMAIN_QUEUE_NAME"),
  dead("images", "WEBSITE_QUEUE_NAME"),
  dead("images", "PROWLER_QUEUE_NAME"),
  dead("images", "ASSET_API_RETRY_NUM"),
  dead("images", "ASSET_API_RETRY_WAIT_SEC"),
  dead("images", "WAIT_MILLI_SEC_PER_REQUEST"),
  dead("images", "SEPERATE_SCAN_DAYS"),
  dead("images", "GITLEAKS_SCAN_THREADS"),
  dead("images", "SCAN_ON_MEMORY"),
  dead("images", "SCAN_EXCLUDE_NUMBER"),
];

/** Names that libraries and the tools inside the images read on their own account. */
const readByLibraries = [
  /^DD_/,
  /^(HTTPS?|NO)_PROXY$/i,
  /^(GODEBUG|GOMAXPROCS|GOMEMLIMIT|GOGC)$/,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS|NODE_OPTIONS)$/,
  /^(TRIVY|SEMGREP)_/,
  /^AWS_(ROLE_ARN|ROLE_SESSION_NAME|WEB_IDENTITY_TOKEN_FILE|STS_REGIONAL_ENDPOINTS|CA_BUNDLE|MAX_ATTEMPTS|RETRY_MODE)$/,
];

export const isReadByLibraries = (name: string): boolean => readByLibraries.some((pattern) => pattern.test(name));

/** A secret that somebody has stored as text is one all the same, also where another program reads it or nobody known. */
export const isSecretName = (name: string): boolean =>
  findVariable(name)?.secret === true ||
  /(PASSWORD|PASSWD|SECRET|TOKEN|(SECRET_ACCESS|PRIVATE|API|DATA)_KEY)$/i.test(name);

/** Services whose image fixes this name, so that only the Deployment can change it. */
export const pinnedIn = (name: string): readonly string[] =>
  services.filter(({ pins }) => Object.hasOwn(pins, name)).map(({ id }) => id);

export type NameProblem =
  /** Nothing reads it; `use` is what is read instead. */
  | { readonly kind: "dead"; readonly use?: string }
  /** The images of `by` fix it: Parameter Store changes it for `free` only, or for nobody. */
  | { readonly kind: "pinned"; readonly by: readonly string[]; readonly free: readonly string[] }
  /** Only the Deployment can set it: it is needed before Parameter Store is read. */
  | { readonly kind: "manifest" }
  /** It would be used in place of the pod's IAM role. */
  | { readonly kind: "never" }
  /** It is read, but by nobody who loads the directory. */
  | { readonly kind: "misplaced"; readonly readBy: readonly string[] }
  /** Nobody has heard of it. */
  | { readonly kind: "unknown"; readonly nearest?: string };

/**
 * Why setting this name in Parameter Store would do nothing, or less than one thinks; undefined if all is well.
 *
 * @param directory below the env root, as in `google/common`. Left out, or known to no service (the database directory has a
 *   name of the user's choice), every reader counts.
 */
export function nameProblem(name: string, directory?: string): NameProblem | undefined {
  const gone = deadNames.find((one) => one.name === name);
  if (gone) return gone.use.length > 0 ? { kind: "dead", use: gone.use.join(" / ") } : { kind: "dead" };

  if (name.startsWith("ENV_INJECTOR_")) return { kind: "manifest" };
  const variable = findVariable(name);
  if (!variable) return isReadByLibraries(name) ? undefined : { kind: "unknown", nearest: nearest(name) };

  const loaders = directory === undefined ? [] : loadersOf(directory).map(({ id }) => id);
  const readers = loaders.length === 0 ? variable.readBy : variable.readBy.filter((id) => loaders.includes(id));
  if (readers.length === 0) return { kind: "misplaced", readBy: variable.readBy };

  const by = readers.filter((id) => Object.hasOwn(service(id).pins, name));
  if (by.length > 0) return { kind: "pinned", by, free: readers.filter((id) => !by.includes(id)) };
  return variable.need === "never" || variable.need === "manifest" ? { kind: variable.need } : undefined;
}

/** The name that was probably meant: at most a quarter of its letters away. */
function nearest(name: string): string | undefined {
  const plain = name.toUpperCase().replaceAll(/[-.]/g, "_");
  const [best] = variables
    .map((variable) => ({ name: variable.name, apart: distance(plain, variable.name) }))
    .filter(({ name: candidate, apart }) => apart <= candidate.length / 4)
    .sort((a, b) => a.apart - b.apart);
  return best?.name;
}

function dead(foundIn: DeadName["foundIn"], name: string, ...use: string[]): DeadName {
  return { name, use, foundIn };
}
