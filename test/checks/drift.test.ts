import { expect, test } from "vitest";
import { driftIn } from "../../src/checks/drift";
import { installed } from "./installed";

const findings = async ({ look }: Awaited<ReturnType<typeof installed>>) =>
  driftIn((await look()).plan).filter(({ status }) => status !== "pass");

test("what differs and can't be changed is named, although it stays", async () => {
  const world = await installed();
  const key = world.account.table<{ type: string; keyId?: string }>("ssm.parameters")[
    "/prd/code/common/CODE_DATA_KEY"
  ]!;
  key.type = "String";
  delete key.keyId;
  expect(await findings(world)).toMatchObject([
    {
      id: "parameter/code/common/CODE_DATA_KEY",
      status: "warn",
      details: [{ path: "Type", expected: "SecureString", actual: "String" }],
    },
  ]);
});

test("nobody is told to prune what --prune would leave", async () => {
  const world = await installed();
  const queues = world.account.table<{ tags: object; attributes: Record<string, string> }>("sqs.queues");
  const left = structuredClone(queues["risken-prd-aws-portscan"]!);
  Object.assign(left.tags, { "risken-aws:id": "queue/aws-old" });
  queues["risken-prd-aws-old"] = { ...left, name: "risken-prd-aws-old" } as typeof left;
  const [empty] = await findings(world);
  expect(empty).toMatchObject({ id: "queue/aws-old", status: "warn" });
  expect(empty!.fix!.en).toContain("--prune");
  const [full] = driftIn({
    ...(await world.look()).plan,
    changes: (await world.look()).plan.changes
      .filter(({ action }) => action === "delete")
      .map((change) => ({ ...change, holdsData: true as const })),
  });
  expect(full).toMatchObject({ id: "queue/aws-old", status: "warn" });
  expect(full).not.toHaveProperty("fix");
});
