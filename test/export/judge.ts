import type { PolicyDocument, Statement } from "../../src/aws/policy-document";
import { decide } from "../../src/aws/policy-evaluation";
import type { Call } from "../../src/aws/session";
import type { Account } from "../../src/sandbox/account";
import { askedFor } from "./judge-asks";

/**
 * Stands in the place of IAM in front of a sandbox: refuses a call that the policies don't allow, in AWS's own words.
 * Knows also what AWS asks in the caller's name without a call of the caller's: tags at creation, keys, and the app client
 * behind an authenticate rule.
 */
export function judgeBy(policies: readonly PolicyDocument[], account: () => Account): (call: Call) => void {
  const identity = policies.map(withoutSets);
  return (call) => {
    for (const { action, resource, context } of askedFor(call, account())) {
      if (decide({ identity }, { action, resource, context }) !== "allowed") throw denied(action, resource);
    }
  };
}

export function denied(action: string, resource = "*"): Error {
  const error = new Error(
    `User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
  error.name = "AccessDeniedException";
  return Object.assign(error, { $fault: "client", $metadata: { httpStatusCode: 403, attempts: 1 } });
}

/** The calls of these tests have one value where a set could be: then the operators for sets say the same as those without. */
const withoutSets = (policy: PolicyDocument): PolicyDocument => ({
  ...policy,
  Statement: policy.Statement.map(({ Condition = {}, ...one }): Statement => {
    const bare: Record<string, object> = {};
    for (const [operator, keyed] of Object.entries(Condition)) {
      const name = operator.replace(/^For\w+:/, "");
      bare[name] = { ...bare[name], ...keyed };
    }
    return { ...one, Condition: bare as Statement["Condition"] };
  }),
});
