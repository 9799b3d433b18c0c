import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { Aws } from "../../src/aws/session";
import { failureDocument, runDocument } from "./documents";
import { type Ran, run } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

/** One thing that somebody gets wrong. */
interface Case {
  readonly title: string;
  readonly config?: Config | string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What somebody else made in the account. */
  readonly made?: (aws: Aws) => Promise<unknown>;
  readonly exit: 1 | 3 | 4;
  readonly code: string;
  /** What the message and its remedy have to name, in both languages. */
  readonly names: readonly string[];
}

const changed = (values: Readonly<Record<string, unknown>>): Config => withValues(sandboxConfig, values);

const inTheConfig: readonly Case[] = [
  {
    title: "a value of the wrong type",
    config: changed({ "queues.visibilityTimeout": "soon" }),
    exit: 3,
    code: "config-invalid",
    names: ["queues.visibilityTimeout", ".risken-aws/sandbox.yaml"],
  },
  {
    title: "a value out of range",
    config: changed({ "queues.maxReceiveCount": 0 }),
    exit: 3,
    code: "config-invalid",
    names: ["queues.maxReceiveCount", "1"],
  },
  {
    title: "a number where text is wanted",
    config: changed({ account: 123456789012 }),
    exit: 3,
    code: "config-invalid",
    names: ["account"],
  },
  {
    title: "a key that nobody knows",
    config: changed({ "queues.visibilityTimout": 60 }),
    exit: 3,
    code: "config-invalid",
    names: ["queues.visibilityTimout", "visibilityTimeout"],
  },
  {
    title: "a section that nobody knows",
    config: changed({ queue: { visibilityTimeout: 60 } }),
    exit: 3,
    code: "config-invalid",
    names: ["queue", "queues"],
  },
  {
    title: "several things at once, all named",
    config: changed({ "queues.maxReceiveCount": "x", env: "aws-prd", "auth.type": "saml" }),
    exit: 3,
    code: "config-invalid",
    names: ["queues.maxReceiveCount", "env", "auth.type", "cognito", "oidc"],
  },
  {
    title: "a missing answer",
    config: changed({ "ingress.consoleHost": undefined }),
    exit: 3,
    code: "answers-missing",
    names: ["ingress.consoleHost", "--console-host", "RISKEN_AWS_INGRESS_CONSOLE_HOST"],
  },
  {
    title: "a variable with a wrong value",
    env: { RISKEN_AWS_QUEUES_MAX_RECEIVE_COUNT: "many" },
    exit: 3,
    code: "config-invalid",
    names: ["queues.maxReceiveCount", "RISKEN_AWS_QUEUES_MAX_RECEIVE_COUNT"],
  },
  {
    title: "YAML that isn't",
    config: "env: prd\ncluster: [risken\n",
    exit: 3,
    code: "config-broken",
    names: [".risken-aws/sandbox.yaml", "3"],
  },
  {
    title: "YAML without keys",
    config: "just a sentence\n",
    exit: 3,
    code: "config-no-map",
    names: [".risken-aws/sandbox.yaml", "env: prd"],
  },
  {
    title: "a secret written out",
    config: changed({ "parameters.values": { common: { GITHUB_DEFAULT_TOKEN: "ghp_canary" } } }),
    exit: 3,
    code: "secret-written-out",
    names: ["GITHUB_DEFAULT_TOKEN"],
  },
  {
    title: "a config file that isn't there",
    args: ["-c", "elsewhere.yaml"],
    exit: 3,
    code: "config-missing",
    names: ["elsewhere.yaml"],
  },
];

const onTheCommandLine: readonly Case[] = [
  {
    title: "a flag that nobody knows",
    args: ["--cluter", "risken"],
    exit: 3,
    code: "command-line",
    names: ["--cluter", "--cluster"],
  },
  {
    title: "a flag without its value",
    args: ["--console-host"],
    exit: 3,
    code: "command-line",
    names: ["--console-host"],
  },
  {
    title: "--set without a value",
    args: ["--set", "queues.maxReceiveCount"],
    exit: 3,
    code: "flag-invalid",
    names: ["--set", "=", "--set cluster.name=risken"],
  },
  {
    title: "--set of a key that nobody knows",
    args: ["--set", "queues.maxReceiveCont=4"],
    exit: 3,
    code: "flag-invalid",
    names: ["queues.maxReceiveCont", "maxReceiveCount"],
  },
  {
    title: "--set of a secret's value",
    args: ["--set", "database.password=canary"],
    exit: 3,
    code: "secret-in-the-open",
    names: ["database.password", "RISKEN_AWS_DATABASE_PASSWORD"],
  },
  {
    title: "a concurrency that is no number",
    args: ["--concurrency", "many"],
    exit: 3,
    code: "flag-value",
    names: ["--concurrency", "many"],
  },
];

const forSafety: readonly Case[] = [
  {
    title: "another account than the file's",
    config: changed({ account: "999999999999" }),
    exit: 4,
    code: "other-account",
    names: ["999999999999", "123456789012"],
  },
  {
    title: "a region by flag that the file contradicts",
    args: ["--region", "us-east-1"],
    exit: 4,
    code: "other-region",
    names: ["ap-northeast-1", "us-east-1", "--region"],
  },
  {
    title: "a region by variable that the file contradicts",
    env: { RISKEN_AWS_REGION: "eu-west-1" },
    exit: 4,
    code: "other-region",
    names: ["ap-northeast-1", "eu-west-1", "RISKEN_AWS_REGION"],
  },
  {
    title: "an account by flag that the file contradicts",
    config: changed({ account: "123456789012" }),
    args: ["--set", 'account="999999999999"'],
    exit: 4,
    code: "other-account",
    names: ["123456789012", "999999999999", "--set account"],
  },
  {
    title: "an ARN of another region",
    config: changed({
      "ingress.loadBalancer":
        "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/other/0123456789abcdef",
    }),
    exit: 4,
    code: "other-region",
    names: ["ingress.loadBalancer", "us-east-1", "ap-northeast-1"],
  },
];

const inTheAccount: readonly Case[] = [
  {
    title: "a cluster that doesn't exist",
    args: ["--cluster", "nowhere"],
    exit: 3,
    code: "not-there",
    names: ["nowhere", "ap-northeast-1"],
  },
  {
    title: "a database that doesn't exist",
    args: ["--db", "nowhere"],
    exit: 3,
    code: "not-there",
    names: ["nowhere", "ap-northeast-1"],
  },
  {
    title: "a load balancer that doesn't exist",
    args: ["--set", "ingress.loadBalancer=nowhere"],
    exit: 3,
    code: "not-there",
    names: ["nowhere", "ap-northeast-1"],
  },
  {
    title: "a queue in the way",
    made: (aws) => aws.sqs.CreateQueue({ QueueName: "risken-prd-aws-portscan" }),
    exit: 4,
    code: "in-the-way",
    names: ["risken-prd-aws-portscan", "--adopt queue/aws-portscan"],
  },
  {
    title: "a role in the way",
    made: (aws) => aws.iam.CreateRole({ RoleName: "risken-prd-risken", AssumeRolePolicyDocument: nobody }),
    exit: 4,
    code: "in-the-way",
    names: ["risken-prd-risken", "--adopt role/risken"],
  },
  {
    title: "a parameter in the way",
    made: (aws) => aws.ssm.PutParameter({ Name: "/prd/common/ENV_NAME", Value: "other", Type: "String" }),
    exit: 4,
    code: "in-the-way",
    names: ["/prd/common/ENV_NAME", "--adopt parameter/common/ENV_NAME"],
  },
];

const nobody = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }],
});

let place: Place;
let fresh: string;

beforeAll(async () => {
  place = await makePlace();
  fresh = await place.bytes();
});

afterAll(() => place?.remove());

describe.each([
  ["in the config", inTheConfig],
  ["on the command line", onTheCommandLine],
  ["refused for safety", forSafety],
  ["in the account", inTheAccount],
])("what is wrong %s is told once, in both languages, and nothing is changed", (_, cases) => {
  test.each(cases)("$title", async ({ config = sandboxConfig, args = [], env, made, ...told }) => {
    await writeFile(place.file, fresh);
    await place.saveConfig(config);
    if (made) await place.byHand(made);
    const before = await place.bytes();
    const runs = await inThreeWays((more) => place.run(["apply", ...more, ...args], { env }));
    expectTold(runs, told);
    expect(await place.bytes()).toBe(before);
  });
});

test("a listener without HTTPS", async () => {
  const state = JSON.parse(fresh) as { tables: Record<string, Record<string, Record<string, unknown>>> };
  for (const listener of Object.values(state.tables["elbv2.listeners"]!)) {
    Object.assign(listener, { protocol: "HTTP", port: 80 });
  }
  await writeFile(place.file, JSON.stringify(state));
  await place.saveConfig(sandboxConfig);
  const before = await place.bytes();
  const runs = await inThreeWays((more) => place.run(["apply", ...more]));
  expectTold(runs, { exit: 3, code: "no-https-listener", names: ["risken-alb", "HTTPS"] });
  expect(await place.bytes()).toBe(before);
});

test.each([
  ["no JSON", "this is no sandbox"],
  ["another JSON", '{"version":2}'],
])("a --sandbox file that is %s", async (_, content) => {
  await place.saveConfig(sandboxConfig);
  await writeFile(place.file, content);
  const runs = await inThreeWays((more) => place.run(["plan", ...more]));
  const names = [".risken-aws/sandbox.json", "--sandbox"];
  expectTold(runs, { exit: 3, code: "sandbox-broken", names });
  expect(await place.bytes()).toBe(content);
});

test("a command that nobody knows", async () => {
  const runs = await inThreeWays((more) => run(["aply", ...more]));
  expectTold(runs, { exit: 3, code: "command-line", names: ["aply", "apply"] });
});

test("init without a terminal and without --yes asks nobody and does nothing", async () => {
  await writeFile(place.file, fresh);
  await place.saveConfig(sandboxConfig);
  const runs = await inThreeWays((more) => place.run(["init", ...more]));
  expectTold(runs, { exit: 3, code: "no-terminal", names: ["--yes"] });
  expect(await place.bytes()).toBe(fresh);
});

describe("without a sandbox, nothing is written to AWS", () => {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.writeHead(500).end();
  });
  let endpoint: string;

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await writeFile(join(place.folder, "risken-aws.yaml"), stringify(sandboxConfig));
  });
  afterAll(() => {
    server.close();
  });

  const told = (env: Readonly<Record<string, string>>) =>
    inThreeWays((more) => run(["apply", ...more], { cwd: place.folder, env }));

  test("no credentials", async () => {
    const runs = await told({ AWS_ENDPOINT_URL: endpoint });
    expectTold(runs, { exit: 3, code: "no-credentials", names: ["aws configure sso"] });
    expect(calls).toEqual([]);
  });

  test("an expired SSO session", async () => {
    const cache = join(place.folder, ".aws/sso/cache");
    await mkdir(cache, { recursive: true });
    const session = createHash("sha1").update("acme").digest("hex");
    const token = { accessToken: "canary", expiresAt: "2020-01-01T00:00:00Z", region: "us-east-1" };
    await writeFile(join(cache, `${session}.json`), JSON.stringify(token));
    const config = join(place.folder, ".aws/config");
    await writeFile(
      config,
      "[profile dev]\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = admin\n" +
        "[sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n",
    );
    const runs = await told({ AWS_ENDPOINT_URL: endpoint, AWS_PROFILE: "dev", AWS_CONFIG_FILE: config });
    expectTold(runs, { exit: 1, code: "sso-expired", names: ["dev", "aws sso login --profile dev"] });
    for (const { stdout, stderr } of Object.values(runs)) expect(stdout + stderr).not.toContain("canary");
    expect(calls).toEqual([]);
  });

  test("an endpoint that nobody answers at", async () => {
    const keys = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "canary" };
    const runs = await told({ ...keys, AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
    expectTold(runs, { exit: 1, code: "unreachable", names: ["127.0.0.1:9"] });
    for (const { stdout, stderr } of Object.values(runs)) expect(stdout + stderr).not.toContain("canary");
  });
});

/** The same command for a program, and for people of both languages. */
interface Runs {
  readonly json: Ran;
  readonly en: Ran;
  readonly ja: Ran;
}

async function inThreeWays(start: (more: readonly string[]) => Promise<Ran>): Promise<Runs> {
  const [json, en, ja] = await Promise.all([start(["--json"]), start([]), start(["--lang", "ja"])]);
  return { json, en, ja };
}

function expectTold({ json, en, ja }: Runs, { exit, code, names }: Pick<Case, "exit" | "code" | "names">): void {
  const error = errorIn(json.json);
  expect(error.code).toBe(code);
  expect(error.fix ?? "", "what to do").not.toBe("");
  const told = { json: `${error.message}\n${error.fix}`, en: en.stderr + en.stdout, ja: ja.stderr + ja.stdout };
  expect([json.code, en.code, ja.code], told.en).toEqual([exit, exit, exit]);
  for (const text of Object.values(told)) {
    for (const name of names) expect(unwrapped(text)).toContain(unwrapped(name));
    expect(text, "no stack").not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  }
  expect(told.ja).toMatch(/[ぁ-ん]/);
  for (const text of [told.en, told.json, json.stderr]) expect(text).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
}

/** What a document says of a failure: about the whole run, or about the one thing that stands in the way. */
function errorIn(document: unknown): { readonly code: string; readonly message: string; readonly fix?: string } {
  const whole = failureDocument.safeParse(document);
  if (whole.success) return whole.data.error;
  const { changes } = runDocument.parse(document);
  const errors = changes.flatMap(({ error }) => error ?? []);
  expect(errors).toHaveLength(1);
  return errors[0]!;
}

/** Long lines are wrapped where people read, and Japanese has no spaces there. */
const unwrapped = (text: string): string => text.replaceAll(/\s+/g, "");
