import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import type { Aws } from "../../../src/aws/session";
import { type RunDocument, runDocument } from "../documents";
import type { Ran } from "../program";
import { groundIn } from "./ground";
import { codeDataKey, databasePassword, type HandMade, type Shape } from "./shape";

const scan = "a scan that waits";

/** An account with a hand-made installation, and a folder in which the program runs against it. */
export interface Scene {
  readonly folder: string;
  /** The config file, relative to the folder. */
  readonly file: string;
  run(args: readonly string[]): Promise<Ran>;
  /** Calls AWS by hand, past the program. */
  byHand<T>(work: (aws: Aws) => Promise<T>): Promise<T>;
  /** What the program has written to AWS since the last time this was asked. */
  written(): Promise<readonly string[]>;
  /** Puts a message into a queue, and tells what messages are in it. */
  send(url: string, text: string): Promise<void>;
  messages(url: string): Promise<readonly string[]>;
  /** Takes all messages, as a scanner does. */
  drain(url: string): Promise<void>;
  remove(): Promise<void>;
}

const doctorDocument = z.object({
  checks: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      fields: z.array(z.object({ path: z.string(), expected: z.string().nullable(), actual: z.string().nullable() })),
    }),
  ),
});

/**
 * From a hand-made installation to an adopted one and back: the config that `import` writes, what `plan` shows, what `apply` changes
 * and leaves, what `doctor` says, and what `destroy` gives back.
 */
export function testLife(shape: Shape, setScene: () => Promise<Scene>): void {
  describe(shape.name, () => {
    let scene: Scene;
    let made: HandMade;
    let before: Kept;
    let imported: Ran;

    beforeAll(async () => {
      scene = await setScene();
      made = await scene.byHand(async (aws) => shape.build(await groundIn(aws)));
      await scene.send(queue(), scan);
      before = await keptIn(scene, made);
      await scene.written();
    });
    afterAll(() => scene?.remove());

    const queue = () => Object.values(made.queues)[0]!;
    const run = async (args: readonly string[], code: number): Promise<RunDocument> => {
      const ran = await scene.run([...args, "--json"]);
      expect(ran, ran.stderr + ran.stdout).toMatchObject({ code });
      return runDocument.parse(ran.json);
    };
    const doctor = async (code: number) => {
      const ran = await scene.run(["doctor", "--json"]);
      const { checks } = doctorDocument.parse(ran.json);
      const failing = checks.filter(({ status }) => status === "fail").map(({ id }) => id);
      expect({ code: ran.code, failing }, ran.stdout).toMatchObject({ code });
      return checks;
    };

    test("import writes a config of it, and nothing to AWS", async () => {
      imported = await scene.run(["import"]);
      expect(imported, imported.stderr + imported.stdout).toMatchObject({ code: 0 });
      await expect(scene.written()).resolves.toEqual([]);
      const text = await readFile(join(scene.folder, scene.file), "utf8");
      expect(parse(text)).toEqual(shape.config(made));
      for (const secret of secretsIn(made)) expect(text + imported.stdout + imported.stderr).not.toContain(secret);
    });

    test("and does not write it twice", async () => {
      const again = await scene.run(["import", "--json"]);
      expect(again).toMatchObject({ code: 4, json: { command: "import", error: { code: "config-there" } } });
    });

    test("names the dead parameter names, each with the live one", () => {
      const named = [...imported.stdout.matchAll(/^ {2}(\/\S+)(?: -> (.*))?$/gm)].map(([, name, use]) => [name, use]);
      expect(Object.fromEntries(named)).toEqual(shape.leftovers);
    });

    test("the plan adopts, and makes only what is missing", async () => {
      const { changes } = await run(["plan", "--adopt-all"], 0);
      const done = (action: string) => changes.filter((one) => one.action === action).map(({ id }) => id);
      expect([done("replace"), done("delete")]).toEqual([[], []]);
      expect(done("update")).toEqual(shape.updated);
      expect(
        done("create")
          .filter((id) => !id.startsWith("parameter/"))
          .sort(),
      ).toEqual(shape.missing);
      const parameters = done("create").filter((id) => id.startsWith("parameter/"));
      expect(parameters.filter((id) => made.parameters.has(id.replace("parameter", `/${shape.env}`)))).toEqual([]);
      const adopted = done("adopt");
      for (const name of Object.keys(made.queues)) expect(adopted).toContain(`queue/${name}`);
      expect(adopted.filter((id) => id.startsWith("rule/"))).toHaveLength(made.ruleArns.length);
      expect(adopted.filter((id) => id.startsWith("target-group/"))).toHaveLength(made.targetGroupArns.length);
      // Nobody's priority changes but that of a rule before which one of ours has to come.
      const moved = changes.filter(
        ({ action, fields }) => action === "adopt" && fields.some(({ path }) => path === "Priority"),
      );
      expect(moved.map(({ id }) => id)).toEqual(shape.moved);
      await expect(scene.written()).resolves.toEqual([]);
    });

    test("apply takes it over: identifiers and content stay", async () => {
      const applied = await run(["apply", "--adopt-all"], 0);
      expect(applied).toMatchObject({ status: "ok", summary: { failed: 0, replace: 0, delete: 0 } });
      expect(await keptIn(scene, made)).toEqual(before);
    });

    test("the second apply sends no write", async () => {
      await scene.written();
      const again = await run(["apply"], 0);
      await expect(scene.written()).resolves.toEqual([]);
      expect(again.changes.filter(({ status }) => status === "failed")).toEqual([]);
      expect(again.changes.filter(({ action, status }) => action !== "none" && status !== "skipped")).toEqual([]);
    });

    test("doctor is green once what does nothing is removed, and what others had added", async () => {
      // Nothing polls the queues of a test, and a message that nobody takes is no good sign.
      await scene.drain(queue());
      const dead = Object.keys(shape.leftovers).filter((name) => shape.dead.includes(name));
      const first = await doctor(dead.length > 0 || shape.pruned ? 2 : 0);
      const found = first.find(({ id }) => id === "boot/dead-name")!.fields.map(({ path }) => path);
      expect(found.sort()).toEqual([...dead].sort());
      // The lines that import has printed.
      const lines = [...imported.stdout.matchAll(/^ {2}aws ssm delete-parameters --names (.*) --region \S+$/gm)];
      const names = lines.flatMap(([, words]) => words!.split(" "));
      expect(names.sort()).toEqual(Object.keys(shape.leftovers).sort());
      await scene.byHand(async (aws) => {
        for (const Name of names) await aws.ssm.DeleteParameter({ Name });
      });
      const pruned = await run(["apply", "--prune"], 0);
      const changed = pruned.changes.filter(({ action }) => action !== "none").map(({ id }) => id);
      expect(changed).toEqual(shape.pruned ? ["role/risken"] : []);
      await doctor(0);
      await scene.send(queue(), scan);
    });

    test("destroy gives it back: all is still there, without our tags", async () => {
      const gone = await run(["destroy", "--yes", "--confirm", shape.env], 0);
      const removed = gone.changes.filter(({ action, status }) => action === "delete" && status === "done");
      expect(removed.filter(({ id }) => isHandMade(id, made, shape))).toEqual([]);
      const removedNames = Object.keys(shape.leftovers);
      const { parameters, ...rest } = before;
      const left = Object.fromEntries(Object.entries(parameters).filter(([name]) => !removedNames.includes(name)));
      expect(await keptIn(scene, made)).toEqual({ ...rest, parameters: left });
      await expect(scene.byHand(ourTagsIn)).resolves.toEqual(shape.stays);
    });
  });
}

/** What has to outlive it all. */
interface Kept {
  readonly parameters: Readonly<Record<string, string>>;
  readonly queues: readonly string[];
  readonly messages: readonly string[];
  readonly rules: readonly string[];
  readonly targetGroups: readonly string[];
  readonly role: string;
  readonly users: readonly string[];
  readonly clients: readonly string[];
}

/** Meta parameters list in another order afterwards: they are nobody's data. */
async function keptIn(scene: Scene, made: HandMade): Promise<Kept> {
  const [url] = Object.values(made.queues);
  const messages = await scene.messages(url!);
  return scene.byHand(async (aws) => {
    const names = [...made.parameters.keys()].filter((name) => !name.includes("/meta/"));
    const parameters: Record<string, string> = {};
    for (let at = 0; at < names.length; at += 10) {
      const Names = names.slice(at, at + 10);
      const { Parameters } = await aws.ssm.GetParameters({ Names, WithDecryption: true });
      for (const { Name, Value } of Parameters!) parameters[Name!] = Value!;
    }
    const queues = await Promise.all(
      Object.values(made.queues).map(async (QueueUrl) => {
        const { Attributes } = await aws.sqs.GetQueueAttributes({ QueueUrl, AttributeNames: ["QueueArn"] });
        return Attributes!.QueueArn!;
      }),
    );
    const { TargetGroups } = await aws.elbv2.DescribeTargetGroups({ TargetGroupArns: [...made.targetGroupArns] });
    const { listenerArn } = await groundIn(aws);
    const { Rules } = await aws.elbv2.DescribeRules({ ListenerArn: listenerArn });
    const rules = Rules!.filter(({ RuleArn }) => made.ruleArns.includes(RuleArn!));
    const { Role } = await aws.iam.GetRole({ RoleName: made.roleArn.split("/").at(-1)! });
    const UserPoolId = made.pool?.poolId;
    const people = UserPoolId ? (await aws.cognito.ListUsers({ UserPoolId })).Users! : [];
    const clientsOfRules = rules.flatMap(({ Actions }) =>
      Actions!.flatMap(({ AuthenticateCognitoConfig, AuthenticateOidcConfig }) => [
        ...(AuthenticateCognitoConfig ? [AuthenticateCognitoConfig.UserPoolClientId!] : []),
        ...(AuthenticateOidcConfig ? [AuthenticateOidcConfig.ClientId!] : []),
      ]),
    );
    return {
      parameters,
      queues,
      messages,
      rules: rules.map(({ RuleArn }) => RuleArn!).sort(),
      targetGroups: TargetGroups!.map(({ TargetGroupArn }) => TargetGroupArn!).sort(),
      role: `${Role!.Arn} ${Role!.RoleId}`,
      users: people.map(({ Username }) => Username!),
      clients: clientsOfRules,
    };
  });
}

const secretsIn = (made: HandMade): readonly string[] => [
  codeDataKey,
  databasePassword,
  ...[...made.parameters]
    .filter(([name]) => /TOKEN$|KEY$|JSON$/.test(name))
    .map(([, value]) => value.split("\n")[1] ?? value),
];

const isHandMade = (id: string, made: HandMade, shape: Shape): boolean =>
  made.parameters.has(id.replace("parameter", `/${shape.env}`)) ||
  Object.keys(made.queues).some((name) => id === `queue/${name}`) ||
  id.startsWith("target-group/");

/** Ids of all that still carries tags of ours. */
async function ourTagsIn(aws: Aws): Promise<readonly string[]> {
  const { listenerArn } = await groundIn(aws);
  const [indexed, { Rules }, { Roles }] = await Promise.all([
    aws.tagging.GetResources({ ResourceTypeFilters: ["sqs", "ssm:parameter", "elasticloadbalancing:targetgroup"] }),
    aws.elbv2.DescribeRules({ ListenerArn: listenerArn }),
    aws.iam.ListRoles({}),
  ]);
  const arns = Rules!.filter(({ IsDefault }) => !IsDefault).map(({ RuleArn }) => RuleArn!);
  const { TagDescriptions } = await aws.elbv2.DescribeTags({ ResourceArns: arns });
  const roles = await Promise.all(Roles!.map(({ RoleName }) => aws.iam.GetRole({ RoleName })));
  return [
    ...indexed.ResourceTagMappingList!.map(({ Tags }) => Tags),
    ...TagDescriptions!.map(({ Tags }) => Tags),
    ...roles.map(({ Role }) => Role!.Tags),
  ]
    .flatMap((tags = []) => tags.filter(({ Key }) => Key === "risken-aws:id").map(({ Value }) => Value!))
    .sort();
}
