import { defaultSandbox } from "../verbs";
import type { GlobalOptions } from "./invocation";

/** The config of the sandbox, unless `-c` says otherwise: nothing of the play leaks into the real thing. */
export const sandboxConfig = ".risken-aws/sandbox.yaml";

/** The words that lead to the same sandbox again. */
export function sandboxFlags({ sandbox }: Pick<GlobalOptions, "sandbox">): readonly string[] {
  if (sandbox === undefined) return [];
  if (sandbox === defaultSandbox) return ["--sandbox"];
  // Only a file that ends like this is taken for one when it stands behind the flag.
  return sandbox.endsWith(".json") ? ["--sandbox", sandbox] : [`--sandbox=${sandbox}`];
}
