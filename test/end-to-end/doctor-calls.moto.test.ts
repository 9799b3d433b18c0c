import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig, standardSecrets } from "./config";
import { type Stage, setStage } from "./stage";

const doctorDocument = z.object({
  status: z.string(),
  checks: z.array(z.object({ id: z.string(), status: z.string(), lacks: z.string().optional() })),
  coverage: z.object({ seen: z.number(), all: z.number(), lacking: z.array(z.string()) }),
});

describeOnMoto("doctor on the standard installation on a moto server", () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage(standardSecrets);
    await saveConfig(stage.folder, standardConfig(stage.seeded));
    const ran = await stage.run(["apply"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
  });
  afterAll(() => stage?.stop());

  const doctor = async (env: Readonly<Record<string, string>> = {}) => {
    const ran = await stage.run(["doctor", "--json"], { env });
    return { ...ran, document: doctorDocument.parse(ran.json) };
  };

  test("takes few calls and fewer rounds, and writes nothing", async () => {
    const { proxy } = stage;
    const rounds: number[] = [];
    // A busy machine tears apart what is sent at once: the longer a call takes, the less that counts.
    for (const latency of [200, 200, 1_000]) {
      proxy.clear();
      proxy.latency = latency;
      const { code, stderr } = await doctor().finally(() => {
        proxy.latency = 0;
      });
      expect(code, stderr).toBe(0);
      expect(proxy.writes().map(({ service, operation }) => `${service}:${operation}`)).toEqual([]);
      const names = proxy.calls.map(({ service, operation }) => `${service}:${operation}`);
      expect(names.length, [...names].sort().join("\n")).toBeLessThanOrEqual(150);
      rounds.push(proxy.rounds());
      if (rounds.at(-1)! <= 8) break;
    }
    expect(Math.min(...rounds)).toBeLessThanOrEqual(8);
  });

  describe("with a user of IAM who may not do everything", () => {
    const user = { UserName: "ci", PolicyName: "ci" };
    let iam: IAMClient;
    let env: Readonly<Record<string, string>>;
    let whole: z.output<typeof doctorDocument>;

    /** Whether moto asks for permissions: `0` calls are answered without, or all of them. */
    const enforce = (free: "0" | "inf") =>
      fetch(`${stage.moto.url}/moto-api/reset-auth`, {
        method: "POST",
        headers: { "content-type": "text/plain" },
        body: free,
      });

    /** With enforcement on, nobody else is there to change it: the user may do all but this. */
    const deny = (Action: readonly string[]) =>
      iam.send(
        new PutUserPolicyCommand({
          ...user,
          PolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: "*", Resource: "*" },
              ...(Action.length > 0 ? [{ Effect: "Deny", Action, Resource: "*" }] : []),
            ],
          }),
        }),
      );

    beforeAll(async () => {
      const settings = { endpoint: stage.moto.url, region: stage.seeded.region };
      iam = new IAMClient({ ...settings, credentials: { accessKeyId: "testing", secretAccessKey: "testing" } });
      await iam.send(new CreateUserCommand(user));
      await deny([]);
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand(user));
      const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "" } = AccessKey!;
      env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
      iam = new IAMClient({ ...settings, credentials: { accessKeyId, secretAccessKey } });
      await enforce("0");
      whole = (await doctor(env)).document;
    });
    afterAll(() => enforce("inf"));

    test("all is seen by who may see all", () => {
      expect(whole).toMatchObject({ status: "healthy", coverage: { lacking: [] } });
    });

    // Of a query, a JSON and the rules' own protocol: moto answers each with the same bare 403.
    test.each(["iam:GetRole", "sqs:GetQueueAttributes", "cognito-idp:DescribeUserPool"])(
      "without %s doctor says all the rest, and what it lacked",
      async (action) => {
        await deny([action]);
        const { code, stderr, document } = await doctor(env);
        expect([0, 2], stderr).toContain(code);
        expect(document.coverage.lacking).toEqual([action]);
        const now = new Map(document.checks.map(({ id, status }) => [id, status]));
        const changed = whole.checks.filter(({ id, status }) => now.get(id) !== status && now.get(id) !== "skip");
        expect(changed.map(({ id, status }) => `${id}: ${now.get(id)} instead of ${status}`)).toEqual([]);
        expect(document.coverage.seen).toBeLessThan(whole.coverage.seen);
        expect(document.coverage.seen).toBeGreaterThan(0);
      },
    );

    test("without anything that is an error", async () => {
      // The last one: from now on this user can't change the policy either.
      await deny(["*"]);
      const { code, document } = await doctor(env);
      expect(code).toBe(1);
      expect(document).toMatchObject({ status: "error", coverage: { seen: 0 } });
    });
  });
});
