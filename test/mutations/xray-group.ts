import { xrayGroup } from "../../src/kinds/xray-group";
import { mutations } from "./mutation";

const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const xrayGroupMutations = mutations(xrayGroup, {
  fields: {
    FilterExpression: {
      "other traces": (by, { outputs }) =>
        by.xray.UpdateGroup({ GroupARN: outputs.arn, FilterExpression: "responsetime > 5" }),
    },
  },

  gone: (by, { outputs }) => by.xray.DeleteGroup({ GroupARN: outputs.arn }),

  tags: {
    set: (by, { outputs }, tags) => by.xray.TagResource({ ResourceARN: outputs.arn, Tags: tagsOf(tags) }),
    unset: (by, { outputs }, TagKeys) => by.xray.UntagResource({ ResourceARN: outputs.arn, TagKeys: [...TagKeys] }),
  },

  same: {
    "a tag of somebody else's": (by, { outputs }) =>
      by.xray.TagResource({ ResourceARN: outputs.arn, Tags: tagsOf({ CostCenter: "42" }) }),
  },
});
