import type { Text } from "../../src/text";

/** What the reference page says about each key of the config; `<queue>` stands for the name of any scan queue. */
export const notes: Readonly<Record<string, Text>> = {
  version: {
    en: "Version of the file's format.",
    ja: "ファイル形式のバージョンです。",
  },
  env: {
    en: "Name of the environment: first segment of every parameter path and part of every name. 1 to 11 lower-case letters, digits and hyphens; not `aws…` or `ssm…`. Another name is another installation.",
    ja: "環境の名前です。すべてのパラメータパスの先頭になり、すべての名前に含まれます。英小文字で始まる 11 文字以内の英小文字・数字・ハイフンで指定してください（`aws`、`ssm` で始まる名前は使えません）。名前を変えると別の環境になります。",
  },
  region: {
    en: "The AWS region. In the file it is a fence: a flag, a variable or an ARN that names another region is refused (exit 4). Left out, the AWS settings (`AWS_REGION`, the profile) decide.",
    ja: "AWS リージョンです。ファイルに書いた場合、フラグ・環境変数・ARN が別のリージョンを指すと中止します（終了コード 4）。省略時は AWS の設定（`AWS_REGION`、プロファイル）に従います。",
  },
  account: {
    en: "The 12 digits of the AWS account, in quotes. Credentials of any other account are refused (exit 4).",
    ja: "AWS アカウント ID（12桁、引用符で囲む）です。別のアカウントの認証情報では実行を中止します（終了コード 4）。",
  },
  namePrefix: {
    en: "Names are `<namePrefix>-<env>-<thing>`. 1 to 16 lower-case letters, digits and hyphens; not `internal-…`.",
    ja: "名前は `<namePrefix>-<env>-<名前>` になります。英小文字で始まる 16 文字以内の英小文字・数字・ハイフンで指定してください（`internal-` で始まる名前は使えません）。",
  },
  tags: {
    en: "Tags for everything that takes tags, beside our own `risken-aws:…`.",
    ja: "タグを付けられるすべてのリソースに付けるタグです（`risken-aws:…` とは別に付けます）。",
  },
  dataSources: {
    en: "What RISKEN scans. Each has its queues, and its scanners run in the exported overlay.",
    ja: "スキャンするデータソースです。それぞれのキューを作成し、overlay でスキャナーを起動します。",
  },
  "names.<id>": {
    en: "The name that an existing thing already has, where it is not `<namePrefix>-<env>-<thing>`: `{ role/risken: our-old-role, queue/aws-portscan: aws-portscan }`. Whatever follows from a name follows this one. Takes roles (`role/risken`, or `role/<service>` with `serviceAccounts: per-service`), queues (`queue/<queue>`, `queue/<queue>-dlq`), target groups (`target-group/api`, `target-group/web`), the user pool (`user-pool/users`: its name or its id) and its app client (`user-pool-client/console`). What it names is in the way until it is taken over with `--adopt <id>`; what is not there is made under that name. While a role of another name stands here, keep its line: nothing lists roles by their tags.",
    ja: "既存のリソースの名前が `<namePrefix>-<env>-<名前>` と異なる場合に、その名前を指定します（例: `{ role/risken: our-old-role, queue/aws-portscan: aws-portscan }`）。ARN や URL など、名前から決まるものはすべてこの名前に従います。ロール（`role/risken`。`serviceAccounts: per-service` の場合は `role/<サービス>`）、キュー（`queue/<キュー>`、`queue/<キュー>-dlq`）、ターゲットグループ（`target-group/api`、`target-group/web`）、ユーザープール（`user-pool/users`。名前または ID）、アプリクライアント（`user-pool-client/console`）に指定できます。既存のものは `--adopt <id>` で引き継ぐまで変更しません。存在しない場合は、この名前で作成します。ロールはタグで検索できないため、引き継いだロールを使っている間は、この行を残してください。",
  },
  ignore: {
    en: "Findings of `doctor` that are known: a list of `{ id, field, reason, until }`. `id` is a resource (`queue/aws-portscan`) or a check (`security/mfa`), `field` one of its fields (all if left out), `until` the last day on which it holds, as in `2027-03-31`.",
    ja: "`doctor` の結果から除くものの一覧です（`{ id, field, reason, until }`）。`id` はリソース（`queue/aws-portscan`）またはチェック（`security/mfa`）、`field` は対象の項目（省略時はすべて）、`until` は有効期限（例: `2027-03-31`）です。",
  },
  "kustomize.env": {
    en: "Environment variables that the exported overlay sets in every Deployment: what the images pin can be changed nowhere else. No secrets.",
    ja: "出力する overlay で、すべての Deployment に設定する環境変数です。イメージで固定されている値は、ここでしか変更できません。シークレットは指定できません。",
  },
  "cluster.name": {
    en: "The EKS cluster that RISKEN runs on.",
    ja: "RISKEN を動かす EKS クラスタです。",
  },
  "cluster.namespace": {
    en: "The Kubernetes namespace of RISKEN.",
    ja: "RISKEN の Kubernetes 名前空間です。",
  },
  "cluster.serviceAccounts": {
    en: "`shared`: one service account and one role for all pods, as in RISKEN's sample manifests. `per-service`: one each, allowed only what that service calls.",
    ja: "`shared`: RISKEN のサンプルマニフェストと同じく、すべての Pod が1つのサービスアカウントとロールを使います。`per-service`: サービスごとに作成し、そのサービスが呼び出す操作だけを許可します。",
  },
  "cluster.permissionsBoundary": {
    en: "ARN of the permissions boundary of the roles.",
    ja: "ロールに設定するアクセス許可の境界（permissions boundary）の ARN です。",
  },
  "cluster.rolePath": {
    en: "Path of the roles. Left out: `/<namePrefix>/<env>/`.",
    ja: "ロールのパスです。省略時は `/<namePrefix>/<env>/` です。",
  },
  "cluster.scanRole": {
    en: "Name of the role that RISKEN assumes in the AWS accounts that it scans.",
    ja: "スキャン対象の AWS アカウントで RISKEN が引き受けるロールの名前です。",
  },
  "ingress.loadBalancer": {
    en: "The application load balancer, by name or ARN.",
    ja: "Application Load Balancer の名前または ARN です。",
  },
  "ingress.listenerArn": {
    en: "Its HTTPS listener, if it has several.",
    ja: "HTTPS リスナーの ARN です。複数ある場合に指定してください。",
  },
  "ingress.listener": {
    en: "`find` uses the HTTPS listener that the load balancer has. `create` makes one on port 443, with `ingress.certificate`, `ingress.sslPolicy` and a plain 404 for whatever no rule takes. See [domain.md](domain.md#a-listener-where-there-is-none).",
    ja: "`find` はロードバランサーにある HTTPS リスナーを使います。`create` は 443 番のリスナーを作成します（証明書は `ingress.certificate`、ポリシーは `ingress.sslPolicy`、どのルールにも一致しないリクエストには 404 を返します）。詳しくは [domain.md](domain.md#日本語) を参照してください。",
  },
  "ingress.sslPolicy": {
    en: "Security policy of a listener that is made: which versions of TLS and which ciphers it takes. Left out: `ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09`, the one that AWS recommends (TLS 1.2 and 1.3).",
    ja: "作成するリスナーのセキュリティポリシー（TLS のバージョンと暗号スイート）です。省略すると、AWS が推奨する `ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09`（TLS 1.2 と 1.3）を使います。",
  },
  "ingress.redirectHttp": {
    en: "Makes a listener on port 80 that sends everybody to HTTPS (301). One that is there already stands in the way.",
    ja: "HTTPS にリダイレクト（301）する 80 番のリスナーを作成します。80 番のリスナーが既にある場合は、引き継ぐまで変更しません。",
  },
  "ingress.idleTimeout": {
    en: "Seconds without a byte after which the load balancer gives a connection up (AWS's default is 60), for everybody whom it serves. RISKEN's answers that come piece by piece need more where a piece takes long. Left out, it stays as it is; so does it when the key is taken out again.",
    ja: "データの送受信がない接続をロードバランサーが切断するまでの秒数です（AWS の既定値は 60）。このロードバランサーの利用者全員に影響します。逐次返される応答の間隔が長い場合は、大きくしてください。省略した場合や、設定から外した場合は、現在の値のままです。",
  },
  "ingress.consoleHost": {
    en: "Host name of RISKEN's console: people sign in there.",
    ja: "RISKEN の画面のホスト名です。ここでサインインします。",
  },
  "ingress.apiHost": {
    en: "Host name for calls with access tokens, without sign-in. Left out, there is none.",
    ja: "アクセストークンで API を呼び出すためのホスト名です（サインインなし）。省略すると作成しません。",
  },
  "ingress.apiSourceIps": {
    en: "Address ranges that may call `apiHost`. Left out, all may.",
    ja: "`apiHost` を呼び出せる IP アドレスの範囲です。省略時は制限しません。",
  },
  "ingress.targetGroups.api": {
    en: "The target group of the gateway (node port 30080): `create`, or the ARN of one that is there.",
    ja: "gateway（NodePort 30080）のターゲットグループです。`create` または既存のものの ARN を指定してください。",
  },
  "ingress.targetGroups.web": {
    en: "The target group of the console (node port 30081): `create`, or the ARN of one that is there.",
    ja: "画面（NodePort 30081）のターゲットグループです。`create` または既存のものの ARN を指定してください。",
  },
  "ingress.priorities": {
    en: "The priorities on the listener in which our rules find their place, between 1 and 50000. Others' rules there stay.",
    ja: "リスナールールを作成する優先度の範囲です（1〜50000）。範囲内にあるほかのルールは変更しません。",
  },
  "ingress.defaultAction": {
    en: "The listener's default action: `keep` leaves it alone, `not-found` makes it answer 404.",
    ja: "リスナーのデフォルトアクションです。`keep` は変更せず、`not-found` は 404 を返すように変更します。",
  },
  "ingress.hostedZone": {
    en: "The public Route 53 zone of both hosts, by its domain name; by its id where two have the same. Alias records of the hosts are made in it (`A`, and `AAAA` where the load balancer has IPv6 addresses), each with a `TXT` record `_risken-aws.<host>` beside it that says whose it is, and the records that validate `ingress.certificate: create`. What somebody else has put at a host stands in the way until it is taken over (`--adopt dns-record/<host>`). Left out, no record is made. See [domain.md](domain.md).",
    ja: "両方のホスト名を含む Route 53 のパブリックホストゾーンです。ドメイン名で指定し、同名のゾーンが複数ある場合は ID で指定します。ホスト名のエイリアスレコード（`A`。ロードバランサーが IPv6 に対応していれば `AAAA` も）を、所有を示す `TXT` レコード `_risken-aws.<ホスト名>` とともに作成し、`ingress.certificate: create` の検証用レコードも作成します。ホスト名に既存のレコードがある場合は、引き継ぐ（`--adopt dns-record/<ホスト名>`）まで変更しません。省略すると、レコードは作成しません。詳しくは [domain.md](domain.md) を参照してください。",
  },
  "ingress.certificate": {
    en: "`create` orders a certificate of ACM for each host, validates it by DNS and puts it on the HTTPS listener beside the ones that are there (browsers choose by the host's name). Or the ARN of a certificate that is to be put there. Left out, the listener stays as it is. See [domain.md](domain.md).",
    ja: "`create` を指定すると、ホスト名ごとに ACM の証明書を発行して DNS で検証し、HTTPS リスナーに追加します（既存の証明書はそのまま残り、ホスト名に応じて選択されます）。既存の証明書を追加する場合は ARN を指定します。省略すると、リスナーの証明書は変更しません。詳しくは [domain.md](domain.md) を参照してください。",
  },
  "ingress.nodes.autoScalingGroups": {
    en: "Auto Scaling groups of the nodes. Left out: those of the cluster's managed node groups.",
    ja: "ノードの Auto Scaling グループです。省略時はクラスタのマネージドノードグループのものを使います。",
  },
  "ingress.nodes.securityGroups": {
    en: "Security groups of the nodes, which are opened for the load balancer. Left out: those of the cluster's managed node groups.",
    ja: "ノードのセキュリティグループです。ロードバランサーからの通信を許可します。省略時はクラスタのマネージドノードグループのものを使います。",
  },
  "auth.type": {
    en: "How people sign in: an Amazon Cognito user pool, or an OIDC provider of yours.",
    ja: "サインインの方式です。Amazon Cognito のユーザープール、またはお使いの OIDC プロバイダーを選択できます。",
  },
  "auth.userKey": {
    en: "The claim that becomes RISKEN's user key. Left out: `email` with Cognito, `preferred_username` with OIDC.",
    ja: "RISKEN の User Key にするクレームです。省略時は Cognito では `email`、OIDC では `preferred_username` です。",
  },
  "auth.sessionTimeout": {
    en: "Seconds until people have to sign in again.",
    ja: "再度サインインが必要になるまでの秒数です。",
  },
  "auth.cognito.userPoolId": {
    en: "A user pool that is there. Left out, one is made.",
    ja: "既存のユーザープールの ID です。省略すると作成します。",
  },
  "auth.cognito.domainPrefix": {
    en: "Prefix of the sign-in page's address: unique among all AWS accounts of the region, and cannot be changed later. Needed unless `userPoolId` names a pool, or `domain` a host.",
    ja: "サインイン画面の URL のプレフィックスです。リージョンの全 AWS アカウントで一意で、後から変更できません。`userPoolId` も `domain` も指定しない場合は必須です。",
  },
  "auth.cognito.domain": {
    en: "A host of your own for the sign-in pages, as in `auth.example.com`, in the place of `domainPrefix`. Its parent has to have an A record in DNS. `apply` tells what the record for the host has to point to; AWS may take an hour for it.",
    ja: "サインイン画面に使う独自のホスト名です（例: `auth.example.com`）。`domainPrefix` の代わりに指定します。親ドメインの A レコードが必要です。レコードの参照先は `apply` が表示します。準備に1時間ほどかかることがあります。",
  },
  "auth.cognito.certificate": {
    en: "ARN of the ACM certificate of `domain`, in us-east-1 wherever the rest is.",
    ja: "`domain` の ACM 証明書の ARN です（ほかのリソースのリージョンにかかわらず us-east-1）。",
  },
  "auth.cognito.loginPages": {
    en: "Cognito's sign-in pages: `classic`, or those of managed login, which start with AWS's own look and can be designed in the console. Left out: as they are, classic at first.",
    ja: "Cognito のサインイン画面です。`classic`、または `managed`（マネージドログイン。AWS 標準のデザインで始まり、コンソールで変更できます）。省略時は現在の設定のまま変更しません（作成時は `classic`）。",
  },
  "auth.cognito.mfa": {
    en: "Second factor by an authenticator app.",
    ja: "認証アプリによる多要素認証です。",
  },
  "auth.cognito.passwordPolicy.minimumLength": {
    en: "Fewest characters of a password. Without `passwordPolicy` the pool keeps its own, at first that of AWS.",
    ja: "パスワードの最小文字数です。`passwordPolicy` を省略すると、プールの現在の設定（作成時は AWS の既定値）を変更しません。",
  },
  "auth.cognito.passwordPolicy.requireLowercase": {
    en: "Whether it needs a lower-case letter.",
    ja: "英小文字を必須にするかどうかです。",
  },
  "auth.cognito.passwordPolicy.requireUppercase": {
    en: "Whether it needs an upper-case letter.",
    ja: "英大文字を必須にするかどうかです。",
  },
  "auth.cognito.passwordPolicy.requireNumbers": {
    en: "Whether it needs a digit.",
    ja: "数字を必須にするかどうかです。",
  },
  "auth.cognito.passwordPolicy.requireSymbols": {
    en: "Whether it needs a special character.",
    ja: "記号を必須にするかどうかです。",
  },
  "auth.cognito.passwordPolicy.temporaryPasswordDays": {
    en: "Days for which the first password of an invitation is good.",
    ja: "招待メールの初期パスワードの有効日数です。",
  },
  "auth.cognito.identityProviders": {
    en: "OIDC or SAML providers that the pool federates, in a pool that is made here: see [sign-in with your company's provider](#sign-in-with-your-companys-provider).",
    ja: "プールと連携する OIDC または SAML の IdP です（作成するプールのみ）。「[会社の IdP でのサインイン](#会社の-idp-でのサインイン)」を参照してください。",
  },
  "auth.cognito.nativeUsers": {
    en: "Whether people may sign in with a password of the pool beside `identityProviders`.",
    ja: "`identityProviders` のほかに、プール自身のユーザー（パスワード）でのサインインも許可するかどうかです。",
  },
  "auth.cognito.groups": {
    en: "Groups of the pool: a list of `{ name, description, precedence }`. Who is in them is yours to say; they give nobody rights in RISKEN, and the load balancer doesn't look at them.",
    ja: "プールのグループです（`{ name, description, precedence }` のリスト）。所属するユーザーは管理しません。RISKEN の権限とは関係がなく、ロードバランサーも参照しません。",
  },
  "auth.oidc.issuer": {
    en: "Issuer of the provider, exactly as its tokens have it. This and the next four are needed with `auth.type: oidc`.",
    ja: "プロバイダーの issuer です（トークンの値と完全に一致させてください）。この項目と次の4項目は `auth.type: oidc` の場合に必須です。",
  },
  "auth.oidc.authorizationEndpoint": {
    en: "Its authorization endpoint. This and the next two are read from the issuer's discovery document where they are left out; `init` writes them here. In the sandbox, and at a custom AWS endpoint, they have to be given.",
    ja: "認可エンドポイントです。この項目と次の2項目を省略すると、issuer のディスカバリードキュメントから取得します（`init` はファイルに保存します）。サンドボックスやカスタムエンドポイントでは指定が必要です。",
  },
  "auth.oidc.tokenEndpoint": { en: "Its token endpoint.", ja: "トークンエンドポイントです。" },
  "auth.oidc.userInfoEndpoint": { en: "Its user info endpoint.", ja: "ユーザー情報エンドポイントです。" },
  "auth.oidc.clientId": {
    en: "The client ID that it gave RISKEN.",
    ja: "RISKEN 用に発行されたクライアント ID です。",
  },
  "auth.oidc.clientSecret": {
    en: "The client secret. Needed once, to make the listener rules.",
    ja: "クライアントシークレットです。リスナールールの作成時に必要です。",
  },
  "database.source": {
    en: "`rds`: a database of Amazon RDS or Aurora, whose endpoints are found. `external`: any other MySQL.",
    ja: "`rds`: Amazon RDS または Aurora（エンドポイントは自動で取得します）。`external`: それ以外の MySQL。",
  },
  "database.identifier": {
    en: "The RDS cluster or instance.",
    ja: "RDS のクラスタまたはインスタンスの識別子です。",
  },
  "database.masterHost": {
    en: "Host of the MySQL server, with `source: external`.",
    ja: "マスター DB のホストです（`source: external` の場合）。",
  },
  "database.slaveHost": {
    en: "Host of its read replica, with `source: external`. Left out: `masterHost`.",
    ja: "スレーブ DB（ReadOnly）のホストです（`source: external` の場合）。省略時は `masterHost` と同じです。",
  },
  "database.port": {
    en: "The port. Left out: what RDS says, or 3306.",
    ja: "ポートです。省略時は RDS の値、または 3306 です。",
  },
  "database.schema": { en: "The database in it.", ja: "スキーマ（データベース）の名前です。" },
  "database.user": {
    en: "The user that RISKEN signs in with. Left out: the master user of RDS.",
    ja: "RISKEN が接続に使うユーザーです。省略時は RDS のマスターユーザーです。",
  },
  "database.password": {
    en: "The user's password, or `{ rds: managed }`: the secret that RDS keeps is used in place and never copied. That is what happens when it is left out and RDS manages the password.",
    ja: "ユーザーのパスワード、または `{ rds: managed }` です。`{ rds: managed }` では RDS が管理するシークレットを複製せずにそのまま使います。RDS がパスワードを管理している場合は、省略しても同じです。",
  },
  "database.directory": {
    en: "Parameter directory of the `DB_…` parameters. Only core and datasource-api load it, so that no scanner knows the password.",
    ja: "`DB_…` パラメータのディレクトリです。core と datasource-api だけが読み込むため、スキャナーにはパスワードが渡りません。",
  },
  "queues.visibilityTimeout": {
    en: "Seconds that a scanner may take over one message, for all queues. Left out, each queue has the figure fit for its scanner.",
    ja: "スキャナーが1件の処理にかけられる秒数です（全キュー共通）。省略時は、スキャナーごとに適した値を使います。",
  },
  "queues.maxReceiveCount": {
    en: "After so many attempts a message goes to the dead-letter queue, which keeps it for 14 days.",
    ja: "この回数だけ処理に失敗したメッセージは、デッドレターキューに移動し、14日間保持されます。",
  },
  "queues.overrides.<queue>.visibilityTimeout": {
    en: "The same for one queue.",
    ja: "特定のキューの秒数です。",
  },
  "queues.overrides.<queue>.maxReceiveCount": {
    en: "The same for one queue.",
    ja: "特定のキューの回数です。",
  },
  "parameters.store": {
    en: "Where secrets are stored: as SecureStrings in Parameter Store, or in Secrets Manager, one secret for each parameter directory and one for each value of yours that is generated. Another value moves what is stored: see [where secrets are](secrets.md).",
    ja: "秘密の値の保存先です。パラメータストア（SecureString）か、Secrets Manager（パラメータのディレクトリごとに1つのシークレット。`{ generate: true }` の値は値ごとに1つ）を指定してください。変更すると、保存済みの値を移動します（[秘密の値の保存先](secrets.md)を参照）。",
  },
  "parameters.kmsKey": {
    en: "The KMS key of queues, SecureStrings and secrets: the keys that AWS manages, `create` (a key of its own, with yearly rotation, the alias `alias/<namePrefix>-<env>` and a key policy by which RISKEN's pods use it through Parameter Store, Secrets Manager and SQS alone), or the alias (`alias/…`) or ARN of one of yours. Another value puts everything that is stored under the new key; messages that wait in a queue stay under the old one, so let the queues run dry before `--prune`. A key that was made is never deleted with the rest: see [destroy](destroy.md).",
    ja: "キューと SecureString、シークレットの暗号化に使う KMS キーです。AWS が管理するキー（`aws-managed`）、専用のキーを作成する `create`（年次ローテーション、エイリアス `alias/<namePrefix>-<env>`、RISKEN の Pod がパラメータストア・Secrets Manager・SQS 経由でのみ使えるキーポリシー付き）、またはお使いのキーのエイリアス（`alias/…`）か ARN を指定してください。変更すると、保存済みの値は新しいキーで暗号化し直されます。キューに残っているメッセージは元のキーのままなので、`--prune` の前にキューが空になるのを待ってください。作成したキーは、ほかのものと一緒には削除されません（[destroy](destroy.md) を参照）。",
  },
  "parameters.values": {
    en: "Anything more for RISKEN's pods, by parameter directory: `{ common: { DEFAULT_LOCALE: ja } }`. May replace RISKEN's defaults. A value is text or a reference to a secret; what follows from another key is refused, and the message names that key. `CODE_DATA_KEY` and other generated values are `{ generate: true }`: made once, kept for ever after.",
    ja: "RISKEN の Pod に渡すその他の値を、パラメータのディレクトリごとに指定します（例: `{ common: { DEFAULT_LOCALE: ja } }`）。RISKEN の既定値も上書きできます。値には文字列またはシークレットの参照を指定してください。ほかの項目から決まる値は指定できません（エラーに該当する項目を表示します）。`{ generate: true }` は一度だけ生成し、以後は変更しません（`CODE_DATA_KEY` など）。",
  },
  "observability.alarms": {
    en: "CloudWatch alarms on dead-letter queues, waiting messages, target groups and connections of the database, which tell an SNS topic. AWS asks for money for each. See [observability.md](observability.md).",
    ja: "デッドレターキュー、滞留しているメッセージ、ターゲットグループ、データベースの接続数の CloudWatch アラームを作成し、SNS トピックに通知します。アラームごとに料金がかかります。詳しくは [observability.md](observability.md) を参照してください。",
  },
  "observability.alarmTopic": {
    en: "Whom the alarms tell: `create` makes a topic to which you subscribe, or the ARN of a topic that is there.",
    ja: "アラームの通知先です。`create` を指定するとトピックを作成します（購読の登録はご自身で行ってください）。既存のトピックを使う場合は ARN を指定してください。",
  },
  "observability.xray": {
    en: "An X-Ray group of the requests for RISKEN's hosts, and a sampling rule for each host. RISKEN's own programs trace through Datadog: this is for agents of yours. See [observability.md](observability.md#traces).",
    ja: "RISKEN のホストへのリクエストの X-Ray グループと、ホストごとのサンプリングルールを作成します。RISKEN のプログラム自体は Datadog にトレースを送信するため、X-Ray に送信するエージェントを使っている場合に指定してください。詳しくは [observability.md](observability.md) を参照してください。",
  },
  "observability.agentRole": {
    en: "Makes the IAM role with which the CloudWatch agent and Fluent Bit of Container Insights (EKS add-on `amazon-cloudwatch-observability`) send metrics, logs and traces. The add-on itself is yours to install. See [observability.md](observability.md#container-insights).",
    ja: "Container Insights（EKS アドオン `amazon-cloudwatch-observability`）の CloudWatch エージェントと Fluent Bit が、メトリクス・ログ・トレースの送信に使う IAM ロールを作成します。アドオン自体の導入はご自身で行ってください。詳しくは [observability.md](observability.md#日本語) を参照してください。",
  },
  "observability.logRetention": {
    en: "Days for which the log groups of Container Insights (`/aws/containerinsights/<cluster>/application`, `dataplane`, `host`, `performance`) keep what is in them. A group that isn't there yet is made. Left out, AWS keeps everything for ever, and what is set stays as it is.",
    ja: "Container Insights のロググループ（`/aws/containerinsights/<クラスタ>/application`、`dataplane`、`host`、`performance`）の保持日数です。ロググループがまだない場合は作成します。省略すると、設定済みの値は変更しません（AWS の既定では無期限に保持します）。",
  },
  "observability.databaseConnections": {
    en: "Connections of the database above which the alarm goes off. The default is twice what one pod each of core and datasource-api opens to reader and writer at most (`DB_MAX_CONNECTION`): raise it with their replicas.",
    ja: "データベースの接続数がこの値を超えるとアラームになります。デフォルトは、core と datasource-api の Pod が 1 つずつの場合にマスターとスレーブに開く接続数の上限（`DB_MAX_CONNECTION`）の 2 倍です。レプリカを増やした場合は、それに合わせて増やしてください。",
  },
};
