import { describe, expect, test } from "vitest";
import { xrayGroup } from "../../src/kinds/xray-group";
import { xraySamplingRule } from "../../src/kinds/xray-sampling-rule";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const group = { GroupName: "risken-prd-all", FilterExpression: 'http.url BEGINSWITH "https://console.example.com/"' };

obeysTheLaws(xrayGroup, {
  spec: group,
  changed: { ...group, FilterExpression: "responsetime > 5" },
});

const rule = {
  RuleName: "risken-prd-web",
  Priority: 1000,
  ReservoirSize: 1,
  FixedRate: 0.05,
  Host: "console.example.com",
  HTTPMethod: "*",
  URLPath: "*",
  ServiceName: "*",
  ServiceType: "*",
  ResourceARN: "*",
};

obeysTheLaws(xraySamplingRule, {
  spec: rule,
  changed: {
    RuleName: "risken-prd-web",
    Priority: 1,
    ReservoirSize: 10,
    FixedRate: 1,
    Host: "*",
    HTTPMethod: "GET",
    URLPath: "/api/*",
    ServiceName: "gateway",
    ServiceType: "AWS::EC2::Instance",
    ResourceARN: "arn:aws:eks:*",
  },
});

describe("groups and rules are told from others by their names", () => {
  test("also when there are more than one page of them", async () => {
    const { aws } = await sandboxed();
    for (let at = 0; at < 101; at++) {
      await aws.xray.CreateGroup({ GroupName: `other-${at}` });
      await aws.xray.CreateSamplingRule({ SamplingRule: { ...rule, RuleName: `other-${at}`, Version: 1 } });
    }
    await xrayGroup.create(aws, group, {});
    await xraySamplingRule.create(aws, rule, {});
    const at = aws.fresh();
    expect((await xrayGroup.observe(at, group, { tags: {} }))!.outputs.arn).toContain(":group/risken-prd-all/");
    expect((await xraySamplingRule.observe(at, rule, { tags: {} }))!.outputs.arn).toMatch(
      /:sampling-rule\/risken-prd-web$/,
    );
  });
});
