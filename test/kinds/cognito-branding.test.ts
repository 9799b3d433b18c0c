import { expect, test } from "vitest";
import { cognitoBranding } from "../../src/kinds/cognito-branding";
import { type Account, accountOf, emptyState } from "../../src/sandbox/account";
import { answers } from "../../src/sandbox/cognito";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

function addClient(account: Account) {
  const UserPoolTags = { "risken-aws:env": "prd", "risken-aws:members": "true" };
  const UserPoolId = answers.CreateUserPool({ PoolName: "pool", UserPoolTags }, account).UserPool!.Id!;
  const { UserPoolClient } = answers.CreateUserPoolClient({ UserPoolId, ClientName: "console" }, account);
  return { UserPoolId, ClientId: UserPoolClient!.ClientId! };
}

const spec = addClient(accountOf(emptyState()));
const withClient = () => sandboxed((account) => void addClient(account));

obeysTheLaws(cognitoBranding, { world: withClient, spec, changed: spec });

test("where somebody was faster there is one, and that is enough", async () => {
  const { aws } = await withClient();
  await cognitoBranding.create(aws, spec, {});
  await cognitoBranding.create(aws, spec, {});
  expect(await cognitoBranding.observe(aws, spec, { tags: {} })).toBeDefined();
});
