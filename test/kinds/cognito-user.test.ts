import { expect, test } from "vitest";
import { isRead } from "../../src/aws/actions";
import { cognitoUser } from "../../src/kinds/cognito-user";
import { type Account, accountOf, emptyState } from "../../src/sandbox/account";
import { answers } from "../../src/sandbox/cognito";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const addPool = (account: Account) =>
  answers.CreateUserPool(
    { PoolName: "pool", UsernameAttributes: ["email"], UsernameConfiguration: { CaseSensitive: false } },
    account,
  ).UserPool!.Id!;
const UserPoolId = addPool(accountOf(emptyState()));
const withPool = () => sandboxed(addPool);
const spec = { Username: "first@example.com", UserPoolId };

obeysTheLaws(cognitoUser, { world: withPool, spec, changed: spec });

test("the first person is invited by e-mail, with a verified address", async () => {
  const { aws, calls } = await withPool();
  await cognitoUser.create(aws, spec, {});
  expect(calls.at(-1)!.input).toMatchObject({ DesiredDeliveryMediums: ["EMAIL"] });
  const user = await aws.cognito.AdminGetUser(spec);
  expect(user.UserStatus).toBe("FORCE_CHANGE_PASSWORD");
  expect(user.UserAttributes).toEqual(
    expect.arrayContaining([
      { Name: "email", Value: spec.Username },
      { Name: "email_verified", Value: "true" },
    ]),
  );
});

test("who is there already is left as they are, however the address is spelt", async () => {
  const { aws, account } = await withPool();
  await cognitoUser.create(aws, spec, {});
  await cognitoUser.create(aws, { ...spec, Username: "First@Example.com" }, {});
  expect(Object.keys(account.table("cognito.users"))).toHaveLength(1);
});

test("asking for a person is no write", () => {
  expect(["AdminGetUser", "AdminCreateUser", "AdminDeleteUser"].filter(isRead)).toEqual(["AdminGetUser"]);
});
