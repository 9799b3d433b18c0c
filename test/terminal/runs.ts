import type { FieldChange } from "../../src/engine/diff";
import { UNKNOWN, Withheld } from "../../src/engine/ref";
import { inTheWay, keptAsItIs } from "../../src/problems";
import { Secret } from "../../src/secret";
import type { ShownChange, ShownRun } from "../../src/terminal/shown";

const queue = { title: { en: "queue", ja: "キュー" }, type: "sqs.queue" };
const parameter = { title: { en: "parameter", ja: "パラメータ" }, type: "ssm.parameter" };
const role = { title: { en: "role", ja: "IAM ロール" }, type: "iam.role" };
const client = { title: { en: "app client", ja: "アプリクライアント" }, type: "cognito.client" };

type Facts = Pick<ShownChange, "title" | "type" | "name" | "action"> & Partial<ShownChange>;

export const change = (facts: Facts): ShownChange => ({
  address: `${facts.title.en}/${facts.name}`,
  status: "planned",
  fields: [],
  notCompared: [],
  ...facts,
});

export const run = (...changes: readonly ShownChange[]): ShownRun => ({ changes, warnings: [] });

const born = (fields: object): readonly FieldChange[] =>
  Object.entries(fields).map(([path, after]) => ({ path, before: undefined, after }));

const newQueue = (name: string, VisibilityTimeout: string): ShownChange =>
  change({
    ...queue,
    name,
    action: "create",
    fields: born({
      QueueName: name,
      VisibilityTimeout,
      SqsManagedSseEnabled: "true",
      RedrivePolicy: { deadLetterTargetArn: UNKNOWN, maxReceiveCount: 3 },
    }),
  });

const newParameter = (name: string, Value: unknown): ShownChange =>
  change({
    ...parameter,
    name,
    action: "create",
    fields: born({ Name: name, Type: Value instanceof Secret ? "SecureString" : "String", Tier: "Standard", Value }),
  });

export const theSecret = new Secret("hunter2-canary");

/** From nothing: what a newcomer sees first. */
export const firstRun: ShownRun = run(
  change({
    ...role,
    name: "risken-prd-risken",
    action: "create",
    fields: born({
      Path: "/risken/prd/",
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Federated: UNKNOWN }, Action: "sts:AssumeRoleWithWebIdentity" }],
      },
      Policies: UNKNOWN,
      PermissionsBoundary: undefined,
    }),
  }),
  newQueue("risken-prd-aws-portscan-dlq", "30"),
  newQueue("risken-prd-aws-portscan", "900"),
  newQueue("risken-prd-code-gitleaks-dlq", "30"),
  newQueue("risken-prd-code-gitleaks", "7200"),
  newParameter("/prd/db/DB_MASTER_HOST", "risken-db.cluster-abcdefghijkl.ap-northeast-1.rds.amazonaws.com"),
  newParameter("/prd/db/DB_MASTER_PASSWORD", theSecret),
  newParameter("/prd/aws/common/AWS_PORTSCAN_QUEUE_URL", UNKNOWN),
  newParameter("/prd/meta/core", "items:\n- directory: /prd/db\n"),
);

const unchanged = Array.from({ length: 61 }, (_, at) => change({ ...queue, name: `queue-${at}`, action: "none" }));

/** All that can differ. */
export const secondRun: ShownRun = {
  changes: [
    change({
      ...queue,
      name: "risken-prd-aws-portscan",
      action: "update",
      fields: [
        { path: "VisibilityTimeout", before: "30", after: "900" },
        { path: "KmsMasterKeyId", before: "alias/risken", after: undefined },
        {
          path: "Policy.Statement[0].Condition.ArnEquals.aws:SourceArn",
          before: "arn:aws:sns:ap-northeast-1:123456789012:risken-prd-aws-portscan-old",
          after: "arn:aws:sns:ap-northeast-1:123456789012:risken-prd-aws-portscan-new",
        },
      ],
    }),
    change({
      ...parameter,
      name: "/prd/meta/core",
      action: "update",
      fields: [
        {
          path: "Value",
          before: "items:\n- directory: /prd/db\n- directory: /prd/core\n",
          after: "items:\n- directory: /prd/common\n- directory: /prd/db\n- directory: /prd/core\n",
        },
      ],
    }),
    change({
      ...parameter,
      name: "/prd/db/DB_MASTER_PASSWORD",
      action: "update",
      fields: [
        { path: "Value", before: "hunter2-canary", after: theSecret },
        { path: "Type", before: "String", after: "SecureString" },
      ],
      notCompared: [new Withheld("auth.oidc.clientSecret", "RISKEN_OIDC_CLIENT_SECRET")],
    }),
    change({
      ...role,
      name: "risken-prd-risken",
      action: "update",
      fields: [
        {
          path: "Policies.risken.Statement",
          before: [
            { Sid: "Queues", Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:SendMessage"], Resource: "*" },
            { Sid: "Scan", Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" },
          ],
          after: [
            {
              Sid: "Parameters",
              Effect: "Allow",
              Action: "ssm:GetParameter",
              Resource: "arn:aws:ssm:*:*:parameter/prd/*",
            },
            { Sid: "Queues", Effect: "Allow", Action: ["sqs:DeleteMessage", "sqs:ReceiveMessage"], Resource: "*" },
            { Sid: "Scan", Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::*:role/RISKEN" },
          ],
        },
      ],
    }),
    change({
      ...client,
      name: "risken-prd",
      action: "replace",
      fields: [{ path: "GenerateSecret", before: false, after: true }],
    }),
    change({
      ...role,
      name: "risken-prd-old",
      action: "adopt",
      fields: [{ path: "Tags.risken-aws:env", before: undefined, after: "prd" }],
    }),
    change({ ...queue, name: "risken-prd-left-over", action: "delete", status: "skipped" }),
    ...unchanged,
  ],
  warnings: [
    keptAsItIs({ title: { en: "user pool", ja: "ユーザプール" }, name: "risken-prd", path: "AliasAttributes" }),
  ],
};

const inTheWayOf = (name: string) => inTheWay({ adoptable: true, ...queue, name, address: `queue/${name}` });

export const blockedRun: ShownRun = run(
  change({
    ...queue,
    name: "risken-prd-aws-portscan",
    action: "adopt",
    status: "blocked",
    fields: [{ path: "VisibilityTimeout", before: "30", after: "900" }],
    problem: inTheWayOf("risken-prd-aws-portscan"),
  }),
);

export const failedRun: ShownRun = run(
  change({
    ...queue,
    name: "risken-prd-aws-portscan",
    action: "create",
    status: "failed",
    problem: inTheWayOf("risken-prd-aws-portscan"),
  }),
  change({
    ...parameter,
    name: "/prd/aws/common/AWS_PORTSCAN_QUEUE_URL",
    action: "create",
    status: "skipped",
    because: "queue/aws-portscan",
  }),
  change({ ...parameter, name: "/prd/meta/core", action: "create", status: "done" }),
  change({ ...parameter, name: "/prd/common/TZ", action: "none", status: "skipped", because: "queue/aws-portscan" }),
);
