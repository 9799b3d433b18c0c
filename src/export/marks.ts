/**
 * A text that stands for something else until it is written down. It is letters and digits only, so that it survives in a
 * host name, a path, JSON and YAML, whatever is built around it.
 */
export const mark = (at: number): string => `riskenawsmark${String(at).padStart(5, "0")}x`;

const marks = /riskenawsmark(\d{5})x/;

/** A text in parts: what stands between marks, and the marks' numbers. */
export const partsOf = (text: string): readonly (string | number)[] =>
  text
    .split(marks)
    .map((part, at) => (at % 2 === 1 ? Number(part) : part))
    .filter((part) => part !== "");

export const isMarked = (text: string): boolean => marks.test(text);
