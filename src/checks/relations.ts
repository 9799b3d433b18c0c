import { Secret } from "../secret";
import { aboutPods, startingPods } from "./boot-pods";
import { type Check, type Look, pass, type Verdict } from "./check";
import { queueRelations } from "./relations-queues";
import { roleRelations } from "./relations-role";
import { wayInRelations } from "./relations-way-in";
import { isMissing, remedy } from "./seen";

const NAME = "CODE_DATA_KEY";

const codeDataKey: Check = {
  id: "boot/code-data-key",
  category: "boot",
  title: {
    en: "All readers of CODE_DATA_KEY have the same key, of a length that fits",
    ja: "CODE_DATA_KEY は、読むサービスすべてで同じ値で、長さも適切です",
  },
  why: {
    en: "It encrypts the GitHub tokens that people store: datasource-api writes them and the code scanners read them. A key that is not 16, 24 or 32 bytes long stops all of them; different keys make the tokens unreadable.",
    ja: "ユーザーが保存する GitHub トークンの暗号キーです。datasource-api が暗号化し、code のスキャナーが復号します。16・24・32 バイト以外ではすべて起動できず、値が異なるとトークンを読めなくなります。",
  },
  fix: remedy(
    {
      en: "Restore the key that the tokens were stored with, in code/common alone: with a new one they have to be entered again. An older one is in the parameter's history:",
      ja: "トークンの保存時に使われたキーを、code/common だけに戻してください。新しいキーにすると、トークンの再登録が必要です。以前の値はパラメータの履歴で確認できます:",
    },
    "aws ssm get-parameter-history --with-decryption --name /<env>/code/common/CODE_DATA_KEY",
  ),
  key: "parameters.values",

  async run(look) {
    const readers = (await startingPods(look)).flatMap(({ service, named, reads }) => {
      const variable = reads.find(({ name }) => name === NAME);
      const value = named.get(NAME)?.value;
      // That it is not set at all is another check's to say.
      return variable?.bytes && value ? [{ service, value, bytes: variable.bytes, from: named.get(NAME)!.from }] : [];
    });
    const [first] = readers;
    if (!first) return isMissing;
    const tooLong = readers.filter(({ value, bytes }) => !bytes.includes(Buffer.byteLength(value)));
    const different = new Set(readers.map(({ value }) => value)).size > 1;
    if (tooLong.length === 0 && !different) return pass;
    return wrongKey(look, different ? readers : tooLong, different);
  },
};

interface Reader {
  readonly service: string;
  readonly value: string;
  readonly bytes: readonly number[];
  readonly from: string | undefined;
}

function wrongKey({ target }: Look, readers: readonly Reader[], different: boolean): Verdict {
  const [{ bytes }] = readers as readonly [Reader];
  const { fix } = codeDataKey;
  const inPlace = (text: string) => `${text.replace("<env>", target.env)} --region ${target.region}`;
  return {
    status: "fail",
    found: different
      ? { en: "Its readers find different keys.", ja: "サービスによって値が異なります。" }
      : {
          en: `It is not ${bytes.join(", ")} bytes long, and its readers don't start.`,
          ja: `長さが ${bytes.join("・")} バイトではないため、読むサービスが起動しません。`,
        },
    details: readers.map(({ service, value, from = NAME }) => ({
      path: `${service} ${from}`,
      actual: new Secret(value),
    })),
    fix: { en: inPlace(fix.en), ja: inPlace(fix.ja) },
  };
}

/** Whether things that have to agree do: of each pair one side may have changed without the other. */
export const relations: readonly Check[] = [
  ...roleRelations,
  ...queueRelations.map(aboutPods),
  ...wayInRelations,
  aboutPods(codeDataKey),
];
