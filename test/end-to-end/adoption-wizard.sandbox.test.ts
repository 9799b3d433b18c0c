import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { State } from "../../src/sandbox/account";
import type { Language } from "../../src/text";
import { makePlace, type Place, sandboxConfig } from "./sandbox-place";
import { hasTmux, openTerminal, type Terminal, tooWide } from "./terminal";

let place: Place;
let terminals: Terminal[];

beforeEach(async () => {
  terminals = [];
  place = await makePlace({ ...sandboxConfig, dataSources: ["osint"] });
  await place.byHand(async (aws) => {
    await aws.sqs.CreateQueue({ QueueName: "risken-prd-osint-subdomain", Attributes: { VisibilityTimeout: "30" } });
    await aws.cognito.CreateUserPool({ PoolName: "risken-prd-users" });
    await aws.ssm.PutParameter({ Name: "/prd/common/ENV_NAME", Type: "String", Value: "prd" });
  });
});

afterEach(async () => {
  await Promise.all(terminals.map((terminal) => terminal.close()));
  await place.remove();
});

async function open(language: Language, args: readonly string[] = ["init", "--sandbox"]): Promise<Terminal> {
  const env = { LC_ALL: language === "ja" ? "ja_JP.UTF-8" : "C.UTF-8" };
  const terminal = await openTerminal(args, { cwd: place.folder, env });
  terminals.push(terminal);
  return terminal;
}

const adoptedIn = ({ tables }: State): readonly string[] =>
  Object.values(tables)
    .flatMap((rows) => Object.values(rows as Record<string, { readonly tags?: Record<string, string> }>))
    .flatMap(({ tags = {} }) => (tags["risken-aws:adopted"] ? [tags["risken-aws:id"]!] : []))
    .sort();

const words = {
  en: {
    intro: "3 things are already there that risken-aws did not make.",
    queue: "Take over the queue risken-prd-osint-subdomain? (1/3)",
    pool: "Take over the Cognito user pool risken-prd-users? (2/3)",
    unchangeable: "differs and cannot be changed, so it stays:",
    parameter: "Take over the parameter /prd/common/ENV_NAME? (3/3)",
    onlyTags: "Nothing but its tags would change.",
    plan: /Plan: \d+ to create, 3 to adopt/,
    confirm: "Apply this plan?",
    blocked: "Nothing is written while 2 things are in the way.",
  },
  ja: {
    intro: "risken-aws が作成したものではないリソースが既に3件あります。",
    queue: "キュー「risken-prd-osint-subdomain」を引き継ぎますか？（1/3）",
    pool: "Cognito ユーザープール「risken-prd-users」を引き継ぎますか？（2/3）",
    unchangeable: "変更できないため現状のまま残すもの",
    parameter: "パラメータ「/prd/common/ENV_NAME」を引き継ぎますか？（3/3）",
    onlyTags: "変わるのはタグだけです。",
    plan: /計画: 作成 \d+、引き継ぎ 3/,
    confirm: "この計画を適用しますか？",
    blocked: "既に存在するリソースが2件あるため、何も書き込みません。",
  },
};

describe.skipIf(!hasTmux)("what is in the way is offered on a terminal", () => {
  describe.each(["en", "ja"] as const)("in %s", (language) => {
    const say = words[language];

    test("one by one, each with what would change; then the plan is shown and asked for as ever", async () => {
      const terminal = await open(language);
      await terminal.see(say.intro);
      await terminal.see(/VisibilityTimeout +30 → /);
      await terminal.see(say.queue);
      await terminal.press("Enter");
      await terminal.see(say.unchangeable);
      await terminal.see("UsernameAttributes");
      await terminal.see(say.pool);
      await terminal.press("Enter");
      await terminal.see("Tags.Owner");
      await terminal.see(say.parameter);
      await terminal.press("Enter");
      await terminal.see(say.plan);
      await terminal.see(say.confirm);
      expect(adoptedIn(await place.state())).toEqual([]);
      await terminal.press("y", "Enter");
      // Its people sign in with names, so it is its owner who makes the first one.
      expect(await terminal.end()).toBe(0);
      expect(adoptedIn(await place.state())).toEqual([
        "parameter/common/ENV_NAME",
        "queue/osint-subdomain",
        "user-pool/users",
      ]);
      const text = await terminal.text();
      expect(tooWide(text)).toEqual([]);
      expect(text).not.toMatch(/undefined|\[object|NaN/);
      if (language === "en") expect(text).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);

      const again = await open(language);
      expect(await again.end()).toBe(0);
      expect(await again.text()).not.toMatch(/^\?/m);
    }, 60_000);

    test("after a no it is in the way, with the command that takes it over", async () => {
      const before = await place.bytes();
      const terminal = await open(language);
      await terminal.see(say.queue);
      await terminal.press("Enter");
      await terminal.see(say.pool);
      await terminal.press("Down", "Enter");
      await terminal.see("--adopt user-pool/users");
      await terminal.see(say.blocked);
      expect(await terminal.end()).toBe(4);
      expect(await place.bytes()).toBe(before);
      const text = await terminal.text();
      expect(text).not.toContain(say.parameter);
      expect(tooWide(text)).toEqual([]);
    }, 60_000);

    test("all at once", async () => {
      const terminal = await open(language);
      await terminal.see(say.queue);
      await terminal.press("Down", "Down", "Enter");
      await terminal.see(say.plan);
      await terminal.see(say.confirm);
      await terminal.press("n", "Enter");
      expect(await terminal.end()).toBe(0);
      expect(await terminal.text()).not.toContain(say.pool);
      expect(adoptedIn(await place.state())).toEqual([]);
    }, 60_000);
  });

  test("nothing is offered where something is in the way that cannot be taken over", async () => {
    const tags = { "risken-aws:env": "prd-eu", "risken-aws:id": "queue/osint-website" };
    await place.byHand((aws) => aws.sqs.CreateQueue({ QueueName: "risken-prd-osint-website", Attributes: {}, tags }));
    const terminal = await open("en");
    expect(await terminal.end()).toBe(4);
    expect(await terminal.text()).toContain("belongs to the env prd-eu");
    expect(await terminal.text()).not.toMatch(/^\?/m);
  }, 60_000);

  test("--yes offers nothing, and takes over what it is told to", async () => {
    const terminal = await open("en", ["init", "--sandbox", "--yes"]);
    expect(await terminal.end()).toBe(4);
    expect(await terminal.text()).not.toMatch(/^\?/m);
    const taking = await open("en", ["init", "--sandbox", "--yes", "--adopt-all"]);
    expect(await taking.end()).toBe(0);
    expect(adoptedIn(await place.state())).toHaveLength(3);
  }, 60_000);
});
