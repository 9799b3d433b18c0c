import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { route53ValidationRecord } from "../../src/kinds/route53-validation-record";
import type { Hands } from "./hands";
import { mutations } from "./mutation";

interface Named {
  readonly spec: { readonly HostedZoneId: string; readonly Name: string; readonly Value: string };
}

function put(by: Hands, { spec }: Named, Action: "UPSERT" | "DELETE", more: Partial<ResourceRecordSet> = {}) {
  const { HostedZoneId, Name, Value } = spec;
  const set: ResourceRecordSet = { Name, Type: "CNAME", TTL: 300, ResourceRecords: [{ Value }], ...more };
  return by.route53.ChangeResourceRecordSets({
    HostedZoneId,
    ChangeBatch: { Changes: [{ Action, ResourceRecordSet: set }] },
  });
}

export const route53ValidationRecordMutations = mutations(route53ValidationRecord, {
  fields: {
    Value: {
      "another value": (by, thing) =>
        put(by, thing, "UPSERT", { ResourceRecords: [{ Value: "_old.acm-validations.aws" }] }),
    },
  },

  gone: (by, thing) => put(by, thing, "DELETE"),

  tags: { because: "records take no tags" },

  same: {
    "kept for longer": (by, thing) => put(by, thing, "UPSERT", { TTL: 3600 }),
    "with the dot at its end": (by, thing) =>
      put(by, thing, "UPSERT", { ResourceRecords: [{ Value: `${thing.spec.Value}.` }] }),
  },
});
