import { describe, expect, test } from "vitest";
import { openSession } from "../../src/aws/session";
import { cognitoUserPoolDomain } from "../../src/kinds/cognito-user-pool-domain";
import { type Account, accountOf, awsError, emptyState } from "../../src/sandbox/account";
import { answererFor } from "../../src/sandbox/answer";
import { answers } from "../../src/sandbox/cognito";
import { obeysTheLaws } from "../laws";
import { instantClock, sandboxed } from "../sandboxed";

const addPool = (account: Account) => answers.CreateUserPool({ PoolName: "pool" }, account).UserPool!.Id!;
const UserPoolId = addPool(accountOf(emptyState()));
const withPool = () => sandboxed(addPool);
const spec = { Domain: "acme-risken", UserPoolId };
const arnOf = (id: string) => `arn:aws:acm:us-east-1:123456789012:certificate/${id}`;
const own = { Domain: "auth.example.com", UserPoolId, CustomDomainConfig: { CertificateArn: arnOf("one") } };
const withOurPool = () =>
  sandboxed((account) => {
    answers.CreateUserPool({ PoolName: "pool", UserPoolTags: { "risken-aws:env": "prd" } }, account);
  });

obeysTheLaws(cognitoUserPoolDomain, {
  world: withOurPool,
  spec: { ...own, ManagedLoginVersion: 1 as 1 | 2 },
  changed: { ...own, CustomDomainConfig: { CertificateArn: arnOf("two") }, ManagedLoginVersion: 2 },
  fixed: ["UserPoolId"],
});

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
  expect(clock.slept).toBe(3_000);
});

test("a removed domain is waited for", async () => {
  const { aws, clock } = await slow("ACTIVE", "ACTIVE", "DELETING");
  await cognitoUserPoolDomain.create(aws, spec, {});
  const seen = (await cognitoUserPoolDomain.observe(aws, spec, { tags: {} }))!;
  await cognitoUserPoolDomain.remove(aws, spec, seen);
  expect(clock.slept).toBe(1_000);
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

describe("a host of one's own", () => {
  test("is not waited for: AWS takes up to an hour, and says at once what has to point to it", async () => {
    const { aws, clock } = await slow("CREATING", "CREATING", "CREATING");
    await cognitoUserPoolDomain.create(aws, own, {});
    expect(clock.slept).toBe(0);
    const seen = await cognitoUserPoolDomain.observe(aws, own, { tags: {} });
    expect(seen!.outputs).toEqual({ domain: "auth.example.com", target: expect.stringMatching(/\.cloudfront\.net$/) });
  });

  test("is waited for longer when it goes", async () => {
    const { aws, clock } = await slow(...Array.from({ length: 100 }, () => "DELETING"));
    await cognitoUserPoolDomain.create(aws, own, {});
    await cognitoUserPoolDomain.remove(aws, own, { spec: { ...own, ManagedLoginVersion: 1 }, outputs: {} as never });
    expect(clock.slept).toBeGreaterThan(120_000);
  });

  test("keeps the pages that it has where its certificate changes", async () => {
    const { aws } = await withPool();
    await cognitoUserPoolDomain.create(aws, { ...own, ManagedLoginVersion: 2 }, {});
    const seen = (await cognitoUserPoolDomain.observe(aws, own, { tags: {} }))!;
    const other = { ...own, CustomDomainConfig: { CertificateArn: arnOf("two") } };
    await cognitoUserPoolDomain.update(aws, other, seen, new Set(["CustomDomainConfig"]));
    expect((await cognitoUserPoolDomain.observe(aws, own, { tags: {} }))!.spec).toEqual({
      UserPoolId,
      CustomDomainConfig: { CertificateArn: arnOf("two") },
      ManagedLoginVersion: 2,
    });
  });

  test("needs a parent that DNS knows", async () => {
    const { aws } = await refusing(
      "Custom domain is not a valid subdomain: Was not able to resolve the root domain, please ensure an A record exists for the root domain.",
    );
    await expect(cognitoUserPoolDomain.create(aws, own, {})).rejects.toMatchObject({
      code: "parent-without-address",
      text: { en: expect.stringContaining("example.com") },
    });
  });

  test("keeps AWS's own reason otherwise", async () => {
    const { aws } = await refusing("The specified SSL certificate doesn't exist.");
    await expect(cognitoUserPoolDomain.create(aws, own, {})).rejects.toThrow("SSL certificate");
  });
});

/** An account in which no domain is made. */
async function refusing(message: string) {
  return sandboxed(addPool, ({ operation }) => {
    if (operation === "CreateUserPoolDomain") throw awsError("InvalidParameterException", message);
  });
}

test("a prefix beside it is found as ours, but not in a pool that was taken over", async () => {
  const found = async (tags: Record<string, string>) => {
    const { aws } = await sandboxed((account) => {
      answers.CreateUserPool({ PoolName: "pool", UserPoolTags: { "risken-aws:env": "prd", ...tags } }, account);
    });
    await cognitoUserPoolDomain.create(aws, own, {});
    await cognitoUserPoolDomain.create(aws, spec, {});
    return (await cognitoUserPoolDomain.owned!(aws.fresh(), { "risken-aws:env": "prd" })).map(({ key }) => key.Domain);
  };
  expect(await found({})).toEqual(["acme-risken", "auth.example.com"]);
  expect(await found({ "risken-aws:adopted": "true" })).toEqual([]);
});
