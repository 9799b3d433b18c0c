import { lengthOf, refuseUnstorable } from "../kinds/ssm-parameter";
import { derivedValue, parameterEmpty, secretWrittenOut, valueLength } from "../problems";
import { databaseDirectory, findVariable, type NameProblem, nameProblem } from "../risken/parameters";
import { scanQueues } from "../risken/queues";
import { loadersOf, service } from "../risken/services";
import { Secret } from "../secret";
import type { Text } from "../text";
import type { SecretValue } from "./asked";
import type { Target } from "./step";

/** What the user sets, by directory and name. */
export type Values = Readonly<Record<string, Readonly<Record<string, string | SecretValue>>>>;

export interface Given {
  /** Its config key. */
  readonly at: string;
  readonly directory: string;
  readonly name: string;
  readonly value: string | SecretValue;
}

export const givenIn = (values: Values): readonly Given[] =>
  Object.entries(values).flatMap(([directory, named]) =>
    Object.entries(named).map(([name, value]) => ({
      at: `parameters.values.${directory}.${name}`,
      directory,
      name,
      value,
    })),
  );

/** Names that follow from other keys of the config. */
const setBy: Readonly<Record<string, string>> = {
  ...Object.fromEntries(scanQueues.map(({ variable }) => [`${variable}_QUEUE_URL`, "queues"])),
  SQS_ENDPOINT: "queues",
  DB_MASTER_HOST: "database.identifier / database.masterHost",
  DB_SLAVE_HOST: "database.identifier / database.slaveHost",
  DB_MASTER_USER: "database.user",
  DB_SLAVE_USER: "database.user",
  DB_MASTER_PASSWORD: "database.password",
  DB_SLAVE_PASSWORD: "database.password",
  DBPORT: "database.port",
  DBSCHEMA: "database.schema",
  USER_IDP_KEY: "auth.userKey",
  SESSION_COOKIE_NAME: "namePrefix",
  REGION: "ingress.loadBalancer",
  BASE_URL: "ingress.consoleHost",
};

/** Whether another key of the config decides a name. */
export const isDerived = (name: string): boolean => Object.hasOwn(setBy, name);

/**
 * Refuses what can't be stored, what another key decides, and secrets that stand in the file.
 *
 * @param store where secrets go: one of Secrets Manager holds more than a parameter, and whatever is in it together counts
 */
export function refuseWrong({ at, name, value }: Given, store: Target["store"]): void {
  if (isDerived(name)) throw derivedValue({ at, name, by: setBy[name]! });
  const variable = findVariable(name);
  if (typeof value === "string" && variable?.secret) throw secretWrittenOut({ at });
  if (typeof value !== "string" && !(value instanceof Secret)) return;
  if (!(value instanceof Secret) || store === "parameter-store") refuseUnstorable(at, value);
  else if (lengthOf(value) === 0) throw parameterEmpty({ at });
  const { bytes } = variable ?? {};
  if (bytes && !bytes.includes(lengthOf(value))) throw valueLength({ at, bytes });
}

/**
 * What of the user's values does nothing, or less than one thinks, with the name that works.
 *
 * @param directories that pods load besides RISKEN's usual ones, as the database's
 */
export function warningsFor(values: Values, directories: readonly string[] = [databaseDirectory]): readonly Text[] {
  return givenIn(values).flatMap(({ at, directory, name }) => {
    const unloaded = !directories.includes(directory) && loadersOf(directory).length === 0;
    const problem = nameProblem(name, directory);
    if (problem) return [told(at, name, problem)];
    return unloaded ? [notLoaded(at, directory)] : [];
  });
}

const notLoaded = (at: string, directory: string): Text => ({
  en: `${at} does nothing: no service of RISKEN loads the directory ${directory}.`,
  ja: `${at} は使われません。ディレクトリ ${directory} を読み込むサービスがありません。`,
});

function told(at: string, name: string, problem: NameProblem): Text {
  switch (problem.kind) {
    case "dead":
      return problem.use
        ? {
            en: `${at} does nothing: RISKEN reads ${problem.use} instead of ${name}.`,
            ja: `${at} は使われません。RISKEN が読むのは ${name} ではなく ${problem.use} です。`,
          }
        : {
            en: `${at} does nothing: no program reads ${name}.`,
            ja: `${at} は使われません。${name} を読むプログラムはありません。`,
          };
    case "pinned": {
      const everywhere = problem.free.length === 0;
      const [en, ja] = everywhere
        ? ["", "どのサービスにも"]
        : [` in ${problem.by.join(", ")}`, `${problem.by.join("、")} には`];
      return {
        en: `${at} does nothing${en}: the images fix ${name}. Set it under kustomize.env.`,
        ja: `${at} は${ja}効きません。イメージが ${name} を固定しているため、kustomize.env で設定してください。`,
      };
    }
    case "manifest":
      return {
        en: `${at} does nothing: ${name} is needed before Parameter Store is read. Set it under kustomize.env.`,
        ja: `${at} は使われません。${name} はパラメータストアより先に必要なため、kustomize.env で設定してください。`,
      };
    case "never":
      return {
        en: `${at} would take the place of the pods' IAM role. Remove it.`,
        ja: `${at} を設定すると Pod 単位の IAM ロールが使われなくなります。削除してください。`,
      };
    case "misplaced": {
      const places = placesOf(name, problem.readBy);
      return {
        en: `${at} does nothing: whoever reads ${name} does not load that directory. Put it in ${places.join(" or ")}.`,
        ja: `${at} は使われません。${name} を読むサービスはこのディレクトリを読み込みません。${places.join(" または ")} に設定してください。`,
      };
    }
    case "unknown":
      return problem.nearest
        ? {
            en: `${at} does nothing that is known of: RISKEN reads no ${name}. Did you mean ${problem.nearest}?`,
            ja: `RISKEN は ${name}（${at}）を読みません。${problem.nearest} ではありませんか。`,
          }
        : {
            en: `${at} does nothing that is known of: RISKEN reads no ${name}.`,
            ja: `RISKEN は ${name}（${at}）を読みません。`,
          };
  }
}

const placesOf = (name: string, readers: readonly string[]): readonly string[] => {
  const { directory } = findVariable(name)!;
  return directory ? [directory] : [...new Set(readers.map((id) => service(id).directories[0]!))];
};
