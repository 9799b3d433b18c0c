import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arnExtent, covers, extentOf, overlaps } from "../../src/aws/wildcards";

const letters = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 6 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", "/", "*", "?"), maxLength: 6 });
/** One of the texts that a pattern stands for. */
const meaning = (of: string) =>
  fc
    .tuple(
      ...[...of].map((sign) =>
        sign === "*" ? letters : sign === "?" ? fc.constantFrom("a", "b", "/") : fc.constant(sign),
      ),
    )
    .map((parts) => parts.join(""));

describe("a pattern", () => {
  test("takes the texts that a regular expression of the same meaning takes", () => {
    fc.assert(
      fc.property(pattern, letters, (one, text) => {
        const same = new RegExp(`^${one.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        expect(covers(one, text)).toBe(same.test(text));
      }),
    );
  });

  test("that takes another one takes all that it stands for", () => {
    const pair = fc
      .tuple(pattern, pattern)
      .chain(([one, other]) => meaning(other).map((text) => ({ one, other, text })));
    fc.assert(
      fc.property(pair, ({ one, other, text }) => {
        fc.pre(covers(one, other));
        expect(covers(one, text)).toBe(true);
      }),
    );
  });

  test("takes itself, and everything is taken by a star", () => {
    fc.assert(
      fc.property(pattern, (one) => {
        expect(covers(one, one) && covers("*", one) && overlaps(one, one)).toBe(true);
      }),
    );
  });

  test("overlaps another one where both take a text, in either order", () => {
    const pair = fc
      .tuple(pattern, pattern)
      .chain(([one, other]) => meaning(other).map((text) => ({ one, other, text })));
    fc.assert(
      fc.property(pair, ({ one, other, text }) => {
        expect(overlaps(one, other)).toBe(overlaps(other, one));
        if (covers(one, text)) expect(overlaps(one, other)).toBe(true);
      }),
    );
  });

  test.each([
    ["a*", "b*"],
    ["a?", "a"],
    ["*a", "*b"],
    ["a*b", "aa"],
    ["", "?"],
  ])("%s has nothing in common with %s", (one, other) => {
    expect(extentOf(one, other)).toBe("none");
  });

  test("may take a part of another one", () => {
    expect(extentOf("role/RISKEN*", "role/*")).toBe("some");
    expect(extentOf("a?", "*b")).toBe("some");
  });
});

describe("an ARN", () => {
  const queue = "arn:aws:sqs:ap-northeast-1:123456789012:risken-prd-core";
  test.each([
    ["*", queue, "all"],
    [queue, queue, "all"],
    ["arn:aws:sqs:*:123456789012:risken-*", queue, "all"],
    ["arn:aws:sqs", queue, "all"],
    ["arn:aws:sqs:*", queue, "all"],
    // A star stays within its part: this one has no account.
    ["arn:aws:sqs:*:risken-prd-core", queue, "none"],
    ["arn:aws:sns:*:*:*", queue, "none"],
    [queue, "*", "some"],
    [queue, "arn:aws:sqs:*:123456789012:*", "some"],
    ["arn:aws:iam::*:role/RISKEN", "arn:aws:iam::*:role/RISKEN", "all"],
    ["arn:aws:iam::123456789012:role/RISKEN", "arn:aws:iam::*:role/RISKEN", "some"],
    ["arn:aws:logs:*:*:log-group:*:log-stream:x", "arn:aws:logs:a:b:log-group:c:log-stream:x", "all"],
  ])("%s of %s: %s", (one, other, extent) => {
    expect(arnExtent(one, other)).toBe(extent);
  });
});
