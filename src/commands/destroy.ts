import { carryOutRemoval } from "../engine/carry-out-removal";
import type { Plan } from "../engine/plan";
import { isNamed, planRemoval, type RemovalOptions } from "../engine/removal";
import { survey } from "../engine/survey";
import { kinds } from "../kinds";
import { noSuchKey, notConfirmed, type Problem } from "../problems";
import { runDocument } from "../terminal/json";
import { outcomeLines, planLines } from "../terminal/plan";
import { tellProblem } from "../terminal/problem";
import type { ShownRun } from "../terminal/shown";
import type { Text } from "../text";
import type { Invocation, Run } from "./invocation";
import { type Opened, open } from "./open";
import { promptsFor } from "./prompts";
import { endedChange, isPartial, type Looked, lookedFrom, shownChange, warningsNow } from "./work";

const words = {
  nothing: {
    en: "There is nothing to remove.",
    ja: "削除するものはありません。",
  },
  ask: (env: string, account: string): Text => ({
    en: `This cannot be undone. Type ${env} to remove it from account ${account}`,
    ja: `この操作は取り消せません。アカウント ${account} から削除するには ${env} と入力してください`,
  }),
};

/** Removes what is ours, newest dependants first. Shows first what goes and what stays, and does nothing without consent. */
export const run: Run = async (invocation) => {
  const { own, interrupt } = invocation;
  const how: RemovalOptions = {
    deleteData: own.deleteData === true,
    deleteAdopted: own.deleteAdopted === true,
    named: (own.deleteKey as string[] | undefined) ?? [],
  };
  const opened = await open(invocation);
  const { screen } = opened;
  const looked = await look(opened, how);
  const show = (lines: readonly string[], { warnings }: ShownRun) => {
    screen.out(lines);
    if (!screen.json) screen.warn(warnings);
  };
  const tell = (status: "ok" | "blocked" | "failed", shown: ShownRun, problem?: Problem) => {
    if (!screen.json) return;
    const place = { env: opened.config.env, account: opened.aws.account, region: opened.aws.region };
    screen.document(runDocument({ command: "destroy", ...place, status, ...shown, problem }, screen.language));
  };

  const blind = looked.survey.unsearched.length > 0 || isPartial(looked);
  if (!looked.plan.changes.some(isWork)) {
    show(planLines(looked.shown, screen.results, blind ? undefined : words.nothing), looked.shown);
    tell(blind ? "failed" : "ok", looked.shown);
    return blind ? 1 : 0;
  }
  show(planLines(looked.shown, screen.results), looked.shown);
  if (!(await consents(opened, invocation))) {
    const problem = notConfirmed({ env: opened.config.env });
    tellProblem(screen, problem);
    tell("blocked", looked.shown, problem);
    return problem.exit;
  }
  interrupt.beginWork();
  const shown = await remove(opened, looked, how, interrupt.signal);
  show(outcomeLines(shown, screen.results), shown);
  const failed = blind || shown.changes.some(({ status }) => status === "failed");
  tell(failed || interrupt.signal.aborted ? "failed" : "ok", shown);
  if (interrupt.signal.aborted) return 130;
  return failed ? 1 : 0;
};

const isWork = ({ action, stays }: Plan["changes"][number]): boolean => action !== "none" && stays === undefined;

async function look(opened: Opened, how: RemovalOptions): Promise<Looked> {
  const { graph, aws, owner, reporter } = opened;
  const seen = await survey(graph, aws, { owner, kinds, progress: reporter.survey, removing: true });
  reporter.stop();
  const plan = planRemoval(seen, owner, how);
  for (const name of how.named) if (!plan.changes.some(goesByName(name))) throw noSuchKey({ name });
  // What looks like a slip of the config matters to nobody who takes it down.
  return lookedFrom({ ...opened, warnings: [] }, seen, plan, true);
}

/** Whether it is what `--delete-key` names: of a mistyped name nobody would notice that nothing went. */
const goesByName =
  (name: string) =>
  ({ resource: { kind }, current }: Plan["changes"][number]): boolean =>
    kind.onlyByName !== undefined && current !== undefined && isNamed({ current }, { named: [name] });

/** The name of the env, typed on a terminal or given in CI beside `--yes`. */
async function consents({ config, aws, reporter }: Opened, invocation: Invocation): Promise<boolean> {
  const { yes, confirm } = invocation.own;
  if (yes === true || confirm !== undefined) return yes === true && confirm === config.env;
  const prompts = await promptsFor(invocation);
  if (!prompts) return false;
  reporter.stop();
  const message = words.ask(config.env, aws.account);
  return (await prompts.input({ message, objection: () => undefined })).trim() === config.env;
}

async function remove(
  { aws, reporter }: Opened,
  { plan, survey: seen, shown }: Looked,
  { deleteData }: RemovalOptions,
  signal: AbortSignal,
): Promise<ShownRun> {
  reporter.carryOut(plan.changes.filter(isWork).length, "removing");
  const outcomes = await carryOutRemoval(plan, seen, aws, {
    deleteData,
    signal,
    began: (change) => reporter.began(shownChange(change, "planned", true)),
    ended: (outcome) => {
      // What stays has been said, and counts for nothing.
      if (!plan.changes.includes(outcome.change) || isWork(outcome.change)) reporter.ended(endedChange(outcome, true));
    },
  });
  reporter.stop();
  return {
    changes: outcomes.map((outcome) => endedChange(outcome, true)),
    warnings: warningsNow(shown, aws),
    interrupted: signal.aborted,
  };
}
