import { describe, expect, test } from "vitest";
import { iamRole } from "../../src/kinds/iam-role";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const trust = (...subjects: string[]) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow" as const,
      Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/oidc.example/id/A" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { "oidc.example/id/A:sub": subjects, "oidc.example/id/A:aud": "sts.amazonaws.com" } },
    },
  ],
});
const allow = (Action: string | string[], Resource: string | string[] = "*") => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow" as const, Action, Resource }],
});
const spec = {
  RoleName: "risken-prd-risken",
  Path: "/risken/prd/",
  Description: "RISKEN",
  MaxSessionDuration: 3600,
  PermissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
  AssumeRolePolicyDocument: trust("system:serviceaccount:risken:risken"),
  Policies: { risken: allow(["sqs:SendMessage", "sqs:ReceiveMessage"]) },
  ManagedPolicyArns: [] as string[],
};
const tags = { "risken-aws:env": "prd", "risken-aws:id": "role/risken" };
const sought = { tags };

obeysTheLaws(iamRole, {
  spec,
  changed: {
    RoleName: spec.RoleName,
    Path: spec.Path,
    Description: "RISKEN's pods",
    MaxSessionDuration: 7200,
    PermissionsBoundary: "arn:aws:iam::123456789012:policy/narrower",
    AssumeRolePolicyDocument: trust("system:serviceaccount:risken:core"),
    Policies: { other: allow("s3:*") },
    ManagedPolicyArns: ["arn:aws:iam::aws:policy/SecurityAudit"],
  },
  fixed: ["Path"],
  same: [
    { ...spec, Policies: { risken: allow(["sqs:ReceiveMessage", "SQS:sendmessage", "sqs:SendMessage"], ["*"]) } },
    {
      ...spec,
      AssumeRolePolicyDocument: trust("system:serviceaccount:risken:risken", "system:serviceaccount:risken:risken"),
    },
  ],
});

describe("iam.role", () => {
  test("what was added to it by hand is a difference, and an update takes it away", async () => {
    const { aws } = await sandboxed();
    await iamRole.create(aws, spec, tags);
    const PolicyDocument = `\n${JSON.stringify(allow("iam:*"))}`;
    await aws.iam.PutRolePolicy({ RoleName: spec.RoleName, PolicyName: "by-hand", PolicyDocument });
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await aws.iam.AttachRolePolicy({ RoleName: spec.RoleName, PolicyArn });

    const seen = (await iamRole.observe(aws.fresh(), spec, sought))!;
    expect(Object.keys(seen.spec.Policies)).toEqual(["by-hand", "risken"]);
    expect(seen.spec.ManagedPolicyArns).toEqual([PolicyArn]);

    await iamRole.update(aws, spec, seen, new Set(["Policies", "ManagedPolicyArns"]));
    const after = (await iamRole.observe(aws.fresh(), spec, sought))!;
    expect(after.spec).toMatchObject({ Policies: spec.Policies, ManagedPolicyArns: [] });
    expect(Object.keys(after.spec.Policies)).toEqual(["risken"]);
  });

  test("a policy that is as wanted is not written again", async () => {
    const { aws, calls } = await sandboxed();
    await iamRole.create(aws, spec, tags);
    const seen = (await iamRole.observe(aws.fresh(), spec, sought))!;
    calls.length = 0;
    const Policies = { ...spec.Policies, more: allow("s3:GetObject") };
    await iamRole.update(aws, { ...spec, Policies }, seen, new Set(["Policies"]));
    expect(calls.map(({ input }) => (input as { PolicyName: string }).PolicyName)).toEqual(["more"]);
  });

  test("the boundary is there from the first moment", async () => {
    const { aws, calls } = await sandboxed();
    await iamRole.create(aws, spec, tags);
    expect(calls[0]).toMatchObject({
      operation: "CreateRole",
      input: {
        PermissionsBoundary: spec.PermissionsBoundary,
        Tags: [{ Key: "risken-aws:env" }, { Key: "risken-aws:id" }],
      },
    });
  });

  test("a run that died before the policies were written is made good by an update", async () => {
    const { aws } = await sandboxed();
    await iamRole.create(aws, { ...spec, Policies: {} }, tags);
    const seen = (await iamRole.observe(aws.fresh(), spec, sought))!;
    expect(seen.tags).toEqual(tags);
    await iamRole.update(aws, spec, seen, new Set(["Policies"]));
    expect((await iamRole.observe(aws.fresh(), spec, sought))!.spec.Policies).toEqual(spec.Policies);
  });

  test("a change of the description keeps the session's length", async () => {
    const { aws } = await sandboxed();
    await iamRole.create(aws, { ...spec, MaxSessionDuration: 7200 }, tags);
    const seen = (await iamRole.observe(aws.fresh(), spec, sought))!;
    await iamRole.update(aws, { ...spec, MaxSessionDuration: 7200, Description: "" }, seen, new Set(["Description"]));
    const after = (await iamRole.observe(aws.fresh(), spec, sought))!;
    expect(after.spec).toMatchObject({ MaxSessionDuration: 7200, Description: "" });
  });

  test("only roles that could be ours are asked for their tags", async () => {
    const { aws, calls } = await sandboxed();
    const make = (RoleName: string, Path: string, env: string) =>
      iamRole.create(aws, { ...spec, RoleName, Path, Policies: {} }, { "risken-aws:env": env });
    await make("a", "/risken/prd/", "prd");
    await make("b-prd-b", "/", "prd");
    await make("c-prd-c", "/", "stg");
    for (let at = 0; at < 120; at++) await make(`stranger-${at}`, "/", "prdx");
    calls.length = 0;
    const found = await iamRole.owned!(aws.fresh(), { "risken-aws:env": "prd" });
    expect(found.map(({ key }) => key.RoleName)).toEqual(["a", "b-prd-b"]);
    expect(calls.map(({ operation }) => operation)).toEqual(["ListRoles", "GetRole", "GetRole", "GetRole"]);
  });

  test("finding what is ours and looking at it asks for each role once", async () => {
    const { aws, calls } = await sandboxed();
    await iamRole.create(aws, spec, tags);
    calls.length = 0;
    const place = aws.fresh();
    await Promise.all([iamRole.observe(place, spec, sought), iamRole.owned!(place, tags)]);
    expect(calls.filter(({ operation }) => operation === "GetRole")).toHaveLength(1);
  });
});

test("what others have put on the role is kept, and told from what is ours", () => {
  const statement = (Sid: string) => ({
    Sid,
    Effect: "Allow" as const,
    Action: "sts:AssumeRole",
    Principal: "*" as const,
  });
  const document = (...sids: string[]) => ({ Version: "2012-10-17", Statement: sids.map(statement) });
  const has = {
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ ...statement("Ours"), Action: ["STS:AssumeRole"] }, statement("Theirs")],
    },
    Policies: { risken: document("Old"), theirs: document("X") },
    ManagedPolicyArns: ["arn:theirs"],
  };
  const wanted = {
    AssumeRolePolicyDocument: document("Ours"),
    Policies: { risken: document("New") },
    ManagedPolicyArns: [],
  };
  expect(iamRole.keeping!(wanted, has as never)).toEqual({
    AssumeRolePolicyDocument: document("Ours", "Theirs"),
    Policies: { theirs: document("X"), risken: document("New") },
    ManagedPolicyArns: ["arn:theirs"],
  });
});
