import type { Clock } from "../aws/clock";
import { unless } from "../aws/errors";
import { bareKey, keyGiven } from "../aws/keys";
import { parameterMetadata, storedParameter } from "../aws/parameters";
import type { Aws } from "../aws/session";
import { indexed, searched, tagList, tagMap } from "../aws/tags";
import type { Kind } from "../engine/kind";
import { parameterEmpty, parameterNests, parameterTooLong } from "../problems";
import { Secret } from "../secret";

interface Spec {
  readonly Name: string;
  readonly Type: "String" | "SecureString" | "StringList";
  /** A {@link Secret} for SecureString, also as it is read. */
  readonly Value: string | Secret;
  /** Only for SecureString: the alias `alias/aws/ssm`, or the id or ARN of a key. */
  readonly KeyId?: string;
  /** `Standard` where nothing is said. What is larger than 4 KB needs, and once given never loses, `Advanced`. */
  readonly Tier?: "Standard" | "Advanced" | "Intelligent-Tiering";
  readonly Description?: string;
}

interface Outputs {
  readonly arn: string;
}

/** The key that AWS keeps for Parameter Store in every account. */
export const AWS_MANAGED_KEY = "alias/aws/ssm";

/** Bytes that a parameter of the standard tier takes (https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html). */
const MOST_BYTES = 4096;

/** Milliseconds that a name stays unusable after its parameter was deleted (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html). */
const REUSE_AFTER = 30_000;

/** A parameter of Parameter Store. */
export const ssmParameter: Kind<Spec, Outputs, "Name"> = {
  type: "ssm.parameter",
  noun: "parameter",
  title: { en: "parameter", ja: "パラメータ" },
  key: ["Name"],
  reads: [
    "ssm:GetParameters",
    "ssm:DescribeParameters",
    "ssm:ListTagsForResource",
    "tag:GetResources",
    "kms:Decrypt",
    "kms:DescribeKey",
  ],
  writes: ["ssm:PutParameter", "ssm:AddTagsToResource", "ssm:DeleteParameter", "kms:Encrypt", "kms:GenerateDataKey"],
  removes: ["ssm:DeleteParameter", "ssm:RemoveTagsFromResource"],
  // AWS: a parameter can't go from text to encrypted or back (HierarchyTypeMismatch).
  immutable: ["Type"],
  means: {
    Type: {
      en: "It is stored as plain text, which whoever may read parameters can read. RISKEN works all the same. To have it encrypted, put it back yourself as a SecureString with the same value.",
      ja: "値は暗号化されずに保存されており、パラメータを読み取れる人は参照できます。RISKEN の動作に影響はありません。暗号化するには、同じ値の SecureString としてご自身で作り直してください。",
    },
  },
  // Pods have both decrypted, so an encrypted one serves where text would do.
  suffices: (field, wanted, has) => field === "Type" && wanted === "String" && has === "SecureString",
  needs: ["KeyId"],

  canonical(spec) {
    // Text has no key, whatever is wanted of it.
    if (spec.Type && spec.Type !== "SecureString") return { ...spec, KeyId: undefined };
    return { ...spec, ...(spec.KeyId ? { KeyId: bareKey(spec.KeyId) } : {}) };
  },

  async observe(aws, { Name }, sought) {
    const [stored, listed, ours] = await Promise.all([
      storedParameter(aws, Name),
      parameterMetadata(aws, Name),
      indexed(aws, "ssm:parameter", sought.tags),
    ]);
    if (!stored) return undefined;
    const told = listed ?? (await askedAlone(aws, Name));
    return {
      spec: {
        Type: stored.type,
        Value: stored.type === "SecureString" ? new Secret(stored.value) : stored.value,
        KeyId: await keyGiven(aws, told.KeyId),
        Tier: (told.Tier ?? "Standard") as Spec["Tier"],
        Description: told.Description,
      },
      outputs: { arn: stored.arn },
      tags: ours.get(stored.arn) ?? (await tagsOf(aws, Name)),
    };
  },

  async create(aws, spec, tags) {
    await untilFree(aws, spec.Name);
    await aws.ssm.PutParameter({ ...request(spec), Overwrite: false, Tags: tagList(tags) });
    return undefined;
  },

  // Left out, a key would fall back to AWS's own and a tier to the account's default, so both are always sent; and a
  // value that belongs to somebody else is written back as it was found.
  async update(aws, spec, { spec: has }) {
    const KeyId = spec.KeyId ?? has.KeyId;
    const Value = spec.Value ?? has.Value;
    await aws.ssm.PutParameter({ ...request({ ...spec, KeyId, Value, Tier: spec.Tier ?? has.Tier }), Overwrite: true });
  },

  async remove(aws, { Name }) {
    await unless("ParameterNotFound", aws.ssm.DeleteParameter({ Name }));
    deletions(aws.clock).set(Name, aws.clock.now());
  },

  async tag(aws, { outputs }, tags) {
    await aws.ssm.AddTagsToResource({
      ResourceType: "Parameter",
      ResourceId: nameIn(outputs.arn),
      Tags: tagList(tags),
    });
  },

  async untag(aws, { outputs }, keys) {
    const ResourceId = nameIn(outputs.arn);
    await aws.ssm.RemoveTagsFromResource({ ResourceType: "Parameter", ResourceId, TagKeys: [...keys] });
  },

  async owned(aws, tags) {
    const ours = await searched(aws, "ssm:parameter", tags);
    return [...ours].map(([arn, has]) => ({ key: { Name: nameIn(arn) }, tags: has }));
  },
};

/**
 * Refuses what Parameter Store can't hold: nothing, more than 4 KB, and `{{`, which would name another parameter.
 *
 * @param at how the user knows the value: its config key, or the parameter's name
 */
export function refuseUnstorable(at: string, value: string | Secret): void {
  const text = value instanceof Secret ? value.reveal() : value;
  const bytes = lengthOf(value);
  if (bytes === 0) throw parameterEmpty({ at });
  if (bytes > MOST_BYTES) throw parameterTooLong({ at, bytes, most: MOST_BYTES });
  if (text.includes("{{")) throw parameterNests({ at });
}

/** In bytes, also of a secret. */
export const lengthOf = (value: string | Secret): number =>
  Buffer.byteLength(value instanceof Secret ? value.reveal() : value);

function request(spec: Spec) {
  const { Name, Type, Value, KeyId, Tier = "Standard", Description } = spec;
  if (Tier === "Standard") refuseUnstorable(Name, Value);
  return {
    Name,
    Type,
    Value: Value instanceof Secret ? Value.reveal() : Value,
    Tier,
    ...(Type === "SecureString" ? { KeyId: KeyId ?? AWS_MANAGED_KEY } : {}),
    ...(Description === undefined ? {} : { Description }),
  };
}

/** A listing may lag behind for a moment; AWS tells the key nowhere else. */
async function askedAlone(aws: Aws, Name: string) {
  for (const wait of [0, 500, 1_000, 2_000, 4_000]) {
    await aws.clock.sleep(wait);
    const told = await parameterMetadata(aws.fresh(), Name);
    if (told) return told;
  }
  throw new Error(`${Name} has a value, and DescribeParameters does not list it`);
}

async function tagsOf(aws: Aws, Name: string) {
  const { TagList } = await aws.ssm.ListTagsForResource({ ResourceType: "Parameter", ResourceId: Name });
  return tagMap(TagList);
}

/** A name starts with a slash exactly if it has more than one segment; an ARN doesn't show which. */
function nameIn(arn: string): string {
  const path = arn.slice(arn.indexOf(":parameter/") + ":parameter/".length);
  return path.includes("/") ? `/${path}` : path;
}

const deleted = new WeakMap<Clock, Map<string, number>>();

/** When this session deleted what. */
function deletions(clock: Clock): Map<string, number> {
  const known = deleted.get(clock) ?? new Map<string, number>();
  deleted.set(clock, known);
  return known;
}

async function untilFree(aws: Aws, name: string): Promise<void> {
  const at = deletions(aws.clock).get(name);
  if (at === undefined) return;
  const wait = at + REUSE_AFTER - aws.clock.now();
  if (wait > 0) await aws.clock.sleep(wait);
}
