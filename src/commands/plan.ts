import { runDocument } from "../terminal/json";
import { planLines } from "../terminal/plan";
import type { Run } from "./invocation";
import { open } from "./open";
import { firstInTheWay, isBlocked, isPartial, look, wouldWrite } from "./work";

/** What `apply` would do. Changes nothing. */
export const run: Run = async (invocation) => {
  const opened = await open(invocation);
  const { screen, aws, config } = opened;
  const prune = invocation.own.prune === true;
  const looked = await look(opened, prune);
  const changes = wouldWrite(looked, prune);
  const status = isBlocked(looked) ? "blocked" : isPartial(looked) ? "failed" : changes ? "changes" : "ok";
  if (screen.json) {
    const place = { env: config.env, account: aws.account, region: aws.region };
    screen.document(
      runDocument(
        { command: "plan", ...place, status, ...looked.shown, problem: firstInTheWay(looked) },
        screen.language,
      ),
    );
  } else screen.out(planLines(looked.shown, screen.results));
  if (status === "blocked") return 4;
  if (status === "failed") return 1;
  return changes && invocation.own.detailedExitcode === true ? 2 : 0;
};
