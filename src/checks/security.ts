import type { Check } from "./check";
import { identityChecks } from "./security-identity";
import { listenerChecks } from "./security-listener";
import { nodePorts } from "./security-network";
import { secretsInClear } from "./security-secrets";

/** What would let in, or let see, who shouldn't. */
export const security: readonly Check[] = [nodePorts, ...listenerChecks, ...identityChecks, secretsInClear];
