import type { Change, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { route53Alias } from "../../src/kinds/route53-alias";
import type { Hands } from "./hands";
import { mutations } from "./mutation";

interface Named {
  readonly spec: { readonly HostedZoneId: string; readonly Name: string };
}

const change = (by: Hands, { spec: { HostedZoneId } }: Named, ...Changes: Change[]) =>
  by.route53.ChangeResourceRecordSets({ HostedZoneId, ChangeBatch: { Changes } });

/** What is at a host, or at the mark below it. */
async function setsAt(by: Hands, { spec: { HostedZoneId, Name } }: Named, below = ""): Promise<ResourceRecordSet[]> {
  const { ResourceRecordSets = [] } = await by.route53.ListResourceRecordSets({ HostedZoneId });
  return ResourceRecordSets.filter((one) => one.Name === `${below}${Name}.`);
}

const deleting = (sets: readonly ResourceRecordSet[]): Change[] =>
  sets.map((ResourceRecordSet) => ({ Action: "DELETE", ResourceRecordSet }));

async function aliased(by: Hands, thing: Named, more: Partial<ResourceRecordSet["AliasTarget"]>) {
  const [set] = await setsAt(by, thing);
  const AliasTarget = { ...set!.AliasTarget!, ...more };
  return change(by, thing, { Action: "UPSERT", ResourceRecordSet: { ...set!, AliasTarget } });
}

export const route53AliasMutations = mutations(route53Alias, {
  fields: {
    Addresses: {
      "another load balancer": (by, thing) => aliased(by, thing, { DNSName: "old.ap-northeast-1.elb.amazonaws.com" }),
      "a name instead": async (by, thing) => {
        const { Name } = thing.spec;
        const set: ResourceRecordSet = {
          Name,
          Type: "CNAME",
          TTL: 60,
          ResourceRecords: [{ Value: "old.example.com" }],
        };
        const old = deleting(await setsAt(by, thing));
        return change(by, thing, ...old, { Action: "CREATE", ResourceRecordSet: set });
      },
      "IPv6 addresses elsewhere": (by, thing) => {
        const { Name } = thing.spec;
        const set: ResourceRecordSet = { Name, Type: "AAAA", TTL: 60, ResourceRecords: [{ Value: "2001:db8::1" }] };
        return change(by, thing, { Action: "CREATE", ResourceRecordSet: set });
      },
      "no address, but the mark": async (by, thing) => change(by, thing, ...deleting(await setsAt(by, thing))),
    },
  },

  gone: async (by, thing) => {
    const sets = [...(await setsAt(by, thing)), ...(await setsAt(by, thing, "_risken-aws."))];
    return change(by, thing, ...deleting(sets));
  },

  tags: { because: "records take no tags: what says that they are ours is a record beside them" },

  same: {
    "the console's way to write a load balancer": async (by, thing) => {
      const [set] = await setsAt(by, thing);
      return aliased(by, thing, { DNSName: `dualstack.${set!.AliasTarget!.DNSName}` });
    },
    "the targets' health looked at": (by, thing) => aliased(by, thing, { EvaluateTargetHealth: true }),
    "no mark of ours: a record as wanted is as good": async (by, thing) =>
      change(by, thing, ...deleting(await setsAt(by, thing, "_risken-aws."))),
  },
});
