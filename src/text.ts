/** Something a person reads, in both languages. Only `terminal/` chooses one, at the last moment. */
export interface Text {
  readonly en: string;
  readonly ja: string;
}

export type Language = keyof Text;

/** A text that is the same in both languages: a name, an identifier, a command line. */
export const same = (text: string): Text => ({ en: text, ja: text });
