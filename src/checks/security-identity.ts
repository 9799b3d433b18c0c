import type { PolicyDocument, Statement } from "../aws/policy-document";
import { cognitoExistingPool } from "../kinds/cognito-existing-pool";
import { cognitoUserPool } from "../kinds/cognito-user-pool";
import { AUDIENCE } from "../kinds/iam-oidc-provider";
import { iamRole } from "../kinds/iam-role";
import { sqsQueue } from "../kinds/sqs-queue";
import { type Check, type Detail, type Look, pass } from "./check";
import { allSeen, isMissing, notHere, onlySeen, remedy, unlessNothing } from "./seen";
import { signInOf } from "./sign-in";

const roleTrust: Check = {
  id: "security/role-trust",
  category: "security",
  title: {
    en: "Each role is trusted by its one service account only",
    ja: "各ロールを引き受けられるのは、対応するサービスアカウントだけです",
  },
  why: {
    en: "Whoever else may take the role reads RISKEN's secrets, sends to its queues and enters every account that it scans. A trust policy that doesn't compare subject and audience exactly trusts every pod of the cluster.",
    ja: "ほかの誰かがこのロールを引き受けられると、RISKEN の秘密情報の参照、キューへの送信、スキャン対象の全アカウントへのアクセスが可能になります。sub と aud を完全一致で比較しない信頼ポリシーは、クラスタのすべての Pod を信頼してしまいます。",
  },
  fix: remedy(
    {
      en: "Write the trust policy as risken-aws has made it:",
      ja: "信頼ポリシーを risken-aws が作成したものに戻してください:",
    },
    "risken-aws doctor --fix --prune",
  ),
  key: "cluster.serviceAccounts",

  run(look) {
    const sight = allSeen(look, iamRole);
    const there = sight.there.filter(({ wanted }) => wanted.AssumeRolePolicyDocument !== undefined);
    // Whom to trust is unknown where the cluster or its provider isn't there, which drift says, or can't be read.
    const blind = sight.blind ?? look.plan.changes.find(({ resource: { kind } }) => kind.type === iamRole.type)?.unseen;
    if (there.length === 0 && blind === undefined) return isMissing;
    const details = there.flatMap(({ name, wanted, is }) => {
      const mine = statementsOf(wanted.AssumeRolePolicyDocument);
      return statementsOf(is.spec.AssumeRolePolicyDocument).flatMap((one, at): readonly Detail[] =>
        one.Effect === "Deny" || mine.some((ours) => trustsNoMore(one, ours))
          ? []
          : [
              {
                path: `${name} AssumeRolePolicyDocument.Statement[${at}]`,
                expected: mine.flatMap(subjectsOf).join(", "),
                actual:
                  `${JSON.stringify(one.Principal ?? { NotPrincipal: one.NotPrincipal })} ${subjectsOf(one).join(", ")}`.trim(),
              },
            ],
      );
    });
    return unlessNothing(
      {
        status: "fail",
        found: {
          en: "Others than RISKEN's service account may take the role.",
          ja: "RISKEN のサービスアカウント以外も、このロールを引き受けられます。",
        },
        details,
      },
      blind,
    );
  },
};

/** Whether a statement lets in nobody whom `ours` doesn't let in: same provider, and at least as exact about whom. */
function trustsNoMore(one: Statement, ours: Statement): boolean {
  const principals = Object.entries(one.Principal && one.Principal !== "*" ? one.Principal : { "*": "*" });
  const providers = list(ours.Principal !== "*" ? ours.Principal?.Federated : undefined);
  const onlyProvider = principals.every(
    ([type, who]) => type === "Federated" && list(who).every((arn) => providers.includes(arn)),
  );
  const subjects = subjectsOf(one);
  const exact = subjects.length > 0 && subjects.every((who) => subjectsOf(ours).includes(who));
  const audiences = equalsOf(one, "aud");
  return onlyProvider && exact && audiences.length > 0 && audiences.every((who) => who === AUDIENCE);
}

const subjectsOf = (one: Statement): readonly string[] => equalsOf(one, "sub");

/** What a claim of the cluster's tokens is compared with, exactly. */
function equalsOf({ Condition = {} }: Statement, claim: string): readonly string[] {
  return Object.entries(Condition)
    .filter(([operator]) => operator.toLowerCase() === "stringequals")
    .flatMap(([, keys]) => Object.entries(keys))
    .filter(([key]) => key.toLowerCase().endsWith(`:${claim}`))
    .flatMap(([, value]) => [value].flat().map(String));
}

const queuePolicies: Check = {
  id: "security/queue-policies",
  category: "security",
  title: {
    en: "No queue is open to anybody outside the account",
    ja: "どのキューも、アカウントの外部には公開されていません",
  },
  why: {
    en: "Who may send to a scanner's queue starts scans with targets of their own; who may receive reads the scan role's ARN and external id, and takes messages away.",
    ja: "キューに送信できる相手は、任意の対象へのスキャンを開始できます。受信できる相手は、スキャン用 IAM ロールの ARN や外部 ID を読み取り、メッセージを奪うことができます。",
  },
  fix: remedy(
    {
      en: "Write the queue policies as risken-aws has made them:",
      ja: "キューポリシーを risken-aws が作成したものに戻してください:",
    },
    "risken-aws doctor --fix --prune",
  ),
  key: "queues",

  run(look) {
    const { there, blind } = allSeen(look, sqsQueue);
    if (there.length === 0 && blind === undefined) return notHere(noQueues);
    const details = there.flatMap(({ name, is }) =>
      statementsOf(is.spec.Policy).flatMap((one, at) =>
        outsidersIn(one, look).map((who) => ({
          path: `${name} Policy.Statement[${at}]`,
          expected: look.target.account,
          actual: `${who}: ${list(one.Action ?? one.NotAction).join(", ")}`,
        })),
      ),
    );
    return unlessNothing(
      {
        status: "fail",
        found: {
          en: "A queue's policy lets in principals of other accounts, or everybody.",
          ja: "キューポリシーで、別のアカウントまたはすべての利用者に許可されています。",
        },
        details,
      },
      blind,
    );
  },
};

const noQueues = { en: "No data source is scanned.", ja: "スキャンするデータソースがありません。" };

/** Whom an Allow lets in from outside the account, as they are named. */
function outsidersIn(one: Statement, { target: { account } }: Look): readonly string[] {
  if (one.Effect !== "Allow" || isLimitedTo(account, one)) return [];
  if (one.Principal === undefined) return [`NotPrincipal ${JSON.stringify(one.NotPrincipal)}`];
  if (one.Principal === "*") return ["*"];
  return Object.entries(one.Principal).flatMap(([type, who]) =>
    // A service acts for whoever asks it to, in any account.
    list(who).filter((name) => type !== "AWS" || (name !== account && accountIn(name) !== account)),
  );
}

/** A deleted principal leaves its unique id behind, which lets nobody in. */
const accountIn = (principal: string): string | undefined =>
  /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1] ??
  (/^A(RO|ID)A[A-Z0-9]+$/.test(principal) ? "gone" : undefined);

const accountKeys = ["aws:principalaccount", "aws:sourceaccount"];
const arnKeys = ["aws:principalarn", "aws:sourcearn"];

/** Whether a condition that always counts keeps out everybody of other accounts. */
function isLimitedTo(account: string, { Condition = {} }: Statement): boolean {
  return Object.entries(Condition).some(([operator, keys]) =>
    Object.entries(keys).some(([key, value]) => {
      const values = [value].flat().map(String);
      const [name, how] = [key.toLowerCase(), operator.toLowerCase()];
      if (accountKeys.includes(name))
        return /^string(equals|like)$/.test(how) && values.every((one) => one === account);
      const inAccount = (arn: string) => arn.split(":")[4] === account;
      return arnKeys.includes(name) && /^(arn|string)(equals|like)$/.test(how) && values.every(inAccount);
    }),
  );
}

const signUp: Check = {
  id: "security/sign-up",
  category: "security",
  title: { en: "Nobody makes an account for themselves", ja: "利用者が自分でアカウントを作成することはできません" },
  why: {
    en: "Everybody in the user pool may open RISKEN, and the first person to sign in becomes its administrator.",
    ja: "ユーザープールの全員が RISKEN を利用でき、最初にサインインした人が Admin になります。",
  },
  fix: remedy(
    {
      en: "Let only administrators make users. A pool of risken-aws is restored by:",
      ja: "管理者だけがユーザーを作成できるようにしてください。risken-aws が作成したプールは次のコマンドで元に戻せます:",
    },
    "risken-aws doctor --fix",
  ),
  key: "auth.cognito.userPoolId",

  run(look) {
    const pool = poolIn(look);
    if (!pool) return noPool(look);
    if (!pool.selfSignUp) return pass;
    return {
      status: "fail",
      found: {
        en: "Anybody may sign up in the user pool.",
        ja: "誰でもユーザープールにサインアップできます。",
      },
      details: [{ path: "AdminCreateUserConfig.AllowAdminCreateUserOnly", expected: true, actual: false }],
      ...(pool.ours ? {} : { fix: closeSignUp }),
    };
  },
};

const closeSignUp = {
  en: "The pool is not of risken-aws. In the Cognito console, under Sign-up, turn self-registration off: the AWS CLI would reset every setting that is not named.",
  ja: "このプールは risken-aws が作成したものではありません。Cognito のコンソールの「サインアップ」で自己登録を無効にしてください（AWS CLI では、指定しない設定がすべて初期値に戻ります）。",
};

const mfa: Check = {
  id: "security/mfa",
  category: "security",
  title: { en: "People can protect their sign-in with a second factor", ja: "サインインに多要素認証（MFA）を使えます" },
  why: {
    en: "RISKEN lists the weak points of everything that it scans. A password alone is soon stolen.",
    ja: "RISKEN には、スキャン対象の弱点が一覧になっています。パスワードだけでは盗まれるおそれがあります。",
  },
  fix: remedy(
    {
      en: "Turn MFA on. If that was meant, say so with auth.cognito.mfa: off. A pool of risken-aws is restored by:",
      ja: "MFA を有効にしてください。意図したものであれば auth.cognito.mfa: off を設定してください。risken-aws が作成したプールは次のコマンドで元に戻せます:",
    },
    "risken-aws doctor --fix",
  ),
  key: "auth.cognito.mfa",

  run(look) {
    const pool = poolIn(look);
    if (!pool) return noPool(look);
    const how = signInOf(look);
    if ("nativeUsers" in how && !how.nativeUsers) return providersAlone;
    if (pool.mfa !== "OFF" || pool.wantsNoMfa) return pass;
    return {
      status: "warn",
      found: { en: "The user pool knows no second factor.", ja: "ユーザープールの MFA がオフになっています。" },
      details: [{ path: "MfaConfiguration", expected: "OPTIONAL", actual: "OFF" }],
      ...(pool.ours ? {} : { fix: turnMfaOn(pool.id) }),
    };
  },
};

/** The pool asks nobody for a second factor who comes from a provider. */
const providersAlone = notHere({
  en: "Everybody comes from an identity provider, which asks for a second factor itself.",
  ja: "全員が外部の IdP でサインインします。多要素認証は IdP 側で設定します。",
});

const turnMfaOn = (id: string) =>
  remedy(
    {
      en: "The pool is not of risken-aws. If its people don't sign in with a provider that asks for a second factor:",
      ja: "このプールは risken-aws が作成したものではありません。MFA を求める外部プロバイダーを使っていない場合は、次のコマンドで有効にできます:",
    },
    `aws cognito-idp set-user-pool-mfa-config --user-pool-id ${id} --mfa-configuration OPTIONAL --software-token-mfa-configuration Enabled=true`,
  );

interface Pool {
  readonly id: string;
  readonly ours: boolean;
  readonly selfSignUp: boolean;
  readonly mfa: string;
  readonly wantsNoMfa: boolean;
}

function poolIn(look: Look): Pool | undefined {
  const own = onlySeen(look, cognitoUserPool);
  if (own) {
    const { AdminCreateUserConfig, MfaConfiguration } = own.is.spec;
    return {
      id: own.is.outputs.id,
      ours: true,
      selfSignUp: !AdminCreateUserConfig.AllowAdminCreateUserOnly,
      mfa: MfaConfiguration,
      wantsNoMfa: own.wanted.MfaConfiguration === "OFF",
    };
  }
  const theirs = onlySeen(look, cognitoExistingPool);
  return theirs && { ours: false, wantsNoMfa: false, ...theirs.is.outputs };
}

/** With another identity provider there is no pool; where there should be one, drift says that it is missing. */
const noPool = ({ survey: { graph } }: Look) =>
  graph.resources.some(({ kind }) => kind.noun === cognitoUserPool.noun)
    ? isMissing
    : notHere({
        en: "People sign in with another identity provider (auth.type: oidc).",
        ja: "Cognito 以外の ID プロバイダーでサインインします（auth.type: oidc）。",
      });

/** Who may do what, in the order of the report. */
export const identityChecks: readonly Check[] = [roleTrust, queuePolicies, signUp, mfa];

const statementsOf = (document: PolicyDocument | undefined): readonly Statement[] =>
  [document?.Statement ?? []].flat() as readonly Statement[];

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat();
