import { expect, test } from "vitest";
import { Problem } from "../../src/problems";
import { bugLines, problemLines, tellBug, tellProblem } from "../../src/terminal/problem";
import { theSecret } from "./runs";
import { recorded } from "./screens";

const problem = new Problem(
  "sso-expired",
  1,
  {
    en: "The SSO session of the profile dev has expired, or nobody has signed in yet.",
    ja: "プロファイル「dev」の SSO セッションの期限が切れているか、まだサインインしていません。",
  },
  {
    en: "Sign in, then run the same command again:\n  aws sso login --profile dev",
    ja: "サインインしてから、同じコマンドをもう一度実行してください。\n  aws sso login --profile dev",
  },
);

test("what is wrong, then what to type instead", () => {
  const { screen, stderr, stdout } = recorded({ columns: 60 });
  tellProblem(screen, problem);
  expect(stderr.text).toMatchInlineSnapshot(`
    "Error: The SSO session of the profile dev has expired, or
    nobody has signed in yet.
      Sign in, then run the same command again:
        aws sso login --profile dev
    "
  `);
  expect(stdout.text).toBe("");
});

test("in Japanese", () => {
  const { screen, stderr } = recorded({ language: "ja" });
  tellProblem(screen, problem);
  expect(stderr.text).toMatchInlineSnapshot(`
    "エラー: プロファイル「dev」の SSO セッションの期限が切れているか、まだサインイン
    していません。
      サインインしてから、同じコマンドをもう一度実行してください。
        aws sso login --profile dev
    "
  `);
});

test("in colour", () => {
  const { screen } = recorded({ env: { FORCE_COLOR: "1" } });
  expect(problemLines(problem, screen.notes).slice(0, 2)).toEqual([
    "\x1b[31m\x1b[1mError:\x1b[22m The SSO session of the profile dev has expired, or nobody has signed in\x1b[39m",
    "\x1b[31myet.\x1b[39m",
  ]);
});

test("a bug keeps its stack and its cause and asks to be reported", () => {
  const { screen, stderr } = recorded();
  const bug = new TypeError("x is not a function", { cause: new Error("deep\x1b[2J", { cause: theSecret }) });
  tellBug(screen, bug);
  expect(stderr.text).toContain("TypeError: x is not a function\n    at ");
  expect(stderr.text).toContain("Caused by:\n  Error: deep\\u001b[2J\n      at ");
  expect(stderr.text).toContain("  [secret]\n");
  expect(stderr.text).toContain("Please report it to the project's issue tracker");
  expect(stderr.text).not.toContain("canary");
});

test("a bug in Japanese, thrown as something that is no error", () => {
  const { screen } = recorded({ language: "ja" });
  expect(bugLines("oops", screen.notes)).toMatchInlineSnapshot(`
    [
      "エラー: risken-aws 自体の不具合です。ここまでに行った変更は残っており、再実行す",
      "ると続きから始まります。",
      "",
      "oops",
      "",
      "上の内容と、実行したコマンド、\`risken-aws --version\` の結果を添えて、プロジェク",
      "トの課題管理（issue tracker）へ報告してください。公開したくない情報が含まれてい",
      "ないか、事前に確認してください。",
    ]
  `);
});
