/**
 * What the role in a scanned account has to allow
 * (ca-risken/doc@96c96d6:docs/aws/overview_iam.md, ca-risken/terraform-module@03a6335:modules/aws-scan-setting/main.tf).
 */
export const scanRole = {
  /** A policy that AWS keeps: what an auditor may read. */
  managedPolicy: "SecurityAudit",
  /** What RISKEN reads beyond that; none of it can be bound to a resource. */
  actions: [
    "ses:DescribeActiveReceiptRuleSet",
    "athena:GetWorkGroup",
    "logs:DescribeLogGroups",
    "logs:DescribeMetricFilters",
    "elastictranscoder:ListPipelines",
    "elasticfilesystem:DescribeFileSystems",
    "servicequotas:ListServiceQuotas",
  ],
  /** Seconds: a role that assumes another one gets no longer session, whatever that one allows. */
  maxSessionDuration: 3600,
  /** Name of the session that RISKEN's programs open. */
  sessionName: "RISKEN",
} as const;
