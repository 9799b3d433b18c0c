import { describe, expect, test } from "vitest";
import { actionOf } from "../../src/aws/actions";
import type { Aws } from "../../src/aws/session";
import { envsIn, handMadeReads, installationIn } from "../../src/discovery/hand-made";
import { freshAccount } from "../../src/sandbox/fresh";
import { shapes } from "../end-to-end/hand-made";
import { groundIn } from "../end-to-end/hand-made/ground";
import { makePodRole, makeQueue, makeTargetGroup, storeParameters } from "../end-to-end/hand-made/parts";
import { codeDataKey, databasePassword } from "../end-to-end/hand-made/shape";
import { sandboxed, type World } from "../sandboxed";

const fresh = (refuse?: (call: { readonly operation: string }) => void): Promise<World> =>
  sandboxed((account) => freshAccount(account), refuse);

const store = async (aws: Aws, root: string, stored: Parameters<typeof storeParameters>[2]) =>
  storeParameters(await groundIn(aws), root, stored);

describe("envs", () => {
  test("are the first segments under which RISKEN's pods would read something, most first", async () => {
    const { aws } = await fresh();
    await store(aws, "/stg", { common: { DB_MASTER_HOST: "db.example.com" } });
    await store(aws, "/prd", { "aws/common": { AWS_PORTSCAN_QUEUE_URL: "u", AWS_CLOUDSPLOIT_QUEUE_URL: "u" } });
    // Other programs have a port too, and RISKEN's own build a link.
    await store(aws, "/shop", { web: { PORT: "80", AWS_REGION: aws.region, DEBUG: "true" } });
    await store(aws, "/build", { web: { VUE_APP_STATIC_LINK: "[]" } });
    expect(await envsIn(aws)).toEqual(["prd", "stg"]);
  });

  test("are none in an empty account", async () => {
    expect(await envsIn((await fresh()).aws)).toEqual([]);
  });
});

describe("an installation", () => {
  test("is looked at with the printed actions and no others, and nothing is written", async () => {
    const used = new Set<string>();
    for (const shape of shapes) {
      const { aws, calls } = await fresh();
      await shape.build(await groundIn(aws));
      calls.length = 0;
      await envsIn(aws);
      await installationIn(aws, shape.env);
      for (const { service, operation } of calls) used.add(actionOf(service, operation));
    }
    const unseen = ["elasticloadbalancing:DescribeTags", "kms:Decrypt"];
    expect([...used].sort()).toEqual(handMadeReads.filter((action) => !unseen.includes(action)));
  });

  test("tells no secret, whatever it is stored as", async () => {
    for (const shape of shapes) {
      const { aws } = await fresh();
      await shape.build(await groundIn(aws));
      await store(aws, `/${shape.env}`, { "core/core": { DB_MASTER_PASSWORD: databasePassword, MY_API_KEY: "mine" } });
      const found = JSON.stringify(await installationIn(aws, shape.env));
      for (const secret of [codeDataKey, databasePassword, "mine", "hand-made-github-token"])
        expect(found).not.toContain(secret);
    }
  });

  test("is what could be looked at; what is denied is told", async () => {
    const { aws } = await fresh(({ operation }) => {
      if (/^(ListQueues|DescribeDBClusters|ListRoles)$/.test(operation))
        throw Object.assign(new Error("no"), { name: "AccessDeniedException" });
    });
    await shapes[0]!.build(await groundIn({ ...aws, rds: { ...aws.rds, DescribeDBClusters: databaseOf } } as Aws));
    const { queues, databases, roles, denied, parameters, entrances } = await installationIn(aws, "prd");
    expect([queues, databases, roles, denied.length]).toEqual([[], [], [], 3]);
    expect([parameters.length > 0, entrances.length]).toEqual([true, 1]);
  });

  test("fails on anything but a denial", async () => {
    const { aws } = await fresh(({ operation }) => {
      if (operation === "ListQueues") throw new Error("a cable was cut");
    });
    await expect(installationIn(aws, "prd")).rejects.toThrow("a cable was cut");
  });

  test("has the queues that parameters name, by whatever name and host, else those with RISKEN's own names", async () => {
    const { aws } = await fresh();
    const ground = await groundIn(aws);
    const url = await makeQueue(ground, "mine", { VisibilityTimeout: "600" });
    await makeQueue(ground, "aws-guardduty");
    await makeQueue(ground, "aws-portscan");
    const elsewhere = url.replace(/^https:\/\/[^/]+/, "https://vpce-1.sqs.ap-northeast-1.vpce.amazonaws.com");
    await store(aws, "/prd", {
      "aws/common": { AWS_CLOUDSPLOIT_QUEUE_URL: elsewhere, AWS_PORTSCAN_QUEUE_URL: "http://queue:9324/queue/x" },
    });
    const { queues } = await installationIn(aws, "prd");
    expect(queues.map(({ scanner, name, named }) => [scanner, name, named])).toEqual([
      ["aws-guardduty", "aws-guardduty", false],
      ["aws-cloudsploit", "mine", true],
      ["aws-portscan", "aws-portscan", false],
    ]);
    expect(queues[1]).toMatchObject({ visibilityTimeout: 600, fifo: false });
  });

  test("has the roles that trust a service account of RISKEN's, and no others", async () => {
    const { aws } = await fresh();
    const ground = await groundIn(aws);
    await makePodRole(ground, { name: "ours", subjects: ["system:serviceaccount:risken:risken"], env: "prd" });
    const provider = `arn:aws:iam::123456789012:oidc-provider/${ground.issuer.replace("https://", "")}`;
    const trust = (Principal: object, sub?: string) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Principal,
          Action: "sts:AssumeRoleWithWebIdentity",
          ...(sub ? { Condition: { StringLike: { [`${ground.issuer.replace("https://", "")}:SUB`]: sub } } } : {}),
        },
      });
    const role = (RoleName: string, AssumeRolePolicyDocument: string) =>
      aws.iam.CreateRole({ RoleName, AssumeRolePolicyDocument });
    await role("theirs", trust({ Federated: provider }, "system:serviceaccount:kube-system:dns"));
    await role("wide", trust({ Federated: provider }, "system:serviceaccount:risken:*"));
    await role("everybody", trust({ Federated: provider }));
    const { roles } = await installationIn(aws, "prd");
    expect(roles.map(({ name, accounts }) => [name, accounts])).toEqual([
      ["ours", ["risken:risken"]],
      ["wide", ["risken:*"]],
    ]);
    expect(roles[0]).toMatchObject({ cluster: "risken", path: "/", assumes: ["arn:aws:iam::*:role/RISKEN"] });
  });

  test("has no way in where no target group is on RISKEN's ports", async () => {
    const { aws } = await fresh();
    await makeTargetGroup(await groundIn(aws), "shop", 8080, "/");
    expect((await installationIn(aws, "prd")).entrances).toEqual([]);
  });

  test("knows where else a key for what is stored could be", async () => {
    const { aws } = await fresh();
    await store(aws, "/security/prd", { "code/common": { CODE_DATA_KEY: [codeDataKey] } });
    const { dataKeysElsewhere } = await installationIn(aws, "prd");
    expect(dataKeysElsewhere).toEqual(["/security/prd/code/common/CODE_DATA_KEY"]);
  });
});

const databaseOf = async () => ({
  DBClusters: [{ Endpoint: "writer.example.com", ReaderEndpoint: "reader.example.com" }],
  $metadata: {},
});
