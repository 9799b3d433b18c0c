import { ADOPTED_TAG, ADOPTED_TAGS_TAG, ENV_TAG, GENERATED_TAG, ID_TAG, OUR_TAGS, SHARED_TAG } from "../aws/tags";
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
    generated: { [GENERATED_TAG]: "true" },
    adopting: (has) => ({ [ADOPTED_TAG]: "true", ...added(Object.keys(tags).filter((key) => !(key in has))) }),
    adopted(has) {
      if (has[ADOPTED_TAG] !== "true") return undefined;
      const ours = (has[ADOPTED_TAGS_TAG] ?? "").split("+").filter((key) => key in has);
      return [...Object.keys(has).filter((key) => key.startsWith(OUR_TAGS)), ...ours];
    },
    handedTo: (theirs) =>
      Object.fromEntries(Object.entries(theirs).filter(([key]) => key === ENV_TAG || !key.startsWith(OUR_TAGS))),
    adopts: (address) => adoption.all || adoption.addresses.includes(address),
  };
}

/** A tag's value has 256 characters: what doesn't fit in stays when the thing is released. */
function added(keys: readonly string[]): Tags {
  const value = keys.reduce((text, key) => {
    const longer = text === "" ? key : `${text}+${key}`;
    return longer.length > 256 ? text : longer;
  }, "");
  return value === "" ? {} : { [ADOPTED_TAGS_TAG]: value };
}
