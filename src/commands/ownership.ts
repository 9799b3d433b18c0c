import { ENV_TAG, ID_TAG, SHARED_TAG } from "../aws/tags";
import type { Tags } from "../engine/kind";
import type { Ownership } from "../engine/ownership";

/** Which things that stand in the way may be taken over: the given addresses, or all. */
export interface Adoption {
  readonly all: boolean;
  readonly addresses: readonly string[];
}

/** Whose things are whose, by the tags of the contract. */
export function ownershipOf(env: string, tags: Tags, adoption: Adoption = { all: false, addresses: [] }): Ownership {
  return {
    env,
    tags,
    everything: { [ENV_TAG]: env },
    marks: ({ address, kind }): Tags =>
      "relation" in kind && kind.relation === "shared"
        ? { [SHARED_TAG]: "true" }
        : { [ENV_TAG]: env, [ID_TAG]: address },
    addressIn: (has) => has[ID_TAG],
    envIn: (has) => has[ENV_TAG],
    adopts: (address) => adoption.all || adoption.addresses.includes(address),
  };
}
