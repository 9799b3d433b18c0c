import { expect, test } from "vitest";
import { cognitoExistingDomain, cognitoExistingPool } from "../../src/kinds/cognito-existing-pool";
import { sandboxed } from "../sandboxed";

test("a pool that isn't there has no domain either", async () => {
  const { aws } = await sandboxed();
  const key = { UserPoolId: "ap-northeast-1_none" };
  expect(await cognitoExistingPool.observe(aws, key, { tags: {} })).toBeUndefined();
  expect(await cognitoExistingDomain.observe(aws, key, { tags: {} })).toBeUndefined();
});

test("a pool is found by its id and asked for once", async () => {
  const { aws, calls } = await sandboxed();
  const UserPoolId = (await aws.cognito.CreateUserPool({ PoolName: "theirs" })).UserPool!.Id!;
  const look = () => cognitoExistingDomain.observe(aws.fresh(), { UserPoolId }, { tags: {} });
  await expect(look()).rejects.toMatchObject({ code: "no-domain", exit: 3 });

  const CustomDomainConfig = { CertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1" };
  await aws.cognito.CreateUserPoolDomain({ UserPoolId, Domain: "auth.example.com", CustomDomainConfig });
  expect((await look())!.outputs).toEqual({ domain: "auth.example.com" });
  await aws.cognito.CreateUserPoolDomain({ UserPoolId, Domain: "theirs" });
  calls.length = 0;
  const fresh = aws.fresh();
  expect((await cognitoExistingDomain.observe(fresh, { UserPoolId }, { tags: {} }))!.outputs.domain).toBe("theirs");
  expect((await cognitoExistingPool.observe(fresh, { UserPoolId }, { tags: {} }))!.outputs).toEqual({
    id: UserPoolId,
    caseSensitive: true,
    arn: `arn:aws:cognito-idp:ap-northeast-1:123456789012:userpool/${UserPoolId}`,
    selfSignUp: true,
    mfa: "OFF",
  });
  expect(calls).toHaveLength(1);
});
