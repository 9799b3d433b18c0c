import { OUR_TAGS } from "../aws/tags";
import { differsFrom, type FieldChange } from "../engine/diff";
import type { Text } from "../text";
import { outcomeSummary, planSummary, verbs } from "./counts";
import { fieldLines } from "./fields";
import { cut, harmless, indented, pad, shorten, widthOf, wrap } from "./layout";
import { reason } from "./problem";
import type { Page } from "./screen";
import { type ShownChange, type ShownRun, wasInterrupted } from "./shown";
import { valueText } from "./values";

/** From how many alike things on they are listed, one line each, under a heading with their count. */
const MANY = 4;

const signs = {
  create: "+",
  update: "~",
  replace: "±",
  delete: "-",
  keep: "=",
  adopt: "⇢",
  none: " ",
  blocked: "!",
  failed: "✗",
} as const;
const colours = {
  create: "green",
  update: "yellow",
  replace: "magenta",
  delete: "red",
  keep: "dim",
  adopt: "cyan",
  none: "dim",
  blocked: "red",
  failed: "red",
} as const;
type Sign = keyof typeof signs;

const words = {
  holdsData: { en: "holds data: not removed", ja: "データがあるため削除しません" },
  onlyWithPrune: { en: "only with --prune", ja: "--prune を付けた場合のみ" },
  stays: (paths: readonly string[]): Text => ({
    en: `stays until --prune: ${paths.join(", ")}`,
    ja: `--prune まで残るもの: ${paths.join("、")}`,
  }),
  onlyTags: { en: "Nothing but its tags would change.", ja: "変わるのはタグだけです。" },
  unchangeable: {
    en: "differs and cannot be changed, so it stays:",
    ja: "設定と異なりますが、変更できないため現状のまま残すもの:",
  },
  inTheWay: {
    en: "They are already there, and risken-aws did not make them.",
    ja: "いずれも既に存在しますが、risken-aws が作成したものではありません。",
  },
  adopting: (id: string): Text => ({
    en: `To take one of them over, add --adopt with what stands beside its name, as in --adopt ${id}; to take over all, add --adopt-all.`,
    ja: `引き継ぐ場合は、名前の右に表示した ID を指定してください（例: --adopt ${id}）。すべて引き継ぐ場合は --adopt-all を付けてください。`,
  }),
  partly: { en: "keeps the old as well until --prune", ja: "--prune まで変更前の内容も残します" },
  look: { en: "look at", ja: "確認" },
  common: { en: "all", ja: "共通" },
  because: (address: string): Text => ({
    en: `skipped, because ${address} failed`,
    ja: `${address} が失敗したためスキップしました`,
  }),
  notCompared: (key: string, reference: string): Text => ({
    en: `Not compared: ${key}. There is no value from ${reference}, so what is stored stays.`,
    ja: `比較なし: ${key}。${reference} の値が得られないため、保存済みの値を維持します。`,
  }),
};

/** The whole plan for people: every change, what was not compared, and the counts, or what is said instead. */
export function planLines(shown: ShownRun, page: Page, instead?: Text): readonly string[] {
  const run = tame(shown);
  const end = instead
    ? wrap(instead[page.language], page.width).map((line) => page.paint.green(line))
    : planSummary(run.changes, page);
  return [...changeLines(run.changes, page), ...remarks(run, page), ...end];
}

/** What became of a plan: what failed or was skipped, and the counts. What was done has been seen in passing. */
export function outcomeLines(shown: ShownRun, page: Page): readonly string[] {
  const run = tame(shown);
  // Removals are skipped where nobody asked for them, and where the run did not come to its end.
  const complete = !wasInterrupted(run) && run.changes.every(({ status }) => status !== "failed");
  const trouble = run.changes.filter(
    ({ status, because, action, problem }) =>
      status === "failed" ||
      (status === "skipped" &&
        action !== "none" &&
        (because !== undefined || problem !== undefined || (complete && action === "delete"))),
  );
  return [...changeLines(trouble, page, "outcome"), ...remarks(run, page), outcomeSummary(run, page)].flat();
}

/** What taking one thing over would change, field by field, and what of it stays. */
export function adoptionLines(change: ShownChange, page: Page): readonly string[] {
  const [{ fields, kept = [], ...one }] = tame({ changes: [change], warnings: [] }).changes as [ShownChange];
  const told = toldOf({ ...one, fields }, page);
  const { language, paint } = page;
  return [
    paint.bold(shorten(nounAndName(change, page), page.width)),
    ...(told.length > 0 ? fieldLines(told, page, 4) : [`    ${paint.dim(words.onlyTags[language])}`]),
    ...stayingLines(change, page, 4),
    ...(kept.length > 0 ? [`    ${paint.dim(words.unchangeable[language])}`, ...fieldLines(kept, page, 6)] : []),
  ];
}

/** One line for a change that has ended, as progress shows it. */
export function changeLine(change: ShownChange, page: Page): string {
  const { paint, language, width } = page;
  const sign = { failed: paint.red("✗"), skipped: paint.dim("-") }[change.status as string] ?? paint.green("✓");
  const verb = verbs[change.action][language];
  return `${sign} ${shorten(`${verb} ${harmless(nounAndName(change, page))}`, width - 2)}`;
}

/** Names and paths come from AWS too. */
const tame = (run: ShownRun): ShownRun => ({
  ...run,
  changes: run.changes.map((change) => ({
    ...change,
    name: harmless(change.name),
    fields: change.fields.map((field) => ({ ...field, path: harmless(field.path) })),
  })),
});

function changeLines(changes: readonly ShownChange[], page: Page, as: "plan" | "outcome" = "plan"): readonly string[] {
  const shown = changes.filter(({ action, status }) => action !== "none" || status === "failed");
  const blocks = groupsOf(shown, page).map((group) =>
    group.length >= MANY ? listLines(group, page) : group.flatMap((change) => singleLines(change, page, as)),
  );
  return blocks.flatMap((lines) => [...lines, ""]);
}

/** Neighbours of one kind and one fate stand together; what has fields to show stands alone. */
function groupsOf(changes: readonly ShownChange[], page: Page): readonly (readonly ShownChange[])[] {
  const groups = new Map<string, ShownChange[]>();
  for (const change of changes) {
    const { address, action, status, type, problem, because } = change;
    const listed = ["create", "delete", "adopt"].includes(action) || status !== "planned";
    const alone = page.verbose || !listed ? address : "";
    const told = status === "skipped" ? problem?.text.en : problem?.code;
    const id = [type, action, status, told, because, change.holdsData, alone].join(" ");
    groups.set(id, [...(groups.get(id) ?? []), change]);
  }
  return [...groups.values()];
}

function singleLines(change: ShownChange, page: Page, as: "plan" | "outcome"): readonly string[] {
  const lines = [...heading(change, nounAndName(change, page), page)];
  if (as === "plan") lines.push(...fieldLines(toldOf(change, page), page, 4, change.action === "create"));
  return [...lines, ...stayingLines(change, page, 4), ...reasonLines(change, page)];
}

/** That our own tags come with taking over goes without saying. */
const toldOf = ({ action, fields }: ShownChange, { verbose }: Page): readonly FieldChange[] =>
  action === "adopt" && !verbose ? fields.filter(({ path }) => !path.startsWith(`Tags.${OUR_TAGS}`)) : fields;

const stayingLines = (
  { stays = [] }: ShownChange,
  { language, paint, width }: Page,
  from: number,
): readonly string[] =>
  stays.length > 0
    ? indented(
        wrap(words.stays(stays)[language], width - from).map((line) => paint.dim(line)),
        from,
      )
    : [];

/** Many alike things: what they have in common once, then each with what tells it from the others. */
function listLines(group: readonly ShownChange[], page: Page): readonly string[] {
  const [first] = group as [ShownChange];
  const { language, paint, width } = page;
  const count = { en: ` (${group.length})`, ja: `（${group.length}件）` }[language];
  const facts = group.map((change) => factsOf(change, page));
  const shared = facts[0]!.filter((fact) => facts.every((others) => others.some((other) => isSame(fact, other))));
  const telling = sortedBy(facts.flat(), facts[0]!).filter((path) => !shared.some((fact) => fact.path === path));
  const alike = first.action === "adopt" ? alikeIn(group, page) : [];
  const column = Math.min(Math.max(...group.map(({ name }) => widthOf(name))), Math.floor((width - 4) * 0.7));
  const rows = group.flatMap((change, at) => {
    const { name, address } = change;
    const own = telling.flatMap((path) => facts[at]!.filter((fact) => fact.path === path));
    const told = fitted(own, width - 4 - column - 2);
    const row = told === "" ? shorten(name, width - 4) : `${pad(shorten(name, column), column)}  ${paint.dim(told)}`;
    if (change.action !== "adopt") return [row];
    const id = isInTheWay(change) ? besides(row, address, page) : [row];
    const inner = { ...page, width: width - 4 };
    const fields = toldOf(change, page).filter((field) => !alike.some((other) => isSameField(field, other)));
    return [...id, ...fieldLines(fields, inner, 2), ...stayingLines(change, inner, 2)];
  });
  const common = `${words.common[language]}: ${shared.map(written).join(", ")}`;
  return [
    ...heading(first, first.title[language] + count, page),
    ...(shared.length > 0 ? [`    ${paint.dim(cut(common, width - 4))}`] : []),
    ...(alike.length > 0 ? [`    ${paint.dim(`${words.common[language]}:`)}`, ...fieldLines(alike, page, 6)] : []),
    ...indented(rows, 4),
    ...(isInTheWay(first) ? inTheWayLines(first, page) : reasonLines(first, page)),
  ];
}

/** What changes in the same way in all of them. */
const alikeIn = (group: readonly ShownChange[], page: Page): readonly FieldChange[] =>
  toldOf(group[0]!, page).filter((field) =>
    group.every((change) => toldOf(change, page).some((other) => isSameField(field, other))),
  );

const isSameField = (one: FieldChange, other: FieldChange): boolean =>
  one.path === other.path && !differsFrom(one.before, other.before) && !differsFrom(one.after, other.after);

/** Beside it where there is room, else below it: an id is copied, and so it is never cut. */
const besides = (row: string, id: string, { paint, width }: Page): readonly string[] =>
  widthOf(row) + 2 + widthOf(id) <= width - 4 ? [`${row}  ${paint.dim(id)}`] : [row, `  ${paint.dim(id)}`];

const isInTheWay = ({ problem, status }: ShownChange): boolean =>
  status === "blocked" && problem?.code === "in-the-way";

/** Each by its id, so that each can be taken over by itself. */
function inTheWayLines({ address }: ShownChange, { language, paint, width }: Page): readonly string[] {
  return indented(
    [
      ...wrap(words.inTheWay[language], width - 4).map((line) => paint.red(line)),
      ...indented(wrap(words.adopting(address)[language], width - 6), 2),
    ],
    4,
  );
}

interface Fact {
  readonly path: string;
  readonly value: string;
}

/** The plain fields of a new thing; documents, lists and its own name again would only hide them. */
function factsOf({ action, name, fields }: ShownChange, { language }: Page): readonly Fact[] {
  if (action !== "create") return [];
  return fields
    .filter(({ after }) => after !== undefined && after !== name && !isStructure(after))
    .map(({ path, after }) => ({ path, value: valueText(after, language) }));
}

/** Paths, those that tell most first. */
function sortedBy(all: readonly Fact[], order: readonly Fact[]): readonly string[] {
  const values = new Map<string, Set<string>>(order.map(({ path }) => [path, new Set()]));
  for (const { path, value } of all) values.set(path, (values.get(path) ?? new Set()).add(value));
  return [...values].sort(([, some], [, others]) => others.size - some.size).map(([path]) => path);
}

/** As many whole facts as there is room for; of one that has none, its value. */
function fitted(facts: readonly Fact[], room: number): string {
  const [first, ...more] = facts;
  if (!first || room < 12) return "";
  if (widthOf(written(first)) > room) return shorten(room < 24 ? first.value : written(first), room);
  const texts = facts.map(written);
  const fits = more.findIndex((_, at) => widthOf(texts.slice(0, at + 2).join(", ")) > room);
  return texts.slice(0, fits === -1 ? undefined : fits + 1).join(", ");
}

const isSame = (one: Fact, other: Fact) => one.path === other.path && one.value === other.value;
const written = ({ path, value }: Fact): string => `${path} ${value}`;

const isStructure = (value: unknown): boolean =>
  Array.isArray(value) ||
  (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype);

function reasonLines({ problem, status }: ShownChange, page: Page): readonly string[] {
  const inner = { ...page, width: page.width - 4 };
  return problem ? indented(reason(problem, inner, status === "skipped" ? "dim" : "red"), 4) : [];
}

function heading(change: ShownChange, what: string, { language, paint, width }: Page): readonly string[] {
  const { action, status, because, holdsData } = change;
  const kept = status === "skipped" && change.problem !== undefined;
  const sign: Sign = kept ? "keep" : status === "blocked" || status === "failed" ? status : action;
  const verb = (sign === "failed" && action === "none" ? words.look : verbs[sign === "failed" ? action : sign])[
    language
  ];
  const line = `${paint[colours[sign]](`${signs[sign]} ${verb}`)} ${paint.bold(shorten(what, width - 3 - widthOf(verb)))}`;
  if (kept || (status !== "skipped" && !change.stays)) return [line];
  const why = because ? words.because(because) : holdsData ? words.holdsData : words.onlyWithPrune;
  const remark = (status === "skipped" ? why : words.partly)[language];
  return widthOf(line) + 3 + widthOf(remark) <= width
    ? [`${line}   ${paint.dim(remark)}`]
    : [line, `    ${paint.dim(shorten(remark, width - 4))}`];
}

const nounAndName = ({ title, name }: ShownChange, { language }: Page): string => `${title[language]} ${name}`;

function remarks({ changes }: ShownRun, page: Page): readonly string[] {
  const { language, paint, width } = page;
  const withheld = new Map(changes.flatMap(({ notCompared }) => notCompared).map((one) => [one.key, one.reference]));
  const kept = [...withheld].flatMap(([key, reference]) => wrap(words.notCompared(key, reference)[language], width));
  return kept.length > 0 ? [...kept.map((line) => paint.dim(line)), ""] : [];
}
