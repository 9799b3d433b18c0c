import type { Action } from "../engine/plan";
import type { Text } from "../text";
import { wrap } from "./layout";
import type { Page } from "./screen";
import { type ShownChange, type ShownRun, type Summary, summaryOf, wasInterrupted } from "./shown";

/** What is done to a thing, in one word. */
export const verbs: Readonly<Record<Action | "blocked" | "keep", Text>> = {
  create: { en: "create", ja: "作成" },
  update: { en: "update", ja: "更新" },
  replace: { en: "replace", ja: "置き換え" },
  delete: { en: "delete", ja: "削除" },
  adopt: { en: "adopt", ja: "引き継ぎ" },
  none: { en: "unchanged", ja: "変更なし" },
  blocked: { en: "blocked", ja: "競合" },
  keep: { en: "keep", ja: "維持" },
};

const past = { create: "created", update: "updated", replace: "replaced", delete: "deleted", adopt: "adopted" };
const acts = ["create", "update", "replace", "delete", "adopt"] as const;

/** The last line of a plan: how many things it would do what to. */
export function planSummary(changes: readonly ShownChange[], { language, paint, width }: Page): readonly string[] {
  const count = summaryOf(changes);
  const blocked = changes.filter(({ status }) => status === "blocked").length;
  if (blocked > 0) return wrap(inTheWay(blocked)[language], width).map((line) => paint.red(line));
  if (changes.length === count.none) return wrap(nothing(count.none)[language], width).map((line) => paint.green(line));
  const parts = partsOf(count, (action) => ({
    en: `${count[action]} to ${action}`,
    ja: amount(action, count[action]),
  }));
  const text: Text = { en: `Plan: ${english(parts)}.`, ja: `計画: ${japanese(parts)}` };
  return wrap(text[language], width).map((line) => paint.bold(line));
}

/** The last line of a run: how many things became what. */
export function outcomeSummary(
  run: Pick<ShownRun, "changes" | "interrupted">,
  { language, paint, width }: Page,
): readonly string[] {
  const { changes } = run;
  const interrupted = wasInterrupted(run);
  const count = summaryOf(changes);
  const parts = partsOf(count, (action) => ({
    en: `${count[action]} ${past[action]}`,
    ja: amount(action, count[action]),
  }));
  const good = count.failed === 0 && !interrupted;
  const lead = interrupted ? stopped : good ? done : partly;
  const text: Text = { en: `${lead.en}: ${english(parts)}.`, ja: `${lead.ja}: ${japanese(parts)}` };
  const lines = wrap(text[language], width).map((line) => (good ? paint.green(line) : paint.red(line)));
  return good ? lines : [...lines, ...wrap(carryOn[language], width)];
}

const done: Text = { en: "Done", ja: "完了しました" };
const partly: Text = { en: "Not everything could be done", ja: "一部を実行できませんでした" };
const stopped: Text = { en: "Stopped", ja: "中断しました" };
const carryOn: Text = {
  en: "What was done is kept. The same command, run again, carries on from here.",
  ja: "実行済みの変更は残っています。同じコマンドをもう一度実行すると、続きから始まります。",
};

function partsOf(count: Summary, show: (action: (typeof acts)[number]) => Text): readonly Text[] {
  return [
    ...acts.filter((action) => count[action] > 0).map(show),
    ...(count.failed ? [{ en: `${count.failed} failed`, ja: `失敗 ${count.failed}` }] : []),
    ...(count.skipped ? [{ en: `${count.skipped} skipped`, ja: `スキップ ${count.skipped}` }] : []),
    ...(count.none ? [{ en: `${count.none} unchanged`, ja: amount("none", count.none) }] : []),
  ];
}

const amount = (action: Action, count: number): string => `${verbs[action].ja} ${count}`;
const english = (parts: readonly Text[]): string => parts.map(({ en }) => en).join(", ");
const japanese = (parts: readonly Text[]): string => parts.map(({ ja }) => ja).join("、");

const nothing = (count: number): Text => ({
  en: `Nothing to do: ${counted(count, "thing is", "things are")} as wanted.`,
  ja: `変更はありません（${count}件すべて設定どおりです）。`,
});

const inTheWay = (count: number): Text => ({
  en: `Nothing is written while ${counted(count, "thing is", "things are")} in the way.`,
  ja: `既に存在するリソースが${count}件あるため、何も書き込みません。`,
});

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
