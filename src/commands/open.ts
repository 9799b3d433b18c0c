import { resolve } from "node:path";
import { explainAny } from "../aws/explain";
import { partitionOf } from "../aws/partition";
import { type Aws, openSession, type SessionOptions } from "../aws/session";
import { ask } from "../config/ask";
import { checkAccount } from "../config/fences";
import { type Field, fieldsOf } from "../config/fields";
import { type Loaded, loadConfig, parseConfig } from "../config/load";
import { nearest } from "../config/mistakes";
import type { Prompts } from "../config/question";
import { type Config, configSchema, sectionTitle } from "../config/schema";
import { resolveSecrets } from "../config/secrets";
import { withDefaults } from "../config/values";
import type { Plain } from "../config/walk";
import { webBy } from "../discovery/web";
import type { Graph } from "../engine/graph";
import type { Ownership } from "../engine/ownership";
import { nothingToAdopt, planElsewhere } from "../problems";
import { openSandbox, type Sandbox } from "../sandbox/file";
import type { Secret } from "../secret";
import { graphFor } from "../steps/graph";
import { steps } from "../steps/index";
import type { Target } from "../steps/step";
import { type Reporter, reporterFor } from "../terminal/progress";
import { type Screen, screenOf } from "../terminal/screen";
import type { Text } from "../text";
import type { Invocation } from "./invocation";
import { ownershipOf } from "./ownership";
import type { PlanFile } from "./plan-file";
import { sandboxConfig } from "./sandbox";

/** What most verbs begin with: the config, the account, and what is wanted there. */
export interface Opened {
  readonly screen: Screen;
  readonly reporter: Reporter;
  readonly aws: Aws;
  readonly config: Config;
  /** What people have said, and where. */
  readonly loaded: Loaded;
  /** The same with what was asked and found: what belongs into the file. */
  readonly data: Plain;
  /** Whether something was asked or found that the file doesn't say. */
  readonly answered: boolean;
  /** Secrets that were typed in this run, by path. */
  readonly typed: ReadonlyMap<string, Secret>;
  readonly graph: Graph;
  readonly target: Target;
  readonly owner: Ownership;
  readonly warnings: readonly Text[];
  /** The config file's name, as people recognise it. */
  readonly file: string;
  readonly sandbox: Sandbox | undefined;
}

/** How a verb opens. */
export interface Opening {
  readonly screen?: Screen;
  /** Asks for what is missing. Without them a missing answer is an error. */
  readonly prompts?: Prompts;
  /** What was said when a plan was saved. Nothing else is: no file, flag or variable. */
  readonly saved?: PlanFile;
}

/**
 * Reads the config, opens the account and declares what is wanted.
 *
 * @throws {Problem} exit 3 for what is wrong with the config, exit 4 where it names another account or region
 */
export async function open(invocation: Invocation, opening: Opening = {}): Promise<Opened> {
  const { own, io } = invocation;
  const { session, ...answers } = await answersIn(invocation, opening);
  const { config, data, typed, loaded } = answers;
  const aws = await session(config.region);
  invocation.reached.account = aws.account;
  if (opening.saved && opening.saved.account !== aws.account)
    throw planElsewhere({ saved: accountNamed(opening.saved.account), now: accountNamed(aws.account) });
  checkAccount(fieldsOf(configSchema), data, aws.account);
  const resolved = await resolveSecrets(configSchema, config, { env: io.env, cwd: io.cwd, aws, typed });
  const { graph, target, warnings } = graphFor(resolved, aws);
  const adoption = { all: own.adoptAll === true, addresses: (own.adopt as string[] | undefined) ?? [] };
  checkAdopted(adoption.addresses, graph);
  return {
    ...answers,
    aws,
    graph,
    target,
    owner: ownershipOf(config.env, config.tags, adoption),
    warnings: [...loaded.warnings, ...warnings],
  };
}

const accountNamed = (account: string): Text => ({
  en: `the account ${account}`,
  ja: `アカウント ${account} `,
});

/** A slip in an address would leave in the way what somebody wants to take over. */
function checkAdopted(addresses: readonly string[], { resources }: Graph): void {
  const known = resources.filter(({ wanted }) => wanted === "made").map(({ address }) => address);
  const unknown = addresses.find((address) => !known.includes(address));
  if (unknown !== undefined) throw nothingToAdopt({ id: unknown, nearest: nearest(unknown, known) });
}

/** What can be said of a config without looking at AWS. */
export type Wish = Pick<Opened, "screen" | "config" | "graph" | "target">;

/**
 * Reads the config and declares what is wanted. Opens the account only where the config leaves something out that has to be
 * found there: above all, whose account it is. No secret is needed.
 *
 * @throws {Problem} as {@link open}
 */
export async function declare(invocation: Invocation): Promise<Wish> {
  const { screen, config, data, session } = await answersIn(invocation, {});
  const { region, account } = config;
  const place = account ? { account, partition: partitionOf(region) } : await session(region);
  invocation.reached.account = place.account;
  checkAccount(fieldsOf(configSchema), data, place.account);
  const resolved = await resolveSecrets(configSchema, config, { env: {}, cwd: invocation.io.cwd });
  return { screen, config, ...graphFor(resolved, place) };
}

/** What has been said of an installation that may not be complete yet. */
export interface Glance {
  readonly screen: Screen;
  /** With every default that nobody has overruled. */
  readonly data: Plain;
  /** Opens the account, where there is a region to open it in. */
  readonly session: () => Promise<Aws>;
}

/**
 * What the file, the flags and the variables say, for what needs little of it and works without the rest. No AWS is called.
 *
 * @throws {Problem} exit 3 for what is wrong with what they say; nothing is missing
 */
export async function glance(invocation: Invocation): Promise<Glance> {
  const { screen, loaded, session } = await saidIn(invocation, screenFor(invocation), {
    mayBeMissing: invocation.options.config === undefined,
    asks: true,
  });
  const sections = Object.fromEntries(Object.keys(steps).map((section) => [section, {}]));
  const data = withDefaults(configSchema, { ...sections, ...loaded.data }) as Plain;
  return { screen, data, session: () => session(data.region as string) };
}

/** What a wish needs to be written down elsewhere. */
export interface Sight extends Wish {
  readonly owner: Ownership;
  readonly reporter: Reporter;
  /** The account; undefined where there are no credentials, or nobody is to look. */
  readonly aws: Aws | undefined;
}

/**
 * Reads the config and declares what is wanted, with the account at hand where there are credentials. No secret is needed.
 *
 * @param unknown stands for the account's number where nobody tells it
 * @throws {Problem} as {@link open}
 */
export async function sightOf(invocation: Invocation, offline: boolean, unknown: string): Promise<Sight> {
  const { screen, reporter, config, data, session } = await answersIn(invocation, {});
  const { region, account = unknown } = config;
  const aws = offline ? undefined : await session(region).catch(unlessNobodySignedIn);
  if (!aws && !offline) screen.note(notLooked);
  if (aws) checkAccount(fieldsOf(configSchema), data, aws.account);
  invocation.reached.account = aws?.account ?? config.account;
  const resolved = await resolveSecrets(configSchema, config, { env: {}, cwd: invocation.io.cwd });
  const declared = graphFor(resolved, aws ?? { account, partition: partitionOf(region) });
  return { screen, reporter, config, ...declared, aws, owner: ownershipOf(config.env, config.tags) };
}

/** Without credentials there is nothing to look at; with wrong ones something is wrong. */
function unlessNobodySignedIn(error: unknown): undefined {
  if (explainAny(error).code !== "no-credentials") throw error;
}

const notLooked: Text = {
  en: "There are no AWS credentials: what only AWS knows becomes a parameter.",
  ja: "AWS の認証情報がないため、AWS からしか分からない値はパラメータにします。",
};

/** The answers of all sources, and how to open the account. */
interface Answers extends Omit<Opened, "aws" | "graph" | "target" | "owner" | "warnings"> {
  readonly session: (region: string) => Promise<Aws>;
}

async function answersIn(
  invocation: Invocation,
  { prompts, screen = screenFor(invocation), saved }: Opening,
): Promise<Answers> {
  const { options, own } = invocation;
  const said = await saidIn(invocation, screen, {
    mayBeMissing: options.config === undefined || prompts !== undefined || own.yes === true,
    asks: prompts !== undefined,
    ...(saved ? { noFile: true, env: {}, found: saved.config.data } : {}),
  });
  const { reporter, loaded, session } = said;
  const { data, answered, typed } = await ask(configSchema, {
    data: loaded.data,
    prompts,
    onlyNeeded: loaded.file !== undefined || saved !== undefined,
    aws: ({ region }) => session(String(region)),
    // A sandbox and an emulator stand for a world of their own.
    web: said.sandbox || customEndpoints(invocation.io.env).length > 0 ? undefined : webBy(globalThis.fetch),
    report: (event) => {
      if (event.type === "section")
        screen.note(["", screen.notes.paint.bold(sectionTitle(event.section)[screen.language])]);
      if (event.type === "taken") reporter.note(taken(event.field, event.candidate.value));
      if (event.type === "unpublished") reporter.note(event.because);
      if (event.type === "unavailable") reporter.note(notListed(event.field.path));
    },
  });
  const config = parseConfig(data, said.file);
  Object.assign(invocation.reached, { env: config.env, region: config.region });
  return { ...said, config, data, answered: answered.length > 0, typed };
}

type Said = Pick<Answers, "screen" | "reporter" | "loaded" | "file" | "sandbox" | "session">;

/** What people have said in any place. Nothing is asked, and the account stays closed. */
async function saidIn(
  invocation: Invocation,
  screen: Screen,
  how: Partial<Parameters<typeof loadConfig>[0]>,
): Promise<Said> {
  const { options, io, flags, set } = invocation;
  const reporter = reporterFor(screen);
  const sandbox = options.sandbox ? await openSandbox(resolve(io.cwd, options.sandbox)) : undefined;
  const file = options.config ?? (sandbox ? sandboxConfig : undefined);
  const loaded = await loadConfig({
    file,
    cwd: io.cwd,
    stdin: io.stdin,
    flags,
    set,
    env: io.env,
    profile: options.profile,
    ambientRegion: sandbox ? async () => sandbox.account.region : undefined,
    ...how,
  });
  const session = sessionOnce(invocation, screen, reporter, sandbox);
  return { screen, reporter, loaded, file: loaded.file?.name ?? file ?? "risken-aws.yaml", sandbox, session };
}

/** The screen that an invocation asks for. */
export const screenFor = ({ options, io, language }: Invocation, how: { readonly quiet?: boolean } = {}): Screen =>
  screenOf({ ...io, ...options, language, ...(how.quiet ? { json: true } : {}) });

/** One session, opened when somebody first needs the account. */
export function sessionOnce(
  { options, io, interrupt }: Invocation,
  screen: Screen,
  reporter: Reporter,
  sandbox: Sandbox | undefined,
): (region: string) => Promise<Aws> {
  let opened: Promise<Aws> | undefined;
  return (region) => {
    const patience = { signal: interrupt.signal, tell: reporter.waiting };
    const { concurrency } = options;
    opened ??= openSession({ region, concurrency, patience, watch: reporter.call, ...settings() });
    return opened;
  };

  function settings(): Pick<SessionOptions, "settings" | "answer" | "rated"> {
    if (sandbox) {
      const credentials = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
      return { settings: { credentials }, answer: sandbox.answer, rated: false };
    }
    for (const text of customEndpoints(io.env)) screen.note(text);
    return { settings: options.profile ? { profile: options.profile } : {} };
  }
}

/** A leftover endpoint variable sends production writes elsewhere, so it is named. */
function customEndpoints(env: Invocation["io"]["env"]): readonly Text[] {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true") return [];
  const set = Object.keys(env).filter((name) => /^AWS_ENDPOINT_URL(_|$)/.test(name) && env[name]);
  if (set.length === 0) return [];
  const named = set.map((name) => `${name}=${env[name]}`).join(", ");
  return [
    {
      en: `AWS is called at a custom endpoint: ${named}`,
      ja: `AWS の呼び出し先としてカスタムエンドポイントが設定されています: ${named}`,
    },
  ];
}

const taken = ({ path, asking }: Field, value: string): Text =>
  asking?.lookUp
    ? {
        en: `${path}: ${value} (from the issuer's discovery document)`,
        ja: `${path}: ${value}（issuer のディスカバリードキュメントから取得しました）`,
      }
    : {
        en: `${path}: ${value} (the only one there is)`,
        ja: `${path}: ${value}（候補が1つのため自動で選択しました）`,
      };

const notListed = (path: string): Text => ({
  en: `${path}: AWS did not let us list what there is to choose from.`,
  ja: `${path}: 候補の一覧を AWS から取得できませんでした。`,
});
