import type { FieldChange } from "./diff";
import type { AnyKind, Needer, Observed, Tags } from "./kind";
import type { Ownership } from "./ownership";
import type { Change } from "./plan";

/** What relies on a thing, without what goes too. */
export const othersAmong = (needers: readonly Needer[], gone: readonly Observed<any, any, any>[]): readonly Needer[] =>
  needers.filter(({ arn }) => !gone.some(({ outputs }) => Object.values(outputs).includes(arn)));

/** The same while our things live on: what these need the config says by itself, so they keep nothing that it doesn't want. */
export const strangersAmong = (
  needers: readonly Needer[],
  gone: readonly Observed<any, any, any>[],
  owner: Ownership,
): readonly Needer[] => othersAmong(needers, gone).filter(({ tags = {} }) => owner.envIn(tags) !== owner.env);

/** Another env that relies on something of ours. */
export interface Heir {
  readonly env: string;
  /** What it tags its things with. */
  readonly tags: Tags;
}

/** Who gets what others rely on, where it can be anybody's: a member of a container that isn't ours either. */
export function heirAmong(others: readonly Needer[], kind: AnyKind, owner: Ownership): Heir | undefined {
  if (kind.relation !== "attachment") return undefined;
  return others.flatMap(({ tags = {} }): Heir[] => {
    const env = owner.envIn(tags);
    return env === undefined || env === owner.env ? [] : [{ env, tags }];
  })[0];
}

/** The tags by which something goes over to another env. */
export function handing(has: Tags = {}, theirs: Tags, owner: Ownership): Pick<Change, "tags" | "untag" | "fields"> {
  const tags = Object.fromEntries(Object.entries(owner.handedTo(theirs)).filter(([key, value]) => has[key] !== value));
  const untag = Object.keys(owner.tags).filter((key) => key in has && !(key in theirs));
  return { tags, untag, fields: [...tagFields(has, Object.keys(tags), tags), ...tagFields(has, untag, {})] };
}

/** What changes where tags are set or taken off. */
export const tagFields = (has: Tags | undefined, keys: readonly string[], after: Tags): readonly FieldChange[] =>
  keys.map((key) => ({ path: `Tags.${key}`, before: has?.[key], after: after[key] }));
