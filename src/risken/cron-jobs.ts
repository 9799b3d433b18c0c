import type { DataSource } from "./services";

/**
 * The CronJobs of the sample manifests: gRPC calls that start scans and clean up. They read no configuration, but their
 * service account has to exist. Schedules are UTC (ca-risken/k8s-sample@c0a620c:base/risken/cronjob.yaml).
 */
export interface CronJob {
  /** Name of the CronJob and of its only container. */
  readonly id: string;
  readonly schedule: string;
  /** The service that is called. */
  readonly target: "core" | "datasource-api";
  readonly method: string;
  /** What it scans; absent where it is needed whatever is scanned. */
  readonly dataSource?: DataSource;
  /** Downloads an arm64 program each time: fails on x86_64 nodes, and without a way to the internet. */
  readonly arm64Only?: true;
}

export const cronJobs: readonly CronJob[] = [
  core("alert", "00 01 * * *", "core.alert.AlertService.AnalyzeAlertAll", { arm64Only: true }),
  core("iam", "0 */8 * * *", "core.iam.IAMService.AnalyzeTokenExpiration", { arm64Only: true }),
  core("report", "00 15 * * *", "core.report.ReportService.CollectReportFinding", { arm64Only: true }),
  core("purge-core", "00 03 * * *", "core.project.ProjectService.CleanProject"),
  scan("aws", "30 15 * * *", "AWSService"),
  scan("azure", "25 17 * * *", "AzureService"),
  scan("code", "15 17 * * *", "CodeService"),
  scan("diagnosis", "05 17 * * *", "DiagnosisService"),
  scan("google", "20 17 * * *", "GoogleService"),
  scan("osint", "10 17 * * *", "OsintService"),
  {
    id: "purge-datasource-cronjob",
    schedule: "00 03 * * *",
    target: "datasource-api",
    method: "datasource.DataSourceService.CleanDataSource",
  },
];

function core(name: string, schedule: string, method: string, more: Pick<CronJob, "arm64Only"> = {}): CronJob {
  return { id: `${name}-cronjob`, schedule, target: "core", method, ...more };
}

function scan(dataSource: DataSource, schedule: string, grpcService: string): CronJob {
  const method = `datasource.${dataSource}.${grpcService}.InvokeScanAll`;
  return { id: `${dataSource}-cronjob`, schedule, target: "datasource-api", method, dataSource };
}
