import { xraySamplingRule } from "../../src/kinds/xray-sampling-rule";
import type { Hands } from "./hands";
import { mutations } from "./mutation";

type Update = NonNullable<Parameters<Hands["xray"]["UpdateSamplingRule"]>[0]["SamplingRuleUpdate"]>;

interface Named {
  readonly spec: { readonly RuleName: string };
}

const change = (by: Hands, { spec: { RuleName } }: Named, more: Update) =>
  by.xray.UpdateSamplingRule({ SamplingRuleUpdate: { RuleName, ...more } });

const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const xraySamplingRuleMutations = mutations(xraySamplingRule, {
  fields: {
    Priority: { "another one": (by, rule) => change(by, rule, { Priority: 9999 }) },
    ReservoirSize: { "many requests": (by, rule) => change(by, rule, { ReservoirSize: 100 }) },
    FixedRate: { "every request": (by, rule) => change(by, rule, { FixedRate: 1 }) },
    Host: { "any host": (by, rule) => change(by, rule, { Host: "*" }) },
    HTTPMethod: { "one alone": (by, rule) => change(by, rule, { HTTPMethod: "POST" }) },
    URLPath: { "one alone": (by, rule) => change(by, rule, { URLPath: "/health" }) },
    ServiceName: { "one alone": (by, rule) => change(by, rule, { ServiceName: "other" }) },
    ServiceType: { "one alone": (by, rule) => change(by, rule, { ServiceType: "AWS::EC2::Instance" }) },
    ResourceARN: { "one alone": (by, rule) => change(by, rule, { ResourceARN: "arn:aws:ecs:*" }) },
  },

  gone: (by, { spec: { RuleName } }) => by.xray.DeleteSamplingRule({ RuleName }),

  tags: {
    set: (by, { outputs }, tags) => by.xray.TagResource({ ResourceARN: outputs.arn, Tags: tagsOf(tags) }),
    unset: (by, { outputs }, TagKeys) => by.xray.UntagResource({ ResourceARN: outputs.arn, TagKeys: [...TagKeys] }),
  },

  same: {
    "a tag of somebody else's": (by, { outputs }) =>
      by.xray.TagResource({ ResourceARN: outputs.arn, Tags: tagsOf({ CostCenter: "42" }) }),
  },
});
