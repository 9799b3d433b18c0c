import type { DataSource } from "./services";

/**
 * The queues through which datasource-api starts scans. Each has one scanner, whose id is the queue's name.
 *
 * datasource-api sends with a delay per message and without a group id, so they have to be standard queues; nothing in
 * RISKEN creates them, extends a visibility timeout or has a dead-letter queue
 * (ca-risken/datasource-api@0993266:pkg/queue/sqs.go, ca-risken/go-sqs-poller@9148d33:worker/v5/worker.go).
 */
export interface ScanQueue {
  readonly name: string;
  readonly dataSource: DataSource;
  /** `<variable>_QUEUE_URL` is what RISKEN reads. The words are cut by envconfig: not always where one expects it. */
  readonly variable: string;
  /** Seconds of visibility timeout that leave the scanner time for one batch. SQS allows 43,200 at most. */
  readonly fitVisibility: number;
  /** What bounds the scanner's work on one message. */
  readonly why: string;
  /** Where that is written. */
  readonly source: string;
}

export const scanQueues: readonly ScanQueue[] = [
  queue(
    "aws-guardduty",
    "AWS_GUARD_DUTY",
    1800,
    "every Region in turn, no limit of its own",
    "aws@22d5144:pkg/guardduty/handler.go",
  ),
  queue(
    "aws-accessanalyzer",
    "AWS_ACCESS_ANALYZER",
    3600,
    "every Region in turn, up to 100 MB read from each public bucket",
    "aws@22d5144:pkg/accessanalyzer/handler.go",
  ),
  queue(
    "aws-adminchecker",
    "AWS_ADMIN_CHECKER",
    1800,
    "one last-accessed report for each IAM user",
    "aws@22d5144:pkg/adminchecker/handler.go",
  ),
  queue("aws-cloudsploit", "AWS_CLOUD_SPLOIT", 7200, "90 minutes a scan", "aws@22d5144:pkg/cloudsploit/handler.go"),
  queue(
    "aws-portscan",
    "AWS_PORTSCAN",
    7200,
    "nmap over all targets, no limit of its own",
    "aws@22d5144:pkg/portscan/handler.go",
  ),
  queue("google-asset", "GOOGLE_ASSET", 1800, "no limit of its own", "google@fe348fb:pkg/asset/handler.go"),
  queue(
    "google-cloudsploit",
    "GOOGLE_CLOUD_SPLOIT",
    7200,
    "90 minutes a scan",
    "google@fe348fb:pkg/cloudsploit/handler.go",
  ),
  queue("google-scc", "GOOGLE_SCC", 1800, "no limit of its own", "google@fe348fb:pkg/scc/handler.go"),
  queue(
    "google-portscan",
    "GOOGLE_PORTSCAN",
    7200,
    "nmap over all targets, no limit of its own",
    "google@fe348fb:pkg/portscan/handler.go",
  ),
  queue(
    "code-gitleaks",
    "CODE_GITLEAKS",
    3600,
    "clones and scans one repository",
    "code@f56aec9:pkg/gitleaks/handler.go",
  ),
  queue(
    "code-dependency",
    "CODE_DEPENDENCY",
    5400,
    "60 minutes a trivy run",
    "code@f56aec9:pkg/dependency/dependency.go",
  ),
  queue("code-codescan", "CODE_CODE_SCAN", 5400, "60 minutes a semgrep run", "code@f56aec9:pkg/codescan/semgrep.go"),
  queue(
    "osint-subdomain",
    "OSINT_SUBDOMAIN",
    5400,
    "60 minutes a harvester run, then each host is asked",
    "osint@aa6cd77:pkg/subdomain/harvester.go",
  ),
  queue(
    "osint-website",
    "OSINT_WEBSITE",
    1800,
    "20 minutes a Wappalyzer run",
    "osint@aa6cd77:pkg/website/wappalyzer.go",
  ),
  queue("diagnosis-wpscan", "DIAGNOSIS_WPSCAN", 3600, "no limit of its own", "diagnosis@130a2ef:pkg/wpscan/handler.go"),
  // ElasticMQ has 86,400 seconds for these two, more than SQS takes.
  queue(
    "diagnosis-portscan",
    "DIAGNOSIS_PORTSCAN",
    43_200,
    "no limit of its own",
    "diagnosis@130a2ef:pkg/portscan/handler.go",
  ),
  queue(
    "diagnosis-applicationscan",
    "DIAGNOSIS_APPLICATION_SCAN",
    43_200,
    "an active ZAP scan, no limit of its own",
    "diagnosis@130a2ef:pkg/applicationscan/handler.go",
  ),
  queue(
    "azure-prowler",
    "AZURE_PROWLER",
    7200,
    "prowler over a whole subscription",
    "azure@f5dac61:pkg/prowler/handler.go",
  ),
];

export const findQueue = (name: string): ScanQueue | undefined => scanQueues.find((queue) => queue.name === name);

function queue(name: string, variable: string, fitVisibility: number, why: string, source: string): ScanQueue {
  const dataSource = name.slice(0, name.indexOf("-")) as DataSource;
  return { name, dataSource, variable, fitVisibility, why, source: `ca-risken/${source}` };
}
