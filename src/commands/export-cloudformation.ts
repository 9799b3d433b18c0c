import { type Config, configSchema } from "../config/schema";
import { referencesIn } from "../config/secrets";
import { cloudFormationTemplate } from "../export/cloudformation";
import { clientSecretOf } from "../export/cloudformation-kinds";
import type { Text } from "../text";
import { deliver } from "./export-files";
import { settled } from "./export-settled";
import type { Run } from "./invocation";

/** Writes a CloudFormation template and, to a folder, the map by which what is there moves into a stack. */
export const cloudformation: Run = async (invocation) => {
  const { screen, config, settlement } = await settled(invocation);
  const { text, resources, imports, leftOut } = cloudFormationTemplate({
    env: config.env,
    settlement,
    lookups: lookupsIn(config),
  });
  const count = imports?.length ?? 0;
  if (count > 0 && count < resources) screen.note(notAllThere(resources - count));
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
  const providers = config.auth.cognito.identityProviders;
  const parameters = new Map([
    ["auth.oidc.clientSecret", "OidcClientSecret"],
    ...providers.map(
      ({ name }, at) => [`auth.cognito.identityProviders.${at}.clientSecret`, clientSecretOf(name)] as const,
    ),
  ]);
  const entries = referencesIn(configSchema, config).flatMap(({ path, reference }) => {
    const parameter = parameters.get(path);
    if (!parameter || !("secretsManager" in reference)) return [];
    const { secretsManager, key } = reference;
    return [[parameter, `{{resolve:secretsmanager:${secretsManager}:SecretString${key ? `:${key}` : ""}}}`] as const];
  });
  return Object.fromEntries(entries);
}

const notAllThere = (missing: number): Text => ({
  en: `${missing} resources of the template are not there yet. CloudFormation imports all or nothing: run apply first, or make a new stack.`,
  ja: `テンプレートのリソースのうち ${missing} 個はまだ存在しません。CloudFormation の取り込みにはすべてのリソースが必要なため、先に apply を実行するか、新しいスタックを作成してください。`,
});
