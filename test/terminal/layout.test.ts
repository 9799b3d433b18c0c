import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cut, harmless, pad, shorten, widthOf, wrap } from "../../src/terminal/layout";

describe("widths", () => {
  test("Japanese characters take two columns", () => {
    expect(widthOf("キューQ")).toBe(7);
    expect(pad("キュー", 8)).toBe("キュー  ");
    expect(pad("キュー", 3)).toBe("キュー");
  });

  test("a long name loses its middle", () => {
    expect(shorten("risken-prd-aws-portscan", 15)).toBe("risken-…ortscan");
    expect(shorten("スキャンキュー", 9)).toBe("スキ…ュー");
    expect(shorten("risken", 6)).toBe("risken");
    expect(shorten("risken", 1)).toBe("…");
    expect(shorten("risken", 0)).toBe("");
  });

  test("a sentence loses its end", () => {
    expect(cut("スキャンキュー", 9)).toBe("スキャン…");
    expect(cut("queue", 0)).toBe("");
  });
});

describe("wrapping", () => {
  test("breaks English between words and keeps the text's own lines and indents", () => {
    expect(wrap("Sign in, then run the same command again:\n  aws sso login --profile dev", 20)).toEqual([
      "Sign in, then run",
      "the same command",
      "again:",
      "  aws sso login",
      "  --profile dev",
    ]);
  });

  test("breaks Japanese anywhere, but keeps its punctuation and words in Latin letters together", () => {
    expect(wrap("既に存在しますが、risken-aws が作成したものではありません。", 20)).toEqual([
      "既に存在しますが、",
      "risken-aws が作成し",
      "たものではありませ",
      "ん。",
    ]);
    expect(wrap("ああああ「いいい」", 10)).toEqual(["ああああ", "「いいい」"]);
  });

  test("breaks a word that is longer than the line", () => {
    expect(wrap("at arn:aws:sqs:ap-northeast-1", 12)).toEqual(["at", "arn:aws:sqs:", "ap-northeast", "-1"]);
  });

  test("never overflows and never loses a character", () => {
    const words = fc.array(
      fc.constantFrom("queue", "arn:aws:sqs:ap-northeast-1:1", "キュー", "。", "「", "か", "e\u0301", "👨‍👩‍👧"),
    );
    fc.assert(
      fc.property(words, fc.constantFrom("", " "), fc.integer({ min: 8, max: 90 }), (parts, between, width) => {
        const text = parts.join(between);
        const lines = wrap(text, width);
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        expect(widthOf(shorten(text, width))).toBeLessThanOrEqual(width);
        expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test("characters that steer a terminal become visible", () => {
  expect(harmless("a\x1b[31mb\r\n\tc\u202ed\u009b")).toBe("a\\u001b[31mb\\r\\n\\tc\\u202ed\\u009b");
  expect(harmless("パラメータ é 👍")).toBe("パラメータ é 👍");
});
