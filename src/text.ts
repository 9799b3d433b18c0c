/** Something a person reads, in both languages. Only `terminal/` chooses one, at the last moment. */
export interface Text {
  readonly en: string;
  readonly ja: string;
}

export type Language = keyof Text;

/** A text that is the same in both languages: a name, an identifier, a command line. */
export const same = (text: string): Text => ({ en: text, ja: text });

/** A line for a shell, with every word that it would take apart in quotes. */
export const shellLine = (words: readonly string[]): string => words.map(quoted).join(" ");

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
