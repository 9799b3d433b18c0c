import type { Text } from "../text";
import { scanQueues } from "./queues";
import { type DataSource, service, services } from "./services";

/**
 * The environment variables that RISKEN's programs read.
 *
 * Sources: the `AppConfig` structs of ca-risken/gateway@f647739, core@9b75000 and datasource-api@0993266 (main.go) and of
 * aws@22d5144, google@fe348fb, code@f56aec9, diagnosis@130a2ef and osint@aa6cd77 (cmd/<name>/main.go) and
 * azure@f5dac61 (cmd/prowler/main.go), read by gassara-kys/envconfig@d66dc94; what the AWS SDK, the Go runtime and the
 * entrypoint scripts read besides.
 */
export interface Variable {
  readonly name: string;
  /** bool and int stop the program when they don't parse. A list is split on commas and keeps its blanks. */
  readonly type: "text" | "bool" | "int" | "list";
  /** What the program uses when the variable is absent or empty. */
  readonly default?: string;
  readonly secret: boolean;
  /** Has no default and stops the program when absent. An empty value passes. */
  readonly required: boolean;
  /** Stops the program unless it has one of these lengths. */
  readonly bytes?: readonly number[];
  /** Ids of the services that read it. */
  readonly readBy: readonly string[];
  readonly group: "db" | "queue" | "aws" | "idp" | "address" | "observability" | "scanner" | "other";
  /**
   * Where it belongs, below the env root: all its readers load this directory. Absent: in the own directory of each reader
   * (the first that it lists), or nowhere if `need` is "manifest" or "never".
   */
  readonly directory?: string;
  /**
   * Whether an installation on AWS has to set it. `leave`: the default is right, or nothing comes of it. `manifest`: only the
   * Deployment can set it. `never`: it would take the place of the pod's role.
   */
  readonly need: "must" | "should" | "optional" | "leave" | "manifest" | "never";
  /** `need` holds only while this is scanned, or (`federated`) if people come to Cognito from another identity provider. */
  readonly when?: DataSource | "federated";
  /** The default points to the toy middleware in the cluster or to a namespace that is no more. */
  readonly inClusterDefault?: true;
  readonly text: Text;
}

/** The directory that only core and datasource-api load, unless the config names another. */
export const databaseDirectory = "db";

const programs = services.filter(({ meta }) => meta).map(({ id }) => id);
const workers = programs.filter((id) => service(id).dataSource);
const scanners = workers.filter((id) => service(id).consumes);
const of = (...sources: DataSource[]) => scanners.filter((id) => sources.includes(service(id).dataSource!));
const without = (ids: readonly string[], ...others: string[]) => ids.filter((id) => !others.includes(id));

const databases = ["core", "datasource-api"];
const awsCallers = ["datasource-api", ...workers];
const githubReaders = ["datasource-api", ...of("code")];
const googleKeyReaders = ["datasource-api", "google-asset", "google-scc", "google-portscan"];
const cloudsploits = ["aws-cloudsploit", "google-cloudsploit"];
const portscans = ["aws-portscan", "google-portscan"];

type Fact = Pick<Variable, "group" | "readBy"> & Partial<Omit<Variable, "name" | "text">>;
/** What one reader does differently: by service id. */
type Differing = Readonly<Record<string, Partial<Pick<Variable, "type" | "default" | "required" | "need" | "when">>>>;

const elasticMq = "http://queue.middleware.svc.cluster.local:9324";
const observability: Fact = { group: "observability", readBy: programs };
const idp: Fact = { group: "idp", readBy: ["gateway"] };
const http: Fact = { group: "other", readBy: ["gateway"], type: "int" };
const db: Fact = { group: "db", readBy: databases, directory: databaseDirectory, need: "must" };
const dbToy: Fact = { ...db, inClusterDefault: true };
const address: Fact = { group: "address", readBy: [], directory: "common", need: "must", inClusterDefault: true };
const github: Fact = { group: "scanner", readBy: githubReaders, directory: "code/common" };
const githubOauth: Fact = { group: "scanner", readBy: ["datasource-api"] };
const azureKey: Fact = {
  group: "scanner",
  readBy: ["datasource-api", "azure-prowler"],
  directory: "azure/common",
  need: "must",
  when: "azure",
};
/** The images declare the names empty, so what `required` asks for is always there. */
const azureKeyDiffers: Differing = { "azure-prowler": { required: true }, "datasource-api": { need: "optional" } };
const staticKey: Fact = { group: "aws", readBy: awsCallers, need: "never" };
const programPath: Fact = { group: "scanner", readBy: [], need: "leave" };

const table = [
  define(
    "ENV_NAME",
    { ...observability, directory: "common", need: "should", default: "local" },
    {
      en: "The label that traces and profiles in Datadog carry for this installation.",
      ja: "Datadog のトレースとプロファイルに付く、環境ごとの識別子です。",
    },
  ),
  define(
    "DEBUG",
    { ...observability, readBy: without(programs, "diagnosis-wpscan", "osint-subdomain"), default: "false" },
    {
      en: 'Debug logging. The scanners react to exactly "true" only.',
      ja: 'デバッグログを出力します。スキャナーは文字列 "true" にだけ反応します。',
    },
    Object.fromEntries(["gateway", ...databases].map((id) => [id, { type: "bool" }])),
  ),
  define(
    "TRACE_DEBUG",
    { ...observability, type: "bool", default: "false" },
    {
      en: "Debug output of the Datadog tracer.",
      ja: "Datadog トレーサーのデバッグ出力です。",
    },
  ),
  define(
    "PROFILE_EXPORTER",
    { ...observability, default: "nop" },
    {
      en: "Where profiles go: nop or datadog. Anything else stops the program.",
      ja: "プロファイルの送信先です。nop か datadog 以外では起動しません。",
    },
  ),
  define(
    "PROFILE_TYPES",
    { ...observability, type: "list" },
    {
      en: "Which profiles to take: CPU, Heap, Block, Mutex, Goroutine. Anything else stops the program.",
      ja: "取得するプロファイルの種類です（CPU、Heap、Block、Mutex、Goroutine）。ほかの値では起動しません。",
    },
  ),
  define(
    "TRACE_EXPORTER",
    { group: "observability", readBy: of("code"), default: "nop", need: "leave" },
    {
      en: "Read, and then used for nothing.",
      ja: "読み込まれますが、使われていません。",
    },
  ),
  define(
    "PORT",
    { group: "other", readBy: ["gateway", ...databases], need: "leave" },
    {
      en: "The port that the server listens on. Service, container port and probes have to follow it.",
      ja: "サーバーが待ち受けるポートです。Service、コンテナポート、プローブも合わせる必要があります。",
    },
    { gateway: { default: "8000" }, core: { default: "8080" }, "datasource-api": { default: "8081" } },
  ),
  define(
    "TZ",
    { group: "other", readBy: programs, need: "manifest" },
    {
      en: "Time zone of the process, by which also the times in the database are understood.",
      ja: "サーバータイムゾーンです。データベースの日時の解釈にも使われます。",
    },
  ),

  define(
    "CORE_ADDR",
    { ...address, readBy: ["gateway", ...of("diagnosis", "osint")], default: "core.core.svc.cluster.local:8080" },
    {
      en: "Address of core, under the name that gateway, diagnosis-* and osint-* read.",
      ja: "core のアドレスです。gateway、diagnosis-*、osint-* はこの名前で読みます。",
    },
  ),
  define(
    "CORE_SVC_ADDR",
    {
      ...address,
      readBy: ["datasource-api", ...of("aws", "google", "code", "azure")],
      default: "core.core.svc.cluster.local:8080",
    },
    {
      en: "Address of core, under the name that everything else reads.",
      ja: "core のアドレスです。CORE_ADDR を読まないサービスはこの名前で読みます。",
    },
  ),
  define(
    "DATA_SOURCE_API_SVC_ADDR",
    { ...address, readBy: ["gateway", ...scanners], default: "datasource-api.datasource.svc.cluster.local:8081" },
    {
      en: "Address of datasource-api.",
      ja: "datasource-api のアドレスです。",
    },
  ),

  define(
    "VERIFY_ID_TOKEN",
    { ...idp, type: "bool", default: "false", need: "must" },
    {
      en: "Check the load balancer's signature at sign-in. Without it some people cannot sign in at all.",
      ja: "サインイン時に、ロードバランサーが作る JWT の署名を検証するかのフラグです。無効にすると、サインインできない人が出ます。",
    },
  ),
  define(
    "REGION",
    { ...idp, default: "ap-northeast-1", need: "must" },
    {
      en: "Region of the load balancer, whose public key checks the signature.",
      ja: "署名の検証に使う公開鍵を持つ、ロードバランサーのリージョンです。",
    },
  ),
  define(
    "USER_IDP_KEY",
    { ...idp, default: "preferred_username", need: "must" },
    {
      en: "The claim that becomes the user key. Sign-in is refused (403) when it is missing.",
      ja: "ユーザーを識別する値（User Key）にするクレームです。ない場合、サインインは 403 で拒否されます。",
    },
  ),
  define(
    "IDP_PROVIDER_NAME",
    { ...idp, type: "list", default: "YOUR_IDP1,YOUR_IDP2", need: "must", when: "federated" },
    {
      en: "Names of the Cognito identity providers, cut from the front of user names.",
      ja: "Cognito の IdP 名です。ユーザー名の先頭から取り除かれます。",
    },
  ),
  define(
    "SESSION_COOKIE_NAME",
    { ...idp, type: "list", default: "AWSELBAuthSessionCookie-0,AWSELBAuthSessionCookie-1" },
    {
      en: "The load balancer's session cookies, deleted at sign-out.",
      ja: "サインアウト時に削除する、ロードバランサーのセッション Cookie です。",
    },
  ),
  define(
    "SESSION_TIMEOUT_SEC",
    { ...idp, type: "int", default: "2592000" },
    {
      en: "Seconds that the XSRF cookie lives after sign-in.",
      ja: "サインイン時に発行する XSRF Cookie の有効秒数です。",
    },
  ),
  define(
    "USER_IDENTITY_HEADER",
    { ...idp, default: "x-amzn-oidc-identity", need: "leave" },
    {
      en: "The header that says who the user is.",
      ja: "ユーザーを表すヘッダーです。",
    },
  ),
  define(
    "OIDC_DATA_HEADER",
    { ...idp, default: "x-amzn-oidc-data", need: "leave" },
    {
      en: "The header with the user's claims.",
      ja: "ユーザーのクレームが入ったヘッダーです。",
    },
  ),
  define(
    "MAX_REQUEST_BODY_BYTES",
    { ...http, default: "1048576" },
    {
      en: "Largest request body, in bytes.",
      ja: "リクエスト本文の最大バイト数です。",
    },
  ),
  define(
    "MAX_HEADER_BYTES",
    { ...http, default: "1048576" },
    {
      en: "Largest request header, in bytes.",
      ja: "リクエストヘッダーの最大バイト数です。",
    },
  ),
  define(
    "READ_HEADER_TIMEOUT_SEC",
    { ...http, default: "5" },
    {
      en: "Seconds to read a request's header.",
      ja: "リクエストヘッダーを読み終えるまでの制限秒数です。",
    },
  ),
  define(
    "READ_TIMEOUT_SEC",
    { ...http, default: "30" },
    {
      en: "Seconds to read a whole request.",
      ja: "リクエスト全体を読み終えるまでの制限秒数です。",
    },
  ),
  define(
    "WRITE_TIMEOUT_SEC",
    { ...http, default: "30" },
    {
      en: "Seconds to write a response; long AI answers are cut there.",
      ja: "レスポンスを書き終えるまでの制限秒数です。長い AI の回答はここで切れます。",
    },
  ),
  define(
    "IDLE_TIMEOUT_SEC",
    { ...http, default: "120" },
    {
      en: "Seconds an idle connection stays open; more than the load balancer's idle timeout.",
      ja: "アイドル接続を保つ秒数です。ロードバランサーのアイドルタイムアウトより長くします。",
    },
  ),

  define(
    "BASE_URL",
    { group: "other", readBy: databases, directory: "common", need: "should", default: "http://localhost" },
    {
      en: "Address of the console, for the links in notifications.",
      ja: "コンソールの URL です。通知のリンクに使われます。",
    },
  ),
  define(
    "DEFAULT_LOCALE",
    { group: "other", readBy: databases, directory: "common", default: "en" },
    {
      en: "Language of notifications that name none: en or ja.",
      ja: "言語の指定がない通知の言語です（en または ja）。",
    },
  ),
  define(
    "SLACK_API_TOKEN",
    { group: "other", readBy: databases, directory: "common", secret: true },
    {
      en: "Bot token of the Slack app, for notifications to a channel ID.",
      ja: "Slack App の Bot トークンです。チャンネル ID 宛ての通知に使われます。",
    },
  ),
  define(
    "OPEN_AI_TOKEN",
    { group: "other", readBy: ["core"], secret: true },
    {
      en: "OpenAI API key; without it the AI features are off.",
      ja: "OpenAI の API キーです。ない場合、AI 機能は無効です。",
    },
  ),
  define(
    "CHAT_GPT_MODEL",
    { group: "other", readBy: ["core"], default: "gpt-5.4-mini" },
    {
      en: "OpenAI model for summaries and chat.",
      ja: "要約とチャットに使う OpenAI のモデルです。",
    },
  ),
  define(
    "REASONING_MODEL",
    { group: "other", readBy: ["core"], default: "gpt-5.4-mini" },
    {
      en: "OpenAI model for reports.",
      ja: "レポート生成に使う OpenAI のモデルです。",
    },
  ),
  define(
    "AI_SUMMARY_LANGUAGE",
    { group: "other", readBy: ["core"], default: "en" },
    {
      en: "Language of AI summaries in alert notifications: en or ja.",
      ja: "アラート通知に載せる AI 要約の言語です（en または ja）。",
    },
  ),
  define(
    "MAX_ANALYZE_API_CALL",
    { group: "other", readBy: ["core"], type: "int", default: "10" },
    {
      en: "How many alerts are analyzed at once.",
      ja: "アラート分析の並列数の上限です。",
    },
  ),
  define(
    "EXCLUDE_DELETE_DATA_SOURCE",
    { group: "other", readBy: ["core"], type: "list", default: "code:gitleaks" },
    {
      en: "Data sources whose old findings are kept by the clean-up.",
      ja: "古い検出データを掃除の対象から外すデータソースです。",
    },
  ),

  define(
    "DB_MASTER_HOST",
    { ...dbToy, default: "db.middleware.svc.cluster.local" },
    {
      en: "Host of the MySQL writer.",
      ja: "マスター DB のホストです。",
    },
  ),
  define(
    "DB_MASTER_USER",
    { ...dbToy, default: "hoge" },
    { en: "User at the writer.", ja: "マスター DB のユーザーです。" },
  ),
  define(
    "DB_MASTER_PASSWORD",
    { ...dbToy, default: "moge", secret: true },
    {
      en: "Password at the writer.",
      ja: "マスター DB のパスワードです。",
    },
  ),
  define(
    "DB_SLAVE_HOST",
    { ...dbToy, default: "db.middleware.svc.cluster.local" },
    {
      en: "Host of the MySQL reader; the writer's if there is none.",
      ja: "スレーブ DB（ReadOnly）のホストです。レプリカがない場合は、マスター DB と同じ値にします。",
    },
  ),
  define(
    "DB_SLAVE_USER",
    { ...dbToy, default: "hoge" },
    { en: "User at the reader.", ja: "スレーブ DB のユーザーです。" },
  ),
  define(
    "DB_SLAVE_PASSWORD",
    { ...dbToy, default: "moge", secret: true },
    {
      en: "Password at the reader.",
      ja: "スレーブ DB のパスワードです。",
    },
  ),
  define(
    "DBSCHEMA",
    { ...db, default: "mimosa", need: "optional" },
    {
      en: "Name of the schema. DB_SCHEMA is not read.",
      ja: "スキーマです。DB_SCHEMA は読まれません。",
    },
  ),
  define(
    "DBPORT",
    { ...db, type: "int", default: "3306", need: "optional" },
    {
      en: "Port of MySQL. DB_PORT is not read.",
      ja: "MySQL のポートです。DB_PORT は読まれません。",
    },
  ),
  define(
    "DB_MAX_CONNECTION",
    { ...db, type: "int", default: "10", need: "optional" },
    {
      en: "Connections that a pod opens to each of writer and reader at most.",
      ja: "Pod がマスターとスレーブそれぞれに開く接続数の上限です。",
    },
  ),
  define(
    "DB_LOG_MODE",
    { ...db, type: "bool", default: "false", need: "leave" },
    {
      en: "Log every SQL statement.",
      ja: "すべての SQL をログに出力します。",
    },
  ),

  define(
    "AWS_REGION",
    { group: "aws", readBy: awsCallers, directory: "common", default: "ap-northeast-1", need: "must" },
    {
      en: "Region of the queues; datasource-api signs for it, whatever AWS_DEFAULT_REGION says.",
      ja: "キューのリージョンです。datasource-api は AWS_DEFAULT_REGION ではなくこの値で署名します。",
    },
  ),
  define(
    "AWS_DEFAULT_REGION",
    { group: "aws", readBy: programs, need: "manifest" },
    {
      en: "Region where env-injector reads the parameters: needed before there are any.",
      ja: "env-injector がパラメータを読むリージョンです。パラメータより先に必要なため、マニフェストに書きます。",
    },
  ),
  define("AWS_ACCESS_KEY_ID", staticKey, {
    en: "A static access key. It would be used instead of the pod's IAM role.",
    ja: "固定のアクセスキーです。Pod 単位の IAM ロールより優先されてしまいます。",
  }),
  define(
    "AWS_SECRET_ACCESS_KEY",
    { ...staticKey, secret: true },
    {
      en: "A static secret key. It would be used instead of the pod's IAM role.",
      ja: "固定のシークレットキーです。Pod 単位の IAM ロールより優先されてしまいます。",
    },
  ),
  define(
    "AWS_SESSION_TOKEN",
    { ...staticKey, secret: true },
    {
      en: "Session token of static keys.",
      ja: "固定のキーに付くセッショントークンです。",
    },
  ),

  define(
    "SQS_ENDPOINT",
    {
      group: "queue",
      readBy: awsCallers,
      directory: "common",
      default: elasticMq,
      need: "must",
      inClusterDefault: true,
    },
    {
      en: "Where every SQS call goes, whatever the queue URLs say. It cannot be left empty.",
      ja: "SQS エンドポイントです。キュー URL にかかわらず、すべての SQS 呼び出しがここに送られます。空にはできません。",
    },
  ),
  ...scanQueues.flatMap(({ name, variable, dataSource }) => [
    define(
      `${variable}_QUEUE_URL`,
      {
        group: "queue",
        readBy: ["datasource-api", name],
        directory: `${dataSource}/common`,
        default: `${elasticMq}/queue/${name}`,
        need: "must",
        when: dataSource,
        inClusterDefault: true,
      },
      { en: `URL of the queue ${name}.`, ja: `キュー ${name} の URL です。` },
    ),
    define(
      `${variable}_QUEUE_NAME`,
      {
        group: "queue",
        readBy: [name],
        directory: `${dataSource}/common`,
        default: name,
        need: "leave",
      },
      {
        en: "Read, and then used for nothing: the URL decides.",
        ja: "読み込まれますが、使われません。効くのは URL です。",
      },
    ),
  ]),
  define(
    "REMEDIATION_PROPOSAL_QUEUE_URL",
    {
      group: "queue",
      readBy: ["aws-remediation-proposal"],
      directory: "aws/common",
      default: `${elasticMq}/queue/aws-remediation-proposal`,
      inClusterDefault: true,
    },
    {
      en: "URL of the queue of aws-remediation-proposal, to which nothing sends yet.",
      ja: "aws-remediation-proposal のキュー URL です。送信側はまだありません。",
    },
  ),
  define(
    "MAX_NUMBER_OF_MESSAGE",
    { group: "queue", readBy: scanners, type: "int", default: "10" },
    {
      en: "Messages taken and worked on at once; SQS gives 1 to 10.",
      ja: "1 度に並行処理するキューメッセージ数です。SQS では 1〜10 です。",
    },
    {
      "aws-cloudsploit": { default: "5" },
      "aws-portscan": { default: "5" },
      "diagnosis-portscan": { default: "5" },
      "osint-website": { default: "5" },
      "osint-subdomain": { default: "3" },
      "diagnosis-applicationscan": { default: "1" },
      "azure-prowler": { default: "1" },
    },
  ),
  define(
    "WAIT_TIME_SECOND",
    { group: "queue", readBy: workers, type: "int", default: "20", need: "leave" },
    {
      en: "Seconds that a receive call waits for messages.",
      ja: "受信時に待つロングポーリングの秒数です。",
    },
  ),

  define(
    "CODE_DATA_KEY",
    { ...github, secret: true, required: true, bytes: [16, 24, 32], need: "must" },
    {
      en: "Encrypts the stored GitHub tokens: 16, 24 or 32 bytes, the same for all readers, and never to change.",
      ja: "保存する GitHub トークンの暗号キーです。16・24・32 バイトのいずれかで、読むサービスすべてで同じ値にします。変更すると、保存済みのトークンを読めなくなります。",
    },
  ),
  define(
    "GITHUB_DEFAULT_TOKEN",
    { ...github, readBy: of("code"), default: "your-token-here", secret: true, need: "should", when: "code" },
    {
      en: "GitHub token for settings that hold none.",
      ja: "設定にトークンがない場合に使う GitHub トークンです。",
    },
  ),
  define(
    "LIMIT_REPOSITORY_SIZE_KB",
    { ...github, type: "int", default: "500000" },
    {
      en: "Larger repositories are not scanned.",
      ja: "この KB 数を超えるリポジトリはスキャンしません。",
    },
  ),
  define("GITHUB_APP_ID", github, {
    en: "ID of a GitHub App; together with its private key, or not at all.",
    ja: "GitHub App の ID です。秘密鍵とセットで設定します。",
  }),
  define(
    "GITHUB_APP_PRIVATE_KEY",
    { ...github, secret: true },
    {
      en: "Private key (PEM) of the GitHub App.",
      ja: "GitHub App の秘密鍵（PEM）です。",
    },
  ),
  define(
    "GITHUB_APP_ALLOWED_BASE_URL_HOSTS",
    { ...github, type: "list" },
    {
      en: "API hosts that are allowed besides api.github.com.",
      ja: "api.github.com のほかに許可する API ホストです。",
    },
  ),
  define("GITHUB_APP_OAUTH_CLIENT_ID", githubOauth, {
    en: "OAuth client of the GitHub App; together with its secret, or not at all.",
    ja: "GitHub App の OAuth クライアント ID です。クライアントシークレットとセットで設定します。",
  }),
  define(
    "GITHUB_APP_OAUTH_CLIENT_SECRET",
    { ...githubOauth, secret: true },
    {
      en: "Secret of the OAuth client.",
      ja: "OAuth のクライアントシークレットです。",
    },
  ),
  define("GITHUB_APP_OAUTH_BASE_URL", githubOauth, {
    en: "Where GitHub's OAuth pages are, if not at github.com.",
    ja: "github.com 以外を使う場合の、OAuth 画面の URL です。",
  }),
  define("GITHUB_APP_API_BASE_URL", githubOauth, {
    en: "The API that is asked with a user's OAuth token.",
    ja: "ユーザーの OAuth トークンで呼び出す API の URL です。",
  }),
  define("GITHUB_APP_OAUTH_REDIRECT_URL", githubOauth, {
    en: "Redirect URL that is registered with the GitHub App.",
    ja: "GitHub App に登録したリダイレクト URL です。",
  }),
  define(
    "GITHUB_APP_OAUTH_SCOPES",
    { ...githubOauth, type: "list" },
    {
      en: "OAuth scopes to ask for.",
      ja: "要求する OAuth スコープです。",
    },
  ),
  define(
    "GITHUB_APP_OAUTH_ALLOWED_HOSTS",
    { ...githubOauth, type: "list" },
    {
      en: "OAuth hosts that are allowed besides github.com.",
      ja: "github.com のほかに許可する OAuth ホストです。",
    },
  ),

  define(
    "GOOGLE_SERVICE_ACCOUNT_JSON",
    {
      group: "scanner",
      readBy: googleKeyReaders,
      directory: "google/common",
      secret: true,
      need: "must",
      when: "google",
    },
    {
      en: "Key file (JSON) of the Google service account; the Google scanners don't start without it.",
      ja: "Google サービスアカウントのキー（JSON）です。ない場合、Google のスキャナーは起動しません。",
    },
    { "datasource-api": { need: "optional" } },
  ),
  define(
    "GOOGLE_CREDENTIAL_PATH",
    {
      group: "scanner",
      readBy: googleKeyReaders,
      directory: "google/common",
      default: "/tmp/credential.json",
      need: "leave",
    },
    {
      en: "Where the entrypoint puts that key for the program.",
      ja: "エントリポイントがそのキーを書き出すパスです。",
    },
  ),
  define(
    "GOOGLE_SERVICE_ACCOUNT_EMAIL",
    { group: "scanner", readBy: ["google-cloudsploit"], required: true, need: "must", when: "google" },
    {
      en: "E-mail address of the Google service account, for CloudSploit.",
      ja: "Google サービスアカウントのメールアドレスです。CloudSploit が使います。",
    },
  ),
  define(
    "GOOGLE_SERVICE_ACCOUNT_PRIVATE_KEY",
    { group: "scanner", readBy: ["google-cloudsploit"], required: true, secret: true, need: "must", when: "google" },
    {
      en: "Private key (PEM, with real line breaks) of the Google service account, for CloudSploit.",
      ja: "Google サービスアカウントの秘密鍵（PEM、実改行）です。CloudSploit が使います。",
    },
  ),
  define(
    "AZURE_CLIENT_ID",
    azureKey,
    {
      en: "Client ID of the Azure service principal.",
      ja: "Azure サービスプリンシパルのクライアント ID です。",
    },
    azureKeyDiffers,
  ),
  define(
    "AZURE_TENANT_ID",
    azureKey,
    {
      en: "Tenant of the Azure service principal.",
      ja: "Azure サービスプリンシパルのテナント ID です。",
    },
    azureKeyDiffers,
  ),
  define(
    "AZURE_CLIENT_SECRET",
    { ...azureKey, secret: true },
    {
      en: "Secret of the Azure service principal.",
      ja: "Azure サービスプリンシパルのクライアントシークレットです。",
    },
    azureKeyDiffers,
  ),

  define(
    "RETRY_MAX_ATTEMPTS",
    { group: "scanner", readBy: without(of("aws"), "aws-cloudsploit"), type: "int", default: "10" },
    {
      en: "How often a call to a scanned account is tried.",
      ja: "スキャン対象アカウントへの API 呼び出しの最大試行回数です。",
    },
  ),
  define(
    "SCAN_EXCLUDE_PORT_NUMBER",
    { group: "scanner", readBy: portscans, type: "int", default: "1000" },
    {
      en: "Targets with more open ports are not scanned.",
      ja: "公開ポートがこの数を超えるターゲットはスキャンしません。",
    },
  ),
  define(
    "SCAN_CONCURRENCY",
    { group: "scanner", readBy: portscans, type: "int", default: "5" },
    {
      en: "Port scans at once.",
      ja: "同時に行うポートスキャンの数です。",
    },
  ),
  define(
    "PARALLEL_SCAN_NUM",
    { group: "scanner", readBy: cloudsploits, type: "int" },
    {
      en: "CloudSploit plugins at once.",
      ja: "同時に実行する CloudSploit プラグインの数です。",
    },
    { "aws-cloudsploit": { default: "30" }, "google-cloudsploit": { default: "5" } },
  ),
  define(
    "MAX_MEM_SIZE_MB",
    { group: "scanner", readBy: cloudsploits, type: "int" },
    {
      en: "Heap of CloudSploit in MB; 0 sets no limit.",
      ja: "CloudSploit のヒープ上限（MB）です。0 の場合は指定しません。",
    },
    { "aws-cloudsploit": { default: "0" }, "google-cloudsploit": { default: "192" } },
  ),
  define(
    "SCAN_TIMEOUT_MINUTES",
    { group: "scanner", readBy: cloudsploits, type: "int", default: "20" },
    {
      en: "Minutes for one CloudSploit plugin.",
      ja: "CloudSploit プラグイン 1 個の制限時間（分）です。",
    },
  ),
  define(
    "SCAN_TIMEOUT_ALL_PLUGINS_MINUTES",
    { group: "scanner", readBy: ["aws-cloudsploit"], type: "int", default: "90" },
    {
      en: "Minutes for a whole scan of an AWS account.",
      ja: "AWS のスキャン全体の制限時間（分）です。",
    },
  ),
  define(
    "SCAN_TIMEOUT_ALL_MINUTES",
    { group: "scanner", readBy: ["google-cloudsploit"], type: "int", default: "90" },
    {
      en: "Minutes for a whole scan of a Google Cloud project.",
      ja: "Google Cloud のスキャン全体の制限時間（分）です。",
    },
  ),
  define(
    "CLOUDSPLOIT_SETTING_PATH",
    { group: "scanner", readBy: cloudsploits },
    {
      en: "A settings file for the CloudSploit plugins instead of the built-in one.",
      ja: "内蔵の代わりに使う、CloudSploit プラグイン設定ファイルのパスです。",
    },
  ),
  define(
    "INCLUDE_LOW_SEVERITY",
    { group: "scanner", readBy: ["google-scc"], type: "bool", default: "true" },
    {
      en: "Also collect findings of low severity.",
      ja: "重要度 LOW の検出データも収集します。",
    },
  ),
  define(
    "REDUCE_SCORE_FINDING_CLASS",
    { group: "scanner", readBy: ["google-scc"], type: "list" },
    {
      en: "Finding classes of Security Command Center that get a lower score.",
      ja: "スコアを下げる Security Command Center の finding class です。",
    },
  ),
  define(
    "VULNERABILITY_API_URL",
    { group: "scanner", readBy: ["google-scc", "code-dependency"] },
    {
      en: "The optional vulnerability API of RISKEN.",
      ja: "任意で使う RISKEN の vulnerability API の URL です。",
    },
  ),
  define(
    "VULNERABILITY_API_KEY",
    { group: "scanner", readBy: ["google-scc", "code-dependency"], secret: true },
    {
      en: "Key of the vulnerability API.",
      ja: "vulnerability API のキーです。",
    },
  ),
  define(
    "REDACT",
    { group: "scanner", readBy: ["code-gitleaks"], type: "bool", default: "true" },
    {
      en: "Mask the secrets that are found before they are stored.",
      ja: "見つかったシークレットを、マスクして保存します。",
    },
  ),
  define(
    "GITLEAKS_CONFIG_PATH",
    { group: "scanner", readBy: ["code-gitleaks"] },
    {
      en: "A gitleaks configuration instead of the built-in one.",
      ja: "内蔵の代わりに使う、gitleaks の設定ファイルのパスです。",
    },
  ),
  define(
    "INSPECT_CONCURRENCY",
    { group: "scanner", readBy: ["osint-subdomain"], type: "int", default: "50" },
    {
      en: "Hosts inspected at once.",
      ja: "同時に調べるホストの数です。",
    },
  ),
  define(
    "PROWLER_SETTING_PATH",
    { group: "scanner", readBy: ["azure-prowler"] },
    {
      en: "A settings file for prowler instead of the built-in one.",
      ja: "内蔵の代わりに使う、prowler の設定ファイルのパスです。",
    },
  ),
  define(
    "ZAP_PORT",
    { ...programPath, readBy: ["diagnosis-applicationscan"], default: "8080" },
    {
      en: "Port of ZAP inside the pod.",
      ja: "Pod 内の ZAP のポートです。",
    },
  ),
  define(
    "ZAP_API_KEY_NAME",
    { ...programPath, readBy: ["diagnosis-applicationscan"], default: "apikey" },
    {
      en: "Query parameter for ZAP's key, which is made at run time.",
      ja: "実行時に作られる ZAP のキーを渡すクエリパラメータ名です。",
    },
  ),
  define(
    "ZAP_API_KEY_HEADER",
    { ...programPath, readBy: ["diagnosis-applicationscan"], default: "X-ZAP-API-Key" },
    {
      en: "Header for ZAP's key.",
      ja: "ZAP のキーを渡すヘッダー名です。",
    },
  ),
  path("ZAP_PATH", ["diagnosis-applicationscan"], "/zap/zap.sh"),
  path("TRIVY_PATH", ["code-dependency"], "/usr/local/bin/trivy"),
  path("PROWLER_COMMAND", ["azure-prowler"], "prowler"),
  path("WAPPALYZER_PATH", ["osint-website"], "/opt/wappalyzer/src/drivers/npm/cli.js"),
  path("HARVESTER_PATH", ["osint-subdomain"], "/theHarvester"),
  path("CLOUDSPLOIT_DIR", ["aws-cloudsploit"], "/opt/cloudsploit"),
  path("CLOUD_SPLOIT_COMMAND", ["google-cloudsploit"], "/opt/cloudsploit/index.js"),
  path("CONFIG_DIR", ["aws-cloudsploit"], "/tmp"),
  path("RESULT_DIR", ["aws-cloudsploit"], "/tmp"),
  path("RESULT_PATH", ["diagnosis-wpscan", "osint-subdomain"], "/tmp", { "osint-subdomain": { default: "/results" } }),
];

/** Every variable once; what a single reader does differently is in `readBy()`. */
export const variables: readonly Variable[] = table.map(({ variable }) => variable);

export const findVariable = (name: string): Variable | undefined => byName.get(name)?.variable;

/**
 * What this service reads, sorted by name, with its own defaults and needs, and with its own directory where the variable
 * has none in common.
 */
export function readBy(serviceId: string): readonly Variable[] {
  const own = service(serviceId).directories[0];
  return table
    .filter(({ variable }) => variable.readBy.includes(serviceId))
    .map(({ variable, differing }) => ({ ...variable, ...differing[serviceId] }))
    .map((variable) => (isStored(variable) ? { directory: own, ...variable } : variable))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether the variable has a place in Parameter Store at all. */
export const isStored = ({ need }: Variable): boolean => need !== "manifest" && need !== "never";

const byName = new Map(table.map((row) => [row.variable.name, row]));

function define(name: string, fact: Fact, text: Text, differing: Differing = {}) {
  const variable: Variable = { type: "text", secret: false, required: false, need: "optional", ...fact, name, text };
  return { variable, differing };
}

/** Where an image keeps a program or its scratch files. */
function path(name: string, readers: readonly string[], fallback: string, differing?: Differing) {
  const text = { en: "A place inside the image.", ja: "イメージ内のパスです。" };
  return define(name, { ...programPath, readBy: readers, default: fallback }, text, differing);
}
