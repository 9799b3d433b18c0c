import { describe, expect, test } from "vitest";
import { scanAccounts } from "../../src/checks/permission-scan-accounts";
import { type Installed, installed, type Variation } from "./installed";

const [own, other] = ["123456789012", "222222222222"];
const RoleName = "risken-prd-risken";
const theirs = `arn:aws:iam::${other}:role/RISKEN`;

/** What the check says of these accounts. */
const told = async (here: Installed, ...accounts: readonly string[]) =>
  scanAccounts.run(await here.look({ scanAccounts: accounts }));

/** Makes the role in the account that RISKEN runs in. */
const makeRole = ({ aws }: Installed, Statement: object) =>
  aws.iam.CreateRole({
    RoleName: "RISKEN",
    AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [Statement] }),
  });

const trust = (Condition: object, AWS = `arn:aws:iam::${own}:root`) => ({
  Effect: "Allow",
  Principal: { AWS },
  Action: "sts:AssumeRole",
  Condition,
});
const externalId = { StringEquals: { "sts:ExternalId": "4711" } };
const ourPath = { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${own}:role/risken/prd/*` } };

test("nobody asks, nothing is tried", async () => {
  const here = await installed();
  const look = await here.look();
  here.calls.length = 0;
  expect(await scanAccounts.run(look)).toMatchObject({ status: "skip", notApplicable: true });
  expect(here.calls).toEqual([]);
});

test("there is nothing to it where AWS is not scanned", async () => {
  const here = await installed({ config: { dataSources: ["google"] } });
  expect(await told(here, other)).toMatchObject({ status: "skip", notApplicable: true });
});

describe.each(["shared", "per-service"])("another account, with %s accounts", (mode) => {
  const config = { cluster: { serviceAccounts: mode } };

  test("is skipped, and it is said what is known and what isn't", async () => {
    const here = await installed({ config });
    const said = await told(here, other, "333333333333");
    expect(said).toMatchObject({ status: "skip", because: { en: expect.stringContaining("can't be seen from") } });
    expect(said).not.toHaveProperty("notApplicable");
    const knocked = here.calls.filter(({ operation }) => operation === "AssumeRole");
    expect(knocked.map(({ input }) => (input as { RoleArn: string }).RoleArn)).toEqual([
      theirs,
      "arn:aws:iam::333333333333:role/RISKEN",
    ]);
    for (const { input } of knocked) expect(input).not.toHaveProperty("ExternalId");
  });

  test("fails where RISKEN's own role doesn't allow the call", async () => {
    const here = await installed({ config });
    const roles = mode === "shared" ? [RoleName] : ["risken-prd-aws-portscan"];
    for (const role of roles) {
      const Deny = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "sts:*", Resource: theirs }] };
      await here.aws.iam.PutRolePolicy({ RoleName: role, PolicyName: "no", PolicyDocument: JSON.stringify(Deny) });
    }
    expect(await told(here, other)).toMatchObject({
      status: "fail",
      details: [{ path: `${roles[0]!.slice("risken-prd-".length)} ${theirs}`, actual: "explicitDeny" }],
    });
    expect((await told(here, "333333333333")).status).toBe("skip");
  });
});

test("another account fails where its role lets us in without an external ID", async () => {
  const here = await installed();
  const look = await here.look({ scanAccounts: [other] });
  const sts = { ...look.aws.sts, AssumeRole: async () => ({ Credentials: {} }) };
  expect(await scanAccounts.run({ ...look, aws: { ...look.aws, sts } as never })).toMatchObject({
    status: "fail",
    details: [{ path: `${theirs} sts:ExternalId`, expected: "required", actual: "not required" }],
  });
});

test("no answer is no verdict", async () => {
  const lost: Variation["refuse"] = ({ operation }) => {
    if (operation === "AssumeRole") throw Object.assign(new Error("gone"), { code: "ECONNRESET" });
  };
  const here = await installed({ refuse: lost });
  const results = await here.results(await here.look({ scanAccounts: [other] }));
  expect(results.find(({ id }) => id === scanAccounts.id)).toMatchObject({ status: "skip" });
});

describe("the account that RISKEN runs in", () => {
  const arn = `arn:aws:iam::${own}:role/RISKEN`;

  test("passes with the role as scan-role makes it", async () => {
    const here = await installed();
    await makeRole(here, trust({ ...externalId, ...ourPath }));
    expect(await told(here, own)).toEqual({ status: "pass" });
    // One that can be seen doesn't answer for one that can't.
    expect((await told(here, own, other)).status).toBe("skip");
  });

  test("fails without the role", async () => {
    const here = await installed();
    expect(await told(here, own)).toMatchObject({ status: "fail", details: [{ path: arn, expected: "a role" }] });
  });

  test.each([
    [
      "another path",
      trust({ ...externalId, ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${own}:role/risken/stg/*` } }),
    ],
    ["another account", trust(externalId, "arn:aws:iam::999999999999:root")],
    ["a service", { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  ])("fails where it trusts %s", async (_, statement) => {
    const here = await installed();
    await makeRole(here, statement);
    expect(await told(here, own)).toMatchObject({
      status: "fail",
      details: [{ path: `${arn} trust`, expected: `arn:aws:iam::${own}:role/risken/prd/${RoleName}` }],
    });
  });

  test("fails where it wants no external ID", async () => {
    const here = await installed();
    await makeRole(here, trust(ourPath));
    expect(await told(here, own)).toMatchObject({
      status: "fail",
      details: [{ path: `${arn} sts:ExternalId`, actual: "not required" }],
    });
  });

  test("may trust the one role by its ARN, or the account by its number", async () => {
    for (const AWS of [`arn:aws:iam::${own}:role/risken/prd/${RoleName}`, own]) {
      const here = await installed();
      await makeRole(here, trust(externalId, AWS));
      expect(await told(here, own)).toEqual({ status: "pass" });
    }
  });
});
