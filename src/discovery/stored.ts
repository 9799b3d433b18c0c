import { unless } from "../aws/errors";
import { directoryOf, storedParameter } from "../aws/parameters";
import type { Aws } from "../aws/session";
import type { Stored } from "../risken/env-injector";

/** IAM actions that {@link fromStore} needs. */
export const storedReads: readonly string[] = [
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
  "kms:Decrypt",
  "secretsmanager:GetSecretValue",
];

type Reads = { readonly [Sort in keyof Stored]: (aws: Aws, name: string) => Promise<ReturnType<Stored[Sort]>> };

const reads: Reads = {
  parameter: storedParameter,
  directory: async (aws, path) =>
    (await directoryOf(aws, path)).map(({ name, value, type }) => ({ name, value, secure: type === "SecureString" })),
  secret: async (aws, SecretId) =>
    (await unless("ResourceNotFoundException", aws.secretsmanager.GetSecretValue({ SecretId })))?.SecretString,
};

/**
 * Answers a question about what is stored now. What is read first tells what has to be read next (a parameter lists
 * directories), so the question is put again, each time with everything that it asked for, until it asks for nothing new.
 *
 * @param aws what it has read before is not read again: pass `aws.fresh()` to see what is stored now
 * @param ask pure: asks for the same things when it gets the same answers
 */
export async function fromStore<Answer>(aws: Aws, ask: (stored: Stored) => Answer): Promise<Answer> {
  const known = new Map<string, unknown>();
  for (;;) {
    const unknown = new Map<string, () => Promise<unknown>>();
    const look = <Found>(sort: keyof Stored, name: string, meanwhile: Found): Found => {
      const id = `${sort} ${name}`;
      if (known.has(id)) return known.get(id) as Found;
      unknown.set(id, () => reads[sort](aws, name));
      return meanwhile;
    };
    const answer = ask({
      parameter: (name) => look("parameter", name, undefined),
      directory: (path) => look("directory", path, []),
      secret: (id) => look("secret", id, undefined),
    });
    if (unknown.size === 0) return answer;
    await Promise.all([...unknown].map(async ([id, read]) => known.set(id, await read())));
  }
}
