import type { Text } from "../text";
import { Problem } from "./problem";

// The engine: what stands in the way of a plan.

/**
 * @param at.adoptable whether it takes the tags that would make it ours
 * @param at.exclusive whether its place takes one alone, under whatever name
 * @param at.alike the ARN of what does the same under another name, or under none
 */
export const inTheWay = (at: {
  title: Text;
  name: string;
  address: string;
  adoptable: boolean;
  exclusive?: boolean;
  alike?: string;
}): Problem =>
  new Problem(
    "in-the-way",
    4,
    at.alike
      ? {
          en: `${article(at.title)} ${at.title.en} that does what ${at.name} is to do is already there, and risken-aws did not make it: ${at.alike}`,
          ja: `「${at.name}」と同じ役割の${at.title.ja}が既に存在しますが、risken-aws が作成したものではありません: ${at.alike}`,
        }
      : {
          en: `${article(at.title)} ${at.title.en} named ${at.name} is already there, and risken-aws did not make it.`,
          ja: `${at.title.ja}「${at.name}」が既に存在しますが、risken-aws が作成したものではありません。`,
        },
    !at.adoptable
      ? {
          en: "It takes no tags, so it cannot be taken over. Give yours another name, or remove this one yourself.",
          ja: "タグを付けられないため、引き継げません。別の名前を指定するか、既存のものをご自身で削除してください。",
        }
      : at.exclusive || at.alike
        ? {
            en: `To take it over and change it as shown, add --adopt ${at.address} (or --adopt-all). Otherwise remove it, or whatever in the config asks for it.`,
            ja: `引き継いで表示のとおりに変更する場合は --adopt ${at.address}（すべて引き継ぐ場合は --adopt-all）を付けてください。引き継がない場合は、既存のものを削除するか、これを必要とする設定を外してください。`,
          }
        : {
            en: `To take it over, add --adopt ${at.address} (or --adopt-all). To keep it apart, choose another env or namePrefix.`,
            ja: `引き継ぐ場合は --adopt ${at.address}（すべて引き継ぐ場合は --adopt-all）を付けてください。別に管理する場合は env または namePrefix を変更してください。`,
          },
  );

const article = ({ en }: Text): string => (/^[aeio]/i.test(en) ? "An" : "A");

export const otherEnv = (at: { title: Text; name: string; env: string }): Problem =>
  new Problem(
    "other-env",
    4,
    {
      en: `The ${at.title.en} ${at.name} belongs to the env ${at.env} of risken-aws.`,
      ja: `${at.title.ja}「${at.name}」は risken-aws の別の env（${at.env}）が管理しています。`,
    },
    {
      en: "Choose another env or namePrefix, or remove that env first.",
      ja: "env または namePrefix を変更するか、先にその env を削除してください。",
    },
  );

export const notThere = (at: { title: Text; name: string; region: string }): Problem =>
  new Problem(
    "not-there",
    3,
    {
      en: `There is no ${at.title.en} named ${at.name} in ${at.region}.`,
      ja: `${at.region} に${at.title.ja}「${at.name}」がありません。`,
    },
    {
      en: "Check the name, the region and the account in the config file.",
      ja: "設定ファイルの名前・リージョン・アカウントを確認してください。",
    },
  );

export const secretMissing = (at: { key: string; reference: string; address: string }): Problem =>
  new Problem(
    "secret-missing",
    3,
    {
      en: `${at.key} is needed for ${at.address}, and ${at.reference} gives no value.`,
      ja: `${at.address} には ${at.key} が必要ですが、${at.reference} から値を取得できません。`,
    },
    {
      en: `Provide it through ${at.reference} and run again.`,
      ja: `${at.reference} に値を設定して、もう一度実行してください。`,
    },
  );

/** A warning, not a refusal: what cannot be changed, and what a new one could not take the place of, is left as it is. */
export const keptAsItIs = (at: { title: Text; name: string; path: string; means?: Text }): Text => ({
  en: `${at.path} of the ${at.title.en} ${at.name} cannot be changed after creation. A new one would lose what depends on this one, so it is left as it is.${at.means ? ` ${at.means.en}` : ""}`,
  ja: `${at.title.ja}「${at.name}」の ${at.path} は作成後に変更できません。作り直すと失われるものがあるため、そのまま残します。${at.means?.ja ?? ""}`,
});

/** A warning, not a refusal: what nobody wants any more and holds data is not removed with the rest. */
export const keptWithData = (at: { title: Text; name: string }): Text => ({
  en: `The ${at.title.en} ${at.name} is no longer wanted, but holds data. --prune does not remove it.`,
  ja: `${at.title.ja}「${at.name}」は設定上は不要ですが、データを保持しているため、--prune を付けても削除しません。`,
});

/** The same for what goes only by its name. */
export const keptUntilNamed = (at: { title: Text; name: string; line: string }): Text => ({
  en: `The ${at.title.en} ${at.name} is no longer wanted. It stays, because what was encrypted with it could never be read again. When nothing needs it any more:\n${at.line}`,
  ja: `${at.title.ja}「${at.name}」は設定上は不要ですが、削除すると、このキーで暗号化したものを二度と復号できなくなるため残します。不要になったら次のコマンドで削除できます:\n${at.line}`,
});
