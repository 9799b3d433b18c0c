import { unless } from "../aws/errors";
import { pages } from "../aws/loader";
import type { Aws } from "../aws/session";
import { ENV_TAG, ID_TAG, MEMBERS_TAG, searched } from "../aws/tags";
import type { Tags } from "../engine/kind";

/** Something inside a pool of ours, as `Kind.owned` answers it: what takes no tags is as much ours as the pool. */
export interface Member<Key> {
  readonly key: Key;
  readonly tags: Tags;
}

/**
 * All that is inside our pools, of those of which we have said (`risken-aws:members`) that there is anything: every pool
 * has users, few have more, and asking each would cost a call.
 *
 * @param list names of what is in a pool
 */
export async function membersOf(
  aws: Aws,
  tags: Tags,
  noun: string,
  list: (UserPoolId: string) => Promise<readonly string[]>,
): Promise<readonly Member<{ readonly name: string; readonly UserPoolId: string }>[]> {
  const ours = await searched(aws, "cognito-idp:userpool", tags);
  const pools = [...ours].filter(([, has]) => MEMBERS_TAG in has).map(([arn]) => arn.split("/").at(-1)!);
  const names = await Promise.all(pools.map(async (id) => ({ id, names: await list(id) })));
  return names.flatMap(({ id, names }) =>
    names.map((name) => ({
      key: { name, UserPoolId: id },
      tags: { [ENV_TAG]: tags[ENV_TAG]!, [ID_TAG]: `${noun}/${name}` },
    })),
  );
}

/** All pages of a listing; nothing where the pool is gone. */
export const inPool = async <Page, Item>(
  read: (token: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
  next: (page: Page) => string | undefined,
): Promise<readonly Item[]> => (await unless("ResourceNotFound", pages(read, items, next))) ?? [];
