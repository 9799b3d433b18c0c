import stringWidth from "string-width";

/** Columns that a text takes: Japanese characters take two. */
export const widthOf = (text: string): number => stringWidth(text);

/** Fills up with blanks on the right. */
export const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)));

/** Shortens in the middle, where names and ARNs differ least from each other. */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 1) return width === 1 ? "…" : "";
  const room = width - 1;
  const characters = graphemes(text);
  const head = fitting(characters, Math.ceil(room / 2));
  const tail = fitting([...characters].reverse(), room - widthOf(head.join(""))).reverse();
  return `${head.join("")}…${tail.join("")}`;
}

/** Cuts at the end. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return width < 1 ? "" : `${fitting(graphemes(text), width - 1).join("")}…`;
}

/**
 * Breaks a text into lines of at most `width` columns. Line breaks of the text stay; a line that begins with blanks keeps
 * them for what is broken off it. Between Japanese characters there may be a break, but none before 。 or after 「.
 *
 * @param text plain, without escape sequences: colour lines afterwards
 */
export function wrap(text: string, width: number): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const indent = /^ */.exec(line)![0];
    const room = Math.max(8, width - indent.length);
    return wrapLine(line.slice(indent.length), room).map((part) => indent + part);
  });
}

/** Every line moved to the right. */
export const indented = (lines: readonly string[], columns: number): readonly string[] =>
  lines.map((line) => (line === "" ? line : " ".repeat(columns) + line));

/**
 * Characters that would move the cursor, change colours or turn the direction of writing become visible escapes: values
 * come from AWS and from files, and may hold anything.
 */
export const harmless = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) =>
      ({ "\n": "\\n", "\t": "\\t", "\r": "\\r" })[character] ??
      `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const unit of unitsOf(line)) {
    if (widthOf(current + unit.trimEnd()) <= width) {
      current += unit;
      continue;
    }
    if (current.trim() !== "") lines.push(current.trimEnd());
    current = "";
    const pieces = broken(unit, width);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1)!;
  }
  lines.push(current.trimEnd());
  return lines;
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\u30fb\u30fc\uff00-\uff60]/u;
/** Never at the beginning of a line. */
const CLOSING = /[、。，．・：；？！）］｝」』】〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…,.:;?!)\]}%]/u;
/** Never at the end of a line. */
const OPENING = /[（［｛「『【〈《]$/u;

/** What must not be broken: a word with the blanks behind it, or a Japanese character with its punctuation. */
function unitsOf(line: string): readonly string[] {
  const units: string[] = [];
  for (const character of graphemes(line)) {
    const last = units.at(-1);
    if (last === undefined || !holdsTogether(last, character)) units.push(character);
    else units[units.length - 1] = last + character;
  }
  return units;
}

function holdsTogether(unit: string, next: string): boolean {
  if (next === " ") return true;
  if (unit.endsWith(" ")) return false;
  if (OPENING.test(unit)) return true;
  if (CLOSING.test(next)) return true;
  return !WIDE.test(next) && !WIDE.test(graphemes(unit).at(-1)!);
}

function broken(unit: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let rest = graphemes(unit);
  while (widthOf(rest.join("").trimEnd()) > width) {
    const piece = fitting(rest, width);
    const taken = Math.max(1, piece.length);
    pieces.push(rest.slice(0, taken).join(""));
    rest = rest.slice(taken);
  }
  return [...pieces, rest.join("")];
}

const segmenter = new Intl.Segmenter();
const ascii = /^[\x20-\x7e]*$/;

const graphemes = (text: string): string[] =>
  ascii.test(text) ? [...text] : [...segmenter.segment(text)].map(({ segment }) => segment);

function fitting(characters: readonly string[], width: number): string[] {
  let taken = 0;
  const at = characters.findIndex((character) => {
    taken += widthOf(character);
    return taken > width;
  });
  return characters.slice(0, at === -1 ? undefined : at);
}
