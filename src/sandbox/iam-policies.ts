import { awsError } from "./account";

/** White space doesn't count towards the quotas. */
export const spaceless = (text: string): string => text.replaceAll(/\s/g, "");

/** 4,096 can be had on request. */
const TRUST = 2_048;

/** What IAM refuses in a trust policy (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html). */
export function checkTrust(text: string): void {
  for (const one of statements(text)) {
    if (one.Resource || one.NotResource) throw malformed("Has prohibited field Resource");
    if (!one.Principal && !one.NotPrincipal) throw malformed("Missing required field Principal");
    for (const who of [principals(one).AWS ?? []].flat()) {
      if (!/^(\*|\d{12}|arn:.+|A[A-Z0-9]{15,})$/.test(who)) {
        throw malformed(`Invalid principal in policy: "AWS":"${who}"`);
      }
    }
    if (!actions(one).every((action) => /^sts:/i.test(action))) {
      throw malformed("AssumeRole policy may only specify STS AssumeRole actions.");
    }
  }
  if (spaceless(text).length > TRUST) {
    throw awsError("LimitExceededException", `Cannot exceed quota for ACLSizePerRole: ${TRUST}`, {
      status: 409,
      code: "LimitExceeded",
    });
  }
}

/** What IAM refuses in an inline policy. */
export function checkInline(text: string): void {
  for (const one of statements(text)) {
    if (one.Principal || one.NotPrincipal) throw malformed("Policy document should not specify a principal.");
    const resources = [one.Resource ?? one.NotResource ?? []].flat();
    if (resources.length === 0) throw malformed("Policy statement must contain resources.");
    const odd = resources.find((resource) => !/^(\*|arn:[^:]*:[^:]+:[^:]*:[^:]*:.+)$/.test(resource));
    if (odd !== undefined) throw malformed(`Resource ${odd} must be in ARN format or "*".`);
  }
}

interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
}

function statements(text: string): readonly Statement[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: IAM names these very characters
  if (!/^[\u0009\u000A\u000D\u0020-\u00FF]+$/.test(text)) {
    throw awsError(
      "ValidationError",
      "The specified value for policyDocument is invalid: it has characters over 0xFF.",
    );
  }
  const { Version, Statement } = parsed(text);
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17") {
    throw malformed("Syntax errors in policy.");
  }
  const all = [Statement ?? []].flat();
  if (all.length === 0) throw malformed("Syntax errors in policy.");
  const sids = all.map(({ Sid }) => Sid).filter((sid) => sid !== undefined);
  if (sids.some((sid) => !/^[0-9A-Za-z]*$/.test(sid))) {
    throw malformed("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies [0-9A-Za-z]*.");
  }
  if (new Set(sids).size < sids.length) throw malformed("Statement IDs (SID) in a single policy must be unique.");
  for (const one of all) {
    if (one.Effect !== "Allow" && one.Effect !== "Deny") throw malformed("Syntax errors in policy.");
    if (actions(one).length === 0) throw malformed("Policy statement must contain actions.");
    if (actions(one).some((action) => !/^(\*|[a-z0-9-]+:.+)$/i.test(action))) {
      throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
  }
  return all;
}

function parsed(text: string): { readonly Version?: string; readonly Statement?: Statement | readonly Statement[] } {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
}

const actions = ({ Action, NotAction }: Statement): readonly string[] => [Action ?? NotAction ?? []].flat();
const principals = ({ Principal }: Statement) =>
  typeof Principal === "object" ? Principal : ({} as Readonly<Record<string, string | readonly string[]>>);

const malformed = (message: string) =>
  awsError("MalformedPolicyDocumentException", message, { code: "MalformedPolicyDocument" });
