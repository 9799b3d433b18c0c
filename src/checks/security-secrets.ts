import { directoryOf } from "../aws/parameters";
import { findVariable } from "../risken/parameters";
import type { Check, PodEnvironment } from "./check";
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
    const commands = [...found.map(({ name }) => `aws ssm delete-parameter --name ${name}`), "risken-aws apply"];
    return unlessNothing(
      {
        status: "fail",
        found: { en: "A secret is stored in clear.", ja: "秘密情報が平文で保存されています。" },
        details: found.map(({ name, type }) => ({ path: `${name} Type`, expected: "SecureString", actual: type })),
        fix: withCommands(secretsInClear.fix, ...commands),
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

const directoryIn = (name: string): string => name.slice(0, name.lastIndexOf("/"));
