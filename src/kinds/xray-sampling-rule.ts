import type { SamplingRule } from "@aws-sdk/client-xray";
import { unless } from "../aws/errors";
import { pages, shared } from "../aws/loader";
import { indexed, searched, tagList, tagMap } from "../aws/tags";
import type { Kind, ReadBack } from "../engine/kind";

interface Spec {
  readonly RuleName: string;
  /** Smaller numbers count first, from 1 to 9999. */
  readonly Priority: number;
  /** Requests a second that are traced in any case, over all services together, */
  readonly ReservoirSize: number;
  /** and the part of all others, from 0 to 1. */
  readonly FixedRate: number;
  /** Which requests: `*` for any. */
  readonly Host: string;
  readonly HTTPMethod: string;
  readonly URLPath: string;
  readonly ServiceName: string;
  readonly ServiceType: string;
  readonly ResourceARN: string;
}

interface Outputs {
  readonly arn: string;
}

/** How many requests X-Ray's agents and SDKs trace. */
export const xraySamplingRule: Kind<Spec, Outputs, "RuleName"> = {
  type: "xray.sampling-rule",
  noun: "sampling-rule",
  title: { en: "X-Ray sampling rule", ja: "X-Ray サンプリングルール" },
  key: ["RuleName"],
  reads: ["xray:GetSamplingRules", "xray:ListTagsForResource", "tag:GetResources"],
  writes: ["xray:CreateSamplingRule", "xray:UpdateSamplingRule", "xray:TagResource", "xray:DeleteSamplingRule"],
  removes: ["xray:DeleteSamplingRule", "xray:UntagResource"],

  async observe(aws, { RuleName }, { tags }) {
    const [all, ours] = await Promise.all([rules(aws, ""), indexed(aws, "xray:sampling-rule", tags)]);
    const found = all.find((rule) => rule.RuleName === RuleName);
    if (!found) return undefined;
    const arn = found.RuleARN!;
    return {
      spec: specOf(found),
      outputs: { arn },
      tags: ours.get(arn) ?? tagMap((await aws.xray.ListTagsForResource({ ResourceARN: arn })).Tags),
    };
  },

  async create(aws, spec, tags) {
    await aws.xray.CreateSamplingRule({ SamplingRule: { ...spec, Version: 1 }, Tags: tagList(tags) });
    return undefined;
  },

  async update(aws, spec) {
    await aws.xray.UpdateSamplingRule({ SamplingRuleUpdate: spec });
  },

  // X-Ray has one error for whatever it doesn't like; of a rule by its name there is nothing else to dislike.
  async remove(aws, { RuleName }) {
    await unless("InvalidRequestException", aws.xray.DeleteSamplingRule({ RuleName }));
  },

  async tag(aws, { outputs }, tags) {
    await aws.xray.TagResource({ ResourceARN: outputs.arn, Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.xray.UntagResource({ ResourceARN: outputs.arn, TagKeys: [...keys] });
  },

  async owned(aws, tags) {
    const ours = await searched(aws, "xray:sampling-rule", tags);
    return [...ours].map(([arn, has]) => ({ key: { RuleName: arn.split("/").at(-1)! }, tags: has }));
  },
};

const rules = shared(async (aws, _all): Promise<readonly SamplingRule[]> => {
  const records = await pages(
    (NextToken) => aws.xray.GetSamplingRules({ NextToken }),
    (page) => page.SamplingRuleRecords,
    (page) => page.NextToken,
  );
  return records.map(({ SamplingRule: rule }) => rule!);
});

const specOf = (rule: SamplingRule): ReadBack<Omit<Spec, "RuleName">> => ({
  Priority: rule.Priority!,
  ReservoirSize: rule.ReservoirSize!,
  FixedRate: rule.FixedRate!,
  Host: rule.Host!,
  HTTPMethod: rule.HTTPMethod!,
  URLPath: rule.URLPath!,
  ServiceName: rule.ServiceName!,
  ServiceType: rule.ServiceType!,
  ResourceARN: rule.ResourceARN!,
});
