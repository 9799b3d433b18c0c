import type { Check } from "../../../src/checks/check";
import { type Report, reportOf } from "../../../src/checks/report";
import type { Result } from "../../../src/checks/result";
import { Secret } from "../../../src/secret";
import type { ReportFacts } from "../../../src/terminal/doctor";
import { type Language, same } from "../../../src/text";
import { recorded } from "../screens";

export const canary = "hunter2-canary";

const check = (id: string, about: Omit<Check, "id" | "category" | "run">): Check => ({
  id,
  category: id.split("/")[0] as Check["category"],
  run: () => ({ status: "pass" }),
  ...about,
});

/** A few checks in the way real ones speak. */
export const someChecks: readonly Check[] = [
  check("boot/queue-urls", {
    title: { en: "Every queue URL is an existing queue", ja: "キューの URL がすべて実在すること" },
    why: {
      en: "The pod runs and looks healthy, but polls nothing: `SQS` tells nobody.",
      ja: "Pod は正常に動作しているように見えますが、メッセージを何も受信しません。",
    },
    fix: {
      en: "Write the parameters again:\nrisken-aws apply",
      ja: "パラメータを書き直してください:\nrisken-aws apply",
    },
    key: "queues",
  }),
  check("boot/foreign-parameters", {
    title: { en: "Pods load no parameter that nobody wants", ja: "Pod が不要なパラメータを読み込まないこと" },
    why: {
      en: "A parameter in a directory that a pod lists becomes an environment variable there.",
      ja: "Pod が読み込むディレクトリにあるパラメータは、その Pod の環境変数になります。",
    },
    fix: {
      en: "Make it ours in the config file:\nparameters:\n  values:\n    common:\n      DEFAULT_LOCALE: ja\nOr remove it:\naws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1",
      ja: "設定ファイルに追加してください:\nparameters:\n  values:\n    common:\n      DEFAULT_LOCALE: ja\n不要な場合は削除してください:\naws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1",
    },
    key: "parameters.values",
  }),
  check("health/targets", {
    title: {
      en: "Every target group has a healthy target",
      ja: "すべてのターゲットグループに正常なターゲットがあること",
    },
    why: { en: "The load balancer answers 503.", ja: "ロードバランサーが 503 を返します。" },
    fix: same("kubectl -n risken get pods"),
  }),
  check("health/consumers", {
    title: { en: "Every queue has a consumer", ja: "すべてのキューにコンシューマーがいること" },
    why: { en: "Nothing is scanned.", ja: "スキャンが実行されません。" },
    fix: same("kubectl -n risken get pods"),
  }),
  check("health/certificate", {
    title: { en: "The certificate is valid for another 30 days", ja: "証明書の有効期限まで30日以上あること" },
    why: { en: "Browsers refuse the console.", ja: "ブラウザーがコンソールへの接続を拒否します。" },
    fix: { en: "Renew the certificate.", ja: "証明書を更新してください。" },
    key: "ingress.loadBalancer",
  }),
  check("security/node-ports", {
    title: {
      en: "Only the load balancer reaches the NodePorts",
      ja: "NodePort に到達できるのがロードバランサーだけであること",
    },
    why: {
      en: "The gateway believes the identity header of whoever reaches it.",
      ja: "ゲートウェイは、到達したリクエストの ID ヘッダーをそのまま信頼します。",
    },
    fix: {
      en: "Remove the rule:\naws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1",
      ja: "ルールを削除してください:\naws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1",
    },
    key: "ingress.nodes",
  }),
];

const restore = {
  en: "Restore it:\nrisken-aws doctor --fix",
  ja: "次のコマンドで元に戻せます:\nrisken-aws doctor --fix",
};
const differs = { en: "It is not as the config wants it.", ja: "設定と異なります。" };
const nothingDeployed = { en: "Nothing is deployed yet.", ja: "まだ何もデプロイされていません。" };

export const drift = (id: string, about: Partial<Result> = {}): Result => ({
  id,
  category: "drift",
  status: "pass",
  title: { en: `queue risken-prd-${id.split("/")[1]}`, ja: `キュー risken-prd-${id.split("/")[1]}` },
  details: [],
  ...about,
});

export const ofCheck = (id: string, about: Partial<Result> = {}): Result => {
  const { category, title, fix, key } = someChecks.find((one) => one.id === id)!;
  const wrong = about.status === "fail" || about.status === "warn";
  return { id, category, status: "pass", title, details: [], key, ...(wrong ? { fix } : {}), ...about };
};

const asWanted = ["aws-guardduty", "aws-cloudsploit", "google-asset"].map((name) => drift(`queue/${name}`));

/** A little of everything that can be wrong. */
export const mixed: readonly Result[] = [
  ...asWanted,
  drift("queue/aws-portscan", {
    status: "fail",
    found: differs,
    fix: restore,
    details: [
      { path: "VisibilityTimeout", expected: "900", actual: "30" },
      { path: "RedrivePolicy.maxReceiveCount", expected: 3, actual: undefined },
    ],
  }),
  drift("role/risken", {
    status: "fail",
    title: { en: "role risken-prd-risken", ja: "IAM ロール risken-prd-risken" },
    found: differs,
    fix: restore,
    details: [
      { path: "AttachedPolicies[0]", expected: undefined, actual: "arn:aws:iam::aws:policy/AdministratorAccess" },
    ],
  }),
  drift("parameter/db/DB_MASTER_PASSWORD", {
    status: "fail",
    title: { en: "parameter /prd/db/DB_MASTER_PASSWORD", ja: "パラメータ /prd/db/DB_MASTER_PASSWORD" },
    found: differs,
    fix: restore,
    details: [
      { path: "Value", expected: new Secret(canary), actual: `plain-${canary}` },
      { path: "Type", expected: "SecureString", actual: "String" },
    ],
  }),
  ...["osint-subdomain", "osint-website"].map((name) =>
    drift(`queue/${name}`, { status: "fail", found: { en: "It is missing.", ja: "存在しません。" }, fix: restore }),
  ),
  drift("queue/old", {
    status: "warn",
    found: {
      en: "risken-aws made it, and the config no longer wants it.",
      ja: "risken-aws が作成しましたが、設定では不要になっています。",
    },
    fix: {
      en: "Remove it:\nrisken-aws doctor --fix --prune",
      ja: "次のコマンドで削除できます:\nrisken-aws doctor --fix --prune",
    },
  }),
  ofCheck("boot/queue-urls"),
  ofCheck("boot/foreign-parameters", {
    status: "warn",
    found: {
      en: "A pod would load 1 parameter that risken-aws did not make.",
      ja: "risken-aws が作成していないパラメータを1件、Pod が読み込みます。",
    },
    details: [{ path: "core /prd/common/DEFAULT_LOCALE" }],
  }),
  ofCheck("health/targets", { status: "skip", found: nothingDeployed, notApplicable: true }),
  ofCheck("health/consumers", { status: "skip", found: nothingDeployed, notApplicable: true }),
  ofCheck("health/certificate", {
    status: "skip",
    found: {
      en: "Not allowed to read it: acm:DescribeCertificate is missing.",
      ja: "acm:DescribeCertificate の権限がないため、確認できません。",
    },
    lacks: "acm:DescribeCertificate",
  }),
  ofCheck("security/node-ports", {
    status: "fail",
    found: {
      en: "Two rules open the NodePorts to more than the load balancer | anybody on the network is whoever they say.",
      ja: "2件のルールが、ロードバランサー以外にも NodePort を公開しています。誰でも任意のユーザーになりすませます。",
    },
    details: [
      { path: "sg-0aaaaaaaaaaaaaaaa", actual: "0.0.0.0/0 → 30080-30081" },
      { path: "sg-0cccccccccccccccc", actual: "10.0.0.0/8 → 0-65535" },
    ],
  }),
];

export const allWell: readonly Result[] = [...asWanted, ofCheck("boot/queue-urls"), ofCheck("security/node-ports")];

const lines: Readonly<Record<string, number>> = { queues: 12, "parameters.values": 34, "ingress.nodes": 21 };

export const factsOf = (results: readonly Result[], about: Partial<ReportFacts> = {}): ReportFacts => ({
  warnings: [],
  report: report(results),
  checks: someChecks,
  env: "prd",
  account: "123456789012",
  region: "ap-northeast-1",
  file: "risken-aws.yaml",
  lineOf: (key) => (key === undefined ? 1 : (lines[key] ?? 1)),
  version: "1.2.3",
  ...about,
});

export const report = (results: readonly Result[], ignore: Parameters<typeof reportOf>[1]["ignore"] = []): Report =>
  reportOf(results, { only: [], skip: [], ignore, today: "2026-11-23" });

export const pageIn = (language: Language) => recorded({ language }).screen.results;
