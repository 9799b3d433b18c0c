import { expect, test } from "vitest";
import { offerFirstUser } from "../../src/commands/first-user";
import type { Opened } from "../../src/commands/open";
import { ownershipOf } from "../../src/commands/ownership";
import { parseConfig } from "../../src/config/load";
import type { Prompts } from "../../src/config/question";
import { graphFor } from "../../src/steps/graph";
import { sandboxConfig, withValues } from "../end-to-end/sandbox-place";
import { sandboxed, type World } from "../sandboxed";
import { recorded } from "../terminal/screens";

const owner = ownershipOf("prd", {});
const ours = { "risken-aws:env": "prd", "risken-aws:id": "user-pool/users" };
const byEmail = { PoolName: "risken-prd-users", UsernameAttributes: ["email"] as "email"[], UserPoolTags: ours };

/** What happens after an apply: the questions that are put, who is in the pool then, and what is said. */
async function offered(world: World, values: object = {}, answer = "admin@example.com") {
  const questions: string[] = [];
  const { screen, stdout } = recorded();
  const prompts = {
    input: async ({ message }: { message: { en: string } }) => {
      questions.push(message.en);
      return answer;
    },
  } as unknown as Prompts;
  const config = parseConfig(withValues(sandboxConfig, values as Record<string, unknown>));
  const { graph } = graphFor(config as never, world.aws);
  await offerFirstUser({ graph, aws: world.aws, owner, screen, config } as unknown as Opened, prompts);
  const users = Object.values(world.account.table<{ attributes: { Name: string; Value: string }[] }>("cognito.users"));
  return { questions, said: stdout.text, users };
}

const withPool = async (more: object = {}) => {
  const world = await sandboxed();
  const { UserPool } = await world.aws.cognito.CreateUserPool({ ...byEmail, ...more });
  return { world, id: UserPool!.Id! };
};

test("the first person of a pool of ours is invited, with an address that counts as verified", async () => {
  const { world } = await withPool();
  const { questions, users, said } = await offered(world);
  expect(questions).toHaveLength(1);
  expect(users[0]!.attributes).toContainEqual({ Name: "email_verified", Value: "true" });
  expect(said).toContain("admin@example.com");
});

test("whoever answers nothing makes nobody", async () => {
  const { world } = await withPool();
  const { questions, users } = await offered(world, {}, "");
  expect([questions.length, users]).toEqual([1, []]);
});

test("nobody is asked where somebody is there already", async () => {
  const { world, id } = await withPool();
  await world.aws.cognito.AdminCreateUser({ UserPoolId: id, Username: "somebody@example.com" });
  expect((await offered(world)).questions).toEqual([]);
});

test("nor of a pool that was taken over and knows its people by name", async () => {
  const { world } = await withPool({ UsernameAttributes: undefined });
  expect((await offered(world)).questions).toEqual([]);
});

test("a pool that was taken over by its id and knows them by address is ours as any other", async () => {
  const { world, id } = await withPool({ PoolName: "staff" });
  expect((await offered(world, { names: { "user-pool/users": id } })).questions).toHaveLength(1);
});

test("nor of a pool of somebody else", async () => {
  const { world, id } = await withPool({ UserPoolTags: {} });
  const { questions } = await offered(world, { "auth.cognito": { userPoolId: id } });
  expect(questions).toEqual([]);
  expect(world.calls.filter(({ operation }) => operation === "ListUsers")).toEqual([]);
});

const provider = { name: "Okta", type: "oidc", issuer: "https://idp.example.com", clientId: "abc" };

test.each([
  ["people come from a provider alone", { "auth.cognito.nativeUsers": false }],
  ["RISKEN knows them by a claim that only the provider has", { "auth.userKey": "preferred_username" }],
])("nor where %s", async (_, values) => {
  const { world } = await withPool();
  const attributeMapping = { email: "email", preferred_username: "login" };
  const federated = { "auth.cognito.identityProviders": [{ ...provider, attributeMapping }], ...values };
  expect((await offered(world, federated)).questions).toEqual([]);
});
