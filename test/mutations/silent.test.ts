import { describe, expect, test } from "vitest";
import { driftIn } from "../../src/checks/drift";
import { installed, type Variation } from "../checks/installed";
import { handsIn } from "./hands";
import { allMutations, mutationsOf } from "./index";
import {
  federated,
  isOurs,
  perService,
  type Subject,
  standard,
  subjectsOf,
  withAlarms,
  withDomain,
  withOidc,
  withOwnKey,
  withOwnListener,
  withSecrets,
} from "./matrix";
import { type Spoiling, type Thing, waysOf } from "./mutation";

const installations: Readonly<Record<string, Variation>> = {
  "the standard installation": standard,
  "with a role for each service and a key": perService,
  "with OIDC": withOidc,
  "with providers federated into the pool": federated,
  "with a key of our own": withOwnKey,
  "with names and certificates of the hosts": withDomain,
  "with listeners of our own": withOwnListener,
  "with secrets in Secrets Manager": withSecrets,
  "with alarms": withAlarms,
};

/** What is found after one thing was done to all of these. */
async function foundAfter(variation: Variation, subjects: readonly Subject[], done: Spoiling<Thing>) {
  const { account, look } = await installed(variation);
  for (const { thing } of subjects) await done.by(handsIn(account), thing);
  return driftIn((await look()).plan).filter(({ status }) => status !== "pass");
}

describe.each(Object.entries(installations))("%s: what means the same is silent", async (_, variation) => {
  const all = await subjectsOf(variation);
  const rewrites = allMutations.flatMap(({ kind, same }) =>
    Object.entries(same).flatMap(([what, rewrite]) => {
      const subjects = all.filter(
        ({ resource, thing }) => resource.kind.type === kind.type && (rewrite.of?.(thing) ?? true),
      );
      return subjects.length > 0 ? [[`${kind.type}: ${what}`, subjects, rewrite] as const] : [];
    }),
  );

  test.each(rewrites)("%s", async (_name, subjects, rewrite) => {
    expect(await foundAfter(variation, subjects, rewrite)).toEqual([]);
  });
});

test("every rewrite is of something", async () => {
  const all = (await Promise.all(Object.values(installations).map(subjectsOf))).flat();
  const idle = allMutations.flatMap(({ kind, same }) =>
    Object.entries(same)
      .filter(([, { of }]) => !all.some((one) => one.resource.kind.type === kind.type && (of?.(one.thing) ?? true)))
      .map(([what]) => `${kind.type}: ${what}`),
  );
  expect(idle).toEqual([]);
});

test("a kind without rewrites is just this", () => {
  const none = allMutations.filter(({ same }) => Object.keys(same).length === 0).map(({ kind }) => kind.type);
  // All that an alias has is its key, and a branding its client.
  expect(none).toEqual(["kms.alias", "cognito.managed-login-branding"]);
});

describe("what the standard installation leaves open is nobody's drift", async () => {
  const all = await subjectsOf(standard);
  const open = [
    // How good passwords have to be, until the config says it.
    ["cognito.user-pool", "Policies", []],
    ["ec2.security-group-rule", "Description", []],
    // Somebody's guard rail, until the config names one. What the pods may do then is looked at by itself.
    ["iam.role", "PermissionsBoundary", []],
    // With a key of KMS a queue isn't encrypted by SQS, and that is ours to say.
    ["sqs.queue", "KmsMasterKeyId", ["SqsManagedSseEnabled"]],
    ["sqs.queue", "RedrivePolicy", []],
    ["ssm.parameter", "Description", []],
    ["ssm.parameter", "Tier", []],
    // Generated once; from then on it belongs to whoever changes it.
    ["ssm.parameter", "Value", []],
  ] as const;

  test.each(open)("%s %s", async (type, field, paths) => {
    const subjects = all.filter((one) => one.resource.kind.type === type && !isOurs(one, field));
    expect(subjects.length).toBeGreaterThan(0);
    const found = await foundAfter(standard, subjects, waysOf(mutationsOf(type).fields[field]!)[0]![1]);
    const expected = subjects.flatMap(({ resource }) => paths.map((path) => [resource.address, path]));
    expect(found.flatMap(({ id, details }) => details.map(({ path }) => [id, path]))).toEqual(expected);
  });
});
