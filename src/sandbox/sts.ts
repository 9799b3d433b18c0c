import type { PolicyDocument } from "../aws/policy-document";
import { decide } from "../aws/policy-evaluation";
import { type Account, type Answers, awsError } from "./account";
import { roleArn, roles } from "./iam-tables";

const caller = (account: Account) => account.arn("iam", "user/sandbox", { region: "" });

export const answers: Answers<"sts"> = {
  GetCallerIdentity: (_, account) => ({ Account: account.id, UserId: "AIDASANDBOX", Arn: caller(account) }),

  /** The one user may do everything, so a role's own trust decides; other accounts have no roles here. */
  AssumeRole({ RoleArn, RoleSessionName, ExternalId }, account) {
    const role = Object.values(roles(account)).find((one) => roleArn(account, one) === RoleArn);
    if (!role || !letsIn(JSON.parse(role.trust), ExternalId, account)) {
      // The same words for a role that isn't there: STS tells nobody which roles there are.
      const message = `User: ${caller(account)} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
      throw awsError("AccessDenied", message, { status: 403 });
    }
    const id = account.hex(16).toUpperCase();
    return {
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${RoleSessionName}`,
        Arn: account.arn("sts", `assumed-role/${role.name}/${RoleSessionName}`, { region: "" }),
      },
      Credentials: {
        AccessKeyId: `ASIA${id}`,
        SecretAccessKey: account.hex(40),
        SessionToken: account.hex(64),
        Expiration: new Date(account.now().getTime() + 900_000),
      },
    };
  },
};

function letsIn(trust: PolicyDocument, externalId: string | undefined, account: Account): boolean {
  const context = { "aws:PrincipalArn": caller(account), "sts:ExternalId": externalId ?? null };
  const root = account.arn("iam", "root", { region: "" });
  return [caller(account), root, account.id].some((AWS) => {
    const asked = { action: "sts:AssumeRole", resource: "*", context, principal: { AWS } };
    return decide({ identity: [trust] }, asked) === "allowed";
  });
}
