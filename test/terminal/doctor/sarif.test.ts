import { readFileSync } from "node:fs";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { reportText } from "../../../src/terminal/doctor";
import { type Language, same } from "../../../src/text";
import { allWell, drift, factsOf, mixed, pageIn, report } from "./reports";

const schema = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
// One of its patterns has a stray bracket, which is no mistake only without the `u` flag.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
const errors = (log: object) =>
  validate(log) ? [] : validate.errors!.map((one) => `${one.instancePath} ${one.message}`);
const logOf = (results: typeof mixed, language: Language = "en", about: Parameters<typeof factsOf>[1] = {}) =>
  JSON.parse(reportText("sarif", factsOf(results, about), pageIn(language)));
const runOf = (...args: Parameters<typeof logOf>) => logOf(...args).runs[0];

describe("the SARIF log", () => {
  test.each([
    ["mixed", mixed],
    ["healthy", allWell],
    ["empty", []],
  ])("is valid SARIF 2.1.0: %s", (_, results) => {
    expect(errors(logOf(results))).toEqual([]);
    expect(errors(logOf(results, "ja"))).toEqual([]);
  });

  test("is held against a schema that refuses", () => {
    const log = logOf(mixed);
    log.runs[0].results[0].level = "fatal";
    log.runs[0].results[1].locations[0].physicalLocation.region.startLine = 0;
    expect(errors(log)).toEqual([
      "/runs/0/results/0/level must be equal to one of the allowed values",
      "/runs/0/results/1/locations/0/physicalLocation/region/startLine must be >= 1",
    ]);
  });

  test("has a rule for each check, with help", () => {
    const { rules } = runOf(mixed).tool.driver;
    expect(rules.map(({ id }: { id: string }) => id)).toMatchInlineSnapshot(`
      [
        "drift",
        "ignore/expired",
        "boot/queue-urls",
        "boot/foreign-parameters",
        "health/targets",
        "health/consumers",
        "health/certificate",
        "security/node-ports",
      ]
    `);
    expect(rules[3]).toMatchInlineSnapshot(`
      {
        "defaultConfiguration": {
          "level": "error",
        },
        "fullDescription": {
          "text": "A parameter in a directory that a pod lists becomes an environment variable there.",
        },
        "help": {
          "markdown": "A parameter in a directory that a pod lists becomes an environment variable there.

      Make it ours in the config file:

      \`\`\`
      parameters:
        values:
          common:
            DEFAULT_LOCALE: ja
      \`\`\`

      Or remove it:

      \`\`\`
      aws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1
      \`\`\`",
          "text": "A parameter in a directory that a pod lists becomes an environment variable there.

      Make it ours in the config file:
      parameters:
        values:
          common:
            DEFAULT_LOCALE: ja
      Or remove it:
      aws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1",
        },
        "id": "boot/foreign-parameters",
        "properties": {
          "problem.severity": "error",
          "tags": [
            "boot",
          ],
        },
        "shortDescription": {
          "text": "Pods load no parameter that nobody wants",
        },
      }
    `);
    expect(runOf(mixed, "ja").tool.driver.rules[3].help.markdown).toMatchInlineSnapshot(`
      "Pod が読み込むディレクトリにあるパラメータは、その Pod の環境変数になります。

      設定ファイルに追加してください:

      \`\`\`
      parameters:
        values:
          common:
            DEFAULT_LOCALE: ja
      \`\`\`

      不要な場合は削除してください:

      \`\`\`
      aws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1
      \`\`\`"
    `);
  });

  test("has a result for each finding, the worst first", () => {
    const { results } = runOf(mixed);
    expect(
      results.map((one: { ruleId: string; level: string }) => `${one.level} ${one.ruleId}`),
    ).toMatchInlineSnapshot(`
      [
        "error security/node-ports",
        "error drift",
        "error drift",
        "error drift",
        "error drift",
        "error drift",
        "warning boot/foreign-parameters",
        "warning drift",
      ]
    `);
    expect(results[0]).toMatchInlineSnapshot(`
      {
        "kind": "fail",
        "level": "error",
        "locations": [
          {
            "logicalLocations": [
              {
                "fullyQualifiedName": "security/node-ports",
                "kind": "resource",
              },
            ],
            "physicalLocation": {
              "artifactLocation": {
                "uri": "risken-aws.yaml",
                "uriBaseId": "%SRCROOT%",
              },
              "region": {
                "startLine": 21,
              },
            },
          },
        ],
        "message": {
          "text": "Two rules open the NodePorts to more than the load balancer | anybody on the network is whoever they say.
      sg-0aaaaaaaaaaaaaaaa: "0.0.0.0/0 → 30080-30081"
      sg-0cccccccccccccccc: "10.0.0.0/8 → 0-65535"

      Remove the rule:
      aws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1",
        },
        "partialFingerprints": {
          "primaryLocationLineHash": "bacee1d8e7abb89d7d1acd0e791e8b7151fadb8713f4b18ed28eb28f0368463b:1",
          "riskenAws/v1": "bacee1d8e7abb89d7d1acd0e791e8b7151fadb8713f4b18ed28eb28f0368463b",
        },
        "properties": {
          "account": "123456789012",
          "category": "security",
          "env": "prd",
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
          "id": "security/node-ports",
          "region": "ap-northeast-1",
        },
        "ruleId": "security/node-ports",
        "ruleIndex": 7,
      }
    `);
    expect(runOf(mixed, "ja").results[0].message.text).toMatchInlineSnapshot(`
      "2件のルールが、ロードバランサー以外にも NodePort を公開しています。誰でも任意のユーザーになりすませます。
      sg-0aaaaaaaaaaaaaaaa: "0.0.0.0/0 → 30080-30081"
      sg-0cccccccccccccccc: "10.0.0.0/8 → 0-65535"

      ルールを削除してください:
      aws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1"
    `);
  });

  test("points every result to its rule", () => {
    const { tool, results } = runOf(mixed);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  test("tells what could not be looked at, and not what doesn't apply, as notifications", () => {
    expect(runOf(mixed).invocations).toMatchInlineSnapshot(`
      [
        {
          "executionSuccessful": true,
          "toolExecutionNotifications": [
            {
              "associatedRule": {
                "id": "health/certificate",
                "index": 6,
              },
              "level": "note",
              "message": {
                "text": "The certificate is valid for another 30 days: Not allowed to read it: acm:DescribeCertificate is missing.",
              },
              "properties": {
                "id": "health/certificate",
                "lacks": "acm:DescribeCertificate",
              },
            },
          ],
        },
      ]
    `);
  });

  test("has failed only where nothing could be looked at", () => {
    const denied = drift("queue/a", { status: "skip", found: same("Denied.") });
    expect(runOf([denied]).invocations[0].executionSuccessful).toBe(false);
  });

  test("keeps findings apart by env and id, whatever is found", () => {
    const prints = (env: string, results: typeof mixed): readonly string[] =>
      runOf(results, "en", { env }).results.map(
        (one: { partialFingerprints: Record<string, string> }) => one.partialFingerprints["riskenAws/v1"],
      );
    const [here, there] = [prints("prd", mixed), prints("stg", mixed)];
    expect(new Set([...here, ...there]).size).toBe(here.length + there.length);
    const otherwise = mixed.map((one) => ({ ...one, found: same("Otherwise."), details: [] }));
    expect(prints("prd", otherwise)).toEqual(here);
  });

  test("locates by a relative URI, also with blanks and on Windows", () => {
    const file = "infra\\設定 prd.yaml";
    const [result] = runOf(mixed, "en", { file }).results;
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe("infra/%E8%A8%AD%E5%AE%9A%20prd.yaml");
    expect(errors(logOf(mixed, "en", { file }))).toEqual([]);
  });

  test("has a rule for expired entries of the ignore list", () => {
    const expired = report([], [{ id: "queue/a", reason: "trial", until: "2026-01-01" }]);
    const { results, tool } = runOf([], "en", { report: expired });
    expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(["ignore/expired"]);
    expect(tool.driver.rules[results[0].ruleIndex].id).toBe("ignore/expired");
  });
});
