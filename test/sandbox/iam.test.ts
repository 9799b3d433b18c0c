import { describe, expect, test } from "vitest";
import { freshIam } from "../../src/sandbox/iam";
import { sandboxed } from "../sandboxed";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const inline = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

async function withRole() {
  const { aws } = await sandboxed();
  await aws.iam.CreateRole({ RoleName: "core", AssumeRolePolicyDocument: trust });
  const put = (PolicyDocument: string, PolicyName = "one") =>
    aws.iam.PutRolePolicy({ RoleName: "core", PolicyName, PolicyDocument });
  return { iam: aws.iam, put };
}

describe("IAM of the sandbox refuses what AWS refuses", () => {
  const role = (fields: object) => ({ RoleName: "new", AssumeRolePolicyDocument: trust, ...fields });
  const longTrust = JSON.stringify({ ...JSON.parse(trust), Id: "x".repeat(2048) });

  test.each([
    ["a name that differs by case only", role({ RoleName: "CORE" }), "EntityAlreadyExistsException"],
    ["a name of 65 characters", role({ RoleName: "r".repeat(65) }), "ValidationError"],
    ["a path without a slash at the end", role({ Path: "/risken" }), "ValidationError"],
    ["a session of 100 seconds", role({ MaxSessionDuration: 100 }), "ValidationError"],
    ["a description of 1001 characters", role({ Description: "d".repeat(1001) }), "ValidationError"],
    ["a description with a long dash", role({ Description: "a — b" }), "ValidationError"],
    ["a boundary that is no policy", role({ PermissionsBoundary: "boundary" }), "ValidationError"],
    ["a trust policy that is no JSON", role({ AssumeRolePolicyDocument: "{" }), "MalformedPolicyDocumentException"],
    [
      "a trust policy with a resource",
      role({ AssumeRolePolicyDocument: inline({ ...allow, Action: "sts:AssumeRole", Principal: "*" }) }),
      "MalformedPolicyDocumentException",
    ],
    ["a trust policy of 2049 characters", role({ AssumeRolePolicyDocument: longTrust }), "LimitExceededException"],
    [
      "tag keys that differ by case only",
      role({
        Tags: [
          { Key: "Team", Value: "a" },
          { Key: "team", Value: "b" },
        ],
      }),
      "InvalidInputException",
    ],
    [
      "51 tags",
      role({ Tags: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: "v" })) }),
      "LimitExceededException",
    ],
  ])("%s", async (_, input, name) => {
    const { iam } = await withRole();
    await expect(iam.CreateRole(input)).rejects.toMatchObject({ name });
  });

  test.each([
    ["text that is no JSON", "{", "MalformedPolicyDocumentException"],
    ["a principal", inline({ ...allow, Principal: "*" }), "MalformedPolicyDocumentException"],
    ["no resource", inline({ ...allow, Resource: [] }), "MalformedPolicyDocumentException"],
    ["a resource that is no ARN", inline({ ...allow, Resource: "queue" }), "MalformedPolicyDocumentException"],
    ["an action without a service", inline({ ...allow, Action: "GetObject" }), "MalformedPolicyDocumentException"],
    ["a Sid with a hyphen", inline({ ...allow, Sid: "a-b" }), "MalformedPolicyDocumentException"],
    ["a character beyond Latin-1", inline({ ...allow, Sid: "青" }), "ValidationError"],
  ])("an inline policy with %s", async (_, document, name) => {
    const { put } = await withRole();
    await expect(put(document)).rejects.toMatchObject({ name });
  });

  test("two statements of one Sid", async () => {
    const { put } = await withRole();
    const document = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { ...allow, Sid: "a" },
        { ...allow, Sid: "a" },
      ],
    });
    await expect(put(document)).rejects.toMatchObject({ name: "MalformedPolicyDocumentException" });
  });

  test("inline policies of more than 10,240 characters together; white space is free", async () => {
    const { put } = await withRole();
    const of = (size: number) => {
      const empty = inline({ ...allow, Resource: "arn:aws:s3:::" });
      return inline({ ...allow, Resource: `arn:aws:s3:::${"b".repeat(size - empty.length)}` });
    };
    await put(of(5000), "one");
    await put(`${" ".repeat(4000)}${of(5240)}`, "two");
    await expect(put(of(5241), "two")).rejects.toMatchObject({
      name: "LimitExceededException",
      message: expect.stringContaining("10240"),
    });
  });

  test("an eleventh attached policy, but the same one twice is one", async () => {
    const { iam } = await withRole();
    const attach = (at: number) =>
      iam.AttachRolePolicy({ RoleName: "core", PolicyArn: `arn:aws:iam::aws:policy/p${at}` });
    for (let at = 0; at < 10; at++) await attach(at);
    await attach(0);
    await expect(attach(10)).rejects.toMatchObject({ name: "LimitExceededException" });
  });

  test("deleting a role that still has policies", async () => {
    const { iam, put } = await withRole();
    await put(inline(allow));
    await expect(iam.DeleteRole({ RoleName: "core" })).rejects.toMatchObject({ name: "DeleteConflictException" });
  });
});

test("documents come back percent-encoded, as RFC 3986 has it", async () => {
  const { iam, put } = await withRole();
  await put(inline(allow));
  const { PolicyDocument } = await iam.GetRolePolicy({ RoleName: "core", PolicyName: "one" });
  expect(PolicyDocument).toMatch(/^%7B.*%2A.*%7D$/);
  expect(decodeURIComponent(PolicyDocument!)).toBe(inline(allow));
});

test("a listing of roles comes in pages, by path, and without tags", async () => {
  const { aws } = await sandboxed(freshIam);
  await aws.iam.CreateRole({
    RoleName: "ours",
    Path: "/risken/prd/",
    AssumeRolePolicyDocument: trust,
    Tags: [{ Key: "a", Value: "b" }],
  });
  const first = await aws.iam.ListRoles({ MaxItems: 2 });
  expect(first).toMatchObject({ IsTruncated: true, Roles: [{ RoleName: "ours" }, { RoleName: "risken-eks-cluster" }] });
  expect(first.Roles![0]).not.toHaveProperty("Tags");
  expect((await aws.iam.ListRoles({ MaxItems: 2, Marker: first.Marker })).IsTruncated).toBe(false);
  expect((await aws.iam.ListRoles({ PathPrefix: "/risken/" })).Roles).toHaveLength(1);
});

test("a tag whose key differs by case only takes the place of the other", async () => {
  const { iam } = await withRole();
  await iam.TagRole({ RoleName: "core", Tags: [{ Key: "Team", Value: "a" }] });
  await iam.TagRole({ RoleName: "core", Tags: [{ Key: "team", Value: "b" }] });
  expect((await iam.GetRole({ RoleName: "core" })).Role!.Tags).toEqual([{ Key: "team", Value: "b" }]);
});

test("an account has one provider for an issuer, and deleting one that isn't there is no error", async () => {
  const { aws } = await sandboxed();
  const Url = "https://oidc.example.com/id/A";
  const { OpenIDConnectProviderArn } = await aws.iam.CreateOpenIDConnectProvider({ Url });
  await expect(aws.iam.CreateOpenIDConnectProvider({ Url })).rejects.toMatchObject({
    name: "EntityAlreadyExistsException",
  });
  await aws.iam.DeleteOpenIDConnectProvider({ OpenIDConnectProviderArn });
  await aws.iam.DeleteOpenIDConnectProvider({ OpenIDConnectProviderArn });
  await expect(aws.iam.GetOpenIDConnectProvider({ OpenIDConnectProviderArn })).rejects.toMatchObject({
    name: "NoSuchEntityException",
  });
});
