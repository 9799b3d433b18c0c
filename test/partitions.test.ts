import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { dnsSuffixOf, hostsOfAws, partitionOf, partitions } from "../src/aws/partition";
import { viaService } from "../src/aws/via-service";
import { parseConfig } from "../src/config/load";
import { configSchema } from "../src/config/schema";
import { resolveSecrets } from "../src/config/secrets";
import { Problem } from "../src/problems";
import { accountOf, emptyState } from "../src/sandbox/account";
import { freshAccount } from "../src/sandbox/fresh";
import { graphFor } from "../src/steps/graph";
import { pending, sessionOn } from "./end-to-end/sandbox-apply";
import { type Config, sandboxConfig, withValues } from "./end-to-end/sandbox-place";
import { policiesOf } from "./export/policies";
import { inPartition } from "./partitions";

const elsewhere = ["cn-north-1", "us-gov-west-1"];

describe("nothing in src knows one partition only", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  /** Lines of code, without what only explains, and without what people read: there an example may stand. */
  const lines = files.flatMap((file) =>
    readFileSync(join("src", file), "utf8")
      .split("\n")
      .map((text) => text.trim())
      .filter((text) => !/^(\/\/|\/?\*|(en|ja): )/.test(text))
      .map((text) => ({ file, text })),
  );
  const found = (pattern: RegExp) =>
    lines.filter(({ text }) => pattern.test(text)).map(({ file, text }) => `${file}: ${text}`);

  test("by the end of a host's name", () => {
    // Names that are the same everywhere.
    expect(found(/amazonaws|amazoncognito|\.api\.aws/).filter((line) => !line.startsWith("aws/partition.ts"))).toEqual([
      // STS of one region, which the main partition alone has.
      expect.stringMatching(/^checks\/health-sts.ts: .*`com.amazonaws./),
      expect.stringMatching(/^export\/kustomize.ts: .*"eks.amazonaws.com\/role-arn"/),
      expect.stringMatching(/^export\/policy-github.ts: const AUDIENCE = "sts.amazonaws.com"/),
      // Without a config nobody knows the region: both ends that there are.
      expect.stringMatching(/^export\/policy-import.ts: .*"ssm\.\*\.amazonaws\.com", "ssm\.\*\.amazonaws\.com\.cn"/),
      expect.stringMatching(/^kinds\/iam-oidc-provider.ts: .* AUDIENCE = "sts.amazonaws.com"/),
      expect.stringMatching(/^sandbox\/iam.ts: .*"eks.amazonaws.com"/),
      expect.stringMatching(/^steps\/observability.ts: .*"cloudwatch.amazonaws.com"/),
    ]);
  });

  test("by the beginning of an ARN", () => {
    expect(found(/arn:aws(?!\[)/)).toEqual([]);
  });

  test("by its name", () => {
    expect(found(/["'`](aws-cn|aws-us-gov)["'`]/).filter((line) => !line.startsWith("aws/partition.ts"))).toEqual([]);
  });
});

describe("what is known of the partitions is what the SDK knows", () => {
  test.each([
    ["ap-northeast-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["us-iso-east-1", "aws-iso"],
    ["us-isob-east-1", "aws-iso-b"],
    ["eu-isoe-west-1", "aws-iso-e"],
    ["us-isof-south-1", "aws-iso-f"],
    ["eusc-de-east-1", "aws-eusc"],
  ])("%s is of %s", async (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
    const { endpointProvider } = new SQSClient({ region }).config;
    const { hostname } = endpointProvider({ Region: region }).url;
    expect(hostname).toBe(`sqs.${region}.${dnsSuffixOf(partition)}`);
    expect(hostsOfAws.exec(hostname)![1]).toBe(region);
    expect(viaService({ partition, region }, "ssm")).toBe(`ssm.${region}.${dnsSuffixOf(partition)}`);
  });

  test("none is missing above", () => {
    expect(partitions).toHaveLength(8);
  });
});

/** What is wanted in a region, or the problem that stands against it. */
async function wished(config: Config) {
  const parsed = parseConfig({ ...config, account: "123456789012" });
  const wanted = await resolveSecrets(configSchema, parsed, { env: {}, cwd: "/nowhere" });
  try {
    return graphFor(wanted, { account: "123456789012", partition: partitionOf(parsed.region) });
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

describe("what RISKEN itself can't do", () => {
  test.each(elsewhere)("checking the load balancer's signature is refused: %s", async (region) => {
    const config = withValues(inPartition(sandboxConfig, region), { parameters: {} });
    const refused = (await wished(config)) as Problem;
    expect(refused).toMatchObject({ code: "no-token-verification", exit: 3 });
    expect(refused.text.en).toContain(`public-keys.auth.elb.${region}.amazonaws.com`);
    expect(refused.fix!.en).toContain("VERIFY_ID_TOKEN");
  });

  test("who does without says so, as a parameter or in the Deployments, and nothing else counts", async () => {
    const config = inPartition(sandboxConfig, "us-gov-west-1");
    const at = async (values: Record<string, unknown>) => (await wished(withValues(config, values))) as Problem;
    const wrong = { "gateway/gateway": { VERIFY_ID_TOKEN: "true" } };
    expect((await at({})).code).toBeUndefined();
    expect((await at({ "parameters.values": wrong })).code).toBe("no-token-verification");
    const env = { VERIFY_ID_TOKEN: "false" };
    expect((await at({ "parameters.values": wrong, "kustomize.env": env })).code).toBeUndefined();
    expect((await at({ "kustomize.env": { VERIFY_ID_TOKEN: "true" } })).code).toBe("no-token-verification");
  });

  test("user pools that don't exist are refused, those that do are not", async () => {
    const { auth } = sandboxConfig;
    const cognito = (region: string) => wished({ ...inPartition(sandboxConfig, region), auth });
    expect(await cognito("cn-north-1")).toMatchObject({ code: "no-user-pools", exit: 3 });
    expect(await cognito("us-gov-west-1")).not.toBeInstanceOf(Problem);
  });

  test("scanners that know one STS only are warned of, where they are used", async () => {
    const told = async (config: Config) => {
      const wish = await wished(config);
      if (wish instanceof Problem) throw wish;
      return wish.warnings.map(({ en }) => en);
    };
    const config = inPartition(sandboxConfig, "us-gov-west-1");
    expect(await told(config)).toEqual([
      "aws-guardduty, aws-accessanalyzer, aws-portscan will find nothing: they ask STS in us-east-1 for their credentials, which knows no role of aws-us-gov.",
    ]);
    expect(await told({ ...config, dataSources: ["code"] })).toEqual([]);
    expect(await told(sandboxConfig)).toEqual([]);
  });
});

describe.each(elsewhere)("an installation in %s", (region) => {
  const partition = partitionOf(region);
  const config = inPartition(sandboxConfig, region);

  test("is made, is as wanted then, and names nothing of another partition", async () => {
    const account = accountOf(emptyState("123456789012", region));
    freshAccount(account);
    const session = await sessionOn(account, config, { env: { OIDC_SECRET: "s" } });
    const outcomes = await session.apply();
    expect(outcomes.filter(({ status }) => status !== "done")).toEqual([]);
    expect(pending(await session.plan())).toEqual([]);

    const left = JSON.stringify(account.state);
    expect(left).not.toMatch(/arn:aws:/);
    expect(left).toContain(`arn:${partition}:iam::*:role/RISKEN`);
    const hosts = [...left.matchAll(/[a-z0-9.-]+\.amazonaws\.[a-z.]+/g)].map(([host]) => host);
    // Services, as those who trust them name them.
    const services = ["eks.amazonaws.com", "sts.amazonaws.com"];
    const others = hosts.filter((host) => !host.endsWith(`.${dnsSuffixOf(partition)}`) && !services.includes(host));
    expect(others).toEqual([]);
    const parameters = account.table<{ value: string }>("ssm.parameters");
    expect(parameters["/prd/common/SQS_ENDPOINT"]!.value).toBe(`https://sqs.${region}.${dnsSuffixOf(partition)}`);
    expect(parameters["/prd/gateway/gateway/VERIFY_ID_TOKEN"]!.value).toBe("false");
  });

  test("has a policy of its own partition", async () => {
    for (const verb of ["plan", "doctor", "apply", "destroy"] as const) {
      const text = JSON.stringify(await policiesOf(verb, { ...config, account: "123456789012" }));
      expect(text).not.toContain("arn:aws:");
      expect(text).toContain(`oidc-provider/oidc.eks.${region}.${dnsSuffixOf(partition)}/id/*`);
    }
  });
});
