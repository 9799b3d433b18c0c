import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { noCredentials } from "../../../src/aws/problems";
import { UNKNOWN } from "../../../src/engine/ref";
import { Secret } from "../../../src/secret";
import { reportText } from "../../../src/terminal/doctor";
import { failureDocument } from "../../../src/terminal/json";
import { type Language, same } from "../../../src/text";
import { allWell, drift, factsOf, mixed, ofCheck, pageIn } from "./reports";

const validate = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
  JSON.parse(readFileSync("docs/doctor.schema.json", "utf8")),
);
const documentOf = (results: typeof mixed, language: Language = "en") =>
  JSON.parse(reportText("json", factsOf(results), pageIn(language)));
const errors = (document: object) => (validate(document) ? [] : validate.errors!.map((one) => one.instancePath));

describe("the JSON document", () => {
  test("is the one of the contract", () => {
    expect(documentOf([mixed[3]!, ...mixed.slice(-2)])).toMatchInlineSnapshot(`
      {
        "account": "123456789012",
        "checks": [
          {
            "category": "drift",
            "fields": [
              {
                "actual": "30",
                "expected": "900",
                "path": "VisibilityTimeout",
              },
              {
                "actual": null,
                "expected": "3",
                "path": "RedrivePolicy.maxReceiveCount",
              },
            ],
            "fix": "Restore it:
      risken-aws doctor --fix",
            "found": "It is not as the config wants it.",
            "id": "queue/aws-portscan",
            "status": "fail",
            "title": "queue risken-prd-aws-portscan",
          },
          {
            "category": "health",
            "fields": [],
            "found": "Not allowed to read it: acm:DescribeCertificate is missing.",
            "id": "health/certificate",
            "key": "ingress.loadBalancer",
            "lacks": "acm:DescribeCertificate",
            "status": "skip",
            "title": "The certificate is valid for another 30 days",
          },
          {
            "category": "security",
            "fields": [
              {
                "actual": "0.0.0.0/0 → 30080-30081",
                "expected": null,
                "path": "sg-0aaaaaaaaaaaaaaaa",
              },
              {
                "actual": "10.0.0.0/8 → 0-65535",
                "expected": null,
                "path": "sg-0cccccccccccccccc",
              },
            ],
            "fix": "Remove the rule:
      aws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1",
            "found": "Two rules open the NodePorts to more than the load balancer | anybody on the network is whoever they say.",
            "id": "security/node-ports",
            "key": "ingress.nodes",
            "status": "fail",
            "title": "Only the load balancer reaches the NodePorts",
          },
        ],
        "command": "doctor",
        "coverage": {
          "all": 3,
          "lacking": [
            "acm:DescribeCertificate",
          ],
          "seen": 2,
        },
        "env": "prd",
        "ignored": 0,
        "region": "ap-northeast-1",
        "status": "failing",
        "summary": {
          "fail": 2,
          "pass": 0,
          "skip": 1,
          "warn": 0,
        },
      }
    `);
  });

  test("speaks the reader's language where a person reads, and only there", () => {
    const [english, japanese] = [documentOf(mixed), documentOf(mixed, "ja")];
    expect(japanese.checks.at(-2)).toMatchInlineSnapshot(`
      {
        "category": "health",
        "fields": [],
        "found": "acm:DescribeCertificate の権限がないため、確認できません。",
        "id": "health/certificate",
        "key": "ingress.loadBalancer",
        "lacks": "acm:DescribeCertificate",
        "status": "skip",
        "title": "証明書の有効期限まで30日以上あること",
      }
    `);
    const codes = (document: typeof english) =>
      document.checks.map(({ title: _title, found: _found, fix: _fix, ...rest }: Record<string, unknown>) => rest);
    expect(codes(japanese)).toEqual(codes(english));
  });

  test("tells what nobody knows, what isn't there and what must not be seen", () => {
    const fields = [
      { path: "unknown", expected: UNKNOWN, actual: { deep: new Secret("a") } },
      { path: "nothing", expected: undefined, actual: null },
      { path: "structure", expected: { list: [1, "two"] }, actual: true },
    ];
    const [check] = documentOf([drift("queue/a", { status: "fail", found: same("x"), details: fields })]).checks;
    expect(check.fields).toEqual([
      { path: "unknown", expected: null, actual: '{"deep":"[secret]"}' },
      { path: "nothing", expected: null, actual: null },
      { path: "structure", expected: '{"list":[1,"two"]}', actual: "true" },
    ]);
  });
});

test("warnings are in the document where there are any", () => {
  const about = { warnings: [{ en: "A slip.", ja: "誤記です。" }] };
  const document = JSON.parse(reportText("json", factsOf(allWell, about), pageIn("ja")));
  expect(document.warnings).toEqual(["誤記です。"]);
  expect(errors(document)).toEqual([]);
  expect(documentOf(allWell)).not.toHaveProperty("warnings");
});

describe("the published schema", () => {
  test.each([
    ["mixed", mixed],
    ["healthy", allWell],
    ["empty", []],
  ])("describes a report: %s", (_, results) => {
    expect(errors(documentOf(results))).toEqual([]);
    expect(errors(documentOf(results, "ja"))).toEqual([]);
  });

  test("describes a run that came to nothing", () => {
    expect(errors(failureDocument("doctor", noCredentials(), "ja", { status: "error" }))).toEqual([]);
  });

  test.each([
    ["a status of its own", { status: "ok" }],
    ["no checks", { checks: undefined }],
    ["a finding without words", { checks: [{ ...documentOf(mixed).checks[3], found: undefined }] }],
    [
      "a value that is no text",
      { checks: [{ ...documentOf(mixed).checks[3], fields: [{ path: "a", expected: 1, actual: null }] }] },
    ],
    ["less than nothing", { summary: { pass: -1, warn: 0, fail: 0, skip: 0 } }],
    ["an account that is none", { account: "prd" }],
  ])("refuses %s", (_, change) => {
    expect(errors(JSON.parse(JSON.stringify({ ...documentOf([ofCheck("boot/queue-urls")]), ...change })))).not.toEqual(
      [],
    );
  });
});
