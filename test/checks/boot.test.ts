import { describe, expect, test } from "vitest";
import { boot } from "../../src/checks/boot";
import type { Account } from "../../src/sandbox/account";
import { put, remove, rewrite } from "./breaking";
import { type Installed, installed, type Variation } from "./installed";

interface Case {
  readonly about: string;
  readonly breaks: (account: Account) => void;
  /** Everything that fails then: the check, and what can't but fail with it. */
  readonly fails: readonly string[];
  readonly status?: "warn" | "fail";
  /** Where the check says it is. */
  readonly at?: string;
  /** A line of its remedy. */
  readonly fix?: string;
  readonly variation?: Variation;
}

const meta = "/prd/meta/aws/portscan";

const cases: Readonly<Record<string, readonly Case[]>> = {
  "boot/meta-config": [
    {
      about: "it is gone",
      breaks: (account) => remove(account, meta),
      fails: ["boot/meta-config", "parameter/meta/aws/portscan"],
      at: `aws-portscan ${meta}`,
      fix: "risken-aws doctor --fix",
    },
    {
      about: "it is a mapping instead of a list",
      breaks: (account) => put(account, meta, "parameter_store_path: /prd/common"),
      fails: ["boot/meta-config", "parameter/meta/aws/portscan"],
    },
    {
      about: "its keys are misspelled, so it loads nothing",
      breaks: (account) => rewrite(account, meta, (text) => text.replaceAll("parameter_store_path", "parameter_path")),
      fails: ["boot/in-cluster-default", "boot/meta-config", "boot/unfit-default", "parameter/meta/aws/portscan"],
      at: "aws-portscan 1",
    },
  ],
  "boot/empty-directory": [
    {
      about: "a listed directory is misspelled",
      breaks: (account) => rewrite(account, meta, (text) => text.replace("/prd/aws/common", "/prd/common/")),
      fails: ["boot/in-cluster-default", "parameter/meta/aws/portscan"],
    },
    {
      about: "one more directory is listed, and nothing is there",
      breaks: (account) => rewrite(account, meta, (text) => `${text}\n- parameter_store_path: /prd/aws/portscan/more`),
      fails: ["boot/empty-directory", "parameter/meta/aws/portscan"],
      at: "aws-portscan /prd/aws/portscan/more",
    },
  ],
  "boot/secret": [
    {
      about: "the secret of the database's password is no JSON object",
      breaks: (account) => {
        const [secret] = Object.values(account.table<{ text: string }>("secretsmanager.secrets"));
        secret!.text = "[]";
      },
      fails: ["boot/secret"],
      at: "core arn:",
      fix: "risken-aws doctor --fix",
    },
  ],
  "boot/directory-allowed": [
    {
      about: "a directory of another env is listed",
      breaks: (account) => {
        put(account, "/stg/common/NOTHING", "x");
        rewrite(account, meta, (text) => `${text}\n- parameter_store_path: /stg/common`);
      },
      fails: ["boot/directory-allowed", "parameter/meta/aws/portscan"],
      at: "aws-portscan /stg/common",
    },
  ],
  "boot/unloaded-parameter": [
    {
      about: "it stands in a sub-directory",
      breaks: (account) => put(account, "/prd/common/db/DB_MASTER_HOST", "elsewhere.example.com"),
      fails: ["boot/unloaded-parameter"],
      status: "warn",
      at: "/prd/common/db/DB_MASTER_HOST",
      fix: "aws ssm delete-parameter --name /prd/common/db/DB_MASTER_HOST --region ap-northeast-1",
    },
  ],
  "boot/required": [
    {
      about: "the key of the stored GitHub tokens is gone",
      breaks: (account) => remove(account, "/prd/code/common/CODE_DATA_KEY"),
      fails: ["boot/required", "parameter/code/common/CODE_DATA_KEY"],
      at: "datasource-api CODE_DATA_KEY",
      fix: "risken-aws doctor --fix",
    },
  ],
  "boot/empty": [
    {
      about: "the image declares it, and nothing fills it",
      breaks: (account) => remove(account, "/prd/azure/common/AZURE_TENANT_ID"),
      fails: ["boot/empty", "parameter/azure/common/AZURE_TENANT_ID"],
      at: "azure-prowler AZURE_TENANT_ID",
      fix: "risken-aws doctor --fix",
    },
    {
      about: "the config never had it",
      breaks: () => {},
      variation: { config: { parameters: { values: {} }, dataSources: ["google"] } },
      fails: ["boot/empty"],
      at: "google-asset GOOGLE_SERVICE_ACCOUNT_JSON",
      fix: "      GOOGLE_SERVICE_ACCOUNT_JSON:\n        env: GOOGLE_SERVICE_ACCOUNT_JSON",
    },
  ],
  "boot/in-cluster-default": [
    {
      about: "a queue's URL is gone",
      breaks: (account) => remove(account, "/prd/aws/common/AWS_CLOUD_SPLOIT_QUEUE_URL"),
      fails: ["boot/in-cluster-default", "parameter/aws/common/AWS_CLOUD_SPLOIT_QUEUE_URL"],
      at: "aws-cloudsploit AWS_CLOUD_SPLOIT_QUEUE_URL",
    },
    {
      about: "the endpoint is the one of the samples",
      breaks: (account) => put(account, "/prd/common/SQS_ENDPOINT", "http://queue.middleware.svc.cluster.local:9324"),
      fails: ["boot/in-cluster-default", "parameter/common/SQS_ENDPOINT"],
    },
    {
      about: "one of the two names of core is gone",
      breaks: (account) => remove(account, "/prd/common/CORE_ADDR"),
      fails: ["boot/in-cluster-default", "parameter/common/CORE_ADDR"],
      at: "gateway CORE_ADDR",
    },
    {
      about: "datasource-api does not list a data source's directory",
      breaks: (account) =>
        rewrite(account, "/prd/meta/datasource-api", (text) =>
          text.replace("- parameter_store_path: /prd/azure/common\n", ""),
        ),
      fails: ["boot/in-cluster-default", "parameter/meta/datasource-api"],
      at: "datasource-api AZURE_PROWLER_QUEUE_URL",
    },
    {
      about: "the config says so, because core is in an older namespace",
      breaks: () => {},
      variation: {
        config: {
          dataSources: ["aws"],
          parameters: { values: { common: { CORE_ADDR: "core.core.svc.cluster.local:8080" } } },
        },
      },
      fails: ["boot/in-cluster-default"],
      status: "warn",
      at: "gateway CORE_ADDR",
    },
  ],
  "boot/unfit-default": [
    {
      about: "the claim of the user key is gone",
      breaks: (account) => remove(account, "/prd/gateway/gateway/USER_IDP_KEY"),
      fails: ["boot/unfit-default", "parameter/gateway/gateway/USER_IDP_KEY"],
      status: "fail",
      at: "gateway USER_IDP_KEY",
    },
    {
      about: "the console's address is gone",
      breaks: (account) => remove(account, "/prd/common/BASE_URL"),
      fails: ["boot/unfit-default", "parameter/common/BASE_URL"],
      status: "warn",
      at: "core BASE_URL",
    },
  ],
  "boot/unparsable": [
    {
      about: "a number ends with a line break",
      breaks: (account) => put(account, "/prd/core/core/DB_MAX_CONNECTION", "20\n"),
      fails: ["boot/unparsable", "drift/foreign-parameter"],
      at: "core DB_MAX_CONNECTION",
      fix: "aws ssm delete-parameter --name /prd/core/core/DB_MAX_CONNECTION --region ap-northeast-1",
    },
    {
      about: "the config says so",
      breaks: () => {},
      variation: { config: { parameters: { values: { common: { TRACE_DEBUG: "maybe" } } }, dataSources: ["aws"] } },
      fails: ["boot/unparsable"],
      fix: "parameters.values.common.TRACE_DEBUG",
    },
    {
      about: "a word is none of those that the program takes",
      breaks: (account) => put(account, "/prd/common/PROFILE_EXPORTER", "stackdriver"),
      fails: ["boot/unparsable", "drift/foreign-parameter"],
      at: "core PROFILE_EXPORTER",
    },
    {
      about: "a boolean is spelled in another way",
      breaks: (account) => put(account, "/prd/gateway/gateway/VERIFY_ID_TOKEN", "yes"),
      fails: ["boot/unparsable", "parameter/gateway/gateway/VERIFY_ID_TOKEN"],
      fix: "risken-aws doctor --fix",
    },
  ],
  "boot/untrimmed": [
    {
      about: "a host ends with a line break",
      breaks: (account) => rewrite(account, "/prd/db/DB_MASTER_HOST", (host) => `${host}\n`),
      fails: ["boot/untrimmed", "parameter/db/DB_MASTER_HOST"],
      at: "core DB_MASTER_HOST",
    },
  ],
  "boot/batch-size": [
    {
      about: "it is more than SQS gives",
      breaks: (account) => put(account, "/prd/osint/common/MAX_NUMBER_OF_MESSAGE", "20"),
      fails: ["boot/batch-size", "drift/foreign-parameter"],
      status: "fail",
      at: "osint-website MAX_NUMBER_OF_MESSAGE",
    },
    {
      about: "it is more than the scanner is made for",
      breaks: (account) => put(account, "/prd/diagnosis/applicationscan/MAX_NUMBER_OF_MESSAGE", "3"),
      fails: ["boot/batch-size", "drift/foreign-parameter"],
      status: "warn",
    },
  ],
  "boot/dead-name": [
    {
      about: "it is the documentation's spelling",
      breaks: (account) => put(account, "/prd/aws/common/AWS_CLOUDSPLOIT_QUEUE_URL", "https://sqs.example.com/q"),
      fails: ["boot/dead-name"],
      status: "fail",
      at: "/prd/aws/common/AWS_CLOUDSPLOIT_QUEUE_URL",
      fix: "aws ssm delete-parameter --name /prd/aws/common/AWS_CLOUDSPLOIT_QUEUE_URL --region ap-northeast-1",
    },
    {
      about: "the image declares it too",
      breaks: (account) => put(account, "/prd/db/DB_SCHEMA", "mimosa"),
      fails: ["boot/dead-name"],
      at: "/prd/db/DB_SCHEMA",
    },
    {
      about: "the config says it",
      breaks: () => {},
      variation: {
        config: { parameters: { values: { common: { WPSCAN_VULNDB_APIKEY: "x" } } }, dataSources: ["aws"] },
      },
      fails: ["boot/dead-name"],
      fix: "risken-aws apply --prune",
    },
  ],
  "boot/static-key": [
    {
      about: "it is the sample's dummy",
      breaks: (account) => put(account, "/prd/common/AWS_ACCESS_KEY_ID", "dummy"),
      fails: ["boot/static-key"],
      status: "fail",
      at: "/prd/common/AWS_ACCESS_KEY_ID",
      fix: "aws ssm delete-parameter --name /prd/common/AWS_ACCESS_KEY_ID --region ap-northeast-1",
    },
  ],
  "boot/no-effect": [
    {
      about: "the image fixes it",
      breaks: (account) => put(account, "/prd/common/WAIT_TIME_SECOND", "5"),
      fails: ["boot/no-effect"],
      status: "warn",
      at: "/prd/common/WAIT_TIME_SECOND",
      fix: 'kustomize:\n  env:\n    WAIT_TIME_SECOND: "5"',
    },
    {
      about: "the Deployment says it",
      breaks: (account) => put(account, "/prd/core/core/AI_SUMMARY_LANGUAGE", "ja"),
      variation: { config: { kustomize: { env: { AI_SUMMARY_LANGUAGE: "en" } } } },
      fails: ["boot/no-effect"],
    },
  ],
  "boot/name-twice": [
    {
      about: "a service's own directory takes the place of common",
      breaks: (account) => put(account, "/prd/aws/portscan/SQS_ENDPOINT", "https://sqs.ap-northeast-1.amazonaws.com"),
      fails: ["boot/name-twice"],
      status: "fail",
      at: "aws-portscan SQS_ENDPOINT",
      fix: "aws ssm delete-parameter --name /prd/aws/portscan/SQS_ENDPOINT --region ap-northeast-1",
    },
    {
      about: "common has what another directory says before it",
      breaks: (account) => put(account, "/prd/common/DB_MASTER_HOST", "other.example.com"),
      fails: ["boot/name-twice", "drift/foreign-parameter"],
      status: "warn",
    },
    {
      about: "not where the config says it twice",
      breaks: () => {},
      variation: {
        config: {
          dataSources: ["aws"],
          parameters: { values: { common: { DEBUG: "true" }, "aws/portscan": { DEBUG: "false" } } },
        },
      },
      fails: [],
    },
  ],
  "boot/parameter-form": [
    {
      about: "a list is stored",
      breaks: (account) => put(account, "/prd/core/core/EXCLUDE_DELETE_DATA_SOURCE", "a,b", { type: "StringList" }),
      fails: ["boot/parameter-form", "drift/foreign-parameter"],
      status: "warn",
      at: "/prd/core/core/EXCLUDE_DELETE_DATA_SOURCE",
    },
    {
      about: "it is longer than the standard tier takes",
      breaks: (account) =>
        put(account, "/prd/google/common/GOOGLE_SERVICE_ACCOUNT_JSON", `{"k":"${"x".repeat(4_200)}"}`, {
          tier: "Advanced",
        }),
      fails: ["boot/parameter-form", "parameter/google/common/GOOGLE_SERVICE_ACCOUNT_JSON"],
      at: "/prd/google/common/GOOGLE_SERVICE_ACCOUNT_JSON",
    },
  ],
};

test("every check of what the pods find has its case", () => {
  expect(Object.keys(cases).sort()).toEqual(boot.map(({ id }) => id).sort());
});

describe.each(Object.entries(cases))("%s", (id, some) => {
  test.each(some)("$about", async ({ breaks, fails, status, at, fix, variation }) => {
    const place = await installed(variation);
    breaks(place.account);
    const results = await resultsOf(place);
    expect(results.failing).toEqual(fails);
    const found = results.at(id);
    if (status) expect(found?.status).toBe(status);
    if (at) expect(found?.details.map(({ path }) => path)).toContainEqual(expect.stringContaining(at));
    if (fix) for (const text of [found?.fix?.en, found?.fix?.ja]) expect(text).toContain(fix);
  });
});

async function resultsOf(place: Installed) {
  const seen = await place.look();
  const results = await place.results(seen);
  return {
    failing: results
      .filter(({ status, notApplicable }) => status !== "pass" && !notApplicable)
      .map(({ id }) => id)
      .sort(),
    at: (id: string) => results.find((one) => one.id === id),
  };
}

describe("what may not be read is skipped, and the lacking action is named", () => {
  const denied = () =>
    Object.assign(new Error("denied"), { name: "AccessDeniedException", $metadata: { httpStatusCode: 400 } });

  test.each([
    ["GetParametersByPath", "ssm:GetParametersByPath", boot.map(({ id }) => id)],
    ["GetSecretValue", "secretsmanager:GetSecretValue", ["boot/secret", "boot/dead-name"]],
    ["ListIdentityProviders", "cognito-idp:ListIdentityProviders", ["drift/foreign-identity-provider"]],
    ["GetRole", "iam:GetRole", ["boot/directory-allowed", "boot/trust-issuer", "boot/role-queues"]],
    ["DescribeRules", "elasticloadbalancing:DescribeRules", ["drift/foreign-rule", "health/rule-targets"]],
  ])("%s", async (denial, lacks, ids) => {
    const here = await installed({
      refuse: ({ operation }) => {
        if (operation === denial) throw denied();
      },
    });
    const results = await here.results();
    for (const id of ids) expect(results.find((one) => one.id === id)).toMatchObject({ id, status: "skip", lacks });
    expect(results.filter(({ status }) => status === "fail")).toEqual([]);
  });

  test("and of the other pods all is said", async () => {
    const here = await installed({
      refuse: ({ operation }) => {
        if (operation === "GetSecretValue") throw denied();
      },
    });
    remove(here.account, "/prd/aws/common/AWS_PORTSCAN_QUEUE_URL");
    const results = await here.results();
    const found = results.find(({ id }) => id === "boot/in-cluster-default");
    expect(found?.details.map(({ path }) => path)).toEqual(["aws-portscan AWS_PORTSCAN_QUEUE_URL"]);
    expect(results.find(({ id }) => id === "boot/role-queues")?.status).toBe("pass");
  });
});
