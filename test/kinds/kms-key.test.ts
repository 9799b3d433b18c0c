import { describe, expect, test } from "vitest";
import { policyOf } from "../../src/aws/policy-document";
import type { Call } from "../../src/aws/session";
import { kmsAlias } from "../../src/kinds/kms-alias";
import { kmsKey } from "../../src/kinds/kms-key";
import type { Account } from "../../src/sandbox/account";
import { keys, putKey } from "../../src/sandbox/kms";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const root = "arn:aws:iam::123456789012:root";
const policy = (Action: string | string[], who: string = root) =>
  policyOf(
    { Sid: "Ours", Effect: "Allow", Principal: { AWS: who }, Action, Resource: "*" },
    { Sid: "Administration", Effect: "Allow", Principal: { AWS: root }, Action: "kms:PutKeyPolicy", Resource: "*" },
  );
const spec = { Description: "risken-prd-encryption", Policy: policy("kms:Decrypt"), EnableKeyRotation: true };
const tags = { "risken-aws:env": "prd", "risken-aws:id": "key/encryption" };

obeysTheLaws(kmsKey, {
  spec,
  changed: { ...spec, Policy: policy("kms:*"), EnableKeyRotation: false },
  same: [{ ...spec, Policy: policy(["KMS:Decrypt"], "123456789012") }],
});

let target = "";
const withKey = () =>
  sandboxed((account) => {
    target = putKey(account, "alias/somebodys");
    keys(account)[target.split("/")[1]!]!.tags = { ...tags, "risken-aws:id": "key/one", Owner: "security" };
  });
await withKey();

const alias = { AliasName: "alias/risken-prd", TargetKeyId: target };
obeysTheLaws(kmsAlias, { world: withKey, spec: alias, changed: alias });

describe("an alias", () => {
  test.each([
    ["alias/risken-prd", ["alias/risken-prd"]],
    ["alias/our-prefix-prd", ["alias/our-prefix-prd"]],
    ["alias/team/risken-prd", []],
    ["alias/risken-prd-eu", []],
    ["alias/Mine-prd", []],
  ])("of a key of ours is ours by its name: %s", async (AliasName, found) => {
    const { aws } = await withKey();
    await kmsAlias.create(aws, { AliasName, TargetKeyId: target }, {});
    const owned = await kmsAlias.owned!(aws.fresh(), { "risken-aws:env": "prd" });
    expect(owned.map(({ key }) => key.AliasName)).toEqual(found);
    for (const one of owned) expect(one.tags["risken-aws:id"]).toBe("key-alias/one");
  });
});

describe("a key", () => {
  const look = (aws: Awaited<ReturnType<typeof sandboxed>>["aws"], more: object = {}) =>
    kmsKey.observe(aws.fresh(), spec, { tags, ...more });
  const rows = (account: Account) => Object.values(keys(account));

  test("is made with its tags and its policy, and with rotation on", async () => {
    const { aws, account } = await sandboxed();
    await kmsKey.create(aws, spec, tags);
    expect(rows(account)).toMatchObject([{ description: spec.Description, rotation: true, tags, state: "Enabled" }]);
  });

  test("is found by its own service where the index doesn't know it yet", async () => {
    const { aws } = await sandboxed(undefined, lagging);
    const id = await kmsKey.create(aws, spec, tags);
    expect(await look(aws)).toMatchObject({ outputs: { arn: id }, tags });
  });

  test("is found by its tags whatever it is said to be for", async () => {
    const { aws, account } = await sandboxed();
    const id = await kmsKey.create(aws, spec, tags);
    rows(account)[0]!.description = "by hand";
    expect(await look(aws)).toMatchObject({ outputs: { arn: id } });
  });

  test("without its tags is found by what it is for, as somebody else's", async () => {
    const { aws, account } = await sandboxed();
    await kmsKey.create(aws, spec, tags);
    rows(account)[0]!.tags = { Owner: "somebody" };
    expect(await look(aws)).toMatchObject({ tags: { Owner: "somebody" } });
  });

  test("that is about to be deleted is none any more", async () => {
    const { aws, account } = await sandboxed();
    await kmsKey.create(aws, spec, tags);
    rows(account)[0]!.state = "PendingDeletion";
    expect(await look(aws)).toBeUndefined();
    await kmsKey.create(aws, spec, tags);
    expect(await look(aws)).toBeDefined();
  });

  test("that is disabled is refused by who needs it, with the line that enables it", async () => {
    const { aws, account } = await sandboxed();
    const arn = await kmsKey.create(aws, spec, tags);
    rows(account)[0]!.state = "Disabled";
    expect(await look(aws)).toBeDefined();
    const refusal = await look(aws, { needed: true }).catch((error: Error) => error);
    expect(refusal).toMatchObject({ code: "key-not-usable", exit: 3 });
    expect((refusal as { fix?: { en: string } }).fix!.en).toContain(`aws kms enable-key --key-id ${arn}`);
  });

  test("of which there are two is refused", async () => {
    const { aws } = await sandboxed();
    await kmsKey.create(aws, spec, tags);
    await kmsKey.create(aws, spec, tags);
    await expect(look(aws)).rejects.toMatchObject({ code: "ambiguous-key", exit: 4 });
  });

  test("that nobody may look at is none of ours", async () => {
    let theirs = "";
    const { aws } = await sandboxed(
      (account) => {
        theirs = putKey(account, "alias/theirs");
      },
      ({ operation, input }) => {
        if (operation === "DescribeKey" && (input as { KeyId: string }).KeyId === theirs) {
          throw Object.assign(new Error("no"), { name: "AccessDeniedException" });
        }
      },
    );
    expect(await look(aws)).toBeUndefined();
  });

  test("is waited for until all of KMS knows it", async () => {
    let tries = 0;
    const { aws, account } = await sandboxed(undefined, ({ operation }) => {
      if (operation !== "EnableKeyRotation" || ++tries > 2) return;
      throw Object.assign(new Error("not yet"), { name: "NotFoundException" });
    });
    await kmsKey.create(aws, spec, tags);
    expect(rows(account)[0]!.rotation).toBe(true);
    expect(aws.clock.now()).toBe(1_500);
  });

  test("is removed with thirty days to change one's mind", async () => {
    const { aws, account, calls } = await sandboxed();
    await kmsKey.create(aws, spec, tags);
    const seen = (await look(aws))!;
    await kmsKey.remove(aws, spec, seen);
    expect(rows(account)[0]!.state).toBe("PendingDeletion");
    expect(calls.at(-1)).toMatchObject({ operation: "ScheduleKeyDeletion", input: { PendingWindowInDays: 30 } });
    expect(kmsKey.onlyByName!(seen)).toEqual({
      name: seen.outputs.id,
      line: `aws kms schedule-key-deletion --key-id ${seen.outputs.id} --pending-window-in-days 30 --region ap-northeast-1`,
    });
  });
});

function lagging({ operation, input }: Call): void {
  if (operation === "GetResources") (input as { TagFilters: object[] }).TagFilters = [{ Key: "no", Values: ["no"] }];
}
