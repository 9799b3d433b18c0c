import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aws, openSession } from "../../src/aws/session";
import { clusters } from "../../src/discovery/clusters";
import { databases } from "../../src/discovery/databases";
import { differences } from "../../src/engine/diff";
import { eksCluster } from "../../src/kinds/eks-cluster";
import { eksNodes } from "../../src/kinds/eks-nodes";
import { iamOidcProvider } from "../../src/kinds/iam-oidc-provider";
import { iamRole } from "../../src/kinds/iam-role";
import { rdsDatabase } from "../../src/kinds/rds-database";
import { type SeededAccount, seedAccount } from "./seed";
import { describeOnMoto, type Moto, startMoto } from "./server";

describeOnMoto("cluster, database and roles on moto", () => {
  let moto: Moto;
  let seeded: SeededAccount;
  let aws: Aws;
  beforeAll(async () => {
    moto = await startMoto();
    seeded = await seedAccount({ endpoint: moto.url });
    aws = await openSession({
      region: seeded.region,
      settings: { endpoint: moto.url, credentials: { accessKeyId: "testing", secretAccessKey: "testing" } },
    });
  });
  afterAll(() => moto?.stop());
  const tags = { "risken-aws:env": "prd", "risken-aws:id": "role/risken" };
  const sought = { tags };

  test("the cluster and its nodes are found", async () => {
    const [{ value: name }] = (await clusters(aws)) as [{ value: string }];
    const seen = await eksCluster.observe(aws, { name }, sought);
    expect(seen?.outputs).toMatchObject({ name, arn: seeded.eks.arn, issuer: expect.stringMatching(/^https:\/\//) });
    expect(seen?.outputs.securityGroupIds).toHaveLength(1);
    const nodes = await eksNodes.observe(aws, { clusterName: name }, sought);
    expect(nodes?.outputs.autoScalingGroups).toHaveLength(1);
    expect(await eksCluster.observe(aws, { name: "none" }, sought)).toBeUndefined();
  });

  test("the database and the secret that RDS keeps are found", async () => {
    const found = await databases(aws);
    expect(found).toHaveLength(1);
    const seen = await rdsDatabase.observe(aws, { identifier: found[0]!.value }, sought);
    expect(seen?.outputs).toMatchObject({ port: 3306, engine: "aurora-mysql" });
    expect(seen?.outputs.masterSecretArn).toContain(":secret:rds!cluster-");
    expect(await rdsDatabase.observe(aws, { identifier: "none" }, sought)).toBeUndefined();
  });

  test("a role is made, read back as it was written, changed and removed", async () => {
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow" as const, Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    const allow = (Action: string) => ({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow" as const, Action, Resource: "*" }],
    });
    const spec = {
      RoleName: "risken-prd-risken",
      Path: "/risken/prd/",
      Description: "What RISKEN's pods may do in AWS (prd)",
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: trust,
      Policies: { risken: allow("sqs:SendMessage") },
      ManagedPolicyArns: [],
    };
    const look = () => iamRole.observe(aws.fresh(), spec, sought);
    const drift = (wanted: object, seen: object) => differences(iamRole, wanted as never, seen as never).fields;
    expect(await look()).toBeUndefined();
    await iamRole.create(aws, spec, tags);
    const seen = (await look())!;
    expect(drift(spec, seen.spec)).toEqual([]);
    expect(seen.tags).toEqual(tags);
    expect(await iamRole.owned!(aws.fresh(), { "risken-aws:env": "prd" })).toEqual([
      { key: { RoleName: spec.RoleName }, tags },
    ]);
    const changed = { ...spec, Description: "", MaxSessionDuration: 7200, Policies: { other: allow("s3:GetObject") } };
    await iamRole.update(aws, changed, seen, new Set(["Description", "MaxSessionDuration", "Policies"]));
    expect(drift(changed, (await look())!.spec)).toEqual([]);
    await iamRole.remove(aws, spec, seen);
    expect(await look()).toBeUndefined();
  });

  test("a provider is made and removed", async () => {
    const spec = { Url: "https://oidc.example.com/id/A", ClientIDList: ["sts.amazonaws.com"] };
    await iamOidcProvider.create(aws, spec, tags);
    const seen = (await iamOidcProvider.observe(aws, spec, sought))!;
    expect(seen).toMatchObject({ spec: { ClientIDList: spec.ClientIDList }, tags });
    await iamOidcProvider.remove(aws, spec, seen);
    await iamOidcProvider.remove(aws, spec, seen);
    expect(await iamOidcProvider.observe(aws, spec, sought)).toBeUndefined();
  });
});
