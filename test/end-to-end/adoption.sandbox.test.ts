import { writeFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import type { Aws } from "../../src/aws/session";
import type { State } from "../../src/sandbox/account";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { canonical, differencesOf } from "./canonical";
import { type RunDocument, runDocument } from "./documents";
import type { Ran } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const places: Place[] = [];
const consent = ["--delete-data", "--yes", "--confirm", "prd"];

async function placeFor(config: Config): Promise<Place> {
  const place = await makePlace(config);
  places.push(place);
  return place;
}

afterAll(() => Promise.all(places.map((place) => place.remove())));

const documentOf = (ran: Ran): RunDocument => runDocument.parse(ran.json);
const rows = (state: State, table: string) => (state.tables[table] ?? {}) as Record<string, Record<string, unknown>>;
const changeIn = ({ changes }: RunDocument, id: string) => changes.find((change) => change.id === id)!;
/** What a change does besides tagging, as `path: before → after`. */
const fieldsOf = (document: RunDocument, id: string) =>
  changeIn(document, id)
    .fields.filter(({ path }) => !path.startsWith("Tags."))
    .map(({ path, before, after }) => `${path}: ${before} → ${after}`);

/** The account as it would be had somebody made the very same things without the tool. */
async function stripTags(place: Place): Promise<State> {
  const state = await place.state();
  for (const table of Object.values(state.tables)) {
    for (const row of Object.values(table as Record<string, { tags?: Record<string, string> }>)) {
      const kept = Object.entries(row.tags ?? {}).filter(([key]) => !/^(risken-aws:|Owner$)/.test(key));
      if (row.tags) row.tags = Object.fromEntries(kept);
    }
  }
  await writeFile(place.file, JSON.stringify(state), { mode: 0o600 });
  return place.state();
}

describe("what is there just as the config wants it", () => {
  test("is taken over by its tags alone, and given back as it was", async () => {
    const place = await placeFor(sandboxConfig);
    expect((await place.run(["apply", "--json"])).code).toBe(0);
    const before = await stripTags(place);

    const refused = await place.run(["apply", "--json"]);
    expect([refused.code, documentOf(refused).status]).toEqual([4, "blocked"]);
    const blocked = documentOf(refused).changes.filter(({ status }) => status === "blocked");
    expect(blocked.length).toBeGreaterThan(100);
    expect(blocked.flatMap(({ fields }) => fields).filter(({ path }) => !path.startsWith("Tags."))).toEqual([]);
    expect(await place.state()).toEqual(before);

    const taken = documentOf(await place.run(["apply", "--json", "--adopt-all"]));
    expect(taken.status).toBe("ok");
    expect(taken.summary).toMatchObject({ adopt: blocked.length, create: 0, update: 0, replace: 0, failed: 0 });
    const bytes = await place.bytes();
    expect((await place.run(["apply", "--json"])).code).toBe(0);
    expect(await place.bytes()).toBe(bytes);

    const gone = documentOf(await place.run(["destroy", "--json", ...consent]));
    expect(gone.status).toBe("ok");
    expect(gone.warnings).toHaveLength(1);
    expect(gone.warnings![0]).toContain("queue (36)");
    expect(await place.state()).toEqual(before);
  }, 120_000);
});

/** What somebody has made by hand, with names and settings of their own. */
async function makeByHand(aws: Aws) {
  const { vpcId, loadBalancerName, loadBalancerId, listenerId } = freshIds;
  const balancer = `app/${loadBalancerName}/${loadBalancerId}`;
  const queue = { VisibilityTimeout: "30", SqsManagedSseEnabled: "true" };
  const statement = { Sid: "Theirs", Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sqs:SendMessage" };
  const Resource = "arn:aws:sqs:ap-northeast-1:123456789012:risken-prd-aws-guardduty";
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, Resource }] });
  await aws.sqs.CreateQueue({ QueueName: "risken-prd-aws-guardduty", Attributes: { ...queue, Policy } });
  await aws.sqs.CreateQueue({ QueueName: "portscan", Attributes: queue, tags: { Team: "blue" } });
  await aws.sqs.CreateQueue({ QueueName: "portscan-dead", Attributes: {} });
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  await aws.iam.CreateRole({
    RoleName: "our-old-role",
    Description: "Since 2021",
    AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
  });
  const theirs = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] };
  await aws.iam.PutRolePolicy({
    RoleName: "our-old-role",
    PolicyName: "theirs",
    PolicyDocument: JSON.stringify(theirs),
  });
  const group = { Port: 80, Protocol: "HTTP", VpcId: vpcId, HealthCheckPath: "/" } as const;
  const { TargetGroups } = await aws.elbv2.CreateTargetGroup({ Name: "gateway", ...group });
  const { Rules } = await aws.elbv2.CreateRule({
    ListenerArn: `arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:listener/${balancer}/${listenerId}`,
    Priority: 1040,
    Conditions: [
      { Field: "path-pattern", Values: ["/api/*"] },
      { Field: "host-header", Values: ["Console.Example.com"] },
    ],
    Actions: [{ Type: "forward", TargetGroupArn: TargetGroups![0]!.TargetGroupArn }],
  });
  const pool = (await aws.cognito.CreateUserPool({ PoolName: "people" })).UserPool!.Id!;
  await aws.cognito.AdminCreateUser({ UserPoolId: pool, Username: "first" });
  const put = (Name: string, Type: "String" | "SecureString", Value: string) =>
    aws.ssm.PutParameter({ Name, Type, Value });
  await put("/prd/common/BASE_URL", "SecureString", "https://console.example.com");
  await put("/prd/common/ENV_NAME", "SecureString", "production");
  await put("/prd/code/common/CODE_DATA_KEY", "String", "k".repeat(32));
  return { pool, rule: Rules![0]!.RuleArn!, group: TargetGroups![0]!.TargetGroupArn! };
}

async function handMade() {
  const place = await placeFor(sandboxConfig);
  const made = await place.byHand(makeByHand);
  const names = {
    "queue/aws-portscan": "portscan",
    "queue/aws-portscan-dlq": "portscan-dead",
    "role/risken": "our-old-role",
    "target-group/api": "gateway",
    "user-pool/users": made.pool,
  };
  await place.saveConfig(withValues(sandboxConfig, { names }));
  return { place, before: await place.state(), ...made };
}

const inTheWay = [
  "parameter/code/common/CODE_DATA_KEY",
  "parameter/common/BASE_URL",
  "parameter/common/ENV_NAME",
  "queue/aws-guardduty",
  "queue/aws-portscan",
  "queue/aws-portscan-dlq",
  "role/risken",
  "rule/console-api",
  "target-group/api",
  "user-pool/users",
];

describe("what is there with names and settings of its own", () => {
  test("is compared field by field before anything is taken over", async () => {
    const { place, before } = await handMade();
    const ran = await place.run(["plan", "--json"]);
    const plan = documentOf(ran);
    expect([ran.code, plan.status]).toEqual([4, "blocked"]);
    const blocked = plan.changes.filter(({ status }) => status === "blocked");
    expect(blocked.map(({ id }) => id).sort()).toEqual(inTheWay);
    expect(blocked.map(({ action }) => action)).toEqual(blocked.map(() => "adopt"));
    for (const { id, error } of blocked) expect(error!.fix).toContain(`--adopt ${id} `);

    expect(fieldsOf(plan, "queue/aws-portscan")).toContain("VisibilityTimeout: 30 → 7200");
    expect(changeIn(plan, "queue/aws-portscan").name).toBe("portscan");
    expect(fieldsOf(plan, "parameter/common/BASE_URL"), "encrypted where text would do").toEqual([]);
    expect(fieldsOf(plan, "parameter/common/ENV_NAME")).toEqual(["Value: [secret] → [secret]"]);
    expect(changeIn(plan, "user-pool/users")).toMatchObject({
      kept: [{ path: "UsernameAttributes" }, { path: "UsernameConfiguration.CaseSensitive" }],
    });
    expect(changeIn(plan, "role/risken")).toMatchObject({
      kept: [{ path: "Path", before: "/", after: "/risken/prd/" }],
      stays: ["Policies.theirs"],
    });
    expect(fieldsOf(plan, "role/risken")).toContain("Description: Since 2021 → What RISKEN's pods may do in AWS (prd)");
    expect(changeIn(plan, "target-group/api")).toMatchObject({
      kept: [{ path: "Port", before: "80", after: "30080" }],
    });
    expect(changeIn(plan, "parameter/code/common/CODE_DATA_KEY")).toMatchObject({ kept: [{ path: "Type" }] });
    expect(fieldsOf(plan, "rule/console-api").join()).not.toContain("Priority");
    const told = plan.warnings!.join("\n");
    for (const means of ["plain text", "cluster.rolePath", "NodePort", "auth.userKey"]) expect(told).toContain(means);
    expect(await place.state()).toEqual(before);

    const shown = (await place.run(["plan"])).stdout;
    expect(shown).toMatch(/blocked listener rule console-api\n(.*\n)+?.*listener-rule\/app\//);
    expect(shown).toMatch(/portscan {2}.*queue\/aws-portscan|blocked queue portscan/);
    expect(shown).toContain("Policies.theirs");
    expect(shown).not.toContain("k".repeat(32));
  }, 60_000);

  test("is taken over one by one, and nothing is written while one is left", async () => {
    const { place, before } = await handMade();
    const but = inTheWay.slice(1).flatMap((id) => ["--adopt", id]);
    const ran = await place.run(["apply", "--json", ...but]);
    expect([ran.code, documentOf(ran).error!.code]).toEqual([4, "in-the-way"]);
    expect(
      documentOf(ran)
        .changes.filter(({ status }) => status === "blocked")
        .map(({ id }) => id),
    ).toEqual([inTheWay[0]]);
    expect(await place.state()).toEqual(before);
    expect((await place.run(["apply", "--json", ...but, "--adopt", inTheWay[0]!])).code).toBe(0);
    const taken = rows(await place.state(), "sqs.queues").portscan!;
    expect(taken.tags).toMatchObject({ Team: "blue", "risken-aws:adopted": "true", Owner: "security" });
  }, 60_000);

  test("an id that the config knows nothing of is refused", async () => {
    const { place } = await handMade();
    const ran = await place.run(["apply", "--json", "--adopt", "queue/aws-portscam"]);
    expect(ran.code).toBe(3);
    expect(ran.json).toMatchObject({ error: { code: "nothing-to-adopt", fix: "Did you mean queue/aws-portscan?" } });
  });

  test("keeps its identity, its data, and what others have added; destroy gives it back", async () => {
    const { place, before, pool, rule, group } = await handMade();
    const taken = await place.run(["apply", "--json", "--adopt-all"]);
    expect([taken.code, documentOf(taken).summary.adopt]).toEqual([0, inTheWay.length]);
    const state = await place.state();
    expect(Object.keys(rows(state, "cognito.pools"))).toEqual([pool]);
    expect(Object.keys(rows(state, "cognito.users"))).toHaveLength(1);
    expect(rows(state, "ssm.parameters")["/prd/code/common/CODE_DATA_KEY"]).toMatchObject({
      type: "String",
      value: "k".repeat(32),
    });
    expect(rows(state, "ssm.parameters")["/prd/common/ENV_NAME"]).toMatchObject({ type: "SecureString", value: "prd" });
    expect(Object.keys(rows(state, "sqs.queues"))).not.toContain("risken-prd-aws-portscan");
    expect(rows(state, "sqs.queues")["risken-prd-aws-guardduty"]!.attributes).toMatchObject({
      Policy: expect.stringMatching(/Theirs.*RefusePlainHttp|RefusePlainHttp.*Theirs/),
    });
    const role = rows(state, "iam.roles")["our-old-role"]!;
    expect(JSON.stringify(role)).toContain("What RISKEN's pods may do");
    expect(JSON.stringify(state.tables)).toContain("s3:GetObject");
    expect(JSON.stringify(role)).toContain("ec2.amazonaws.com");
    expect(rows(state, "elbv2.rules")[rule]).toMatchObject({ priority: 1040 });
    expect(JSON.stringify(rows(state, "elbv2.rules")[rule])).toContain(group);

    const bytes = await place.bytes();
    const again = documentOf(await place.run(["apply", "--json"]));
    expect([again.status, await place.bytes()]).toEqual(["ok", bytes]);
    expect(again.summary).toMatchObject({ create: 0, update: 0, replace: 0, adopt: 0 });

    const gone = documentOf(await place.run(["destroy", "--json", ...consent]));
    expect(gone.status).toBe("ok");
    const left = await place.state();
    for (const [table, entries] of Object.entries(before.tables)) {
      const now = rows(left, table);
      expect([table, Object.keys(entries).filter((key) => !(key in now))]).toEqual([table, []]);
      const marked = Object.keys(entries).filter((key) => JSON.stringify(now[key]).includes("risken-aws:"));
      expect([table, marked]).toEqual([table, []]);
    }
    // What we have made goes, but for what is needed by what stays.
    expect(Object.keys(rows(left, "sqs.queues")).sort()).toEqual([
      "portscan",
      "portscan-dead",
      "risken-prd-aws-guardduty",
      "risken-prd-aws-guardduty-dlq",
    ]);
    expect(Object.keys(rows(left, "ssm.parameters"))).toHaveLength(3);
    expect(rows(left, "sqs.queues").portscan!.tags).toEqual({ Team: "blue" });
    expect(rows(left, "ssm.parameters")["/prd/code/common/CODE_DATA_KEY"]!.value).toBe("k".repeat(32));
  }, 120_000);

  test("an id of a pool that is not there makes none", async () => {
    const { place, before } = await handMade();
    const names = { "user-pool/users": "ap-northeast-1_nothere00" };
    await place.saveConfig(withValues(sandboxConfig, { names }));
    const ran = await place.run(["apply", "--json", "--adopt-all"]);
    expect([ran.code, (ran.json as { error: { code: string } }).error.code]).toEqual([3, "not-there"]);
    expect(await place.state()).toEqual(before);
  });
});

test("what goes by its own name is made under that name where it is not there", async () => {
  const names = { "queue/aws-portscan": "portscan", "role/risken": "our-role", "target-group/web": "console" };
  const place = await placeFor(withValues(sandboxConfig, { names }));
  const before = await place.state();
  expect((await place.run(["apply", "--json"])).code).toBe(0);
  const state = await place.state();
  expect(Object.keys(rows(state, "sqs.queues"))).toContain("portscan");
  expect(Object.keys(rows(state, "iam.roles"))).toContain("our-role");
  expect(rows(state, "ssm.parameters")["/prd/aws/common/AWS_PORTSCAN_QUEUE_URL"]!.value).toMatch(/\/portscan$/);
  expect(JSON.stringify(rows(state, "iam.roles"))).toContain(":portscan");
  const bytes = await place.bytes();
  expect((await place.run(["apply", "--json"])).code).toBe(0);
  expect(await place.bytes()).toBe(bytes);
  expect((await place.run(["destroy", "--json", ...consent])).code).toBe(0);
  const found = differencesOf(canonical(before, before, []), canonical(await place.state(), before, []));
  expect(found.filter((line) => !line.includes(": 0 rows"))).toEqual([]);
}, 60_000);
