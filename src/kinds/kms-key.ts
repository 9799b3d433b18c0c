import type { KeyMetadata } from "@aws-sdk/client-kms";
import { isDenied, isError, unless } from "../aws/errors";
import { pages, shared } from "../aws/loader";
import { canonicalPolicy, type PolicyDocument, parsePolicy, withStatementsOf } from "../aws/policy-document";
import type { Aws } from "../aws/session";
import { carries, indexed, searched } from "../aws/tags";
import type { Kind, Observed, Sought, Tags } from "../engine/kind";
import { ambiguousKey } from "../problems";
import { refuseUnusable } from "./kms-existing-key";

interface Spec {
  /** What it is for. A key has no name: it is found by its tags, and by this where they are lost. */
  readonly Description: string;
  readonly Policy: PolicyDocument;
  /** Whether AWS makes new key material every year; the old one goes on decrypting. */
  readonly EnableKeyRotation: boolean;
}

interface Outputs {
  readonly id: string;
  readonly arn: string;
}

type Seen = Observed<Spec, Outputs, "Description">;

/** Days until AWS deletes a key for good: as long as it lets one change one's mind. */
const WINDOW = 30;

/**
 * A symmetric key of the customer's. One that is about to be deleted is none any more: nothing can be read with it, and who
 * wants it back cancels that by hand.
 */
export const kmsKey: Kind<Spec, Outputs, "Description"> = {
  type: "kms.key",
  noun: "key",
  title: { en: "KMS key", ja: "KMS キー" },
  key: ["Description"],
  reads: [
    "kms:ListKeys",
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListResourceTags",
    "tag:GetResources",
  ],
  writes: ["kms:CreateKey", "kms:PutKeyPolicy", "kms:EnableKeyRotation", "kms:DisableKeyRotation", "kms:TagResource"],
  removes: ["kms:ScheduleKeyDeletion", "kms:UntagResource"],
  holdsData: true,
  createsTwice: true,

  onlyByName: ({ outputs: { id, arn } }) => ({
    name: id,
    line: `aws kms schedule-key-deletion --key-id ${id} --pending-window-in-days ${WINDOW} --region ${arn.split(":")[3]}`,
  }),

  canonical: (spec) => ({ ...spec, ...(spec.Policy ? { Policy: canonicalPolicy(spec.Policy) } : {}) }),

  keeping: ({ Policy }, has) => (Policy ? { Policy: withStatementsOf(Policy, has.Policy) } : {}),

  async observe(aws, { Description }, sought) {
    if (sought.id) return look(aws, sought.id, sought);
    const known = await indexed(aws, "kms:key", sought.tags);
    const ours = [...known].filter(([, tags]) => carries(tags, sought.tags)).map(([arn]) => arn);
    const found = theOne(Description, await lookAll(aws, ours, sought), sought);
    return found ?? theOne(Description, await lookAll(aws, await described(aws, Description), sought), sought);
  },

  async create(aws, { Description, Policy, EnableKeyRotation }, tags) {
    const { KeyMetadata } = await aws.kms.CreateKey(
      { Description, Policy: JSON.stringify(Policy), Tags: tagList(tags) },
      { once: true },
    );
    const KeyId = KeyMetadata!.Arn!;
    if (EnableKeyRotation) await onceKnown(aws, () => aws.kms.EnableKeyRotation({ KeyId }));
    return KeyId;
  },

  async update(aws, { Policy, EnableKeyRotation }, { outputs: { arn: KeyId } }, changed) {
    if (changed.has("Policy")) {
      await aws.kms.PutKeyPolicy({ KeyId, PolicyName: POLICY, Policy: JSON.stringify(Policy) });
    }
    if (!changed.has("EnableKeyRotation")) return;
    await (EnableKeyRotation ? aws.kms.EnableKeyRotation({ KeyId }) : aws.kms.DisableKeyRotation({ KeyId }));
  },

  async remove(aws, _key, { outputs: { arn: KeyId } }) {
    const schedule = aws.kms.ScheduleKeyDeletion({ KeyId, PendingWindowInDays: WINDOW });
    await unless(["NotFoundException", "KMSInvalidStateException"], schedule);
  },

  async tag(aws, { outputs }, tags) {
    await aws.kms.TagResource({ KeyId: outputs.arn, Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.kms.UntagResource({ KeyId: outputs.arn, TagKeys: [...keys] });
  },

  async owned(aws, tags) {
    const ours = await searched(aws, "kms:key", tags);
    return Promise.all(
      [...ours].map(async ([arn, has]) => {
        const live = await metadataOf(aws, arn);
        return { key: { Description: live?.Description ?? "" }, tags: has };
      }),
    );
  },
};

/** The only name that a key policy has. */
const POLICY = "default";

const metadataOf = shared(
  async (aws, KeyId): Promise<KeyMetadata | undefined> =>
    (await unless("NotFoundException", aws.kms.DescribeKey({ KeyId })))?.KeyMetadata,
);

/** ARNs of all keys of the region that say they are for this, in the words of their own service. */
const described = shared(async (aws, description): Promise<readonly string[]> => {
  const all = await pages(
    (Marker) => aws.kms.ListKeys({ Limit: 1000, Marker }),
    (page) => page.Keys,
    (page) => page.NextMarker,
  );
  const live = await Promise.all(all.map(({ KeyArn }) => visible(metadataOf(aws, KeyArn!))));
  return live.flatMap((one) => (one?.Description === description && one.KeyManager === "CUSTOMER" ? one.Arn! : []));
});

/** Keys that their owners show to nobody are none of ours. */
const visible = <T>(call: Promise<T>): Promise<T | undefined> =>
  call.catch((error: unknown) => {
    if (isDenied(error)) return undefined;
    throw error;
  });

const lookAll = async (aws: Aws, arns: readonly string[], sought: Sought): Promise<readonly Seen[]> =>
  (await Promise.all(arns.map((arn) => look(aws, arn, sought)))).filter((one) => one !== undefined);

/** Ours by its tags, else the only other one for the same. Where two could be meant nobody guesses. */
function theOne(name: string, seen: readonly Seen[], { tags }: Sought): Seen | undefined {
  const ours = seen.filter((one) => Object.keys(tags).length > 0 && carries(one.tags, tags));
  const candidates = ours.length > 0 ? ours : seen;
  if (candidates.length > 1) throw ambiguousKey({ name, ids: candidates.map(({ outputs }) => outputs.id) });
  return candidates[0];
}

async function look(aws: Aws, arn: string, { tags, needed }: Sought): Promise<Seen | undefined> {
  const live = await metadataOf(aws, arn);
  if (!live || live.KeyState === "PendingDeletion") return undefined;
  if (needed) refuseUnusable(live.Arn!, live);
  const KeyId = live.Arn!;
  const [policy, rotation, has] = await Promise.all([
    aws.kms.GetKeyPolicy({ KeyId, PolicyName: POLICY }),
    aws.kms.GetKeyRotationStatus({ KeyId }),
    indexed(aws, "kms:key", tags).then((index) => index.get(KeyId) ?? tagsOf(aws, KeyId)),
  ]);
  return {
    spec: { Policy: parsePolicy(policy.Policy!), EnableKeyRotation: rotation.KeyRotationEnabled ?? false },
    outputs: { id: live.KeyId!, arn: KeyId },
    tags: has,
  };
}

async function tagsOf(aws: Aws, KeyId: string): Promise<Tags> {
  const found = await pages(
    (Marker) => aws.kms.ListResourceTags({ KeyId, Marker }),
    (page) => page.Tags,
    (page) => page.NextMarker,
  );
  return Object.fromEntries(found.map(({ TagKey, TagValue }) => [TagKey!, TagValue ?? ""]));
}

/** KMS spells them in a way of its own. */
const tagList = (tags: Tags) => Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

/** A new key reaches all of KMS a moment later. */
async function onceKnown(aws: Aws, call: () => Promise<unknown>): Promise<void> {
  for (const wait of [500, 1_000, 2_000, 4_000, 8_000]) {
    try {
      await call();
      return;
    } catch (error) {
      if (!isError(error, "NotFoundException")) throw error;
      await aws.clock.sleep(wait);
    }
  }
  await call();
}
