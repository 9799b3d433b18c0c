import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { openSession } from "../../src/aws/session";
import { ownershipOf } from "../../src/commands/ownership";
import { parseConfig } from "../../src/config/load";
import { configSchema } from "../../src/config/schema";
import { resolveSecrets } from "../../src/config/secrets";
import { planFor } from "../../src/engine/plan";
import { survey } from "../../src/engine/survey";
import { kinds } from "../../src/kinds";
import { graphFor } from "../../src/steps/graph";
import { describeOnMoto } from "../moto/server";
import { strangers } from "../mutations/autoscaling-attachment";
import { type Hands, handsAt } from "../mutations/hands";
import { allMutations } from "../mutations/index";
import { isOurs, type Subject, standard, subjectsIn, subjectsOf } from "../mutations/matrix";
import { isBecause, type Mutations, waysOf } from "../mutations/mutation";
import { saveConfig, standardConfig, standardSecrets } from "./config";
import { type Stage, setStage } from "./stage";

/** What is shown on the sandbox alone: the row of moto's deviations, or another reason. */
const sandboxAlone: Readonly<Record<string, string>> = {
  "cognito.user-pool AutoVerifiedAttributes": "UpdateUserPool: resets too much",
  "cognito.user-pool AdminCreateUserConfig": "UpdateUserPool: resets too much",
  "cognito.user-pool AccountRecoverySetting": "UpdateUserPool: resets too much",
  "cognito.user-pool DeletionProtection": "UpdateUserPool: resets too much",
  "cognito.user-pool tags": "TagResource, UntagResource: missing",
  "iam.oidc-provider ClientIDList": "Add / RemoveClientIDToOpenIDConnectProvider: missing",
  "ssm.parameter Type": "AWS lets nobody change it: made anew, it waits for half a minute",
};

/** Kinds of the standard installation; those of other sections are spoilt on the sandbox, each in an installation of its own. */
const ofTheStandard = await subjectsOf(standard);
const here = new Set(ofTheStandard.map(({ resource }) => resource.kind.type));
const spoiltHere = allMutations.filter(({ kind }) => here.has(kind.type));

/** What the standard installation leaves open: nobody can spoil what is not ours to say. */
const open = spoiltHere.flatMap(({ kind: { type }, fields }) =>
  Object.keys(fields)
    .filter((field) => !ofTheStandard.some((one) => one.resource.kind.type === type && isOurs(one, field)))
    .map((field) => `${type} ${field}`),
);

/** One thing that is done to all things of a kind at once. */
interface Cell {
  /** As in `sqs.queue VisibilityTimeout`. */
  readonly name: string;
  readonly kind: string;
  /** Which way, where there are several. */
  readonly way?: string;
  /** What the path of a detail begins with; nothing: the thing is missing. */
  readonly path?: string;
  /** Whether only `--prune` takes it away. */
  readonly added?: boolean;
  /** Spoils one thing; answers whether it could. */
  readonly spoil: (by: Hands, subject: Subject) => Promise<boolean>;
}

const rounds = roundsOf(spoiltHere);

describeOnMoto("what is done behind the tool's back on a moto server", () => {
  let stage: Stage;
  let by: Hands;

  beforeAll(async () => {
    stage = await setStage(standardSecrets, { env: { MOTO_IAM_LOAD_MANAGED_POLICIES: "true" } });
    // Moto makes the URLs of queues from the address that it is called at.
    by = handsAt(stage.proxy.url, stage.seeded.region);
    await saveConfig(stage.folder, standardConfig(stage.seeded));
    const { LaunchTemplates } = await by.ec2.DescribeLaunchTemplates({});
    await by.autoscaling.CreateAutoScalingGroup({
      AutoScalingGroupName: strangers,
      LaunchTemplate: { LaunchTemplateId: LaunchTemplates![0]!.LaunchTemplateId, Version: "$Latest" },
      MinSize: 0,
      MaxSize: 0,
      VPCZoneIdentifier: stage.seeded.vpc.privateSubnets.join(","),
    });
    const ran = await stage.run(["apply"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
  });
  afterAll(() => stage?.stop());

  const doctor = async (code: number, ...args: string[]): Promise<DoctorDocument> => {
    const ran = await stage.run(["doctor", ...args, "--json"], { timeout: 300_000 });
    expect(ran.code, `doctor ${args.join(" ")}: ${ran.stderr}\n${findings(ran.stdout)}`).toBe(code);
    return doctorDocument.parse(ran.json);
  };

  test("at first doctor is content", async () => {
    const { status, checks } = await doctor(0);
    expect(status).toBe("healthy");
    expect(checks.filter((one) => one.status === "warn" || one.status === "fail")).toEqual([]);
  });

  test.each(rounds.map((cells) => [cells.map(titleOf).join(", "), cells] as const))(
    "found and repaired: %s",
    { timeout: 600_000 },
    async (_, cells) => {
      const subjects = await subjectsAt(stage);
      const spoilt: (readonly [Cell, string])[] = [];
      for (const cell of cells) {
        const before = spoilt.length;
        for (const subject of subjects.filter(({ resource }) => resource.kind.type === cell.kind))
          if (await cell.spoil(by, subject)) spoilt.push([cell, subject.resource.address]);
        expect(spoilt.length, titleOf(cell)).toBeGreaterThan(before);
      }
      const { checks } = await doctor(2);
      const missed = spoilt.filter(([cell, address]) => !isNamed(checks, address, cell));
      expect(missed.map(([cell, address]) => `${address}: ${titleOf(cell)}`)).toEqual([]);
      const prune = cells.some(({ added }) => added) ? ["--prune"] : [];
      expect((await doctor(0, "--fix", "--yes", ...prune)).status).toBe("healthy");
    },
  );

  test("in the end doctor is content again", async () => {
    expect((await doctor(0)).status).toBe("healthy");
  });

  test("every kind and field has had its turn, but for what the sandbox shows alone", () => {
    const all = spoiltHere.flatMap(({ kind, fields, gone, tags }) =>
      Object.entries({ ...fields, deleted: gone, tags })
        .filter(([, one]) => typeof one === "function" || !isBecause(one))
        .map(([what]) => `${kind.type} ${what}`),
    );
    const had = rounds.flat().map(({ name }) => name);
    const left = all.filter((name) => !had.includes(name) && !open.includes(name));
    expect(left.sort()).toEqual(Object.keys(sandboxAlone).sort());
  });
});

/** What is looked at here of doctor's document. */
const doctorDocument = z.object({
  command: z.literal("doctor"),
  status: z.enum(["healthy", "drift", "failing", "error"]),
  checks: z.array(
    z.object({
      id: z.string(),
      status: z.enum(["pass", "warn", "fail", "skip"]),
      fields: z.array(z.object({ path: z.string() })),
    }),
  ),
});
type DoctorDocument = z.output<typeof doctorDocument>;

function isNamed(checks: DoctorDocument["checks"], address: string, { path }: Cell): boolean {
  const check = checks.find(({ id }) => id === address);
  if (check?.status !== "fail") return false;
  if (path === undefined) return check.fields.length === 0;
  return check.fields.some((one) => one.path === path || /^[.[]/.test(one.path.slice(path.length)));
}

/** What is wrong, for the message of a failed run. */
function findings(stdout: string): string {
  const parsed = doctorDocument.safeParse(JSON.parse(stdout || "{}"));
  if (!parsed.success) return stdout;
  const wrong = parsed.data.checks.filter(({ status }) => status === "warn" || status === "fail");
  return wrong.map(({ id, fields }) => `${id} ${fields.map(({ path }) => path).join(" ")}`).join("\n");
}

const titleOf = ({ name, way }: Cell) => (way ? `${name} (${way})` : name);

/** Everything of the installation, as it is now. */
async function subjectsAt({ proxy, seeded }: Stage): Promise<readonly Subject[]> {
  const config = parseConfig(standardConfig(seeded));
  const aws = await openSession({
    region: seeded.region,
    settings: { endpoint: proxy.url, credentials: { accessKeyId: "testing", secretAccessKey: "testing" } },
  });
  const wanted = await resolveSecrets(configSchema, config, { env: standardSecrets, cwd: "/nowhere" });
  const owner = ownershipOf(config.env, config.tags);
  const seen = await survey(graphFor(wanted, aws).graph, aws, { owner, kinds });
  return subjectsIn({ plan: planFor(seen, owner, aws.region), survey: seen });
}

/**
 * As few runs as will do: the first fields of all kinds go together, then the second ones. What is deleted together has
 * nothing to do with each other: with a pool goes its client, and with a target group its nodes.
 */
function roundsOf(all: readonly Mutations[]): readonly (readonly Cell[])[] {
  const fields = all.map(fieldCells);
  const most = Math.max(...fields.map(({ length }) => length));
  const deletions = all.flatMap(deletion);
  const roots = ["cognito.user-pool", "elbv2.target-group", "iam.oidc-provider"];
  return [
    ...Array.from({ length: most }, (_, at) => fields.flatMap((cells) => cells[at] ?? [])),
    all.flatMap((one) =>
      tagging(one, "another Owner", (tags, by, { thing }) => tags.set(by, thing, { Owner: "nobody" })),
    ),
    all.flatMap((one) => tagging(one, "no Owner", (tags, by, { thing }) => tags.unset(by, thing, ["Owner"]))),
    deletions.filter(({ kind }) => !roots.includes(kind)),
    deletions.filter(({ kind }) => roots.includes(kind)),
  ];
}

function isHere({ name }: Cell): boolean {
  return !(name in sandboxAlone) && !open.includes(name);
}

function fieldCells({ kind: { type }, fields }: Mutations): readonly Cell[] {
  const cells = Object.entries(fields).flatMap(([field, table]): readonly Cell[] => {
    const ways = waysOf(table);
    if (ways.length === 0) return [];
    const wayFor = ({ thing }: Subject) => ways.find(([, { of }]) => of?.(thing) ?? true);
    return [
      {
        name: `${type} ${field}`,
        kind: type,
        way: ways[0]![0],
        path: field,
        added: ways[0]![1].added === true,
        spoil: async (by, subject) => {
          const way = isOurs(subject, field) ? wayFor(subject) : undefined;
          await way?.[1].by(by, subject.thing);
          return way !== undefined;
        },
      },
    ];
  });
  return cells.filter(isHere);
}

type Tags = Exclude<Mutations["tags"], { readonly because: string }>;

function tagging(
  { kind: { type }, tags }: Mutations,
  way: string,
  work: (tags: Tags, by: Hands, subject: Subject) => Promise<unknown>,
): readonly Cell[] {
  if (isBecause(tags)) return [];
  const cell: Cell = {
    name: `${type} tags`,
    kind: type,
    way,
    path: "Tags.Owner",
    spoil: async (by, subject) => {
      await work(tags, by, subject);
      return true;
    },
  };
  return [cell].filter(isHere);
}

function deletion({ kind: { type }, gone }: Mutations): readonly Cell[] {
  if (isBecause(gone)) return [];
  const cell: Cell = {
    name: `${type} deleted`,
    kind: type,
    spoil: async (by, { thing }) => {
      await gone(by, thing);
      return true;
    },
  };
  return [cell].filter(isHere);
}
