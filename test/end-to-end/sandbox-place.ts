import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Aws, openSession } from "../../src/aws/session";
import type { State } from "../../src/sandbox/account";
import { openSandbox } from "../../src/sandbox/file";
import { type Ran, type RunOptions, run, temporaryFolder } from "./program";

export type Config = Readonly<Record<string, unknown>>;

/** The whole standard installation, for the account that a fresh sandbox is. */
export const sandboxConfig = {
  version: 1,
  env: "prd",
  region: "ap-northeast-1",
  tags: { Owner: "security" },
  cluster: { name: "risken" },
  auth: { type: "cognito", cognito: { domainPrefix: "acme-risken" } },
  ingress: {
    loadBalancer: "risken-alb",
    consoleHost: "console.example.com",
    apiHost: "api.example.com",
    apiSourceIps: ["203.0.113.0/26", "203.0.113.64/26", "203.0.113.128/26", "198.51.100.7/32"],
  },
  database: { source: "rds", identifier: "risken-db" },
} satisfies Config;

/** A config with some of its values replaced, by path. */
export function withValues(config: Config, values: Readonly<Record<string, unknown>>): Config {
  const changed = structuredClone(config) as Record<string, unknown>;
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split(".");
    const last = keys.pop()!;
    let at = changed;
    for (const key of keys) {
      at[key] ??= {};
      at = at[key] as Record<string, unknown>;
    }
    if (value === undefined) delete at[last];
    else at[last] = value;
  }
  return changed;
}

/** A folder with a sandbox and a config, in which the built program runs. */
export interface Place {
  readonly folder: string;
  /** The sandbox's file. */
  readonly file: string;
  /** Runs a verb of the program with `--sandbox` in this folder. */
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The sandbox's file as it is now. */
  bytes(): Promise<string>;
  state(): Promise<State>;
  saveConfig(config: Config | string): Promise<void>;
  /** Calls AWS's operations by hand, as another tool would, and saves what they did. */
  byHand<T>(work: (aws: Aws) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/**
 * @param config the config of the sandbox; undefined makes none
 * @param from a sandbox to start from; a fresh one unless given
 */
export async function makePlace(config?: Config | string, from?: string): Promise<Place> {
  const folder = await temporaryFolder();
  const home = join(folder, ".risken-aws");
  const file = join(home, "sandbox.json");
  await mkdir(home, { recursive: true });
  if (from === undefined) await openSandbox(file);
  else await copyFile(from, file);
  const place: Place = {
    folder,
    file,
    run: ([verb, ...args], options = {}) => run([verb!, "--sandbox", ...args], { cwd: folder, ...options }),
    bytes: () => readFile(file, "utf8"),
    state: async () => JSON.parse(await place.bytes()) as State,
    saveConfig: (given) => writeFile(join(home, "sandbox.yaml"), typeof given === "string" ? given : stringify(given)),
    byHand: async (work) => {
      const { answer, account } = await openSandbox(file);
      const credentials = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
      return work(await openSession({ region: account.region, answer, settings: { credentials }, rated: false }));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  if (config !== undefined) await place.saveConfig(config);
  return place;
}
