import { isDenied, isError } from "./errors";
import { shared } from "./loader";
import type { Aws } from "./session";

/**
 * Services tell a key as it was given to them. The alias of a customer's key is looked up, so that it can be compared with
 * the key's own name; what can't be looked up stays as it is.
 */
export async function keyGiven(aws: Aws, given: string | undefined): Promise<string | undefined> {
  if (!given?.includes("alias/") || given.includes("alias/aws/")) return given;
  try {
    return await keyArn(aws, given);
  } catch (error) {
    if (isError(error, "NotFound")) return given;
    if (!isDenied(error)) throw error;
    aws.overlooked.push(error);
    return given;
  }
}

/** `arn:aws:kms:…:key/<id>` and `<id>` are the same key, and so are the two spellings of an alias. */
export const bareKey = (key: string): string =>
  key.replace(/^arn:[^:]*:kms:[^:]*:[^:]*:(?:key\/)?(alias\/.*|[^/]*)$/, "$1");

const keyArn = shared(async (aws, KeyId) => (await aws.kms.DescribeKey({ KeyId })).KeyMetadata!.Arn!);
