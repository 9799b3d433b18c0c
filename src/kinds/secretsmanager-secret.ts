import { isError, unless } from "../aws/errors";
import { bareKey, keyGiven } from "../aws/keys";
import { describedSecret, secretText } from "../aws/secrets";
import type { Aws } from "../aws/session";
import { carries, ENV_TAG, searched, tagList, tagMap } from "../aws/tags";
import type { Kind, Tags } from "../engine/kind";
import { secretBeingDeleted, secretTooLong } from "../problems";
import { Secret } from "../secret";
import { objectIn } from "./secret-text";

interface Spec {
  readonly Name: string;
  /** What its JSON says, by key: every value is text, or env-injector would print it its own way. */
  readonly Values: Readonly<Record<string, Secret>>;
  /** The alias `alias/aws/secretsmanager`, or the id or ARN of a key. */
  readonly KmsKeyId: string;
}

interface Outputs {
  readonly arn: string;
}

/** The key that AWS keeps for Secrets Manager in every account. */
export const AWS_MANAGED_SECRETS_KEY = "alias/aws/secretsmanager";

/** Bytes that a secret holds (https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html). */
const MOST_BYTES = 65_536;

/** Days in which a deleted secret can be had back: as long as AWS lets one change one's mind. */
const WINDOW = 30;

/** A secret of Secrets Manager whose text is a JSON object of variables, as env-injector reads it. */
export const secretsManagerSecret: Kind<Spec, Outputs, "Name"> = {
  type: "secretsmanager.secret",
  noun: "secret",
  title: { en: "secret", ja: "シークレット" },
  key: ["Name"],
  reads: [
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "tag:GetResources",
    "kms:Decrypt",
    "kms:DescribeKey",
  ],
  writes: [
    "secretsmanager:CreateSecret",
    "secretsmanager:RestoreSecret",
    "secretsmanager:UpdateSecret",
    "secretsmanager:TagResource",
    "secretsmanager:DeleteSecret",
    "kms:GenerateDataKey",
  ],
  removes: ["secretsmanager:DeleteSecret", "secretsmanager:UntagResource"],
  needs: ["KmsKeyId"],
  entries: ["Values"],

  canonical: (spec) => ({ ...spec, ...(spec.KmsKeyId ? { KmsKeyId: bareKey(spec.KmsKeyId) } : {}) }),

  keeping: ({ Values }, has) => (Values ? { Values: { ...has.Values, ...Values } } : {}),

  async observe(aws, { Name }) {
    const told = await describedSecret(aws, Name);
    // One that is about to be deleted can't be read: it is no secret any more, and its name is free for one that restores it.
    if (!told || told.DeletedDate) return undefined;
    const arn = told.ARN!;
    return {
      spec: {
        Values: valuesIn((await secretText(aws, Name)) ?? "{}"),
        KmsKeyId: (await keyGiven(aws, told.KmsKeyId)) ?? AWS_MANAGED_SECRETS_KEY,
      },
      outputs: { arn },
      tags: tagMap(told.Tags),
    };
  },

  async create(aws, { Name, Values, KmsKeyId }, tags) {
    const SecretString = textOf(Name, Values);
    try {
      await aws.secretsmanager.CreateSecret({ Name, SecretString, KmsKeyId, Tags: tagList(tags) });
    } catch (error) {
      const deleted = isError(error, "InvalidRequest", "ResourceExists") ? await beingDeleted(aws, Name) : undefined;
      if (!deleted) throw error;
      // What somebody else has thrown away is not ours to bring back.
      if (!carries(deleted, { [ENV_TAG]: tags[ENV_TAG]! })) throw secretBeingDeleted({ name: Name });
      await aws.secretsmanager.RestoreSecret({ SecretId: Name });
      await aws.secretsmanager.TagResource({ SecretId: Name, Tags: tagList(tags) });
      await aws.secretsmanager.UpdateSecret({ SecretId: Name, SecretString, KmsKeyId });
    }
    return undefined;
  },

  // With another key, AWS encrypts anew what is current and what was before it.
  async update(aws, { Name, Values, KmsKeyId }, _current, changed) {
    await aws.secretsmanager.UpdateSecret({
      SecretId: Name,
      ...(changed.has("Values") ? { SecretString: textOf(Name, Values) } : {}),
      ...(changed.has("KmsKeyId") ? { KmsKeyId } : {}),
    });
  },

  async remove(aws, { Name }) {
    const deletion = aws.secretsmanager.DeleteSecret({ SecretId: Name, RecoveryWindowInDays: WINDOW });
    await unless(["ResourceNotFoundException", "InvalidRequestException"], deletion);
  },

  async tag(aws, { outputs }, tags) {
    await aws.secretsmanager.TagResource({ SecretId: outputs.arn, Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.secretsmanager.UntagResource({ SecretId: outputs.arn, TagKeys: [...keys] });
  },

  async owned(aws, tags) {
    const ours = await searched(aws, "secretsmanager:secret", tags);
    return [...ours].map(([arn, has]) => ({ key: { Name: nameIn(arn) }, tags: has }));
  },
};

/** Env-injector prints what is no text in its own way, so such a value is never the wanted one. */
function valuesIn(text: string): Readonly<Record<string, Secret>> {
  const values = Object.entries(objectIn(text)).map(([key, value]) => {
    if (typeof value === "string") return [key, new Secret(value)] as const;
    const secret = new Secret(`JSON ${JSON.stringify(value)}`);
    noTexts.set(secret, value);
    return [key, secret] as const;
  });
  return Object.fromEntries(values);
}

/** What others have put in that is no text, as it was: it is written back like that. */
const noTexts = new WeakMap<Secret, unknown>();

/** Sorted, so that the same values are the same text. */
function textOf(name: string, values: Spec["Values"]): string {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify(
    Object.fromEntries(entries.map(([key, value]) => [key, noTexts.has(value) ? noTexts.get(value) : value.reveal()])),
  );
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) throw secretTooLong({ name, bytes, most: MOST_BYTES });
  return text;
}

/** The tags of a secret that is being deleted; undefined where none is. */
async function beingDeleted(aws: Aws, name: string): Promise<Tags | undefined> {
  const told = await describedSecret(aws.fresh(), name);
  return told?.DeletedDate ? tagMap(told.Tags) : undefined;
}

/** An ARN ends in a hyphen and six characters of Secrets Manager's choice. */
const nameIn = (arn: string): string => arn.slice(arn.indexOf(":secret:") + ":secret:".length).replace(/-[^-]{6}$/, "");
