import type { Language, Text } from "../text";

export interface LanguageSources {
  /** What `--lang` said. */
  readonly flag?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The language to speak: the flag, then `RISKEN_AWS_LANG`, then the locale (`LC_ALL`, else `LANG`), else English. Never
 * fails, because errors have to be told in some language: whoever parses the flags checks their values.
 */
export function languageOf({ flag, env }: LanguageSources): Language {
  const locale = env.LC_ALL || env.LANG;
  return spoken(flag) ?? spoken(env.RISKEN_AWS_LANG) ?? spoken(locale) ?? "en";
}

/** The one place where a text becomes a string. */
export const say = (text: Text, language: Language): string => text[language];

function spoken(name: string | undefined): Language | undefined {
  const [language] = name?.toLowerCase().split(/[_.@-]/) ?? [];
  return language === "ja" || language === "en" ? language : undefined;
}
