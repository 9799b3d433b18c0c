import { expect, test } from "vitest";
import * as z from "zod";
import { asked } from "../../src/steps/asked";
import { generatedSecretInput, isSecretInput, secretInput } from "../../src/steps/secret-input";

const question = { en: "Password", ja: "パスワード" };

test.each([{ env: "RISKEN_DB_PASSWORD" }, { file: "password.txt" }, { secretsManager: "arn", key: "password" }])(
  "%j is a reference to a secret",
  (reference) => {
    expect(secretInput().parse(reference)).toEqual(reference);
    expect(generatedSecretInput().parse(reference)).toEqual(reference);
  },
);

test.each(["swordfish", { env: "A", file: "b" }, { env: "A B" }, {}, { value: "swordfish" }])(
  "%j is refused, and the refusal doesn't repeat it",
  (value) => {
    const { error } = secretInput().safeParse(value);
    expect(error).toBeDefined();
    expect(JSON.stringify(error)).not.toContain("swordfish");
  },
);

test("only some secrets can be generated", () => {
  expect(generatedSecretInput().parse({ generate: true })).toEqual({ generate: true });
  expect(secretInput().safeParse({ generate: true }).success).toBe(false);
});

test("a secret is known as one, asked or optional or both, and nothing else is", () => {
  expect(isSecretInput(secretInput())).toBe(true);
  expect(isSecretInput(asked(secretInput().optional(), question))).toBe(true);
  expect(isSecretInput(asked(z.string(), question))).toBe(false);
});

test("the JSON Schema says writeOnly", () => {
  const schema = z.object({ password: asked(secretInput().optional(), question) });
  expect(z.toJSONSchema(schema, { io: "input" }).properties?.password).toMatchObject({ writeOnly: true });
});
