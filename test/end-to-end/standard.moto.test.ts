import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { scanQueues } from "../../src/risken/queues";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig, standardSecrets } from "./config";
import { type RunDocument, runDocument } from "./documents";
import { testEnvironments, variablesOf } from "./environments";
import { testOverlay } from "./overlay";
import { type Stage, setStage } from "./stage";
import { surveyCost } from "./survey-cost";

/** Kinds that AWS gives no tags, by what they belong to. */
const tagless: Readonly<Record<string, string>> = {
  "autoscaling.attachment": "the Auto Scaling group of the nodes",
  "cognito.user-pool-client": "the user pool",
  "cognito.user-pool-domain": "the user pool",
};

// Parameter Store takes three writes a second, and there are some eighty parameters.
vi.setConfig({ testTimeout: 180_000 });

describeOnMoto("the standard installation on a moto server", () => {
  let stage: Stage;
  let before: Awaited<ReturnType<Stage["account"]["photograph"]>>;
  let applied: RunDocument;

  beforeAll(async () => {
    stage = await setStage(standardSecrets);
    await saveConfig(stage.folder, standardConfig(stage.seeded));
    before = await stage.account.photograph(stage.seeded);
  });
  afterAll(() => stage?.stop());

  const verb = async (args: readonly string[], code: number): Promise<RunDocument> => {
    stage.proxy.clear();
    const ran = await stage.run([...args, "--json"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code });
    return runDocument.parse(ran.json);
  };
  const written = () => stage.proxy.writes().map(({ service, operation, body }) => `${service}:${operation} ${body}`);
  const worked = ({ changes }: RunDocument) => changes.filter(({ action }) => action !== "none");

  test("plan shows everything that is to be made, and writes nothing", async () => {
    const plan = await verb(["plan", "--detailed-exitcode"], 2);
    expect(plan).toMatchObject({ command: "plan", env: "prd", account: "123456789012", status: "changes" });
    expect(written()).toEqual([]);
    expect(worked(plan).map(({ action }) => action)).toEqual(worked(plan).map(() => "create"));
    expect(worked(plan).every(({ status }) => status === "planned")).toBe(true);
    const queues = plan.changes.filter(({ kind }) => kind === "sqs.queue").map(({ id }) => id);
    expect(queues.sort()).toEqual(scanQueues.flatMap(({ name }) => [`queue/${name}`, `queue/${name}-dlq`]).sort());
    await expect(stage.account.parameters("/")).resolves.toEqual(new Map());
  });

  test("apply makes it from nothing", async () => {
    const unlimited = stage.proxy.limit(({ operation }) => operation === "PutParameter");
    applied = await verb(["apply", "-c", "risken-aws.yaml"], 0);
    unlimited();
    // Not one was refused, although Parameter Store took only three parameters a second.
    expect(stage.proxy.writes().filter(({ status }) => status !== 200)).toEqual([]);
    expect(applied).toMatchObject({
      command: "apply",
      status: "ok",
      summary: { failed: 0, skipped: 0 },
    });
    expect(worked(applied).filter(({ status }) => status !== "done")).toEqual([]);
    expect(applied.outputs).toMatchObject({
      consoleUrl: "https://console.example.com",
      apiUrl: "https://api.example.com",
      userPoolId: (await stage.account.userPools())[0]!.Id,
    });
    expect(Object.keys(applied.outputs!.queueUrls)).toHaveLength(2 * scanQueues.length);
    expect(await stage.account.queueUrls("risken-prd-")).toHaveLength(2 * scanQueues.length);
    expect(await stage.account.userPools()).toHaveLength(1);
  });

  test("the second apply sends no write and finds nothing to do", async () => {
    const again = await verb(["apply", "-c", "risken-aws.yaml"], 0);
    expect(written()).toEqual([]);
    expect(worked(again)).toEqual([]);
    expect(again).toMatchObject({ status: "ok", summary: { none: again.changes.length } });
    expect(again.changes.map(({ id }) => id).sort()).toEqual(applied.changes.map(({ id }) => id).sort());
    expect(again.outputs).toEqual(applied.outputs);
  });

  test("and the plan is empty", async () => {
    const plan = await verb(["plan", "--detailed-exitcode"], 0);
    expect(worked(plan)).toEqual([]);
    expect(written()).toEqual([]);
  });

  test("every resource carries the tags that say whose and which it is", async () => {
    const tags = await stage.account.tagsOfOurs(stage.seeded.alb.listenerArn);
    const made = worked(applied);
    const tagged = made.filter(({ kind }) => !(kind in tagless));
    const shared = tagged.filter(({ kind }) => kind === "iam.oidc-provider");
    const ours = tagged.filter(({ kind }) => kind !== "iam.oidc-provider");
    expect(shared).toHaveLength(1);
    expect(tags.filter((one) => "risken-aws:shared" in one)).toEqual([
      { Owner: "security", "risken-aws:shared": "true" },
    ]);
    const byId = (one: (typeof tags)[number]) => one["risken-aws:id"]!;
    expect(tags.filter((one) => "risken-aws:id" in one).sort((a, b) => (byId(a) < byId(b) ? -1 : 1))).toEqual(
      ours
        .map(({ id }) => ({
          Owner: "security",
          "risken-aws:env": "prd",
          "risken-aws:id": id,
          ...(id === "parameter/code/common/CODE_DATA_KEY" ? { "risken-aws:generated": "true" } : {}),
        }))
        .sort((a, b) => (byId(a) < byId(b) ? -1 : 1)),
    );
    // No kind stands among the tagless for nothing.
    expect(new Set(made.map(({ kind }) => kind).filter((kind) => kind in tagless))).toEqual(
      new Set(Object.keys(tagless)),
    );
  });

  test("what was there is as it was, but for the openings and attachments", async () => {
    const after = await stage.account.photograph(stage.seeded);
    expect(after.photo).toEqual(before.photo);
    expect(before.attachments).toMatchObject({ TargetGroupARNs: [], nodeRules: [expect.anything()] });
    expect(after.attachments.TargetGroupARNs.map((arn) => /targetgroup\/([^/]+)/.exec(arn)![1]).sort()).toEqual([
      "risken-prd-api",
      "risken-prd-web",
    ]);
    const opened = after.attachments.nodeRules.filter(
      ({ SecurityGroupRuleId }) =>
        !before.attachments.nodeRules.some((rule) => rule.SecurityGroupRuleId === SecurityGroupRuleId),
    );
    expect(opened).toMatchObject([
      {
        IpProtocol: "tcp",
        FromPort: 30080,
        ToPort: 30081,
        IsEgress: false,
        ReferencedGroupInfo: { GroupId: stage.seeded.alb.securityGroup },
      },
    ]);
  });

  test("a survey of it takes few calls and fewer rounds", async () => {
    const cost = await surveyCost(stage);
    expect(cost.calls, JSON.stringify(cost)).toBeLessThanOrEqual(100);
    expect(cost.rounds, JSON.stringify(cost)).toBeLessThanOrEqual(6);
  });

  describe("the environment of a pod", () => testEnvironments(() => stage));

  describe("the overlay for Kubernetes", () => testOverlay(() => stage));

  describe("with fewer data sources", () => {
    const few = ["aws", "code"];
    const gone = scanQueues.filter(({ dataSource }) => !few.includes(dataSource));

    beforeAll(async () => {
      const { values } = standardConfig(stage.seeded).parameters;
      const kept = { common: values.common, "code/common": values["code/common"] };
      await saveConfig(stage.folder, {
        ...standardConfig(stage.seeded),
        dataSources: few,
        parameters: { values: kept },
      });
    });

    test("plan only takes away, and apply without --prune takes nothing", async () => {
      const plan = await verb(["plan", "--detailed-exitcode"], 2);
      expect(created(plan)).toEqual([]);
      expect(deleted(plan).filter(({ status }) => status !== "skipped")).toEqual([]);
      expect(queuesIn(deleted(plan))).toEqual(
        gone.flatMap(({ name }) => [`queue/${name}`, `queue/${name}-dlq`]).sort(),
      );
      await verb(["apply"], 0);
      expect(written().filter((call) => /:(Delete|Remove)/.test(call))).toEqual([]);
      expect(await stage.account.queueUrls("risken-prd-")).toHaveLength(2 * scanQueues.length);
    });

    test("apply --prune removes just that", async () => {
      const pruned = await verb(["apply", "--prune"], 0);
      expect(deleted(pruned).filter(({ status }) => status !== "done")).toEqual([]);
      expect(await stage.account.queueUrls("risken-prd-")).toHaveLength(2 * (scanQueues.length - gone.length));
      const parameters = [...(await stage.account.parameters("/prd")).keys()];
      for (const { variable } of gone)
        expect(parameters.filter((name) => name.endsWith(`/${variable}_QUEUE_URL`))).toEqual([]);
      // Somebody else's stay.
      expect(parameters).toContain("/prd/common/FOREIGN");
      const plan = await verb(["plan", "--detailed-exitcode", "--prune"], 0);
      expect(worked(plan)).toEqual([]);
    });

    test("the queue URLs of the others are unused in datasource-api", async () => {
      const variables = await variablesOf(stage, "datasource-api");
      for (const { variable, dataSource } of scanQueues)
        expect(variables.find(({ name }) => name === `${variable}_QUEUE_URL`)).toMatchObject(
          few.includes(dataSource) ? { source: "parameter" } : { source: "default", unused: true },
        );
    });
  });
});

const created = ({ changes }: RunDocument) => changes.filter(({ action }) => action === "create");
const deleted = ({ changes }: RunDocument) => changes.filter(({ action }) => action === "delete");
const queuesIn = (changes: RunDocument["changes"]) =>
  changes
    .filter(({ kind }) => kind === "sqs.queue")
    .map(({ id }) => id)
    .sort();
