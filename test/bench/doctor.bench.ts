import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, test } from "vitest";
import { saveConfig, standardConfig, standardSecrets } from "../end-to-end/config";
import { runDocument } from "../end-to-end/documents";
import { type Stage, setStage } from "../end-to-end/stage";
import { describeOnMoto } from "../moto/server";

/** Milliseconds that every call waits, as from a laptop to a region that is near. */
const LATENCY = 40;

type Command = readonly [service: string, ...rest: readonly string[]];

/** What a script would ask to see one thing of each kind; what has no name of its own is seen with its container, below. */
const describing: Readonly<Record<string, (name: string, stage: { readonly url: string }) => readonly Command[]>> = {
  "sqs.queue": (name, { url }) => {
    const queue = ["--queue-url", `${url}/123456789012/${name}`];
    return [
      ["sqs", "get-queue-url", "--queue-name", name],
      ["sqs", "get-queue-attributes", ...queue, "--attribute-names", "All"],
      ["sqs", "list-queue-tags", ...queue],
    ];
  },
  "ssm.parameter": (name) => [
    ["ssm", "get-parameter", "--with-decryption", "--name", name],
    ["ssm", "describe-parameters", "--parameter-filters", `Key=Name,Values=${name}`],
    ["ssm", "list-tags-for-resource", "--resource-type", "Parameter", "--resource-id", name],
  ],
  "iam.role": (name) => [
    ["iam", "get-role", "--role-name", name],
    ["iam", "list-role-policies", "--role-name", name],
    ["iam", "get-role-policy", "--role-name", name, "--policy-name", "risken"],
    ["iam", "list-attached-role-policies", "--role-name", name],
  ],
  "elbv2.target-group": (name) => [["elbv2", "describe-target-groups", "--names", name]],
};

const once: readonly Command[] = [
  ["eks", "describe-cluster", "--name", "risken"],
  ["eks", "list-nodegroups", "--cluster-name", "risken"],
  ["iam", "list-open-id-connect-providers"],
  ["elbv2", "describe-load-balancers"],
  ["ec2", "describe-security-group-rules"],
  ["autoscaling", "describe-auto-scaling-groups"],
  ["cognito-idp", "list-user-pools", "--max-results", "60"],
  ["rds", "describe-db-clusters"],
  ["rds", "describe-db-instances"],
];

describeOnMoto("doctor and a script of aws-cli commands", () => {
  let stage: Stage & { readonly url: string };
  beforeAll(async () => {
    const set = await setStage(standardSecrets);
    stage = { ...set, url: set.proxy.url };
    await saveConfig(stage.folder, standardConfig(stage.seeded));
    const { code, stderr } = await stage.run(["apply"]);
    if (code !== 0) throw new Error(stderr);
  });
  afterAll(() => stage?.stop());

  test("take this long to look at the same installation", async () => {
    const { changes } = runDocument.parse((await stage.run(["plan", "--json"])).json);
    const commands = [...once, ...changes.flatMap(({ kind, name }) => describing[kind]?.(name, stage) ?? [])];
    stage.proxy.latency = LATENCY;
    stage.proxy.clear();
    const doctor = await timed(async () => {
      const { code, stderr } = await stage.run(["doctor", "--json"]);
      if (code !== 0) throw new Error(`doctor ended with ${code}: ${stderr}`);
    });
    const calls = stage.proxy.calls.length;
    const script = await timed(async () => {
      for (const command of commands) await aws(command, stage);
    });
    console.log(
      `doctor                   ${(doctor / 1000).toFixed(1)} s for everything (${calls} calls), behind ${LATENCY} ms of latency`,
    );
    console.log(`aws-cli                  ${(script / 1000).toFixed(1)} s for ${commands.length} commands, one by one`);
    console.log(`doctor is                ${(script / doctor).toFixed(0)} times as fast (goal: 40)`);
  });
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const run = promisify(execFile);

/** Version 1 of the CLI asks SQS at another host unless it is told. */
const aws = ([service, ...rest]: Command, { url, seeded }: { readonly url: string } & Stage) =>
  run("aws", [service, ...rest, "--endpoint-url", url, "--region", seeded.region, "--output", "json"], {
    env: { ...process.env, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
  });
