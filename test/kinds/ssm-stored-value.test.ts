import { describe, expect, test } from "vitest";
import { actionOf } from "../../src/aws/actions";
import type { Call } from "../../src/aws/session";
import { storedValue } from "../../src/kinds/ssm-stored-value";
import { putSecret } from "../../src/sandbox/secretsmanager";
import { answers } from "../../src/sandbox/ssm";
import { sandboxed } from "../sandboxed";

const key = { Env: "prd", Variable: "CODE_DATA_KEY", Directories: ["code/common"], Secrets: [] };

/** An account with these parameters, and what it stores of the variable. */
async function lookIn(parameters: Readonly<Record<string, string>>, refuse: (call: Call) => void = () => {}) {
  const { aws, account, calls } = await sandboxed((account) => {
    for (const [Name, Value] of Object.entries(parameters)) {
      answers.PutParameter({ Name, Value, Type: Name.includes("meta") ? "String" : "SecureString" }, account);
    }
  }, refuse);
  const look = () => storedValue.observe(aws, key, { tags: {} });
  return { look, account, calls };
}

const meta = (...directories: string[]) => directories.map((path) => `- parameter_store_path: ${path}\n`).join("");

test("nothing is stored", async () => {
  const { look } = await lookIn({ "/prd/code/common/OTHER": "x" });
  expect(await look()).toEqual({ spec: {}, outputs: { value: undefined } });
});

describe.each([
  ["in its own directory", { "/prd/code/common/CODE_DATA_KEY": "first-value" }],
  [
    "in a directory that somebody's meta config lists",
    { "/prd/meta/a/b": meta("/elsewhere/code/"), "/elsewhere/code/CODE_DATA_KEY": "first-value" },
  ],
  [
    "in several places, always the same",
    {
      "/prd/meta/core": meta("/prd/code/common", "/prd/common"),
      "/prd/code/common/CODE_DATA_KEY": "first-value",
      "/prd/common/CODE_DATA_KEY": "first-value",
    },
  ],
])("%s", (_, parameters) => {
  test("it is found", async () => {
    const { look, calls } = await lookIn(parameters);
    const seen = await look();
    expect(seen?.outputs.value?.reveal()).toBe("first-value");
    const actions = calls.map(({ service, operation }) => actionOf(service, operation));
    expect(storedValue.reads).toEqual(expect.arrayContaining(actions));
  });
});

test("two different values are refused", async () => {
  const { look } = await lookIn({
    "/prd/meta/core": meta("/prd/common"),
    "/prd/code/common/CODE_DATA_KEY": "first-value",
    "/prd/common/CODE_DATA_KEY": "second-value",
  });
  const refusal = await look().catch((error: Error) => error);
  expect(refusal).toMatchObject({ code: "stored-twice", exit: 4 });
  expect(JSON.stringify(refusal) + String(refusal)).not.toMatch(/first-value|second-value/);
});

test.each(["DescribeParameters", "GetParameters"])(
  "what can't be read (%s) is not taken for absent",
  async (denied) => {
    const { look } = await lookIn({ "/prd/meta/core": meta("/prd/common") }, ({ operation }) => {
      if (operation === denied) throw Object.assign(new Error("no"), { name: "AccessDeniedException" });
    });
    await expect(look()).rejects.toMatchObject({ code: "stored-unreadable", exit: 4 });
  },
);

describe("a secret of Secrets Manager that a meta config lists", () => {
  const renamed = "  env_prefix: code\n  capitalize: true\n";
  const lookWith = async (more: string, text: string, refuse?: (call: Call) => void) => {
    const { look, account, calls } = await lookIn({ "/prd/meta/core": `- secret_name: prd/risken\n${more}` }, refuse);
    putSecret(account, { name: "prd/risken", text });
    return { look, calls };
  };
  const denied = ({ service }: Call) => {
    if (service === "secretsmanager") throw Object.assign(new Error("no"), { name: "AccessDeniedException" });
  };

  test.each([
    ["under its own name", "", '{"CODE_DATA_KEY":"first-value"}'],
    ["with a prefix and in capitals", renamed, '{"data_key":"first-value"}'],
  ])("holds it %s", async (_, more, text) => {
    const { look } = await lookWith(more, text);
    expect((await look())?.outputs.value?.reveal()).toBe("first-value");
  });

  test.each(["{}", "no JSON", "null", '{"CODE_DATA_KEY":1}'])("doesn't hold it: %s", async (text) => {
    const { look } = await lookWith("", text);
    expect((await look())?.outputs.value).toBeUndefined();
  });

  test("is not taken for one without it when it can't be read", async () => {
    const { look } = await lookWith(renamed, "{}", denied);
    await expect(look()).rejects.toMatchObject({ code: "stored-unreadable" });
  });

  test("is not read where its prefix tells that it can't hold it", async () => {
    const { look } = await lookWith("  env_prefix: db_master\n  capitalize: true\n", "{}", denied);
    expect((await look())?.outputs.value).toBeUndefined();
  });

  test("may be gone", async () => {
    const { look } = await lookIn({ "/prd/meta/core": "- secret_name: gone\n" });
    expect((await look())?.outputs.value).toBeUndefined();
  });
});
