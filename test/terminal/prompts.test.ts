import { render } from "@inquirer/testing";
import { expect, test } from "vitest";
import type { Prompts } from "../../src/config/question";
import { promptsOn } from "../../src/terminal/prompts";
import type { Language } from "../../src/text";

/** One of our prompts, drawn on a terminal that isn't there. */
const drawn = <K extends keyof Prompts>(language: Language, kind: K, ask: Parameters<Prompts[K]>[0]) =>
  render((config: Parameters<Prompts[K]>[0], context: object = {}) => {
    const prompts: Prompts = promptsOn(language, context);
    return (prompts[kind] as (ask: unknown) => Promise<unknown>)(config);
  }, ask);

const message = { en: "Cluster", ja: "クラスタ" };
const needed = { en: "an answer is needed", ja: "入力してください" };
const choices = [
  { value: "", label: { en: "(none)", ja: "（指定しない）" } },
  { value: "one", hint: "v1.33" },
  { value: "two" },
];

test("a text, refused in the reader's language until it is right", async () => {
  const { answer, events, getScreen, nextRender } = await drawn("ja", "input", {
    message,
    initial: "risken",
    objection: (typed) => (typed === "bad" ? needed : undefined),
  });
  expect(getScreen()).toBe("? クラスタ (risken)");
  events.type("bad");
  events.keypress("enter");
  await nextRender();
  expect(getScreen()).toContain("> 入力してください");
  for (let at = 0; at < 3; at++) events.keypress("backspace");
  events.type("good");
  events.keypress("enter");
  expect(await answer).toBe("good");
});

test("the default is taken with enter", async () => {
  const { answer, events } = await drawn("en", "input", { message, initial: "risken", objection: () => undefined });
  events.keypress("enter");
  expect(await answer).toBe("risken");
});

test.each([
  ["en", "? Cluster\n  (none)\n❯ one  v1.33\n  two", "navigate • ⏎ select"],
  ["ja", "? クラスタ\n  （指定しない）\n❯ one  v1.33\n  two", "移動 • ⏎ 選択"],
] as const)("a choice, with its keys in the reader's language (%s)", async (language, screen, keys) => {
  const { answer, events, getScreen } = await drawn(language, "select", { message, choices, initial: "one" });
  expect(getScreen()).toContain(screen);
  expect(getScreen()).toContain(keys);
  events.keypress("down");
  events.keypress("enter");
  expect(await answer).toBe("two");
});

test("several choices, checked as proposed", async () => {
  const { answer, events, getScreen, nextRender } = await drawn("ja", "checkbox", {
    message,
    choices: [{ value: "aws" }, { value: "code" }],
    initial: ["aws"],
    objection: (chosen) => (chosen.length === 0 ? needed : undefined),
  });
  expect(getScreen()).toMatch(/◉ aws\n.*◯ code/);
  expect(getScreen()).toContain("space 選択 • a すべて • i 反転 • ⏎ 決定");
  events.keypress("space");
  events.keypress("enter");
  await nextRender();
  expect(getScreen()).toContain("> 入力してください");
  events.keypress("down");
  events.keypress("space");
  events.keypress("enter");
  expect(await answer).toEqual(["code"]);
});

test("yes or no: y and n in every language", async () => {
  const { answer, events, getScreen, nextRender } = await drawn("ja", "confirm", { message, initial: false });
  expect(getScreen()).toBe("? クラスタ (y/N)");
  events.type("x");
  events.keypress("enter");
  await nextRender();
  expect(getScreen()).toContain("y（はい）または n（いいえ）で答えてください");
  events.keypress("backspace");
  events.type("y");
  events.keypress("enter");
  expect(await answer).toBe(true);
  expect(getScreen()).toBe("✔ クラスタ はい");
  const english = await drawn("en", "confirm", { message, initial: true });
  expect(english.getScreen()).toBe("? Cluster (Y/n)");
  english.events.type("n");
  english.events.keypress("enter");
  expect(await english.answer).toBe(false);
  const japanese = await drawn("ja", "confirm", { message, initial: false });
  japanese.events.keypress("enter");
  expect(await japanese.answer).toBe(false);
  expect(japanese.getScreen()).toBe("✔ クラスタ いいえ");
});

test("a password never shows, whatever key is pressed", async () => {
  const { answer, events, getScreen, getFullOutput } = await drawn("ja", "password", { message });
  events.type("canary");
  events.keypress({ name: "t", ctrl: true });
  expect(getScreen()).toBe("? クラスタ ******");
  events.keypress("enter");
  expect(await answer).toBe("canary");
  expect(await getFullOutput()).not.toContain("canary");
});

test("Ctrl-C rejects by name", async () => {
  const { answer, events } = await drawn("ja", "input", { message, objection: () => undefined });
  events.keypress({ name: "c", ctrl: true });
  await expect(answer).rejects.toMatchObject({ name: "ExitPromptError" });
});

test("an abort rejects too", async () => {
  const stop = new AbortController();
  const rendered = await render(
    (ask: Parameters<Prompts["confirm"]>[0], context: object = {}) =>
      promptsOn("en", { ...context, signal: stop.signal }).confirm(ask),
    { message, initial: true },
  );
  stop.abort();
  await expect(rendered.answer).rejects.toMatchObject({ name: "AbortPromptError" });
});

test.each([
  ["en", "? Prefix of the sign-in page's address, which is unique across all AWS accounts\n  of the region"],
  ["ja", "? サインイン画面の URL のプレフィックス。リージョンの全 AWS アカウントで一意\n  で、後から変更できません"],
] as const)("a long question is broken between words (%s)", async (language, screen) => {
  const long = {
    en: "Prefix of the sign-in page's address, which is unique across all AWS accounts of the region",
    ja: "サインイン画面の URL のプレフィックス。リージョンの全 AWS アカウントで一意で、後から変更できません",
  };
  const { answer, events, getScreen } = await render((_: object, context: { output?: NodeJS.WritableStream } = {}) => {
    const output = Object.assign(context.output!, { columns: 80 });
    return promptsOn(language, { ...context, output }).input({ message: long, objection: () => undefined });
  }, {});
  expect(getScreen()).toBe(screen);
  events.type("acme");
  events.keypress("enter");
  await answer;
});
