import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../../src/engine/ref";
import { Problem } from "../../src/problems";
import { Secret } from "../../src/secret";
import { envDocument, failureDocument, runDocument } from "../../src/terminal/json";
import { failedRun, firstRun, secondRun } from "./runs";

const here = { env: "prd", account: "123456789012", region: "ap-northeast-1" };
const wrong = new Problem("bad-region", 3, { en: "No.", ja: "いいえ。" }, { en: "Yes.", ja: "はい。" });

describe("a plan", () => {
  const document = runDocument({ command: "plan", ...here, status: "changes", ...secondRun }, "en");

  test("has every change, also those that need nothing", () => {
    expect(document).toMatchObject({ command: "plan", ...here, status: "changes" });
    expect(document.changes).toHaveLength(secondRun.changes.length);
    expect(document.summary).toEqual({
      create: 0,
      update: 4,
      replace: 1,
      delete: 0,
      adopt: 1,
      none: 61,
      failed: 0,
      skipped: 1,
    });
    expect(document.warnings).toHaveLength(1);
  });

  test("has fields as text", () => {
    expect(document.changes[0]).toEqual({
      id: "queue/risken-prd-aws-portscan",
      kind: "sqs.queue",
      name: "risken-prd-aws-portscan",
      action: "update",
      status: "planned",
      fields: [
        { path: "VisibilityTimeout", before: "30", after: "900" },
        { path: "KmsMasterKeyId", before: "alias/risken", after: null },
        {
          path: "Policy.Statement[0].Condition.ArnEquals.aws:SourceArn",
          before: "arn:aws:sns:ap-northeast-1:123456789012:risken-prd-aws-portscan-old",
          after: "arn:aws:sns:ap-northeast-1:123456789012:risken-prd-aws-portscan-new",
        },
      ],
    });
  });

  test("hides both sides of what becomes a secret, and tells what was not compared", () => {
    expect(document.changes[2]).toMatchObject({
      fields: [
        { path: "Value", before: "[secret]", after: "[secret]" },
        { path: "Type", before: "String", after: "SecureString" },
      ],
      notCompared: ["auth.oidc.clientSecret"],
    });
    expect(JSON.stringify(document)).not.toContain("canary");
  });

  test("marks what is not known yet, at any depth, and writes documents as JSON", () => {
    const fields = [
      { path: "a", before: undefined, after: UNKNOWN },
      { path: "b", before: { n: 1 }, after: { n: [UNKNOWN], gone: undefined } },
      { path: "d", before: ["canary"], after: [new Secret("canary")] },
      { path: "c", before: null, after: 3 },
    ];
    const [one] = firstRun.changes;
    const { changes } = runDocument({ command: "plan", ...here, status: "ok", changes: [{ ...one!, fields }] }, "en");
    expect(changes[0]!.fields).toEqual([
      { path: "a", before: null, after: null, unknown: true },
      { path: "b", before: '{"n":1}', after: '{"n":[null]}', unknown: true },
      { path: "d", before: "[secret]", after: '["[secret]"]' },
      { path: "c", before: null, after: "3" },
    ]);
  });
});

test("what has failed says why, in the reader's language", () => {
  const facts = { command: "apply", ...here, status: "failed", ...failedRun, outputs: { userPoolId: "x" } } as const;
  const { changes, outputs, summary } = runDocument({ ...facts, problem: wrong }, "ja");
  expect(changes[0]!.error).toMatchObject({ code: "in-the-way" });
  expect(changes[0]!.error!.message).toContain("既に存在しますが");
  expect(changes[1]).toMatchObject({ status: "skipped", because: "queue/aws-portscan" });
  expect(outputs).toEqual({ userPoolId: "x" });
  expect(summary).toMatchObject({ create: 1, failed: 1, skipped: 1, none: 1 });
});

test("a run that came to nothing", () => {
  expect(failureDocument("apply", wrong, "ja")).toEqual({
    command: "apply",
    account: null,
    region: null,
    status: "failed",
    error: { code: "bad-region", message: "いいえ。", fix: "はい。" },
  });
  expect(failureDocument("doctor", wrong, "en", { ...here, status: "error" })).toMatchObject({
    ...here,
    status: "error",
  });
});

test("the environment of a pod, secrets masked", () => {
  const variables = [
    { name: "A", value: "1", secret: false, source: "default", from: null, read: true },
    { name: "B", value: "canary", secret: true, source: "parameter", from: "/prd/db/B", read: false },
  ] as const;
  expect(envDocument({ service: "core", metaConfig: "/prd/meta/core", variables })).toEqual({
    command: "env",
    service: "core",
    metaConfig: "/prd/meta/core",
    variables: [variables[0], { ...variables[1], value: "[secret]" }],
  });
});
