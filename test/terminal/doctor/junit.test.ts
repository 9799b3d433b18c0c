import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { reportText } from "../../../src/terminal/doctor";
import { type Language, same } from "../../../src/text";
import { factsOf, mixed, ofCheck, pageIn } from "./reports";

const junit = (results: typeof mixed, language: Language = "en") =>
  reportText("junit", factsOf(results), pageIn(language));
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  processEntities: { enabled: true },
  htmlEntities: true,
  trimValues: false,
  isArray: (name) => name === "testsuite" || name === "testcase",
});
const parsed = (...args: Parameters<typeof junit>) => parser.parse(junit(...args)).testsuites;

describe("the JUnit report", () => {
  test("has a suite for each category and a case for each check", () => {
    expect(junit(mixed.slice(-6))).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="risken-aws doctor prd" tests="6" failures="1" errors="0" skipped="3">
        <testsuite name="Boot" tests="2" failures="0" errors="0" skipped="0">
          <testcase classname="boot" name="boot/queue-urls: Every queue URL is an existing queue"/>
          <testcase classname="boot" name="boot/foreign-parameters: Pods load no parameter that nobody wants">
            <system-out>A pod would load 1 parameter that risken-aws did not make.
      core /prd/common/DEFAULT_LOCALE

      Make it ours in the config file:
      parameters:
        values:
          common:
            DEFAULT_LOCALE: ja
      Or remove it:
      aws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1</system-out>
          </testcase>
        </testsuite>
        <testsuite name="Health" tests="3" failures="0" errors="0" skipped="3">
          <testcase classname="health" name="health/targets: Every target group has a healthy target">
            <skipped message="Nothing is deployed yet."/>
          </testcase>
          <testcase classname="health" name="health/consumers: Every queue has a consumer">
            <skipped message="Nothing is deployed yet."/>
          </testcase>
          <testcase classname="health" name="health/certificate: The certificate is valid for another 30 days">
            <skipped message="Not allowed to read it: acm:DescribeCertificate is missing."/>
          </testcase>
        </testsuite>
        <testsuite name="Security" tests="1" failures="1" errors="0" skipped="0">
          <testcase classname="security" name="security/node-ports: Only the load balancer reaches the NodePorts">
            <failure message="Two rules open the NodePorts to more than the load balancer | anybody on the network is whoever they say." type="security">Two rules open the NodePorts to more than the load balancer | anybody on the network is whoever they say.
      sg-0aaaaaaaaaaaaaaaa: &quot;0.0.0.0/0 → 30080-30081&quot;
      sg-0cccccccccccccccc: &quot;10.0.0.0/8 → 0-65535&quot;

      Remove the rule:
      aws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1</failure>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  test("in Japanese", () => {
    expect(junit(mixed.slice(-2), "ja")).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="risken-aws doctor prd" tests="2" failures="1" errors="0" skipped="1">
        <testsuite name="稼働状況" tests="1" failures="0" errors="0" skipped="1">
          <testcase classname="health" name="health/certificate: 証明書の有効期限まで30日以上あること">
            <skipped message="acm:DescribeCertificate の権限がないため、確認できません。"/>
          </testcase>
        </testsuite>
        <testsuite name="セキュリティ" tests="1" failures="1" errors="0" skipped="0">
          <testcase classname="security" name="security/node-ports: NodePort に到達できるのがロードバランサーだけであること">
            <failure message="2件のルールが、ロードバランサー以外にも NodePort を公開しています。誰でも任意のユーザーになりすませます。" type="security">2件のルールが、ロードバランサー以外にも NodePort を公開しています。誰でも任意のユーザーになりすませます。
      sg-0aaaaaaaaaaaaaaaa: &quot;0.0.0.0/0 → 30080-30081&quot;
      sg-0cccccccccccccccc: &quot;10.0.0.0/8 → 0-65535&quot;

      ルールを削除してください:
      aws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1</failure>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  test("counts what it holds", () => {
    const { testsuite, "#text": _blanks, ...all } = parsed(mixed);
    expect(all).toEqual({ name: "risken-aws doctor prd", tests: "15", failures: "6", errors: "0", skipped: "3" });
    for (const { name, testcase, "#text": _inner, ...counts } of testsuite) {
      const count = (element: string) => testcase.filter((one: object) => element in one).length;
      expect({ name, ...counts }).toEqual({
        name,
        tests: String(testcase.length),
        failures: String(count("failure")),
        errors: "0",
        skipped: String(count("skipped")),
      });
    }
  });

  test("stays well-formed whatever AWS says, and gives back what can be given back", () => {
    const text = `]]> <b a="1">&amp;'\u0000\u001b\ud800\ufffe\u{1f600}日本`;
    const nasty = ofCheck("health/targets", {
      status: "fail",
      title: same(text),
      found: same(`${text}\nsecond`),
      details: [{ path: text, actual: text }],
    });
    expect(XMLValidator.validate(junit([nasty]))).toBe(true);
    const [{ failure, name }] = parsed([nasty]).testsuite[0].testcase;
    const legible = `]]> <b a="1">&amp;'\\u0000\\u001b\u{1f600}日本`;
    expect(name).toBe(`health/targets: ${legible}`);
    expect(failure.message).toBe(`${legible}\nsecond`);
    expect(failure["#text"]).toContain(`${legible}\nsecond\n${legible}: `);
  });

  test("of nothing is a report still", () => {
    expect(XMLValidator.validate(junit([]))).toBe(true);
  });
});
