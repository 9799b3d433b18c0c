import { expect, test } from "vitest";
import { fromStore } from "../../src/discovery/stored";
import { putSecret } from "../../src/sandbox/secretsmanager";
import { answers } from "../../src/sandbox/ssm";
import { sandboxed } from "../sandboxed";

const world = () =>
  sandboxed((account) => {
    const put = (Name: string, Value: string, Type: "String" | "SecureString" = "String") =>
      answers.PutParameter({ Name, Value, Type }, account);
    put("/prd/meta/core", "/prd/common");
    for (let at = 0; at < 12; at++) put(`/prd/common/V${at}`, `${at}`, at === 0 ? "SecureString" : "String");
    put("/prd/common/deeper/X", "x");
    putSecret(account, { name: "prd/db", text: '{"password":"s"}' });
  });

test("what the first answer points to is read next", async () => {
  const { aws, calls } = await world();
  const found = await fromStore(aws, (stored) => {
    const path = stored.parameter("/prd/meta/core")?.value;
    return path ? { items: stored.directory(path), secret: stored.secret("prd/db") } : undefined;
  });
  expect(found?.items).toHaveLength(12);
  expect(found?.items[0]).toEqual({ name: "/prd/common/V0", value: "0", secure: true });
  expect(found?.items[1]).toMatchObject({ secure: false });
  expect(found?.secret).toBe('{"password":"s"}');
  expect(calls.map(({ operation }) => operation).sort()).toEqual([
    "GetParameters",
    "GetParametersByPath",
    "GetParametersByPath",
    "GetSecretValue",
  ]);
});

test("what isn't there is asked for once", async () => {
  const { aws, calls } = await world();
  const found = await fromStore(aws, (stored) => [
    stored.parameter("/prd/none"),
    stored.parameter("/prd/none"),
    stored.directory("/none"),
    stored.secret("none"),
  ]);
  expect(found).toEqual([undefined, undefined, [], undefined]);
  expect(calls).toHaveLength(3);
});

test("the same question is read once, and anew with a fresh account", async () => {
  const { aws, calls } = await world();
  const ask = (place: typeof aws) => fromStore(place, (stored) => stored.parameter("/prd/meta/core")?.type);
  expect(await ask(aws)).toBe("String");
  await ask(aws);
  expect(calls).toHaveLength(1);
  await ask(aws.fresh());
  expect(calls).toHaveLength(2);
});

test("a refusal is told, not taken for nothing", async () => {
  const { aws } = await sandboxed(undefined, ({ operation }) => {
    if (operation === "GetParametersByPath") throw Object.assign(new Error("no"), { name: "AccessDeniedException" });
  });
  await expect(fromStore(aws, (stored) => stored.directory("/prd/common"))).rejects.toMatchObject({
    name: "AccessDeniedException",
  });
});
