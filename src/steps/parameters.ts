import { randomBytes } from "node:crypto";
import * as z from "zod";
import { Initially } from "../engine/ref";
import { addressesIn } from "../risken/parameters";
import { Secret } from "../secret";
import type { Text } from "../text";
import { keyResources } from "./encryption";
import { type Generated, keptOrFresh } from "./generated-values";
import { loadingPermissions, metaConfigs } from "./meta-configs";
import { says } from "./says";
import { generatedSecretInput } from "./secret-input";
import { step, type Target, type Variable } from "./step";
import { keptWhereverStored, placeOf, stored } from "./stores";
import { type Given, givenIn, refuseWrong, type Values, warningsFor } from "./user-values";

const directory = z.string().regex(
  /^(?!meta(\/|$))[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+){0,12}$/,
  says({
    en: "must be a directory below the env root, as in aws/common: letters, digits, dots, hyphens and underscores, and not meta",
    ja: "env の下のディレクトリを aws/common のように指定してください（英数字・ドット・ハイフン・アンダースコアのみ。meta は使えません）",
  }),
);

const name = z.string().regex(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  says({
    en: "must be the name of an environment variable: letters, digits and underscores",
    ja: "環境変数名として使える名前（英数字とアンダースコア）にしてください",
  }),
);

const key = z.string().regex(
  /^(aws-managed|create|alias\/(?!aws\/)[\w/-]+|arn:[^:]+:kms:[^:]+:\d{12}:(key\/[\w-]+|alias\/(?!aws\/)[\w/-]+))$/,
  says({
    en: "must be aws-managed, create, or the alias (alias/…) or ARN of a key of yours",
    ja: "aws-managed、create、またはお使いのキーのエイリアス（alias/…）か ARN を指定してください",
  }),
);

/** Every variable that RISKEN's pods shall find as a parameter, and the meta configs that make the pods load them. */
export const parameters = step({
  section: "parameters",
  title: { en: "Parameters", ja: "パラメータ" },

  inputs: z
    .strictObject({
      store: z.enum(["parameter-store", "secrets-manager"]).default("parameter-store"),
      kmsKey: key.default("aws-managed"),
      values: z.record(directory, z.record(name, z.union([z.string(), generatedSecretInput()]))).default({}),
    })
    .prefault({}),

  build(inputs, target) {
    const given = givenIn(inputs.values);
    for (const one of given) refuseWrong(one, inputs.store);
    const { variables, toGenerate } = together([...target.built.environment, ...ours(target)], given);
    const generated = keptOrFresh(toGenerate, target);
    const kept = keptWhereverStored(variables, target);
    const { secrets, parameters } = stored([...kept.variables, ...generated.variables], target);
    const secretly = secrets.map(({ name }) => name);
    return {
      resources: [
        ...keyResources(target),
        ...generated.sources,
        ...kept.sources,
        ...secrets,
        ...parameters,
        ...metaConfigs(
          target,
          [...secrets, ...parameters].map(({ address }) => address),
          secretly,
        ),
      ],
      permissions: loadingPermissions(target, secretly),
    };
  },
});

/**
 * What of the user's values does nothing, or less than one thinks.
 *
 * @param databaseDirectory where the section `database` puts its parameters
 */
export const warnings = (inputs: { readonly values: Values }, databaseDirectory?: string): readonly Text[] =>
  warningsFor(inputs.values, databaseDirectory === undefined ? undefined : [databaseDirectory]);

/** What no other section has to say. */
const ours = ({ env, region, namespace }: Target): readonly Variable[] =>
  Object.entries({ ENV_NAME: env, AWS_REGION: region, ...addressesIn(namespace) }).map(([name, value]) => ({
    directory: "common",
    name,
    value,
  }));

/** 32 ASCII bytes: a length that every reader of RISKEN takes for a key. */
const fresh = (directory: string, name: string): Generated => ({
  directory,
  name,
  fresh: new Secret(randomBytes(24).toString("base64url")),
});

/** The user's values over those of all sections. */
function together(published: readonly Variable[], given: readonly Given[]) {
  const all = new Map<string, Variable>();
  for (const variable of published) {
    if (all.has(placeOf(variable))) throw new Error(`${placeOf(variable)} is published twice`);
    all.set(placeOf(variable), variable);
  }
  // It encrypts the GitHub tokens that RISKEN stores, and datasource-api exits without it, whatever is scanned.
  const codeDataKey = fresh("code/common", "CODE_DATA_KEY");
  const toGenerate = new Map([[placeOf(codeDataKey), codeDataKey]]);
  for (const { directory, name, value } of given) {
    const place = placeOf({ directory, name });
    all.delete(place);
    toGenerate.delete(place);
    const alone = place === placeOf(codeDataKey) ? {} : { alone: true as const };
    if (value instanceof Initially) toGenerate.set(place, { ...fresh(directory, name), ...alone });
    else all.set(place, { directory, name, value });
  }
  return { variables: [...all.values()], toGenerate: [...toGenerate.values()] };
}
