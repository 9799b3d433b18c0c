import type { Prompts } from "../config/question";
import { carryOut } from "../engine/carry-out";
import { graphOf } from "../engine/graph";
import { planFor } from "../engine/plan";
import { resource } from "../engine/resource";
import { survey } from "../engine/survey";
import { cognitoUser } from "../kinds/cognito-user";
import { cognitoUserPool } from "../kinds/cognito-user-pool";
import { COGNITO_USER_KEY } from "../steps/auth-inputs";
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
 * RISKEN's administrator. A pool that was taken over may know its people by something other than their e-mail address: its
 * owner makes them.
 */
export async function offerFirstUser(opened: Opened, prompts: Prompts): Promise<void> {
  const { graph, aws, owner, screen, config } = opened;
  const pool = graph.resources.find(({ kind, wanted }) => kind.type === cognitoUserPool.type && wanted === "made");
  if (!pool || !signsInWithPassword(config.auth)) return;
  const key = pool.spec as Parameters<typeof cognitoUserPool.observe>[1];
  const observed = await cognitoUserPool.observe(aws.fresh(), key, { tags: owner.marks(pool) });
  if (!observed?.spec.UsernameAttributes.includes("email")) return;
  const UserPoolId = observed.outputs.id;
  if (await hasUsers(aws, UserPoolId)) return;
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

/** A person of the pool has these claims; with any other user key RISKEN would turn them away. */
const claims = [COGNITO_USER_KEY, "sub", "username"];

const signsInWithPassword = ({ cognito, userKey = COGNITO_USER_KEY }: Opened["config"]["auth"]): boolean =>
  cognito.nativeUsers && claims.includes(userKey);

const hasUsers = async (aws: Opened["aws"], UserPoolId: string): Promise<boolean> =>
  ((await aws.cognito.ListUsers({ UserPoolId, Limit: 1 })).Users ?? []).length > 0;
