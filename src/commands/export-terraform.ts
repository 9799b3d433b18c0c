import { isMarked } from "../export/marks";
import { terraformModule } from "../export/terraform";
import { deliver } from "./export-files";
import { settled } from "./export-settled";
import type { Run } from "./invocation";

/** Writes the installation in Terraform's language. */
export const terraform: Run = async (invocation) => {
  const { screen, config, target, settlement } = await settled(invocation);
  const { files, leftOut } = terraformModule({
    region: config.region,
    account: isMarked(target.account) ? undefined : target.account,
    settlement,
    language: screen.language,
  });
  return deliver(invocation, screen, {
    format: "terraform",
    files: [...files].map(([name, text]) => ({ name, text, printed: true })),
    leftOut,
  });
};
