import { expect, test } from "vitest";
import { cognitoGroup } from "../../src/kinds/cognito-group";
import { type Account, accountOf, emptyState } from "../../src/sandbox/account";
import { answers } from "../../src/sandbox/cognito";
import { addToGroup } from "../../src/sandbox/cognito-groups";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const ours = { "risken-aws:env": "prd", "risken-aws:members": "true" };
const addPool = (account: Account) =>
  answers.CreateUserPool({ PoolName: "pool", UserPoolTags: ours }, account).UserPool!.Id!;
const UserPoolId = addPool(accountOf(emptyState()));
const withPool = () => sandboxed(addPool);

const spec = { GroupName: "analysts", UserPoolId, Description: "Who reads findings", Precedence: 10 };
const key = { GroupName: spec.GroupName, UserPoolId };

obeysTheLaws(cognitoGroup, {
  world: withPool,
  spec,
  changed: { ...spec, Description: "Who decides", Precedence: 0 },
});

test("an update carries over the role, and what it doesn't say", async () => {
  const { aws } = await withPool();
  await aws.cognito.CreateGroup({ ...spec, RoleArn: "arn:aws:iam::123456789012:role/analysts" });
  const seen = (await cognitoGroup.observe(aws, key, { tags: {} }))!;
  await cognitoGroup.update(aws, { ...key, Description: "Others" }, seen, new Set(["Description"]));
  expect((await aws.cognito.GetGroup(key)).Group).toMatchObject({
    Description: "Others",
    Precedence: 10,
    RoleArn: "arn:aws:iam::123456789012:role/analysts",
  });
});

test("a group is empty while nobody is in it", async () => {
  const { aws, account } = await withPool();
  await cognitoGroup.create(aws, spec, {});
  const seen = (await cognitoGroup.observe(aws, key, { tags: {} }))!;
  expect(await cognitoGroup.isEmpty!(aws, seen)).toBe(true);
  addToGroup(account, UserPoolId, "analysts", "somebody");
  expect(await cognitoGroup.isEmpty!(aws, seen)).toBe(false);
});
