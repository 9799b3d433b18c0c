import { parsePolicy } from "../aws/policy-document";
import { decide } from "../aws/policy-evaluation";
import type { Account, Answers } from "./account";
import { absent, documentOf, percentEncoded, type Role, roleArn, roles } from "./iam-tables";
import { pageOf } from "./paging";

type Operation = "GetPolicy" | "GetPolicyVersion" | "SimulatePrincipalPolicy";

const VERSION = "v1";

/** How IAM answers about managed policies, and about what a role may do. */
export const simulationAnswers: Pick<Answers<"iam">, Operation> = {
  GetPolicy({ PolicyArn }, account) {
    known(account, PolicyArn!);
    return { Policy: { Arn: PolicyArn, PolicyName: PolicyArn!.split("/").at(-1), DefaultVersionId: VERSION } };
  },

  GetPolicyVersion({ PolicyArn, VersionId }, account) {
    const document = known(account, PolicyArn!);
    if (VersionId !== VERSION)
      throw absent(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
    return { PolicyVersion: { Document: percentEncoded(document), VersionId, IsDefaultVersion: true } };
  },

  /** By the tool's own evaluation, which a test holds against IAM's documentation. */
  SimulatePrincipalPolicy({ PolicySourceArn, ActionNames = [], ResourceArns = ["*"], ...rest }, account) {
    const role = Object.values(roles(account)).find((one) => roleArn(account, one) === PolicySourceArn);
    if (!role) throw absent(`Entity ${PolicySourceArn} does not exist.`);
    const context = Object.fromEntries(
      (rest.ContextEntries ?? []).map(({ ContextKeyName, ContextKeyValues = [] }) => [
        ContextKeyName!,
        ContextKeyValues.length === 1 ? ContextKeyValues[0]! : ContextKeyValues,
      ]),
    );
    const policies = policiesOf(account, role);
    const results = ActionNames.flatMap((action) =>
      ResourceArns.map((resource) => {
        const decision = decide(policies, { action, resource, context });
        return {
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: decision === "unknown" ? ("implicitDeny" as const) : decision,
          MissingContextValues: decision === "unknown" ? ["aws:SourceIp"] : [],
        };
      }),
    );
    const { items, next } = pageOf(results, rest.MaxItems ?? 100, rest.Marker);
    return { EvaluationResults: [...items], IsTruncated: next !== undefined, Marker: next };
  },
};

function known(account: Account, arn: string): string {
  const document = documentOf(account, arn);
  if (document === undefined) throw absent(`Policy ${arn} does not exist or is not attachable.`);
  return document;
}

function policiesOf(account: Account, { policies, attached, boundary }: Role) {
  const managed = attached.flatMap((arn) => documentOf(account, arn) ?? []);
  const bound = boundary && documentOf(account, boundary);
  return {
    identity: [...Object.values(policies), ...managed].map(parsePolicy),
    ...(bound ? { boundary: parsePolicy(bound) } : {}),
  };
}
