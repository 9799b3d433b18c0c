import { expect, test } from "vitest";
import { keptValue } from "../../src/kinds/kept-value";
import { Secret } from "../../src/secret";
import { sandboxed } from "../sandboxed";

const Parameter = "/prd/code/common/TOKEN";
const Name = "risken-prd-code/common";
type Store = "parameter-store" | "secrets-manager";

async function value(Store: Store, stored: { parameter?: string; secret?: string; deleted?: true }) {
  const { aws } = await sandboxed();
  const { parameter, secret, deleted } = stored;
  if (parameter) await aws.ssm.PutParameter({ Name: Parameter, Type: "SecureString", Value: parameter });
  if (secret !== undefined) await aws.secretsmanager.CreateSecret({ Name, SecretString: secret });
  if (deleted) await aws.secretsmanager.DeleteSecret({ SecretId: Name });
  const key = { Parameter, Secret: Name, Entry: "TOKEN", Store };
  return (await keptValue.observe(aws.fresh(), key, { tags: {} }))!.outputs.value;
}

test("what stands where it shall stand needs no look at the other store", async () => {
  const { aws, calls } = await sandboxed();
  await aws.ssm.PutParameter({ Name: Parameter, Type: "SecureString", Value: "old" });
  const key = { Parameter, Secret: Name, Entry: "TOKEN", Store: "parameter-store" } as const;
  await keptValue.observe(aws.fresh(), key, { tags: {} });
  expect(calls.map(({ service }) => service)).not.toContain("secretsmanager");
});

test.each<[string, Store, Parameters<typeof value>[1], string | undefined]>([
  ["is taken along to the secret", "secrets-manager", { parameter: "old" }, "old"],
  ["is taken along from the secret", "parameter-store", { secret: '{"TOKEN":"old"}' }, "old"],
  [
    "stays where it shall be, whatever the other store says",
    "secrets-manager",
    { parameter: "old", secret: '{"TOKEN":"new"}' },
    undefined,
  ],
  ["stays in its parameter likewise", "parameter-store", { parameter: "new", secret: '{"TOKEN":"old"}' }, undefined],
  ["is nowhere", "secrets-manager", {}, undefined],
  ["is not in a secret without it", "parameter-store", { secret: '{"OTHER":"x"}' }, undefined],
  [
    "is not in a secret that is being deleted",
    "parameter-store",
    { secret: '{"TOKEN":"old"}', deleted: true },
    undefined,
  ],
])("a value %s", async (_, store, stored, expected) => {
  const found = await value(store, stored);
  expect(found).toEqual(expected === undefined ? undefined : expect.any(Secret));
  if (expected !== undefined) expect(found!.equals(new Secret(expected))).toBe(true);
});
