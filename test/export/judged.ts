import type { PolicyDocument } from "../../src/aws/policy-document";
import { type Aws, openSession } from "../../src/aws/session";
import { asProblem } from "../../src/commands/work";
import type { Account } from "../../src/sandbox/account";
import { answererFor } from "../../src/sandbox/answer";
import { instantClock } from "../sandboxed";
import { judgeBy } from "./judge";
import { askedFor } from "./judge-asks";
import { actionsIn, without } from "./policies";

/** What a run had to say, and everything that it asked of AWS. */
export interface Told {
  readonly asked: ReadonlySet<string>;
  /** Everything that went wrong, in words. */
  readonly problems: readonly string[];
}

/** Runs something on an account where each call is judged by the policies. It answers what went wrong. */
export async function judged(
  account: Account,
  policies: readonly PolicyDocument[],
  run: (aws: Aws) => Promise<readonly unknown[]>,
): Promise<Told> {
  const judge = judgeBy(policies, () => account);
  const answer = answererFor(account);
  const asked = new Set<string>();
  const aws = await openSession({
    region: account.region,
    clock: instantClock(),
    rated: false,
    concurrency: 1,
    answer: async (call) => {
      for (const { action } of askedFor(call, account)) asked.add(action);
      judge(call);
      return answer(call);
    },
    settings: { credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" } },
  });
  const errors = (await run(aws)).filter((error) => error !== undefined);
  const problems = errors.map(asProblem).map(({ text, fix }) => `${text.en}\n${fix?.en ?? ""}`);
  return { asked, problems };
}

/** Runs in situations, each with the policies that are printed for it. */
export interface Runs {
  readonly policies: ReadonlyMap<string, readonly PolicyDocument[]>;
  readonly told: ReadonlyMap<string, Told>;
  again(situation: string, policies: readonly PolicyDocument[]): Promise<Told>;
}

/** All that was refused although it is asked for. */
export const refusedIn = ({ told }: Runs): readonly string[] =>
  [...told].flatMap(([name, { problems }]) =>
    problems.filter((text) => text.includes("may not call")).map((text) => `${name}: ${text}`),
  );

/**
 * What is printed and not needed: actions that no run asks for, and those without which a run does not say which statement it
 * lacks: it fails, or goes on with what it can tell and says so.
 */
export async function notNeeded(runs: Runs): Promise<readonly string[]> {
  const printed = new Set([...runs.policies.values()].flatMap(actionsIn));
  const wrong: string[] = [];
  for (const action of printed) {
    const [name] = [...runs.told].find(([, { asked }]) => asked.has(action)) ?? [];
    if (!name) {
      wrong.push(`${action} is never asked for`);
      continue;
    }
    const { problems } = await runs.again(name, without(runs.policies.get(name)!, action));
    if (!problems.some((text) => text.includes(`"Action": "${action}"`)))
      wrong.push(`${action} is not missed when ${name}`);
  }
  return wrong;
}
