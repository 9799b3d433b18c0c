import type { Prompts } from "../config/question";
import { carryOut } from "../engine/carry-out";
import { graphOf } from "../engine/graph";
import { planFor } from "../engine/plan";
import { resource } from "../engine/resource";
import { survey } from "../engine/survey";
import { cognitoUser } from "../kinds/cognito-user";
import { tellProblem } from "../terminal/problem";
import type { Text } from "../text";
import type { Opened } from "./open";
import { asProblem } from "./work";

const words = {
  offer: {
    en: "E-mail address of the first user, who becomes RISKEN's administrator (leave empty to do it later)",
    ja: "最初のユーザーのメールアドレス。最初にサインインした人が Admin になります（空欄で後回し）",
  },
  notAnAddress: { en: "must be an e-mail address", ja: "メールアドレスを入力してください" },
  invited: (address: string): Text => ({
    en: `AWS has sent an invitation with a first password to ${address}.`,
    ja: `${address} に初期パスワード付きの招待メールを送信しました。`,
  }),
};

/**
 * Offers to make the first person of a pool of ours. Nobody can sign up alone, because whoever signs in first becomes
 * RISKEN's administrator.
 */
export async function offerFirstUser({ graph, aws, owner, screen }: Opened, prompts: Prompts): Promise<void> {
  const pool = graph.resources.find(({ kind, wanted }) => kind.noun === "user-pool" && wanted === "made");
  if (!pool) return;
  const observed = await pool.kind.observe(aws.fresh(), pool.spec, { tags: owner.marks(pool) });
  const UserPoolId = (observed?.outputs as { id?: string } | undefined)?.id;
  if (!UserPoolId || (await hasUsers(aws, UserPoolId))) return;
  const address = await prompts.input({
    message: words.offer,
    objection: (typed) => (typed === "" || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed) ? undefined : words.notAnAddress),
  });
  if (address === "") return;
  const wanted = graphOf([resource(cognitoUser, "first", { Username: address, UserPoolId })]);
  const seen = await survey(wanted, aws, { owner, kinds: [] });
  const { outcomes } = await carryOut(planFor(seen, owner, aws.region), seen, aws, { owner, prune: false });
  const failed = outcomes.find(({ status }) => status === "failed");
  if (failed) tellProblem(screen, asProblem(failed.error));
  else screen.out(words.invited(address));
}

const hasUsers = async (aws: Opened["aws"], UserPoolId: string): Promise<boolean> =>
  ((await aws.cognito.ListUsers({ UserPoolId, Limit: 1 })).Users ?? []).length > 0;
