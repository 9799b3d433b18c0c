import { describe, expect, test } from "vitest";
import { explanation, githubAnnotations, githubSummary, reportFormats, reportText } from "../../../src/terminal/doctor";
import { remedyParts } from "../../../src/terminal/doctor/remedy";
import { canary, factsOf, mixed, pageIn, someChecks } from "./reports";

const seen = (lines: readonly string[]): string => `\n${lines.join("\n")}\n`;

describe.each(reportFormats)("as %s", (format) => {
  test("no secret is shown, and what became of one neither", () => {
    const text = reportText(format, factsOf(mixed), pageIn("en"));
    expect(text).toContain("[secret]");
    expect(text).not.toContain(canary);
  });

  test("the text ends with one line break", () => {
    expect(reportText(format, factsOf(mixed), pageIn("ja"))).toMatch(/[^\n]\n$/);
    expect(reportText(format, factsOf([]), pageIn("en"))).toMatch(/[^\n]\n$/);
  });
});

test("GitHub is shown no secret either", () => {
  const shown = [...githubAnnotations(factsOf(mixed), "en"), githubSummary(factsOf(mixed), "en")].join("\n");
  expect(shown).toContain("[secret]");
  expect(shown).not.toContain(canary);
});

describe("the explanation of a check", () => {
  test("in English", () => {
    expect(seen(explanation(someChecks[1]!, pageIn("en")))).toMatchInlineSnapshot(`
      "
      boot/foreign-parameters  Boot
      Pods load no parameter that nobody wants

      Otherwise
        A parameter in a directory that a pod lists becomes an environment variable
        there.

      What to do
        Make it ours in the config file:
          parameters:
            values:
              common:
                DEFAULT_LOCALE: ja
        Or remove it:
          aws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1

      Config key
        parameters.values
      "
    `);
  });

  test("in Japanese", () => {
    expect(seen(explanation(someChecks.at(-1)!, pageIn("ja")))).toMatchInlineSnapshot(`
      "
      security/node-ports  セキュリティ
      NodePort に到達できるのがロードバランサーだけであること

      満たさない場合
        ゲートウェイは、到達したリクエストの ID ヘッダーをそのまま信頼します。

      対処方法
        ルールを削除してください:
          aws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1

      設定項目
        ingress.nodes
      "
    `);
  });
});

describe("a remedy", () => {
  const pasted = (fix: string) => remedyParts(fix).flatMap(({ paste, lines }) => (paste ? lines : []));

  test("tells sentences from what is to be pasted", () => {
    const fix = [
      "Renew it:",
      "AWS_PROFILE=prd aws acm renew-certificate --certificate-arn arn:aws:acm:x",
      "risken-aws knows nothing of it. Or set it in the config file:",
      "parameters:",
      "  values:",
      "    common: { TZ: Asia/Tokyo }",
      "risken-aws は対象のルールに触れません。",
      "kubectl -n risken rollout restart deployment \\",
      "  --selector app=core",
      "RISKEN shows nothing.",
    ].join("\n");
    expect(pasted(fix)).toEqual([
      "AWS_PROFILE=prd aws acm renew-certificate --certificate-arn arn:aws:acm:x",
      "parameters:",
      "  values:",
      "    common: { TZ: Asia/Tokyo }",
      "kubectl -n risken rollout restart deployment \\",
      "  --selector app=core",
    ]);
  });

  test("may be a command alone, or no command", () => {
    expect(pasted("risken-aws apply")).toEqual(["risken-aws apply"]);
    expect(pasted("Delete it; the pods' IAM role is enough.")).toEqual([]);
    expect(pasted("削除してください。")).toEqual([]);
  });
});
