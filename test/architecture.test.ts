import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const src = "src";

/**
 * What each room of `src` may import from. Files at the top are rooms of their own. Arrows never come back.
 * `engine` uses of `aws` only what knows no service: how errors are told apart, and types.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  secret: [],
  text: [],
  problems: ["text", "problems"],
  aws: ["secret", "text", "problems", "aws"],
  engine: ["secret", "text", "problems", "engine", "aws/errors"],
  risken: ["secret", "text", "problems", "risken"],
  kinds: ["secret", "text", "problems", "engine", "aws", "kinds"],
  discovery: ["secret", "text", "problems", "aws", "discovery", "risken"],
  steps: ["secret", "text", "problems", "engine", "aws", "risken", "kinds", "discovery", "steps"],
  checks: ["secret", "text", "problems", "engine", "aws", "risken", "kinds", "discovery", "steps", "checks"],
  export: ["secret", "text", "problems", "engine", "aws", "risken", "kinds", "export"],
  config: ["secret", "text", "problems", "engine", "aws", "risken", "discovery", "steps", "config"],
  sandbox: ["text", "problems", "aws", "sandbox"],
  terminal: ["secret", "text", "problems", "aws", "engine", "checks", "terminal"],
  commands: ["*"],
  verbs: ["commands", "text"],
  cli: ["verbs", "commands", "config", "problems", "text"],
  main: ["cli", "commands", "terminal", "aws", "problems", "text"],
};

/** Rooms that see others only as types: nothing of them is in the program because of it. */
const typesOnly: readonly (readonly [string, string])[] = [
  ["engine", "aws/session"],
  ["sandbox", "aws/services"],
];

interface Import {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly type: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

const imports: readonly Import[] = files.flatMap((file) =>
  readFileSync(join(src, file), "utf8")
    .split("\n")
    .flatMap((text, index): Import[] => {
      const [, from] = /(?:from|import\() ?"(\.[^"]*)"/.exec(text) ?? [];
      if (!from) return [];
      const target = normalize(join(dirname(file), from));
      return target.startsWith("..") ? [] : [{ file, line: index + 1, from: target, type: /import type /.test(text) }];
    }),
);

const roomOf = (path: string) => path.split("/")[0]!.replace(/\.ts$/, "");

test("imports point one way", () => {
  const wrong = imports.filter(({ file, from, type }) => {
    const may = allowed[roomOf(file)];
    if (!may) return true;
    if (may.includes("*") || may.includes(roomOf(from)) || may.includes(from)) return false;
    return !(type && typesOnly.some(([room, target]) => room === roomOf(file) && from.startsWith(target)));
  });
  expect(wrong.map(({ file, line, from }) => `${file}:${line} imports ${from}`)).toEqual([]);
});

test("every room is known", () => {
  expect([...new Set(files.map(roomOf))].filter((room) => !(room in allowed))).toEqual([]);
});

test("the SDK is imported only where its clients are listed, and as types", () => {
  const wrong = files.filter(
    (file) =>
      !file.startsWith("aws/") &&
      /^import (?!type).*from "@(aws-sdk|smithy)\//m.test(readFileSync(join(src, file), "utf8")),
  );
  expect(wrong).toEqual([]);
});

test("a secret is revealed only where it is handed to AWS", () => {
  const revealing = files.filter((file) => /\.reveal\(\)/.test(readFileSync(join(src, file), "utf8")));
  expect(revealing.filter((file) => !file.startsWith("kinds/") && file !== "secret.ts")).toEqual([]);
});

test("nothing reads the clock, chance or the process in what is pure", () => {
  const impure = files.filter(
    (file) =>
      /^(engine|risken|steps|export|checks)\//.test(file) &&
      /Date\.now|new Date\(\)|Math\.random|process\.|console\./.test(readFileSync(join(src, file), "utf8")),
  );
  expect(impure).toEqual([]);
});
