import { ssmParameter } from "../kinds/ssm-parameter";
import type { ResolvedVariable } from "../risken/env-injector";
import { databaseDirectory, readBy, type Variable } from "../risken/parameters";
import { type Service, services } from "../risken/services";
import { Secret } from "../secret";
import type { Check, Look, PodEnvironment } from "./check";

/** A service that this installation runs, with what its pods would get now. */
export interface Pod extends PodEnvironment {
  readonly what: Service;
  readonly named: ReadonlyMap<string, ResolvedVariable>;
  /** What it reads and what counts here: variables of data sources that are not scanned are left out. */
  readonly reads: readonly Variable[];
}

const pods = new WeakMap<Look["environments"], Promise<readonly Pod[]>>();

/** Every service that runs and loads parameters: scanners of data sources that are not scanned have no pods. */
export const servicesOf = ({ target }: Look): readonly Service[] =>
  services.filter(
    ({ standard, meta, dataSource }) =>
      standard && meta && (dataSource === undefined || target.dataSources.includes(dataSource)),
  );

/** What all of them would get, as far as it can be read. */
export function podsOf(look: Look): Promise<readonly Pod[]> {
  const known = pods.get(look.environments) ?? readPods(look);
  pods.set(look.environments, known);
  return known;
}

async function readPods(look: Look): Promise<readonly Pod[]> {
  const environments = new Map((await look.environments()).map((one) => [one.service, one]));
  return servicesOf(look).flatMap((what) => {
    const environment = environments.get(what.id);
    if (!environment || environment.unread) return [];
    const named = new Map(environment.variables.map((variable) => [variable.name, variable]));
    return [{ ...environment, what, named, reads: readBy(what.id).filter((one) => counts(one, look)) }];
  });
}

/** A check that looks at what pods would get: where one of them can't be read and the rest is well, it could not look. */
export const aboutPods = (check: Check): Check => ({
  ...check,
  async run(look) {
    const verdict = await check.run(look);
    if (verdict.status === "warn" || verdict.status === "fail") return verdict;
    const blind = (await look.environments()).find(({ unread }) => unread)?.unread;
    if (blind) throw blind.error;
    return verdict;
  },
});

/** Those that get as far as their program: what stops a pod before it makes all that comes after moot. */
export const startingPods = async (look: Look): Promise<readonly Pod[]> =>
  (await podsOf(look)).filter(
    ({ problems }) => !problems.some(({ kind, stopsPod }) => stopsPod && /^(meta|directory|secret)-/.test(kind)),
  );

/** Without queues nobody needs their endpoint, and names of identity providers only where there are some. */
function counts({ group, when }: Variable, { target }: Look): boolean {
  if (group === "queue" && target.dataSources.length === 0) return false;
  return when === undefined || (when !== "federated" && target.dataSources.includes(when));
}

/** The directory of a variable below the env root, with the name that the config gives to the database's. */
export const directoryOfVariable = ({ directory }: Variable, look: Look): string =>
  directory === undefined || directory === databaseDirectory ? look.databaseDirectory : directory;

/** Full names of the parameters that are ours: the config wants them, or they carry our tags. */
export function ourParameters({ survey }: Look): ReadonlySet<string> {
  const all = [...survey.graph.resources, ...survey.strays.map(({ resource }) => resource)];
  return new Set(all.filter(({ kind }) => kind.type === ssmParameter.type).map(({ spec }) => String(spec.Name)));
}

/** A value fit for a report: masked where it is a secret. What the code of a program says is none. */
export const shown = ({ value, secret, source }: Pick<ResolvedVariable, "value" | "secret" | "source">): unknown =>
  secret && source !== "default" && value !== "" ? new Secret(value) : value;

/** `/prd/aws/common/NAME` as the config calls it: directory below the env root, and name. */
export function placeOf(from: string, env: string): { readonly directory: string; readonly name: string } {
  const parts = from.split("/").slice(1);
  return { directory: parts.slice(parts[0] === env ? 1 : 0, -1).join("/"), name: parts.at(-1)! };
}
