import { planElsewhere, planFileDecides } from "../problems";
import { runDocument } from "../terminal/json";
import { outputLines } from "../terminal/outputs";
import { outcomeLines, planLines } from "../terminal/plan";
import { tellProblem } from "../terminal/problem";
import type { Invocation, Run } from "./invocation";
import { type Opened, open } from "./open";
import { outputsOf } from "./outputs";
import { readPlan, refuseMovedConfig, refuseMovedPlan } from "./plan-file";
import { firstInTheWay, isBlocked, type Looked, look, work } from "./work";

/** Makes AWS as the config says, or does what a saved plan says, without a question. */
export const run: Run = async (invocation) => {
  const [saved] = invocation.arguments;
  if (saved !== undefined) return applySaved(saved, invocation);
  const opened = await open(invocation);
  const looked = await look(opened, invocation.own.prune === true);
  return applyPlan(opened, looked, invocation);
};

/** Carries out a saved plan and nothing else, or refuses because something has moved. */
async function applySaved(name: string, invocation: Invocation): Promise<number> {
  const { io, options } = invocation;
  refuseChoices(invocation);
  const saved = await readPlan(name, io.cwd);
  if (saved.sandbox !== (options.sandbox !== undefined))
    throw planElsewhere(saved.sandbox ? { saved: sandbox, now: real } : { saved: real, now: sandbox });
  await refuseMovedConfig(saved, options.config, io.cwd);
  const as = { ...invocation, own: { ...saved.choices }, flags: {} };
  const opened = await open(as, { saved });
  const looked = await look(opened, saved.choices.prune);
  refuseMovedPlan(saved, looked.shown);
  return applyPlan(opened, looked, as);
}

const sandbox = { en: "a sandbox", ja: "サンドボックス" };
const real = { en: "AWS itself", ja: "実際の AWS " };

/** What would be done is in the plan, and nowhere else. */
function refuseChoices({ own, flags, set }: Invocation): void {
  const given = [
    ...(own.prune === true ? ["--prune"] : []),
    ...(own.adoptAll === true ? ["--adopt-all"] : []),
    ...(own.adopt === undefined ? [] : ["--adopt"]),
    ...Object.keys(flags).map((flag) => `--${flag}`),
    ...(set.length > 0 ? ["--set"] : []),
  ];
  if (given[0] !== undefined) throw planFileDecides({ given: given[0] });
}

/** Shows a plan and carries it out. Answers the exit code. */
export async function applyPlan(opened: Opened, looked: Looked, { verb, own, interrupt }: Invocation): Promise<number> {
  const { screen, aws, config } = opened;
  const place = { env: config.env, account: aws.account, region: aws.region };
  const tell = (status: "ok" | "failed", run: Looked["shown"], outputs?: object) => {
    if (screen.json)
      screen.document(runDocument({ command: verb, ...place, status, ...run, outputs }, screen.language));
  };
  if (isBlocked(looked)) {
    const problem = firstInTheWay(looked);
    if (screen.json) {
      screen.document(
        runDocument({ command: verb, ...place, status: "blocked", ...looked.shown, problem }, screen.language),
      );
    } else {
      screen.out(planLines(looked.shown, screen.results));
      screen.warn(looked.shown.warnings);
    }
    if (problem) tellProblem(screen, problem);
    return 4;
  }
  interrupt.beginWork();
  const { done, shown } = await work(opened, looked, { prune: own.prune === true, signal: interrupt.signal });
  if (!screen.json) {
    screen.out(outcomeLines(shown, screen.results));
    screen.warn(shown.warnings);
  }
  const failed = shown.changes.some(({ status }) => status === "failed");
  const ok = !failed && !interrupt.signal.aborted;
  const outputs = outputsOf(opened, done.look);
  if (ok && !screen.json) screen.out(outputLines(outputs, screen.results));
  tell(ok ? "ok" : "failed", shown, outputs);
  if (interrupt.signal.aborted) return 130;
  return failed ? 1 : 0;
}
