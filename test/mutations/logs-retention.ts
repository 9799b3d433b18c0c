import { logsRetention } from "../../src/kinds/logs-retention";
import { mutations } from "./mutation";

export const logsRetentionMutations = mutations(logsRetention, {
  fields: {
    RetentionInDays: {
      "kept for longer": (by, { spec }) =>
        by.logs.PutRetentionPolicy({ logGroupName: spec.LogGroupName, retentionInDays: 3653 }),
      "kept for ever": (by, { spec }) => by.logs.DeleteRetentionPolicy({ logGroupName: spec.LogGroupName }),
    },
  },

  gone: (by, { spec }) => by.logs.DeleteLogGroup({ logGroupName: spec.LogGroupName }),

  tags: { because: "it is part of a log group, whose tags are its owner's" },

  same: {
    "another group beside it": (by, { spec }) =>
      by.logs.CreateLogGroup({ logGroupName: `${spec.LogGroupName}-of-somebody-else` }),
  },
});
