import { describe, expect, test } from "vitest";
import { clusterParameterGroups } from "../../src/sandbox/rds";
import { queues } from "../../src/sandbox/sqs";
import { put, remove, rewrite } from "./breaking";
import { type Installed, installed } from "./installed";

/**
 * What people fall into when they bring RISKEN to EKS by hand: each trap with what doctor says of it, all of it, or with the
 * reason why AWS can't show it.
 */
interface Trap {
  readonly trap: string;
  readonly breaks?: (here: Installed) => Promise<unknown> | unknown;
  readonly fails?: readonly string[];
  readonly unseen?: string;
}

const traps: readonly Trap[] = [
  {
    trap: "CloudSploit's queue URL under the name of the documentation",
    breaks({ account }) {
      remove(account, "/prd/aws/common/AWS_CLOUD_SPLOIT_QUEUE_URL");
      put(account, "/prd/aws/common/AWS_CLOUDSPLOIT_QUEUE_URL", "https://sqs.ap-northeast-1.amazonaws.com/1/q");
    },
    fails: ["boot/dead-name", "boot/in-cluster-default", "parameter/aws/common/AWS_CLOUD_SPLOIT_QUEUE_URL"],
  },
  {
    trap: "a parameter that the image fixes",
    breaks: ({ account }) => put(account, "/prd/common/TZ", "Etc/UTC"),
    fails: ["boot/no-effect"],
  },
  {
    trap: "DB_SCHEMA and DB_PORT instead of DBSCHEMA and DBPORT",
    breaks({ account }) {
      put(account, "/prd/db/DB_SCHEMA", "risken");
      put(account, "/prd/db/DB_PORT", "3307");
    },
    fails: ["boot/dead-name"],
  },
  {
    trap: "core under one of its two names only",
    breaks: ({ account }) => remove(account, "/prd/common/CORE_ADDR"),
    fails: ["boot/in-cluster-default", "parameter/common/CORE_ADDR"],
  },
  {
    trap: "no SQS endpoint",
    breaks: ({ account }) => remove(account, "/prd/common/SQS_ENDPOINT"),
    fails: ["boot/in-cluster-default", "parameter/common/SQS_ENDPOINT"],
  },
  {
    trap: "datasource-api without a data source's directory",
    breaks: ({ account }) =>
      rewrite(account, "/prd/meta/datasource-api", (text) =>
        text.replace("- parameter_store_path: /prd/azure/common\n", ""),
      ),
    fails: ["boot/in-cluster-default", "parameter/meta/datasource-api"],
  },
  {
    trap: "the endpoint of another region than the one that is signed for",
    breaks: ({ account }) => put(account, "/prd/common/SQS_ENDPOINT", "https://sqs.us-west-2.amazonaws.com"),
    fails: ["boot/queue-region", "parameter/common/SQS_ENDPOINT"],
  },
  {
    trap: "AWS_REGION that is not the installation's",
    breaks: ({ account }) => put(account, "/prd/common/AWS_REGION", "us-west-2"),
    fails: ["parameter/common/AWS_REGION"],
  },
  {
    trap: "the placeholder region-code in the manifests",
    unseen: "it stands in the Deployments, which the exported overlay sets",
  },
  {
    trap: "a scanner that fails without anybody seeing it",
    breaks({ account }) {
      account.table<{ lastUsed?: string }>("iam.roles")["risken-prd-risken"]!.lastUsed = "2026-01-01T00:00:00Z";
      queues(account)["risken-prd-aws-portscan"]!.messages = { waiting: 2, inFlight: 0 };
    },
    // Once pods have run, the targets should be healthy too.
    fails: ["health/consumers", "health/targets"],
  },
  {
    trap: "CODE_DATA_KEY with a line break",
    breaks: ({ account }) => rewrite(account, "/prd/code/common/CODE_DATA_KEY", (key) => `${key}\n`),
    fails: ["boot/code-data-key"],
  },
  {
    trap: "CODE_DATA_KEY that differs between its readers",
    breaks: ({ account }) =>
      put(account, "/prd/core/datasource-api/CODE_DATA_KEY", "0123456789abcdef", { type: "SecureString" }),
    fails: ["boot/code-data-key", "boot/name-twice", "stored-value/CODE_DATA_KEY"],
  },
  { trap: "CODE_DATA_KEY that was changed", unseen: "the tokens that only the old one opens are in RISKEN's database" },
  {
    trap: "credentials that are required, and empty because the image declares them",
    breaks: ({ account }) => remove(account, "/prd/google/cloudsploit/GOOGLE_SERVICE_ACCOUNT_EMAIL"),
    fails: ["boot/empty", "parameter/google/cloudsploit/GOOGLE_SERVICE_ACCOUNT_EMAIL"],
  },
  {
    trap: "the default claim of the user key",
    breaks: ({ account }) => remove(account, "/prd/gateway/gateway/USER_IDP_KEY"),
    fails: ["boot/unfit-default", "parameter/gateway/gateway/USER_IDP_KEY"],
  },
  {
    trap: "signatures that are not checked",
    breaks: ({ account }) => put(account, "/prd/gateway/gateway/VERIFY_ID_TOKEN", "false"),
    fails: ["parameter/gateway/gateway/VERIFY_ID_TOKEN"],
  },
  {
    trap: "the load balancer's default scope, which brings too few claims",
    breaks({ account }) {
      const rules = Object.values(
        account.table<{ actions: { AuthenticateCognitoConfig?: { Scope: string } }[] }>("elbv2.rules"),
      );
      for (const { actions } of rules) {
        for (const { AuthenticateCognitoConfig: cognito } of actions) if (cognito) cognito.Scope = "email";
      }
    },
    fails: ["rule/console-api", "rule/console-web"],
  },
  {
    trap: "anybody who may sign up and become the administrator",
    async breaks({ aws, account: { state } }) {
      const [UserPoolId] = Object.keys(state.tables["cognito.pools"]!);
      const { UserPool } = await aws.cognito.DescribeUserPool({ UserPoolId });
      const { AutoVerifiedAttributes, AccountRecoverySetting, DeletionProtection, MfaConfiguration } = UserPool!;
      await aws.cognito.UpdateUserPool({
        UserPoolId,
        AutoVerifiedAttributes,
        AccountRecoverySetting,
        DeletionProtection,
        MfaConfiguration,
        UserPoolTags: UserPool!.UserPoolTags,
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      });
    },
    fails: ["security/sign-up", "user-pool/users"],
  },
  {
    trap: "static keys, even dummies",
    breaks({ account }) {
      put(account, "/prd/common/AWS_ACCESS_KEY_ID", "dummy");
      put(account, "/prd/common/AWS_SECRET_ACCESS_KEY", "dummy", { type: "SecureString" });
    },
    fails: ["boot/static-key"],
  },
  {
    trap: "parameters in a sub-directory",
    breaks: ({ account }) => put(account, "/prd/common/db/DB_MASTER_HOST", "db.example.com"),
    fails: ["boot/unloaded-parameter"],
  },
  {
    trap: "a directory that is misspelled in the meta config",
    breaks: ({ account }) =>
      rewrite(account, "/prd/meta/aws/portscan", (text) => text.replace("/prd/aws/common", "/prd/aws/comon")),
    // The role allows the right one alone.
    fails: ["boot/directory-allowed", "boot/empty-directory", "boot/in-cluster-default", "parameter/meta/aws/portscan"],
  },
  {
    trap: "a directory that the role may not read",
    async breaks({ aws }) {
      const named = { RoleName: "risken-prd-risken", PolicyName: "risken" };
      const { PolicyDocument } = await aws.iam.GetRolePolicy(named);
      const less = decodeURIComponent(PolicyDocument!).replaceAll(
        "parameter/prd/osint/common",
        "parameter/prd/osint/none",
      );
      await aws.iam.PutRolePolicy({ ...named, PolicyDocument: less });
    },
    fails: ["boot/directory-allowed", "permission/calls", "permission/excess", "role/risken"],
  },
  {
    trap: "a visibility timeout that does not fit the scanner",
    async breaks({ aws }) {
      const { QueueUrl } = await aws.sqs.GetQueueUrl({ QueueName: "risken-prd-diagnosis-wpscan" });
      await aws.sqs.SetQueueAttributes({ QueueUrl, Attributes: { VisibilityTimeout: "30" } });
    },
    fails: ["queue/diagnosis-wpscan"],
  },
  {
    trap: "the overlay eks-template",
    unseen: "it stands in the cluster, not in AWS: the exported overlay takes its place",
  },
  {
    trap: "a database in another time zone than the pods",
    breaks({ account }) {
      clusterParameterGroups(account)["risken-db"] = {
        ...clusterParameterGroups(account)["risken-db"],
        time_zone: "UTC",
      };
    },
    fails: ["health/database-time-zone"],
  },
  {
    trap: "notifications that link to http://localhost",
    breaks: ({ account }) => remove(account, "/prd/common/BASE_URL"),
    fails: ["boot/unfit-default", "parameter/common/BASE_URL"],
  },
  {
    trap: "more messages at once than the scanner is made for",
    breaks: ({ account }) => put(account, "/prd/azure/prowler/MAX_NUMBER_OF_MESSAGE", "10"),
    fails: ["boot/batch-size", "drift/foreign-parameter"],
  },
];

describe("of the traps that are known", () => {
  test.each(traps.filter(({ breaks }) => breaks))("$trap: doctor tells", async ({ breaks, fails }) => {
    const here = await installed();
    await breaks!(here);
    expect(await here.failing()).toEqual(fails);
  });

  test("those that AWS can't show are few, and it is said why", () => {
    const unseen = traps.filter(({ breaks }) => !breaks);
    expect(unseen.map(({ trap }) => trap)).toEqual([
      "the placeholder region-code in the manifests",
      "CODE_DATA_KEY that was changed",
      "the overlay eks-template",
    ]);
    expect(unseen.every((one) => one.unseen)).toBe(true);
  });
});
