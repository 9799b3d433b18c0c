/** A run of lines of a remedy. */
export interface RemedyPart {
  /** Whether it is a command or a piece of the config file, to be copied as it is. */
  readonly paste: boolean;
  readonly lines: readonly string[];
}

/**
 * Tells a remedy's sentences from what is to be pasted. Commands and pieces of a file stand on lines of their own, which
 * begin as no sentence does; what is indented below such a line belongs to it.
 */
export function remedyParts(fix: string): readonly RemedyPart[] {
  const parts: { paste: boolean; lines: string[] }[] = [];
  for (const line of fix.split("\n")) {
    const last = parts.at(-1);
    const paste = /^\s/.test(line) ? (last?.paste ?? true) : isToPaste(line);
    if (last?.paste === paste) last.lines.push(line);
    else parts.push({ paste, lines: [line] });
  }
  return parts;
}

const isToPaste = (line: string): boolean =>
  /^(?:[a-z0-9_./$#{["'-]|[A-Z][A-Z0-9_]*=)/.test(line) && !/[\u3001-\u30ff]|\. [A-Z]|\.$/.test(line);
