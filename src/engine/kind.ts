import type { Aws } from "../aws/session";
import type { Problem } from "../problems";
import type { Text } from "../text";

export type Tags = Readonly<Record<string, string>>;

/**
 * What else helps to find a thing whose key is no identity (a user pool's name, a listener's ARN): the tags that make it
 * ours, and, right after it was made, the identifier with which AWS answered its creation.
 */
export interface Sought {
  readonly tags: Tags;
  readonly id?: string;
  /** It is wanted, and others rely on it: what is there and can't be relied on is refused (a disabled key). */
  readonly needed?: true;
}

/** Something that would not work without a thing. */
export interface Needer {
  readonly arn: string;
  /** Its tags, where they tell whose it is. */
  readonly tags?: Tags;
}

/** Every field there is, also the optional ones: what can be written has to be read back. */
export type ReadBack<S> = { readonly [F in keyof Required<S>]: S[F] };

/** What AWS says a thing is. */
export interface Observed<Spec, Out, Key extends keyof Spec> {
  readonly spec: ReadBack<Omit<Spec, Key>>;
  /** What others may refer to. */
  readonly outputs: Out;
  /** All its tags, or undefined where things of this kind take none. */
  readonly tags?: Tags;
}

/** Something AWS can be asked about. */
export interface Lookup<Spec extends object, Out extends object, Key extends keyof Spec & string> {
  /** As in `sqs.queue`. */
  readonly type: string;
  /** As in `queue/aws-portscan`. */
  readonly noun: string;
  /** What a person calls it. */
  readonly title: Text;
  /** The fields by which AWS finds it. */
  readonly key: readonly Key[];
  /** The field that is its name for people; the first one of the key where left out. */
  readonly label?: Key;
  /** IAM actions that {@link observe}, `lookalike`, `owned`, `isEmpty` and `neededBy` need. */
  readonly reads: readonly string[];
  /**
   * Looks at one thing and changes nothing. Answers undefined only where AWS's own service says that it isn't there;
   * any other refusal is thrown as it came.
   */
  observe(aws: Aws, key: Pick<Spec, Key>, sought: Sought): Promise<Observed<Spec, Out, Key> | undefined>;
  /** Why it has to be there, where it is only needed and isn't: with a remedy of its own. */
  missing?(key: Pick<Spec, Key>): Problem;
}

/** Something AWS can also be told. */
export interface Kind<Spec extends object, Out extends object, Key extends keyof Spec & string>
  extends Lookup<Spec, Out, Key> {
  /**
   * How things of this kind stand to us (contract, "What it owns"). Managed, the default: made or adopted by us. Shared: used as found,
   * removed only when nobody needs it. Attachment: our member of somebody else's container.
   */
  readonly relation?: "shared" | "attachment";
  /** For an attachment: its place takes one alone, so what somebody else has put there and is other than wanted stands in the way. */
  readonly exclusive?: true;
  /** Everybody can see its tags, so it carries those alone that say whose it is. */
  readonly marksOnly?: true;
  /**
   * For kinds that take no tags: the field that names the container or the thing attached. Ours is what belongs to a
   * container (or attaches a thing) that is ours.
   */
  readonly through?: keyof Spec & string;
  /**
   * For kinds that take no tags: whether a thing in a container of somebody else can only be ours, by what it is. Left
   * out: a thing there is never taken for ours unless it was just made.
   */
  recognises?(seen: Observed<Spec, Out, Key>): boolean;
  /** IAM actions that {@link create}, {@link update}, {@link remove} and {@link tag} need. */
  readonly writes: readonly string[];
  /** IAM actions that {@link remove} and {@link untag} need, and {@link tag} where a thing goes over to another env. */
  readonly removes: readonly string[];
  /** In a container that isn't ours it serves others too: it stays there when we go. */
  readonly servesContainer?: true;
  /** Fields without whose references it does not work: while it stays, what they refer to stays. */
  readonly needs?: readonly (keyof Spec & string)[];
  /** A change of one of these fields means a new thing. */
  readonly immutable?: readonly (keyof Spec & string)[];
  /**
   * What it means where one of the {@link immutable} fields stays other than wanted, for whoever reads a plan: whether it does harm,
   * and what to do about it.
   */
  readonly means?: { readonly [F in keyof Spec]?: Text };
  /** Whether what one of the {@link immutable} fields is does as well as what is wanted: then it is no difference. */
  suffices?(field: string, wanted: unknown, has: unknown): boolean;
  /** The field that holds what of its tags says something about the thing itself: in other notations it stands with the rest of them. */
  readonly tagField?: keyof Spec & string;
  /**
   * Fields whose entries are values of their own, as the variables in a secret: what counts only at birth counts for each of them
   * when it isn't there yet, and is written back as it was found once it is.
   */
  readonly entries?: readonly (keyof Spec & string)[];
  /** Fields that say how to write and nothing about the thing itself: neither compared nor shown. */
  readonly advice?: readonly (keyof Spec & string)[];
  /** Names of inner fields to which a stored secret belongs: where one of them changes, AWS wants the secret again. */
  readonly secretsBelongTo?: readonly string[];
  /** Never replaced, removed only while it {@link isEmpty} or when told. */
  readonly holdsData?: true;
  /**
   * What is lost with it can never be had again, whatever somebody agrees to at large: removed only when one of its outputs is
   * named. Answers that name, and the AWS CLI's line that does it by hand.
   */
  onlyByName?(current: Observed<Spec, Out, Key>): { readonly name: string; readonly line: string };
  /** It is no more than a name of the container ({@link through}): it goes also where that stays. */
  readonly nameOnly?: true;
  /** Others know it by more than its name (a role's id in their policies), which a new one would not have: never replaced. */
  readonly irreplaceable?: true;
  /** Sending {@link create} twice would make two: after a lost answer it is looked for before it is tried again. */
  readonly createsTwice?: true;
  /** Two spellings of one thing become one. Receives wanted and observed specs alike; wanted ones may lack fields. */
  canonical?(spec: Partial<Spec>): Partial<Spec>;
  /**
   * The fields of a wanted spec with what others have added inside it kept: a policy on a role, a statement in a queue's
   * policy. It is shown, and removed only when told. Receives declared fields without marks; answers those that it changes.
   */
  keeping?(spec: Partial<Spec>, has: Observed<Spec, Out, Key>["spec"]): Partial<Spec>;
  /**
   * The fields of a wanted spec such that it goes on serving what relies on what is there: both hosts of a rule, both lists of
   * queues in a role's policy. For while other things move from the one to the other. What it answers has to pass for something
   * {@link keeping} keeps once it is there; receives and answers as that does.
   */
  widened?(spec: Partial<Spec>, has: Observed<Spec, Out, Key>["spec"]): Partial<Spec>;
  /** Makes it, with its tags in the same call. Answers its identifier where AWS's listings lag behind. */
  create(aws: Aws, spec: Spec, tags: Tags): Promise<string | undefined>;
  /**
   * Makes the fields of `spec` true. `spec` holds every declared field (fields that were left out keep what AWS has),
   * `changed` the ones that differ.
   */
  update(aws: Aws, spec: Spec, current: Observed<Spec, Out, Key>, changed: ReadonlySet<string>): Promise<void>;
  /** Removes it; what is already gone is no error. */
  remove(aws: Aws, key: Pick<Spec, Key>, current: Observed<Spec, Out, Key>): Promise<void>;
  /** For what holds data: whether this one holds none. Left out, nobody can tell. */
  isEmpty?(aws: Aws, current: Observed<Spec, Out, Key>): Promise<boolean>;
  /** For what others may have come to rely on: everything that does. Asked before it is removed. */
  neededBy?(aws: Aws, key: Pick<Spec, Key>, current: Observed<Spec, Out, Key>): Promise<readonly Needer[]>;
  /** Adds or overwrites tags. */
  tag?(aws: Aws, current: Observed<Spec, Out, Key>, tags: Tags): Promise<void>;
  /** Takes tags off, by their keys; one that isn't there is no error. */
  untag?(aws: Aws, current: Observed<Spec, Out, Key>, keys: readonly string[]): Promise<void>;
  /**
   * What stands where this should stand although it is not this one: same conditions, same effect. What the tags in
   * `sought` say is another one of ours doesn't stand in the way: it is changed or removed itself.
   */
  lookalike?(aws: Aws, spec: Spec, sought: Sought): Promise<Observed<Spec, Out, Key> | undefined>;
  /** All that carries the given tags, wanted or not: for what the config no longer names. */
  owned?(aws: Aws, tags: Tags): Promise<readonly { readonly key: Pick<Spec, Key>; readonly tags: Tags }[]>;
}

/** Any kind or lookup at all; only the engine uses it, where kinds of all sorts meet. */
export type AnyLookup = Lookup<any, any, any>;
export type AnyKind = Kind<any, any, any>;

export const isKind = (lookup: AnyLookup): lookup is AnyKind => "create" in lookup;
