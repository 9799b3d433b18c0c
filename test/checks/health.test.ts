import { describe, expect, test } from "vitest";
import type { Look, Resolver } from "../../src/checks/check";
import { health } from "../../src/checks/health";
import { scanQueues } from "../../src/risken/queues";
import { addCertificate, certificates } from "../../src/sandbox/acm";
import { metrics } from "../../src/sandbox/cloudwatch";
import { groups, listeners } from "../../src/sandbox/elbv2-tables";
import { targetHealth } from "../../src/sandbox/elbv2-target-groups";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { zones } from "../../src/sandbox/route53";
import { queues } from "../../src/sandbox/sqs";
import { type Installed, installed } from "./installed";

const DAY = 24 * 60 * 60 * 1000;

/** What one check has to say. */
async function verdict({ results }: Installed, id: string, look?: Look) {
  return (await results(look)).find((one) => one.id === id)!;
}

test("nothing is wrong with the standard installation, and what needs pods has nothing to look at yet", async () => {
  const { results } = await installed();
  const said = (await results()).filter(({ id }) => health.some((check) => check.id === id));
  expect(said.map(({ id }) => id)).toEqual(health.map(({ id }) => id));
  const others = said.filter(({ status }) => status !== "pass");
  expect(others.map(({ id, status, notApplicable }) => [id, status, notApplicable])).toEqual([
    ["health/targets", "skip", true],
    ["health/dns", "skip", true],
    ["health/certificate-records", "skip", true],
    ["health/sign-in-domain", "skip", true],
    ["health/saml-certificate", "skip", true],
    ["health/consumers", "skip", true],
  ]);
});

test("looking takes seven calls that the survey hasn't made, each named by a check", async () => {
  const { look, calls } = await installed();
  const here = await look();
  await here.environments();
  calls.length = 0;
  await Promise.all(health.map((check) => check.run(here)));
  expect(calls.map(({ operation }) => operation).sort()).toEqual([
    "DescribeCertificate",
    "DescribeDBClusterParameters",
    "DescribeListenerCertificates",
    "DescribeRouteTables",
    "DescribeSecret",
    "DescribeTargetHealth",
    "DescribeTargetHealth",
  ]);
  const named = health.flatMap(({ reads = [] }) => reads.map((action) => action.split(":")[1]));
  expect(calls.filter(({ operation }) => !named.includes(operation))).toEqual([]);
});

/** Makes the role look as if pods had worked with it. */
const deploy = ({ account }: Installed) => {
  account.table<{ lastUsed?: string }>("iam.roles")["risken-prd-risken"]!.lastUsed = "2026-01-01T00:00:00Z";
};

describe("targets", () => {
  const answer = async (here: Installed, name: string, ...states: string[]) => {
    const { arn } = Object.values(groups(here.account)).find(
      ({ fields }) => fields.TargetGroupName === `risken-prd-${name}`,
    )!;
    const { TargetHealthDescriptions } = await here.aws.elbv2.DescribeTargetHealth({ TargetGroupArn: arn });
    TargetHealthDescriptions!.forEach(({ Target }, at) => {
      targetHealth(here.account)[`${arn} ${Target!.Id}`] = { State: states[at] as "healthy" };
    });
  };

  test("all healthy pass, although the role's use isn't known yet", async () => {
    const here = await installed();
    await answer(here, "api", "healthy", "healthy");
    await answer(here, "web", "healthy", "draining");
    expect(await verdict(here, "health/targets")).toMatchObject({ status: "pass" });
    expect(await here.failing()).toEqual([]);
  });

  test("that the CloudWatch agent has used its role says nothing of RISKEN's pods", async () => {
    const here = await installed({ config: { observability: { agentRole: true } } });
    const roles = here.account.table<{ lastUsed?: string }>("iam.roles");
    roles["risken-prd-cloudwatch-agent"]!.lastUsed = "2026-01-01T00:00:00Z";
    expect(await verdict(here, "health/targets")).toMatchObject({ status: "skip", notApplicable: true });
    expect(await here.failing()).toEqual([]);
  });

  test("some unhealthy warn, none healthy fails, with the namespace in the command", async () => {
    const here = await installed({ config: { cluster: { namespace: "security" } } });
    deploy(here);
    await answer(here, "api", "healthy", "unhealthy");
    await answer(here, "web", "healthy", "healthy");
    expect(await here.failing()).toEqual(["health/targets"]);
    const some = await verdict(here, "health/targets");
    expect(some).toMatchObject({ status: "warn", details: [{ expected: "healthy", actual: "unhealthy" }] });
    expect(some.details[0]!.path).toMatch(/^api i-[0-9a-f]{17}:30080$/);

    await answer(here, "web", "unhealthy", "initial");
    expect(await here.failing()).toEqual(["health/targets"]);
    const none = await verdict(here, "health/targets");
    expect(none.status).toBe("fail");
    expect(none.found?.en).toBe("No target of web is healthy.");
    expect(none.fix?.en).toContain("kubectl -n security get pods");
  });

  test("that are not there at all fail once pods have run", async () => {
    const here = await installed();
    deploy(here);
    for (const row of Object.values(here.account.table<{ targetGroups: string[] }>("autoscaling.groups"))) {
      row.targetGroups.length = 0;
    }
    const drift = ["node-attachment/api", "node-attachment/web"];
    expect(await here.failing()).toEqual(["health/rule-targets", "health/targets", ...drift]);
    expect((await verdict(here, "health/targets")).details.map(({ path }) => path)).toEqual(["api", "web"]);
  });
});

describe("the hosts' DNS names", () => {
  const resolving = (names: Readonly<Record<string, readonly string[]>>): Resolver => ({
    addresses: async (host) => names[host.includes("elb.amazonaws.com") ? "balancer" : host] ?? [],
    names: async () => [],
  });
  const right = { balancer: ["192.0.2.1", "192.0.2.2"], "console.example.com": ["192.0.2.2"] };

  test("that point at the load balancer pass", async () => {
    const resolver = resolving({ ...right, "api.example.com": ["192.0.2.1", "192.0.2.3"] });
    expect(await verdict(await installed({ resolver }), "health/dns")).toMatchObject({ status: "pass" });
  });

  test.each([
    ["point elsewhere", { "api.example.com": ["198.51.100.1"] }, "198.51.100.1"],
    ["are not there", {}, undefined],
  ])("that %s fail, with the record that is needed", async (_, more, actual) => {
    const here = await installed({ resolver: resolving({ ...right, ...more }) });
    expect(await here.failing()).toEqual(["health/dns"]);
    const { details, fix } = await verdict(here, "health/dns");
    expect(details).toMatchObject([{ path: "api.example.com", actual }]);
    const batch = /--change-batch '(.*)'$/m.exec(fix!.en)![1]!;
    expect(JSON.parse(batch).Changes[0].ResourceRecordSet).toMatchObject({
      Name: "api.example.com",
      Type: "A",
      AliasTarget: { HostedZoneId: "Z14GRHDCWA56QT" },
    });
  });

  test("that can't be resolved are skipped", async () => {
    const addresses = async () => {
      throw new Error("queryA ETIMEOUT");
    };
    const said = await verdict(await installed({ resolver: { addresses, names: addresses } }), "health/dns");
    expect(said).toMatchObject({ status: "skip", found: { en: expect.stringContaining("ETIMEOUT") } });
    expect(said.notApplicable).toBeUndefined();
  });
});

describe("the records that validate the certificates", () => {
  const config = { ingress: { certificate: "create", hostedZone: "example.com" } };
  const proofs = async () => {
    const { account } = await installed({ config });
    const all = Object.values(zones(account)).flatMap(({ records }) => records);
    return new Map(
      all
        .filter(({ Type }) => Type === "CNAME")
        .map(({ Name, ResourceRecords }) => [Name!.replace(/\.$/, ""), ResourceRecords![0]!.Value!]),
    );
  };
  const resolving = (records: ReadonlyMap<string, string>): Resolver => ({
    addresses: async () => ["192.0.2.1"],
    names: async (name) => (records.has(name) ? [records.get(name)!] : []),
  });

  test("pass where the DNS has them, and are of nobody's concern where no certificate is ordered", async () => {
    const resolver = resolving(await proofs());
    expect((await proofs()).size).toBe(2);
    const records = "health/certificate-records";
    expect(await verdict(await installed({ config, resolver }), records)).toMatchObject({ status: "pass" });
    expect(await verdict(await installed({ resolver }), records)).toMatchObject({
      status: "skip",
      notApplicable: true,
    });
    expect(await verdict(await installed({ config }), records)).toMatchObject({ status: "skip", notApplicable: true });
  });

  test.each([
    ["is not there", undefined],
    ["says something else", "_other.acm-validations.aws"],
  ])("fail where one %s, with the line for it", async (_, value) => {
    const records = await proofs();
    const [name, right] = [...records].find(([one]) => one.endsWith(".api.example.com"))!;
    if (value) records.set(name, value);
    else records.delete(name);
    const here = await installed({ config, resolver: resolving(records) });
    expect(await here.failing()).toEqual(["health/certificate-records"]);
    const { details, fix } = await verdict(here, "health/certificate-records");
    expect(details).toMatchObject([{ path: name, actual: value }]);
    expect(fix!.en.split("\n").at(-1)).toBe(`${name}. CNAME ${right}.`);
  });

  test("are skipped where the DNS server doesn't answer", async () => {
    const names = async () => {
      throw new Error("queryCname ETIMEOUT");
    };
    const resolver = { ...resolving(new Map()), names };
    const said = await verdict(await installed({ config, resolver }), "health/certificate-records");
    expect(said).toMatchObject({ status: "skip", found: { en: expect.stringContaining("ETIMEOUT") } });
  });
});

describe("the DNS name of the sign-in pages", () => {
  const config = {
    auth: {
      cognito: { domain: "auth.example.com", certificate: "arn:aws:acm:us-east-1:123456789012:certificate/auth" },
    },
  };
  const target = async () => {
    const { account } = await installed({ config });
    const [row] = Object.values(account.table<{ target: string }>("cognito.domains"));
    return row!.target;
  };
  const resolving = (
    records: Readonly<Record<string, readonly string[]>>,
    cnames: readonly string[] = [],
  ): Resolver => ({
    addresses: async (host) => records[host] ?? [],
    names: async (name) => (name === "auth.example.com" ? cnames : []),
  });
  const ID = "health/sign-in-domain";
  const said = async (resolver: Resolver) => verdict(await installed({ config, resolver }), ID);

  test("passes by its name or by an address in common", async () => {
    const distribution = await target();
    expect(await said(resolving({}, [`${distribution}.`]))).toMatchObject({ status: "pass" });
    const shared = { [distribution]: ["192.0.2.1", "192.0.2.2"], "auth.example.com": ["192.0.2.2"] };
    expect(await said(resolving(shared))).toMatchObject({ status: "pass" });
  });

  test.each([
    ["fails where it leads nowhere", {}, "fail", undefined],
    ["warns where it leads elsewhere", { "auth.example.com": ["198.51.100.1"] }, "warn", "198.51.100.1"],
  ])("%s, with the record that is needed", async (_, records, status, actual) => {
    const found = await said(resolving(records));
    expect(found).toMatchObject({ status, details: [{ path: "auth.example.com", expected: await target(), actual }] });
    expect(found.fix!.en.split("\n").at(-1)).toBe(`auth.example.com. CNAME ${await target()}.`);
  });

  test("is of nobody's concern where the pages have Cognito's own host, or nobody resolves names", async () => {
    const prefix = await verdict(await installed({ resolver: resolving({}) }), ID);
    expect(prefix).toMatchObject({ status: "skip", notApplicable: true });
    expect(await verdict(await installed({ config }), ID)).toMatchObject({ status: "skip", notApplicable: true });
  });
});

describe("certificates", () => {
  const arnOf = ({ account }: Installed) => account.arn("acm", `certificate/${freshIds.certificateId}`);
  const change = (here: Installed, more: object) => {
    certificates(here.account)[arnOf(here)] = { ...certificates(here.account)[arnOf(here)]!, ...more };
  };
  const until = ({ aws }: Installed, days: number) => ({
    notAfter: new Date(aws.clock.now() + days * DAY).toISOString(),
  });

  test.each([
    [31, "pass"],
    [30, "warn"],
    [8, "warn"],
    [7, "fail"],
    [0, "fail"],
    [-1, "fail"],
  ] as const)("with %i days left: %s", async (days, status) => {
    const here = await installed();
    change(here, until(here, days));
    expect(await verdict(here, "health/certificate-expiry")).toMatchObject({ status });
    expect(await here.failing()).toEqual(status === "pass" ? [] : ["health/certificate-expiry"]);
  });

  test("that are not issued any more fail", async () => {
    const here = await installed();
    change(here, { status: "REVOKED" });
    expect(await here.failing()).toEqual(["health/certificate-expiry"]);
    expect((await verdict(here, "health/certificate-expiry")).details).toMatchObject([{ actual: "REVOKED" }]);
  });

  test.each([
    ["only the domain", ["example.com"], ["api.example.com", "console.example.com"]],
    ["one host", ["CONSOLE.example.com"], ["api.example.com"]],
    ["a wildcard of another level", ["*.console.example.com", "*.com"], ["api.example.com", "console.example.com"]],
    ["a name that ends alike", ["*.badexample.com"], ["api.example.com", "console.example.com"]],
  ])("for %s leave hosts without one", async (_, names, bare) => {
    const here = await installed();
    change(here, { names });
    expect(await here.failing()).toEqual(["health/certificate-hosts"]);
    expect((await verdict(here, "health/certificate-hosts")).details.map(({ path }) => path).sort()).toEqual(bare);
  });

  test("that are added to the listener count as well, and theirs is the date that matters", async () => {
    const here = await installed();
    change(here, { names: ["elsewhere.example.org"], ...until(here, 1) });
    const more = addCertificate(here.account, ["*.example.com"], "0000");
    const [arn] = Object.keys(listeners(here.account));
    listeners(here.account)[arn!] = { ...listeners(here.account)[arn!]!, moreCertificateArns: [more] };
    expect(await here.failing()).toEqual([]);
    certificates(here.account)[more] = { ...certificates(here.account)[more]!, ...until(here, 10) };
    expect(await here.failing()).toEqual(["health/certificate-expiry"]);
  });

  test("that IAM keeps can't be looked at", async () => {
    const here = await installed();
    const [arn] = Object.keys(listeners(here.account));
    const certificateArn = `arn:aws:iam::${here.account.id}:server-certificate/old`;
    listeners(here.account)[arn!] = { ...listeners(here.account)[arn!]!, certificateArn };
    expect(await here.failing()).toEqual(["health/certificate-expiry", "health/certificate-hosts"]);
    expect(await verdict(here, "health/certificate-hosts")).toMatchObject({ status: "skip" });
  });
});

describe("queues", () => {
  const put = ({ account }: Installed, name: string, waiting: number, inFlight = 0) => {
    queues(account)[`risken-prd-${name}`]!.messages = { waiting, inFlight };
  };

  test("of what was given up have to be empty", async () => {
    const here = await installed();
    put(here, "aws-portscan-dlq", 3);
    expect(await here.failing()).toEqual(["health/dead-letters"]);
    const { details, fix } = await verdict(here, "health/dead-letters");
    expect(details).toEqual([{ path: "aws-portscan-dlq", expected: 0, actual: 3 }]);
    expect(fix?.en).toContain(
      "aws sqs start-message-move-task --source-arn arn:aws:sqs:ap-northeast-1:123456789012:risken-prd-aws-portscan-dlq",
    );
  });

  test("nobody listens to are found by what waits in them, once pods have run", async () => {
    const here = await installed();
    put(here, "aws-portscan", 2);
    put(here, "code-gitleaks", 5, 1);
    expect(await here.failing()).toEqual([]);
    deploy(here);
    expect(await here.failing()).toEqual(["health/consumers", "health/targets"]);
    const { details, fix } = await verdict(here, "health/consumers");
    expect(details).toEqual([{ path: "aws-portscan", expected: 0, actual: 2 }]);
    expect(fix?.en).toContain("kubectl -n risken logs deployment/aws-portscan");
  });

  const measure = ({ account }: Installed, name: string, metric: string, ...values: number[]) => {
    metrics(account)[`AWS/SQS ${metric} risken-prd-${name}`] = { values };
  };

  test("nobody asks for messages are found by what CloudWatch counts, once others are asked", async () => {
    const here = await installed();
    deploy(here);
    // Nothing is measured yet.
    expect(await here.failing()).toEqual(["health/targets"]);
    for (const { name } of scanQueues) measure(here, name, "NumberOfEmptyReceives", 0, 3);
    measure(here, "aws-portscan", "NumberOfEmptyReceives");
    measure(here, "code-gitleaks", "NumberOfEmptyReceives", 0, 0);
    measure(here, "osint-website", "NumberOfEmptyReceives", 0);
    measure(here, "osint-website", "NumberOfMessagesReceived", 1);
    expect(await here.failing()).toEqual(["health/consumers", "health/targets"]);
    const { status, details } = await verdict(here, "health/consumers");
    expect(status).toBe("warn");
    expect(details.map(({ path }) => path)).toEqual(["aws-portscan", "code-gitleaks"]);
  });

  test.each([
    [23, "pass"],
    [24, "warn"],
    [71, "warn"],
    [72, "fail"],
  ] as const)("whose oldest message is %i hours old: %s", async (hours, status) => {
    const here = await installed();
    put(here, "aws-portscan", 9, 1);
    measure(here, "aws-portscan", "ApproximateAgeOfOldestMessage", hours * 3600, 90 * 3600);
    expect(await here.failing()).toEqual(status === "pass" ? [] : ["health/message-age"]);
    const said = await verdict(here, "health/message-age");
    expect(said.status).toBe(status);
    if (status !== "pass") {
      expect(said.details).toEqual([{ path: "aws-portscan", expected: "< 24 h", actual: `${hours} h` }]);
    }
  });

  test("without messages have none that is old, whatever CloudWatch says, and it is not asked", async () => {
    const here = await installed();
    measure(here, "aws-portscan", "ApproximateAgeOfOldestMessage", 90 * 3600);
    expect(await here.failing()).toEqual([]);
    expect(here.calls.map(({ service }) => service)).not.toContain("cloudwatch");
  });

  test("are all asked about in one call, and who may not ask says so", async () => {
    let closed = false;
    const here = await installed({
      refuse: ({ service }) => {
        if (!closed || service !== "cloudwatch") return;
        throw Object.assign(new Error("denied"), { name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
      },
    });
    deploy(here);
    put(here, "aws-portscan", 9, 1);
    await here.results();
    expect(here.calls.filter(({ service }) => service === "cloudwatch")).toHaveLength(1);
    closed = true;
    for (const id of ["health/message-age", "health/consumers"]) {
      expect(await verdict(here, id)).toMatchObject({ status: "skip", lacks: "cloudwatch:GetMetricData" });
    }
  });

  test("are none where nothing is scanned", async () => {
    const here = await installed({ config: { dataSources: [], parameters: { values: {} } } });
    for (const id of ["health/dead-letters", "health/consumers", "health/message-age", "security/queue-policies"]) {
      expect(await verdict(here, id)).toMatchObject({ status: "skip", notApplicable: true });
    }
  });
});
