import { describe, expect, test } from "vitest";
import { permission } from "../../src/checks/permission";
import { podRoles } from "../../src/checks/permission-calls";
import { services } from "../../src/risken/services";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { addManagedPolicy } from "../../src/sandbox/iam-tables";
import { putKey } from "../../src/sandbox/kms";
import { dbClusters, managedSecret } from "../../src/sandbox/rds";
import { type Installed, installed, type Variation } from "./installed";

const account = "123456789012";
const RoleName = "risken-prd-risken";

interface Document {
  Version: string;
  Statement: { Action: string | string[]; Resource: string | string[]; [field: string]: unknown }[];
}

/** What one check has to say. */
async function verdict({ results }: Installed, id: string) {
  return (await results()).find((one) => one.id === id)!;
}

async function rewrite({ aws }: Installed, change: (document: Document) => void, role = RoleName) {
  const at = { RoleName: role, PolicyName: "risken" };
  const document = JSON.parse(decodeURIComponent((await aws.iam.GetRolePolicy(at)).PolicyDocument!));
  change(document);
  await aws.iam.PutRolePolicy({ ...at, PolicyDocument: JSON.stringify(document) });
}

const without = (action: string) => (document: Document) => {
  document.Statement = document.Statement.flatMap((one) => {
    const Action = [one.Action].flat().filter((each) => each !== action);
    return Action.length > 0 ? [{ ...one, Action }] : [];
  });
};

const refusing =
  (...operations: string[]): NonNullable<Variation["refuse"]> =>
  ({ operation }) => {
    if (!operations.includes(operation)) return;
    throw Object.assign(new Error("denied"), { name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
  };

describe("on the standard installation", () => {
  test.each(["shared", "per-service"])("with %s accounts everything is allowed and nothing more", async (mode) => {
    const here = await installed({ config: { cluster: { serviceAccounts: mode } } });
    const said = (await here.results()).filter(({ category }) => category === "permission");
    expect(said.map(({ id }) => id)).toEqual(permission.map(({ id }) => id));
    const seen = said.filter(({ notApplicable }) => !notApplicable);
    expect(seen.map(({ id, status }) => [id, status])).toEqual([
      ["permission/calls", "pass"],
      ["permission/excess", "pass"],
    ]);
    expect(said.find(({ id }) => id === "permission/calls")!.found!.en).toContain("IAM's policy simulator");
  });

  test("looking takes one call for each role", async () => {
    const here = await installed();
    const look = await here.look();
    here.calls.length = 0;
    await Promise.all(permission.map((check) => check.run(look)));
    expect(here.calls.map(({ operation }) => operation)).toEqual(["SimulatePrincipalPolicy"]);
  });

  test("a role's calls are those of section 8 of what is known about RISKEN", async () => {
    const here = await installed({ config: { cluster: { serviceAccounts: "per-service" } } });
    const roles = await podRoles(await here.look());
    const actions = Object.fromEntries(
      roles.map(({ name, calls }) => [name, [...new Set(calls.map(({ action }) => action))].sort()]),
    );
    const loads = ["ssm:GetParameter", "ssm:GetParametersByPath"];
    const polls = ["sqs:DeleteMessage", "sqs:ReceiveMessage", ...loads];
    const secret = ["secretsmanager:GetSecretValue", ...loads];
    const expected = services
      .filter(({ standard, meta }) => standard && meta)
      .map(({ id, consumes, database, produces, assumesScanRole }): [string, string[]] => [
        id,
        [
          ...(consumes ? polls : database ? secret : loads),
          ...(produces ? ["sqs:SendMessage"] : []),
          ...(assumesScanRole ? ["sts:AssumeRole"] : []),
        ].sort(),
      ]);
    expect(actions).toEqual(Object.fromEntries(expected));
  });
});

describe("a call that the role doesn't allow", () => {
  test.each([
    "ssm:GetParameter",
    "sqs:SendMessage",
    "sqs:DeleteMessage",
    "sts:AssumeRole",
    "secretsmanager:GetSecretValue",
  ])("fails: %s", async (action) => {
    const here = await installed();
    await rewrite(here, without(action));
    // Without its meta config a pod reads no directory either.
    const boot = action === "ssm:GetParameter" ? ["boot/directory-allowed"] : [];
    expect(await here.failing()).toEqual([...boot, "permission/calls", "role/risken"]);
    const { details } = await verdict(here, "permission/calls");
    expect(new Set(details.map(({ path }) => path.split(" ")[0]))).toEqual(new Set([action]));
  });

  test("fails for just the resource that was left out, and names who needs it", async () => {
    const here = await installed();
    const arn = `arn:aws:sqs:ap-northeast-1:${account}:risken-prd-aws-portscan`;
    await rewrite(here, ({ Statement }) => {
      for (const one of Statement) one.Resource = [one.Resource].flat().filter((resource) => resource !== arn);
    });
    expect(await here.failing()).toEqual(["boot/role-queues", "permission/calls", "role/risken"]);
    const { details } = await verdict(here, "permission/calls");
    expect(details.map(({ path, actual }) => `${path}: ${actual}`).sort()).toEqual([
      `sqs:DeleteMessage ${arn}: implicitDeny (IAM): aws-portscan`,
      `sqs:ReceiveMessage ${arn}: implicitDeny (IAM): aws-portscan`,
      `sqs:SendMessage ${arn}: implicitDeny (IAM): datasource-api`,
    ]);
  });

  test("fails where scan roles are allowed in some accounts only", async () => {
    const here = await installed();
    await rewrite(here, ({ Statement }) => {
      const one = Statement.find(({ Action }) => [Action].flat().includes("sts:AssumeRole"))!;
      one.Resource = `arn:aws:iam::${account}:role/RISKEN`;
    });
    expect(await here.failing()).toEqual(["permission/calls", "role/risken"]);
  });

  test("fails by a denial that somebody has added beside ours", async () => {
    const here = await installed();
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: "sqs:*", Resource: "*" }],
    });
    await here.aws.iam.PutRolePolicy({ RoleName, PolicyName: "theirs", PolicyDocument });
    expect(await here.failing()).toEqual(["permission/calls", "role/risken"]);
    expect((await verdict(here, "permission/calls")).details[0]!.actual).toContain("explicitDeny");
  });

  test("is found without IAM's simulator too, and it is said that it was silent", async () => {
    const here = await installed({ refuse: refusing("SimulatePrincipalPolicy") });
    const before = await verdict(here, "permission/calls");
    expect(before).toMatchObject({ status: "pass", found: { en: expect.stringContaining("local evaluation alone") } });
    await rewrite(here, without("sqs:SendMessage"));
    expect(await here.failing()).toEqual(["permission/calls", "role/risken"]);
    const { details, found } = await verdict(here, "permission/calls");
    expect(found!.ja).toContain("iam:SimulatePrincipalPolicy の権限がありません");
    expect(details[0]!.actual).toBe("implicitDeny: datasource-api");
  });

  test("is found by IAM's simulator where only that knows it", async () => {
    const here = await installed();
    const { aws, ...look } = await here.look();
    const resource = `arn:aws:sqs:ap-northeast-1:${account}:risken-prd-aws-portscan`;
    const iam = {
      ...aws.iam,
      SimulatePrincipalPolicy: async () => ({
        EvaluationResults: [
          {
            EvalActionName: "sqs:SendMessage",
            EvalDecision: "implicitDeny",
            ResourceSpecificResults: [{ EvalResourceName: resource, EvalResourceDecision: "implicitDeny" }],
            OrganizationsDecisionDetail: { AllowedByOrganizations: false },
          },
        ],
      }),
    };
    const said = (await here.results({ ...look, aws: { ...aws, iam } as never })).find(
      ({ id }) => id === "permission/calls",
    )!;
    expect(said).toMatchObject({
      status: "fail",
      details: [{ path: `sqs:SendMessage ${resource}`, actual: "implicitDeny (IAM): datasource-api" }],
      fix: { en: expect.stringContaining("service control policy") },
    });
  });
});

describe("a permissions boundary", () => {
  const arn = `arn:aws:iam::${account}:policy/boundary`;
  const config = { cluster: { permissionsBoundary: arn } };
  const boundary = (...Action: string[]) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: "*" }],
  });

  test("that is wide enough takes nothing away", async () => {
    const here = await installed({ config });
    addManagedPolicy(here.account, arn, boundary("ssm:*", "sqs:*", "sts:*", "secretsmanager:*"));
    expect(await here.failing()).toEqual([]);
  });

  test.each([[[]], [["SimulatePrincipalPolicy"]]])(
    "that is too narrow fails, and not the role is to be changed (without %j)",
    async (operations) => {
      const here = await installed({ config, refuse: refusing(...operations) });
      addManagedPolicy(here.account, arn, boundary("ssm:*", "sts:*", "secretsmanager:*"));
      expect(await here.failing()).toEqual(["permission/calls"]);
      const { fix } = await verdict(here, "permission/calls");
      if (operations.length > 0) expect(fix!.en).toContain(arn);
    },
  );

  test("that can't be found leaves it open, unless IAM's simulator knows", async () => {
    const here = await installed({ config, refuse: refusing("SimulatePrincipalPolicy") });
    expect(await here.failing()).toEqual(["permission/calls"]);
    expect(await verdict(here, "permission/calls")).toMatchObject({
      status: "skip",
      found: { en: expect.stringContaining(arn) },
    });
  });

  test("that may not be read is named by the action that is lacking", async () => {
    const here = await installed({ config, refuse: refusing("GetPolicyVersion") });
    addManagedPolicy(here.account, arn, boundary("*"));
    for (const id of ["permission/calls", "permission/excess"]) {
      expect(await verdict(here, id)).toMatchObject({ status: "skip", lacks: "iam:GetPolicyVersion" });
    }
  });
});

describe("what RISKEN never calls", () => {
  test.each([
    ["another action", { Action: "s3:GetObject", Resource: "*" }],
    [
      "an action too many",
      { Action: "sqs:*", Resource: `arn:aws:sqs:ap-northeast-1:${account}:risken-prd-aws-portscan` },
    ],
    ["a resource too many", { Action: "sqs:SendMessage", Resource: `arn:aws:sqs:ap-northeast-1:${account}:*` }],
    ["every role everywhere", { Action: "sts:AssumeRole", Resource: "*" }],
    ["all but something", { NotAction: "iam:*", Resource: "*" }],
  ])("fails: %s", async (_, more) => {
    const here = await installed();
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", ...more } });
    await here.aws.iam.PutRolePolicy({ RoleName, PolicyName: "more", PolicyDocument });
    expect(await here.failing()).toEqual(["permission/excess", "role/risken"]);
    const { details } = await verdict(here, "permission/excess");
    expect(details.map(({ path }) => path)).toEqual(["risken more Statement[0]"]);
  });

  test.each([
    [
      "what it calls anyway",
      {
        Effect: "Allow",
        Action: "SQS:sendmessage",
        Resource: `arn:aws:sqs:ap-northeast-1:${account}:risken-prd-aws-portscan`,
      },
    ],
    ["a denial", { Effect: "Deny", Action: "s3:*", Resource: "*" }],
  ])("is not %s", async (_, more) => {
    const here = await installed();
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [more] });
    await here.aws.iam.PutRolePolicy({ RoleName, PolicyName: "more", PolicyDocument });
    expect(await here.failing()).toEqual(["role/risken"]);
  });

  test("fails in a policy of AWS's that is attached", async () => {
    const here = await installed();
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await here.aws.iam.AttachRolePolicy({ RoleName, PolicyArn });
    expect(await here.failing()).toEqual(["permission/excess", "role/risken"]);
    expect((await verdict(here, "permission/excess")).details).toEqual([
      { path: `risken ${PolicyArn} Statement[0]`, actual: "*: *" },
    ]);
  });

  test("may be what a service of the others calls, where each has a role of its own", async () => {
    const here = await installed({ config: { cluster: { serviceAccounts: "per-service" } } });
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sqs:SendMessage",
          Resource: `arn:aws:sqs:ap-northeast-1:${account}:risken-prd-aws-portscan`,
        },
      ],
    });
    await here.aws.iam.PutRolePolicy({ RoleName: "risken-prd-aws-portscan", PolicyName: "more", PolicyDocument });
    expect(await here.failing()).toEqual(["permission/excess", "role/aws-portscan"]);
  });

  test("does no harm where something forbids it anyway", async () => {
    const here = await installed();
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
        { Effect: "Deny", Action: "s3:*", Resource: "*" },
      ],
    });
    await here.aws.iam.PutRolePolicy({ RoleName, PolicyName: "more", PolicyDocument });
    expect(await here.failing()).toEqual(["role/risken"]);
  });
});

test("a key that may be used through one service only may not be used otherwise", async () => {
  let key = "";
  const prepare = (fresh: Installed["account"]) => {
    key = putKey(fresh, "alias/db");
    const id = freshIds.databaseIdentifier;
    dbClusters(fresh)[id] = { ...dbClusters(fresh)[id]!, masterSecret: managedSecret(fresh, "admin", key) };
  };
  const here = await installed({ prepare });
  expect(await here.failing()).toEqual([]);
  await rewrite(here, ({ Statement }) => {
    for (const one of Statement) delete one.Condition;
  });
  expect(await here.failing()).toEqual(["permission/excess", "role/risken"]);
  expect((await verdict(here, "permission/excess")).details).toMatchObject([{ actual: `kms:Decrypt: ${key}` }]);
});

test("a condition that nobody can judge is neither passed nor failed", async () => {
  const here = await installed({ refuse: refusing("SimulatePrincipalPolicy") });
  await rewrite(here, ({ Statement }) => {
    for (const one of Statement) one.Condition = { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
  });
  expect(await here.failing()).toEqual(["permission/calls", "role/risken"]);
  expect(await verdict(here, "permission/calls")).toMatchObject({ status: "skip" });
});
