import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { relations } from "../../src/checks/relations";
import { subjectOf } from "../../src/checks/relations-role";
import { kustomizeOverlay } from "../../src/export/kustomize";
import { services } from "../../src/risken/services";
import type { Account } from "../../src/sandbox/account";
import { put, rewrite } from "./breaking";
import { type Installed, installed, type Variation } from "./installed";

const role = "risken-prd-risken";
const region = "ap-northeast-1";

interface Case {
  readonly about: string;
  readonly breaks: (here: Installed) => Promise<unknown> | unknown;
  /** Everything that fails then: the check, and what can't but fail with it. */
  readonly fails: readonly string[];
  /** What the check says should be there, and what is. */
  readonly says?: { readonly path: string; readonly expected?: unknown; readonly actual?: unknown };
  /** A line of its remedy. */
  readonly fix?: string;
  readonly variation?: Variation;
}

const table = <Row>(account: Account, name: string) => Object.values(account.table<Row>(name));

/** Rewrites one of the role's documents as text. */
async function rewriteTrust({ aws }: Installed, change: (text: string) => string) {
  const { Role } = await aws.iam.GetRole({ RoleName: role });
  const PolicyDocument = change(decodeURIComponent(Role!.AssumeRolePolicyDocument!));
  await aws.iam.UpdateAssumeRolePolicy({ RoleName: role, PolicyDocument });
}

async function rewritePolicy({ aws }: Installed, change: (text: string) => string) {
  const { PolicyDocument, PolicyName } = await aws.iam.GetRolePolicy({ RoleName: role, PolicyName: "risken" });
  const changed = change(decodeURIComponent(PolicyDocument!));
  await aws.iam.PutRolePolicy({ RoleName: role, PolicyName, PolicyDocument: changed });
}

const cases: Readonly<Record<string, readonly Case[]>> = {
  "boot/trust-issuer": [
    {
      about: "the role trusts another cluster's issuer",
      breaks: (here) => rewriteTrust(here, (text) => text.replaceAll(/\/id\/[0-9A-F]+/g, "/id/0123456789ABCDEF")),
      fails: ["boot/trust-issuer", "role/risken", "security/role-trust"],
      says: {
        path: "risken AssumeRolePolicyDocument",
        expected: expect.stringContaining("/id/A1B2"),
        actual: expect.stringContaining("/id/0123456789ABCDEF"),
      },
    },
    {
      about: "the cluster was made anew",
      breaks: ({ account }) => {
        const [cluster] = table<{ oidcId: string; issuer: string }>(account, "eks.clusters");
        Object.assign(cluster!, JSON.parse(JSON.stringify(cluster).replaceAll(/[0-9A-F]{32}/g, "F".repeat(32))));
      },
      fails: ["boot/trust-issuer", "oidc-provider/cluster", "role/risken"],
    },
  ],
  "boot/trust-service-account": [
    {
      about: "the role trusts an account of another namespace",
      breaks: (here) =>
        rewriteTrust(here, (text) => text.replace("system:serviceaccount:risken:", "system:serviceaccount:core:")),
      fails: ["boot/trust-service-account", "role/risken", "security/role-trust"],
      says: {
        path: "risken AssumeRolePolicyDocument",
        expected: "system:serviceaccount:risken:risken",
        actual: "system:serviceaccount:core:risken",
      },
    },
  ],
  "boot/role-queues": [
    {
      about: "the role names a queue of another region",
      breaks: (here) =>
        rewritePolicy(here, (text) =>
          text.replace(":ap-northeast-1:123456789012:risken-prd-aws-portscan", ":us-east-1:123456789012:risken-prd-x"),
        ),
      fails: ["boot/role-queues", "permission/calls", "permission/excess", "role/risken"],
      says: { path: "risken aws-portscan", expected: `arn:aws:sqs:${region}:123456789012:risken-prd-aws-portscan` },
    },
  ],
  "boot/queue-urls": [
    {
      about: "a pod reads the URL of another queue",
      breaks: ({ account }) =>
        rewrite(account, "/prd/aws/common/AWS_PORTSCAN_QUEUE_URL", (url) => url.replace("portscan", "guardduty")),
      fails: ["boot/queue-urls", "parameter/aws/common/AWS_PORTSCAN_QUEUE_URL"],
      says: {
        path: "aws-portscan AWS_PORTSCAN_QUEUE_URL",
        expected: expect.stringMatching(/risken-prd-aws-portscan$/),
      },
    },
  ],
  "boot/queue-region": [
    {
      about: "the endpoint is another region's",
      breaks: ({ account }) => put(account, "/prd/common/SQS_ENDPOINT", "https://sqs.us-east-1.amazonaws.com"),
      fails: ["boot/queue-region", "parameter/common/SQS_ENDPOINT"],
      says: {
        path: "aws-portscan SQS_ENDPOINT",
        expected: region,
        actual: "https://sqs.us-east-1.amazonaws.com",
      },
    },
    {
      about: "a service's own directory has another region's endpoint",
      breaks: ({ account }) => put(account, "/prd/aws/portscan/SQS_ENDPOINT", "https://sqs.us-east-1.amazonaws.com"),
      fails: ["boot/name-twice", "boot/queue-region"],
      fix: "aws ssm delete-parameter --name /prd/aws/portscan/SQS_ENDPOINT --region ap-northeast-1",
    },
    {
      about: "not where it is an endpoint of the VPC, or one of those that tell no region",
      breaks: ({ account }) =>
        put(account, "/prd/common/SQS_ENDPOINT", "https://vpce-1.sqs.ap-northeast-1.vpce.amazonaws.com"),
      fails: ["parameter/common/SQS_ENDPOINT"],
    },
  ],
  "boot/callback-url": [
    {
      about: "the app client has another host",
      breaks: ({ account }) => {
        const [client] = table<{ id: string; poolId: string; settings: { CallbackURLs: string[] } }>(
          account,
          "cognito.clients",
        );
        client!.settings.CallbackURLs = ["https://Console.example.com/oauth2/idpresponse"];
      },
      fails: ["boot/callback-url", "user-pool-client/console"],
      says: {
        path: "risken-prd-console CallbackURLs",
        expected: "https://console.example.com/oauth2/idpresponse",
        actual: "https://Console.example.com/oauth2/idpresponse",
      },
    },
    {
      about: "not where the config spells the host in another case",
      breaks: () => {},
      variation: {
        config: { ingress: { consoleHost: "Console.Example.com" } },
      },
      fails: [],
    },
  ],
  "boot/user-pool-region": [
    {
      about: "a rule names a pool of another region",
      breaks: ({ account }) => {
        const rows = table<{ actions: { AuthenticateCognitoConfig?: { UserPoolArn: string } }[] }>(
          account,
          "elbv2.rules",
        );
        const config = rows.flatMap(({ actions }) => actions.flatMap((one) => one.AuthenticateCognitoConfig ?? []))[0]!;
        config.UserPoolArn = config.UserPoolArn.replaceAll(region, "us-east-1");
      },
      fails: ["boot/user-pool-region", "rule/console-api"],
      says: { path: "rule/console-api UserPoolArn", expected: region, actual: expect.stringContaining("us-east-1") },
    },
  ],
  "health/rule-targets": [
    {
      about: "the nodes were taken out of a target group",
      breaks: async ({ aws }) => {
        const { TargetGroups } = await aws.elbv2.DescribeTargetGroups({ Names: ["risken-prd-web"] });
        const { AutoScalingGroups } = await aws.autoscaling.DescribeAutoScalingGroups({});
        await aws.autoscaling.DetachLoadBalancerTargetGroups({
          AutoScalingGroupName: AutoScalingGroups![0]!.AutoScalingGroupName,
          TargetGroupARNs: [TargetGroups![0]!.TargetGroupArn!],
        });
      },
      fails: ["health/rule-targets", "node-attachment/web"],
      says: { path: "rule/console-web", actual: expect.stringContaining("risken-prd-web") },
    },
  ],
  "boot/code-data-key": [
    {
      about: "it has another length",
      breaks: ({ account }) => rewrite(account, "/prd/code/common/CODE_DATA_KEY", (key) => `${key}\n`),
      fails: ["boot/code-data-key"],
      says: { path: "datasource-api /prd/code/common/CODE_DATA_KEY" },
    },
    {
      about: "one scanner finds another one",
      breaks: ({ account }) =>
        put(account, "/prd/code/gitleaks/CODE_DATA_KEY", "0123456789abcdef", { type: "SecureString" }),
      // Nothing may be generated while two values differ.
      fails: ["boot/code-data-key", "boot/name-twice", "stored-value/CODE_DATA_KEY"],
      says: { path: "code-gitleaks /prd/code/gitleaks/CODE_DATA_KEY" },
    },
  ],
};

test("every relation has its case", () => {
  expect(Object.keys(cases).sort()).toEqual(relations.map(({ id }) => id).sort());
});

describe.each(Object.entries(cases))("%s", (id, some) => {
  test.each(some)("$about", async ({ breaks, fails, says, fix, variation }) => {
    const here = await installed(variation);
    await breaks(here);
    const results = await here.results();
    const failing = results.filter(({ status, notApplicable }) => status !== "pass" && !notApplicable);
    expect(failing.map((one) => one.id).sort()).toEqual(fails);
    const found = results.find((one) => one.id === id);
    if (says) expect(found?.details).toContainEqual(expect.objectContaining(says));
    if (fix) for (const text of [found?.fix?.en, found?.fix?.ja]) expect(text?.split("\n")).toContain(fix);
    expect(JSON.stringify(found)).not.toContain("0123456789abcdef");
  });
});

test("relations read nothing that the survey and the environments have not read", async () => {
  const { look, calls } = await installed();
  const here = await look();
  await here.environments();
  calls.length = 0;
  await Promise.all(relations.map((check) => check.run(here)));
  expect(calls).toEqual([]);
});

describe("the exported overlay runs pods with the service accounts that the roles trust", () => {
  test.each(["shared", "per-service"] as const)("%s", async (serviceAccounts) => {
    const here = await installed({ config: { cluster: { name: "risken", namespace: "sec", serviceAccounts } } });
    expect(await here.failing()).toEqual([]);
    const overlay = kustomizeOverlay({
      env: "prd",
      region,
      namespace: "sec",
      serviceAccounts,
      dataSources: ["aws"],
      roleArn: () => "arn:aws:iam::123456789012:role/r",
      extraEnv: {},
      base: "base",
    });
    for (const { id, meta, standard } of services) {
      if (!meta || !standard) continue;
      const [document] = parseAllDocuments(overlay.get(`deployments/${id}.yaml`)!);
      const account = document!.toJS().spec.template.spec.serviceAccountName;
      expect(subjectOf(id, { serviceAccounts, namespace: "sec" })).toBe(`system:serviceaccount:sec:${account}`);
    }
  });
});
