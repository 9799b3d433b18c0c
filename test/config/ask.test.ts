import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Aws } from "../../src/aws/session";
import { type AskEvent, type AskOptions, ask } from "../../src/config/ask";
import type { Choice, Prompts } from "../../src/config/question";
import { notThere } from "../../src/problems";
import { Secret } from "../../src/secret";
import { asked, type Candidate } from "../../src/steps/asked";
import { secretInput } from "../../src/steps/secret-input";
import { same } from "../../src/text";
import { aSchema } from "./a-config";

/** Answers by the English question; remembers what was asked, and refuses what an objection refuses. */
function scripted(answers: Record<string, unknown>) {
  const log: { kind: string; message: string; choices?: readonly Choice[]; initial?: unknown; refused?: string[] }[] =
    [];
  const answer = (kind: string, ask: { message: { en: string }; choices?: readonly Choice[]; initial?: unknown }) => {
    const { message, choices, initial } = ask;
    log.push({ kind, message: message.en, choices, initial, refused: [] });
    if (!(message.en in answers)) throw new Error(`unexpected question: ${message.en}`);
    return answers[message.en];
  };
  const accepted = <T>(tries: readonly T[], objection: (one: T) => { en: string } | undefined): T => {
    const refused = log.at(-1)!.refused!;
    for (const one of tries) {
      const against = objection(one);
      if (!against) return one;
      refused.push(against.en);
    }
    throw new Error(`refused: ${refused.join(", ")}`);
  };
  const prompts: Prompts = {
    input: async (ask) => accepted([answer("input", ask) as string | string[]].flat(), ask.objection),
    select: async (ask) => answer("select", ask) as string,
    checkbox: async (ask) => accepted(answer("checkbox", ask) as string[][], ask.objection),
    confirm: async (ask) => answer("confirm", ask) as boolean,
    password: async (ask) => answer("password", ask) as string,
  };
  return { prompts, log };
}

const clusters = (...names: string[]) =>
  ({ eks: { ListClusters: async () => ({ clusters: names, $metadata: {} }) } }) as unknown as Aws;

const PASSWORD = "Password of the database (leave empty to keep what is stored)";
const ENV = "Name of this environment (the first segment of every parameter path)";
const SOURCES = "Data sources to scan";
const usual = {
  [ENV]: "prd",
  "AWS region": "ap-northeast-1",
  [SOURCES]: [["aws"]],
  "EKS cluster": "typed",
  Database: "rds",
  [PASSWORD]: "",
  "MFA?": true,
};

const asking = (answers: Record<string, unknown>, options: Partial<AskOptions> = {}, schema: z.ZodType = aSchema) => {
  const { prompts, log } = scripted(answers);
  return ask(schema, { data: {}, prompts, ...options }).then((result) => ({ ...result, log }));
};

test("every open question is asked once, in order, as its schema says", async () => {
  const events: AskEvent[] = [];
  const { data, answered, log } = await asking(usual, { report: (event) => events.push(event) });
  expect(log.map(({ kind, message, initial }) => [kind, message, initial])).toEqual([
    ["input", ENV, "prd"],
    ["input", "AWS region", undefined],
    ["checkbox", SOURCES, ["aws", "google", "code", "diagnosis", "osint", "azure"]],
    ["input", "EKS cluster", undefined],
    ["select", "Database", "rds"],
    ["password", PASSWORD, undefined],
    ["confirm", "MFA?", false],
  ]);
  expect(data).toEqual({
    env: "prd",
    region: "ap-northeast-1",
    dataSources: ["aws"],
    cluster: { name: "typed" },
    database: { source: "rds" },
    ingress: { mfa: true },
  });
  expect(answered.map((keys) => keys.join("."))).toEqual([
    "env",
    "region",
    "dataSources",
    "cluster.name",
    "database.source",
    "ingress.mfa",
  ]);
  expect(events).toEqual(["", "cluster", "database", "ingress"].map((section) => ({ type: "section", section })));
});

test("what is answered isn't asked", async () => {
  const data = { env: "stg", region: "us-east-1", dataSources: [], cluster: { name: "a" } };
  const { log } = await asking({ Database: "rds", [PASSWORD]: "", "MFA?": false }, { data });
  expect(log.map(({ message }) => message)).toEqual(["Database", PASSWORD, "MFA?"]);
});

test("a config that was asked for before is asked only for what it needs", async () => {
  const { log } = await asking(usual, { onlyNeeded: true });
  expect(log.map(({ message }) => message)).toEqual(["AWS region", "EKS cluster", PASSWORD]);
});

test("a question that an answer makes pointless isn't asked, and one that it makes needed wants an answer", async () => {
  const answers = { ...usual, Database: "external", "Host of the database": [" ", "db.example.com"] };
  const { data, log } = await asking(answers);
  expect(data.database).toEqual({ source: "external", masterHost: "db.example.com" });
  expect(log.find(({ message }) => message === "Host of the database")!.refused).toEqual(["an answer is needed"]);
});

test("the schema itself refuses an answer", async () => {
  const { log } = await asking({ ...usual, "AWS region": ["", "Tokyo", "ap-northeast-1"] });
  expect(log[1]!.refused).toEqual(["an answer is needed", "must be the name of an AWS region, as in ap-northeast-1"]);
});

describe("discovery", () => {
  test("one candidate is taken without asking", async () => {
    const events: AskEvent[] = [];
    const { data, answered, log } = await asking(usual, {
      aws: async () => clusters("only"),
      report: (event) => events.push(event),
    });
    expect(data.cluster).toEqual({ name: "only" });
    expect(answered).toContainEqual(["cluster", "name"]);
    expect(log.map(({ message }) => message)).not.toContain("EKS cluster");
    expect(events).toContainEqual(
      expect.objectContaining({ type: "taken", candidate: { value: "only", hint: "v1.33" } }),
    );
  });

  test("several become a choice", async () => {
    const { data, log } = await asking({ ...usual, "EKS cluster": "two" }, { aws: async () => clusters("one", "two") });
    expect(data.cluster).toEqual({ name: "two" });
    expect(log.find(({ kind, message }) => kind === "select" && message === "EKS cluster")!.choices).toEqual([
      { value: "one", hint: "v1.33" },
      { value: "two", hint: "v1.33" },
    ]);
  });

  test("none becomes a question", async () => {
    const { data } = await asking(usual, { aws: async () => clusters() });
    expect(data.cluster).toEqual({ name: "typed" });
  });

  test("a listing that is denied costs only the suggestions; a reason of its own stops", async () => {
    const failing = (error: unknown) => async () => ({ eks: { ListClusters: () => Promise.reject(error) } }) as never;
    const denied = new Error("AccessDenied");
    const events: AskEvent[] = [];
    const { data } = await asking(usual, { aws: failing(denied), report: (event) => events.push(event) });
    expect(data.cluster).toEqual({ name: "typed" });
    expect(events).toContainEqual(expect.objectContaining({ type: "unavailable", error: denied }));
    const reason = notThere({ title: same("x"), name: "y", region: "z" });
    await expect(asking(usual, { aws: failing(reason) })).rejects.toBe(reason);
  });

  test("an account that can't be opened stops, and is opened once", async () => {
    await expect(asking(usual, { aws: () => Promise.reject(new Error("no credentials")) })).rejects.toThrow(
      "no credentials",
    );
    const find = async (): Promise<Candidate[]> => [];
    const two = z.strictObject({
      region: asked(z.string(), same("region")),
      a: asked(z.string(), same("a"), { find }),
      b: asked(z.string(), same("b"), { find }),
    });
    let opened = 0;
    const aws = async () => {
      opened++;
      return {} as Aws;
    };
    await asking({ region: "r", a: "1", b: "2" }, { aws }, two);
    expect(opened).toBe(1);
  });

  test("without a terminal only what is found once is answered", async () => {
    const data = { region: "ap-northeast-1" };
    const alone = await ask(aSchema, { data, aws: async () => clusters("only") });
    expect(alone.data).toEqual({ region: "ap-northeast-1", cluster: { name: "only" } });
    const several = await ask(aSchema, { data, aws: async () => clusters("one", "two") });
    expect(several.data).toEqual(data);
  });

  test("without a terminal nothing is looked for where a person has to say something anyway", async () => {
    const alone = await ask(aSchema, { data: {}, aws: () => Promise.reject(new Error("no credentials")) });
    expect(alone).toEqual({ data: {}, answered: [], typed: new Map() });
  });

  test("what can be left open is never taken, but offered beside nothing", async () => {
    const find = async () => [{ value: "one" }];
    const schema = z.strictObject({
      region: asked(z.string(), same("region")),
      pool: asked(z.string().optional(), same("pool"), { find }),
      groups: asked(z.array(z.string()).optional(), same("groups"), { find }),
    });
    const { data, log } = await asking(
      { region: "r", pool: "", groups: [[]] },
      { aws: async () => ({}) as Aws },
      schema,
    );
    expect(data).toEqual({ region: "r" });
    expect(log[1]!.choices!.map(({ value, label }) => [value, label?.en])).toEqual([
      ["", "(none)"],
      ["one", undefined],
    ]);
    expect(log[2]).toMatchObject({ kind: "checkbox", choices: [{ value: "one" }] });
  });

  test("without a terminal nothing is looked for that can be left open", async () => {
    const schema = z.strictObject({
      region: asked(z.string(), same("region")),
      pool: asked(z.string().optional(), same("pool"), { find: async () => expect.fail("looked for") }),
    });
    const aws = async () => expect.fail("opened");
    expect((await ask(schema, { data: { region: "r" }, aws })).data).toEqual({ region: "r" });
  });

  test.each([
    ["asked where there is something to choose from", [{ value: "one" }], ["region", "pool"]],
    ["not asked where there is nothing", [], ["region"]],
  ])("what makes no sense without candidates is %s", async (_, candidates, questions) => {
    const pool = asked(z.string().optional(), same("pool"), { find: async () => candidates, onlyFound: true });
    const schema = z.strictObject({ region: asked(z.string(), same("region")), pool });
    const { log } = await asking({ region: "r", pool: "one" }, { aws: async () => ({}) as Aws }, schema);
    expect(log.map(({ message }) => message)).toEqual(questions);
  });

  test("a needed list wants one at least", async () => {
    const schema = z.strictObject({
      region: asked(z.string(), same("region")),
      groups: asked(z.array(z.string()), same("groups"), { find: async () => [{ value: "one" }] }),
    });
    const { data, log } = await asking(
      { region: "r", groups: [[], ["one"]] },
      { aws: async () => ({}) as Aws },
      schema,
    );
    expect(data.groups).toEqual(["one"]);
    expect(log[1]!.refused).toEqual(["an answer is needed"]);
  });
});

describe("secrets", () => {
  test("what is typed is no part of the data, and nothing of it is saved", async () => {
    const { data, typed, answered } = await asking({ ...usual, [PASSWORD]: "canary" });
    expect(typed.get("database.password")).toBeInstanceOf(Secret);
    expect(typed.get("database.password")!.equals(new Secret("canary"))).toBe(true);
    expect(JSON.stringify([data, answered, [...typed]])).not.toContain("canary");
    expect(data.database).toEqual({ source: "rds" });
  });

  test("nothing typed keeps what is stored; what is stored isn't asked for", async () => {
    expect((await asking(usual)).typed.size).toBe(0);
    const { log } = await asking(usual, { stored: async (path) => path === "database.password" });
    expect(log.map(({ kind }) => kind)).not.toContain("password");
  });

  test("one that the config can't be without is referred to by its variable", async () => {
    const schema = z.strictObject({ token: asked(secretInput(), same("token")) });
    const message = "token (leave empty to keep what is stored)";
    const { data, typed } = await asking({ [message]: "canary" }, {}, schema);
    expect(data).toEqual({ token: { env: "RISKEN_AWS_TOKEN" } });
    expect([...typed.keys()]).toEqual(["token"]);
  });
});

test("an answer is refused also for what it is beside the others", async () => {
  const schema = z
    .strictObject({
      low: asked(z.number(), same("low")),
      high: asked(z.number().default(5), same("high")),
      names: asked(z.array(z.string()).default(["a", "b"]), same("names")),
    })
    .refine(({ low, high }) => low < high, { path: ["high"], error: "must be more than low" });
  const { data, log } = await asking({ low: "7", high: ["5", "9"], names: "x, y" }, {}, schema);
  expect(data).toEqual({ low: 7, high: 9, names: ["x", "y"] });
  expect(log.map(({ initial, refused }) => [initial, refused])).toEqual([
    [undefined, []],
    ["5", ["must be more than low"]],
    ["a,b", []],
  ]);
});
