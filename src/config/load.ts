import type * as z from "zod";
import { answersMissing, configInvalid, type Mistake, type Problem, type Unanswered } from "../problems";
import type { Text } from "../text";
import { checkArns, checkFences } from "./fences";
import { type Field, fieldsOf } from "./fields";
import { type ConfigFile, DEFAULT_FILE, readConfigFile, type Where } from "./file";
import { type Judgement, judge } from "./mistakes";
import { awsRegion } from "./region";
import { configSchema } from "./schema";
import { type Flags, fromFlags, fromVariables, type Source, sourceAmong, unknownVariables } from "./sources";
import { over } from "./values";
import { type Plain, valueAt } from "./walk";

export interface LoadOptions extends Where {
  /** By the name of the flag, as written (`console-host`) or in camel case. Flags that are no config key are ignored. */
  readonly flags?: Flags;
  /** `key=value`, as given to `--set`. */
  readonly set?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** No file is read: what there is to say is to be written into one. */
  readonly noFile?: true;
  /** The AWS profile whose region fills the gap; default `AWS_PROFILE`. */
  readonly profile?: string;
  /** What fills the gap of a region that nobody names. Default: the standard AWS settings. */
  readonly ambientRegion?: () => Promise<string | undefined>;
  /** What discovery has found, below the file and above the defaults. */
  readonly found?: Plain;
  /** Missing answers will be asked for, so a wrong value is told without them. */
  readonly asks?: boolean;
  /** `RISKEN_AWS_*` variables that are not keys of the config. */
  readonly otherVariables?: readonly string[];
}

/** What people have said, from all sources. */
export interface Loaded<S extends z.ZodType = typeof configSchema> {
  /** All sources merged; not parsed, without defaults. */
  readonly data: Plain;
  /** Undefined while answers are missing. */
  readonly config: z.output<S> | undefined;
  readonly missing: readonly Field[];
  /** The file, if there is one. */
  readonly file: ConfigFile | undefined;
  /** What looks like a slip and stops nothing. */
  readonly warnings: readonly Text[];
  /** The source of an answer, as in `sourceOf("cluster.name")`; undefined where only the default says something. */
  sourceOf(path: string): Source["sort"] | undefined;
}

const OTHER_VARIABLES = ["RISKEN_AWS_LANG"];

/**
 * Gathers the answers: flag, then variable, then file, then what discovery found, then AWS's own region. Nothing is asked.
 * Throws a {@link Problem} for whatever is wrong with what was given (exit 3), or contradicts a fence (exit 4). Missing
 * answers are only listed: {@link parseConfig} refuses them.
 */
export async function loadConfig(options: LoadOptions): Promise<Loaded> {
  return load(configSchema, options);
}

/** {@link loadConfig} for any schema. */
export async function load<S extends z.ZodType>(schema: S, options: LoadOptions): Promise<Loaded<S>> {
  const fields = fieldsOf(schema);
  const file = options.noFile ? undefined : await readConfigFile(options);
  const named = [
    fromFlags(schema, fields, options.flags ?? {}, options.set ?? []),
    fromVariables(fields, options.env),
    ...(file ? [fromFile(file)] : []),
    ...(options.found ? [plain("found", options.found)] : []),
  ];
  checkFences(named, file?.name ?? DEFAULT_FILE);
  const sources = [...named, ...(await regionOfAws(fields, named, options))];
  const data = sources.reduceRight<Plain>((lower, { data: higher }) => over(schema, higher, lower) as Plain, {});
  const name = file?.name ?? options.file ?? DEFAULT_FILE;
  const judgement = judge(schema, data);
  if (judgement.mistakes.length > 0) {
    throw refusal(options.asks ? { ...judgement, missing: [] } : judgement, name, sources);
  }
  checkArns(fields, data);
  return {
    data,
    config: judgement.config,
    missing: judgement.missing,
    file,
    warnings: unknownVariables(fields, options.env, [...OTHER_VARIABLES, ...(options.otherVariables ?? [])]),
    sourceOf: (path) => sourceAmong(sources, path.split("."))?.sort,
  };
}

/** Parses what {@link loadConfig} and the wizard have gathered. Throws one {@link Problem} that lists all that is wrong or missing. */
export const parseConfig = (data: Plain, name: string = DEFAULT_FILE): z.output<typeof configSchema> =>
  parse(configSchema, data, name);

/** {@link parseConfig} for any schema. */
export function parse<S extends z.ZodType>(schema: S, data: Plain, name: string = DEFAULT_FILE): z.output<S> {
  const judgement = judge(schema, data);
  if (judgement.config === undefined) throw refusal(judgement, name, []);
  checkArns(fieldsOf(schema), data);
  return judgement.config;
}

function refusal(found: Judgement<unknown>, name: string, sources: readonly Source[]): Problem {
  const missing = found.missing.map(unanswered);
  if (found.mistakes.length === 0) return answersMissing({ name, missing });
  const wrong: Mistake[] = found.mistakes.map(({ path, keys, text }) => ({
    path,
    text,
    from: sourceAmong(sources, keys)?.placeOf(keys),
  }));
  return configInvalid({ name, mistakes: [...wrong, ...missing.map(asMistake)] });
}

/** How an answer that nobody has given can be given. */
export const unanswered = ({ path, flag, secret, variable }: Field): Unanswered => ({
  path,
  flag: flag ? `--${flag}` : secret ? `--set ${path}.env=NAME` : `--set ${path}=…`,
  variable,
});

const asMistake = ({ path, flag, variable }: Unanswered): Mistake => ({
  path,
  text: {
    en: `is missing; give it with ${flag} or ${variable}`,
    ja: `指定されていません。${flag} または ${variable} で指定してください`,
  },
});

const fromFile = (file: ConfigFile): Source => ({
  sort: "file",
  data: file.data,
  placeOf(keys) {
    const line = file.lineOf(keys);
    return line === undefined ? { en: file.name, ja: file.name } : { en: `line ${line}`, ja: `${line} 行目` };
  },
});

const plain = (sort: Source["sort"], data: Plain): Source => ({
  sort,
  data,
  placeOf: () => ({ en: "found in the account", ja: "アカウント内で検出" }),
});

/** Asked only where nobody has named a region: reading a profile loads an AWS client. */
async function regionOfAws(
  fields: readonly Field[],
  named: readonly Source[],
  options: LoadOptions,
): Promise<Source[]> {
  const wanted = fields.some(({ path }) => path === "region") && !named.some(({ data }) => valueAt(data, ["region"]));
  if (!wanted) return [];
  const ambient = options.ambientRegion ?? (() => awsRegion(options.env, options.profile));
  const region = await ambient();
  return region ? [plain("aws", { region })] : [];
}
