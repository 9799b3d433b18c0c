import { describe, expect, test } from "vitest";
import { canonicalPolicy, type PolicyDocument, type Statement } from "../../src/aws/policy-document";
import { graphOf } from "../../src/engine/graph";
import { refsIn, resolve, type Source, UNKNOWN } from "../../src/engine/ref";
import { output } from "../../src/engine/resource";
import { rdsDatabase } from "../../src/kinds/rds-database";
import { scanQueues } from "../../src/risken/queues";
import { services } from "../../src/risken/services";
import { accountOf, emptyState } from "../../src/sandbox/account";
import { freshEks } from "../../src/sandbox/eks";
import { answers } from "../../src/sandbox/iam";
import { askingOf } from "../../src/steps/asked";
import { cluster, clusterIssuer, clusterVpc, nodeGroups, nodeSecurityGroups, roleArn } from "../../src/steps/cluster";
import type { Permission, Target } from "../../src/steps/step";
import { sandboxed } from "../sandboxed";
import { aTarget } from "./a-target";

const ISSUER = "oidc.eks.ap-northeast-1.amazonaws.com/id/A1B2";
const known: Readonly<Record<string, unknown>> = {
  "cluster/cluster issuer": `https://${ISSUER}`,
  "oidc-provider/cluster arn": `arn:aws:iam::123456789012:oidc-provider/${ISSUER}`,
};
const lookUp = ({ address, field }: Source) => known[`${address} ${field}`] ?? UNKNOWN;
const allow = (services: readonly string[], Action: string, Resource: string | readonly string[]): Permission => ({
  services,
  statement: { Effect: "Allow", Action, Resource },
});

function build(inputs: object = {}, permissions: readonly Permission[] = [], different: Partial<Target> = {}) {
  const target = aTarget(different);
  const given = cluster.inputs.parse({ name: "eks", ...inputs });
  return cluster.build(given, { ...target, built: { ...target.built, permissions } });
}

/** Specs of everything, by address. References that lead to {@link known} are resolved. */
function specs(...how: Parameters<typeof build>): Readonly<Record<string, Record<string, unknown>>> {
  const { resources = [] } = build(...how);
  return Object.fromEntries(
    resources.map(({ address, spec }) => [address, resolve(spec, lookUp) as Record<string, unknown>]),
  );
}

const policyIn = (spec: Record<string, unknown> | undefined): readonly Statement[] =>
  (spec!.Policies as { readonly risken: PolicyDocument }).risken.Statement;

describe("what is needed and what is made", () => {
  test("with one account for all: the cluster, its nodes, its provider, one role", () => {
    const { resources = [] } = build();
    expect(resources.map(({ address, wanted }) => [address, wanted])).toEqual([
      ["cluster/cluster", "existing"],
      ["nodes/nodes", "existing"],
      ["oidc-provider/cluster", "made"],
      ["role/risken", "made"],
    ]);
    expect(graphOf(resources).dependsOn("role/risken")).toEqual(["oidc-provider/cluster", "cluster/cluster"]);
    expect(graphOf(resources).dependsOn("nodes/nodes")).toEqual(["cluster/cluster"]);
  });

  test("with accounts of their own: one role for each program that reads parameters, none for web", () => {
    const roles = Object.keys(specs({ serviceAccounts: "per-service" })).filter((one) => one.startsWith("role/"));
    expect(roles).toHaveLength(21);
    expect(roles).toContain("role/core");
    expect(roles).not.toContain("role/web");
    expect(roles).not.toContain("role/aws-remediation-proposal");
  });

  test("the provider is that of the cluster's issuer", () => {
    expect(specs()["oidc-provider/cluster"]).toEqual({
      Url: `https://${ISSUER}`,
      ClientIDList: ["sts.amazonaws.com"],
    });
  });

  test("the CloudWatch agent's role is for its own service account, with AWS's policy and none of RISKEN's", () => {
    expect(specs()).not.toHaveProperty("role/cloudwatch-agent");
    for (const serviceAccounts of ["shared", "per-service"]) {
      const all = specs({ serviceAccounts, rolePath: "/x/" }, [], { agentRole: true, partition: "aws-cn" });
      expect(all["role/cloudwatch-agent"]).toMatchObject({
        RoleName: "risken-prd-cloudwatch-agent",
        Path: "/x/",
        Policies: {},
        ManagedPolicyArns: ["arn:aws-cn:iam::aws:policy/CloudWatchAgentServerPolicy"],
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Condition: {
                StringEquals: {
                  [`${ISSUER}:sub`]: "system:serviceaccount:amazon-cloudwatch:cloudwatch-agent",
                  [`${ISSUER}:aud`]: "sts.amazonaws.com",
                },
              },
            },
          ],
        },
      });
    }
  });

  test("a role's name, path and boundary", () => {
    expect(specs()["role/risken"]).toMatchObject({
      RoleName: "risken-prd-risken",
      Path: "/risken/prd/",
      MaxSessionDuration: 3600,
      ManagedPolicyArns: [],
    });
    expect(specs()["role/risken"]).not.toHaveProperty("PermissionsBoundary");
    const permissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
    expect(specs({ rolePath: "/security/", permissionsBoundary })["role/risken"]).toMatchObject({
      Path: "/security/",
      PermissionsBoundary: permissionsBoundary,
    });
  });

  test("every name of a role fits 64 characters, however long prefix and env are", () => {
    const named = (thing: string) => `${"p".repeat(16)}-${"e".repeat(11)}-${thing}`;
    for (const { RoleName } of Object.values(specs({ serviceAccounts: "per-service" }, [], { named }))) {
      if (RoleName) expect(RoleName).toMatch(/^.{1,64}$/);
    }
  });
});

describe("the trust policy", () => {
  const trustOf = (address: string, inputs: object) => specs(inputs)[address]!.AssumeRolePolicyDocument;

  test("binds issuer, namespace, service account and audience, all exactly", () => {
    expect(trustOf("role/risken", { namespace: "security" })).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${ISSUER}` },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              [`${ISSUER}:sub`]: "system:serviceaccount:security:risken",
              [`${ISSUER}:aud`]: "sts.amazonaws.com",
            },
          },
        },
      ],
    });
  });

  test("names the Deployment's own account where each has one", () => {
    const trust = trustOf("role/aws-portscan", { serviceAccounts: "per-service" }) as PolicyDocument;
    const [{ Condition }] = trust.Statement as [Statement];
    expect(Condition!.StringEquals![`${ISSUER}:sub`]).toBe("system:serviceaccount:risken:aws-portscan");
  });
});

describe("the inline policy", () => {
  const permissions = [
    allow(["datasource-api"], "sqs:SendMessage", ["arn:q1", "arn:q2"]),
    allow(["aws-portscan"], "sqs:ReceiveMessage", "arn:q1"),
    allow(["aws-guardduty"], "sqs:ReceiveMessage", "arn:q2"),
    allow(["core", "datasource-api"], "ssm:GetParametersByPath", "arn:db"),
    allow(["web"], "s3:GetObject", "arn:nobody"),
  ];
  const others = { dataSources: ["code"] };

  test("of the one role allows what any pod needs, in as few statements as say it", () => {
    expect(policyIn(specs({}, permissions, others)["role/risken"])).toEqual([
      {
        Sid: "SqsReceiveMessage",
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:SendMessage"],
        Resource: ["arn:q1", "arn:q2"],
      },
      { Sid: "SsmGetParametersByPath", Effect: "Allow", Action: ["ssm:GetParametersByPath"], Resource: ["arn:db"] },
    ]);
  });

  test("of a service's own role allows what that service needs and no more", () => {
    const roles = specs({ serviceAccounts: "per-service" }, permissions, others);
    expect(policyIn(roles["role/aws-portscan"]).map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [["sqs:ReceiveMessage"], ["arn:q1"]],
    ]);
    expect(policyIn(roles["role/core"]).map(({ Action }) => Action)).toEqual([["ssm:GetParametersByPath"]]);
    expect(roles["role/gateway"]!.Policies).toEqual({});
  });

  test("doesn't depend on the order in which the sections were built", () => {
    const there = policyIn(specs({}, permissions, others)["role/risken"]);
    const back = policyIn(specs({}, [...permissions].reverse(), others)["role/risken"]);
    const same = (Statement: readonly Statement[]) => canonicalPolicy({ Version: "2012-10-17", Statement });
    expect(same(back)).toEqual(same(there));
  });

  test("keeps apart what holds under a condition, and names it differently", () => {
    const Condition = (service: string) => ({ StringEquals: { "kms:ViaService": service } });
    const decrypt = (service: string): Permission => ({
      services: ["core"],
      statement: { Effect: "Allow", Action: "kms:Decrypt", Resource: "arn:key", Condition: Condition(service) },
    });
    const statements = policyIn(specs({}, [decrypt("ssm"), decrypt("sqs"), decrypt("ssm")], others)["role/risken"]);
    expect(statements.map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
      ["KmsDecrypt", Condition("ssm")],
      ["KmsDecrypt2", Condition("sqs")],
    ]);
  });

  test("waits for what nobody knows yet, and leaves out statements about nothing", () => {
    const key = output(rdsDatabase, "database", "masterSecretKmsKeyId");
    const permission: Permission = {
      services: ["core"],
      statement: { Effect: "Allow", Action: "kms:Decrypt", Resource: key.map((arn) => (arn ? [arn] : [])) },
    };
    const { resources = [] } = build({}, [...permissions, permission], others);
    const { Policies } = resources.find(({ address }) => address === "role/risken")!.spec as { Policies: object };
    expect(refsIn(Policies).flatMap(({ sources }) => sources)).toEqual([
      { address: "database/database", field: "masterSecretKmsKeyId" },
    ]);
    const actions = (arn: string | undefined) =>
      (resolve(Policies, () => arn) as { risken: PolicyDocument }).risken.Statement.flatMap(({ Action }) => Action);
    expect(actions("arn:key")).toContain("kms:Decrypt");
    expect(actions(undefined)).not.toContain("kms:Decrypt");
    expect(resolve(Policies, () => UNKNOWN)).toEqual({ risken: UNKNOWN });
  });
});

describe("the scan role", () => {
  const assuming = (role: Record<string, unknown> | undefined) =>
    (role!.Policies as { risken?: PolicyDocument }).risken?.Statement.find(({ Sid }) => Sid === "StsAssumeRole");

  test("is assumed in any account, under the name that the config gives", () => {
    expect(assuming(specs()["role/risken"])).toMatchObject({ Resource: ["arn:aws:iam::*:role/RISKEN"] });
    expect(assuming(specs({ scanRole: "risken-scan" }, [], { partition: "aws-cn" })["role/risken"])).toMatchObject({
      Resource: ["arn:aws-cn:iam::*:role/risken-scan"],
    });
  });

  test("is for datasource-api and the AWS scanners only", () => {
    const roles = specs({ serviceAccounts: "per-service" });
    const those = Object.keys(roles).filter((address) => address.startsWith("role/") && assuming(roles[address]));
    expect(those.sort()).toEqual([
      "role/aws-accessanalyzer",
      "role/aws-adminchecker",
      "role/aws-cloudsploit",
      "role/aws-guardduty",
      "role/aws-portscan",
      "role/datasource-api",
    ]);
  });

  test("is nobody's business where AWS isn't scanned", () => {
    expect(specs({}, [], { dataSources: ["code"] })["role/risken"]!.Policies).toEqual({});
  });
});

test("IAM takes the policy of the one role, also with the longest names that the config allows", () => {
  const env = "e".repeat(11);
  const account = accountOf(emptyState("123456789012", "ap-southeast-1"));
  const queue = (name: string) => account.arn("sqs", `${"p".repeat(16)}-${env}-${name}`);
  const parameter = (path: string) => account.arn("ssm", `parameter/${env}/${path}`);
  const permissions = [
    allow(
      ["datasource-api"],
      "sqs:SendMessage",
      scanQueues.map(({ name }) => queue(name)),
    ),
    ...scanQueues.flatMap(({ name }) => [
      allow([name], "sqs:ReceiveMessage", queue(name)),
      allow([name], "sqs:DeleteMessage", queue(name)),
    ]),
    ...services.flatMap(({ id, meta, directories }) => [
      allow([id], "ssm:GetParameter", parameter(`${meta}`)),
      allow(
        [id],
        "ssm:GetParametersByPath",
        directories.flatMap((one) => [parameter(one), parameter(`${one}/*`)]),
      ),
    ]),
    allow(["core"], "ssm:GetParametersByPath", [parameter("database"), parameter("database/*")]),
    allow(
      ["core"],
      "secretsmanager:GetSecretValue",
      account.arn("secretsmanager", `secret:rds!cluster-${"0".repeat(43)}`),
    ),
    allow(["core"], "kms:Decrypt", account.arn("kms", `key/${"0".repeat(36)}`)),
  ];
  const role = specs({}, permissions)["role/risken"]!;
  const RoleName = role.RoleName as string;
  answers.CreateRole({ RoleName, AssumeRolePolicyDocument: JSON.stringify(role.AssumeRolePolicyDocument) }, account);
  const { risken } = role.Policies as { readonly risken: PolicyDocument };
  const put = () =>
    answers.PutRolePolicy({ RoleName, PolicyName: "risken", PolicyDocument: JSON.stringify(risken) }, account);
  expect(put).not.toThrow();
});

test("others find the cluster, its network and its roles by name", () => {
  const sources = [clusterIssuer(), clusterVpc(), nodeSecurityGroups(), nodeGroups()].flatMap((ref) => ref.sources);
  const { resources = [] } = build();
  const graph = graphOf(resources);
  for (const { address } of sources) expect(graph.at.has(address)).toBe(true);
  expect(roleArn("core", "shared").sources).toEqual([{ address: "role/risken", field: "arn" }]);
  expect(roleArn("core", "per-service").sources).toEqual([{ address: "role/core", field: "arn" }]);
});

test.each([
  ["no cluster", { name: undefined }, "name"],
  ["a namespace with capitals", { namespace: "Risken" }, "namespace"],
  ["a path without a slash at its end", { rolePath: "/risken" }, "rolePath"],
  ["a boundary that is no ARN of a policy", { permissionsBoundary: "boundary" }, "permissionsBoundary"],
  ["a scan role with a path", { scanRole: "path/RISKEN" }, "scanRole"],
  ["an unknown mode", { serviceAccounts: "each" }, "serviceAccounts"],
])("%s is refused under its key", (_, inputs, key) => {
  const { error } = cluster.inputs.safeParse({ name: "eks", ...inputs });
  expect(error?.issues.map(({ path }) => path.join("."))).toEqual([key]);
});

test("the clusters of the region are there to choose from", async () => {
  const { aws } = await sandboxed(freshEks);
  expect(await askingOf(cluster.inputs.shape.name)!.find!(aws, {})).toEqual([{ value: "risken" }]);
});
