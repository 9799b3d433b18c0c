import { flagValueWrong } from "../problems";
import { runDocument } from "../terminal/json";
import { planLines } from "../terminal/plan";
import { planMarkdown } from "../terminal/plan-markdown";
import { shellLine } from "../text";
import type { Invocation, Run } from "./invocation";
import { type Opened, open, screenFor } from "./open";
import { planFileOf, savePlan } from "./plan-file";
import { sandboxFlags } from "./sandbox";
import { firstInTheWay, isBlocked, isPartial, type Looked, look, wouldWrite } from "./work";

const formats = ["pretty", "json", "markdown"] as const;

/** What `apply` would do. Changes nothing. */
export const run: Run = async (invocation) => {
  const format = formatOf(invocation);
  const opened = await open(invocation, { screen: screenFor(invocation, { quiet: format !== "pretty" }) });
  const { screen, aws, config } = opened;
  const place = { env: config.env, account: aws.account, region: aws.region };
  const { own } = invocation;
  const prune = own.prune === true;
  const looked = await look(opened, prune);
  const changes = wouldWrite(looked, prune);
  const status = isBlocked(looked) ? "blocked" : isPartial(looked) ? "failed" : changes ? "changes" : "ok";
  const saving = async () => {
    if (typeof own.out === "string") await save(own.out, opened, looked, invocation, status);
  };
  // Where it can't be saved, that is the one document.
  if (format === "json") {
    await saving();
    const problem = firstInTheWay(looked);
    screen.document(runDocument({ command: "plan", ...place, status, ...looked.shown, problem }, screen.language));
  } else if (format === "markdown") screen.raw(planMarkdown(looked.shown, place, screen.language));
  else {
    screen.out(planLines(looked.shown, screen.results));
    screen.warn(looked.shown.warnings);
  }
  if (format !== "json") await saving();
  if (status === "blocked") return 4;
  if (status === "failed") return 1;
  return changes && own.detailedExitcode === true ? 2 : 0;
};

const words = {
  saved: {
    en: "Saved the plan. To do exactly this:",
    ja: "計画を保存しました。このとおりに実行するには:",
  },
  notSaved: {
    en: "The plan was not saved, because it cannot be carried out.",
    ja: "この計画は実行できないため、保存しませんでした。",
  },
};

/** Saves what was shown, if it can be carried out. */
async function save(
  name: string,
  { screen, config, aws, loaded, data, sandbox }: Opened,
  { shown }: Looked,
  { own, io, options }: Invocation,
  status: "blocked" | "failed" | "changes" | "ok",
): Promise<void> {
  if (status === "blocked" || status === "failed") return screen.note(words.notSaved);
  const place = { env: config.env, account: aws.account, region: aws.region, sandbox: sandbox !== undefined };
  const choices = {
    prune: own.prune === true,
    adopt: (own.adopt as readonly string[] | undefined) ?? [],
    adoptAll: own.adoptAll === true,
  };
  await savePlan(name, io.cwd, planFileOf(place, loaded.file, data, choices, shown));
  const profile = options.profile === undefined ? [] : ["--profile", options.profile];
  // Unbroken: it is copied.
  screen.note([
    words.saved[screen.language],
    `  ${shellLine(["risken-aws", "apply", name, ...sandboxFlags(options), ...profile])}`,
  ]);
}

function formatOf({ own, options }: Invocation): (typeof formats)[number] {
  const named = options.json ? "json" : ((own.format as string | undefined) ?? "pretty");
  const format = formats.find((one) => one === named);
  if (!format) throw flagValueWrong({ flag: "--format", value: named, example: `--format ${formats.join("|")}` });
  return format;
}
