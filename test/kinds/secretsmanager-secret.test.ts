import { expect, test } from "vitest";
import { secretsManagerSecret } from "../../src/kinds/secretsmanager-secret";
import { putKey } from "../../src/sandbox/kms";
import { type SecretRow, secrets } from "../../src/sandbox/secretsmanager";
import { Secret } from "../../src/secret";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const Name = "risken-prd-code/common";
const KmsKeyId = "alias/aws/secretsmanager";
const tags = { "risken-aws:env": "prd", "risken-aws:id": "secret/code/common" };
const spec = { Name, Values: { TOKEN: new Secret("one") }, KmsKeyId };

let key = "";
const world = () =>
  sandboxed((account) => {
    key = putKey(account, "alias/risken");
  });
await world();

obeysTheLaws(secretsManagerSecret, {
  world,
  spec,
  changed: { Name, Values: { TOKEN: new Secret("two"), MORE: new Secret("x") }, KmsKeyId: key.split("/")[1]! },
  same: [{ ...spec, KmsKeyId: "arn:aws:kms:ap-northeast-1:123456789012:alias/aws/secretsmanager" }],
});

test("its text is a JSON object of texts, in the order of their names", async () => {
  const { aws, account } = await world();
  await secretsManagerSecret.create(aws, { ...spec, Values: { B: new Secret('"'), A: new Secret("1") } }, tags);
  expect(secrets(account)[Name]!.text).toBe('{"A":"1","B":"\\""}');
});

test.each([
  ['{"TOKEN":1}', ["TOKEN"]],
  ['{"TOKEN":null}', ["TOKEN"]],
  ["[1]", []],
  ["no JSON at all", []],
])("%s is not what is wanted", async (text, keys) => {
  const { aws, account } = await world();
  await secretsManagerSecret.create(aws, spec, tags);
  secrets(account)[Name]!.text = text;
  const { Values } = (await secretsManagerSecret.observe(aws.fresh(), { Name }, { tags }))!.spec;
  expect(Object.keys(Values)).toEqual(keys);
  expect(Object.values(Values).some((value) => value.equals(spec.Values.TOKEN))).toBe(false);
});

test("what others have put into it stays until it is pruned", async () => {
  const theirs = new Secret("theirs");
  const has = { Values: { TOKEN: new Secret("old"), THEIRS: theirs }, KmsKeyId };
  expect(secretsManagerSecret.keeping!(spec, has)).toEqual({ Values: { ...spec.Values, THEIRS: theirs } });
});

test("what others have put into it is written back as it was, also where it is no text", async () => {
  const { aws, account } = await world();
  await secretsManagerSecret.create(aws, spec, tags);
  secrets(account)[Name]!.text = '{"NONE":null,"PORT":3306,"TOKEN":"old"}';
  const seen = (await secretsManagerSecret.observe(aws.fresh(), { Name }, { tags }))!;
  const kept = { ...spec, ...secretsManagerSecret.keeping!(spec, seen.spec) };
  await secretsManagerSecret.update(aws, kept, seen, new Set(["Values"]));
  expect(secrets(account)[Name]!.text).toBe('{"NONE":null,"PORT":3306,"TOKEN":"one"}');
});

test("one of ours that was deleted is brought back, with what it shall hold", async () => {
  const { aws, account } = await world();
  await secretsManagerSecret.create(aws, spec, tags);
  const seen = (await secretsManagerSecret.observe(aws.fresh(), { Name }, { tags }))!;
  await secretsManagerSecret.remove(aws, { Name }, seen);
  expect(await secretsManagerSecret.observe(aws.fresh(), { Name }, { tags })).toBeUndefined();
  const arn = secrets(account)[Name]!.arn;
  await secretsManagerSecret.create(aws, { ...spec, Values: { TOKEN: new Secret("new") } }, { ...tags, Owner: "me" });
  const row: SecretRow = secrets(account)[Name]!;
  expect(row).toMatchObject({ arn, text: '{"TOKEN":"new"}', tags: { ...tags, Owner: "me" } });
  expect(row.deleted).toBeUndefined();
});

test("one that somebody else has deleted is left alone", async () => {
  const { aws, account } = await world();
  await aws.secretsmanager.CreateSecret({ Name, SecretString: "theirs" });
  await aws.secretsmanager.DeleteSecret({ SecretId: Name });
  await expect(secretsManagerSecret.create(aws, spec, tags)).rejects.toMatchObject({
    code: "secret-being-deleted",
    exit: 4,
  });
  expect(secrets(account)[Name]).toMatchObject({ text: "theirs", deleted: expect.any(String) });
});

test("one of that name that is there is no reason to restore anything", async () => {
  const { aws, calls } = await world();
  await secretsManagerSecret.create(aws, spec, tags);
  await expect(secretsManagerSecret.create(aws, spec, tags)).rejects.toMatchObject({ name: "ResourceExistsException" });
  expect(calls.map(({ operation }) => operation)).not.toContain("RestoreSecret");
});

test("more than Secrets Manager holds is refused before it is sent", async () => {
  const { aws, calls } = await world();
  const Values = { BIG: new Secret("x".repeat(65_536)) };
  await expect(secretsManagerSecret.create(aws, { ...spec, Values }, tags)).rejects.toMatchObject({
    code: "secret-too-long",
    exit: 3,
  });
  expect(calls).toEqual([]);
});
