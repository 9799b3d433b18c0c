import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { configFlags } from "../../src/config/flags";
import { globalFlags, verbs } from "../../src/verbs";

const pages = [
  ...["README.md", "README.ja.md", "CHANGELOG.md"],
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file)),
];
const textOf = (page: string): string => readFileSync(page, "utf8");

/** As GitHub makes them of headings. */
const anchorsOf = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe.each(pages)("%s", (page) => {
  test("links to what is there", () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)]*)\)/g)].map(([, link]) => link!.split("#"));
    const broken = links.filter(([path, anchor]) => {
      const target = path ? join(dirname(page), path) : page;
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  test("names commands and flags that exist", () => {
    const commands = [...textOf(page).matchAll(/(?:^\$ (?:npx )?|`(?:npx )?)risken-aws ([^\n`#|]*)/gm)];
    const known = new Set([
      ...[...verbs.flatMap(({ flags }) => flags), ...globalFlags].flatMap(
        ({ flags }) => flags.match(/--[a-z-]+/g) ?? [],
      ),
      ...configFlags().map(({ flag }) => `--${flag}`),
    ]);
    for (const [line, words] of commands) {
      const [verb] = words!.split(/\s+/);
      if (!verb!.startsWith("-") && !verb!.startsWith("<"))
        expect(
          verbs.map(({ name }) => name),
          line,
        ).toContain(verb);
      for (const flag of words!.match(/--[a-z-]+/g) ?? [])
        expect([...known, "--help", "--version"], line).toContain(flag);
    }
  });
});

test("the README says the same in both languages: the same commands and the same pages", () => {
  const [english, japanese] = ["README.md", "README.ja.md"].map(textOf);
  const typed = (text: string) =>
    [...text.matchAll(/^\$ ([^#\n]*)/gm), ...text.matchAll(/^\| `(risken-aws [^|]*)` \|/gm)].map(([, words]) =>
      words!.trim(),
    );
  expect(typed(japanese!)).toEqual(typed(english!));
  const sections = (text: string) => [...text.matchAll(/^#+ /gm)].map(([level]) => level);
  expect(sections(japanese!)).toEqual(sections(english!));
});

test.each(["README.md", "README.ja.md"])("%s lists every command, and misses none that is there", (page) => {
  const listed = [...textOf(page).matchAll(/^\| `risken-aws ([a-z-]+)[^|]*` \|/gm)].map(([, verb]) => verb);
  expect(listed.sort()).toEqual(verbs.map(({ name }) => name).sort());
  const [, missing] = /^## (?:What it does not do yet|まだできないこと)\n(.*?)^## /ms.exec(textOf(page))!;
  const named = [...missing!.matchAll(/[(（]`([a-z-]+)`/g)].map(([, word]) => word);
  expect(named.filter((word) => verbs.some(({ name }) => name === word))).toEqual([]);
});
