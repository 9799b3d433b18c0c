import { basics } from "../steps/basics";
import { steps } from "../steps/index";
import type { Text } from "../text";
import { fieldsOf } from "./fields";
import { configSchema } from "./schema";

/** A config key that has a flag of its own beside `--set`. */
export interface FieldFlag {
  readonly path: string;
  /** Without the hyphens in front. */
  readonly flag: string;
  readonly text: Text;
  /** Under which heading of the help it stands. */
  readonly heading: Text;
}

/** The flags that come out of the config's schema, in its order. */
export const configFlags = (): readonly FieldFlag[] =>
  fieldsOf(configSchema).flatMap(({ path, keys, flag, asking }) =>
    flag && asking ? [{ path, flag, text: asking.question, heading: headingOf(keys[0]!) }] : [],
  );

const headingOf = (section: string): Text =>
  section in basics ? { en: "Installation", ja: "全体" } : steps[section as keyof typeof steps].title;
