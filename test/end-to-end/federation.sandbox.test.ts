import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isRead } from "../../src/aws/actions";
import type { State } from "../../src/sandbox/account";
import { differencesOf, dumpOf } from "../mutations/dump";
import { type RunDocument, runDocument } from "./documents";
import {
  endpointChange,
  federated,
  federationFiles,
  federationSecrets,
  keyChanges,
  poolChanges,
  wordsOf,
} from "./federation";
import { root } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const config = federated(sandboxConfig);
const preload = ["--require", join(root, "test/end-to-end/preload-signal.cjs")];
const places: Place[] = [];
let applied: Place;
let first: RunDocument;

async function placeFrom(account: Place | undefined, given: Config): Promise<Place> {
  const place = await makePlace(given, account?.file);
  for (const [name, text] of Object.entries(federationFiles)) await writeFile(join(place.folder, name), text);
  places.push(place);
  return place;
}

async function ran(place: Place, args: readonly string[], code = 0): Promise<RunDocument> {
  const done = await place.run([...args, "--json"], { env: federationSecrets });
  expect(done, done.stdout + done.stderr).toMatchObject({ code });
  for (const secret of Object.values(federationSecrets)) expect(done.stdout + done.stderr).not.toContain(secret);
  return runDocument.parse(done.json);
}

const rows = (state: State, table: string) => Object.values(state.tables[table] ?? {}) as Record<string, unknown>[];
const names = (state: State, table: string) => rows(state, table).map(({ name }) => name);
const clientIn = (state: State) => rows(state, "cognito.clients")[0]!.settings as Record<string, unknown>;
const idpName = (state: State) =>
  (state.tables["ssm.parameters"] as Record<string, { value: string }>)["/prd/gateway/gateway/IDP_PROVIDER_NAME"]!
    .value;

beforeAll(async () => {
  applied = await placeFrom(undefined, config);
  first = await ran(applied, ["apply"]);
});
afterAll(() => Promise.all(places.map((place) => place.remove())));

describe("providers, groups and a password policy", () => {
  test("from empty: the providers come before the client, and the gateway learns their names", async () => {
    expect(first.summary).toMatchObject({ failed: 0, skipped: 0, update: 0 });
    const state = await applied.state();
    expect(names(state, "cognito.providers")).toEqual(["Okta", "EntraID", "Partner"]);
    expect(names(state, "cognito.groups")).toEqual(["analysts"]);
    expect(clientIn(state).SupportedIdentityProviders).toEqual(["COGNITO", "EntraID", "Okta", "Partner"]);
    expect(idpName(state)).toBe("entraid,partner,okta");
  });

  test("twice: nothing to do, and no write", async () => {
    const place = await placeFrom(applied, config);
    const before = await place.bytes();
    const log = join(place.folder, "calls");
    const again = await place.run(["apply", "--json"], { node: preload, env: { ...federationSecrets, CALLS_TO: log } });
    expect(again.code).toBe(0);
    expect(wordsOf(runDocument.parse(again.json).changes)).toEqual([]);
    expect(await place.bytes()).toBe(before);
    const calls = (await readFile(log, "utf8")).trimEnd().split("\n");
    expect(calls.filter((line) => line.includes("DescribeIdentityProvider")).length).toBeGreaterThan(0);
    expect(calls.filter((line) => !isRead(line.split(":")[1]!))).toEqual([]);
  });

  test("doctor is content", async () => {
    const place = await placeFrom(applied, config);
    const done = await place.run(["doctor", "--json"], { env: federationSecrets });
    const { checks } = done.json as { checks: { id: string; status: string; category: string }[] };
    const about = checks.filter(({ id }) => /identity-provider|user-group|user-pool|sign-up|mfa|federat/.test(id));
    expect(about.length).toBeGreaterThan(5);
    expect(about.filter(({ status }) => status === "fail" || status === "warn")).toEqual([]);
  });

  test.each([...keyChanges, ...poolChanges, endpointChange].map((one) => [one.key, one] as const))(
    "a change of %s changes just that",
    async (_, { values, changes }) => {
      const place = await placeFrom(applied, withValues(config, values));
      const plan = await ran(place, ["plan"]);
      expect(wordsOf(plan.changes)).toEqual([...changes].sort());
      await ran(place, ["apply"]);
      expect(wordsOf((await ran(place, ["plan", "--detailed-exitcode"])).changes)).toEqual([]);
    },
  );

  test("without the secret what is stored stays; a change of the client needs it", async () => {
    const place = await placeFrom(applied, config);
    const planned = await place.run(["plan", "--json", "--detailed-exitcode"]);
    expect(planned.code).toBe(0);
    const other = withValues(config, {
      "auth.cognito.identityProviders": [
        {
          name: "Okta",
          type: "oidc",
          issuer: "https://acme.okta.example.com",
          clientId: "other",
          clientSecret: { env: "OKTA_SECRET" },
        },
      ],
    });
    const refused = await (await placeFrom(applied, other)).run(["apply", "--json"]);
    expect(refused.code).toBe(3);
    expect(refused.stdout).toContain("auth.cognito.identityProviders.0.clientSecret");
  });

  test("one provider less: the client lets go of it first, and --prune deletes it", async () => {
    const [okta] = (config as typeof sandboxConfig & { auth: { cognito: { identityProviders: object[] } } }).auth
      .cognito.identityProviders;
    const place = await placeFrom(applied, withValues(config, { "auth.cognito.identityProviders": [okta] }));
    const kept = await ran(place, ["apply"]);
    expect(wordsOf(kept.changes)).toEqual([
      "delete identity-provider/EntraID",
      "delete identity-provider/Partner",
      "update parameter/gateway/gateway/IDP_PROVIDER_NAME Value",
      "update user-pool-client/console SupportedIdentityProviders",
    ]);
    expect(names(await place.state(), "cognito.providers")).toEqual(["Okta", "EntraID", "Partner"]);
    const found = await place.run(["doctor", "--json"], { env: federationSecrets });
    expect(found.code).toBe(2);
    expect(found.stdout).toContain("identity-provider/EntraID");
    const pruned = await ran(place, ["apply", "--prune"]);
    expect(wordsOf(pruned.changes)).toEqual(["delete identity-provider/EntraID", "delete identity-provider/Partner"]);
    expect(names(await place.state(), "cognito.providers")).toEqual(["Okta"]);
  });

  test("turned off with --prune: the pool is as it was without them", async () => {
    const plain = await placeFrom(undefined, sandboxConfig);
    await ran(plain, ["apply"]);
    const place = await placeFrom(applied, sandboxConfig);
    const pruned = await ran(place, ["apply", "--prune"]);
    expect(pruned.summary).toMatchObject({ delete: 4, failed: 0, skipped: 0 });
    expect(wordsOf((await ran(place, ["plan", "--detailed-exitcode", "--prune"])).changes)).toEqual([]);
    const cognito = ({ tables }: State): State =>
      ({ tables: Object.fromEntries(Object.entries(tables).filter(([name]) => name.startsWith("cognito."))) }) as State;
    const left = differencesOf(dumpOf(cognito(await plain.state())), dumpOf(cognito(await place.state())));
    // Passwords are as they were: how good they have to be is then nobody's to say. So is the mark that costs a question.
    expect(
      left.filter((path) => !/PasswordPolicy|risken-aws:members|^cognito\.(clients|pools)\/[^/]+$|\/id$/.test(path)),
    ).toEqual([]);
    expect(idpName(await place.state())).toBe("COGNITO");
  });

  test("a group in which somebody is stays", async () => {
    const place = await placeFrom(applied, sandboxConfig);
    const state = await place.state();
    (rows(state, "cognito.groups")[0]!.members as string[]).push("somebody");
    await writeFile(place.file, JSON.stringify(state));
    const pruned = await ran(place, ["apply", "--prune"]);
    expect(pruned.changes.find(({ id }) => id === "user-group/analysts")).toMatchObject({ status: "skipped" });
    expect(names(await place.state(), "cognito.groups")).toEqual(["analysts"]);
  });

  test("destroy leaves nothing of it", async () => {
    const place = await placeFrom(applied, config);
    const done = await place.run(["destroy", "--yes", "--confirm", "prd", "--json"], { env: federationSecrets });
    expect(done, done.stdout + done.stderr).toMatchObject({ code: 0 });
    const state = await place.state();
    for (const table of ["pools", "clients", "providers", "groups", "domains"]) {
      expect([table, rows(state, `cognito.${table}`)]).toEqual([table, []]);
    }
  });
});
