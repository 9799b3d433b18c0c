import type { Aws } from "../aws/session";
import type { PodEnvironment } from "../checks/check";
import { fromStore } from "../discovery/stored";
import { hasNoEnvironment, noSuchService, notDeployed } from "../problems";
import { type EnvironmentProblem, type Overruled, resolveEnvironment } from "../risken/env-injector";
import { findVariable } from "../risken/parameters";
import { dataSources, findService, type Service, services } from "../risken/services";
import type { EnvVariable } from "../terminal/json";

/** What of the config decides what a pod gets besides what is stored. */
export interface Installation {
  /** First segment of every parameter path. */
  readonly env: string;
  readonly dataSources: readonly string[];
  readonly kustomize: { readonly env: Readonly<Record<string, string>> };
}

/** The environment of a service's program, and what is wrong with it. Values are plain text, secret ones too. */
export interface Environment {
  readonly service: string;
  readonly metaConfig: string;
  readonly variables: readonly EnvVariable[];
  readonly problems: readonly EnvironmentProblem[];
  /** Stored values that take no effect. */
  readonly overruled: readonly Overruled[];
}

/**
 * The environment that a service's pod would get if it started now: what is stored, foreign parameters included, as
 * env-injector reads it, over what the image fixes and under the code's defaults.
 *
 * @throws {Problem} exit 3 for services without an environment
 */
export async function environmentOf(aws: Aws, installation: Installation, id: string): Promise<Environment> {
  const service = serviceWith(id);
  const metaConfig = `/${installation.env}/${service.meta}`;
  const manifest = {
    AWS_DEFAULT_REGION: aws.region,
    AWS_REGION: aws.region,
    ENV_INJECTOR_META_CONFIG: metaConfig,
    ...installation.kustomize.env,
  };
  const { variables, problems, overruled } = await fromStore(aws, (stored) =>
    resolveEnvironment({ service, metaConfig, manifest, stored }),
  );
  return {
    service: id,
    metaConfig,
    variables: variables.map(({ from = null, ...variable }) => ({
      ...variable,
      from,
      ...(isUnused(variable.name, installation) ? { unused: true as const } : {}),
    })),
    overruled,
    problems: problems.filter((problem) => !isExpected(problem, service, installation)),
  };
}

/** The same for doctor's checks: where it can't be read, that is what is known of it. */
export async function podEnvironmentOf(aws: Aws, installation: Installation, id: string): Promise<PodEnvironment> {
  try {
    const { variables, ...environment } = await environmentOf(aws, installation, id);
    return { ...environment, variables: variables.map((one) => ({ ...one, from: one.from ?? undefined })) };
  } catch (error) {
    const metaConfig = `/${installation.env}/${serviceWith(id).meta}`;
    return { service: id, metaConfig, variables: [], problems: [], overruled: [], unread: { error } };
  }
}

/** Nothing has to stand in a service's own directory, nor in one of a data source that is not scanned. */
function isExpected({ kind, subject }: EnvironmentProblem, { directories }: Service, at: Installation): boolean {
  const off = dataSources.filter((source) => !at.dataSources.includes(source)).map((source) => `${source}/common`);
  return kind === "directory-empty" && [directories[0]!, ...off].some((path) => subject === `/${at.env}/${path}`);
}

/** It serves a data source that is not scanned. */
function isUnused(name: string, at: Installation): boolean {
  const when = findVariable(name)?.when;
  return when !== undefined && when !== "federated" && !at.dataSources.includes(when);
}

function serviceWith(id: string): Service & { readonly meta: string } {
  const service = findService(id);
  if (!service)
    throw noSuchService({ id, known: services.filter(({ meta, standard }) => meta && standard).map((one) => one.id) });
  const { meta } = service;
  if (!meta) throw hasNoEnvironment({ id });
  if (!service.standard) throw notDeployed({ id });
  return { ...service, meta };
}
