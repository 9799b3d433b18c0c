import { isDenied } from "../aws/errors";
import { explainAny } from "../aws/explain";
import { fieldOf } from "../engine/diff";
import type { Change, Plan } from "../engine/plan";
import type { Survey } from "../engine/survey";
import { waits } from "../engine/switching";
import { keptWithData, Problem } from "../problems";
import type { Text } from "../text";
import type { Detail } from "./check";
import type { Result } from "./result";
import { verdictOn } from "./run";

const command = "risken-aws doctor --fix";

const words = {
  missing: { en: "It is missing.", ja: "存在しません。" },
  differs: { en: "It is not as the config wants it.", ja: "設定と異なります。" },
  kept: {
    en: "It is not as the config wants it, and stays so: this cannot be changed after creation, and a new one would lose what depends on this one.",
    ja: "設定と異なりますが、作成後には変更できず、作り直すと失われるものがあるため、そのまま残します。",
  },
  added: {
    en: "It holds more than the config wants: somebody has added it, or it was kept for what the config wanted before.",
    ja: "設定より多くの内容が含まれています。追加されたもの、または変更前の設定のために残したものです。",
  },
  unwanted: {
    en: "risken-aws made it, and the config no longer wants it.",
    ja: "risken-aws が作成しましたが、設定では不要になっています。",
  },
  fix: { en: `Restore it:\n${command}`, ja: `次のコマンドで元に戻せます:\n${command}` },
  prune: { en: `Remove it:\n${command} --prune`, ja: `次のコマンドで削除できます:\n${command} --prune` },
} satisfies Record<string, Text>;

/** The plan, seen as findings: one result for each managed resource, and for each that is needed and missing. Pure. */
export const driftIn = (plan: Plan): readonly Result[] => {
  const results = [...plan.refusals.map(refused), ...plan.changes.map(resultOf)];
  // What is wrong with one thing is said once, and not of all that hangs on it.
  const told = new Set<unknown>();
  return results.map(({ error, ...result }) => {
    const again = told.has(error);
    if (error !== undefined) told.add(error);
    return again && result.status === "fail" ? { ...result, status: "skip", fix: undefined } : result;
  });
};

/** A result, with the error that it comes from. */
type Told = Result & { readonly error?: unknown };

/** Kinds whose leftovers nobody could look for: one result for each. */
export const unsearchedIn = ({ unsearched }: Pick<Survey, "unsearched">): readonly Result[] =>
  unsearched.map(({ kind: { noun, title }, error }) => {
    const named = { en: `${title.en} that is no longer wanted`, ja: `不要になった${title.ja}` };
    const { error: _, ...result } = unreadable(
      { id: `leftover/${noun}`, category: "drift", title: named, details: [] },
      error,
    );
    return result;
  });

function refused({ resource, error }: Plan["refusals"][number]): Told {
  return unreadable({ id: resource.address, category: "drift", title: resource.kind.title, details: [] }, error);
}

function resultOf(change: Change): Told {
  const { resource, name, action } = change;
  const { title } = resource.kind;
  const named: Text = { en: `${title.en} ${name}`, ja: `${title.ja} ${name}` };
  const base = { id: resource.address, category: "drift" as const, title: named, details: [] };
  if ("unreadable" in change) return unreadable(base, change.unreadable);
  if (change.blocked) {
    const { text, fix } = change.blocked;
    return { ...base, status: "fail", found: text, fix, details: change.fields.map(detailOf) };
  }
  const unwanted = { ...base, status: "warn", found: words.unwanted, fix: words.prune } as const;
  if (change.leaves) return unwanted;
  switch (action) {
    case "none":
      if ("unseen" in change) return unreadable(base, change.unseen);
      if (change.kept === undefined) return { ...base, status: "pass" };
      return { ...base, status: "warn", found: keptIn(change), details: change.kept.map(detailOf) };
    case "create":
      return { ...base, status: "fail", found: words.missing, fix: words.fix };
    case "delete":
      if (change.holdsData) return { ...base, status: "warn", found: keptWithData({ title, name }) };
      return change.stays ? { ...base, status: "warn", found: change.stays.text } : unwanted;
    default: {
      const details = [...change.fields, ...(change.kept ?? [])].map(detailOf);
      const [found, fix] = waits(change) ? [words.added, words.prune] : [words.differs, words.fix];
      return { ...base, status: "fail", found, fix, details };
    }
  }
}

/** What stays, and what that means where somebody can say. */
function keptIn({ resource: { kind }, kept = [] }: Change): Text {
  const means = [...new Set(kept.map(({ path }) => fieldOf(path)))].flatMap((field) => kind.means?.[field] ?? []);
  return {
    en: [words.kept, ...means].map(({ en }) => en).join(" "),
    ja: [words.kept, ...means].map(({ ja }) => ja).join(""),
  };
}

/** What was denied, or never answered, says nothing about the thing; what looking found wrong does. */
function unreadable(base: Pick<Result, "id" | "category" | "title" | "details">, error: unknown): Told {
  const denied = error instanceof Problem && isDenied(error.cause) ? error.cause : error;
  const verdict = verdictOn(denied);
  if (verdict.status === "skip") return { ...base, status: "skip", found: verdict.because, lacks: verdict.lacks };
  const { text, fix } = explainAny(error);
  return { ...base, status: "fail", found: text, fix, error };
}

const detailOf = ({ path, before, after }: Change["fields"][number]): Detail => ({
  path,
  expected: after,
  actual: before,
});
