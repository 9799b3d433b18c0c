import { ssmParameter } from "../../src/kinds/ssm-parameter";
import { Secret } from "../../src/secret";
import type { Hands } from "./hands";
import { mutations, other } from "./mutation";

type Put = Parameters<Hands["ssm"]["PutParameter"]>[0];

interface Named {
  readonly outputs: { readonly arn: string };
}

const nameOf = ({ outputs }: Named) => outputs.arn.slice(outputs.arn.indexOf(":parameter/") + ":parameter".length);
const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Writes a parameter over the one there is, with everything that isn't said as it was. */
async function put(by: Hands, thing: Named & { readonly spec: { readonly KeyId?: string } }, more: Partial<Put>) {
  const Name = nameOf(thing);
  const { Parameters = [] } = await by.ssm.GetParameters({ Names: [Name], WithDecryption: true });
  const { Type, Value } = Parameters[0]!;
  const key = Type === "SecureString" ? { KeyId: thing.spec.KeyId } : {};
  return by.ssm.PutParameter({ Name, Type, Value, ...key, ...more, Overwrite: true });
}

/** In place of the one there is, which nobody can turn into another type. */
async function putAnew(by: Hands, thing: Named, Type: Put["Type"]) {
  const Name = nameOf(thing);
  const { Parameters = [] } = await by.ssm.GetParameters({ Names: [Name], WithDecryption: true });
  const { TagList = [] } = await by.ssm.ListTagsForResource({ ResourceType: "Parameter", ResourceId: Name });
  await by.ssm.DeleteParameter({ Name });
  await by.ssm.PutParameter({ Name, Type, Value: Parameters[0]!.Value, Tags: TagList });
}

const isSecure = ({ spec }: { readonly spec: { readonly Type: string } }) => spec.Type === "SecureString";

export const ssmParameterMutations = mutations(ssmParameter, {
  fields: {
    Type: {
      "made anew as another one": {
        // As text it is no secret, and has no key.
        along: ["KeyId", "Value"],
        by: (by, thing) => putAnew(by, thing, other(thing.spec.Type, "String", "StringList")),
      },
    },
    Value: {
      "another one": (by, thing) => put(by, thing, { Value: "somebody-else-wrote-this" }),
      "with a line break behind it": {
        of: ({ spec }) => !(spec.Value instanceof Secret),
        by: (by, thing) => put(by, thing, { Value: `${thing.spec.Value}\n` }),
      },
    },
    KeyId: {
      "another key": (by, thing) =>
        put(by, thing, { KeyId: other(thing.spec.KeyId, "alias/aws/ssm", "alias/somebody-elses") }),
    },
    Tier: { "more room": (by, thing) => put(by, thing, { Tier: "Advanced" }) },
    Description: { "some words": (by, thing) => put(by, thing, { Description: "Somebody's note" }) },
  },

  gone: (by, thing) => by.ssm.DeleteParameter({ Name: nameOf(thing) }),

  tags: {
    set: (by, thing, tags) =>
      by.ssm.AddTagsToResource({ ResourceType: "Parameter", ResourceId: nameOf(thing), Tags: tagsOf(tags) }),
    unset: (by, thing, TagKeys) =>
      by.ssm.RemoveTagsFromResource({ ResourceType: "Parameter", ResourceId: nameOf(thing), TagKeys: [...TagKeys] }),
  },

  same: {
    "encrypted where text would do": {
      of: (thing) => !isSecure(thing),
      by: (by, thing) => putAnew(by, thing, "SecureString"),
    },
    "the value sent again": (by, thing) => put(by, thing, {}),
    "the key by its alias's ARN": {
      of: isSecure,
      by: async (by, thing) => {
        const at = thing.outputs.arn.replace(":ssm:", ":kms:").replace(/parameter\/.*/, "");
        const { KeyId } = thing.spec;
        const { Aliases = [] } = KeyId!.startsWith("alias/") ? {} : await by.kms.ListAliases({ KeyId });
        const alias = Aliases[0]?.AliasName ?? KeyId!;
        return put(by, thing, { KeyId: `${at}${alias}` });
      },
    },
    "the key by its alias or id": {
      of: isSecure,
      by: (by, thing) => put(by, thing, { KeyId: thing.spec.KeyId!.replace(/^arn:.*:key\//, "") }),
    },
    "a tag of somebody else's": (by, thing) =>
      by.ssm.AddTagsToResource({
        ResourceType: "Parameter",
        ResourceId: nameOf(thing),
        Tags: tagsOf({ CostCenter: "42" }),
      }),
  },
});
