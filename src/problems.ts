import { closest, distance } from "fastest-levenshtein";
import type { Text } from "./text";

/** The contract's exit codes for what is refused or has failed: 1 failed, 3 bad input, 4 refused for safety. */
export type ProblemExit = 1 | 3 | 4;

/**
 * Something to tell the user, with the exit code that the contract gives it. All of them are made by the functions of
 * this file, so this file is the list of everything the tool can refuse.
 */
export class Problem extends Error {
  readonly code: string;
  readonly exit: ProblemExit;
  /** What is wrong. */
  readonly text: Text;
  /** What to do or type instead. */
  readonly fix: Text | undefined;

  constructor(code: string, exit: ProblemExit, text: Text, fix?: Text, options?: { cause?: unknown }) {
    super(text.en, options);
    this.name = "Problem";
    this.code = code;
    this.exit = exit;
    this.text = text;
    this.fix = fix;
  }
}

// The engine: what stands in the way of a plan.

/** @param at.adoptable whether it takes the tags that would make it ours */
export const inTheWay = (at: { title: Text; name: string; address: string; adoptable: boolean }): Problem =>
  new Problem(
    "in-the-way",
    4,
    {
      en: `${/^[aeio]/i.test(at.title.en) ? "An" : "A"} ${at.title.en} named ${at.name} is already there, and risken-aws did not make it.`,
      ja: `${at.title.ja}「${at.name}」が既に存在しますが、risken-aws が作成したものではありません。`,
    },
    !at.adoptable
      ? {
          en: "It takes no tags, so it cannot be taken over. Give yours another name, or remove this one yourself.",
          ja: "タグを付けられないため、引き継げません。別の名前を指定するか、既存のものをご自身で削除してください。",
        }
      : {
          en: `To take it over, add --adopt ${at.address} (or --adopt-all). To keep it apart, choose another env or namePrefix.`,
          ja: `引き継ぐ場合は --adopt ${at.address}（すべて引き継ぐ場合は --adopt-all）を付けてください。別に管理する場合は env または namePrefix を変更してください。`,
        },
  );

export const otherEnv = (at: { title: Text; name: string; env: string }): Problem =>
  new Problem(
    "other-env",
    4,
    {
      en: `The ${at.title.en} ${at.name} belongs to the env ${at.env} of risken-aws.`,
      ja: `${at.title.ja}「${at.name}」は risken-aws の別の env（${at.env}）が管理しています。`,
    },
    {
      en: "Choose another env or namePrefix, or remove that env first.",
      ja: "env または namePrefix を変更するか、先にその env を削除してください。",
    },
  );

export const notThere = (at: { title: Text; name: string; region: string }): Problem =>
  new Problem(
    "not-there",
    3,
    {
      en: `There is no ${at.title.en} named ${at.name} in ${at.region}.`,
      ja: `${at.region} に${at.title.ja}「${at.name}」がありません。`,
    },
    {
      en: "Check the name, the region and the account in the config file.",
      ja: "設定ファイルの名前・リージョン・アカウントを確認してください。",
    },
  );

export const secretMissing = (at: { key: string; reference: string; address: string }): Problem =>
  new Problem(
    "secret-missing",
    3,
    {
      en: `${at.key} is needed for ${at.address}, and ${at.reference} gives no value.`,
      ja: `${at.address} には ${at.key} が必要ですが、${at.reference} から値を取得できません。`,
    },
    {
      en: `Provide it through ${at.reference} and run again.`,
      ja: `${at.reference} に値を設定して、もう一度実行してください。`,
    },
  );

/** A warning, not a refusal: what cannot be changed, and what a new one could not take the place of, is left as it is. */
export const keptAsItIs = (at: { title: Text; name: string; path: string }): Text => ({
  en: `${at.path} of the ${at.title.en} ${at.name} cannot be changed after creation. A new one would lose what depends on this one, so it is left as it is.`,
  ja: `${at.title.ja}「${at.name}」の ${at.path} は作成後に変更できません。作り直すと失われるものがあるため、そのまま残します。`,
});

/** A warning, not a refusal: what nobody wants any more and holds data is not removed with the rest. */
export const keptWithData = (at: { title: Text; name: string }): Text => ({
  en: `The ${at.title.en} ${at.name} is no longer wanted, but holds data. --prune does not remove it.`,
  ja: `${at.title.ja}「${at.name}」は設定上は不要ですが、データを保持しているため、--prune を付けても削除しません。`,
});

// The sandbox.

export const sandboxBroken = (at: { file: string }): Problem =>
  new Problem(
    "sandbox-broken",
    3,
    {
      en: `${at.file} is not a sandbox of risken-aws.`,
      ja: `${at.file} は risken-aws のサンドボックスファイルではありません。`,
    },
    {
      en: "Delete the file to start with a fresh sandbox, or name another one with --sandbox <file>.",
      ja: "ファイルを削除して新しいサンドボックスを作るか、--sandbox <file> で別のファイルを指定してください。",
    },
  );

// The kustomize overlay.

export const overlayEnvTaken = (at: { name: string; key: string }): Problem =>
  new Problem(
    "overlay-env-taken",
    3,
    {
      en: `kustomize.env sets ${at.name}, which the overlay takes from ${at.key}.`,
      ja: `kustomize.env で ${at.name} が設定されていますが、この値は ${at.key} から決まります。`,
    },
    {
      en: `Remove ${at.name} from kustomize.env, and change ${at.key} if the value is wrong.`,
      ja: `kustomize.env から ${at.name} を削除してください。値を変えたい場合は ${at.key} を変更してください。`,
    },
  );

export const overlayEnvShadowsRole = (at: { name: string }): Problem =>
  new Problem(
    "overlay-env-shadows-role",
    3,
    {
      en: `kustomize.env sets ${at.name}, which the pods would use instead of their IAM role.`,
      ja: `kustomize.env で ${at.name} が設定されていますが、Pod 単位の IAM ロールよりこの値が優先されてしまいます。`,
    },
    {
      en: `Remove ${at.name} from kustomize.env: the pods get their credentials through their service account.`,
      ja: `kustomize.env から ${at.name} を削除してください。Pod の認証情報はサービスアカウント経由で取得されます。`,
    },
  );

export const overlayEnvIsSecret = (at: { name: string }): Problem =>
  new Problem(
    "overlay-env-is-secret",
    3,
    {
      en: `kustomize.env sets ${at.name}, which is a secret: everybody who may read the Deployments would see it.`,
      ja: `kustomize.env で ${at.name} が設定されていますが、これは秘密の値です。Deployment を参照できる全員に見えてしまいます。`,
    },
    {
      en: `Move ${at.name} to parameters.values, as a reference such as { env: NAME }.`,
      ja: `${at.name} は parameters.values に移し、{ env: NAME } のような参照で指定してください。`,
    },
  );

// Parameter Store

export const parameterEmpty = ({ at }: { at: string }): Problem =>
  new Problem(
    "parameter-empty",
    3,
    {
      en: `${at} is empty. Parameter Store holds no empty values.`,
      ja: `${at} が空です。パラメータストアに空の値は保存できません。`,
    },
    {
      en: "Leave the key out: RISKEN's programs take an empty variable for an absent one and use their default.",
      ja: "キーごと削除してください。RISKEN は空の環境変数を未設定とみなし、デフォルト値を使います。",
    },
  );

export const parameterTooLong = ({ at, bytes, most }: { at: string; bytes: number; most: number }): Problem =>
  new Problem(
    "parameter-too-long",
    3,
    {
      en: `${at} has ${bytes} bytes. A standard parameter holds at most ${most}.`,
      ja: `${at} は ${bytes} バイトあります。標準パラメータに保存できるのは ${most} バイトまでです。`,
    },
    {
      en: "Shorten the value. RISKEN reads larger values only from a secret of Secrets Manager that a meta config lists.",
      ja: "値を短くしてください。これより大きい値は、メタ設定に書いた Secrets Manager のシークレットからのみ読み込めます。",
    },
  );

export const parameterNests = ({ at }: { at: string }): Problem =>
  new Problem("parameter-nests", 3, {
    en: `${at} contains "{{", which Parameter Store takes for the name of another parameter and refuses.`,
    ja: `${at} に「{{」が含まれています。パラメータストアでは別のパラメータへの参照とみなされ、保存できません。`,
  });

export const storedTwice = (at: { variable: string; places: readonly [string, string] }): Problem =>
  new Problem(
    "stored-twice",
    4,
    {
      en: `${at.variable} is stored with two different values, in ${at.places[0]} and in ${at.places[1]}.`,
      ja: `${at.variable} が ${at.places[0]} と ${at.places[1]} に異なる値で保存されています。`,
    },
    {
      en: "Find out which value RISKEN uses, and delete the other one.",
      ja: "RISKEN が使っている値を確認し、もう一方を削除してください。",
    },
  );

export const storedUnreadable = (at: { variable: string; at: string; cause: unknown }): Problem =>
  new Problem(
    "stored-unreadable",
    4,
    {
      en: `${at.at} can't be read, so it is unknown whether ${at.variable} is stored already. Nothing was generated.`,
      ja: `${at.at} を読み取れないため、${at.variable} が保存済みかどうかを確認できません。値は生成していません。`,
    },
    {
      en: "Run with credentials that may read and decrypt it.",
      ja: "読み取りと復号の権限がある認証情報で実行してください。",
    },
    { cause: at.cause },
  );

// The command line.

export const commandLineWrong = (at: { said: Text; verb: string | undefined }): Problem => {
  const help = ["risken-aws", ...(at.verb ? [at.verb] : []), "--help"].join(" ");
  return new Problem("command-line", 3, at.said, {
    en: `See ${help}.`,
    ja: `使い方は ${help} で確認できます。`,
  });
};

export const flagValueWrong = (at: { flag: string; value: string; example: string }): Problem =>
  new Problem(
    "flag-value",
    3,
    { en: `${at.flag} does not take "${at.value}".`, ja: `${at.flag} に「${at.value}」は指定できません。` },
    { en: `Type it as in ${at.example}.`, ja: `${at.example} のように指定してください。` },
  );

export const noSuchCommand = (at: { word: string; known: readonly string[] }): Problem => {
  const nearest = closest(at.word, at.known);
  return new Problem(
    "command-line",
    3,
    { en: `There is no command ${at.word}.`, ja: `コマンド ${at.word} はありません。` },
    distance(at.word, nearest) <= 2
      ? { en: `Did you mean risken-aws ${nearest}?`, ja: `もしかして: risken-aws ${nearest}` }
      : { en: "See risken-aws --help.", ja: "使い方は risken-aws --help で確認できます。" },
  );
};

/** A warning: what the config no longer wants could not be looked for among things of one kind. */
export const unsearched = (at: { title: Text; because: Text }): Text => ({
  en: `Leftover things of the kind ${at.title.en} could not be looked for: ${at.because.en}`,
  ja: `不要になった${at.title.ja}が残っていないか確認できませんでした: ${at.because.ja}`,
});

// Keys

export const keyNotUsable = (at: { readonly key: string; readonly state: string }): Problem =>
  new Problem(
    "key-not-usable",
    3,
    {
      en: `The KMS key ${at.key} is ${at.state}: nothing can be encrypted or read with it.`,
      ja: `KMS キー ${at.key} の状態は ${at.state} です。このキーでは暗号化も復号もできません。`,
    },
    {
      en: "Enable it or cancel its deletion, or name another key.",
      ja: "キーを有効化する（または削除を取り消す）か、別のキーを指定してください。",
    },
  );

export const derivedValue = (at: { at: string; name: string; by: string }): Problem =>
  new Problem(
    "derived-value",
    3,
    {
      en: `${at.at} can't be set here: ${at.name} follows from ${at.by}.`,
      ja: `${at.at} はここでは設定できません。${at.name} の値は ${at.by} から決まります。`,
    },
    {
      en: `Remove it. To change the value, change ${at.by}.`,
      ja: `このキーを削除してください。値を変えるには ${at.by} を変更します。`,
    },
  );

export const secretWrittenOut = ({ at }: { at: string }): Problem =>
  new Problem(
    "secret-written-out",
    3,
    {
      en: `${at} is a secret, and secrets are not written in the config file.`,
      ja: `${at} は機密情報のため、設定ファイルに直接書くことはできません。`,
    },
    {
      en: `Refer to it: ${at}: { env: NAME }, { file: PATH } or { secretsManager: ARN }.`,
      ja: `参照で指定してください: ${at}: { env: 変数名 }、{ file: パス } または { secretsManager: ARN }`,
    },
  );

export const valueLength = (at: { at: string; bytes: readonly number[] }): Problem =>
  new Problem("value-length", 3, {
    en: `${at.at} must have ${at.bytes.join(", ")} bytes, or RISKEN's programs exit.`,
    ja: `${at.at} は ${at.bytes.join("・")} バイトのいずれかにしてください。それ以外の長さでは RISKEN のプログラムが起動しません。`,
  });

// Sign-in: user pools and their domains.

export const ambiguousPool = (at: { name: string; ids: readonly string[] }): Problem =>
  new Problem(
    "ambiguous-user-pool",
    4,
    {
      en: `${at.ids.length} Cognito user pools are named ${at.name} (${at.ids.join(", ")}), and their tags don't tell which one is meant.`,
      ja: `「${at.name}」という名前の Cognito ユーザープールが ${at.ids.length} 個あり（${at.ids.join("、")}）、タグからも特定できません。`,
    },
    {
      en: "Delete or rename the ones that are not used, or name one with auth.cognito.userPoolId.",
      ja: "使っていないものを削除するか名前を変更してください。または auth.cognito.userPoolId で1つを指定してください。",
    },
  );

export const ambiguousClient = (at: { name: string; pool: string; ids: readonly string[] }): Problem =>
  new Problem(
    "ambiguous-app-client",
    4,
    {
      en: `${at.ids.length} app clients of the user pool ${at.pool} are named ${at.name} (${at.ids.join(", ")}).`,
      ja: `ユーザープール ${at.pool} に「${at.name}」という名前のアプリクライアントが ${at.ids.length} 個あります（${at.ids.join("、")}）。`,
    },
    {
      en: "Delete the ones that no listener rule uses, and run again.",
      ja: "リスナールールで使っていないものを削除して、もう一度実行してください。",
    },
  );

export const domainTaken = (at: { domain: string; region: string }): Problem =>
  new Problem(
    "domain-taken",
    4,
    {
      en: `The Cognito domain prefix ${at.domain} belongs to somebody else: prefixes are unique across all AWS accounts of ${at.region}.`,
      ja: `Cognito のドメインプレフィックス「${at.domain}」は既に他で使われています。プレフィックスは ${at.region} の全 AWS アカウントで一意です。`,
    },
    {
      en: "Choose another auth.cognito.domainPrefix, for example with the name of your company in it.",
      ja: "会社名を含めるなどして、別の auth.cognito.domainPrefix を指定してください。",
    },
  );

export const poolHasOtherDomain = (at: { pool: string; domain: string; wanted: string }): Problem =>
  new Problem(
    "other-domain",
    4,
    {
      en: `The user pool ${at.pool} already has the domain ${at.domain}, and a domain cannot be renamed to ${at.wanted}.`,
      ja: `ユーザープール ${at.pool} には既にドメイン「${at.domain}」があり、「${at.wanted}」に変更することはできません。`,
    },
    {
      en: `Keep auth.cognito.domainPrefix: ${at.domain}. To change it, delete the old one first (nobody can sign in meanwhile): aws cognito-idp delete-user-pool-domain --domain ${at.domain} --user-pool-id ${at.pool}`,
      ja: `auth.cognito.domainPrefix: ${at.domain} のままにしてください。変更する場合は、先に古いドメインを削除してください（その間はサインインできません）: aws cognito-idp delete-user-pool-domain --domain ${at.domain} --user-pool-id ${at.pool}`,
    },
  );

export const domainNotReady = (at: { domain: string }): Problem =>
  new Problem(
    "domain-not-ready",
    1,
    {
      en: `AWS has not finished its work on the Cognito domain ${at.domain}.`,
      ja: `Cognito ドメイン「${at.domain}」に対する AWS の処理が完了していません。`,
    },
    {
      en: "Wait some minutes and run again.",
      ja: "数分待ってから、もう一度実行してください。",
    },
  );

export const poolInOtherRegion = (at: { pool: string; region: string }): Problem =>
  new Problem(
    "other-region",
    4,
    {
      en: `The user pool ${at.pool} is not in ${at.region}, and a load balancer only takes user pools of its own region.`,
      ja: `ユーザープール ${at.pool} は ${at.region} のものではありません。ロードバランサーで使えるのは、同じリージョンのユーザープールだけです。`,
    },
    {
      en: "Correct auth.cognito.userPoolId or region.",
      ja: "auth.cognito.userPoolId または region を修正してください。",
    },
  );

export const poolWithoutDomain = (at: { pool: string }): Problem =>
  new Problem(
    "no-domain",
    3,
    {
      en: `The user pool ${at.pool} has no domain, so nobody can sign in through it.`,
      ja: `ユーザープール ${at.pool} にドメインがないため、サインインできません。`,
    },
    {
      en: "Give auth.cognito.domainPrefix, and risken-aws makes one.",
      ja: "auth.cognito.domainPrefix を指定してください。risken-aws が作成します。",
    },
  );

// Ingress: load balancer, listener, rules.

export const ownedByController = (at: { name: string; tag: string; value: string }): Problem =>
  new Problem(
    "owned-by-controller",
    4,
    {
      en: `The AWS Load Balancer Controller owns ${at.name} (tag ${at.tag}=${at.value}). It deletes rules that it did not make.`,
      ja: `${at.name} は AWS Load Balancer Controller が管理しています（タグ ${at.tag}=${at.value}）。コントローラーは自身が作成していないルールを削除します。`,
    },
    {
      en: "Name another load balancer in ingress.loadBalancer: one that no Ingress of the cluster has made.",
      ja: "クラスタの Ingress が作成したものではない、別のロードバランサーを ingress.loadBalancer に指定してください。",
    },
  );

export const notAnApplicationLoadBalancer = (at: { name: string; type: string }): Problem =>
  new Problem(
    "not-an-application-load-balancer",
    3,
    {
      en: `${at.name} is a load balancer of type ${at.type}. Only an application load balancer can sign people in.`,
      ja: `${at.name} のタイプは ${at.type} です。ユーザー認証ができるのは Application Load Balancer だけです。`,
    },
    {
      en: "Name an application load balancer in ingress.loadBalancer.",
      ja: "ingress.loadBalancer に Application Load Balancer を指定してください。",
    },
  );

export const noHttpsListener = (at: { loadBalancer: string }): Problem =>
  new Problem(
    "no-https-listener",
    3,
    {
      en: `${at.loadBalancer} has no HTTPS listener. People can only sign in over HTTPS.`,
      ja: `${at.loadBalancer} に HTTPS リスナーがありません。ユーザー認証は HTTPS でのみ利用できます。`,
    },
    {
      en: "Add an HTTPS listener with a certificate for the console host, or name another load balancer in ingress.loadBalancer.",
      ja: "コンソールのホスト名の証明書を持つ HTTPS リスナーを追加するか、ingress.loadBalancer に別のロードバランサーを指定してください。",
    },
  );

export const severalHttpsListeners = (at: { loadBalancer: string; listeners: readonly string[] }): Problem =>
  new Problem(
    "several-https-listeners",
    3,
    {
      en: `${at.loadBalancer} has several HTTPS listeners: ${at.listeners.join(", ")}.`,
      ja: `${at.loadBalancer} に HTTPS リスナーが複数あります: ${at.listeners.join("、")}`,
    },
    { en: "Name one of them in ingress.listenerArn.", ja: "ingress.listenerArn でいずれか1つを指定してください。" },
  );

export const notItsHttpsListener = (at: { loadBalancer: string; listenerArn: string }): Problem =>
  new Problem(
    "not-its-https-listener",
    3,
    {
      en: `${at.listenerArn} is not an HTTPS listener of ${at.loadBalancer}.`,
      ja: `${at.listenerArn} は ${at.loadBalancer} の HTTPS リスナーではありません。`,
    },
    {
      en: "Correct ingress.listenerArn, or leave it out where there is only one HTTPS listener.",
      ja: "ingress.listenerArn を修正してください。HTTPS リスナーが1つだけの場合は省略できます。",
    },
  );

export const severalOfOurs = (at: { title: Text; id: string; arns: readonly string[] }): Problem =>
  new Problem(
    "several-of-ours",
    4,
    {
      en: `More than one ${at.title.en} carries the tag risken-aws:id=${at.id}: ${at.arns.join(", ")}.`,
      ja: `タグ risken-aws:id=${at.id} を持つ${at.title.ja}が複数あります: ${at.arns.join("、")}`,
    },
    { en: "Remove all but one of them, or their tags.", ja: "1つを残して削除するか、タグを外してください。" },
  );

export const noRoomForRules = (at: { band: string; rules: number }): Problem =>
  new Problem(
    "no-room-for-rules",
    3,
    {
      en: `The listener has no room for ${at.rules} rules in the right order at the priorities ${at.band}.`,
      ja: `リスナーの優先度 ${at.band} に、${at.rules} 件のルールを正しい順序で追加する空きがありません。`,
    },
    {
      en: "Give a wider band in ingress.priorities, as in 2000-2099.",
      ja: "ingress.priorities にもっと広い範囲を指定してください（例: 2000-2099）。",
    },
  );

/** @param at.key the config key that names it; left out where it is ours */
export const targetGroupInOtherVpc = (at: { name: string; vpc: string; wanted: string; key?: string }): Problem =>
  new Problem(
    "target-group-in-other-vpc",
    3,
    {
      en: `The target group ${at.name} is in ${at.vpc}, but the load balancer is in ${at.wanted}.`,
      ja: `ターゲットグループ「${at.name}」は ${at.vpc} にありますが、ロードバランサーは ${at.wanted} にあります。`,
    },
    at.key
      ? {
          en: `Name one of ${at.wanted} in ${at.key}, or leave it to create.`,
          ja: `${at.key} に ${at.wanted} のターゲットグループを指定するか、create を指定してください。`,
        }
      : {
          en: "Delete the rules that forward to it and the target group itself, then run again: a new one is made.",
          ja: "転送元のルールとターゲットグループを削除してから再度実行してください。新しいものを作成します。",
        },
  );

/** @param at.key the config key that names it; left out where it is ours */
export const targetGroupInUse = (at: { name: string; loadBalancers: readonly string[]; key?: string }): Problem =>
  new Problem(
    "target-group-in-use",
    4,
    {
      en: `The target group ${at.name} already serves ${at.loadBalancers.join(", ")}, and it can serve only one load balancer.`,
      ja: `ターゲットグループ「${at.name}」は既に ${at.loadBalancers.join("、")} で使われています。1つのロードバランサーでしか使えません。`,
    },
    at.key
      ? {
          en: `Name another one in ${at.key}, or leave it to create.`,
          ja: `${at.key} に別のターゲットグループを指定するか、create を指定してください。`,
        }
      : {
          en: "Delete the rules that forward to it there, then run again.",
          ja: "そのロードバランサーから転送しているルールを削除してから、再度実行してください。",
        },
  );

export const noNodeGroups = (): Problem =>
  new Problem(
    "no-node-groups",
    3,
    {
      en: "The cluster has no managed node group, so it is unknown which nodes the load balancer should reach.",
      ja: "クラスタにマネージドノードグループがないため、ロードバランサーの転送先ノードを特定できません。",
    },
    {
      en: "Name the nodes' Auto Scaling groups in ingress.nodes.autoScalingGroups, or target groups that have their targets in ingress.targetGroups.",
      ja: "ノードの Auto Scaling グループを ingress.nodes.autoScalingGroups に指定するか、ターゲット登録済みのターゲットグループを ingress.targetGroups に指定してください。",
    },
  );

// The config.

export const configMissing = (at: { name: string }): Problem =>
  new Problem(
    "config-missing",
    3,
    { en: `There is no file ${at.name}.`, ja: `ファイル ${at.name} がありません。` },
    {
      en: `Create it with: risken-aws init -c ${at.name}`,
      ja: `次のコマンドで作成できます: risken-aws init -c ${at.name}`,
    },
  );

export const configUnreadable = (at: { name: string; code: string }): Problem =>
  new Problem(
    "config-unreadable",
    3,
    { en: `${at.name} cannot be read (${at.code}).`, ja: `${at.name} を読み込めません（${at.code}）。` },
    {
      en: "Check that it is a file and that you may read it.",
      ja: "ファイルであることと、読み取り権限があることを確認してください。",
    },
  );

export const configUnwritable = (at: { name: string; code: string }): Problem =>
  new Problem(
    "config-unwritable",
    3,
    { en: `${at.name} cannot be written (${at.code}).`, ja: `${at.name} に書き込めません（${at.code}）。` },
    {
      en: "Check that its folder is there and that you may write to it.",
      ja: "フォルダーがあることと、書き込み権限があることを確認してください。",
    },
  );

const yamlMistakes: Readonly<Record<string, Text>> = {
  DUPLICATE_KEY: { en: "the same key stands there twice", ja: "同じキーが2回書かれています" },
  BAD_INDENT: { en: "the indentation does not fit", ja: "インデントが正しくありません" },
  TAB_AS_INDENT: {
    en: "a tab is used for indentation, where YAML wants spaces",
    ja: "インデントにタブが使われています（YAML ではスペースを使います）",
  },
  BAD_ALIAS: {
    en: "an alias (*name) has no anchor (&name) before it",
    ja: "エイリアス（*name）に対応するアンカー（&name）がありません",
  },
  MULTIPLE_DOCS: { en: "a second document begins there (---)", ja: "2つ目のドキュメント（---）が始まっています" },
  MISSING_CHAR: {
    en: "a quote, bracket or colon is missing",
    ja: "引用符・括弧・コロンのいずれかが足りません",
  },
};

export const configBroken = (at: { name: string; line: number; column: number; code: string }): Problem => {
  const mistake = yamlMistakes[at.code] ?? {
    en: `it is not valid YAML (${at.code})`,
    ja: `YAML として正しくありません（${at.code}）`,
  };
  return new Problem(
    "config-broken",
    3,
    {
      en: `${at.name}, line ${at.line}, column ${at.column}: ${mistake.en}.`,
      ja: `${at.name} の ${at.line} 行 ${at.column} 桁目: ${mistake.ja}。`,
    },
    { en: "Mend that line and run again.", ja: "その行を直して、もう一度実行してください。" },
  );
};

export const configNoMap = (at: { name: string }): Problem =>
  new Problem(
    "config-no-map",
    3,
    {
      en: `${at.name} does not hold keys with values.`,
      ja: `${at.name} がキーと値の形式になっていません。`,
    },
    {
      en: "Begin it with a line such as: env: prd",
      ja: "「env: prd」のような行で始めてください。",
    },
  );

/** One thing that is wrong with the config. */
export interface Mistake {
  /** As in `queues.visibilityTimeout`; empty for the whole. */
  readonly path: string;
  /** Where it was given: a line of the file, a flag, a variable. Undefined where nobody gave it. */
  readonly from?: Text;
  readonly text: Text;
}

export const configInvalid = (at: { name: string; mistakes: readonly Mistake[] }): Problem => {
  const listed = (language: keyof Text) =>
    at.mistakes.map(({ path, from, text }) => {
      const where = from ? { en: ` (${from.en})`, ja: `（${from.ja}）` }[language] : "";
      return `  ${path}${where}${path && ": "}${text[language]}`;
    });
  return new Problem(
    "config-invalid",
    3,
    {
      en: [`The config (${at.name}) is not valid:`, ...listed("en")].join("\n"),
      ja: [`設定（${at.name}）に誤りがあります。`, ...listed("ja")].join("\n"),
    },
    {
      en: "Correct these keys. All keys are described by: risken-aws schema",
      ja: "これらのキーを修正してください。すべてのキーの説明は risken-aws schema で確認できます。",
    },
  );
};

/** An answer that nobody has given, and the ways to give it. */
export interface Unanswered {
  readonly path: string;
  readonly flag: string;
  readonly variable: string;
}

export const answersMissing = (at: { name: string; missing: readonly Unanswered[] }): Problem => {
  const listed = (language: keyof Text) =>
    at.missing.map(({ path, flag, variable }) => {
      const ways = { en: `${flag} or ${variable}`, ja: `${flag} または ${variable}` }[language];
      return `  ${path}: ${ways}`;
    });
  return new Problem(
    "answers-missing",
    3,
    {
      en: ["These answers are missing:", ...listed("en")].join("\n"),
      ja: ["次の設定が不足しています。", ...listed("ja")].join("\n"),
    },
    {
      en: `Give each by its key in ${at.name}, its flag or its variable, or run risken-aws init in a terminal.`,
      ja: `${at.name} のキー、フラグ、環境変数のいずれかで指定するか、端末で risken-aws init を実行してください。`,
    },
  );
};

export const settingUnusable = (at: { given: string; because: Text }): Problem =>
  new Problem(
    "flag-invalid",
    3,
    { en: `--set ${at.given}: ${at.because.en}.`, ja: `--set ${at.given}: ${at.because.ja}。` },
    {
      en: "Write --set <key>=<value>, as in --set cluster.name=risken. All keys are described by: risken-aws schema",
      ja: "--set <キー>=<値> の形式で指定してください（例: --set cluster.name=risken）。すべてのキーの説明は risken-aws schema で確認できます。",
    },
  );

export const secretInTheOpen = (at: { path: string; variable: string }): Problem =>
  new Problem(
    "secret-in-the-open",
    3,
    {
      en: `The value of ${at.path} is a secret and does not belong on a command line, where other people of this machine can read it.`,
      ja: `${at.path} は機密情報です。コマンドラインは同じマシンの他のユーザーからも見えるため、値を直接指定できません。`,
    },
    {
      en: `Put it into the variable ${at.variable}, or refer to it: --set ${at.path}.env=NAME or --set ${at.path}.file=PATH`,
      ja: `環境変数 ${at.variable} に設定するか、参照で指定してください: --set ${at.path}.env=変数名 または --set ${at.path}.file=パス`,
    },
  );

export const otherRegion = (at: { name: string; named: string; actual: string; by: Text }): Problem =>
  new Problem(
    "other-region",
    4,
    {
      en: `${at.name} names the region ${at.named}, but ${at.by.en} ${at.actual}.`,
      ja: `${at.name} のリージョンは ${at.named} ですが、${at.by.ja} ${at.actual} になっています。`,
    },
    {
      en: "Use the config file of that region, or change its region if you mean to move.",
      ja: "そのリージョン用の設定ファイルを使うか、リージョンを変える場合はファイルの region を書き換えてください。",
    },
  );

export const otherAccount = (at: { named: string; actual: string; by: Text }): Problem =>
  new Problem(
    "other-account",
    4,
    {
      en: `The config names account ${at.named}, but ${at.by.en} ${at.actual}.`,
      ja: `設定のアカウントは ${at.named} ですが、${at.by.ja} ${at.actual} になっています。`,
    },
    {
      en: "Use the credentials (--profile) of that account, or the config file of this one.",
      ja: "そのアカウントの認証情報（--profile）を使うか、このアカウント用の設定ファイルを使ってください。",
    },
  );

export const foreignArn = (at: {
  path: string;
  what: "region" | "account";
  named: string;
  expected: string;
}): Problem =>
  new Problem(
    at.what === "region" ? "other-region" : "other-account",
    4,
    {
      en: `${at.path} is an ARN of ${at.what} ${at.named}, but this config is for ${at.expected}.`,
      ja: `${at.path} は別の${at.what === "region" ? "リージョン" : "アカウント"}（${at.named}）の ARN です。この設定の対象は ${at.expected} です。`,
    },
    {
      en: `Name something in ${at.expected}.`,
      ja: `${at.expected} にあるものを指定してください。`,
    },
  );

// What is already there and can't be used: cluster, database.

export const clusterNotReady = (at: { readonly name: string; readonly status: string }): Problem =>
  new Problem(
    "cluster-not-ready",
    3,
    {
      en: `The EKS cluster ${at.name} is ${at.status}: its OIDC issuer can only be relied on once it is ACTIVE.`,
      ja: `EKS クラスタ ${at.name} の状態は ${at.status} です。OIDC の発行者は ACTIVE になるまで確定しません。`,
    },
    {
      en: `Wait for it (aws eks wait cluster-active --name ${at.name}) and run the command again.`,
      ja: `ACTIVE になるまで待ってから（aws eks wait cluster-active --name ${at.name}）、もう一度実行してください。`,
    },
  );

export const databaseEngine = (at: { readonly identifier: string; readonly engine: string }): Problem =>
  new Problem(
    "database-engine",
    3,
    {
      en: `The database ${at.identifier} is ${at.engine}: RISKEN needs MySQL (mysql, aurora-mysql or mariadb).`,
      ja: `データベース ${at.identifier} のエンジンは ${at.engine} です。RISKEN には MySQL（mysql、aurora-mysql、mariadb のいずれか）が必要です。`,
    },
    {
      en: "Set database.identifier to a MySQL-compatible cluster or instance.",
      ja: "database.identifier に MySQL 互換のクラスタまたはインスタンスを指定してください。",
    },
  );

export const databaseNotReady = (at: { readonly identifier: string; readonly status: string }): Problem =>
  new Problem(
    "database-not-ready",
    3,
    {
      en: `The database ${at.identifier} is ${at.status} and has no endpoint yet.`,
      ja: `データベース ${at.identifier} の状態は ${at.status} で、エンドポイントがまだありません。`,
    },
    {
      en: "Wait until it is available and run the command again.",
      ja: "available になるまで待ってから、もう一度実行してください。",
    },
  );

export const databasePasswordNotManaged = (at: { readonly identifier: string }): Problem =>
  new Problem(
    "database-password-not-managed",
    3,
    {
      en: `RDS does not manage the master password of ${at.identifier}, so RISKEN cannot read it from there.`,
      ja: `${at.identifier} のマスターパスワードは RDS で管理されていないため、RISKEN はそこから読み取れません。`,
    },
    {
      en: "Set database.user and database.password, as in password: { env: RISKEN_DB_PASSWORD }.",
      ja: "database.user と database.password を指定してください（例：password: { env: RISKEN_DB_PASSWORD }）。",
    },
  );

// The environment of a service

export const noSuchService = (at: { id: string; known: readonly string[] }): Problem => {
  const nearest = closest(at.id, at.known);
  return new Problem(
    "no-such-service",
    3,
    { en: `RISKEN has no service ${at.id}.`, ja: `RISKEN に ${at.id} というサービスはありません。` },
    distance(at.id, nearest) <= 3
      ? { en: `Did you mean ${nearest}?`, ja: `もしかして: ${nearest}` }
      : { en: `The services are ${at.known.join(", ")}.`, ja: `サービス一覧: ${at.known.join("、")}` },
  );
};

export const hasNoEnvironment = ({ id }: { id: string }): Problem =>
  new Problem("no-environment", 3, {
    en: `${id} reads no configuration at run time, so it has no environment to show.`,
    ja: `${id} は実行時に設定を読み込まないため、表示する環境変数はありません。`,
  });

export const notDeployed = ({ id }: { id: string }): Problem =>
  new Problem("not-deployed", 3, {
    en: `${id} is outside the standard installation: it has no Deployment, and nothing sends to its queue yet.`,
    ja: `${id} は標準構成に含まれません。Deployment がなく、キューへの送信側もまだありません。`,
  });

export const flagMissing = (at: { flag: string; example: string }): Problem =>
  new Problem(
    "flag-missing",
    3,
    { en: `${at.flag} is missing.`, ja: `${at.flag} が指定されていません。` },
    { en: `Type it as in ${at.example}.`, ja: `${at.example} のように指定してください。` },
  );

export const noSuchFormat = (at: { format: string; known: readonly string[] }): Problem =>
  new Problem(
    "no-such-format",
    3,
    { en: `There is no export ${at.format}.`, ja: `出力形式 ${at.format} はありません。` },
    { en: `Choose one of: ${at.known.join(", ")}.`, ja: `次から選んでください: ${at.known.join("、")}` },
  );

export const exportFolderTaken = (at: { folder: string }): Problem =>
  new Problem(
    "folder-taken",
    4,
    {
      en: `${at.folder} holds files that risken-aws did not write.`,
      ja: `${at.folder} には risken-aws が出力したものではないファイルがあります。`,
    },
    {
      en: "Name another or an empty folder with --out.",
      ja: "--out で別のフォルダーか空のフォルダーを指定してください。",
    },
  );

export const noTerminal = (): Problem =>
  new Problem(
    "no-terminal",
    3,
    {
      en: "init asks questions, and there is no terminal to ask them on.",
      ja: "init は対話形式で質問しますが、対話できる端末がありません。",
    },
    {
      en: "In CI, run risken-aws apply, or risken-aws init --yes to write the config file as well.",
      ja: "CI では risken-aws apply を実行してください。設定ファイルも作成する場合は risken-aws init --yes を実行してください。",
    },
  );

export const consentMissing = (at: { verb: string; flag: string }): Problem =>
  new Problem(
    "no-consent",
    4,
    {
      en: `${at.verb} changes AWS and was not agreed to: there is no terminal to ask on.`,
      ja: `${at.verb} は AWS を変更しますが、確認できる端末がないため実行しません。`,
    },
    { en: `Add ${at.flag} to agree.`, ja: `実行してよい場合は ${at.flag} を付けてください。` },
  );

export const noSuchCheck = (at: { id: string; known: readonly string[] }): Problem => {
  const nearest = at.known.length > 0 ? closest(at.id, at.known) : undefined;
  return new Problem(
    "no-such-check",
    3,
    { en: `There is no check ${at.id}.`, ja: `チェック ${at.id} はありません。` },
    nearest ? { en: `Did you mean ${nearest}?`, ja: `もしかして: ${nearest}` } : undefined,
  );
};

export const interrupted = (): Problem =>
  new Problem(
    "interrupted",
    1,
    { en: "Interrupted before anything was changed.", ja: "変更を始める前に中断されました。" },
    { en: "Run the same command again.", ja: "同じコマンドを再度実行してください。" },
  );

// Policies.

export const noPolicyFor = (at: { verb: string; known: readonly string[] }): Problem =>
  new Problem(
    "no-such-policy",
    3,
    { en: `There is no policy for ${at.verb}.`, ja: `${at.verb} 用のポリシーはありません。` },
    { en: `Choose one of: ${at.known.join(", ")}.`, ja: `次から選んでください: ${at.known.join("、")}` },
  );

export const flagsExclude = (at: { flags: readonly [string, string] }): Problem =>
  new Problem("flags-exclude", 3, {
    en: `${at.flags[0]} and ${at.flags[1]} do not go together.`,
    ja: `${at.flags[0]} と ${at.flags[1]} は同時に指定できません。`,
  });

export const boundaryTooLong = (at: { characters: number; most: number }): Problem =>
  new Problem(
    "boundary-too-long",
    1,
    {
      en: `The permissions boundary has ${at.characters} characters; IAM takes ${at.most}, and a role has only one boundary.`,
      ja: `アクセス許可の境界が ${at.characters} 文字になりました。IAM の上限は ${at.most} 文字で、ロールに設定できる境界は1つだけです。`,
    },
    {
      en: "Scan fewer data sources, or write a wider boundary by hand.",
      ja: "dataSources を減らすか、より広い境界を手動で作成してください。",
    },
  );

export const noSuchShell = (at: { shell: string; known: readonly string[] }): Problem =>
  new Problem(
    "no-such-shell",
    3,
    { en: `There is no completion for ${at.shell}.`, ja: `${at.shell} 用の補完スクリプトはありません。` },
    { en: `Choose one of: ${at.known.join(", ")}.`, ja: `次から選んでください: ${at.known.join("、")}` },
  );

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
      en: "Run destroy again once they are gone.",
      ja: "それらがなくなった後に、もう一度 destroy を実行してください。",
    },
  );
};

/** A warning, not a refusal: what was there before us is given back. */
export const released = (at: { title: Text; name: string }): Text => ({
  en: `The ${at.title.en} ${at.name} was taken over, not made: it stays as it is and only loses our tags. --delete-adopted removes it.`,
  ja: `${at.title.ja}「${at.name}」は引き継いだものです。現在の設定のまま残し、risken-aws のタグだけを外します。削除するには --delete-adopted を付けてください。`,
});

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
