import type { Text } from "../../text";
import type { Plain } from "../walk";

/** What a line of the config should be read with: where something was guessed, or has a consequence. */
export interface Remark {
  /** The config key, as in `database.password`. */
  readonly path: string;
  readonly text: Text;
}

/** What one look at the account says for the config. */
export interface Part {
  readonly data: Plain;
  readonly remarks: readonly Remark[];
  /** What no line of the config can say. */
  readonly warnings: readonly Text[];
}

export const part = (data: Plain, more: Partial<Omit<Part, "data">> = {}): Part => ({
  data,
  remarks: [],
  warnings: [],
  ...more,
});

/** Without the keys that have nothing to say. */
export const said = (data: Plain): Plain =>
  Object.fromEntries(
    Object.entries(data).filter(
      ([, value]) =>
        value !== undefined && !(typeof value === "object" && value !== null && Object.keys(value).length === 0),
    ),
  );
