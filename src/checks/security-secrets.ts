import { directoryOf } from "../aws/parameters";
import type { Survey } from "../engine/survey";
import { ssmParameter } from "../kinds/ssm-parameter";
import { findVariable } from "../risken/parameters";
import type { Text } from "../text";
import type { Check, Look, PodEnvironment } from "./check";
import { awsLine, deleteParameter, remedies } from "./remedies";
import { remedy, unlessNothing, withCommands } from "./seen";

/** Secrets that everybody may read who may read the parameter's name. */
export const secretsInClear: Check = {
  id: "security/secrets-in-clear",
  category: "security",
  title: {
    en: "Every secret is stored as a SecureString",
    ja: "秘密情報はすべて SecureString で保存されています",
  },
  why: {
    en: "A String is shown to everybody who may list parameters, in the console too, and stays in the parameter's history.",
    ja: "String で保存した値は、パラメータを参照できる人なら誰でもコンソールなどで読むことができ、変更履歴にも残ります。",
  },
  fix: remedy(
    {
      en: "Delete the parameter, give the secret under parameters.values in the config file as a reference ({ env: NAME }), and apply. The old value has been readable: replace it where it was issued.",
      ja: "パラメータを削除し、設定ファイルの parameters.values に参照（{ env: NAME }）で指定して適用してください。これまでの値は読める状態だったため、発行元で再発行してください。",
    },
    "aws ssm delete-parameter --name <name>",
    "risken-aws apply",
  ),
  key: "parameters.values",

  async run(look) {
    const environments = await look.environments();
    const names = [...new Set(environments.flatMap(secretsIn))].sort();
    const clear = await Promise.all(
      names.map(async (name) => {
        // The environments came out of the same listings, so nothing is read again.
        const stored = (await directoryOf(look.aws, directoryIn(name))).find((one) => one.name === name);
        return stored && stored.type !== "SecureString" ? [{ name, type: stored.type }] : [];
      }),
    );
    const found = clear.flat();
    const [kept, given] = [true, false].map((is) =>
      found.map(({ name }) => name).filter((name) => isMadeUp(name, look.survey) === is),
    ) as [string[], string[]];
    const removing = given.map((name) => deleteParameter(look.aws.region, name));
    return unlessNothing(
      {
        status: "fail",
        found: { en: "A secret is stored in clear.", ja: "秘密情報が平文で保存されています。" },
        details: found.map(({ name, type }) => ({ path: `${name} Type`, expected: "SecureString", actual: type })),
        fix: remedies(
          given.length > 0 ? withCommands(secretsInClear.fix, ...removing, "risken-aws apply") : undefined,
          ...kept.map((name) => encrypting(name, look)),
        ),
      },
      environments.find(({ unread }) => unread)?.unread?.error,
    );
  },
};

/** Full names of all parameters that hold a secret of RISKEN's and that a pod loads, whether or not they take effect. */
function secretsIn({ variables, overruled }: PodEnvironment): readonly string[] {
  return [...variables.filter(({ source }) => source === "parameter"), ...overruled].flatMap(({ name, from }) => {
    const variable = findVariable(name);
    // What must not be stored at all is another check's to say.
    return from?.startsWith("/") && variable?.secret && variable.need !== "never" ? [from] : [];
  });
}

/** Made up once: what is encrypted with it is lost with it. */
const isMadeUp = (name: string, { graph }: Survey): boolean =>
  graph.resources.some(
    ({ kind, holdsData, spec }) =>
      kind.type === ssmParameter.type && holdsData === true && variableIn(String(spec.Name)) === variableIn(name),
  );

/** The same value again, encrypted: AWS doesn't change the type, and gives the name free after half a minute. */
const encrypting = (name: string, { aws: { region }, target: { env } }: Look): Text =>
  remedy(
    {
      en: `${name}: what RISKEN has stored is encrypted with this value, so it must not get another one. Put it back with the same value, and note the value down until you have:`,
      ja: `${name}: RISKEN の保存データはこの値で暗号化されているため、値を変えないでください。次のように同じ値で作り直してください（完了するまで値を控えておいてください）。`,
    },
    `VALUE="$(${awsLine(region, "ssm", "get-parameter", "--name", name, "--query", "Parameter.Value", "--output", "text")})"`,
    deleteParameter(region, name),
    "sleep 30",
    `${awsLine(region, "ssm", "put-parameter", "--type", "SecureString", "--name", name)} --value "$VALUE"`,
    `risken-aws apply --adopt parameter${name.slice(`/${env}`.length)}`,
  );

const variableIn = (name: string): string => name.slice(name.lastIndexOf("/") + 1);
const directoryIn = (name: string): string => name.slice(0, name.lastIndexOf("/"));
