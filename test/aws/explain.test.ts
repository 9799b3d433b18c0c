import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { blame } from "../../src/aws/blame";
import { type Circumstances, circumstancesOf, explain, explainAny, saidBy } from "../../src/aws/explain";
import { profilesIn } from "../../src/aws/profiles";
import type { ServiceName } from "../../src/aws/services";
import { connect, type SessionOptions } from "../../src/aws/session";
import { Problem } from "../../src/problems";
import { instantClock } from "../sandboxed";

/** What a real client says when its call fails, as the tool tells it. */
async function told(call: Promise<unknown>, about?: Circumstances): Promise<Problem> {
  try {
    await call;
  } catch (error) {
    return explain(error, undefined, about)!;
  }
  throw new Error("the call did not fail");
}

const keys = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
/** Sends once, so that nothing waits for retries. */
const once = { once: true } as const;
const session = (settings: SessionOptions["settings"], region = "ap-northeast-1") =>
  connect({ region, settings, clock: instantClock() });
const whoami = (settings: SessionOptions["settings"], region?: string) =>
  session(settings, region).sts.GetCallerIdentity({}, once);

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "risken-aws-"));
  await mkdir(join(home, ".aws"));
  const sso = "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n";
  await writeFile(
    join(home, ".aws/config"),
    `[default]\nregion = us-east-1\n[profile dev]\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = admin\n` +
      `[sso-session acme]\n${sso}[profile old]\n${sso}sso_account_id = 123456789012\nsso_role_name = admin\n` +
      "[profile tool]\ncredential_process = false\n[ profile 'spaced' ]\n",
  );
  await writeFile(join(home, ".aws/credentials"), "[ci]\naws_access_key_id = a\naws_secret_access_key = b\n");
});

afterAll(() => rm(home, { recursive: true }));

beforeEach(() => {
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("HOME", home);
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED", "true");
  return () => vi.unstubAllEnvs();
});

describe("credentials", () => {
  test("none at all are a missing answer", async () => {
    const problem = await told(whoami({}));
    expect([problem.code, problem.exit]).toEqual(["no-credentials", 3]);
    expect(problem.text).toEqual({ en: "There are no AWS credentials.", ja: "AWS の認証情報がありません。" });
    expect(problem.fix!.en).toContain("aws configure sso");
  });

  test("a profile that doesn't exist is told by those that do", async () => {
    const profiles = await profilesIn(process.env);
    expect(profiles).toEqual(["ci", "default", "dev", "old", "spaced", "tool"]);
    const problem = await told(whoami({ profile: "pord" }), { profile: "pord", profiles });
    expect([problem.code, problem.exit]).toEqual(["no-such-profile", 3]);
    expect(problem.text.ja).toBe("AWS プロファイル「pord」がありません。");
    expect(problem.fix!.en).toBe("Choose one of: ci, default, dev, old, spaced, tool (--profile or AWS_PROFILE).");
  });

  test("the circumstances of a run", async () => {
    const env = { HOME: home, AWS_PROFILE: "dev", AWS_ENDPOINT_URL: "http://localhost:5000" };
    const profiles = ["ci", "default", "dev", "old", "spaced", "tool"];
    const found = { profile: "dev", profiles, region: "r", endpoint: "http://localhost:5000" };
    expect(await circumstancesOf({ region: "r", env })).toEqual(found);
    const ignoring = { ...env, AWS_PROFILE: "", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
    expect(await circumstancesOf({ env: ignoring })).toEqual({ profiles });
    expect((await circumstancesOf({ profile: "ci", env })).profile).toBe("ci");
  });

  test("files of profiles that aren't there hold none", async () => {
    expect(await profilesIn({ HOME: "/nonexistent" })).toEqual([]);
    const problem = await told(whoami({ profile: "x" }), { profile: "x", profiles: [] });
    expect(problem.fix!.en).toContain("aws configure --profile x");
  });

  test("a profile that gives nothing is named", async () => {
    const problem = await told(whoami({ profile: "tool" }), { profile: "tool", profiles: ["tool"] });
    expect([problem.code, problem.exit]).toEqual(["profile-without-credentials", 3]);
    expect(problem.fix!.ja).toContain("aws sts get-caller-identity --profile tool");
  });

  test.each(["dev", "old"])("an SSO session without a valid token names the command (%s)", async (profile) => {
    const problem = await told(whoami({ profile }), { profile, profiles: ["dev", "old"] });
    expect([problem.code, problem.exit]).toEqual(["sso-expired", 1]);
    expect(problem.text.en).toContain(profile);
    expect(problem.fix!.en).toBe(`Sign in, then run the same command again:\n  aws sso login --profile ${profile}`);
    expect(problem.fix!.ja).toContain(`aws sso login --profile ${profile}`);
  });
});

describe("places", () => {
  test("a missing region", async () => {
    vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
    const problem = await told(
      connect({ settings: { credentials: keys }, region: undefined! }).sts.GetCallerIdentity({}),
    );
    expect([problem.code, problem.exit]).toEqual(["no-region", 3]);
    expect(problem.text.ja).toBe("AWS リージョンが指定されていません。");
  });

  test("something that can't be a region", async () => {
    const problem = await told(whoami({ credentials: keys }, "tokyo one"));
    expect([problem.code, problem.exit]).toEqual(["bad-region", 3]);
    expect(problem.text.en).toBe("tokyo one is not an AWS region.");
  });

  test("a name that nobody knows", () => {
    const error = Object.assign(new Error("getaddrinfo ENOTFOUND sts.ap-nowhere-9.amazonaws.com"), {
      code: "ENOTFOUND",
      hostname: "sts.ap-nowhere-9.amazonaws.com",
    });
    const problem = explain(error)!;
    expect([problem.code, problem.exit]).toEqual(["unreachable", 1]);
    expect(problem.fix!.en).toContain("ap-nowhere-9 is a region");
  });

  test("an endpoint where nobody listens", async () => {
    const endpoint = "http://127.0.0.1:9";
    const problem = await told(whoami({ credentials: keys, endpoint }), { endpoint });
    expect([problem.code, problem.exit]).toEqual(["unreachable", 1]);
    expect(problem.text.en).toBe("127.0.0.1:9 cannot be reached (ECONNREFUSED).");
    expect(problem.fix!.ja).toContain(endpoint);
    expect((await told(whoami({ credentials: keys, endpoint }))).text.ja).toContain("127.0.0.1:9");
  });

  test("several addresses that all refuse", () => {
    const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED", address: "::1", port: 4566 });
    const problem = explain(Object.assign(new AggregateError([refused]), { code: "ECONNREFUSED" }))!;
    expect(problem.text.en).toBe("::1:4566 cannot be reached (ECONNREFUSED).");
  });

  test("a certificate that a proxy made", () => {
    const error = Object.assign(new Error("self-signed certificate"), { code: "SELF_SIGNED_CERT_IN_CHAIN" });
    expect(explain(error)!.code).toBe("untrusted-certificate");
  });
});

describe("answers", () => {
  let server: Server;
  let answer: RequestListener;
  let endpoint: string;

  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  const calls = () => session({ credentials: keys, endpoint });
  const createRole = () => calls().iam.CreateRole({ RoleName: "r", AssumeRolePolicyDocument: "{}" }, once);
  const createQueue = () => calls().sqs.CreateQueue({ QueueName: "q" }, once);
  const putParameter = () => calls().ssm.PutParameter({ Name: "/p", Value: "v" }, once);

  const says = (status: number, body: string, type = "text/html"): void => {
    answer = (_, response) => void response.writeHead(status, { "content-type": type }).end(body);
  };
  const query = (code: string, message: string, status = 400): void =>
    says(
      status,
      `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      "text/xml",
    );
  const json = (type: string, message: string, status = 400): void =>
    says(status, JSON.stringify({ __type: type, message }), "application/x-amz-json-1.0");

  test.each([
    ["HTML", "<html><hr></body>"],
    ["nothing", ""],
  ])("a 403 of %s is not from AWS", async (_, body) => {
    says(403, body);
    for (const call of [createRole, createQueue, putParameter]) {
      const problem = await told(call(), { endpoint });
      expect([problem.code, problem.exit]).toEqual(["not-aws", 1]);
      expect(problem.text.en).toContain(`(HTTP 403 from ${endpoint.slice(7)})`);
    }
    expect((await told(createQueue())).text.en).toContain("sqs:CreateQueue");
  });

  test("a 200 of HTML isn't either: a sign-in page of the network", async () => {
    says(200, "<html>Welcome to our hotel");
    expect((await told(createRole())).code).toBe("not-aws");
  });

  test("a 503 of nothing is AWS's own trouble", async () => {
    says(503, "");
    const problem = await told(createQueue());
    expect([problem.code, problem.exit]).toEqual(["aws-unavailable", 1]);
    expect(problem.text.ja).toContain("sqs:CreateQueue");
  });

  test("a denied action comes with the statement that would allow it", async () => {
    const resource = "arn:aws:sqs:ap-northeast-1:123456789012:q";
    json(
      "com.amazon.coral.service#AccessDeniedException",
      `User: arn:aws:iam::123456789012:user/ci is not authorized to perform: sqs:createqueue on resource: ${resource} because no identity-based policy allows the sqs:createqueue action`,
      403,
    );
    const problem = await told(createQueue());
    expect([problem.code, problem.exit]).toEqual(["access-denied", 1]);
    expect(problem.text.en).toBe(`arn:aws:iam::123456789012:user/ci may not call sqs:createqueue on ${resource}.`);
    expect(problem.fix!.en).toBe(
      [
        "This statement in an IAM policy of the caller allows it:",
        "  {",
        '    "Effect": "Allow",',
        '    "Action": "sqs:createqueue",',
        `    "Resource": "${resource}"`,
        "  }",
        "If the caller already has it, a service control policy of the Organization or a permissions boundary may forbid it. `risken-aws policy` prints all that risken-aws needs.",
      ].join("\n"),
    );
    expect(problem.fix!.ja).toContain('"Action": "sqs:createqueue"');
  });

  test("where AWS doesn't tell the action, the call does", async () => {
    query("AccessDenied", "Access denied.", 403);
    const problem = await told(createRole());
    expect(problem.text.ja).toBe("この認証情報には iam:CreateRole の権限がありません。");
    expect(problem.fix!.en).toContain('"Action": "iam:CreateRole"');
    expect(problem.fix!.en).toContain("cluster.permissionsBoundary");
  });

  test("what an Organization forbids no statement allows", async () => {
    query(
      "AccessDenied",
      "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::123456789012:role/r with an explicit deny in a service control policy",
      403,
    );
    const problem = await told(createRole());
    expect(problem.fix!.en).toContain("an explicit deny in a service control policy");
    expect(problem.fix!.en).not.toContain('"Effect"');
  });

  test("the load balancer's refusal in Cognito's name", async () => {
    query("InvalidLoadBalancerAction", "User is not authorized to perform describeUserPoolClient on the resource");
    const call = calls().elbv2.CreateRule({ ListenerArn: "l", Priority: 1, Conditions: [], Actions: [] }, once);
    const problem = await told(call);
    expect(problem.code).toBe("access-denied");
    expect(problem.fix!.en).toContain('"Action": "cognito-idp:DescribeUserPoolClient"');
  });

  test.each([
    ["ExpiredToken", "credentials-expired"],
    ["InvalidClientTokenId", "credentials-invalid"],
    ["SignatureDoesNotMatch", "bad-signature"],
    ["RequestExpired", "clock-skew"],
    ["OptInRequired", "not-enabled"],
    ["Throttling", "throttled"],
    ["LimitExceeded", "quota"],
    ["DeleteConflict", "aws-refused"],
  ])("%s is told as %s", async (code, problem) => {
    query(code, "what AWS says", ["Throttling", "DeleteConflict"].includes(code) ? 400 : 403);
    const { code: as, exit } = await told(createRole());
    expect([as, exit]).toEqual([problem, 1]);
  });

  test.each([
    ["ExpiredTokenException", "credentials-expired"],
    ["UnrecognizedClientException", "credentials-invalid"],
    ["InvalidSignatureException", "bad-signature"],
    ["ThrottlingException", "throttled"],
    ["ParameterLimitExceeded", "quota"],
    ["ValidationException", "aws-refused"],
    ["InternalServerError", "aws-unavailable"],
  ])("%s of a JSON service is told as %s", async (type, problem) => {
    json(type, "what AWS says", type === "InternalServerError" ? 500 : 400);
    expect((await told(putParameter())).code).toBe(problem);
  });

  test("an old signature tells of the clock", async () => {
    query("SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z", 403);
    expect((await told(createRole())).code).toBe("clock-skew");
  });

  test("an unknown key in a region that has to be switched on", async () => {
    json("UnrecognizedClientException", "The security token included in the request is invalid.");
    expect((await told(putParameter(), { region: "ap-east-1" })).fix!.en).toContain("ap-east-1 is not enabled");
    expect((await told(putParameter(), { region: "us-east-1" })).fix!.en).not.toContain("enabled");
  });

  test("a quota has its name", async () => {
    query("LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000.", 409);
    const problem = await told(createRole());
    expect(problem.text.en).toBe("A quota of the account is used up (iam:CreateRole): IAM: Roles per account.");
    expect(problem.fix!.ja).toContain("RolesPerAccount: 1000");
  });

  test("what nobody foresaw is told in AWS's words, with its name", async () => {
    query("MalformedPolicyDocument", "Syntax error at position 3");
    expect((await told(createRole())).text.en).toBe(
      "AWS refused iam:CreateRole: Syntax error at position 3 (MalformedPolicyDocument)",
    );
  });

  test("a value that AWS repeats is not shown where it may be secret", async () => {
    json(
      "ValidationException",
      "1 error: Value 'hunter2' at 'temporaryPassword' failed; Value 'q' at 'queueName' failed",
    );
    const problem = await told(putParameter());
    expect(problem.text.en).toContain("Value [secret] at 'temporaryPassword' failed; Value 'q' at 'queueName' failed");
  });
});

describe("everything else", () => {
  test("a problem stays what it is", () => {
    const problem = new Problem("x", 4, { en: "x", ja: "x" });
    expect(explain(problem)).toBe(problem);
  });

  test("our own bugs are not explained away", () => {
    expect(explain(new TypeError("undefined is not a function"))).toBeUndefined();
    expect(explain("thrown text")).toBeUndefined();
    const problem = explainAny(new TypeError("undefined is not a function"));
    expect([problem.code, problem.exit]).toEqual(["unexpected", 1]);
    expect(problem.cause).toBeInstanceOf(TypeError);
  });

  test("the first call that an error came from is the one that counts", () => {
    const error = Object.assign(new Error("no"), { name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
    for (const service of ["kms", "ssm"] satisfies ServiceName[]) blame(error, { service, operation: "DescribeKey" });
    blame("text", { service: "kms", operation: "x" });
    expect(explain(error)!.text.en).toBe("These credentials may not call kms:DescribeKey.");
  });

  test("what only machines can read is left out", () => {
    const error = new Error("You may not. Encoded authorization failure message: 4nQJ-xyz_");
    expect(saidBy(error)).toBe("You may not.");
  });
});
