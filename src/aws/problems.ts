import { Problem } from "../problems";
import { same, type Text } from "../text";

/*
 * What AWS and its SDK refuse, told to the user.
 *
 * Exit codes (contract, section 3): 3 where an answer is missing or wrong (no credentials, a profile or a region that
 * doesn't exist), because nothing was called and what the user typed has to change; 1 where AWS, or the way to it, said no:
 * expired, denied, throttled, out of reach.
 */

/** A command line of its own, so that it can be copied. */
const command = (line: string): string => `\n  ${line}`;
const profileFlag = (profile: string | undefined): string => (profile === undefined ? "" : ` --profile ${profile}`);

export const noCredentials = (cause?: unknown): Problem =>
  new Problem(
    "no-credentials",
    3,
    { en: "There are no AWS credentials.", ja: "AWS の認証情報がありません。" },
    {
      en: `Sign in and name the profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY:${command("aws configure sso")}${command("export AWS_PROFILE=<profile>")}\nTo try risken-aws without an AWS account, add --sandbox.`,
      ja: `サインインしてプロファイルを指定するか、AWS_ACCESS_KEY_ID と AWS_SECRET_ACCESS_KEY を設定してください。${command("aws configure sso")}${command("export AWS_PROFILE=<プロファイル名>")}\nAWS アカウントなしで試す場合は --sandbox を付けてください。`,
    },
    { cause },
  );

export const noSuchProfile = (at: { profile: string; known: readonly string[] }, cause?: unknown): Problem =>
  new Problem(
    "no-such-profile",
    3,
    { en: `There is no AWS profile named ${at.profile}.`, ja: `AWS プロファイル「${at.profile}」がありません。` },
    at.known.length > 0
      ? {
          en: `Choose one of: ${at.known.join(", ")} (--profile or AWS_PROFILE).`,
          ja: `次のいずれかを --profile または AWS_PROFILE で指定してください: ${at.known.join("、")}`,
        }
      : {
          en: `Make it, or leave out --profile and AWS_PROFILE:${command(`aws configure --profile ${at.profile}`)}`,
          ja: `プロファイルを作成するか、--profile と AWS_PROFILE の指定を外してください。${command(`aws configure --profile ${at.profile}`)}`,
        },
    { cause },
  );

export const profileGivesNothing = (at: { profile: string; said: string }, cause?: unknown): Problem =>
  new Problem(
    "profile-without-credentials",
    3,
    {
      en: `The AWS profile ${at.profile} gives no credentials: ${at.said}`,
      ja: `AWS プロファイル「${at.profile}」から認証情報を取得できません: ${at.said}`,
    },
    {
      en: `Look at its settings, and try it with the AWS CLI:${command(`aws sts get-caller-identity --profile ${at.profile}`)}`,
      ja: `プロファイルの設定を確認し、AWS CLI で試してください。${command(`aws sts get-caller-identity --profile ${at.profile}`)}`,
    },
    { cause },
  );

export const ssoExpired = (profile: string | undefined, cause?: unknown): Problem =>
  new Problem(
    "sso-expired",
    1,
    {
      en: `The SSO session${profile ? ` of the profile ${profile}` : ""} has expired, or nobody has signed in yet.`,
      ja: `${profile ? `プロファイル「${profile}」の ` : ""}SSO セッションの期限が切れているか、まだサインインしていません。`,
    },
    {
      en: `Sign in, then run the same command again:${command(`aws sso login${profileFlag(profile)}`)}`,
      ja: `サインインしてから、同じコマンドをもう一度実行してください。${command(`aws sso login${profileFlag(profile)}`)}`,
    },
    { cause },
  );

export const loginExpired = (profile: string | undefined, cause?: unknown): Problem =>
  new Problem(
    "login-expired",
    1,
    { en: "The AWS sign-in session has expired.", ja: "AWS へのサインインの期限が切れています。" },
    {
      en: `Sign in, then run the same command again:${command(`aws login${profileFlag(profile)}`)}`,
      ja: `サインインしてから、同じコマンドをもう一度実行してください。${command(`aws login${profileFlag(profile)}`)}`,
    },
    { cause },
  );

export const credentialsExpired = (cause?: unknown): Problem =>
  new Problem(
    "credentials-expired",
    1,
    { en: "The AWS credentials have expired.", ja: "AWS の認証情報の期限が切れています。" },
    {
      en: "Get new ones (sign in again, or renew AWS_SESSION_TOKEN), then run the same command again. It carries on where it stopped.",
      ja: "認証情報を取得し直し（再サインイン、または AWS_SESSION_TOKEN の更新）、同じコマンドをもう一度実行してください。中断した箇所から続きます。",
    },
    { cause },
  );

export const credentialsInvalid = (at: { region?: string; optIn: boolean }, cause?: unknown): Problem => {
  const optIn: Text = at.optIn
    ? {
        en: ` Or the region ${at.region} is not enabled: it has to be switched on once for each account (AWS Console, Account, AWS Regions).`,
        ja: `または、リージョン ${at.region} が有効になっていません。このリージョンはアカウントごとに有効化が必要です（AWS コンソールの「アカウント」→「AWS リージョン」）。`,
      }
    : same("");
  return new Problem(
    "credentials-invalid",
    1,
    { en: "AWS does not know these credentials.", ja: "AWS がこの認証情報を受け付けません。" },
    {
      en: `The access key may have been deleted or deactivated, or AWS_SESSION_TOKEN is missing or belongs to another key.${optIn.en}`,
      ja: `アクセスキーが削除または無効化されているか、AWS_SESSION_TOKEN がない、または別のキーのものである可能性があります。${optIn.ja}`,
    },
    { cause },
  );
};

export const notSignedUp = (at: { region?: string; action?: string }, cause?: unknown): Problem => {
  const place = at.region ?? "AWS";
  return new Problem(
    "not-enabled",
    1,
    {
      en: `This account is not enabled for ${at.action ? `${at.action} in ` : ""}${place}.`,
      ja: `このアカウントでは ${place} ${at.action ? `の ${at.action} ` : ""}を利用できません。`,
    },
    {
      en: "Enable the region for the account (AWS Console, Account, AWS Regions), or finish signing up for AWS. It can take some minutes to hours.",
      ja: "アカウントでリージョンを有効化するか（AWS コンソールの「アカウント」→「AWS リージョン」）、AWS のサインアップを完了してください。反映に数分から数時間かかることがあります。",
    },
    { cause },
  );
};

export const noRegion = (cause?: unknown): Problem =>
  new Problem(
    "no-region",
    3,
    { en: "The AWS region is not given.", ja: "AWS リージョンが指定されていません。" },
    {
      en: "Add --region, set `region` in the config file, or set AWS_REGION, as in ap-northeast-1.",
      ja: "--region、設定ファイルの `region`、または AWS_REGION で指定してください（例: ap-northeast-1）。",
    },
    { cause },
  );

export const badRegion = (region: string, cause?: unknown): Problem =>
  new Problem(
    "bad-region",
    3,
    { en: `${region} is not an AWS region.`, ja: `${region} は AWS リージョンではありません。` },
    {
      en: "Check --region, `region` in the config file and AWS_REGION: a region looks like ap-northeast-1.",
      ja: "--region、設定ファイルの `region`、AWS_REGION を確認してください（例: ap-northeast-1）。",
    },
    { cause },
  );

export const unreachable = (at: { host: string; said: string; custom?: string }, cause?: unknown): Problem => {
  const why: Text = at.custom
    ? {
        en: `The endpoint ${at.custom} is set for AWS calls (AWS_ENDPOINT_URL or the profile's endpoint_url). Start what should answer there, or unset it.`,
        ja: `AWS の呼び出し先として ${at.custom} が設定されています（AWS_ENDPOINT_URL またはプロファイルの endpoint_url）。そこで応答するはずのサーバーを起動するか、設定を外してください。`,
      }
    : {
        en: "Check the network, the VPN and the proxy of this machine, and the region. If calls are meant to go elsewhere, check AWS_ENDPOINT_URL.",
        ja: "このマシンのネットワーク・VPN・プロキシと、リージョンの指定を確認してください。別の呼び出し先を使う場合は AWS_ENDPOINT_URL も確認してください。",
      };
  return new Problem(
    "unreachable",
    1,
    { en: `${at.host} cannot be reached (${at.said}).`, ja: `${at.host} に接続できません（${at.said}）。` },
    why,
    { cause },
  );
};

export const noSuchHost = (at: { host: string; region: string }, cause?: unknown): Problem =>
  new Problem(
    "unreachable",
    1,
    {
      en: `${at.host} cannot be found: there is no such name.`,
      ja: `${at.host} が見つかりません（名前解決に失敗しました）。`,
    },
    {
      en: `Check that ${at.region} is a region of AWS, and the network and DNS of this machine.`,
      ja: `${at.region} が実在する AWS リージョンか、またこのマシンのネットワークと DNS を確認してください。`,
    },
    { cause },
  );

export const untrusted = (at: { host: string; said: string }, cause?: unknown): Problem =>
  new Problem(
    "untrusted-certificate",
    1,
    {
      en: `The certificate of ${at.host} is not trusted (${at.said}).`,
      ja: `${at.host} の証明書を検証できません（${at.said}）。`,
    },
    {
      en: "A proxy that opens TLS may be in between: put its CA certificate in a file and name the file in NODE_EXTRA_CA_CERTS.",
      ja: "TLS を復号するプロキシが間にある可能性があります。その CA 証明書のファイルを NODE_EXTRA_CA_CERTS で指定してください。",
    },
    { cause },
  );

export const notAws = (at: { status: number; host?: string; action?: string }, cause?: unknown): Problem =>
  new Problem(
    "not-aws",
    1,
    {
      en: `The answer${at.action ? ` to ${at.action}` : ""} does not come from AWS (HTTP ${at.status}${at.host ? ` from ${at.host}` : ""}).`,
      ja: `${at.action ? `${at.action} への` : ""}応答が AWS からのものではありません（${at.host ? `${at.host}、` : ""}HTTP ${at.status}）。`,
    },
    {
      en: "A proxy or a sign-in page may be in between, or the endpoint is wrong. Check HTTPS_PROXY and AWS_ENDPOINT_URL.",
      ja: "プロキシやサインインページが間にあるか、エンドポイントが誤っている可能性があります。HTTPS_PROXY と AWS_ENDPOINT_URL を確認してください。",
    },
    { cause },
  );

export const awsStumbles = (at: { status: number; action?: string; said: string }, cause?: unknown): Problem =>
  new Problem(
    "aws-unavailable",
    1,
    {
      en: `AWS could not carry out ${at.action ?? "a call"} (HTTP ${at.status}${at.said ? `: ${at.said}` : ""}).`,
      ja: `AWS 側の問題で ${at.action ?? "呼び出し"} を実行できませんでした（HTTP ${at.status}${at.said ? `: ${at.said}` : ""}）。`,
    },
    {
      en: "Wait a little and run the same command again. It carries on where it stopped. https://health.aws.amazon.com tells of larger disturbances.",
      ja: "しばらく待ってから、同じコマンドをもう一度実行してください。中断した箇所から続きます。大きな障害は https://health.aws.amazon.com で確認できます。",
    },
    { cause },
  );

export const clockSkewed = (said: string, cause?: unknown): Problem =>
  new Problem(
    "clock-skew",
    1,
    {
      en: "AWS refuses the time of this machine: its clock is wrong by more than some minutes.",
      ja: "AWS がこのマシンの時刻を受け付けません。時計が数分以上ずれています。",
    },
    {
      en: `Set the clock (by NTP) and run the same command again. AWS says: ${said}`,
      ja: `時計を合わせて（NTP など）、同じコマンドをもう一度実行してください。AWS からのメッセージ: ${said}`,
    },
    { cause },
  );

export const badSignature = (cause?: unknown): Problem =>
  new Problem(
    "bad-signature",
    1,
    {
      en: "AWS refuses the signature: the secret access key does not belong to the access key, or the clock of this machine is wrong.",
      ja: "AWS が署名を受け付けません。シークレットアクセスキーがアクセスキーと対応していないか、このマシンの時計がずれています。",
    },
    {
      en: "Check AWS_SECRET_ACCESS_KEY or the profile for a missing character, then the clock.",
      ja: "AWS_SECRET_ACCESS_KEY またはプロファイルに文字の欠けがないか確認し、次に時計を確認してください。",
    },
    { cause },
  );

export const throttled = (at: { action?: string; attempts?: number }, cause?: unknown): Problem =>
  new Problem(
    "throttled",
    1,
    {
      en: `AWS keeps refusing ${at.action ?? "calls"} for coming too often${at.attempts ? ` (${at.attempts} attempts)` : ""}.`,
      ja: `AWS の呼び出し頻度の上限により ${at.action ?? "呼び出し"} が拒否され続けました${at.attempts ? `（${at.attempts}回試行）` : ""}。`,
    },
    {
      en: "Something else may be using up the account's rate. Run again later, or with --concurrency 1. It carries on where it stopped.",
      ja: "同じアカウントで別の処理が上限を使っている可能性があります。時間をおくか、--concurrency 1 を付けてもう一度実行してください。中断した箇所から続きます。",
    },
    { cause },
  );

export const quotaReached = (at: { quota: string; action?: string; said: string }, cause?: unknown): Problem =>
  new Problem(
    "quota",
    1,
    {
      en: `A quota of the account is used up${at.action ? ` (${at.action})` : ""}: ${at.quota}.`,
      ja: `アカウントのクォータの上限に達しています${at.action ? `（${at.action}）` : ""}: ${at.quota}`,
    },
    {
      en: `Remove what is no longer needed, or ask for more in the AWS Console under Service Quotas, then run again. AWS says: ${at.said}`,
      ja: `不要なものを削除するか、AWS コンソールの Service Quotas で引き上げを申請してから、もう一度実行してください。AWS からのメッセージ: ${at.said}`,
    },
    { cause },
  );

export const refused = (at: { action?: string; name: string; said: string }, cause?: unknown): Problem =>
  new Problem(
    "aws-refused",
    1,
    {
      en: `AWS refused ${at.action ?? "a call"}: ${at.said} (${at.name})`,
      ja: `AWS が ${at.action ?? "呼び出し"} を拒否しました: ${at.said}（${at.name}）`,
    },
    undefined,
    { cause },
  );
