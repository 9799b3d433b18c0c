import { describe, expect, test } from "vitest";
import { ssmParameter } from "../../src/kinds/ssm-parameter";
import { Problem } from "../../src/problems";
import { putKey } from "../../src/sandbox/kms";
import { Secret } from "../../src/secret";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const Name = "/prd/common/BASE_URL";
const text = { Name, Type: "String", Value: "https://console.example.com" } as const;
const secret = { ...text, Type: "SecureString", Value: new Secret("s3cret"), KeyId: "alias/aws/ssm" } as const;
const tags = { "risken-aws:env": "prd", "risken-aws:id": "parameter/common/BASE_URL" };

let key = "";
const world = () =>
  sandboxed((account) => {
    key = putKey(account, "alias/risken");
  });
await world();

describe("text", () => {
  obeysTheLaws(ssmParameter, {
    spec: { ...text, Tier: "Standard", Description: "Where the console is" },
    changed: { ...text, Value: "https://risken.example.com", Tier: "Advanced", Description: "The console" },
  });
});

describe("encrypted", () => {
  obeysTheLaws(ssmParameter, {
    world,
    spec: secret,
    changed: { ...secret, Value: new Secret("other"), KeyId: key.split("/")[1]! },
    same: [{ ...secret, KeyId: "arn:aws:kms:ap-northeast-1:123456789012:alias/aws/ssm" }],
  });
});

test("a key that was given by its alias is told by its own name", async () => {
  const { aws } = await world();
  await ssmParameter.create(aws, { ...secret, KeyId: "alias/risken" }, tags);
  expect(await ssmParameter.observe(aws.fresh(), { Name }, { tags })).toMatchObject({ spec: { KeyId: key } });
});

test("many are read in few requests", async () => {
  const { aws, calls } = await sandboxed();
  const names = Array.from({ length: 70 }, (_, at) => `/prd/common/V${at}`);
  for (const one of names) await ssmParameter.create(aws, { ...text, Name: one }, tags);
  calls.length = 0;
  const fresh = aws.fresh();
  const seen = await Promise.all(names.map((one) => ssmParameter.observe(fresh, { Name: one }, { tags })));
  expect(seen.every((one) => one?.tags?.["risken-aws:env"] === "prd")).toBe(true);
  const count = (operation: string) => calls.filter((call) => call.operation === operation).length;
  expect([count("GetParameters"), count("DescribeParameters"), count("ListTagsForResource")]).toEqual([7, 3, 0]);
  expect(calls).toHaveLength(11);
});

test("one that may not be read doesn't hide the others", async () => {
  const { aws } = await sandboxed(undefined, ({ operation, input }) => {
    const { Names } = input as { Names?: string[] };
    if (operation !== "GetParameters" || !Names?.includes("/prd/closed")) return;
    throw Object.assign(new Error("no"), { name: "AccessDeniedException" });
  });
  await ssmParameter.create(aws, text, tags);
  const fresh = aws.fresh();
  const looks = [Name, "/prd/closed"].map((one) => ssmParameter.observe(fresh, { Name: one }, { tags }));
  const [open, closed] = await Promise.allSettled(looks);
  expect(open).toMatchObject({ status: "fulfilled", value: { spec: { Value: text.Value } } });
  expect(closed).toMatchObject({ status: "rejected", reason: { name: "AccessDeniedException" } });
});

test.each([
  ["parameter-empty", ""],
  ["parameter-too-long", "あ".repeat(1366)],
  ["parameter-nests", "{{other}}"],
])("what Parameter Store can't hold is refused before it is called: %s", async (code, Value) => {
  const { aws, calls } = await sandboxed();
  for (const value of [Value, new Secret(Value)]) {
    const making = ssmParameter.create(aws, { ...text, Value: value }, tags);
    await expect(making).rejects.toMatchObject({ code, exit: 3, constructor: Problem });
  }
  expect(calls).toEqual([]);
});

test("a change of the key alone keeps the value that is stored", async () => {
  const { aws, account } = await world();
  await ssmParameter.create(aws, secret, tags);
  const before = (await ssmParameter.observe(aws.fresh(), { Name }, { tags }))!;
  const { Value: _, ...rest } = secret;
  await ssmParameter.update(aws, { ...rest, KeyId: key } as typeof secret, before, new Set(["KeyId"]));
  expect(account.table("ssm.parameters")[Name]).toMatchObject({ value: "s3cret", keyId: key, version: 2 });
});

test("a name is used again only half a minute after its parameter was deleted", async () => {
  const { aws } = await sandboxed();
  await ssmParameter.create(aws, text, tags);
  const before = (await ssmParameter.observe(aws.fresh(), { Name }, { tags }))!;
  await ssmParameter.remove(aws, { Name }, before);
  const gone = aws.clock.now();
  await ssmParameter.create(aws, secret, tags);
  expect(aws.clock.now() - gone).toBe(30_000);
});

describe("a listing that lags behind", () => {
  const lagging = (calls: number) => {
    let listed = 0;
    return sandboxed(undefined, ({ operation, input }) => {
      if (operation !== "DescribeParameters" || ++listed > calls) return;
      (input as { ParameterFilters: { Values: string[] }[] }).ParameterFilters[0]!.Values = ["/not/yet"];
    });
  };

  test("is asked again", async () => {
    const { aws } = await lagging(3);
    await ssmParameter.create(aws, secret, tags);
    expect(await ssmParameter.observe(aws, { Name }, { tags })).toMatchObject({ spec: { KeyId: "alias/aws/ssm" } });
    expect(aws.clock.now()).toBe(1_500);
  });

  test("is not waited for without end, nor made up", async () => {
    const { aws } = await lagging(100);
    await ssmParameter.create(aws, secret, tags);
    await expect(ssmParameter.observe(aws, { Name }, { tags })).rejects.toThrow("does not list it");
  });
});

test("a key that can't be looked up is told as it was given", async () => {
  const { aws } = await sandboxed(
    (account) => putKey(account, "alias/risken"),
    ({ operation }) => {
      if (operation === "DescribeKey") throw Object.assign(new Error("no"), { name: "AccessDeniedException" });
    },
  );
  await ssmParameter.create(aws, { ...secret, KeyId: "alias/risken" }, tags);
  expect(await ssmParameter.observe(aws, { Name }, { tags })).toMatchObject({ spec: { KeyId: "alias/risken" } });
});

test("what is stored as text has no key, whatever key is wanted for the secret", () => {
  const wanted = { Type: "String" as const, KeyId: "alias/aws/ssm" };
  expect(ssmParameter.canonical!(wanted).KeyId).toBeUndefined();
});
