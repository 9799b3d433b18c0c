import { expect, test } from "vitest";
import { putSecret } from "../../src/sandbox/secretsmanager";
import { sandboxed } from "../sandboxed";

test("a secret is found by its name, its ARN and its ARN without the six characters at its end", async () => {
  const { aws, account } = await sandboxed();
  const arn = putSecret(account, { name: "prd/risken/db", text: '{"password":"p"}' });
  expect(arn).toMatch(/:secret:prd\/risken\/db-[0-9a-f]{6}$/);
  for (const SecretId of ["prd/risken/db", arn, arn.slice(0, -7)]) {
    expect((await aws.secretsmanager.GetSecretValue({ SecretId })).SecretString).toBe('{"password":"p"}');
    expect((await aws.secretsmanager.DescribeSecret({ SecretId })).ARN).toBe(arn);
  }
  await expect(aws.secretsmanager.GetSecretValue({ SecretId: "prd/risken" })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});
