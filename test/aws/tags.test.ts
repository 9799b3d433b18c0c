import { expect, test } from "vitest";
import { searched } from "../../src/aws/tags";
import { awsError } from "../../src/sandbox/account";
import { sandboxed } from "../sandboxed";

const tags = { "risken-aws:env": "prd" };

/** An index of tags that doesn't know one of the types. */
const without = (type: string) =>
  sandboxed(
    () => {},
    ({ operation, input }) => {
      const { ResourceTypeFilters = [] } = input as { ResourceTypeFilters?: readonly string[] };
      if (operation === "GetResources" && ResourceTypeFilters.includes(type)) {
        throw awsError("InvalidParameterException", `Unsupported resource type: ${type}`);
      }
    },
  );

test("a type that the index of a region doesn't know costs its own things alone, and is said", async () => {
  const { aws } = await without("xray:group");
  await aws.elbv2.CreateTargetGroup({
    Name: "ours",
    Protocol: "HTTP",
    Port: 80,
    VpcId: "vpc-0a1b2c3d4e5f60718",
    Tags: [{ Key: "risken-aws:env", Value: "prd" }],
  });
  expect((await searched(aws, "elasticloadbalancing:targetgroup", tags)).size).toBe(1);
  expect((await searched(aws, "xray:group", tags)).size).toBe(0);
  expect(aws.overlooked.map((error) => (error as Error).message)).toEqual(["Unsupported resource type: xray:group"]);
});

test("whatever else is the matter goes on", async () => {
  const { aws } = await sandboxed(
    () => {},
    ({ operation }) => {
      if (operation === "GetResources") throw awsError("AccessDeniedException", "no", { status: 403 });
    },
  );
  await expect(searched(aws, "sqs", tags)).rejects.toMatchObject({ name: "AccessDeniedException" });
});
