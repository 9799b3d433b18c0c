import { indented, wrap } from "./layout";
import type { Page } from "./screen";

const words = {
  scanPrincipals: {
    en: "Roles that enter the scanned AWS accounts (each has to trust them: risken-aws scan-role):",
    ja: "スキャン対象の AWS アカウントに入るロール（各アカウントで信頼が必要です: risken-aws scan-role）:",
  },
};

/** What others need to know of an installation, as far as it isn't known from the config. */
export function outputLines(
  { scanPrincipals }: { readonly scanPrincipals: readonly string[] },
  { language, width }: Page,
): readonly string[] {
  if (scanPrincipals.length === 0) return [];
  // Whole: they are there to be copied.
  return ["", ...wrap(words.scanPrincipals[language], width), ...indented(scanPrincipals, 2)];
}
