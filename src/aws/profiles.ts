import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Names of the profiles in AWS's config and credentials files, sorted. The SDK says the same of a profile that doesn't
 * exist and of one without credentials, so the difference has to be looked up. Files that can't be read hold none.
 */
export async function profilesIn(env: Env): Promise<readonly string[]> {
  const folder = join(env.HOME ?? homedir(), ".aws");
  const [config, credentials] = await Promise.all([
    textOf(env.AWS_CONFIG_FILE ?? join(folder, "config")),
    textOf(env.AWS_SHARED_CREDENTIALS_FILE ?? join(folder, "credentials")),
  ]);
  const configured = sectionsIn(config).flatMap((name) =>
    name === "default" ? [name] : name.startsWith("profile ") ? [name.slice("profile ".length).trim()] : [],
  );
  return [...new Set([...configured, ...sectionsIn(credentials)])].sort();
}

const textOf = (path: string): Promise<string> => readFile(path, "utf8").catch(() => "");

const sectionsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^\s*\[([^\]\n]+)\]/gm)].map(([, name]) => name!.trim().replace(/["']/g, "").replace(/\s+/g, " "));
