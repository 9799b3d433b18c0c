import { remedyParts } from "./remedy";

/** Sentences as markdown: what is between backticks stays code, everything else stands for itself. */
export const proseMarkdown = (text: string): string =>
  text
    .split(/(`[^`\n]+`)/)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&")))
    .join("");

/** The same inside a cell of a table: on one line, and no bar ends the cell. */
export const cellMarkdown = (text: string): string =>
  text
    .split("\n")
    .map((line) => proseMarkdown(line).replace(/(`[^`]+`)/g, (span) => span.replaceAll("|", "\\|")))
    .join("<br>");

/** A value as code. */
export function code(text: string): string {
  const fence = fenceFor(text, 1);
  return /^`|`$/.test(text) ? `${fence} ${text} ${fence}` : fence + text + fence;
}

/** The same inside a cell: in a table a bar has to be escaped even in code. */
export const codeCell = (text: string): string => code(text).replaceAll("|", "\\|");

/** A remedy: what is to be pasted in blocks of code, which have a button to copy them. */
export const remedyMarkdown = (fix: string): string =>
  remedyParts(fix)
    .map(({ paste, lines }) => (paste ? block(lines.join("\n")) : lines.map(proseMarkdown).join("\n")))
    .join("\n\n");

/** A table, or nothing where it would have no rows. Cells are markdown already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  rows.length === 0 ? [] : [row(head), row(head.map(() => "---")), ...rows.map(row)];

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function block(text: string): string {
  const fence = fenceFor(text, 3);
  return `${fence}\n${text}\n${fence}`;
}

/** More backticks than the text has in a row. */
function fenceFor(text: string, least: number): string {
  const runs = (text.match(/`+/g) ?? []).map(({ length }) => length);
  return "`".repeat(Math.max(least, ...runs.map((length) => length + 1)));
}
