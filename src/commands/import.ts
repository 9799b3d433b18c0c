import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Aws } from "../aws/session";
import { ask } from "../config/ask";
import { checkAccount } from "../config/fences";
import { fieldsOf } from "../config/fields";
import { DEFAULT_FILE } from "../config/file";
import { importedPart, type Part, type Published, together, valuesPart } from "../config/imported";
import { loadConfig, parseConfig, unanswered } from "../config/load";
import { judge } from "../config/mistakes";
import type { Prompts } from "../config/question";
import { configText, saveConfig, schemaFor } from "../config/save";
import { configSchema } from "../config/schema";
import { resolveSecrets } from "../config/secrets";
import { inOrder } from "../config/values";
import { type Plain, valueAt } from "../config/walk";
import { envsIn, type Found, installationIn } from "../discovery/hand-made";
import { configThere, notFoundOut, nothingToImport, severalEnvs } from "../problems";
import { openSandbox } from "../sandbox/file";
import { graphFor } from "../steps/graph";
import { importDocument, importLines, type ShownImport, wrappedRemarks } from "../terminal/imported";
import { reporterFor } from "../terminal/progress";
import type { Screen } from "../terminal/screen";
import type { Text } from "../text";
import type { Invocation, Run } from "./invocation";
import { screenFor, sessionOnce } from "./open";
import { promptsFor } from "./prompts";
import { sandboxConfig } from "./sandbox";
import { asProblem } from "./work";

/** Writes the config under which what runs in an account needs the fewest changes. Changes nothing in AWS. */
export const run: Run = async (invocation) => {
  const screen = screenFor(invocation);
  const name = fileOf(invocation);
  if (name !== "-" && existsSync(resolve(invocation.io.cwd, name))) throw configThere({ name });
  const prompts = await promptsFor(invocation);
  const { aws, given } = await openAccount(invocation, screen);
  const env = await envOf(aws, given, prompts);
  invocation.reached.env = env;
  const found = await installationIn(aws, env);
  if (isNothing(found)) throw nothingToImport({ region: aws.region });
  const imported = importedPart(found, given);
  for (const text of imported.warnings) screen.note(text);
  const { data } = await ask(configSchema, {
    data: imported.data,
    prompts,
    onlyNeeded: true,
    stored: async () => true,
    aws: async () => aws,
  });
  const { missing, mistakes } = judge(configSchema, data);
  if (missing.length > 0 && mistakes.length === 0) throw notFoundOut({ missing: missing.map(unanswered) });
  const values = valuesPart(found, await publishedBy(data, name, aws));
  const all = together([{ ...imported, data }, values], given);
  // What was found may be nothing that the config allows, as an env of more than eleven letters.
  parseConfig(all.data, name);
  const shown = { file: name, place: found, ...all, leftovers: values.leftovers, denied: deniedIn(found) };
  await write(shown, invocation, screen);
  return 0;
};

const fileOf = ({ options }: Invocation): string => options.config ?? (options.sandbox ? sandboxConfig : DEFAULT_FILE);

/** The account, and what flags and variables say. */
async function openAccount(
  invocation: Invocation,
  screen: Screen,
): Promise<{ readonly aws: Aws; readonly given: Plain }> {
  const { options, io, flags, set } = invocation;
  const sandbox = options.sandbox ? await openSandbox(resolve(io.cwd, options.sandbox)) : undefined;
  const { data } = await loadConfig({
    noFile: true,
    cwd: io.cwd,
    flags,
    set,
    env: io.env,
    profile: options.profile,
    ambientRegion: sandbox ? async () => sandbox.account.region : undefined,
    asks: true,
  });
  const region = valueAt(data, ["region"]);
  if (typeof region !== "string") {
    throw notFoundOut({ missing: [{ path: "region", flag: "--region", variable: "RISKEN_AWS_REGION" }] });
  }
  invocation.reached.region = region;
  const aws = await sessionOnce(invocation, screen, reporterFor(screen), sandbox)(region);
  invocation.reached.account = aws.account;
  checkAccount(fieldsOf(configSchema), data, aws.account);
  return { aws, given: data };
}

/** The given one, the only one that is there, or the one that a person chooses. */
async function envOf(aws: Aws, given: Plain, prompts: Prompts | undefined): Promise<string> {
  const told = valueAt(given, ["env"]);
  if (typeof told === "string") return told;
  const envs = await envsIn(aws);
  if (envs.length <= 1) return envs[0] ?? "prd";
  if (!prompts) throw severalEnvs({ envs });
  return prompts.select({ message: whichEnv, choices: envs.map((value) => ({ value, hint: `/${value}/…` })) });
}

const whichEnv: Text = {
  en: "Which of these paths in Parameter Store is the installation's?",
  ja: "どのパスの環境を対象にしますか",
};

const isNothing = ({ parameters, queues, entrances, roles }: Found): boolean =>
  [parameters, queues, entrances, roles].every(({ length }) => length === 0);

/** The parameters that the config makes by itself. No secret is needed. */
async function publishedBy(data: Plain, name: string, aws: Aws): Promise<Published> {
  const config = parseConfig(data, name);
  const resolved = await resolveSecrets(configSchema, config, { env: {}, cwd: "/" });
  const { resources } = graphFor(resolved, aws).graph;
  const parameters = resources.filter(({ kind }) => kind.type === "ssm.parameter").map(({ spec }) => spec);
  return new Map(
    parameters.map(({ Name, Value }) => [String(Name), typeof Value === "string" ? Value : undefined] as const),
  );
}

const deniedIn = ({ denied }: Found): readonly Text[] => denied.map((error) => asProblem(error).text);

async function write(shown: ShownImport & Part, { io }: Invocation, screen: Screen): Promise<void> {
  const { file, data } = shown;
  const remarks = wrappedRemarks(shown.remarks, screen.language);
  if (file !== "-") await saveConfig({ name: file, cwd: io.cwd, data, remarks });
  else if (!screen.json) {
    const ordered = inOrder(configSchema, data) as Plain;
    screen.raw(configText(ordered, undefined, schemaFor(dirname(resolve(io.cwd, "-"))), remarks));
  }
  if (screen.json) screen.document(importDocument(shown, screen.language));
  // Standard output may hold the config alone.
  else if (file === "-") screen.note(importLines(shown, screen.notes));
  else screen.out(importLines(shown, screen.results));
}
