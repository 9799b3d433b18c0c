import type { ParameterMetadata } from "@aws-sdk/client-ssm";
import { isDenied, isError } from "./errors";
import { batched, pages, shared } from "./loader";
import type { Aws } from "./session";

/** A parameter as it stands in Parameter Store. */
export interface StoredParameter {
  readonly name: string;
  readonly arn: string;
  readonly type: "String" | "StringList" | "SecureString";
  /** Decrypted. */
  readonly value: string;
}

interface Answered {
  readonly Name?: string;
  readonly ARN?: string;
  readonly Type?: string;
  readonly Value?: string;
}

/**
 * One parameter by its name, or undefined where there is none. Ten names go in one request; where AWS refuses one of
 * them it refuses all ten, so then each is asked for alone and only the refused ones fail.
 */
export const storedParameter = batched<StoredParameter>(10, async (aws, names) => {
  try {
    return await byName(aws, names);
  } catch (error) {
    if (names.length === 1 || !(isDenied(error) || isError(error, "InvalidKeyId", "ValidationException"))) throw error;
    const each = await Promise.all(names.map((name) => byName(aws, [name]).catch((refused: Error) => refused)));
    return new Map(
      names.flatMap((name, at) => {
        const answer = each[at]!;
        const found = answer instanceof Error ? answer : answer.get(name);
        return found ? [[name, found] as const] : [];
      }),
    );
  }
});

/**
 * What is told of a parameter beside its value: key, tier, description. Fifty names could go in one request, but pages may
 * hold less and come one after another: with thirty a survey waits for fewer of them.
 */
export const parameterMetadata = batched<ParameterMetadata>(30, async (aws, names) => {
  const found = await described(aws, { Key: "Name", Option: "Equals", Values: [...names] });
  return new Map(found.map((one) => [one.Name!, one]));
});

/** Names of all parameters below a path, at any depth: one request for fifty. */
export const namesBelow = shared(async (aws, path): Promise<readonly string[]> => {
  const found = await described(aws, { Key: "Path", Option: "Recursive", Values: [path] });
  return found.map(({ Name }) => Name!);
});

/**
 * The same for a whole env, by the letters that the first directory begins with: pages come one after another, and the
 * parts at once. Together they are all the characters that a name may have.
 */
export const namesInEnv = shared(async (aws, env): Promise<readonly string[]> => {
  const parts = await Promise.all(
    initials.map((letters) =>
      described(aws, { Key: "Name", Option: "BeginsWith", Values: [...letters].map((letter) => `/${env}/${letter}`) }),
    ),
  );
  return parts.flat().map(({ Name }) => Name!);
});

/** Parts of about the same size as far as RISKEN's own directories go; fifty letters go in one request. */
const initials = ["ab", "c", "defghijkl", "mnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"];

/** What stands in a directory itself, not in the directories below it: what env-injector reads. */
export const directoryOf = shared(async (aws, path): Promise<readonly StoredParameter[]> => {
  const found = await pages(
    (NextToken) => aws.ssm.GetParametersByPath({ Path: path, WithDecryption: true, MaxResults: 10, NextToken }),
    (page) => page.Parameters,
    (page) => page.NextToken,
  );
  return found.map(stored);
});

async function byName(aws: Aws, names: readonly string[]): Promise<ReadonlyMap<string, StoredParameter>> {
  const { Parameters = [] } = await aws.ssm.GetParameters({ Names: [...names], WithDecryption: true });
  return new Map(Parameters.map((one) => [one.Name!, stored(one)]));
}

const described = (aws: Aws, filter: { Key: string; Option: string; Values: string[] }) =>
  pages(
    (NextToken) => aws.ssm.DescribeParameters({ ParameterFilters: [filter], MaxResults: 50, NextToken }),
    (page) => page.Parameters,
    (page) => page.NextToken,
  );

const stored = ({ Name, ARN, Type, Value }: Answered): StoredParameter => ({
  name: Name!,
  arn: ARN!,
  type: Type as StoredParameter["type"],
  value: Value!,
});
