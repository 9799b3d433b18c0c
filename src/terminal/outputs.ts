import type { Text } from "../text";
import { indented, wrap } from "./layout";
import type { Page } from "./screen";

const words = {
  signInDomain: {
    en: "Record for the sign-in pages (a CNAME, or an alias to CloudFront); AWS may take an hour for the domain:",
    ja: "サインイン画面のドメインのレコード（CNAME、または CloudFront へのエイリアス）。ドメインの準備に1時間ほどかかることがあります:",
  },
  scanPrincipals: {
    en: "Roles that enter the scanned AWS accounts (each has to trust them: risken-aws scan-role):",
    ja: "スキャン対象の AWS アカウントに入るロール（各アカウントで信頼が必要です: risken-aws scan-role）:",
  },
};

interface Told {
  readonly scanPrincipals: readonly string[];
  readonly signInDomain?: { readonly host: string; readonly target: string };
}

/** What others need to know of an installation, as far as it isn't known from the config. */
export function outputLines({ scanPrincipals, signInDomain }: Told, { language, width }: Page): readonly string[] {
  // Whole: they are there to be copied.
  const told = (text: Text, lines: readonly string[]) =>
    lines.length > 0 ? ["", ...wrap(text[language], width), ...indented(lines, 2)] : [];
  return [
    ...told(words.signInDomain, signInDomain ? [`${signInDomain.host} → ${signInDomain.target}`] : []),
    ...told(words.scanPrincipals, scanPrincipals),
  ];
}
