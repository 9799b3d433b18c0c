import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { saveConfig } from "../config/save";
import { lookIn } from "../engine/survey";
import { noTerminal } from "../problems";
import { runDocument } from "../terminal/json";
import { planLines } from "../terminal/plan";
import type { Text } from "../text";
import { applyPlan } from "./apply";
import { offerFirstUser } from "./first-user";
import type { Invocation, Run } from "./invocation";
import { nextSteps } from "./next-steps";
import { offerAdoption } from "./offer-adoption";
import { type Opened, open, screenFor } from "./open";
import { outputsOf } from "./outputs";
import { promptsFor } from "./prompts";
import { sandboxFlags } from "./sandbox";
import { isBlocked, isPartial, look, wouldWrite } from "./work";

const words = {
  saved: (file: string): Text => ({ en: `Saved ${file}.`, ja: `${file} に保存しました。` }),
  apply: { en: "Apply this plan?", ja: "この計画を適用しますか？" },
  notApplied: {
    en: "Nothing was changed in AWS. Run risken-aws init or apply again when you are ready.",
    ja: "AWS には何も変更を加えていません。準備ができたら risken-aws init または apply を再度実行してください。",
  },
};

/** The wizard: asks what can't be found out, saves the config, shows the plan, asks once, applies. */
export const run: Run = async (invocation) => {
  const screen = screenFor(invocation);
  const yes = invocation.own.yes === true;
  const prompts = yes ? undefined : await promptsFor(invocation);
  if (!prompts && !yes) throw noTerminal();
  const asked = await open(invocation, { screen, prompts });
  if (await save(asked, invocation)) screen.note(words.saved(asked.file));
  const prune = invocation.own.prune === true;
  const seen = await look(asked, prune);
  const { opened, looked } = prompts
    ? await offerAdoption(asked, seen, prompts, prune)
    : { opened: asked, looked: seen };
  const ready = !isBlocked(looked) && !isPartial(looked);
  if (!screen.json && ready) {
    screen.out(planLines(looked.shown, screen.results));
    screen.warn(looked.shown.warnings);
  }
  if (ready && !wouldWrite(looked, prune)) {
    const place = { env: opened.config.env, account: opened.aws.account, region: opened.aws.region };
    if (screen.json) {
      const outputs = outputsOf(opened, lookIn(looked.survey.seen));
      screen.document(
        runDocument({ command: "init", ...place, status: "ok", ...looked.shown, outputs }, screen.language),
      );
    }
    return 0;
  }
  if (ready && prompts && !(await prompts.confirm({ message: words.apply, initial: false }))) {
    screen.out(words.notApplied);
    return 0;
  }
  const code = await applyPlan(opened, looked, invocation);
  if (code !== 0 || screen.json) return code;
  if (prompts) await offerFirstUser(opened, prompts);
  screen.out(await nextSteps(opened, screen.results, sandboxFlags(invocation.options)));
  return 0;
};

/** A person's answers are kept; `--yes` only writes a file where there is none. */
async function save({ file, loaded, data, answered }: Opened, { own, io }: Invocation): Promise<boolean> {
  const there = file === "-" || existsSync(resolve(io.cwd, file));
  if (own.yes === true ? there : there && !answered) return false;
  return saveConfig({ name: file, cwd: io.cwd, file: loaded.file, data });
}
