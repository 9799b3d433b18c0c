import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { GetQueueUrlCommand, SQSClient, UntagQueueCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { PolicyDocument } from "../../src/aws/policy-document";
import { actionsIn } from "../export/policies";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig, standardSecrets } from "./config";
import { type RunDocument, runDocument } from "./documents";
import type { Ran } from "./program";
import { type Stage, setStage } from "./stage";

// Parameter Store takes three writes a second, and there are some eighty parameters.
vi.setConfig({ testTimeout: 180_000 });

/**
 * Moto enforces the names of actions alone: no resources, no conditions, and nothing that AWS asks in the caller's name. That is
 * for the sandbox (test/export/policy-needed.test.ts).
 */
describeOnMoto("with exactly the printed actions on a moto server that enforces IAM", () => {
  let stage: Stage;
  const printed: Record<string, readonly string[]> = {};
  const callers: Record<string, Readonly<Record<string, string>>> = {};

  beforeAll(async () => {
    stage = await setStage(standardSecrets);
    await saveConfig(stage.folder, standardConfig(stage.seeded));
    for (const verb of ["plan", "doctor", "apply", "destroy", "import"]) {
      // No credentials are needed where the config says whose account it is.
      const ran = await stage.run(["policy", verb, "--json"], { env: { AWS_ACCESS_KEY_ID: undefined } });
      expect(ran, ran.stderr).toMatchObject({ code: 0 });
      printed[verb] = actionsIn((ran.json as { readonly policies: readonly PolicyDocument[] }).policies);
      callers[verb] = await callerWith(verb, printed[verb]);
    }
    const lacking = ["iam:CreateRole", "elasticloadbalancing:DescribeLoadBalancers"];
    for (const action of lacking)
      callers[action] = await callerWith(
        action,
        printed.apply!.filter((one) => one !== action),
      );
    await enforce(true);
  });
  afterAll(() => stage?.stop());

  /** A user that may do just that. */
  async function callerWith(name: string, actions: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
    const iam = new IAMClient({ endpoint: stage.moto.url, region: stage.seeded.region, credentials });
    const UserName = name.replace(":", "-");
    // Moto takes the name with which a call is signed for that of the service.
    const all = actions.flatMap((action) => [
      action,
      action.replace(/^tag:/, "tagging:").replace(/^cloudwatch:/, "monitoring:"),
    ]);
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: [...new Set(all)], Resource: "*" }],
    });
    await iam.send(new CreateUserCommand({ UserName }));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: UserName, PolicyDocument }));
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy!.Arn }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { AWS_ACCESS_KEY_ID: AccessKey!.AccessKeyId!, AWS_SECRET_ACCESS_KEY: AccessKey!.SecretAccessKey! };
  }

  const enforce = async (on: boolean): Promise<void> => {
    const headers = { "content-type": "text/plain" };
    const answer = await fetch(`${stage.moto.url}/moto-api/reset-auth`, {
      method: "POST",
      headers,
      body: on ? "0" : "inf",
    });
    expect(answer.status).toBe(200);
  };
  const as = (caller: string, args: readonly string[]): Promise<Ran> => stage.run(args, { env: callers[caller] });
  const refusals = () => stage.proxy.calls.filter(({ status }) => status === 403);
  const worked = (document: unknown): RunDocument["changes"] =>
    runDocument.parse(document).changes.filter(({ action }) => action !== "none");

  // Of query services only: to the others moto answers a refusal in XML, which is no answer of AWS.
  test("apply without one of them fails on it and says which statement it lacks", async () => {
    const ran = await as("iam:CreateRole", ["apply"]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain("may not call iam:CreateRole");
    expect(ran.stdout).toContain('"Action": "iam:CreateRole"');
  });

  test("plan does so too", async () => {
    const ran = await as("elasticloadbalancing:DescribeLoadBalancers", ["plan"]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('"Action": "elasticloadbalancing:DescribeLoadBalancers"');
  });

  test("apply makes the rest, and finds nothing more to do", async () => {
    stage.proxy.clear();
    const ran = await as("apply", ["apply", "--json"]);
    expect(ran, ran.stdout.slice(-2000)).toMatchObject({ code: 0 });
    expect(refusals()).toEqual([]);
    const again = await as("apply", ["apply", "--json"]);
    expect(worked(again.json)).toEqual([]);
  });

  test("plan sees all of it and may write nothing", async () => {
    stage.proxy.clear();
    const ran = await as("plan", ["plan", "--detailed-exitcode", "--json"]);
    expect(ran, ran.stdout.slice(-2000)).toMatchObject({ code: 0 });
    expect(worked(ran.json)).toEqual([]);
    expect(refusals()).toEqual([]);
    expect(printed.plan!.filter((action) => !/:(Get|List|Describe|Decrypt)/.test(action))).toEqual([]);
  });

  test("import finds the very installation again", async () => {
    stage.proxy.clear();
    const ran = await as("import", ["import", "-c", "-", "--json", "--region", stage.seeded.region]);
    expect(ran, ran.stdout).toMatchObject({ code: 0 });
    expect(refusals()).toEqual([]);
    const { config, leftovers } = ran.json as { readonly config: object; readonly leftovers: readonly unknown[] };
    // Nothing has another name than ours, and nothing is left over.
    expect(Object.keys(config)).not.toContain("names");
    expect(leftovers).toEqual([]);
    expect(config).toMatchObject({ cluster: { name: stage.seeded.eks.name }, database: { source: "rds" } });
  });

  test("doctor sees what it sees with all rights", async () => {
    stage.proxy.clear();
    const ran = await as("doctor", ["doctor", "--json"]);
    expect(refusals()).toEqual([]);
    await enforce(false);
    const free = await stage.run(["doctor", "--json"]);
    await enforce(true);
    expect(ran.code).toBe(free.code);
    expect(ran.json).toEqual(free.json);
    expect(JSON.stringify(ran.json)).not.toContain('"status":"error"');
  });

  test("apply takes over what has lost its tags, and destroy gives it back and takes the rest down", async () => {
    await enforce(false);
    const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
    const sqs = new SQSClient({ endpoint: stage.proxy.url, region: stage.seeded.region, credentials });
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "risken-prd-aws-portscan" }));
    await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["risken-aws:env", "risken-aws:id"] }));
    await enforce(true);
    stage.proxy.clear();
    const adopted = await as("apply", ["apply", "--adopt", "queue/aws-portscan", "--json"]);
    expect(adopted, adopted.stdout.slice(-2000)).toMatchObject({ code: 0 });
    expect(worked(adopted.json).map(({ id }) => id)).toEqual(["queue/aws-portscan"]);
    const gone = await as("destroy", ["destroy", "--delete-data", "--yes", "--confirm", "prd", "--json"]);
    expect(gone, gone.stdout.slice(-2000)).toMatchObject({ code: 0 });
    expect(refusals()).toEqual([]);
    const all = worked(gone.json);
    // Its dead letters stay where they are.
    expect(all.filter(({ status }) => status !== "done").map(({ id }) => id)).toEqual(["queue/aws-portscan-dlq"]);
    expect(all.filter(({ action }) => action !== "delete").map(({ id }) => id)).toEqual(["queue/aws-portscan"]);
  });
});
