import { expect, test } from "vitest";
import { languageOf, say } from "../../src/terminal/language";

test.each([
  ["nothing is set", { env: {} }, "en"],
  ["the flag wins", { flag: "ja", env: { RISKEN_AWS_LANG: "en", LC_ALL: "en_US.UTF-8" } }, "ja"],
  ["our variable comes before the locale", { env: { RISKEN_AWS_LANG: "ja", LANG: "en_US.UTF-8" } }, "ja"],
  ["LC_ALL comes before LANG", { env: { LC_ALL: "ja_JP.UTF-8", LANG: "en_US.UTF-8" } }, "ja"],
  ["LC_ALL=C means English", { env: { LC_ALL: "C", LANG: "ja_JP.UTF-8" } }, "en"],
  ["an empty LC_ALL says nothing", { env: { LC_ALL: "", LANG: "ja_JP.eucJP" } }, "ja"],
  ["a language that isn't spoken", { flag: "fr", env: { LANG: "fr_FR.UTF-8" } }, "en"],
  ["a language that only begins alike", { env: { LANG: "jaq" } }, "en"],
] as const)("%s", (_, sources, language) => {
  expect(languageOf(sources)).toBe(language);
});

test("a text is said in one language", () => {
  expect(say({ en: "queue", ja: "キュー" }, "ja")).toBe("キュー");
});
