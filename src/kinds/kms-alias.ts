import { unless } from "../aws/errors";
import { pages } from "../aws/loader";
import type { Aws } from "../aws/session";
import { ENV_TAG, ID_TAG, searched } from "../aws/tags";
import type { Kind } from "../engine/kind";
import { refuseUnusable } from "./kms-existing-key";

interface Spec {
  /** As in `alias/risken-prd`. */
  readonly AliasName: string;
  /** ARN of the key that it is a name of. */
  readonly TargetKeyId: string;
}

interface Outputs {
  readonly name: string;
}

/** A name of a key. It takes no tags: ours is one of a key of ours. */
export const kmsAlias: Kind<Spec, Outputs, "AliasName"> = {
  type: "kms.alias",
  noun: "key-alias",
  title: { en: "KMS alias", ja: "KMS エイリアス" },
  key: ["AliasName"],
  through: "TargetKeyId",
  nameOnly: true,
  reads: ["kms:DescribeKey", "kms:ListAliases", "tag:GetResources"],
  writes: ["kms:CreateAlias", "kms:DeleteAlias"],
  removes: ["kms:DeleteAlias"],
  // One that points elsewhere is somebody else's.
  immutable: ["TargetKeyId"],

  async observe(aws, { AliasName }, { needed }) {
    const found = await unless("NotFoundException", aws.kms.DescribeKey({ KeyId: AliasName }));
    if (!found) return undefined;
    // A key of ours that somebody is about to delete is none any more: here it is still known by its name.
    if (needed) refuseUnusable(AliasName, found.KeyMetadata!);
    return { spec: { TargetKeyId: found.KeyMetadata!.Arn! }, outputs: { name: AliasName } };
  },

  async create(aws, { AliasName, TargetKeyId }) {
    await aws.kms.CreateAlias({ AliasName, TargetKeyId });
    return undefined;
  },

  // Nothing of it is changed.
  async update() {},

  async remove(aws, { AliasName }) {
    await unless("NotFoundException", aws.kms.DeleteAlias({ AliasName }));
  },

  async owned(aws, tags) {
    const ours = await searched(aws, "kms:key", tags);
    const each = await Promise.all(
      [...ours].map(async ([arn, has]) =>
        (await aliasesOf(aws, arn))
          .filter((name) => isOfEnv(name, tags[ENV_TAG]!))
          .map((AliasName) => ({ key: { AliasName }, tags: { ...has, [ID_TAG]: `key-alias/${nameIn(has)}` } })),
      ),
    );
    return each.flat();
  },
};

/** `key/encryption` → `encryption`: the key and its alias share the name. */
const nameIn = (tags: Readonly<Record<string, string>>): string => (tags[ID_TAG] ?? "").split("/").slice(1).join("/");

/** A name such as ours are: another one that somebody has given to our key stays. */
const isOfEnv = (alias: string, env: string): boolean =>
  alias.endsWith(`-${env}`) && /^alias\/[a-z][a-z0-9-]{0,15}$/.test(alias.slice(0, -env.length - 1));

/** A key that is about to be deleted keeps its aliases. */
async function aliasesOf(aws: Aws, KeyId: string): Promise<readonly string[]> {
  const listed = pages(
    (Marker) => aws.kms.ListAliases({ KeyId, Marker }),
    (page) => page.Aliases,
    (page) => page.NextMarker,
  );
  return ((await unless("NotFoundException", listed)) ?? []).map(({ AliasName }) => AliasName!);
}
