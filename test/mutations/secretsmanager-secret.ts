import { secretsManagerSecret } from "../../src/kinds/secretsmanager-secret";
import type { Secret } from "../../src/secret";
import type { Hands } from "./hands";
import { mutations } from "./mutation";

interface Named {
  readonly spec: { readonly Name: string; readonly Values: Readonly<Record<string, Secret>> };
}

const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

async function rewritten(
  by: Hands,
  { spec: { Name: SecretId } }: Named,
  change: (values: Record<string, unknown>) => unknown,
) {
  const { SecretString } = await by.secretsmanager.GetSecretValue({ SecretId });
  return by.secretsmanager.UpdateSecret({ SecretId, SecretString: JSON.stringify(change(JSON.parse(SecretString!))) });
}

/** One whose value the config gives: what was made up once and is gone can't be made again. */
const given = (values: object) => Object.keys(values).find((name) => name !== "CODE_DATA_KEY");

export const secretsManagerSecretMutations = mutations(secretsManagerSecret, {
  fields: {
    Values: {
      "another one": {
        of: ({ spec }) => given(spec.Values) !== undefined,
        by: (by, thing) => rewritten(by, thing, (all) => ({ ...all, [given(all)!]: "somebody-else-wrote-this" })),
      },
      "one taken out": {
        of: ({ spec }) => given(spec.Values) !== undefined,
        by: (by, thing) => rewritten(by, thing, ({ [given(thing.spec.Values)!]: _, ...rest }) => rest),
      },
      "one added": { added: true, by: (by, thing) => rewritten(by, thing, (all) => ({ ...all, THEIRS: "x" })) },
    },
    KmsKeyId: {
      "another key": (by, { spec }) =>
        by.secretsmanager.UpdateSecret({ SecretId: spec.Name, KmsKeyId: "alias/somebody-elses" }),
    },
  },

  gone: {
    because:
      "what was made up is in it, and AWS keeps it for a month: it is told how to bring it back, and nothing is made anew",
  },

  tags: {
    set: (by, { spec }, tags) => by.secretsmanager.TagResource({ SecretId: spec.Name, Tags: tagsOf(tags) }),
    unset: (by, { spec }, TagKeys) => by.secretsmanager.UntagResource({ SecretId: spec.Name, TagKeys: [...TagKeys] }),
  },

  same: {
    "the values in another order": (by, thing) =>
      rewritten(by, thing, (all) => Object.fromEntries(Object.entries(all).reverse())),
    "a tag of somebody else's": (by, { spec }) =>
      by.secretsmanager.TagResource({ SecretId: spec.Name, Tags: tagsOf({ CostCenter: "42" }) }),
  },
});
