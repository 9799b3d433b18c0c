import { MASK } from "../secret";
import type { Text } from "../text";
import type { EnvFacts, EnvVariable } from "./json";
import { harmless, indented, pad, shorten, widthOf } from "./layout";
import type { Page } from "./screen";

const sources: Readonly<Record<EnvVariable["source"], Text>> = {
  manifest: { en: "Deployment", ja: "Deployment" },
  image: { en: "image", ja: "イメージ" },
  parameter: { en: "parameter", ja: "パラメータ" },
  secret: { en: "secret", ja: "シークレット" },
  default: { en: "default", ja: "デフォルト値" },
};

const words = {
  empty: { en: "(empty)", ja: "（空）" },
  unread: { en: "not read", ja: "参照なし" },
  unused: { en: "unused: data source is off", ja: "未使用（データソース無効）" },
};

/** Variables as a pod would receive them: one line each, and what is worth knowing of it below. */
export function environmentLines({ service, metaConfig, variables }: EnvFacts, page: Page): readonly string[] {
  const { language, paint, width } = page;
  const column = Math.min(Math.max(0, ...variables.map(({ name }) => widthOf(name))), Math.floor(width * 0.45));
  return [
    paint.bold(`${service}${metaConfig ? `  ${metaConfig}` : ""}`),
    "",
    ...variables.flatMap((variable) => {
      const { name, value, secret, from, source } = variable;
      const shown = value === "" ? paint.dim(words.empty[language]) : secret ? MASK : harmless(value);
      const room = width - column - 2;
      const remarks = [
        from ? `${sources[source][language]} ${from}` : sources[source][language],
        ...(variable.unused ? [words.unused[language]] : []),
        ...(variable.read ? [] : [words.unread[language]]),
      ];
      return [
        `${pad(shorten(name, column), column)}  ${value === "" ? shown : shorten(shown, room)}`,
        ...indented([paint.dim(shorten(remarks.join(" · "), width - 2))], 2),
      ];
    }),
  ];
}
