import { differences, fieldOf, whatStays } from "./diff";
import type { AnyKind } from "./kind";
import type { Change } from "./plan";
import { type Look, resolve } from "./ref";
import type { Resource } from "./resource";
import type { Stray } from "./survey";

/**
 * Whether a change has to go on serving the old for now: something else of the plan moves away from it, or somebody has made it by
 * hand and relies on it. A thing that is off all by itself has no such others: it is put right at once.
 */
export const servesOld = (change: Change, all: readonly Change[]): boolean =>
  change.resource.kind.widened !== undefined &&
  change.current !== undefined &&
  (change.action === "adopt" ||
    (change.action === "update" &&
      all.some((other) => other !== change && (moves(other) || isHalfway(other, change.resource.kind)))));

/** Another one like it serves more than is wanted: a run that switched them was stopped before it came to this one. */
const isHalfway = (other: Change, { type }: AnyKind): boolean => waits(other) && other.resource.kind.type === type;

/** Whether all of it is done only when told: what others have added inside, and what only the old needs. */
export const waits = ({ meanwhile }: Pick<Change, "meanwhile">): boolean => meanwhile?.length === 0;

/** Whether carrying it out makes anything other than it was. Tags are nothing that anybody relies on. */
const moves = (change: Change): boolean =>
  change.action !== "none" &&
  !change.blocked &&
  !change.holdsData &&
  !change.stays &&
  !(change.action === "update" && (waits(change) || change.fields.every(({ path }) => fieldOf(path) === "Tags")));

/**
 * What has to be done to a thing that goes by another name now: until it is removed, it serves what its successor serves. A pod that
 * still runs with the old role finds the new queues.
 */
export function retiring(
  { resource, current }: Stray,
  successor: Resource | undefined,
  look: Look,
): Change | undefined {
  if (successor?.wanted !== "made" || successor.kind.type !== resource.kind.type) return undefined;
  if (!("widened" in successor.kind)) return undefined;
  const kept: Resource<AnyKind> = {
    ...(successor as Resource<AnyKind>),
    spec: { ...successor.spec, ...resource.spec },
  };
  const { fields } = differences(
    kept.kind,
    asSuccessor(kept, resolve(kept.spec, look) as Spec, current.spec),
    current.spec,
  );
  if (fields.length === 0) return undefined;
  const name = String(resource.spec[kept.kind.label ?? kept.kind.key[0]]);
  return { resource: kept, name, action: "update", fields, tags: {}, notCompared: [], current, retires: true };
}

type Spec = Readonly<Record<string, unknown>>;

/** What a thing that goes is to be meanwhile: as it is, and in addition what its successor serves. */
export function asSuccessor({ kind }: Resource<AnyKind>, wanted: Spec, has: Spec): Spec {
  const key = Object.fromEntries(kind.key.map((field: string) => [field, wanted[field]]));
  return { ...key, ...has, ...whatStays(kind, wanted, has, true) };
}
