import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunDocument, runDocument } from "./documents";
import { oidcAuth, oidcChanges, oidcSecrets, pathsOf } from "./oidc";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const config: Config = { ...sandboxConfig, auth: oidcAuth };
const places: Place[] = [];
let applied: Place;

async function placeFrom(account: Place | undefined, given: Config): Promise<Place> {
  const place = await makePlace(given, account?.file);
  places.push(place);
  return place;
}

async function ran(place: Place, args: readonly string[], code = 0): Promise<RunDocument> {
  const done = await place.run([...args, "--json"], { env: oidcSecrets });
  expect(done, done.stdout + done.stderr).toMatchObject({ code });
  for (const secret of Object.values(oidcSecrets)) expect(done.stdout + done.stderr).not.toContain(secret);
  return runDocument.parse(done.json);
}

beforeAll(async () => {
  applied = await placeFrom(undefined, config);
  await ran(applied, ["apply"]);
});
afterAll(() => Promise.all(places.map((place) => place.remove())));

describe("an OIDC provider at the load balancer", () => {
  test("twice: nothing to do", async () => {
    const place = await placeFrom(applied, config);
    const before = await place.bytes();
    expect(pathsOf((await ran(place, ["apply"])).changes)).toEqual([]);
    expect(await place.bytes()).toBe(before);
  });

  test.each(oidcChanges)("a change of %s changes just that", async (key, value, changes) => {
    const place = await placeFrom(applied, withValues(config, { [key]: value }));
    expect(pathsOf((await ran(place, ["apply"])).changes)).toEqual(changes);
    expect(pathsOf((await ran(place, ["plan", "--detailed-exitcode"])).changes)).toEqual([]);
  });

  test("turned off: people sign in with Cognito, and back", async () => {
    const place = await placeFrom(applied, sandboxConfig);
    const there = await ran(place, ["apply", "--prune"]);
    expect(pathsOf(there.changes).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "create parameter/gateway/gateway/IDP_PROVIDER_NAME",
      "create user-pool-client/console",
      "create user-pool-domain/console",
      "create user-pool/users",
      "update parameter/gateway/gateway/USER_IDP_KEY",
      "update rule/console-api",
      "update rule/console-web",
    ]);
    await place.saveConfig(config);
    await ran(place, ["apply", "--prune"]);
    expect(pathsOf((await ran(place, ["plan", "--detailed-exitcode", "--prune"])).changes)).toEqual([]);
    const { tables } = await place.state();
    expect(Object.keys(tables["cognito.pools"] ?? {})).toEqual([]);
  });

  test("in the sandbox no issuer is asked: what is left out is missing, by its keys", async () => {
    const { issuer, clientId } = oidcAuth.oidc;
    const place = await placeFrom(undefined, { ...sandboxConfig, auth: { type: "oidc", oidc: { issuer, clientId } } });
    const refused = await place.run(["plan", "--json"]);
    expect(refused.code).toBe(3);
    const { message } = (refused.json as { error: { message: string } }).error;
    for (const key of ["authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint"]) {
      expect(message).toContain(`auth.oidc.${key}`);
    }
  });
});
