import { appendFile } from "node:fs/promises";
import packageJson from "../../package.json" with { type: "json" };
import { namesInEnv } from "../aws/parameters";
import type { Look } from "../checks/check";
import { driftIn, unsearchedIn } from "../checks/drift";
import { checks } from "../checks/index";
import { scanAccounts } from "../checks/permission-scan-accounts";
import { exitOf, isChosen, type Report, type ReportOptions, reportOf } from "../checks/report";
import { runChecks } from "../checks/run";
import { planFor } from "../engine/plan";
import { survey } from "../engine/survey";
import { kinds } from "../kinds";
import { consentMissing, flagValueWrong, noSuchCheck, summaryUnwritable } from "../problems";
import { services } from "../risken/services";
import {
  explanation,
  githubAnnotations,
  githubSummary,
  type ReportFacts,
  type ReportFormat,
  reportFormats,
  reportText,
} from "../terminal/doctor/index";
import { planLines } from "../terminal/plan";
import type { Screen } from "../terminal/screen";
import type { Text } from "../text";
import { podEnvironmentOf } from "./environment";
import type { Invocation, Run } from "./invocation";
import { accountsIn, listOf } from "./lists";
import { type Opened, open, screenFor } from "./open";
import { promptsFor } from "./prompts";
import { resolverFor } from "./resolver";
import { type Looked, lookedFrom, warningsNow, work, wouldWrite } from "./work";

const confirmFix: Text = { en: "Carry out this plan?", ja: "この計画を実行しますか？" };

/** What the flags of doctor say. */
interface Wish extends Pick<ReportOptions, "only" | "skip"> {
  readonly format: ReportFormat;
  readonly strict: boolean;
  readonly fix: boolean;
  readonly prune: boolean;
  readonly scanAccounts: readonly string[];
}

/** Drift of everything managed, then what the pods would really see and may do, then health and security. */
export const run: Run = async (invocation) => {
  const { own } = invocation;
  if (typeof own.explain === "string") return explain(own.explain, invocation);
  const wish = wishOf(invocation);
  // Whatever is not for people has standard output for itself.
  const screen = screenFor(invocation, { quiet: wish.format !== "pretty" });
  const opened = await open(invocation, { screen });
  const first = await diagnose(opened, wish, invocation);
  if (!wish.fix || !wouldWrite(first.looked, wish.prune)) return tell(first.report, opened, wish, invocation);
  if (!(await consented(first.looked, opened, invocation))) return tell(first.report, opened, wish, invocation);
  invocation.interrupt.beginWork();
  const { signal } = invocation.interrupt;
  const { shown } = await work(opened, first.looked, { prune: wish.prune, signal });
  const second = await diagnose(opened, wish, invocation);
  const code = await tell(second.report, opened, wish, invocation);
  if (signal.aborted) return 130;
  return shown.changes.some(({ status }) => status === "failed") ? 1 : code;
};

/** Looks at everything and puts together what there is to say. Reads only. */
async function diagnose(
  opened: Opened,
  wish: Wish,
  invocation: Invocation,
): Promise<{ readonly looked: Looked; readonly report: Report }> {
  const { graph, owner, config, target, reporter } = opened;
  const aws = opened.aws.fresh();
  let reading: ReturnType<Look["environments"]> | undefined;
  const environments: Look["environments"] = () => {
    reading ??= Promise.all(deployed.map((id) => podEnvironmentOf(aws, config, id)));
    return reading;
  };
  const chosen = checks.filter((one) => isChosen(one, wish) && (one !== scanAccounts || asksForAccounts(wish)));
  // What the pods would get is read meanwhile, and what else is stored, page by page: it needs nothing of the survey.
  if (chosen.some(({ category }) => category === "boot")) {
    environments().catch(() => {});
    namesInEnv(aws, config.env).catch(() => {});
  }
  const seen = await survey(graph, aws, { owner, kinds, progress: reporter.survey, sharing: true });
  const plan = planFor(seen, owner, aws.region, true);
  const look: Look = {
    aws,
    survey: seen,
    plan,
    target,
    databaseDirectory: config.database.directory,
    scanRole: config.cluster.scanRole,
    scanAccounts: wish.scanAccounts,
    environments,
    resolver: resolverFor(invocation),
  };
  const found = await runChecks(chosen, look);
  reporter.stop();
  const report = reportOf([...driftIn(plan), ...unsearchedIn(seen), ...found], {
    ...wish,
    ignore: config.ignore,
    today: new Date().toISOString().slice(0, "2026-11-23".length),
  });
  return { looked: lookedFrom(opened, seen, plan, wish.prune), report };
}

/** There is nothing to say of accounts that nobody has named. */
const asksForAccounts = (wish: Wish): boolean => wish.scanAccounts.length > 0 || wish.only.includes(scanAccounts.id);

/** Ids of all that has an environment. */
const deployed = services.filter(({ standard, meta }) => standard && meta !== undefined).map(({ id }) => id);

/** Shows the plan and asks; `--yes` has agreed, and without a terminal nobody can (contract: exit 4). */
async function consented(looked: Looked, { screen }: Opened, invocation: Invocation): Promise<boolean> {
  screen.note(planLines(looked.shown, screen.notes));
  screen.warn(looked.shown.warnings);
  if (looked.plan.changes.some(({ blocked }) => blocked)) return false;
  if (invocation.own.yes === true) return true;
  const prompts = await promptsFor(invocation);
  if (!prompts) throw consentMissing({ verb: "doctor --fix", flag: "--yes" });
  return prompts.confirm({ message: confirmFix, initial: false });
}

async function tell(report: Report, opened: Opened, { format, strict }: Wish, { io }: Invocation): Promise<number> {
  const { screen } = opened;
  const facts = factsOf(report, opened);
  screen.raw(reportText(format, facts, screen.results));
  if (format !== "json") screen.warn(facts.warnings);
  if (io.env.GITHUB_ACTIONS === "true") await tellGithub(facts, screen, io.env.GITHUB_STEP_SUMMARY);
  return exitOf(report, strict);
}

function factsOf(report: Report, opened: Opened): ReportFacts {
  const { config, aws, file, loaded } = opened;
  return {
    report,
    checks,
    // What the plan warns of is among the findings.
    warnings: warningsNow(opened, aws),
    env: config.env,
    account: aws.account,
    region: aws.region,
    file: loaded.file && file !== "-" ? file : "risken-aws.yaml",
    lineOf: (key) => (key === undefined ? undefined : loaded.file?.lineOf(key.split("."))) ?? 1,
    version: packageJson.version,
  };
}

/** The step summary, and annotations: workflow commands are read from standard error too. */
async function tellGithub(facts: ReportFacts, screen: Screen, summary: string | undefined): Promise<void> {
  if (summary) {
    try {
      await appendFile(summary, githubSummary(facts, screen.language));
    } catch (error) {
      // The report has been written, and stands.
      const code = (error as NodeJS.ErrnoException).code ?? "unknown";
      screen.warn([summaryUnwritable({ name: summary, code })]);
    }
  }
  screen.note(githubAnnotations(facts, screen.language));
}

function explain(id: string, invocation: Invocation): number {
  const check = checks.find((one) => one.id === id);
  if (!check) throw noSuchCheck({ id, known: checks.map((one) => one.id) });
  const screen = screenFor(invocation);
  screen.out(explanation(check, screen.results));
  if (screen.json) {
    const { category, title, why, fix } = check;
    const say = (text: Text) => text[screen.language];
    screen.document({ command: "doctor", id, category, title: say(title), why: say(why), fix: say(fix) });
  }
  return 0;
}

function wishOf({ own, options }: Invocation): Wish {
  const named = options.json ? "json" : ((own.format as string | undefined) ?? "pretty");
  const format = reportFormats.find((one) => one === named);
  if (!format) throw flagValueWrong({ flag: "--format", value: named, example: `--format ${reportFormats.join("|")}` });
  return {
    format,
    only: listOf(own.only),
    skip: listOf(own.skip),
    strict: own.strict === true,
    fix: own.fix === true,
    prune: own.prune === true,
    scanAccounts: accountsIn(own.scanAccount),
  };
}
