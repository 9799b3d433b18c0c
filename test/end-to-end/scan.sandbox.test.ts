import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { makePlace, type Place, sandboxConfig } from "./sandbox-place";

let place: Place;

beforeAll(async () => {
  place = await makePlace(sandboxConfig);
  expect((await place.run(["apply"])).code).toBe(0);
});
afterAll(() => place.remove());

interface Report {
  readonly checks: readonly { readonly id: string; readonly status: string; readonly fields?: readonly object[] }[];
}

/** What doctor says of the accounts. */
async function looked(...accounts: readonly string[]) {
  const named = accounts.flatMap((account) => ["--scan-account", account]);
  const { code, json, stderr } = await place.run(["doctor", "--only", "permission/scan-accounts", "--json", ...named]);
  expect(stderr).toBe("");
  return { code, check: (json as Report).checks.find(({ id }) => id === "permission/scan-accounts") };
}

test("from nothing to an account that RISKEN may scan", async () => {
  // The account of the sandbox itself is the one that can be looked into.
  const own = "123456789012";
  expect(await looked(own)).toMatchObject({ code: 2, check: { status: "fail" } });

  const printed = await place.run(["scan-role"]);
  const { Default: principal } = parse(printed.stdout).Parameters.TrustedPrincipal;
  await place.byHand(({ iam }) =>
    iam.CreateRole({
      RoleName: "RISKEN",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${own}:root` },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "sts:ExternalId": "4711" }, ArnLike: { "aws:PrincipalArn": principal } },
          },
        ],
      }),
    }),
  );
  expect(await looked(own)).toMatchObject({ code: 0, check: { status: "pass" } });
  expect(await looked(own, "222222222222")).toMatchObject({ check: { status: "skip" } });
});

test("looking writes nothing", async () => {
  const before = await place.bytes();
  await looked("222222222222");
  expect(await place.bytes()).toBe(before);
});

test("what is no account is refused", async () => {
  const { code, stdout } = await place.run(["doctor", "--scan-account", "risken", "--json"]);
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "flag-value" } });
});
