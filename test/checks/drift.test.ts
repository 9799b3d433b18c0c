import { expect, test } from "vitest";
import { driftIn, unsearchedIn } from "../../src/checks/drift";
import { awsError } from "../../src/sandbox/account";
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

test("what looking finds wrong is a failure, and no lack of a permission", async () => {
  const world = await installed();
  const rules = world.account.table<{ arn: string; tags: Record<string, string>; priority: number }>("elbv2.rules");
  const [rule] = Object.values(rules).filter(({ tags }) => tags["risken-aws:id"] === "rule/console-web");
  const twin = { ...structuredClone(rule!), arn: `${rule!.arn}0`, priority: 40_000 };
  rules[twin.arn] = twin;
  expect(await findings(world)).toMatchObject([{ id: "rule/console-web", status: "fail" }]);
});

test("what is wrong with one thing is said once, and not of all that hangs on it", async () => {
  const world = await installed();
  const pools = world.account.table<{ id: string }>("cognito.pools");
  const [pool] = Object.values(pools);
  pools["ap-northeast-1_another"] = { ...structuredClone(pool!), id: "ap-northeast-1_another" };
  expect((await findings(world)).map(({ id, status }) => [id, status])).toEqual([
    ["user-pool/users", "fail"],
    ["user-pool-client/console", "skip"],
    ["user-pool-domain/console", "skip"],
    ["rule/console-api", "skip"],
    ["rule/console-web", "skip"],
  ]);
});

test("without the index of tags nobody knows what was left over, and that is said", async () => {
  let denied = false;
  const world = await installed({
    refuse: ({ service }) => {
      if (denied && service === "tagging") throw awsError("AccessDeniedException", "no", { status: 403 });
    },
  });
  denied = true;
  const seen = await world.look();
  expect(await findings(world)).toEqual([]);
  expect(unsearchedIn(seen.survey).map(({ id, status, lacks }) => [id, status, lacks])).toEqual(
    [
      "key",
      "key-alias",
      "secret",
      "queue",
      "user-pool",
      "identity-provider",
      "user-group",
      "user-pool-domain",
      "login-pages",
      "target-group",
      "certificate",
      "validation-record",
      "listener",
      "rule",
      "listener-certificate",
      "dns-record",
      "parameter",
      "topic",
      "alarm",
      "trace-group",
      "sampling-rule",
    ].map((noun) => [`leftover/${noun}`, "skip", "tag:GetResources"]),
  );
});
