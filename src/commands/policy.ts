import { mkdir, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { PolicyDocument } from "../aws/policy-document";
import { checks } from "../checks/index";
import { type Config, configSchema } from "../config/schema";
import { referencesIn } from "../config/secrets";
import { handMadeReads } from "../discovery/hand-made";
import { storedReads } from "../discovery/stored";
import { boundaryFor, MOST_CHARACTERS, type PolicyVerb, policiesFor, policyVerbs, sizeOf } from "../export/policy";
import { githubTemplate } from "../export/policy-github";
import { importPolicy } from "../export/policy-import";
import { kinds } from "../kinds";
import { boundaryTooLong, flagsExclude, flagValueWrong, noPolicyFor } from "../problems";
import type { Target } from "../steps/step";
import type { Screen } from "../terminal/screen";
import type { Text } from "../text";
import type { Invocation, Run } from "./invocation";
import { accountsIn } from "./lists";
import { declare, screenFor, type Wish } from "./open";

/** The least that a verb needs, as an IAM policy. */
export const run: Run = async (invocation) => {
  const wanted = wantedBy(invocation);
  const { verb } = wanted;
  // There is no config yet: that is what import is for.
  if (verb === "import" && !wanted.boundary) {
    const nowhere = { env: null, account: null, region: null };
    return tell(wanted, [importPolicy(handMadeReads)], { name: "risken-import", ...nowhere }, invocation);
  }
  const wish = await declare(invocation);
  const { env, account, region } = wish.target;
  const policies = wanted.boundary || verb === "import" ? [boundary(wish)] : allowing(verb, wanted, wish);
  return tell(wanted, policies, { name: wish.target.named(whatFor(wanted)), env, account, region }, invocation);
};

const whatFor = ({ boundary, verb }: Wanted): string => (boundary ? "permissions-boundary" : verb);

/** What policies are called, and where they are for; null where nobody knows. */
interface Place extends Record<"env" | "account" | "region", string | null> {
  readonly name: string;
}

async function tell(
  wanted: Wanted,
  policies: readonly PolicyDocument[],
  { name, ...place }: Place,
  invocation: Invocation,
): Promise<number> {
  const screen = screenFor(invocation);
  const files = filesOf(policies, wanted, name, place.env);
  if (wanted.out !== undefined) await save(files, wanted.out, invocation, screen);
  else if (screen.json) screen.document({ command: "policy", for: whatFor(wanted), ...place, policies });
  else {
    if (files.length > 1) screen.note(severalPolicies(files.length));
    screen.raw(files.map(({ text }) => text).join(""));
  }
  return 0;
}

/** Verbs that a policy can be printed for: all that work on a config, and the one that makes it. */
export const printable = [...policyVerbs, "import"] as const;

interface Wanted {
  readonly verb: PolicyVerb | "import";
  readonly boundary: boolean;
  /** `owner/repo` of the GitHub role. */
  readonly github: string | undefined;
  /** Accounts that doctor is to look at from outside. */
  readonly scanAccounts: readonly string[];
  readonly out: string | undefined;
}

function wantedBy({ arguments: [given = "apply"], own }: Invocation): Wanted {
  const verb = printable.find((one) => one === given);
  if (!verb) throw noPolicyFor({ verb: given, known: printable });
  const [github, out] = [own.github, own.out] as (string | undefined)[];
  const isBoundary = own.permissionsBoundary === true;
  if (github !== undefined && isBoundary) throw flagsExclude({ flags: ["--github", "--permissions-boundary"] });
  if (github !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(github))
    throw flagValueWrong({ flag: "--github", value: github, example: "--github acme/infrastructure" });
  const scanAccounts = accountsIn(own.scanAccount);
  if (scanAccounts.length > 0 && verb !== "doctor") throw flagsExclude({ flags: ["--scan-account", `policy ${verb}`] });
  return { verb, boundary: isBoundary, github, scanAccounts, out };
}

function allowing(
  verb: PolicyVerb,
  { scanAccounts }: Wanted,
  { graph, target, config }: Wish,
): readonly PolicyDocument[] {
  const scanRoles = scanAccounts.map((account) =>
    target.arn("iam", `role/${config.cluster.scanRole}`, { region: "", account }),
  );
  const diagnosing = [...storedReads, ...checks.flatMap(({ reads = [] }) => reads)];
  return policiesFor(verb, { graph, place: target, kinds, diagnosing, secrets: secretsIn(config, target), scanRoles });
}

/** Where a config refers to secrets by name, or by an ARN without the six characters that Secrets Manager ends it with. */
const secretsIn = (config: Config, { arn }: Target): readonly string[] =>
  referencesIn(configSchema, config).flatMap(({ reference }) => {
    if (!("secretsManager" in reference)) return [];
    const id = reference.secretsManager;
    const whole = id.startsWith("arn:") ? id : arn("secretsmanager", `secret:${id}`);
    return [...(/-\w{6}$/.test(whole) ? [whole] : []), `${whole}-??????`];
  });

/** @throws {Problem} exit 1: one policy is all that a boundary can be */
function boundary({ graph, target }: Wish): PolicyDocument {
  const policy = boundaryFor(graph, target);
  const characters = sizeOf(policy);
  if (characters > MOST_CHARACTERS) throw boundaryTooLong({ characters, most: MOST_CHARACTERS });
  return policy;
}

interface File {
  readonly name: string;
  readonly text: string;
}

function filesOf(
  policies: readonly PolicyDocument[],
  { github, verb }: Wanted,
  name: string,
  env: string | null,
): readonly File[] {
  if (github !== undefined) {
    const purpose = ["risken-aws", verb, ...(env === null ? [] : ["in", env])].join(" ");
    const role = { repository: github, policies, purpose };
    return [
      {
        name: `${name}-github.yaml`,
        text: githubTemplate({ ...role, writes: verb === "apply" || verb === "destroy" }),
      },
    ];
  }
  return policies.map((policy, at) => ({
    name: policies.length > 1 ? `${name}-${at + 1}.json` : `${name}.json`,
    text: `${JSON.stringify(policy, null, 2)}\n`,
  }));
}

async function save(files: readonly File[], out: string, { io }: Invocation, screen: Screen): Promise<void> {
  const folder = resolve(io.cwd, out);
  await mkdir(folder, { recursive: true });
  for (const { name, text } of files) await writeFile(join(folder, name), text);
  const names = files.map(({ name }) => join(out, name));
  if (screen.json) screen.document({ command: "policy", files: names });
  else screen.out(names.map((name) => relative(io.cwd, resolve(io.cwd, name))));
}

const severalPolicies = (count: number): Text => ({
  en: `# IAM takes at most ${MOST_CHARACTERS} characters in one policy, so these are ${count}: make each of them, or write them to files with --out.`,
  ja: `# IAM ポリシーは1つにつき ${MOST_CHARACTERS} 文字までのため、${count} 個に分かれています。それぞれ作成してください（--out を付けるとファイルに出力します）。`,
});
