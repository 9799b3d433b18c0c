import { flagValueWrong } from "../problems";
import { runDocument } from "../terminal/json";
import { planLines } from "../terminal/plan";
import { planMarkdown } from "../terminal/plan-markdown";
import type { Invocation, Run } from "./invocation";
import { open, screenFor } from "./open";
import { firstInTheWay, isBlocked, isPartial, look, wouldWrite } from "./work";

const formats = ["pretty", "json", "markdown"] as const;

/** What `apply` would do. Changes nothing. */
export const run: Run = async (invocation) => {
  const format = formatOf(invocation);
  const opened = await open(invocation, { screen: screenFor(invocation, { quiet: format !== "pretty" }) });
  const { screen, aws, config } = opened;
  const place = { env: config.env, account: aws.account, region: aws.region };
  const prune = invocation.own.prune === true;
  const looked = await look(opened, prune);
  const changes = wouldWrite(looked, prune);
  const status = isBlocked(looked) ? "blocked" : isPartial(looked) ? "failed" : changes ? "changes" : "ok";
  if (format === "json") {
    const problem = firstInTheWay(looked);
    screen.document(runDocument({ command: "plan", ...place, status, ...looked.shown, problem }, screen.language));
  } else if (format === "markdown") screen.raw(planMarkdown(looked.shown, place, screen.language));
  else screen.out(planLines(looked.shown, screen.results));
  if (status === "blocked") return 4;
  if (status === "failed") return 1;
  return changes && invocation.own.detailedExitcode === true ? 2 : 0;
};

function formatOf({ own, options }: Invocation): (typeof formats)[number] {
  const named = options.json ? "json" : ((own.format as string | undefined) ?? "pretty");
  const format = formats.find((one) => one === named);
  if (!format) throw flagValueWrong({ flag: "--format", value: named, example: `--format ${formats.join("|")}` });
  return format;
}
