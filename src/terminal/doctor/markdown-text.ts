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
    .map((line) => proseMarkdown(line).replace(/(`[^`]+`)/g, (code) => code.replaceAll("|", "\\|")))
    .join("<br>");

/** A value as code inside a cell. In a table a bar has to be escaped even in code. */
export function codeCell(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const inner = /^`|`$/.test(text) ? ` ${text} ` : text;
  return `${fence}${inner.replaceAll("|", "\\|")}${fence}`;
}

/** A table, or nothing where it would have no rows. Cells are markdown already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  rows.length === 0 ? [] : [row(head), row(head.map(() => "---")), ...rows.map(row)];

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
