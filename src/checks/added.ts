import { pages } from "../aws/loader";
import { cognitoIdentityProvider } from "../kinds/cognito-identity-provider";
import { cognitoUserPool } from "../kinds/cognito-user-pool";
import { clientsOfPool, cognitoUserPoolClient } from "../kinds/cognito-user-pool-client";
import type { ResolvedVariable } from "../risken/env-injector";
import { nameProblem } from "../risken/parameters";
import type { Text } from "../text";
import { foreignRules } from "./added-rules";
import { idleIn, isStaticKey, liveName, pairsIn, removal } from "./boot-names";
import { aboutPods, ourParameters, type Pod, placeOf, podsOf, shown } from "./boot-pods";
import type { Check, Look, Verdict } from "./check";
import { awsLine, remedies, type Setting, valuesLines } from "./remedies";
import { allSeen, isMissing, notHere, onlySeen, remedy, unlessNothing } from "./seen";

/** What somebody has added by hand beside what is ours, and that the plan does not show because it is not ours. */
export const added: readonly Check[] = [
  ...foreignRules,
  {
    id: "drift/foreign-app-client",
    category: "drift",
    title: {
      en: "The user pool has no app client but ours",
      ja: "ユーザープールのアプリクライアントは、RISKEN のものだけです",
    },
    why: {
      en: "Through another app client other programs sign RISKEN's people in, with flows and token lifetimes of their own, and passwords can be tried without the sign-in page.",
      ja: "ほかのアプリクライアントがあると、別のプログラムが独自の認証フローとトークンの有効期限で RISKEN のユーザーをサインインさせたり、サインイン画面を通さずにパスワードを試したりできます。",
    },
    fix: { en: "Delete the app client.", ja: "そのアプリクライアントを削除してください。" },
    key: "auth.cognito",
    run: appClients,
  },
  {
    id: "drift/foreign-identity-provider",
    category: "drift",
    title: {
      en: "No identity provider is federated into the user pool that the config does not know",
      ja: "ユーザープールに、設定にない ID プロバイダー（IdP）は登録されていません",
    },
    why: {
      en: "Whoever that provider vouches for gets an account in RISKEN's user pool, and its claims (the e-mail address among them) become RISKEN's user key.",
      ja: "その IdP が認めた人は誰でもユーザープールにアカウントを持てます。また、IdP のクレーム（メールアドレスなど）が、そのまま RISKEN の User Key になります。",
    },
    fix: { en: "Delete the identity provider.", ja: "その IdP を削除してください。" },
    reads: ["cognito-idp:ListIdentityProviders"],
    key: "auth.cognito",
    run: identityProviders,
  },
  aboutPods({
    id: "drift/foreign-parameter",
    category: "drift",
    title: {
      en: "No pod loads a parameter that the config does not know",
      ja: "Pod が読み込むディレクトリに、設定にないパラメータはありません",
    },
    why: {
      en: "Everything in a directory that a pod loads becomes an environment variable there. What the config does not know is lost with the next installation, and nobody sees it in a review.",
      ja: "Pod が読み込むディレクトリにあるものは、すべて環境変数になります。設定ファイルにないものは、レビューで気付けず、環境を作り直すと失われます。",
    },
    fix: {
      en: "Say it under parameters.values, or delete it.",
      ja: "parameters.values に追加するか、削除してください。",
    },
    key: "parameters.values",
    run: parameters,
  }),
];

const noPool = notHere({
  en: "The user pool, if there is one, is somebody else's.",
  ja: "risken-aws が作成したユーザープールはありません。",
});

async function appClients(look: Look): Promise<Verdict> {
  const pool = onlySeen(look, cognitoUserPool);
  if (!pool) return noPool;
  const { there, blind } = allSeen(look, cognitoUserPoolClient);
  const UserPoolId = pool.is.outputs.id;
  const clients = await clientsOfPool(look.aws, UserPoolId);
  const found = [...clients].filter(([id]) => !there.some(({ is }) => is.outputs.id === id));
  // Without ours nobody can say which of them is foreign.
  if (there.length === 0) return isMissing;
  return unlessNothing(
    {
      status: "fail",
      found: {
        en: `App clients that are not ours: ${found.map(([, name]) => name).join(", ")}.`,
        ja: `RISKEN のものではないアプリクライアントがあります: ${found.map(([, name]) => name).join(", ")}`,
      },
      details: found.map(([id, name]) => ({ path: `${UserPoolId} ${name}`, actual: id })),
      fix: remedy(
        { en: "If nobody needs them, delete them:", ja: "不要であれば削除してください:" },
        ...found.map(([id]) =>
          awsLine(
            look.target.region,
            "cognito-idp",
            "delete-user-pool-client",
            "--user-pool-id",
            UserPoolId,
            "--client-id",
            id,
          ),
        ),
      ),
    },
    blind,
  );
}

async function identityProviders(look: Look): Promise<Verdict> {
  const pool = onlySeen(look, cognitoUserPool);
  if (!pool) return noPool;
  const UserPoolId = pool.is.outputs.id;
  const providers = await pages(
    (NextToken) => look.aws.cognito.ListIdentityProviders({ UserPoolId, MaxResults: 60, NextToken }),
    (page) => page.Providers,
    (page) => page.NextToken,
  );
  // One that the config knew once is ours to remove, and the plan says so.
  const known = look.plan.changes
    .filter(({ resource: { kind } }) => kind.type === cognitoIdentityProvider.type)
    .map(({ name }) => name);
  const foreign = providers.filter(({ ProviderName }) => !known.includes(ProviderName!));
  const names = foreign.map(({ ProviderName }) => ProviderName!);
  return unlessNothing({
    status: "fail",
    found: {
      en: `Identity providers that the config does not know: ${names.join(", ")}.`,
      ja: `設定にない IdP があります: ${names.join(", ")}`,
    },
    details: foreign.map(({ ProviderName, ProviderType }) => ({
      path: `${UserPoolId} ${ProviderName}`,
      actual: ProviderType,
    })),
    fix: remedy(
      { en: "If nobody signs in with them, delete them:", ja: "サインインに使われていなければ、削除してください:" },
      ...names.map((name) =>
        awsLine(
          look.target.region,
          "cognito-idp",
          "delete-identity-provider",
          "--user-pool-id",
          UserPoolId,
          "--provider-name",
          name,
        ),
      ),
    ),
  });
}

/** A parameter that the config does not know, and the pods in which it takes effect. */
interface Foreign extends Pick<ResolvedVariable, "name" | "value" | "secret" | "source"> {
  /** Full name of the parameter. */
  readonly from: string;
  readonly pods: readonly Pod[];
  readonly isRead: boolean;
}

async function parameters(look: Look): Promise<Verdict> {
  const found = await foreignIn(look);
  const read = found.filter(({ isRead }) => isRead);
  const unread = found.filter(({ isRead }) => !isRead);
  const list = found.map(({ from }) => from).join(", ");
  return unlessNothing({
    status: "warn",
    found: {
      en: `The config does not know ${list}.`,
      ja: `設定ファイルにないパラメータがあります: ${list}`,
    },
    details: found.map((one) => ({
      path: one.from,
      expected: one.isRead ? undefined : nearest(one.name),
      actual: shown(one),
    })),
    fix: remedies(
      ...(read.length > 0
        ? [
            remedy(keep, valuesLines(read.map((one) => settingOf(one, look)))),
            remedy(
              { en: "Then take it over:", ja: "続いて、次のコマンドで管理対象にしてください:" },
              adoption(read, look),
            ),
          ]
        : []),
      unread.length > 0
        ? removal(
            look,
            unread.map(({ from }) => from),
          )
        : undefined,
    ),
  });
}

const keep: Text = {
  en: "Programs read it. Make it ours in the config:",
  ja: "プログラムが読む値です。残す場合は、設定ファイルに次のように書いてください:",
};

const adoption = (read: readonly Foreign[], look: Look): string =>
  ["risken-aws apply", ...read.map(({ from }) => `--adopt ${addressOf(from, look)}`)].join(" ");

function addressOf(from: string, { target }: Look): string {
  const { directory, name } = placeOf(from, target.env);
  return `parameter/${directory}/${name}`;
}

const settingOf = ({ from, value, secret }: Foreign, { target }: Look): Setting => ({
  ...placeOf(from, target.env),
  value: secret ? undefined : value,
});

/** What takes effect. Dead names, static keys, what images fix and what takes the place of ours have checks of their own. */
async function foreignIn(look: Look): Promise<readonly Foreign[]> {
  const ours = ourParameters(look);
  const [pairs, idle] = await Promise.all([pairsIn(look), idleIn(look)]);
  const found = new Map<string, Foreign>();
  for (const pod of await podsOf(look)) {
    for (const { name, from, value, secret, source, read } of pod.variables) {
      if (!from?.startsWith(`/${look.target.env}/`) || ours.has(from)) continue;
      if (liveName(name) || isStaticKey(name) || idle.some((one) => one.from === from)) continue;
      if (pairs.some((pair) => pair.pod.service === pod.service && pair.taken === from)) continue;
      const known = found.get(from);
      found.set(from, {
        from,
        name,
        value,
        source,
        secret: secret || known?.secret === true,
        pods: [...(known?.pods ?? []), pod],
        isRead: read || known?.isRead === true,
      });
    }
  }
  return [...found.values()].sort((one, other) => (one.from < other.from ? -1 : 1));
}

/** The name that was probably meant. */
function nearest(name: string): string | undefined {
  const problem = nameProblem(name);
  return problem?.kind === "unknown" ? problem.nearest : undefined;
}
