import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";
import type { State } from "../../src/sandbox/account";
import { canonical, differencesOf } from "./canonical";
import { runDocument } from "./documents";
import { makePlace, type Place } from "./sandbox-place";

const secrets = {
  RISKEN_IDP_CLIENT_SECRET: "idp-client-secret-canary",
  RISKEN_GITHUB_TOKEN: "github-token-canary",
  RISKEN_GOOGLE_KEY: '{"type":"service_account","project_id":"canary"}',
  RISKEN_GOOGLE_PRIVATE_KEY: "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----",
  RISKEN_AZURE_CLIENT_SECRET: "azure-secret-canary",
};

const doctorDocument = z.object({
  status: z.string(),
  checks: z.array(z.object({ id: z.string(), status: z.string(), title: z.string() })),
});

interface Secret {
  readonly name: string;
  readonly deleted?: string;
}

const places: Place[] = [];
afterAll(() => Promise.all(places.map((place) => place.remove())));

/** What the account has that it had not before, or has not any more. */
const leftIn = (before: State, after: State) =>
  differencesOf(canonical(before, before, []), canonical(after, before, [])).filter(
    (line) => !line.includes(": 0 rows"),
  );

describe.each(["minimum", "enterprise"])("docs/examples/%s.yaml", (name) => {
  const text = readFileSync(`docs/examples/${name}.yaml`, "utf8");
  let place: Place;
  let before: State;
  const run = (...args: readonly string[]) => place.run([args[0]!, "--json", ...args.slice(1)], { env: secrets });

  test("is applied from empty", async () => {
    place = await makePlace(text);
    places.push(place);
    before = await place.state();
    const ran = await run("apply");
    expect(runDocument.parse(ran.json).changes.filter(({ status }) => status !== "done")).toEqual([]);
    expect(ran.code).toBe(0);
  });

  test("a second time writes nothing", async () => {
    const bytes = await place.bytes();
    const again = await run("apply");
    expect([again.code, runDocument.parse(again.json).summary]).toEqual([
      0,
      expect.objectContaining({ update: 0, create: 0 }),
    ]);
    expect(await place.bytes()).toBe(bytes);
  });

  test("doctor finds nothing wrong", async () => {
    const ran = await run("doctor");
    const { checks } = doctorDocument.parse(ran.json);
    expect(checks.filter(({ status }) => status === "fail" || status === "warn")).toEqual([]);
    expect(ran.code).toBe(0);
  });

  test("no secret is in what the program says", async () => {
    for (const verb of [["plan"], ["doctor"], ["env", "core"], ["export", "cloudformation"], ["export", "terraform"]]) {
      const { stdout, stderr } = await run(...verb);
      for (const secret of Object.values(secrets))
        expect(stdout + stderr).not.toContain(secret.split("\n").at(-2) ?? secret);
    }
  });

  test("destroy leaves what was there before", async () => {
    const ran = await run("destroy", "--yes", "--confirm", "prd", "--delete-data");
    expect(ran.code, ran.stderr).toBe(0);
    const after = await place.state();
    // A key is never deleted unless it is named, AWS keeps a deleted secret for a month, and the agent's logs stay.
    const secretsLeft = Object.values(after.tables["secretsmanager.secrets"] ?? {}) as readonly Secret[];
    expect(secretsLeft.filter((one) => one.name.startsWith("risken-prd-") && one.deleted === undefined)).toEqual([]);
    expect(
      leftIn(before, after).filter((line) => !/^(kms\.keys|secretsmanager\.secrets|logs\.groups): /.test(line)),
    ).toEqual([]);
  });
});
