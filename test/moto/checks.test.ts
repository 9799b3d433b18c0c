import { ModifyDBClusterParameterGroupCommand, RDSClient } from "@aws-sdk/client-rds";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aws, openSession } from "../../src/aws/session";
import type { Check, Look } from "../../src/checks/check";
import { health } from "../../src/checks/health";
import { permission } from "../../src/checks/permission";
import { runChecks } from "../../src/checks/run";
import { security } from "../../src/checks/security";
import { environmentOf } from "../../src/commands/environment";
import { ownershipOf } from "../../src/commands/ownership";
import { parseConfig } from "../../src/config/load";
import { configSchema } from "../../src/config/schema";
import { resolveSecrets } from "../../src/config/secrets";
import { carryOut } from "../../src/engine/carry-out";
import { planFor } from "../../src/engine/plan";
import { survey } from "../../src/engine/survey";
import { kinds } from "../../src/kinds";
import { services } from "../../src/risken/services";
import { graphFor } from "../../src/steps/graph";
import { standardConfig, standardSecrets } from "../end-to-end/config";
import { type SeededAccount, seedAccount } from "./seed";
import { describeOnMoto, type Moto, startMoto } from "./server";

const checks: readonly Check[] = [...permission, ...health, ...security];

/** What moto can't tell, names that nobody resolves at a custom endpoint, and providers that the standard installation has none of. */
const skipped = [
  "permission/scan-accounts",
  "health/dns",
  "health/certificate-records",
  "health/sign-in-domain",
  "health/saml-certificate",
];

describeOnMoto("the checks on moto", () => {
  let moto: Moto;
  let aws: Aws;
  let seeded: SeededAccount;
  beforeAll(async () => {
    moto = await startMoto();
    seeded = await seedAccount({ endpoint: moto.url, region: "ap-northeast-1" });
    aws = await openSession({ region: "ap-northeast-1", settings: settings(), rated: false });
    const { graph } = await wish();
    const seen = await survey(graph, aws, { owner, kinds });
    const { outcomes } = await carryOut(planFor(seen, owner, aws.region), seen, aws, { owner, prune: false });
    expect(outcomes.filter(({ status }) => status !== "done")).toEqual([]);
  });
  afterAll(() => moto?.stop());

  const settings = () => ({
    endpoint: moto.url,
    region: "ap-northeast-1",
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
  });
  const owner = ownershipOf("prd", { Owner: "security" });
  const config = () => parseConfig(standardConfig(seeded));
  const wish = async () =>
    graphFor(await resolveSecrets(configSchema, config(), { env: standardSecrets, cwd: "/" }), aws);

  async function look(): Promise<Look> {
    const here = aws.fresh();
    const { graph, target } = await wish();
    const seen = await survey(graph, here, { owner, kinds, sharing: true });
    const ids = services.filter(({ standard, meta }) => standard && meta).map(({ id }) => id);
    return {
      aws: here,
      survey: seen,
      plan: planFor(seen, owner, aws.region),
      target,
      databaseDirectory: "db",
      scanAccounts: [],
      scanRole: "RISKEN",
      resolver: undefined,
      environments: () =>
        Promise.all(
          ids.map(async (id) => {
            const { variables, ...environment } = await environmentOf(here, config(), id);
            return { ...environment, variables: variables.map((one) => ({ ...one, from: one.from ?? undefined })) };
          }),
        ),
    };
  }

  test("pass on the standard installation", async () => {
    const said = await runChecks(checks, await look());
    const others = said.filter(({ status }) => status !== "pass");
    expect(others.map(({ id, status, found }) => [id, status, found?.en])).toEqual(
      skipped.map((id) => [id, "skip", expect.any(String)]),
    );
  });

  test("say that IAM's simulator, which moto doesn't have, has not spoken", async () => {
    const [said] = await runChecks(
      checks.filter(({ id }) => id === "permission/calls"),
      await look(),
    );
    expect(said!.found?.en).toContain("IAM's policy simulator did not answer");
  });

  test("fail for what an operator breaks by AWS's own calls", async () => {
    const QueueUrl = (await aws.sqs.GetQueueUrl({ QueueName: "risken-prd-aws-portscan-dlq" })).QueueUrl!;
    await new SQSClient(settings()).send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
    await aws.ec2.AuthorizeSecurityGroupIngress({
      GroupId: seeded.eks.securityGroup,
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 30080, ToPort: 30080, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
    });
    const scans = (await aws.sqs.GetQueueUrl({ QueueName: "risken-prd-aws-portscan" })).QueueUrl!;
    await new SQSClient(settings()).send(new SendMessageCommand({ QueueUrl: scans, MessageBody: "{}" }));
    const Parameters = [{ ParameterName: "time_zone", ParameterValue: "UTC", ApplyMethod: "immediate" as const }];
    await new RDSClient(settings()).send(
      new ModifyDBClusterParameterGroupCommand({ DBClusterParameterGroupName: seeded.rds.identifier, Parameters }),
    );
    const said = await runChecks(checks, await look());
    expect(said.filter(({ status }) => status === "fail").map(({ id }) => id)).toEqual([
      "health/database-time-zone",
      "health/consumers",
      "health/dead-letters",
      "security/node-ports",
    ]);
  });
});
