import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Aws, openSession } from "../../src/aws/session";
import { xrayGroup } from "../../src/kinds/xray-group";
import { xraySamplingRule } from "../../src/kinds/xray-sampling-rule";

/** What the real client has sent: nothing else answers for X-Ray, so it is looked at byte by byte. */
const sent: string[] = [];
let server: Server;
let aws: Aws;

const GroupARN = "arn:aws:xray:ap-northeast-1:123456789012:group/risken-prd-all/ABC";
const group = { GroupName: "risken-prd-all", FilterExpression: "error" };
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
const RuleARN = "arn:aws:xray:ap-northeast-1:123456789012:sampling-rule/risken-prd-web";

/** In X-Ray's own shapes (https://docs.aws.amazon.com/xray/latest/api/). */
const answers: Readonly<Record<string, object>> = {
  "/Groups": { Groups: [{ ...group, GroupARN, InsightsConfiguration: { InsightsEnabled: false } }] },
  "/GetSamplingRules": {
    SamplingRuleRecords: [
      { SamplingRule: { ...rule, RuleARN, Version: 1, Attributes: {} }, CreatedAt: 0, ModifiedAt: 1.7e9 },
    ],
  },
  "/ListTagsForResource": { Tags: [{ Key: "Owner", Value: "security" }] },
};

const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::123456789012:user/me</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    sent.push(`${request.method} ${request.url} ${body}`);
    const isSts = request.url === "/";
    response
      .writeHead(200, { "content-type": isSts ? "text/xml" : "application/json" })
      .end(isSts ? identity : JSON.stringify(answers[request.url!] ?? {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
  aws = await openSession({ region: "ap-northeast-1", settings: { endpoint, credentials } });
});
afterAll(() => void server.close());
beforeEach(() => void sent.splice(0));

const Tags = [{ Key: "Owner", Value: "security" }];
const told = (line: string) => [line.split(" ", 2).join(" "), JSON.parse(line.replace(/^\S+ \S+ /, ""))];

test("a group", async () => {
  const seen = (await xrayGroup.observe(aws.fresh(), group, { tags: {} }))!;
  expect(seen).toEqual({
    spec: { FilterExpression: "error" },
    outputs: { arn: GroupARN },
    tags: { Owner: "security" },
  });
  await xrayGroup.create(aws, group, { Owner: "security" });
  await xrayGroup.update(aws, { ...group, FilterExpression: "fault" }, seen, new Set());
  await xrayGroup.tag!(aws, seen, { Owner: "security" });
  await xrayGroup.untag!(aws, seen, ["Owner"]);
  await xrayGroup.remove(aws, group, seen);
  expect(sent.map(told)).toEqual([
    ["POST /Groups", {}],
    ["POST /ListTagsForResource", { ResourceARN: GroupARN }],
    ["POST /CreateGroup", { ...group, Tags }],
    ["POST /UpdateGroup", { GroupARN, FilterExpression: "fault" }],
    ["POST /TagResource", { ResourceARN: GroupARN, Tags }],
    ["POST /UntagResource", { ResourceARN: GroupARN, TagKeys: ["Owner"] }],
    ["POST /DeleteGroup", { GroupARN }],
  ]);
});

test("a sampling rule", async () => {
  const seen = (await xraySamplingRule.observe(aws.fresh(), rule, { tags: {} }))!;
  const { RuleName, ...fields } = rule;
  expect(seen).toEqual({ spec: fields, outputs: { arn: RuleARN }, tags: { Owner: "security" } });
  await xraySamplingRule.create(aws, rule, { Owner: "security" });
  await xraySamplingRule.update(aws, { ...rule, FixedRate: 1 }, seen, new Set());
  await xraySamplingRule.tag!(aws, seen, { Owner: "security" });
  await xraySamplingRule.untag!(aws, seen, ["Owner"]);
  await xraySamplingRule.remove(aws, rule, seen);
  expect(sent.map(told)).toEqual([
    ["POST /GetSamplingRules", {}],
    ["POST /ListTagsForResource", { ResourceARN: RuleARN }],
    ["POST /CreateSamplingRule", { SamplingRule: { ...rule, Version: 1 }, Tags }],
    ["POST /UpdateSamplingRule", { SamplingRuleUpdate: { ...rule, FixedRate: 1 } }],
    ["POST /TagResource", { ResourceARN: RuleARN, Tags }],
    ["POST /UntagResource", { ResourceARN: RuleARN, TagKeys: ["Owner"] }],
    ["POST /DeleteSamplingRule", { RuleName }],
  ]);
});
