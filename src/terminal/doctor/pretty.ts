import type { Category, Detail } from "../../checks/check";
import type { Report } from "../../checks/report";
import type { Result } from "../../checks/result";
import type { Text } from "../../text";
import { fieldLines } from "../fields";
import { harmless, indented, shorten, widthOf, wrap } from "../layout";
import type { Page } from "../screen";
import { tame } from "./details";
import { remedyParts } from "./remedy";
import { categories, categoryOrder, type ReportFacts, signs } from "./report-facts";
import { coverageText, summaryText } from "./summary";

const words = {
  sides: { en: "expected → actual", ja: "期待値 → 実際の値" },
  asWanted: (count: number): Text => ({
    en: `${count} ${count === 1 ? "resource" : "resources"} as wanted`,
    ja: `${count}件のリソースは設定どおりです`,
  }),
  these: (count: number): Text => ({ en: `These ${count}: `, ja: `以上の${count}件: ` }),
  ignored: (count: number): Text => ({
    en: `The ignore list silences ${count} ${count === 1 ? "finding" : "findings"}.`,
    ja: `無視リストにより${count}件の検出結果を除外しました。`,
  }),
};

const colours = { pass: "green", warn: "yellow", fail: "red", skip: "dim" } as const;
const statuses = ["fail", "warn", "skip", "pass"] as const;
/** Where what is below a check's line begins. */
const inset = 4;

/** The report for people: by category, one line a check, and below what failed all that helps. */
export function prettyLines({ report, env, account, region }: ReportFacts, page: Page): readonly string[] {
  const { language, paint, width } = page;
  const place = [env, account, region].filter((part) => part !== null).join(" · ");
  return [
    paint.bold(`risken-aws doctor  ${place}`),
    "",
    ...categoryOrder.flatMap((category) =>
      section(
        category,
        report.results.filter((one) => one.category === category),
        page,
      ),
    ),
    ...wrap(coverageText(report)[language], width).map((line) => paint.dim(line)),
    ...(report.ignored > 0 ? wrap(words.ignored(report.ignored)[language], width).map((line) => paint.dim(line)) : []),
    ...conclusion(report, page),
  ];
}

/** A remedy: sentences wrapped, what is to be pasted as it is and further to the right. */
export const remedyLines = (fix: string, { paint, width }: Page, from: number): readonly string[] =>
  remedyParts(tame(fix)).flatMap(({ paste, lines }) =>
    paste
      ? indented(
          lines.map((line) => paint.bold(line)),
          2,
        )
      : lines.flatMap((line) => wrap(line, width - from)),
  );

function conclusion(report: Report, { language, paint, width }: Page): readonly string[] {
  const colour = report.status !== "healthy" ? "red" : report.summary.warn > 0 ? "yellow" : "green";
  return wrap(summaryText(report)[language], width).map((line) => paint[colour](paint.bold(line)));
}

function section(category: Category, results: readonly Result[], page: Page): readonly string[] {
  if (results.length === 0) return [];
  const { language, paint } = page;
  const counted = results.filter((one) => category === "drift" && one.status === "pass" && !one.found);
  const told = results.filter((one) => !counted.includes(one));
  const compared = told.some(({ details }) => details.some(({ expected }) => expected !== undefined));
  const heading = paint.bold(categories[category][language]);
  const blocks = statuses
    .flatMap((status) => alike(told.filter((one) => one.status === status)))
    .map((group) => block(group, page));
  const asWanted = `${paint.green(signs.pass)} ${words.asWanted(counted.length)[language]}`;
  return [
    compared ? `${heading}  ${paint.dim(words.sides[language])}` : heading,
    ...spaced([...blocks, ...(counted.length > 0 ? [[asWanted]] : [])]),
    "",
  ];
}

/** Results with the same finding and the same remedy stand together, so that both are told once. */
function alike(results: readonly Result[]): readonly (readonly Result[])[] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const key = JSON.stringify([result.found, result.fix]);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()];
}

function block(group: readonly Result[], page: Page): readonly string[] {
  const { language, paint, width } = page;
  const [{ status, found, fix }] = group as readonly [Result];
  const label = group.length > 1 ? words.these(group.length)[language] : "";
  const said = found ? wrap(label + tame(found[language]), width - inset) : [];
  const finding = indented(status === "skip" || status === "pass" ? said.map((line) => paint.dim(line)) : said, inset);
  const remedy = fix ? indented(remedyLines(fix[language], page, inset), inset) : [];
  if (group.length > 1) {
    return [...group.flatMap((one) => [...headline(one, page), ...detailLines(one, page)]), ...finding, ...remedy];
  }
  return [...headline(group[0]!, page), ...finding, ...detailLines(group[0]!, page), ...remedy];
}

/** Its id only where somebody may want to ignore it or have it explained. */
function headline({ status, title, id }: Result, { language, paint, width }: Page): readonly string[] {
  const [first, ...more] = wrap(tame(title[language]), width - 2);
  const last = more.at(-1) ?? first!;
  const lines = [`${paint[colours[status]](signs[status])} ${first}`, ...indented(more, 2)];
  if (status === "pass") return lines;
  if (widthOf(last) + widthOf(id) + 4 <= width) return [...lines.slice(0, -1), `${lines.at(-1)}  ${paint.dim(id)}`];
  return [...lines, ...indented([paint.dim(shorten(id, width - 2))], 2)];
}

function detailLines({ details, category }: Result, page: Page): readonly string[] {
  const bare = details.filter(({ expected, actual }) => expected === undefined && actual === undefined);
  const fields = details.map(({ path, expected, actual }) => ({
    path: harmless(path),
    before: expected,
    after: actual,
  }));
  return [
    ...fieldLines(fields, swapped(page), inset, category !== "drift"),
    ...indented(
      bare.flatMap(({ path }: Detail) => wrap(harmless(path), page.width - inset)),
      inset,
    ),
  ];
}

/** A change leads from what is there to what is wanted, a finding the other way round: so do the colours. */
function swapped(page: Page): Page {
  const { red, green } = page.paint;
  return { ...page, paint: Object.create(page.paint, { red: { value: green }, green: { value: red } }) };
}

/** An empty line around what has more than one line. */
function spaced(blocks: readonly (readonly string[])[]): readonly string[] {
  return blocks.flatMap((lines, at) => {
    const before = blocks[at - 1];
    return before && (before.length > 1 || lines.length > 1) ? ["", ...lines] : lines;
  });
}
