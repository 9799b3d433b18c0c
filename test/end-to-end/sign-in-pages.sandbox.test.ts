import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { State } from "../../src/sandbox/account";
import { type RunDocument, runDocument } from "./documents";
import { makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

// On the sandbox alone: moto describes a domain without its certificate and its version, and knows no branding.
const certificate = (name: string) => `arn:aws:acm:us-east-1:123456789012:certificate/${name}`;
const own = withValues(sandboxConfig, {
  "auth.cognito.domainPrefix": undefined,
  "auth.cognito.domain": "auth.example.com",
  "auth.cognito.certificate": certificate("one"),
});
const places: Place[] = [];
let prefixed: Place;
let switched: Place;
let switching: RunDocument;

async function placeFrom(account: Place | undefined, given: object): Promise<Place> {
  const place = await makePlace(given as typeof sandboxConfig, account?.file);
  places.push(place);
  return place;
}

async function ran(place: Place, args: readonly string[], code = 0): Promise<RunDocument> {
  const done = await place.run([...args, "--json"]);
  expect(done, done.stdout + done.stderr).toMatchObject({ code });
  return runDocument.parse(done.json);
}

const worked = ({ changes }: RunDocument) =>
  changes
    .filter(({ action }) => action !== "none")
    .map(({ id, action, fields }) =>
      [action, id, ...(action === "update" ? fields.map(({ path }) => path) : [])].join(" "),
    )
    .sort();
const domainsIn = ({ tables }: State) => Object.keys(tables["cognito.domains"] ?? {}).sort();

beforeAll(async () => {
  prefixed = await placeFrom(undefined, sandboxConfig);
  await ran(prefixed, ["apply"]);
  switched = await placeFrom(prefixed, own);
  switching = await ran(switched, ["apply"]);
});
afterAll(() => Promise.all(places.map((place) => place.remove())));

describe("a host of one's own for the sign-in pages", () => {
  test("is made first, then the rules switch, and the prefix stays until --prune", async () => {
    const path = "Actions[0].AuthenticateCognitoConfig.UserPoolDomain";
    expect(worked(switching)).toEqual([
      "create user-pool-domain/console",
      "delete user-pool-domain/console",
      expect.stringContaining(`update rule/console-api ${path}`),
      expect.stringContaining(`update rule/console-web ${path}`),
    ]);
    expect(domainsIn(await switched.state())).toEqual(["acme-risken", "auth.example.com"]);
    const place = await placeFrom(switched, own);
    expect(worked(await ran(place, ["apply", "--prune"]))).toEqual(["delete user-pool-domain/console"]);
    expect(domainsIn(await place.state())).toEqual(["auth.example.com"]);
    expect(worked(await ran(place, ["plan", "--detailed-exitcode", "--prune"]))).toEqual([]);
  });

  test("the record to make is told", async () => {
    const { signInDomain } = switching.outputs!;
    expect(signInDomain).toEqual({ host: "auth.example.com", target: expect.stringMatching(/\.cloudfront\.net$/) });
    const said = await (await placeFrom(switched, own)).run(["apply"]);
    expect(said.stdout).toContain(`auth.example.com → ${signInDomain!.target}`);
  });

  test("from empty it is the only one", async () => {
    const place = await placeFrom(undefined, own);
    await ran(place, ["apply"]);
    expect(domainsIn(await place.state())).toEqual(["auth.example.com"]);
    expect(worked(await ran(place, ["plan", "--detailed-exitcode"]))).toEqual([]);
  });

  test("another certificate is put in", async () => {
    const place = await placeFrom(switched, withValues(own, { "auth.cognito.certificate": certificate("two") }));
    expect(worked(await ran(place, ["apply"])).filter((line) => line.startsWith("update"))).toEqual([
      "update user-pool-domain/console CustomDomainConfig.CertificateArn",
    ]);
  });

  test("another host is refused before the rules: a pool has one at most", async () => {
    const place = await placeFrom(switched, withValues(own, { "auth.cognito.domain": "login.example.com" }));
    const done = await place.run(["apply", "--json"]);
    expect(done.code).toBe(1);
    expect(done.stdout).toContain("other-domain");
    expect(done.stdout).toContain("auth.cognito.domain: auth.example.com");
  });

  test("turned off with --prune: the prefix is back", async () => {
    const place = await placeFrom(switched, sandboxConfig);
    await ran(place, ["apply", "--prune"]);
    expect(domainsIn(await place.state())).toEqual(["acme-risken"]);
    expect(worked(await ran(place, ["plan", "--detailed-exitcode", "--prune"]))).toEqual([]);
  });

  test("a certificate of another region is exit 3, of another account exit 4", async () => {
    const elsewhere = certificate("one").replace("us-east-1", "ap-northeast-1");
    const others = certificate("one").replace("123456789012", "210987654321");
    for (const [arn, code] of [
      [elsewhere, 3],
      [others, 4],
    ] as const) {
      const place = await placeFrom(undefined, withValues(own, { "auth.cognito.certificate": arn }));
      expect((await place.run(["plan", "--json"])).code).toBe(code);
    }
  });
});

describe("the pages of managed login", () => {
  const managed = withValues(sandboxConfig, { "auth.cognito.loginPages": "managed" });

  test("come with a look, without which they are blank", async () => {
    const place = await placeFrom(prefixed, managed);
    expect(worked(await ran(place, ["apply"]))).toEqual([
      "create login-pages/console",
      "update user-pool-domain/console ManagedLoginVersion",
      "update user-pool/users UserPoolTags.risken-aws:members",
    ]);
    expect(worked(await ran(place, ["plan", "--detailed-exitcode"]))).toEqual([]);
    await place.saveConfig(withValues(sandboxConfig, { "auth.cognito.loginPages": "classic" }));
    expect(worked(await ran(place, ["apply", "--prune"]))).toEqual([
      "delete login-pages/console",
      "update user-pool-domain/console ManagedLoginVersion",
    ]);
  });

  test("destroy leaves nothing of them", async () => {
    const place = await placeFrom(prefixed, managed);
    await ran(place, ["apply"]);
    const done = await place.run(["destroy", "--yes", "--confirm", "prd", "--json"]);
    expect(done, done.stdout + done.stderr).toMatchObject({ code: 0 });
    const { tables } = await place.state();
    expect(Object.keys(tables["cognito.brandings"] ?? {})).toEqual([]);
    expect(domainsIn(await place.state())).toEqual([]);
  });
});
