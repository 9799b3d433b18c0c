import { describe, expect, test } from "vitest";
import type { Lookup } from "../../src/engine/kind";
import { eksCluster } from "../../src/kinds/eks-cluster";
import { eksNodes } from "../../src/kinds/eks-nodes";
import { kmsExistingKey } from "../../src/kinds/kms-existing-key";
import { rdsDatabase } from "../../src/kinds/rds-database";
import { Problem } from "../../src/problems";
import { type Account, awsError } from "../../src/sandbox/account";
import { clusters, freshEks, nodegroups } from "../../src/sandbox/eks";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { keyOfAws, putKey } from "../../src/sandbox/kms";
import { dbClusters, dbInstances, freshRds, managedSecret } from "../../src/sandbox/rds";
import { sandboxed } from "../sandboxed";

/** What a lookup sees in a prepared account, with only the permissions that it names. */
async function see<Spec extends object, Out extends object, Key extends keyof Spec & string>(
  kind: Lookup<Spec, Out, Key>,
  key: Pick<Spec, Key>,
  prepare: (account: Account) => void = () => {},
) {
  const { aws, calls } = await sandboxed(prepare);
  const seen = await kind.observe(aws, key, { tags: {} });
  const allowed = kind.reads.map((action) => action.split(":")[1]);
  for (const { operation } of calls) expect(allowed).toContain(operation);
  return { seen, outputs: seen?.outputs, calls };
}

const refusal = async (looking: Promise<unknown>): Promise<Problem> => {
  const error = await looking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
};

describe("eks.cluster", () => {
  const key = { name: freshIds.clusterName };

  test("a cluster with its issuer, network and the group that its nodes wear", async () => {
    const { outputs } = await see(eksCluster, key, freshEks);
    expect(outputs).toEqual({
      name: "risken",
      subnetIds: freshIds.privateSubnetIds,
      arn: "arn:aws:eks:ap-northeast-1:123456789012:cluster/risken",
      issuer: `https://oidc.eks.ap-northeast-1.amazonaws.com/id/${freshIds.oidcId}`,
      vpcId: freshIds.vpcId,
      securityGroupIds: [freshIds.clusterSecurityGroupId],
      status: "ACTIVE",
    });
  });

  test("none of that name", async () => {
    expect((await see(eksCluster, { name: "other" }, freshEks)).seen).toBeUndefined();
  });

  test("without a group of its own, the first of those that it was given counts", async () => {
    const { outputs } = await see(eksCluster, key, (account) => {
      freshEks(account);
      const { clusterSecurityGroupId: _, ...rest } = clusters(account)[key.name]!;
      clusters(account)[key.name] = { ...rest, securityGroupIds: ["sg-1", "sg-2"] } as never;
    });
    expect(outputs?.securityGroupIds).toEqual(["sg-1"]);
  });

  test.each(["CREATING", "FAILED", "DELETING"] as const)("a cluster that is %s is refused", async (status) => {
    const problem = await refusal(
      see(eksCluster, key, (account) => {
        freshEks(account);
        clusters(account)[key.name] = { ...clusters(account)[key.name]!, status };
      }),
    );
    expect(problem).toMatchObject({ code: "cluster-not-ready", exit: 3 });
    expect(problem.text.en).toContain(status);
    expect(problem.text.ja).toContain(status);
  });

  test("a cluster that is being updated is as good as any", async () => {
    const { outputs } = await see(eksCluster, key, (account) => {
      freshEks(account);
      clusters(account)[key.name] = { ...clusters(account)[key.name]!, status: "UPDATING" };
    });
    expect(outputs?.status).toBe("UPDATING");
  });
});

describe("eks.nodes", () => {
  const key = { clusterName: freshIds.clusterName };
  const withGroups = (groups: Record<string, { readonly asgs: string[]; readonly status?: "DELETING" }>) => {
    return (account: Account) => {
      freshEks(account);
      delete nodegroups(account)[`${freshIds.clusterName}/${freshIds.nodeGroupName}`];
      for (const [nodegroupName, { asgs, status = "ACTIVE" }] of Object.entries(groups)) {
        nodegroups(account)[`${key.clusterName}/${nodegroupName}`] = {
          subnetIds: [`subnet-${nodegroupName}`],
          ...key,
          nodegroupName,
          status,
          autoScalingGroups: asgs,
        };
      }
    };
  };

  test("the Auto Scaling groups of all node groups, but not of those that are going away", async () => {
    const { outputs } = await see(
      eksNodes,
      key,
      withGroups({
        a: { asgs: ["asg-2", "asg-1"] },
        b: { asgs: ["asg-3"] },
        c: { asgs: ["asg-4"], status: "DELETING" },
      }),
    );
    expect(outputs?.autoScalingGroups).toEqual(["asg-1", "asg-2", "asg-3"]);
    expect(outputs?.subnetIds).toEqual(["subnet-a", "subnet-b"]);
  });

  test("more node groups than one page holds", async () => {
    const groups = Object.fromEntries(Array.from({ length: 130 }, (_, at) => [`n${at}`, { asgs: [`asg-${at}`] }]));
    expect((await see(eksNodes, key, withGroups(groups))).outputs?.autoScalingGroups).toHaveLength(130);
  });

  test("a cluster without node groups has no Auto Scaling group", async () => {
    expect((await see(eksNodes, key, withGroups({}))).outputs).toEqual({ autoScalingGroups: [], subnetIds: [] });
  });

  test("no cluster, no nodes", async () => {
    expect((await see(eksNodes, { clusterName: "other" }, freshEks)).seen).toBeUndefined();
  });
});

describe("rds.database", () => {
  const key = { identifier: freshIds.databaseIdentifier };
  const changed = (fields: object) => (account: Account) => {
    freshRds(account);
    dbClusters(account)[key.identifier] = { ...dbClusters(account)[key.identifier]!, ...fields };
  };
  const instance = (fields: object) => (account: Account) => {
    dbInstances(account).single = {
      identifier: "single",
      engine: "mysql",
      engineVersion: "8.0.40",
      status: "available",
      endpoint: "single.abc.ap-northeast-1.rds.amazonaws.com",
      port: 3307,
      masterUsername: "root",
      ...fields,
    };
  };

  test("a cluster: where to write, where to read, and where its password is", async () => {
    const { outputs } = await see(rdsDatabase, key, freshRds);
    expect(outputs).toMatchObject({ port: 3306, engine: "aurora-mysql", masterUsername: "admin", status: "available" });
    expect(outputs?.writer).toMatch(/^risken-db\.cluster-[0-9a-f]{12}\.ap-northeast-1\.rds\.amazonaws\.com$/);
    expect(outputs?.reader).toMatch(/^risken-db\.cluster-ro-/);
    expect(outputs?.masterSecretArn).toMatch(/^arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:rds!cluster-/);
    // Everybody in the account may use the key that AWS keeps for Secrets Manager.
    expect(outputs?.masterSecretKmsKeyId).toBeUndefined();
  });

  test("the customer's own key is named", async () => {
    let arn = "";
    const { outputs } = await see(rdsDatabase, key, (account) => {
      arn = putKey(account, "alias/db");
      changed({ masterSecret: managedSecret(account, "admin", arn) })(account);
    });
    expect(outputs?.masterSecretKmsKeyId).toBe(arn);
  });

  test("a key that KMS tells nothing about counts as the customer's", async () => {
    const kmsKeyId = "arn:aws:kms:ap-northeast-1:999999999999:key/elsewhere";
    const { outputs } = await see(rdsDatabase, key, changed({ masterSecret: { arn: "arn:secret", kmsKeyId } }));
    expect(outputs?.masterSecretKmsKeyId).toBe(kmsKeyId);
  });

  test("a key of this account that may not be looked at is not guessed", async () => {
    const kmsKeyId = "arn:aws:kms:ap-northeast-1:123456789012:key/ours";
    const denied = () => {
      throw awsError("AccessDeniedException", "no", { status: 403 });
    };
    const { aws } = await sandboxed(changed({ masterSecret: { arn: "arn:secret", kmsKeyId } }), ({ service }) =>
      service === "kms" ? denied() : undefined,
    );
    await expect(rdsDatabase.observe(aws, key, { tags: {} })).rejects.toThrow("no");
  });

  test("without a reader, the writer reads", async () => {
    const { outputs } = await see(rdsDatabase, key, changed({ readerEndpoint: undefined }));
    expect(outputs?.reader).toBe(outputs?.writer);
  });

  test("an instance, asked for at the same time as a cluster", async () => {
    const { outputs, calls } = await see(rdsDatabase, { identifier: "single" }, instance({}));
    expect(outputs).toEqual({
      writer: "single.abc.ap-northeast-1.rds.amazonaws.com",
      reader: "single.abc.ap-northeast-1.rds.amazonaws.com",
      port: 3307,
      engine: "mysql",
      masterUsername: "root",
      masterSecretArn: undefined,
      masterSecretKmsKeyId: undefined,
      status: "available",
      metrics: { Name: "DBInstanceIdentifier", Value: "single" },
      parameterGroup: { of: "instance", name: "default.mysql8.0" },
    });
    expect(calls.map(({ operation }) => operation)).toEqual(["DescribeDBClusters", "DescribeDBInstances"]);
  });

  test("a member of a cluster leads to the cluster, which knows the writer after a failover", async () => {
    const { outputs } = await see(rdsDatabase, { identifier: "risken-db-2" }, freshRds);
    expect(outputs?.writer).toContain("risken-db.cluster-");
  });

  test("nothing of that name", async () => {
    expect((await see(rdsDatabase, { identifier: "other" }, freshRds)).seen).toBeUndefined();
  });

  test.each(["aurora-postgresql", "neptune", "docdb"])("%s is refused", async (engine) => {
    const problem = await refusal(see(rdsDatabase, key, changed({ engine })));
    expect(problem).toMatchObject({ code: "database-engine", exit: 3 });
    expect(problem.text.en).toContain(engine);
    expect(problem.text.ja).toContain(engine);
  });

  test("an instance that is still being made has no endpoint and is refused", async () => {
    const problem = await refusal(
      see(rdsDatabase, { identifier: "single" }, instance({ endpoint: undefined, status: "creating" })),
    );
    expect(problem).toMatchObject({ code: "database-not-ready", exit: 3 });
  });
});

describe("kms.existing-key", () => {
  test("an alias, an id and an ARN lead to the same key", async () => {
    const { aws, account } = await sandboxed();
    const arn = putKey(account, "alias/risken");
    for (const KeyId of ["alias/risken", arn, arn.split("/")[1]!, account.arn("kms", "alias/risken")]) {
      expect((await kmsExistingKey.observe(aws, { KeyId }, { tags: {} }))?.outputs.arn).toBe(arn);
    }
  });

  test("the keys that AWS keeps are there once a service needs them", async () => {
    const { aws, account } = await sandboxed();
    expect(keyOfAws(account, "ssm")).toBe(keyOfAws(account, "ssm"));
    expect(await kmsExistingKey.observe(aws, { KeyId: "alias/aws/ssm" }, { tags: {} })).toBeDefined();
  });

  test("no key", async () => {
    expect((await see(kmsExistingKey, { KeyId: "alias/none" })).seen).toBeUndefined();
  });

  test.each(["Disabled", "PendingDeletion"] as const)("a key that is %s is refused", async (state) => {
    const problem = await refusal(
      see(kmsExistingKey, { KeyId: "alias/risken" }, (account) => putKey(account, "alias/risken", state)),
    );
    expect(problem).toMatchObject({ code: "key-not-usable", exit: 3 });
    expect(problem.text.en).toContain(state);
  });
});
