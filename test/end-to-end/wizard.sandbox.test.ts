import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { State } from "../../src/sandbox/account";
import type { Language } from "../../src/text";
import { temporaryFolder } from "./program";
import { makePlace, sandboxConfig } from "./sandbox-place";
import { hasTmux, openTerminal, type Terminal, tooWide } from "./terminal";

let folder: string;
let terminals: Terminal[];

beforeEach(async () => {
  folder = await temporaryFolder();
  terminals = [];
});

afterEach(async () => {
  await Promise.all(terminals.map((terminal) => terminal.close()));
  await rm(folder, { recursive: true, force: true });
});

async function open(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const terminal = await openTerminal(args, { cwd: folder, env });
  terminals.push(terminal);
  return terminal;
}

const stateNow = async () => JSON.parse(await readFile(join(folder, ".risken-aws/sandbox.json"), "utf8")) as State;

interface Words {
  readonly env: string;
  readonly dataSources: string;
  readonly onlyOne: string;
  readonly console: string;
  readonly needed: string;
  readonly api: string;
  readonly zone: string;
  readonly signIn: string;
  readonly prefix: string;
  readonly database: string;
  readonly seconds: string;
  readonly plan: RegExp;
  readonly confirm: string;
  readonly firstUser: string;
  readonly invited: string;
  readonly left: string;
  readonly nothing: RegExp;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    env: "Name of this environment",
    dataSources: "Data sources to scan",
    onlyOne: "cluster.name: risken (the only one there is)",
    console: "Host name of RISKEN's console",
    needed: "an answer is needed",
    api: "Host name for calls with access tokens",
    zone: "Route 53 hosted zone for the DNS records",
    signIn: "How people sign in",
    prefix: "Prefix of the sign-in page's address",
    database: "Where the database is",
    seconds: "Seconds a scanner may take",
    plan: /Plan: \d+ to create\./,
    confirm: "Apply this plan?",
    firstUser: "E-mail address of the first user",
    invited: "first password to first@example.com",
    left: "What is left to do:",
    nothing: /No changes|Nothing to do/,
  },
  ja: {
    env: "環境の名前",
    dataSources: "スキャンするデータソース",
    onlyOne: "cluster.name: risken（候補が1つのため自動で選択しました）",
    console: "RISKEN の画面のホスト名",
    needed: "入力してください",
    api: "アクセストークン",
    zone: "Route 53 ホストゾーン",
    signIn: "サインインの方式",
    prefix: "サインイン画面の URL のプレフィックス",
    database: "データベースの場所",
    seconds: "スキャナーが",
    plan: /計画: 作成 \d+/,
    confirm: "この計画を適用しますか？",
    firstUser: "最初のユーザーのメールアドレス",
    invited: "first@example.com に初期パスワード付きの招待メールを送信しました",
    left: "残りの作業:",
    nothing: /変更はありません/,
  },
};

/** Without tmux the suite is left out, which is a failure in CI. */
describe.skipIf(!hasTmux)("the wizard on a real terminal of 80 columns", () => {
  describe.each(["en", "ja"] as const)("in %s", (language) => {
    const say = words[language];
    const env = { LC_ALL: language === "ja" ? "ja_JP.UTF-8" : "C.UTF-8" };

    test("asks, shows, applies, and tells what is left; the next run finds nothing to do", async () => {
      const terminal = await open(["init", "--sandbox"], env);
      await answerAll(terminal, say);
      await terminal.see(say.plan);
      await terminal.see(say.confirm);
      await terminal.press("y", "Enter");
      await terminal.see(say.firstUser);
      await terminal.type("first@example.com");
      await terminal.press("Enter");
      await terminal.see(say.invited);
      await terminal.see(say.left);
      for (const line of ["kubectl apply -k", "rollout restart deployment"]) await terminal.see(line);
      expect(await terminal.end()).toBe(0);

      const text = await terminal.text();
      expect(tooWide(text)).toEqual([]);
      expect(text).not.toMatch(/undefined|\[object|NaN/);
      if (language === "en") expect(text).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
      const saved = parse(await readFile(join(folder, ".risken-aws/sandbox.yaml"), "utf8")) as object;
      expect(saved).toMatchObject({
        cluster: { name: "risken" },
        ingress: { consoleHost: "console.example.com", loadBalancer: "risken-alb", hostedZone: "example.com" },
        database: { identifier: "risken-db" },
      });
      expect(Object.values((await stateNow()).tables["cognito.users"]!)).toHaveLength(1);

      const again = await open(["init", "--sandbox"], env);
      await again.see(say.nothing);
      expect(await again.end()).toBe(0);
      const told = await again.text();
      expect(told).not.toContain(say.confirm);
      expect(told).not.toMatch(/^\?/m);
      expect(tooWide(told)).toEqual([]);
    }, 120_000);

    test("Ctrl-C in a prompt ends it with 130, and nothing is changed", async () => {
      const terminal = await open(["init", "--sandbox"], env);
      await terminal.see(say.env);
      const before = await stateNow();
      await terminal.press("Enter");
      await terminal.see(say.dataSources);
      await terminal.press("C-c");
      expect(await terminal.end()).toBe(130);
      expect(await stateNow()).toEqual(before);
      expect(existsSync(join(folder, ".risken-aws/sandbox.yaml"))).toBe(false);
      expect(await terminal.text()).not.toMatch(/Error|エラー|at .*:\d+:\d+/);
    }, 60_000);

    test("no to the plan changes nothing in AWS and keeps the answers", async () => {
      const terminal = await open(["init", "--sandbox"], env);
      await answerAll(terminal, say);
      await terminal.see(say.confirm);
      const before = await stateNow();
      await terminal.press("n", "Enter");
      expect(await terminal.end()).toBe(0);
      expect(await stateNow()).toEqual(before);

      const later = await open(["init", "--sandbox"], env);
      await later.see(say.confirm);
      await later.press("C-c");
      expect(await later.end()).toBe(130);
      expect(await later.text()).not.toContain(say.prefix);
      expect(await stateNow()).toEqual(before);
    }, 120_000);
  });

  test("apply shows its progress on a line that changes, and leaves none of it behind", async () => {
    const place = await makePlace(sandboxConfig);
    const terminal = await openTerminal(["apply", "--sandbox"], { cwd: place.folder });
    terminals.push(terminal);
    expect(await terminal.end()).toBe(0);
    const text = await terminal.text();
    expect(tooWide(text)).toEqual([]);
    expect(text).toMatch(/Done: \d+ created/);
    expect(text).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
    await place.remove();
  }, 60_000);
});

/** Takes what is offered, and types what can't be guessed. */
async function answerAll(terminal: Terminal, say: Words): Promise<void> {
  await terminal.see(say.env);
  await terminal.press("Enter");
  await terminal.see(say.dataSources);
  await terminal.press("Enter");
  await terminal.see(say.onlyOne);
  await terminal.see(say.console);
  await terminal.press("Enter");
  await terminal.see(say.needed);
  await terminal.type("console.example.com");
  await terminal.press("Enter");
  await terminal.see(say.api);
  await terminal.press("Enter");
  await terminal.see(say.zone);
  await terminal.press("Down", "Enter");
  await terminal.see(say.signIn);
  await terminal.press("Enter");
  await terminal.see(say.prefix);
  await terminal.type("acme-risken");
  await terminal.press("Enter");
  await terminal.see(say.database);
  await terminal.press("Enter");
  await terminal.see(say.seconds);
  await terminal.press("Enter");
}
