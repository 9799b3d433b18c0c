import { scanRole } from "../risken/scan-role";
import { externalId, PRINCIPAL_PATTERN, type ScanRole, says } from "./scan-role";

/** The same role as a module of Terraform, with the same two variables. */
export const scanRoleInTerraform = ({ name, principal }: ScanRole): string => `\
# ${says.role} (risken-aws scan-role)

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
  description = ${text(says.principal)}
${principal ? `  default     = ${text(principal)}\n` : ""}
  validation {
    condition     = can(regex(${text(PRINCIPAL_PATTERN)}, var.trusted_principal))
    error_message = "The trusted principal must be the ARN of a role."
  }
}

variable "external_id" {
  type        = string
  description = ${text(says.externalId)}

  validation {
    condition     = can(regex(${text(externalId.pattern)}, var.external_id)) && length(var.external_id) >= ${externalId.least}
    error_message = "The external ID must have at least ${externalId.least} letters, digits and signs of _+=,.@:/-."
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
${scanRole.actions.map((action) => `      ${text(action)},`).join("\n")}
    ]
    resources = ["*"]
  }
}

resource "aws_iam_role" "scan" {
  name                 = ${text(name)}
  description          = ${text(says.role)}
  max_session_duration = ${scanRole.maxSessionDuration}
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy_attachment" "audit" {
  role       = aws_iam_role.scan.name
  policy_arn = "arn:\${data.aws_partition.current.partition}:iam::aws:policy/${scanRole.managedPolicy}"
}

resource "aws_iam_role_policy" "more" {
  name   = "RISKEN"
  role   = aws_iam_role.scan.id
  policy = data.aws_iam_policy_document.more.json
}

output "role_arn" {
  description = ${text(says.arn)}
  value       = aws_iam_role.scan.arn
}
`;

/** A text in quotes, as Terraform reads it: `${` and `%{` begin something else. */
const text = (value: string): string => JSON.stringify(value).replaceAll(/[$%](?=\{)/g, "$&$&");
