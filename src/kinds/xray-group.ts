import type { Group } from "@aws-sdk/client-xray";
import { unless } from "../aws/errors";
import { pages, shared } from "../aws/loader";
import { indexed, searched, tagList, tagMap } from "../aws/tags";
import type { Kind } from "../engine/kind";

interface Spec {
  readonly GroupName: string;
  /** Which traces are in it, in X-Ray's own words. */
  readonly FilterExpression: string;
}

interface Outputs {
  readonly arn: string;
}

/** A group of traces in X-Ray: a view of its own, with metrics of its own. */
export const xrayGroup: Kind<Spec, Outputs, "GroupName"> = {
  type: "xray.group",
  noun: "trace-group",
  title: { en: "X-Ray group", ja: "X-Ray グループ" },
  key: ["GroupName"],
  reads: ["xray:GetGroups", "xray:ListTagsForResource", "tag:GetResources"],
  writes: ["xray:CreateGroup", "xray:UpdateGroup", "xray:TagResource", "xray:DeleteGroup"],
  removes: ["xray:DeleteGroup", "xray:UntagResource"],

  async observe(aws, { GroupName }, { tags }) {
    const [all, ours] = await Promise.all([groups(aws, ""), indexed(aws, "xray:group", tags)]);
    const found = all.find((group) => group.GroupName === GroupName);
    if (!found) return undefined;
    const arn = found.GroupARN!;
    return {
      spec: { FilterExpression: found.FilterExpression ?? "" },
      outputs: { arn },
      tags: ours.get(arn) ?? tagMap((await aws.xray.ListTagsForResource({ ResourceARN: arn })).Tags),
    };
  },

  async create(aws, spec, tags) {
    await aws.xray.CreateGroup({ ...spec, Tags: tagList(tags) });
    return undefined;
  },

  async update(aws, { FilterExpression }, { outputs }) {
    await aws.xray.UpdateGroup({ GroupARN: outputs.arn, FilterExpression });
  },

  // X-Ray has one error for whatever it doesn't like; with an ARN of its own making there is nothing else to dislike.
  async remove(aws, _key, { outputs }) {
    await unless("InvalidRequestException", aws.xray.DeleteGroup({ GroupARN: outputs.arn }));
  },

  async tag(aws, { outputs }, tags) {
    await aws.xray.TagResource({ ResourceARN: outputs.arn, Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.xray.UntagResource({ ResourceARN: outputs.arn, TagKeys: [...keys] });
  },

  async owned(aws, tags) {
    const ours = await searched(aws, "xray:group", tags);
    return [...ours].map(([arn, has]) => ({ key: { GroupName: arn.split("/").at(-2)! }, tags: has }));
  },
};

const groups = shared(
  (aws, _all): Promise<readonly Group[]> =>
    pages(
      (NextToken) => aws.xray.GetGroups({ NextToken }),
      (page) => page.Groups as Group[] | undefined,
      (page) => page.NextToken,
    ),
);
