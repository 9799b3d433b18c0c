import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeCall, isRead, refusal, rounds } from "./calls";

const signed = (service: string): { authorization: string } => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

describe("what a call says about itself", () => {
  test("a JSON call names its operation in the target", () => {
    const headers = {
      ...signed("ssm"),
      "x-amz-target": "AmazonSSM.PutParameter",
      "content-type": "application/x-amz-json-1.1",
    };
    expect(describeCall("POST", "/", headers, '{"Name":"/a"}')).toMatchObject({
      service: "ssm",
      region: "eu-west-1",
      operation: "PutParameter",
      input: { Name: "/a" },
    });
  });

  test("a query call names it in the form", () => {
    const headers = { ...signed("iam"), "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    const call = describeCall("POST", "/", headers, "Action=CreateRole&RoleName=a%2Fb");
    expect(call).toMatchObject({ service: "iam", operation: "CreateRole", input: { RoleName: "a/b" } });
  });

  test("a REST call is its method and path", () => {
    expect(describeCall("GET", "/clusters/a?x=1", signed("eks"), "").operation).toBe("GET /clusters/a");
    expect(describeCall("POST", "/GetGroup", signed("xray"), "").operation).toBe("GetGroup");
    const binary = "/service/GraniteServiceVersion20100801/operation/PutMetricAlarm";
    expect(describeCall("POST", binary, signed("monitoring"), "").operation).toBe("PutMetricAlarm");
  });

  test("web identity is not signed and still of STS", () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const call = describeCall("POST", "/", headers, "Action=AssumeRoleWithWebIdentity");
    expect(call.service).toBe("sts");
  });
});

test.each([
  ["GetParameters", true],
  ["DescribeRules", true],
  ["ListQueues", true],
  ["AssumeRoleWithWebIdentity", true],
  ["Decrypt", true],
  ["PutParameter", false],
  ["TagQueue", false],
  ["ReceiveMessage", false],
  ["Listen", false],
])("%s reads: %s", (operation, read) => {
  expect(isRead({ operation, method: "POST", input: {} })).toBe(read);
});

test("a REST call reads when its method does, and a dry run always", () => {
  expect(isRead({ operation: "GET /clusters", method: "GET", input: {} })).toBe(true);
  expect(isRead({ operation: "POST /clusters", method: "POST", input: {} })).toBe(false);
  expect(isRead({ operation: "CreateVpc", method: "POST", input: { DryRun: "true" } })).toBe(true);
});

describe("rounds", () => {
  test("what overlaps is one round, what follows is the next", () => {
    const at = (start: number, end: number) => ({ start, end });
    expect(rounds([])).toBe(0);
    expect(rounds([at(0, 10), at(1, 9), at(2, 30)])).toBe(1);
    expect(rounds([at(0, 100), at(0, 10), at(11, 20), at(21, 30), at(25, 40)])).toBe(3);
  });

  test("is the longest chain, as trying all of them finds it", () => {
    const call = fc
      .tuple(fc.nat(20), fc.integer({ min: 1, max: 8 }))
      .map(([start, took]) => ({ start, end: start + took }));
    fc.assert(
      fc.property(fc.array(call, { maxLength: 9 }), (calls) => {
        const longest = (after: number): number =>
          Math.max(0, ...calls.filter(({ start }) => start >= after).map(({ end }) => 1 + longest(end)));
        expect(rounds(calls)).toBe(longest(Number.NEGATIVE_INFINITY));
      }),
    );
  });
});

test("a refusal escapes what XML would read as its own", () => {
  const call = { service: "iam", input: { Action: "GetRole" } };
  const { body } = refusal({}, call, { status: 403, code: "AccessDenied", message: "a < b & c" });
  expect(body).toContain("<Message>a &#60; b &#38; c</Message>");
});
