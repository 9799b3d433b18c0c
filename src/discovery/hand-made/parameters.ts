import type { ParameterMetadata } from "@aws-sdk/client-ssm";
import { isDenied, isError } from "../../aws/errors";
import { pages, shared } from "../../aws/loader";
import { storedParameter } from "../../aws/parameters";
import type { Aws } from "../../aws/session";
import { parseMeta } from "../../risken/env-injector-formats";
import { deadNames, findVariable, isSecretName } from "../../risken/parameters";

/** A parameter below an env, by what it is called; its value only where it is no secret. */
export interface FoundParameter {
  /** As in `/prd/aws/common/AWS_REGION`. */
  readonly name: string;
  /** Below the env, as in `aws/common`. */
  readonly directory: string;
  /** The last segment: the name of an environment variable. */
  readonly variable: string;
  readonly secure: boolean;
  /** As Parameter Store tells it: the alias `alias/aws/ssm`, or the id or ARN of a key. */
  readonly keyId?: string;
  /** Undefined for secrets, for what RISKEN doesn't know, and where it can't be decrypted. */
  readonly text?: string;
}

/** What a pod loads, as its meta parameter says. */
export interface FoundMeta {
  /** Below the env, as in `meta/aws/portscan`. */
  readonly path: string;
  /** Full names of directories. */
  readonly directories: readonly string[];
  /** Names or ARNs of secrets in Secrets Manager. */
  readonly secrets: readonly string[];
}

/** IAM actions that looking at parameters needs. */
export const parameterReads: readonly string[] = ["ssm:DescribeParameters", "ssm:GetParameters", "kms:Decrypt"];

/** Names of env roots under which something of RISKEN is stored, as in `prd`, those with the most first. */
export async function envsIn(aws: Aws): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  for (const { Name } of await everyParameter(aws, "")) {
    const [, root, ...rest] = Name!.split("/");
    if (root && rest.length > 0 && isTelling(rest)) counts.set(root, (counts.get(root) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one).map(([root]) => root);
}

/** Everything below an env, but for the meta parameters. */
export async function parametersIn(aws: Aws, env: string): Promise<readonly FoundParameter[]> {
  const listed = await below(aws, env);
  return Promise.all(
    listed
      .filter(({ Name }) => !Name!.startsWith(`/${env}/meta/`))
      .map(async ({ Name, Type, KeyId }): Promise<FoundParameter> => {
        const parts = Name!.split("/").slice(2);
        const variable = parts.at(-1)!;
        return {
          name: Name!,
          directory: parts.slice(0, -1).join("/"),
          variable,
          secure: Type === "SecureString",
          ...(KeyId ? { keyId: KeyId } : {}),
          ...(isOpen(variable) ? await textOf(aws, Name!) : {}),
        };
      }),
  );
}

/** What the pods of an env load. */
export async function metasIn(aws: Aws, env: string): Promise<readonly FoundMeta[]> {
  const root = `/${env}/`;
  const names = (await below(aws, env)).map(({ Name }) => Name!).filter((name) => name.startsWith(`${root}meta/`));
  return Promise.all(
    names.map(async (name) => {
      const items = parseMeta((await textOf(aws, name)).text ?? "") ?? [];
      return {
        path: name.slice(root.length),
        directories: items.flatMap(({ directory }) => (directory ? [directory.replace(/\/+$/, "")] : [])),
        secrets: items.flatMap(({ secret }) => (secret ? [secret] : [])),
      };
    }),
  );
}

/** Full names of the parameters outside an env that hold a variable: under another root, or deeper down one. */
export async function elsewhere(aws: Aws, env: string, variable: string): Promise<readonly string[]> {
  const names = (await everyParameter(aws, "")).map(({ Name }) => Name!);
  return names.filter((name) => name.endsWith(`/${variable}`) && !name.startsWith(`/${env}/`));
}

const below = async (aws: Aws, env: string): Promise<readonly ParameterMetadata[]> =>
  (await everyParameter(aws, "")).filter(({ Name }) => Name!.startsWith(`/${env}/`));

/** All parameters of the region that have a path. AWS answers fifty at a time. */
const everyParameter = shared((aws, _all) =>
  pages(
    (NextToken) =>
      aws.ssm.DescribeParameters({
        ParameterFilters: [{ Key: "Name", Option: "BeginsWith", Values: ["/"] }],
        MaxResults: 50,
        NextToken,
      }),
    (page) => page.Parameters,
    (page) => page.NextToken,
  ),
);

/** Whether a path below a root tells that RISKEN's pods read there: other programs have a PORT and an AWS_REGION too. */
function isTelling(path: readonly string[]): boolean {
  const name = path.at(-1)!;
  if (findVariable(name)) return /_QUEUE_URL$|^DB_(MASTER|SLAVE)_|_SVC_ADDR$|^CODE_DATA_KEY$|^USER_IDP_KEY$/.test(name);
  return deadNames.some((dead) => dead.name === name && /_QUEUE_URL$|_SVC_ADDR$/.test(name));
}

/** Whether a value may be looked at: only what RISKEN knows, and no secret. */
const isOpen = (variable: string): boolean =>
  !isSecretName(variable) &&
  (findVariable(variable) !== undefined || deadNames.some(({ name }) => name === variable && /_QUEUE_URL$/.test(name)));

/** What can't be read is as good as unknown: the config says what is guessed in its place. */
async function textOf(aws: Aws, name: string): Promise<Pick<FoundParameter, "text">> {
  try {
    const found = await storedParameter(aws, name);
    return found ? { text: found.value } : {};
  } catch (error) {
    if (isDenied(error) || isError(error, "InvalidKeyId")) return {};
    throw error;
  }
}
