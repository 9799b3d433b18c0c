import { decide } from "../aws/policy-evaluation";
import { iamRole } from "../kinds/iam-role";
import { roleArn } from "../steps/cluster";
import type { Look } from "./check";
import { allSeen } from "./seen";

/** A role of ours as it is now. */
export type Role = ReturnType<typeof rolesIn>[number];

/**
 * All roles that are there.
 *
 * @throws what kept the survey from reading one of them
 */
export function rolesIn(look: Look) {
  const { there, blind } = allSeen(look, iamRole);
  if (blind !== undefined) throw blind;
  return there;
}

/** Answers the role that a service's pods run with, or undefined where it isn't there. */
export function rolesOfPods(look: Look): (serviceId: string) => Role | undefined {
  const roles = new Map(rolesIn(look).map((role) => [role.address, role]));
  return (serviceId) => roles.get(roleArn(serviceId, look.target.serviceAccounts).sources[0]!.address);
}

/** Whether a role's own policies let it do something. What hangs on conditions that nobody here knows counts as allowed. */
export function mayDo({ is }: Role, action: string, resource: string): boolean {
  const decision = decide({ identity: Object.values(is.spec.Policies) }, { action, resource, context: {} });
  return decision === "allowed" || decision === "unknown";
}
