import { describe, expect, test } from "vitest";
import { planMarkdown } from "../../src/terminal/plan-markdown";
import { blockedRun, change, firstRun, run, secondRun, theSecret } from "./runs";

const place = { env: "prd", account: "123456789012", region: "ap-northeast-1" };

describe("a plan as a comment", () => {
  test("the counts on top, the fields below a fold", () => {
    const text = planMarkdown(firstRun, place, "en");
    expect(text).toMatch(
      /^## risken-aws plan: `prd` · `123456789012` · `ap-northeast-1`\n\n\*\*Plan: 9 to create\.\*\*\n/,
    );
    expect(text).toContain(
      "<details>\n<summary>Field by field</summary>\n\n```diff\n+ create role risken-prd-risken\n",
    );
    expect(text.trimEnd().endsWith("</details>")).toBe(true);
    expect(text.match(/```/g)).toHaveLength(2);
    expect(text).not.toContain(theSecret.reveal());
  });

  test("nothing to do is one line", () => {
    const nothing = run(change({ title: { en: "queue", ja: "キュー" }, type: "sqs.queue", name: "q", action: "none" }));
    expect(planMarkdown(nothing, place, "en").split("\n").filter(Boolean)).toHaveLength(2);
  });

  test.each([secondRun, blockedRun])("Japanese where a person reads", (shown) => {
    const text = planMarkdown(shown, place, "ja");
    expect(text).toContain("<summary>項目ごとの変更</summary>");
    expect(text).not.toContain("Plan:");
    expect(text.includes("警告: ")).toBe(shown.warnings.length > 0);
  });

  test("what GitHub would refuse as too long is cut, and says so", () => {
    const long = run(
      ...[...Array(4_000).keys()].map((at) =>
        change({
          title: { en: "queue", ja: "キュー" },
          type: "sqs.queue",
          name: `queue-${at}`,
          action: "update",
          fields: [{ path: "VisibilityTimeout", before: "30", after: String(at) }],
        }),
      ),
    );
    const text = planMarkdown(long, place, "en");
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text.length).toBeGreaterThan(40_000);
    expect(text).toMatch(/_\d+ more lines are left out here because the plan is too long\._/);
  });

  test("backticks in a value do not end the block", () => {
    const text = planMarkdown(
      run(
        change({
          title: { en: "queue", ja: "キュー" },
          type: "sqs.queue",
          name: "q",
          action: "update",
          fields: [{ path: "Policy", before: "a", after: "```" }],
        }),
      ),
      place,
      "en",
    );
    expect(text).toContain("````diff\n");
  });
});
