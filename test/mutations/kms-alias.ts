import { kmsAlias } from "../../src/kinds/kms-alias";
import { mutations } from "./mutation";

export const kmsAliasMutations = mutations(kmsAlias, {
  fields: {
    TargetKeyId: { because: "one that points elsewhere is somebody else's" },
  },

  gone: (by, { outputs }) => by.kms.DeleteAlias({ AliasName: outputs.name }),

  tags: { because: "AWS gives aliases no tags" },

  same: {},
});
