import type { Text } from "../text";
import { Problem } from "./problem";

// Why something stays when the rest is removed.

export const holdsData = (): Problem =>
  new Problem(
    "holds-data",
    4,
    { en: "It holds data, so it stays.", ja: "データを保持しているため残します。" },
    {
      en: "Remove it with its data: risken-aws destroy --delete-data",
      ja: "データごと削除するコマンド: risken-aws destroy --delete-data",
    },
  );

/** @param at.line the AWS CLI's line that removes it by hand */
export const onlyByName = (at: { name: string; line: string }): Problem =>
  new Problem(
    "only-by-name",
    4,
    {
      en: "It stays: what was encrypted with it, backups among it, could never be read again.",
      ja: "削除すると、このキーで暗号化したもの（バックアップを含む）を二度と復号できなくなるため残します。",
    },
    {
      en: `When nothing needs it any more: risken-aws destroy --delete-key ${at.name}, or ${at.line}`,
      ja: `不要になったら削除できます: risken-aws destroy --delete-key ${at.name} または ${at.line}`,
    },
  );

export const noSuchKey = ({ name }: { name: string }): Problem =>
  new Problem(
    "no-such-key",
    3,
    {
      en: `--delete-key names ${name}, and this env has no such key.`,
      ja: `--delete-key に指定された ${name} というキーは、この env にはありません。`,
    },
    {
      en: "Give the id or ARN of the key that risken-aws destroy lists as kept.",
      ja: "risken-aws destroy で「残す」と表示されるキーの ID か ARN を指定してください。",
    },
  );

export const staysWith = (at: { other: string }): Problem =>
  new Problem(
    "stays-with",
    4,
    { en: `It stays with ${at.other}, which stays.`, ja: `${at.other} を残すため、あわせて残します。` },
    { en: "It goes when that goes.", ja: "これを削除するときに、あわせて削除されます。" },
  );

export const stillNeeded = (at: { by: readonly string[] }): Problem => {
  const [some, more] = [at.by.slice(0, 3).join(", "), at.by.length - 3];
  return new Problem(
    "still-needed",
    4,
    {
      en: `It stays, because others rely on it: ${some}${more > 0 ? ` and ${more} more` : ""}.`,
      ja: `ほかから使われているため残します: ${some}${more > 0 ? ` ほか${more}件` : ""}`,
    },
    {
      en: "Once they are gone, the next destroy, or apply --prune, removes it.",
      ja: "それらがなくなった後の destroy または apply --prune で削除されます。",
    },
  );
};

export const wasThereBefore = (): Problem =>
  new Problem(
    "was-there-before",
    4,
    {
      en: "The config names it as one that was there before, and it takes no tags that could tell otherwise: it stays.",
      ja: "設定で既存のものとして指定されており、タグでも判別できないため残します。",
    },
    {
      en: "Remove it too: risken-aws destroy --delete-adopted",
      ja: "削除するコマンド: risken-aws destroy --delete-adopted",
    },
  );

/** A warning, not a refusal: what was there before us is given back. */
export const released = (things: readonly { readonly title: Text; readonly name: string }[]): Text => {
  const [{ title, name }] = things as [(typeof things)[number]];
  if (things.length === 1) {
    return {
      en: `The ${title.en} ${name} was taken over, not made: it stays as it is and only loses our tags. --delete-adopted removes it.`,
      ja: `${title.ja}「${name}」は引き継いだものです。現在の設定のまま残し、risken-aws のタグだけを外します。削除するには --delete-adopted を付けてください。`,
    };
  }
  const counted = (language: keyof Text) => {
    const counts = new Map<string, number>();
    for (const one of things) counts.set(one.title[language], (counts.get(one.title[language]) ?? 0) + 1);
    return [...counts].map(([what, count]) => `${what} (${count})`).join(", ");
  };
  return {
    en: `${things.length} things were taken over, not made: they stay as they are and only lose our tags. --delete-adopted removes them. They are: ${counted("en")}.`,
    ja: `${things.length}件は引き継いだものです。現在の設定のまま残し、risken-aws のタグだけを外します。削除するには --delete-adopted を付けてください。対象: ${counted("ja")}`,
  };
};

/** A warning, not a refusal: what another env relies on becomes its own. */
export const handedOver = (at: { title: Text; name: string; env: string }): Text => ({
  en: `The ${at.title.en} ${at.name} is needed by the env ${at.env} and is handed over to it.`,
  ja: `${at.title.ja}「${at.name}」は env ${at.env} でも使われているため、削除せずに ${at.env} へ引き渡します。`,
});

export const notConfirmed = (at: { env: string }): Problem =>
  new Problem(
    "no-consent",
    4,
    {
      en: "destroy removes things from AWS and was not agreed to. Nothing was changed.",
      ja: "destroy は AWS のリソースを削除しますが、同意が得られなかったため、何も変更していません。",
    },
    {
      en: `Type the name of the env (${at.env}) when asked, or in CI add: --yes --confirm ${at.env}`,
      ja: `確認の際に env の名前（${at.env}）を入力してください。CI では --yes --confirm ${at.env} を付けてください。`,
    },
  );
