import type { Look, Resolver } from "../../src/checks/check";
import { driftIn, unsearchedIn } from "../../src/checks/drift";
import { checks } from "../../src/checks/index";
import type { Result } from "../../src/checks/result";
import { runChecks } from "../../src/checks/run";
import { podEnvironmentOf } from "../../src/commands/environment";
import { ownershipOf } from "../../src/commands/ownership";
import { parseConfig } from "../../src/config/load";
import { type Config, configSchema } from "../../src/config/schema";
import { resolveSecrets } from "../../src/config/secrets";
import { carryOut } from "../../src/engine/carry-out";
import { planFor } from "../../src/engine/plan";
import { survey } from "../../src/engine/survey";
import { kinds } from "../../src/kinds";
import { services } from "../../src/risken/services";
import type { Account, State } from "../../src/sandbox/account";
import { freshAccount } from "../../src/sandbox/fresh";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { graphFor } from "../../src/steps/graph";
import { standardConfig, standardSecrets } from "../end-to-end/config";
import type { SeededAccount } from "../moto/seed";
import { sandboxed, type World } from "../sandboxed";

/** The standard installation, applied in a sandbox of this test's own: break it, look, and see what fails. */
export interface Installed extends World {
  readonly config: Config;
  /** Surveys and plans anew, as doctor does, with all that checks are handed. */
  look(more?: Partial<Look>): Promise<Look>;
  /** What every check and every managed resource has to say, worst and best. */
  results(look?: Look): Promise<readonly Result[]>;
  /** Ids of all that is neither passed nor without anything to look at, sorted. */
  failing(look?: Look): Promise<readonly string[]>;
}

export interface Variation {
  /** Config sections that differ: merged one level deep. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The account before anything is installed. */
  readonly prepare?: (account: Account) => void;
  /** Throws for the calls that are refused after the installation. */
  readonly refuse?: Parameters<typeof sandboxed>[1];
  readonly resolver?: Resolver;
}

/**
 * The standard installation of the end-to-end tests: all data sources, Cognito, access tokens from some addresses. It is
 * made once for each test file and handed out as a copy, so breaking it is cheap.
 */
export async function installed(variation: Variation = {}): Promise<Installed> {
  const wish = await wishFor(variation.config ?? {});
  const state = structuredClone(await stateWith(variation));
  const world = await sandboxed((account) => Object.assign(account.state, state), variation.refuse);
  const look = (more: Partial<Look> = {}) => lookAt(world, wish, { resolver: variation.resolver, ...more });
  const results = async (seen?: Look) => {
    const here = seen ?? (await look());
    return [...driftIn(here.plan), ...unsearchedIn(here.survey), ...(await runChecks(checks, here))];
  };
  return {
    ...world,
    config: wish.config,
    look,
    results,
    failing: async (seen) =>
      (await results(seen))
        .filter(({ status, notApplicable }) => status !== "pass" && !notApplicable)
        .map(({ id }) => id)
        .sort(),
  };
}

const owner = ownershipOf("prd", { Owner: "security" });
/** Ids of all that has an environment. */
const deployed = services.filter(({ standard, meta }) => standard && meta !== undefined).map(({ id }) => id);
const states = new Map<unknown, Promise<State>>();

interface Wish {
  readonly config: Config;
  readonly graphIn: (aws: World["aws"]) => ReturnType<typeof graphFor>;
}

async function wishFor(different: NonNullable<Variation["config"]>): Promise<Wish> {
  const standard: Record<string, unknown> = standardConfig(freshThings);
  const data = Object.fromEntries(
    [...new Set([...Object.keys(standard), ...Object.keys(different)])].map((key) => {
      const [usual, other] = [standard[key], different[key]];
      return [key, isMap(usual) && isMap(other) ? { ...usual, ...other } : (other ?? usual)];
    }),
  );
  const config = parseConfig(data);
  const wanted = await resolveSecrets(configSchema, config, { env: standardSecrets, cwd: process.cwd() });
  return { config, graphIn: (aws) => graphFor(wanted, aws) };
}

/** What {@link freshAccount} calls what the config has to name. */
const freshThings = {
  account: "123456789012",
  region: "ap-northeast-1",
  eks: { name: freshIds.clusterName },
  alb: { name: freshIds.loadBalancerName },
  rds: { identifier: freshIds.databaseIdentifier },
} as SeededAccount;

const isMap = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

function stateWith({ config = {}, prepare }: Variation): Promise<State> {
  // A function can't be compared by what it does: who prepares gets an installation of their own, once for each function.
  const key = prepare ?? JSON.stringify(config, (_, value) => (value === undefined ? "undefined" : value));
  const state = states.get(key) ?? install(config, prepare);
  states.set(key, state);
  return state;
}

async function install(different: object, prepare: (account: Account) => void = () => {}): Promise<State> {
  const wish = await wishFor(different as Record<string, unknown>);
  const { aws, account } = await sandboxed((fresh) => {
    freshAccount(fresh);
    prepare(fresh);
  });
  const seen = await survey(wish.graphIn(aws).graph, aws, { owner, kinds });
  const { outcomes } = await carryOut(planFor(seen, owner, aws.region), seen, aws, { owner, prune: false });
  const undone = outcomes.filter(({ status }) => status !== "done");
  if (undone.length > 0) throw new Error(`not installed: ${undone.map(({ error }) => String(error)).join("; ")}`);
  return account.state;
}

async function lookAt(world: World, { config, graphIn }: Wish, more: Partial<Look>): Promise<Look> {
  const aws = world.aws.fresh();
  const { graph, target } = graphIn(aws);
  let reading: ReturnType<Look["environments"]> | undefined;
  const environments: Look["environments"] = () => {
    reading ??= Promise.all(deployed.map((id) => podEnvironmentOf(aws, config, id)));
    return reading;
  };
  const seen = await survey(graph, aws, { owner, kinds, sharing: true });
  return {
    aws,
    survey: seen,
    plan: planFor(seen, owner, aws.region),
    target,
    databaseDirectory: config.database.directory,
    scanRole: config.cluster.scanRole,
    scanAccounts: [],
    environments,
    resolver: undefined,
    ...more,
  };
}
