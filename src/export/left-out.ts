import type { Address } from "../engine/ref";
import type { Text } from "../text";
import type { Settled } from "./settle";

/** What of an installation a notation has no words for. */
export interface LeftOut {
  readonly address: Address;
  /** The name that people know it by. */
  readonly name: string;
  readonly because: Text;
}

/** What has no name of its own goes by its address. */
export function leftOut({ address, kind, spec }: Settled, because: Text): LeftOut {
  const label = spec[kind.label ?? kind.key[0]!];
  return { address, name: kind.tag && typeof label === "string" ? label : address, because };
}
