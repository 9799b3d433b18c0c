import type { Prompts } from "../config/question";
import { planFor } from "../engine/plan";
import { adoptionLines } from "../terminal/plan";
import type { Text } from "../text";
import type { Opened } from "./open";
import { ownershipOf } from "./ownership";
import { isPartial, type Looked, lookedFrom, plannedChange } from "./work";

const words = {
  intro: (count: number): Text => ({
    en: `${count === 1 ? "One thing is" : `${count} things are`} already there that risken-aws did not make. It can take them over: it changes what is shown here, tags them as its own, and gives them back with destroy.`,
    ja: `risken-aws が作成したものではないリソースが既に${count}件あります。引き継ぐと、ここに表示する内容に変更し、risken-aws のタグを付けて管理します（destroy では削除せず、タグだけを外します）。`,
  }),
  question: (title: Text, name: string, at: string): Text => ({
    en: `Take over the ${title.en} ${name}? (${at})`,
    ja: `${title.ja}「${name}」を引き継ぎますか？（${at}）`,
  }),
  yes: { en: "Yes, take it over", ja: "はい、引き継ぎます" },
  no: {
    en: "No, leave it alone: nothing is written while it is in the way",
    ja: "いいえ（競合が残るため、何も書き込みません）",
  },
  all: { en: "Yes, and all the others as well", ja: "はい、残りもすべて引き継ぎます" },
};

/** A run in which some of what was in the way may be taken over now. */
export interface Offered {
  readonly opened: Opened;
  readonly looked: Looked;
}

/**
 * Offers to take over what is in the way, one thing after the other, each with what that would change. After a "no" there is
 * nothing more to ask: it stays in the way. Asks nothing where something is in the way that can't be taken over.
 */
export async function offerAdoption(
  opened: Opened,
  looked: Looked,
  prompts: Prompts,
  prune: boolean,
): Promise<Offered> {
  const { screen, config, aws, owner } = opened;
  const inTheWay = looked.plan.changes.filter(({ blocked }) => blocked !== undefined);
  const adoptable = inTheWay.every(({ blocked, resource: { kind } }) => blocked!.code === "in-the-way" && kind.tag);
  if (inTheWay.length === 0 || !adoptable || isPartial(looked)) return { opened, looked };
  screen.out(words.intro(inTheWay.length));
  const addresses: string[] = [];
  for (const [at, change] of inTheWay.entries()) {
    const { resource, name } = change;
    screen.out(["", ...adoptionLines(plannedChange(change, prune), screen.results)]);
    const answer = await prompts.select({
      message: words.question(resource.kind.title, name, `${at + 1}/${inTheWay.length}`),
      choices: (["yes", "no", "all"] as const).map((value) => ({ value, label: words[value] })),
      initial: "yes",
    });
    if (answer === "no") break;
    addresses.push(...(answer === "all" ? inTheWay.slice(at) : [change]).map((one) => one.resource.address));
    if (answer === "all") break;
  }
  screen.out([""]);
  const taking = ownershipOf(config.env, config.tags, {
    all: false,
    addresses: [...addresses, ...inGraph(opened).filter((address) => owner.adopts(address))],
  });
  const now = { ...opened, owner: taking };
  return {
    opened: now,
    looked: lookedFrom(now, looked.survey, planFor(looked.survey, taking, aws.region), prune),
  };
}

const inGraph = ({ graph }: Opened): readonly string[] => graph.resources.map(({ address }) => address);
