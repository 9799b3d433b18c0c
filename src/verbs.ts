import type { Run } from "./commands/invocation";
import type { Text } from "./text";

/** A flag of one verb, in commander's notation. */
export interface Flag {
  readonly flags: string;
  readonly text: Text;
  /** May be given several times. */
  readonly many?: true;
}

/** A verb of the command line. Its module is loaded when it runs. */
export interface Verb {
  readonly name: string;
  readonly summary: Text;
  readonly argument?: { readonly name: string; readonly text: Text; readonly optional?: true };
  readonly flags: readonly Flag[];
  /** Whether it works on a config: then every config key can be set on its command line. */
  readonly configured: boolean;
  readonly load: () => Promise<{ readonly run: Run }>;
}

const adopting: readonly Flag[] = [
  {
    flags: "--adopt <id>",
    many: true,
    text: {
      en: "take over this resource that already stands in the way, as in queue/aws-portscan (repeatable)",
      ja: "既に存在するこのリソースを引き継ぎます（例: queue/aws-portscan、複数指定可）",
    },
  },
  {
    flags: "--adopt-all",
    text: { en: "take over everything that stands in the way", ja: "既に存在するリソースをすべて引き継ぎます" },
  },
];

const scanAccount = (en: string, ja: string): Flag => ({
  flags: "--scan-account <id>",
  many: true,
  text: { en: `${en} (repeatable, commas)`, ja: `${ja}（複数指定可、カンマ区切り）` },
});

const prune: Flag = {
  flags: "--prune",
  text: {
    en: "also remove what risken-aws made and the config no longer wants",
    ja: "risken-aws が作成し、設定で不要になったものも削除します",
  },
};

/** In the order in which a newcomer needs them. */
export const verbs: readonly Verb[] = [
  {
    name: "init",
    summary: {
      en: "ask what cannot be found out, save the config, show the plan, apply it",
      ja: "必要な項目だけを質問し、設定を保存して、計画を表示してから適用します",
    },
    flags: [
      {
        flags: "-y, --yes",
        text: { en: "ask nothing and apply at once, for CI", ja: "質問も確認もせずに適用します（CI 向け）" },
      },
      ...adopting,
      prune,
    ],
    configured: true,
    load: () => import("./commands/init"),
  },
  {
    name: "apply",
    summary: {
      en: "make AWS as the config says, without a question, for CI",
      ja: "質問せずに、AWS を設定どおりの状態にします（CI 向け）",
    },
    argument: {
      name: "plan",
      optional: true,
      text: {
        en: "a plan saved with plan --out: exactly that is done, or nothing",
        ja: "plan --out で保存した計画。そのとおりに実行できない場合は何も変更しません",
      },
    },
    flags: [...adopting, prune],
    configured: true,
    load: () => import("./commands/apply"),
  },
  {
    name: "plan",
    summary: {
      en: "show what apply would do, field by field; changes nothing",
      ja: "apply が行う変更を項目ごとに表示します（何も変更しません）",
    },
    flags: [
      {
        flags: "--detailed-exitcode",
        text: { en: "exit with 2 when there are changes", ja: "変更がある場合は終了コード 2 で終了します" },
      },
      {
        flags: "--out <file>",
        text: { en: "save the plan, for apply", ja: "計画を保存します（apply で実行できます）" },
      },
      {
        flags: "--format <format>",
        text: {
          en: "pretty, json or markdown (a comment on a pull request)",
          ja: "pretty、json、markdown（プルリクエストのコメント用）のいずれか",
        },
      },
      ...adopting,
      prune,
    ],
    configured: true,
    load: () => import("./commands/plan"),
  },
  {
    name: "doctor",
    summary: {
      en: "tell what has drifted, what RISKEN would really see and may do, and how it is",
      ja: "設定との差分、RISKEN が実際に読み込む値と権限、状態、セキュリティを診断します",
    },
    flags: [
      {
        flags: "--fix",
        text: {
          en: "show the plan for the drift found, ask, carry it out, and look again",
          ja: "見つかった差分を修正する計画を表示し、確認のうえ実行して、再度診断します",
        },
      },
      {
        flags: "-y, --yes",
        text: { en: "with --fix: do not ask", ja: "--fix の確認を省略します" },
      },
      {
        flags: "--prune",
        text: {
          en: "with --fix: also remove what the config no longer wants",
          ja: "--fix で、設定で不要になったものも削除します",
        },
      },
      {
        flags: "--format <format>",
        text: { en: "pretty, json, sarif, junit or markdown", ja: "pretty、json、sarif、junit、markdown のいずれか" },
      },
      {
        flags: "--only <ids>",
        many: true,
        text: {
          en: "only these checks, resources or categories (repeatable, commas)",
          ja: "指定したチェック・リソース・分類だけを診断します（複数指定可、カンマ区切り）",
        },
      },
      {
        flags: "--skip <ids>",
        many: true,
        text: { en: "all but these", ja: "指定したものを除いて診断します" },
      },
      {
        flags: "--strict",
        text: {
          en: "exit with 2 also when something could not be looked at",
          ja: "確認できなかった項目がある場合も終了コード 2 で終了します",
        },
      },
      scanAccount(
        "also tell, as far as one can from outside, whether RISKEN may scan this account",
        "このアカウントを RISKEN がスキャンできるかを、外部から分かる範囲で診断します",
      ),
      {
        flags: "--explain <id>",
        text: { en: "tell what a check is about, and nothing else", ja: "チェックの内容だけを説明します" },
      },
    ],
    configured: true,
    load: () => import("./commands/doctor"),
  },
  {
    name: "env",
    summary: {
      en: "show the environment that a RISKEN service's pod would receive; secrets are masked",
      ja: "RISKEN のサービスの Pod が受け取る環境変数を表示します（秘密の値は表示しません）",
    },
    argument: {
      name: "service",
      text: { en: "a RISKEN service, as in core or aws-portscan", ja: "RISKEN のサービス名（例: core、aws-portscan）" },
    },
    flags: [],
    configured: true,
    load: () => import("./commands/env"),
  },
  {
    name: "export",
    summary: {
      en: "write the installation in another notation: kustomize, cloudformation, terraform, mermaid",
      ja: "構成を別の形式（kustomize、cloudformation、terraform、mermaid）で出力します",
    },
    argument: {
      name: "format",
      text: {
        en: "kustomize, cloudformation, terraform or mermaid",
        ja: "kustomize、cloudformation、terraform、mermaid のいずれか",
      },
    },
    flags: [
      {
        flags: "--out <path>",
        text: {
          en: "the folder to write to, with mermaid a file; otherwise standard output",
          ja: "出力先のフォルダー（mermaid ではファイル）。省略すると標準出力に出力します",
        },
      },
      {
        flags: "--offline",
        text: {
          en: "all but kustomize: look nothing up in AWS; what only AWS knows becomes a parameter",
          ja: "kustomize 以外: AWS を参照せず、AWS からしか分からない値はパラメータにします",
        },
      },
      {
        flags: "--base <path>",
        text: {
          en: "kustomize: the base of RISKEN's k8s-sample, relative to the folder",
          ja: "kustomize: RISKEN の k8s-sample の base（出力先からの相対パス）",
        },
      },
    ],
    configured: true,
    load: () => import("./commands/export"),
  },
  {
    name: "import",
    summary: {
      en: "write the config under which an existing, hand-made installation needs the fewest changes",
      ja: "手作業で構築済みの環境から、変更が最も少なくなる設定ファイルを作成します",
    },
    flags: [],
    configured: true,
    load: () => import("./commands/import"),
  },
  {
    name: "destroy",
    summary: {
      en: "show what risken-aws owns, ask for the env's name, and remove it",
      ja: "risken-aws が管理するリソースを表示し、env の名前の入力を求めたうえで削除します",
    },
    flags: [
      {
        flags: "--delete-data",
        text: {
          en: "also what holds data: users, generated secrets, queues with messages",
          ja: "データ（ユーザー、生成した秘密の値、メッセージのあるキュー）も削除します",
        },
      },
      {
        flags: "--delete-key <id>",
        many: true,
        text: {
          en: "also this KMS key of ours, by its id or ARN: AWS deletes it 30 days later (repeatable)",
          ja: "ID か ARN で指定した KMS キー（risken-aws が作成したもの）も、30 日後の削除を予約します（複数指定可）",
        },
      },
      {
        flags: "--delete-adopted",
        text: {
          en: "also what was taken over; otherwise it only loses our tags",
          ja: "引き継いだリソースも削除します（指定しない場合はタグだけを外します）",
        },
      },
      {
        flags: "-y, --yes",
        text: { en: "do not ask; needs --confirm", ja: "確認を省略します（--confirm が必要です）" },
      },
      {
        flags: "--confirm <env>",
        text: {
          en: "the env's name, which agrees to the removal together with --yes",
          ja: "env の名前。--yes とあわせて指定すると削除に同意したことになります",
        },
      },
    ],
    configured: true,
    load: () => import("./commands/destroy"),
  },
  {
    name: "policy",
    summary: {
      en: "print the least IAM policy with which a person or CI may run a verb",
      ja: "人や CI がコマンドを実行するための最小権限の IAM ポリシーを出力します",
    },
    argument: {
      name: "verb",
      optional: true,
      text: {
        en: "plan, doctor, apply, destroy or import (default: apply)",
        ja: "plan、doctor、apply、destroy、import のいずれか（既定: apply）",
      },
    },
    flags: [
      {
        flags: "--permissions-boundary",
        text: {
          en: "instead, a permissions boundary for the roles of RISKEN's pods",
          ja: "代わりに、RISKEN の Pod のロールに設定するアクセス許可の境界を出力します",
        },
      },
      scanAccount(
        "with doctor: what its --scan-account needs for this account too",
        "doctor 用に、このアカウントを --scan-account で診断するための権限も含めます",
      ),
      {
        flags: "--github <owner/repo>",
        text: {
          en: "a CloudFormation template with a role for GitHub Actions that carries the policy, without keys",
          ja: "ポリシーを付けた GitHub Actions 用ロール（アクセスキー不要）の CloudFormation テンプレートを出力します",
        },
      },
      {
        flags: "--out <dir>",
        text: { en: "write files to this folder", ja: "このフォルダーにファイルとして出力します" },
      },
    ],
    configured: true,
    load: () => import("./commands/policy"),
  },
  {
    name: "scan-role",
    summary: {
      en: "print the role that RISKEN assumes in every account it scans, for StackSets or Terraform",
      ja: "スキャン対象の各アカウントで RISKEN が引き受けるロールを出力します（StackSets、Terraform 用）",
    },
    flags: [
      {
        flags: "--format <format>",
        text: { en: "cloudformation (default) or terraform", ja: "cloudformation（既定）または terraform" },
      },
      {
        flags: "--out <dir>",
        text: { en: "write the file to this folder", ja: "このフォルダーにファイルとして出力します" },
      },
    ],
    configured: true,
    load: () => import("./commands/scan-role"),
  },
  {
    name: "completion",
    summary: {
      en: "print the script with which a shell completes commands and flags",
      ja: "シェルでコマンドとオプションを補完するためのスクリプトを出力します",
    },
    argument: { name: "shell", text: { en: "bash, zsh or fish", ja: "bash、zsh、fish のいずれか" } },
    flags: [],
    configured: false,
    load: () => import("./commands/completion"),
  },
  {
    name: "schema",
    summary: { en: "print the JSON Schema of the config file", ja: "設定ファイルの JSON Schema を出力します" },
    flags: [],
    configured: false,
    load: () => import("./commands/schema"),
  },
];

/** Where the sandbox lives unless `--sandbox` names a file. */
export const defaultSandbox = ".risken-aws/sandbox.json";

/** A flag of every verb, or of all that work on a config. */
export interface GlobalFlag extends Flag {
  readonly configured?: true;
}

export const globalFlags: readonly GlobalFlag[] = [
  {
    flags: "-c, --config <file>",
    configured: true,
    text: {
      en: "the config file, - for standard input (default: risken-aws.yaml)",
      ja: "設定ファイル、- で標準入力（既定: risken-aws.yaml）",
    },
  },
  {
    flags: "--set <path=value>",
    many: true,
    configured: true,
    text: {
      en: "set any key of the config, as in --set queues.maxReceiveCount=5 (repeatable)",
      ja: "設定の任意の項目を指定します（例: --set queues.maxReceiveCount=5、複数指定可）",
    },
  },
  { flags: "--region <region>", configured: true, text: { en: "the AWS region", ja: "AWS リージョン" } },
  {
    flags: "--profile <name>",
    configured: true,
    text: { en: "the profile of your AWS configuration", ja: "AWS 設定のプロファイル" },
  },
  {
    flags: "--sandbox [file]",
    configured: true,
    text: {
      en: `use an AWS account that lives in one file (default: ${defaultSandbox})`,
      ja: `1つのファイルの中だけの AWS アカウントを使います（既定: ${defaultSandbox}）`,
    },
  },
  {
    flags: "--json",
    text: { en: "write one JSON document to standard output", ja: "JSON を1つ、標準出力に出力します" },
  },
  {
    flags: "--lang <language>",
    text: {
      en: "ja or en (default: RISKEN_AWS_LANG, then the locale)",
      ja: "ja または en（既定: RISKEN_AWS_LANG、次にロケール）",
    },
  },
  { flags: "--no-input", text: { en: "never ask", ja: "質問しません" } },
  { flags: "--no-color", text: { en: "no colours", ja: "色を付けません" } },
  {
    flags: "--verbose",
    text: {
      en: "everything in full, and a line for each AWS call",
      ja: "すべてを表示し、AWS の呼び出しも1行ずつ表示します",
    },
  },
  {
    flags: "--concurrency <n>",
    configured: true,
    text: { en: "AWS calls at once, over all services", ja: "AWS を同時に呼び出す数（全サービス合計）" },
  },
];
