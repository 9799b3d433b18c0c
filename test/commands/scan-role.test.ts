import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { cfnLint } from "../cfn-lint";
import { runHere } from "../end-to-end/run-here";
import { sandboxConfig, withValues } from "../end-to-end/sandbox-place";
import { describeOnMoto } from "../moto/server";

const config = { ...sandboxConfig, account: "123456789012" };
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "risken-aws-scan-role-"));
  file = join(folder, "risken-aws.yaml");
  await writeFile(file, stringify(config));
});
afterAll(() => rm(folder, { recursive: true }));

const scanRole = (...args: readonly string[]) => runHere(["scan-role", "-c", file, ...args]);

/** What it prints for a config that differs. */
async function printed(values: Readonly<Record<string, unknown>>, ...args: readonly string[]) {
  const other = join(folder, "other.yaml");
  await writeFile(other, stringify(withValues(config, values)));
  return runHere(["scan-role", "-c", other, ...args]);
}

const principalOf = (stdout: string) => parse(stdout).Parameters.TrustedPrincipal.Default;

describe("the template", () => {
  test("has two parameters, and the one that is known has a default: no AWS is asked", async () => {
    const { code, stdout, stderr } = await scanRole();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { Parameters, Resources } = parse(stdout);
    expect(Object.keys(Parameters)).toEqual(["TrustedPrincipal", "ExternalId"]);
    expect(Parameters.TrustedPrincipal.Default).toBe("arn:aws:iam::123456789012:role/risken/prd/*");
    expect(Parameters.ExternalId).not.toHaveProperty("Default");
    const { Properties } = Resources.ScanRole;
    expect(Properties.RoleName).toBe("RISKEN");
    expect(Properties.Path).toBeUndefined();
    expect(JSON.stringify(Properties.AssumeRolePolicyDocument.Statement[0].Condition)).toBe(
      '{"StringEquals":{"sts:ExternalId":{"Ref":"ExternalId"}},"ArnLike":{"aws:PrincipalArn":{"Ref":"TrustedPrincipal"}}}',
    );
  });

  test("allows what the RISKEN documentation lists, and nothing that writes", async () => {
    const { Properties } = parse((await scanRole()).stdout).Resources.ScanRole;
    expect(Properties.ManagedPolicyArns).toEqual([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
      { "Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/SecurityAudit" },
    ]);
    const [{ PolicyDocument }] = Properties.Policies;
    expect(PolicyDocument.Version).toBe("2012-10-17");
    expect(PolicyDocument.Statement[0].Action).toHaveLength(7);
    for (const action of PolicyDocument.Statement[0].Action) expect(action).toMatch(/^[a-z]+:(Describe|Get|List)/);
  });

  test("follows what the config says of the roles", async () => {
    const at = async (values: Record<string, unknown>) => principalOf((await printed(values)).stdout);
    expect(await at({ env: "stg", namePrefix: "ours" })).toBe("arn:aws:iam::123456789012:role/ours/stg/*");
    expect(await at({ "cluster.rolePath": "/security/" })).toBe("arn:aws:iam::123456789012:role/security/*");
    // Everybody's path: the names tell.
    expect(await at({ "cluster.rolePath": "/" })).toBe("arn:aws:iam::123456789012:role/risken-prd-*");
    const named = { "cluster.rolePath": "/", names: { "role/risken": "our-old-role" } };
    expect(await at(named)).toBe("arn:aws:iam::123456789012:role/our-old-role");
    expect(await at({ "cluster.serviceAccounts": "per-service" })).toBe("arn:aws:iam::123456789012:role/risken/prd/*");
    expect(await at({ region: "cn-north-1" })).toBe("arn:aws-cn:iam::123456789012:role/risken/prd/*");
    const { stdout } = await printed({ "cluster.scanRole": "RISKEN-scan" });
    expect(parse(stdout).Resources.ScanRole.Properties.RoleName).toBe("RISKEN-scan");
  });

  test("needs no config: flags will do", async () => {
    const { code, stdout } = await runHere(["scan-role", "--set", "account=123456789012", "--env", "stg"]);
    expect(code).toBe(0);
    expect(principalOf(stdout)).toBe("arn:aws:iam::123456789012:role/risken/stg/*");
  });

  test("says what is wrong with a config, and nothing of what is missing", async () => {
    const { code, stderr } = await printed({ env: "Not-An-Env", "cluster.name": undefined });
    expect(code).toBe(3);
    expect(stderr).toContain("env");
    expect(stderr).not.toContain("cluster.name");
  });
});

describe("other forms", () => {
  test("as Terraform", async () => {
    const { stdout } = await scanRole("--format", "terraform");
    expect(stdout).toMatchInlineSnapshot(`
      "# Lets RISKEN look at this account (risken-aws scan-role)

      terraform {
        required_providers {
          aws = {
            source  = "hashicorp/aws"
            version = ">= 4.0"
          }
        }
      }

      variable "trusted_principal" {
        type        = string
        description = "ARN of the roles that RISKEN's pods run with, with * as a wildcard"
        default     = "arn:aws:iam::123456789012:role/risken/prd/*"

        validation {
          condition     = can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", var.trusted_principal))
          error_message = "The trusted principal must be the ARN of a role."
        }
      }

      variable "external_id" {
        type        = string
        description = "The external ID that RISKEN's console made for this account's data sources"

        validation {
          condition     = can(regex("^[a-zA-Z0-9_+=,.@:/-]+$", var.external_id)) && length(var.external_id) >= 2
          error_message = "The external ID must have at least 2 letters, digits and signs of _+=,.@:/-."
        }
      }

      data "aws_partition" "current" {}

      data "aws_iam_policy_document" "trust" {
        statement {
          actions = ["sts:AssumeRole"]

          principals {
            type        = "AWS"
            identifiers = ["arn:\${data.aws_partition.current.partition}:iam::\${split(":", var.trusted_principal)[4]}:root"]
          }

          condition {
            test     = "StringEquals"
            variable = "sts:ExternalId"
            values   = [var.external_id]
          }

          condition {
            test     = "ArnLike"
            variable = "aws:PrincipalArn"
            values   = [var.trusted_principal]
          }
        }
      }

      data "aws_iam_policy_document" "more" {
        statement {
          actions = [
            "ses:DescribeActiveReceiptRuleSet",
            "athena:GetWorkGroup",
            "logs:DescribeLogGroups",
            "logs:DescribeMetricFilters",
            "elastictranscoder:ListPipelines",
            "elasticfilesystem:DescribeFileSystems",
            "servicequotas:ListServiceQuotas",
          ]
          resources = ["*"]
        }
      }

      resource "aws_iam_role" "scan" {
        name                 = "RISKEN"
        description          = "Lets RISKEN look at this account"
        max_session_duration = 3600
        assume_role_policy   = data.aws_iam_policy_document.trust.json
      }

      resource "aws_iam_role_policy_attachment" "audit" {
        role       = aws_iam_role.scan.name
        policy_arn = "arn:\${data.aws_partition.current.partition}:iam::aws:policy/SecurityAudit"
      }

      resource "aws_iam_role_policy" "more" {
        name   = "RISKEN"
        role   = aws_iam_role.scan.id
        policy = data.aws_iam_policy_document.more.json
      }

      output "role_arn" {
        description = "For the data sources in RISKEN's console"
        value       = aws_iam_role.scan.arn
      }
      "
    `);
  });

  test("with --json, in one document", async () => {
    const { stdout } = await scanRole("--json");
    const { template, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({
      command: "scan-role",
      format: "cloudformation",
      role: "RISKEN",
      trustedPrincipal: "arn:aws:iam::123456789012:role/risken/prd/*",
    });
    expect(template).toBe((await scanRole()).stdout);
  });

  test("as a file", async () => {
    const out = join(folder, "out");
    expect(await scanRole("--out", out)).toMatchObject({ code: 0, stderr: "" });
    expect(await scanRole("--out", out, "--format", "terraform")).toMatchObject({ code: 0, stderr: "" });
    expect((await readdir(out)).sort()).toEqual(["scan-role.tf", "scan-role.yaml"]);
    expect(await readFile(join(out, "scan-role.yaml"), "utf8")).toBe((await scanRole()).stdout);
  });

  test("another one is refused", async () => {
    const { code, stderr } = await scanRole("--format", "json");
    expect(code).toBe(3);
    expect(stderr).toContain("--format terraform");
  });
});

describeOnMoto("in every partition", () => {
  test.each(["ap-northeast-1", "cn-north-1", "us-gov-west-1"])("cfn-lint finds nothing: %s", async (region) => {
    const { stdout } = await printed({ region });
    expect(cfnLint(stdout, [region])).toEqual([]);
  });
});
