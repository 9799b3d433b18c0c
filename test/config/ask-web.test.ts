import { describe, expect, test } from "vitest";
import { type AskEvent, ask } from "../../src/config/ask";
import type { Prompts } from "../../src/config/question";
import { configSchema } from "../../src/config/schema";
import type { Web } from "../../src/discovery/web";
import { sandboxConfig } from "../end-to-end/sandbox-place";

const issuer = "https://idp.example.com";
const document = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/userinfo`,
};
const endpoints = {
  authorizationEndpoint: document.authorization_endpoint,
  tokenEndpoint: document.token_endpoint,
  userInfoEndpoint: document.userinfo_endpoint,
};
const given = (oidc: object) => ({ ...sandboxConfig, auth: { type: "oidc", oidc } });
const client = { issuer, clientId: "abc" };

/** Asks, and remembers what it was told and which questions it put. */
async function asking(data: object, web: Web | undefined, answers?: Readonly<Record<string, string>>) {
  const events: AskEvent[] = [];
  const questions: string[] = [];
  const prompts = answers && {
    input: async ({ message }: { message: { en: string } }) => {
      questions.push(message.en);
      return answers[message.en] ?? "";
    },
    password: async () => "",
  };
  const asked = await ask(configSchema, {
    data: data as never,
    prompts: prompts as Prompts | undefined,
    onlyNeeded: true,
    web,
    report: (event) => events.push(event),
  });
  return { ...asked, events, questions, oidc: (asked.data as any).auth.oidc };
}

describe("endpoints that the config leaves out", () => {
  test("are found without a question, and belong into the file", async () => {
    const { oidc, answered, questions } = await asking(given(client), async () => document, {});
    expect(oidc).toEqual({ ...client, ...endpoints });
    expect(answered.map((keys) => keys.at(-1))).toEqual(Object.keys(endpoints));
    expect(questions).toEqual([]);
  });

  test("also where nobody is there to be asked", async () => {
    expect((await asking(given(client), async () => document)).oidc).toEqual({ ...client, ...endpoints });
  });

  test("of which some are given, are found but for those", async () => {
    const own = { ...client, tokenEndpoint: "https://other.example.com/token" };
    expect((await asking(given(own), async () => document)).oidc).toEqual({ ...endpoints, ...own });
  });

  test("are asked for where nothing is published, and the reason is said once", async () => {
    const refused = async () => {
      throw new Error("HTTP 404");
    };
    const typed = {
      "Authorization endpoint of the identity provider": endpoints.authorizationEndpoint,
      "Token endpoint of the identity provider": endpoints.tokenEndpoint,
      "User info endpoint of the identity provider": endpoints.userInfoEndpoint,
    };
    const { oidc, events, questions } = await asking(given(client), refused, typed);
    expect(questions).toEqual(Object.keys(typed));
    expect(oidc).toEqual({ ...client, ...endpoints });
    expect(events.filter(({ type }) => type === "unpublished")).toHaveLength(1);
  });

  test("without the web nothing is asked of anybody: the keys are missing", async () => {
    expect((await asking(given(client), undefined)).oidc).toEqual(client);
  });
});

test("endpoints that the file says cost no question to the web", async () => {
  let questions = 0;
  const counting = async () => {
    questions++;
    return document;
  };
  await asking(given({ ...client, ...endpoints }), counting);
  await asking(given({ ...client, ...endpoints }), counting, {});
  await asking(sandboxConfig, counting, {});
  expect(questions).toBe(0);
});
