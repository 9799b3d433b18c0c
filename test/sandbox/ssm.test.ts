import { describe, expect, test } from "vitest";
import { accountOf, emptyState } from "../../src/sandbox/account";
import { putKey } from "../../src/sandbox/kms";
import { answers } from "../../src/sandbox/ssm";

const account = () => accountOf(emptyState());
const plain = { Name: "/prd/common/X", Value: "x", Type: "String" } as const;
const put = (more: object, place = account()) => answers.PutParameter({ ...plain, ...more }, place);

describe("PutParameter refuses", () => {
  test.each([
    ["no type", { Type: undefined }, "ValidationException"],
    ["nothing", { Value: "" }, "ValidationException"],
    ["the name of another parameter", { Value: "{{x}}" }, "ValidationException"],
    ["more than 4 KB", { Value: "x".repeat(4097) }, "ValidationException"],
    ["more than 8 KB", { Value: "x".repeat(8193), Tier: "Advanced" }, "ValidationException"],
    ["a key for text", { KeyId: "alias/aws/ssm" }, "ValidationException"],
    ["a key that isn't there", { Type: "SecureString", KeyId: "alias/none" }, "InvalidKeyId"],
    ["tags for what is overwritten", { Overwrite: true, Tags: [{ Key: "a", Value: "b" }] }, "ValidationException"],
    ["a name of AWS", { Name: "/aws/x" }, "AccessDeniedException"],
    ["a name of Parameter Store", { Name: "/ssmx" }, "ValidationException"],
    ["other characters", { Name: "/prd/ü" }, "ValidationException"],
    ["a path without a slash in front", { Name: "prd/x" }, "ValidationException"],
    ["sixteen levels", { Name: "/x".repeat(16) }, "HierarchyLevelLimitExceededException"],
    ["a very long name", { Name: `/${"x".repeat(1000)}` }, "ValidationException"],
  ])("%s", (_, more, name) => {
    expect(() => put(more)).toThrow(expect.objectContaining({ name }));
  });

  test.each([
    ["a second one", {}, "ParameterAlreadyExists"],
    ["another type", { Type: "SecureString", Overwrite: true }, "HierarchyTypeMismatchException"],
    ["the way back to the standard tier", { Tier: "Standard", Overwrite: true }, "ValidationException"],
  ])("%s of the same name", (_, more, name) => {
    const place = account();
    put({ Tier: "Advanced" }, place);
    expect(() => put(more, place)).toThrow(expect.objectContaining({ name }));
  });
});

test("an overwrite counts a version, keeps description and tags, and falls back to AWS's key where none is named", () => {
  const place = account();
  const KeyId = putKey(place, "alias/mine");
  put({ Type: "SecureString", KeyId, Description: "d", Tags: [{ Key: "a", Value: "b" }] }, place);
  expect(put({ Type: undefined, Value: "y", Overwrite: true }, place)).toEqual({ Version: 2, Tier: "Standard" });
  const { Parameters } = answers.DescribeParameters({}, place);
  expect(Parameters).toMatchObject([{ KeyId: "alias/aws/ssm", Description: "d", Version: 2, Type: "SecureString" }]);
  expect(answers.ListTagsForResource({ ResourceType: "Parameter", ResourceId: plain.Name }, place)).toEqual({
    TagList: [{ Key: "a", Value: "b" }],
  });
});

test("Intelligent-Tiering takes the tier that is needed", () => {
  const Tier = "Intelligent-Tiering";
  expect(put({ Tier })).toMatchObject({ Tier: "Standard" });
  expect(put({ Tier, Value: "x".repeat(4097) })).toMatchObject({ Tier: "Advanced" });
});

describe("reading", () => {
  const place = account();
  for (let at = 0; at < 25; at++) put({ Name: `/prd/common/V${String(at).padStart(2, "0")}` }, place);
  put({ Name: "/prd/common/deep/X" }, place);
  put({ Name: "/prd/commoner", Type: "SecureString", Value: "hidden" }, place);

  test("a path gives ten a page, and what lies deeper only when asked", () => {
    const page = (NextToken?: string) => answers.GetParametersByPath({ Path: "/prd/common/", NextToken }, place);
    const first = page();
    expect(first.Parameters).toHaveLength(10);
    expect(page(page(first.NextToken).NextToken)).toMatchObject({ Parameters: { length: 5 } });
    const deep = answers.GetParametersByPath({ Path: "/prd/common/deep", Recursive: true }, place);
    expect(deep.Parameters?.map(({ Name }) => Name)).toEqual(["/prd/common/deep/X"]);
    expect(() => answers.GetParametersByPath({ Path: "prd" }, place)).toThrow();
    expect(() => answers.GetParametersByPath({ Path: "/prd", MaxResults: 11 }, place)).toThrow();
  });

  test("an encrypted value is shown only decrypted", () => {
    const read = (WithDecryption: boolean) =>
      answers.GetParameters({ Names: ["/prd/commoner", "/none"], WithDecryption }, place);
    expect(read(true)).toMatchObject({ Parameters: [{ Value: "hidden" }], InvalidParameters: ["/none"] });
    expect(JSON.stringify(read(false))).not.toContain("hidden");
    expect(() => answers.GetParameters({ Names: Array(11).fill("/x") }, place)).toThrow("10");
    expect(() => answers.GetParameters({ Names: ["/x", "/x"] }, place)).toThrow("duplicates");
  });

  test.each([
    [{ Key: "Name", Values: ["/prd/commoner", "/prd/common/V00"] }, 2],
    [{ Key: "Name", Option: "BeginsWith", Values: ["/prd/common/"] }, 26],
    [{ Key: "Name", Option: "Contains", Values: ["deep"] }, 1],
    [{ Key: "Path", Option: "Recursive", Values: ["/prd"] }, 27],
    [{ Key: "Path", Values: ["/prd"] }, 1],
    [{ Key: "Type", Values: ["SecureString"] }, 1],
    [{ Key: "tag:a", Values: [] }, 0],
  ])("a listing keeps to its filter: %j", (filter, count) => {
    expect(answers.DescribeParameters({ ParameterFilters: [filter] }, place).Parameters).toHaveLength(count);
  });

  test("a listing refuses what AWS refuses", () => {
    const list = (Key: string, Values: string[]) =>
      answers.DescribeParameters({ ParameterFilters: [{ Key, Values }] }, place);
    expect(() => list("Value", ["x"])).toThrow(expect.objectContaining({ name: "InvalidFilterKey" }));
    expect(() => list("Name", Array(51).fill("/x"))).toThrow(expect.objectContaining({ name: "ValidationException" }));
    expect(() => answers.DescribeParameters({ MaxResults: 51 }, place)).toThrow("50");
  });
});

test("what isn't there can be neither deleted nor tagged", () => {
  const tagging = { ResourceType: "Parameter", ResourceId: "/none" } as const;
  expect(() => answers.DeleteParameter({ Name: "/none" }, account())).toThrow(
    expect.objectContaining({ name: "ParameterNotFound" }),
  );
  for (const call of [answers.AddTagsToResource, answers.ListTagsForResource]) {
    expect(() => call({ ...tagging, Tags: [] }, account())).toThrow(
      expect.objectContaining({ name: "InvalidResourceId" }),
    );
  }
});
