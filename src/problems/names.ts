import { Problem } from "./problem";

// What existing things are called and which of them are taken over.

export const nameUsedTwice = (at: { name: string; addresses: readonly [string, string] }): Problem =>
  new Problem(
    "name-used-twice",
    3,
    {
      en: `${at.addresses.join(" and ")} would both be named ${at.name}.`,
      ja: `${at.addresses.join(" と ")} がどちらも「${at.name}」という名前になります。`,
    },
    {
      en: `Give names.${at.addresses[0]} the name of another one, or leave it out.`,
      ja: `names.${at.addresses[0]} に別の名前を指定するか、指定をやめてください。`,
    },
  );

/** @param at.key what says that a thing of somebody else is used in its place */
export const nameNotOurs = (at: { address: string; name: string; key: string }): Problem =>
  new Problem(
    "name-not-ours",
    3,
    {
      en: `names.${at.address} names a thing for risken-aws to own, and ${at.key} says to use one of somebody else.`,
      ja: `names.${at.address} は risken-aws が管理するものの名前ですが、${at.key} では既存のものをそのまま使う指定になっています。`,
    },
    {
      en: `Keep ${at.key} to only use it, or names.${at.address} to take it over.`,
      ja: `使うだけの場合は ${at.key}、引き継いで管理する場合は names.${at.address} のどちらか一方だけを指定してください。`,
    },
  );

export const nothingToAdopt = (at: { id: string; nearest: string | undefined }): Problem =>
  new Problem(
    "nothing-to-adopt",
    3,
    {
      en: `--adopt ${at.id}: the config wants nothing of that id.`,
      ja: `--adopt ${at.id}: この ID のリソースは設定にありません。`,
    },
    at.nearest
      ? { en: `Did you mean ${at.nearest}?`, ja: `もしかして: ${at.nearest}` }
      : {
          en: "risken-aws plan shows the id of everything that is in the way.",
          ja: "引き継げるものの ID は risken-aws plan で確認できます。",
        },
  );
