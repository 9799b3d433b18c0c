import { type Config, configSchema } from "../config/schema";
import { referencesIn } from "../config/secrets";
import { cloudFormationTemplate } from "../export/cloudformation";
import { deliver } from "./export-files";
import { settled } from "./export-settled";
import type { Run } from "./invocation";

/** Writes a CloudFormation template and, to a folder, the map by which what is there moves into a stack. */
export const cloudformation: Run = async (invocation) => {
  const { screen, config, settlement } = await settled(invocation);
  const { text, imports, leftOut } = cloudFormationTemplate({
    env: config.env,
    settlement,
    lookups: lookupsIn(config),
  });
  const map = imports && {
    name: "resources-to-import.json",
    text: `${JSON.stringify(imports, null, 2)}\n`,
    printed: false,
  };
  const files = [{ name: "template.yaml", text, printed: true }, ...(map ? [map] : [])];
  return deliver(invocation, screen, { format: "cloudformation", files, leftOut });
};

/** Secrets that CloudFormation itself can look up, by the parameter that would take them otherwise. */
function lookupsIn(config: Config): Readonly<Record<string, string>> {
  const found = referencesIn(configSchema, config).find(({ path }) => path === "auth.oidc.clientSecret")?.reference;
  if (!found || !("secretsManager" in found)) return {};
  const { secretsManager, key } = found;
  return { OidcClientSecret: `{{resolve:secretsmanager:${secretsManager}:SecretString${key ? `:${key}` : ""}}}` };
}
