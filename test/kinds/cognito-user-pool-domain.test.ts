import { describe, expect, test } from "vitest";
import { openSession } from "../../src/aws/session";
import { cognitoUserPoolDomain } from "../../src/kinds/cognito-user-pool-domain";
import { type Account, accountOf, emptyState } from "../../src/sandbox/account";
import { answererFor } from "../../src/sandbox/answer";
import { answers } from "../../src/sandbox/cognito";
import { obeysTheLaws } from "../laws";
import { instantClock, sandboxed } from "../sandboxed";

const addPool = (account: Account) => answers.CreateUserPool({ PoolName: "pool" }, account).UserPool!.Id!;
const UserPoolId = addPool(accountOf(emptyState()));
const withPool = () => sandboxed(addPool);
const spec = { Domain: "acme-risken", UserPoolId };

obeysTheLaws(cognitoUserPoolDomain, { world: withPool, spec, changed: spec });

/** An account in which DescribeUserPoolDomain answers these states first. */
async function slow(...states: readonly string[]) {
  const account = accountOf(emptyState());
  addPool(account);
  const answer = answererFor(account);
  const clock = instantClock();
  const coming = [...states];
  const aws = await openSession({
    region: account.region,
    clock,
    settings: { credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" } },
    answer: async (call) => {
      const output = (await answer(call)) as { DomainDescription?: object };
      const Status = call.operation === "DescribeUserPoolDomain" ? coming.shift() : undefined;
      return Status ? { ...output, DomainDescription: { UserPoolId, ...output.DomainDescription, Status } } : output;
    },
  });
  return { aws, clock };
}

test("a new domain is waited for", async () => {
  const { aws, clock } = await slow("CREATING", "CREATING");
  await cognitoUserPoolDomain.create(aws, spec, {});
  expect(clock.slept).toBe(4_000);
});

test("a removed domain is waited for", async () => {
  const { aws, clock } = await slow("ACTIVE", "ACTIVE", "DELETING");
  await cognitoUserPoolDomain.create(aws, spec, {});
  const seen = (await cognitoUserPoolDomain.observe(aws, spec, { tags: {} }))!;
  await cognitoUserPoolDomain.remove(aws, spec, seen);
  expect(clock.slept).toBe(2_000);
});

test.each([[["FAILED"]], [Array.from({ length: 100 }, () => "CREATING")]])(
  "a domain that doesn't come about is a problem",
  async (states) => {
    const { aws, clock } = await slow(...states);
    await expect(cognitoUserPoolDomain.create(aws, spec, {})).rejects.toMatchObject({ code: "domain-not-ready" });
    expect(clock.slept).toBeLessThanOrEqual(120_000);
  },
);

test("a domain that is being removed isn't there", async () => {
  const { aws } = await slow("ACTIVE", "DELETING");
  await cognitoUserPoolDomain.create(aws, spec, {});
  expect(await cognitoUserPoolDomain.observe(aws, spec, { tags: {} })).toBeUndefined();
});

describe("a domain that AWS doesn't make", () => {
  test("is said to belong to somebody else", async () => {
    const { aws, account } = await withPool();
    account.table("cognito.domains")["acme-risken"] = { domain: "acme-risken", account: "210987654321", poolId: "x" };
    expect(await cognitoUserPoolDomain.observe(aws, spec, { tags: {} })).toBeUndefined();
    await expect(cognitoUserPoolDomain.create(aws, spec, {})).rejects.toMatchObject({ code: "domain-taken", exit: 4 });
  });

  test("is said to be the second one of the pool", async () => {
    const { aws } = await withPool();
    await cognitoUserPoolDomain.create(aws, { ...spec, Domain: "acme-old" }, {});
    await expect(cognitoUserPoolDomain.create(aws, spec, {})).rejects.toMatchObject({ code: "other-domain", exit: 4 });
  });

  test("may be there already, when the first answer was lost", async () => {
    const { aws } = await withPool();
    await cognitoUserPoolDomain.create(aws, spec, {});
    await cognitoUserPoolDomain.create(aws, spec, {});
    expect(await cognitoUserPoolDomain.observe(aws, spec, { tags: {} })).toMatchObject({ spec: { UserPoolId } });
  });

  test("keeps AWS's own reason otherwise", async () => {
    const { aws } = await withPool();
    await expect(cognitoUserPoolDomain.create(aws, { ...spec, Domain: "my-aws" }, {})).rejects.toThrow("reserved word");
    await expect(cognitoUserPoolDomain.create(aws, { ...spec, UserPoolId: "none" }, {})).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

test("the domain of another pool is seen with its owner", async () => {
  const { aws, account } = await withPool();
  await cognitoUserPoolDomain.create(aws, { ...spec, UserPoolId: addPool(account) }, {});
  const seen = await cognitoUserPoolDomain.observe(aws, spec, { tags: {} });
  expect(seen!.spec.UserPoolId).not.toBe(UserPoolId);
});
