import { elbv2Listener, type ListenerOutputs } from "../kinds/elbv2-listener";
import { elbv2OwnListener } from "../kinds/elbv2-own-listener";
import type { Look } from "./check";
import { allSeen, onlySeen } from "./seen";

/** The HTTPS listener, whoever has made it. */
export interface HttpsListener extends ListenerOutputs {
  readonly loadBalancerArn: string;
}

/** @throws what kept the survey from reading it */
export function httpsListener(look: Pick<Look, "survey">): HttpsListener | undefined {
  const { there, blind } = allSeen(look, elbv2OwnListener);
  const ours = there.find(({ is }) => is.spec.Protocol === "HTTPS");
  const found = ours ?? onlySeen(look, elbv2Listener);
  if (!found && blind !== undefined) throw blind;
  return found && { ...found.is.outputs, loadBalancerArn: found.key.LoadBalancerArn };
}
