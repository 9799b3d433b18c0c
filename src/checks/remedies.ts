import { stringify } from "yaml";
import { shellLine, type Text } from "../text";

/** Several remedies, one below the other. */
export const remedies = (...all: readonly (Text | undefined)[]): Text => {
  const some = all.filter((one) => one !== undefined);
  return { en: some.map(({ en }) => en).join("\n"), ja: some.map(({ ja }) => ja).join("\n") };
};

/** What is ours is mended by carrying out the plan. */
export const fixOurs: Text = {
  en: "Restore what the config wants:\nrisken-aws doctor --fix",
  ja: "次のコマンドで設定どおりに戻せます:\nrisken-aws doctor --fix",
};

/** One line of the AWS CLI, with every word that a shell would take apart in quotes. */
export const awsLine = (region: string, ...words: readonly string[]): string =>
  shellLine(["aws", ...words, "--region", region]);

export const deleteParameter = (region: string, name: string): string =>
  awsLine(region, "ssm", "delete-parameter", "--name", name);

/** A value for `parameters.values`; undefined stands for a secret, which the file only refers to. */
export interface Setting {
  readonly directory: string;
  readonly name: string;
  readonly value: string | undefined;
}

/** The lines of the config that set these values. */
export function valuesLines(settings: readonly Setting[]): string {
  const values: Record<string, Record<string, unknown>> = {};
  for (const { directory, name, value } of settings) {
    values[directory] = { ...values[directory], [name]: value ?? { env: name } };
  }
  return stringify({ parameters: { values } }, { lineWidth: 0 }).trimEnd();
}
