import { describe, expect, test } from "vitest";
import { reportText } from "../../../src/terminal/doctor";
import { widthOf } from "../../../src/terminal/layout";
import { type Language, same } from "../../../src/text";
import { recorded } from "../screens";
import { allWell, drift, factsOf, mixed, ofCheck, pageIn, report } from "./reports";

const pretty = (results: typeof mixed, language: Language = "en") =>
  `\n${reportText("pretty", factsOf(results), pageIn(language))}`;

describe("the report for people", () => {
  test("in English", () => {
    expect(pretty(mixed)).toMatchInlineSnapshot(`
      "
      risken-aws doctor  prd · 123456789012 · ap-northeast-1

      Drift  expected → actual
      ✗ queue risken-prd-aws-portscan  queue/aws-portscan
          VisibilityTimeout              900 → 30
          RedrivePolicy.maxReceiveCount  3 → (none)
      ✗ role risken-prd-risken  role/risken
          AttachedPolicies[0]  + arn:aws:iam::aws:policy/AdministratorAccess
      ✗ parameter /prd/db/DB_MASTER_PASSWORD  parameter/db/DB_MASTER_PASSWORD
          Value  [secret], changed
          Type   SecureString → String
          These 3: It is not as the config wants it.
          Restore it:
            risken-aws doctor --fix

      ✗ queue risken-prd-osint-subdomain  queue/osint-subdomain
      ✗ queue risken-prd-osint-website  queue/osint-website
          These 2: It is missing.
          Restore it:
            risken-aws doctor --fix

      ! queue risken-prd-old  queue/old
          risken-aws made it, and the config no longer wants it.
          Remove it:
            risken-aws doctor --fix --prune

      ✓ 3 resources as wanted

      Boot
      ! Pods load no parameter that nobody wants  boot/foreign-parameters
          A pod would load 1 parameter that risken-aws did not make.
          core /prd/common/DEFAULT_LOCALE
          Make it ours in the config file:
            parameters:
              values:
                common:
                  DEFAULT_LOCALE: ja
          Or remove it:
            aws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1

      ✓ Every queue URL is an existing queue

      Health
      – Every target group has a healthy target  health/targets
      – Every queue has a consumer  health/consumers
          These 2: Nothing is deployed yet.

      – The certificate is valid for another 30 days  health/certificate
          Not allowed to read it: acm:DescribeCertificate is missing.

      Security
      ✗ Only the load balancer reaches the NodePorts  security/node-ports
          Two rules open the NodePorts to more than the load balancer | anybody on the
          network is whoever they say.
          sg-0aaaaaaaaaaaaaaaa  "0.0.0.0/0 → 30080-30081"
          sg-0cccccccccccccccc  "10.0.0.0/8 → 0-65535"
          Remove the rule:
            aws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1

      Looked at 14 of 15; lacking: acm:DescribeCertificate
      Not healthy: 6 failed, 2 warnings, 3 skipped, 4 passed
      "
    `);
  });

  test("in Japanese", () => {
    expect(pretty(mixed, "ja")).toMatchInlineSnapshot(`
      "
      risken-aws doctor  prd · 123456789012 · ap-northeast-1

      設定との差分  期待値 → 実際の値
      ✗ キュー risken-prd-aws-portscan  queue/aws-portscan
          VisibilityTimeout              900 → 30
          RedrivePolicy.maxReceiveCount  3 → (なし)
      ✗ IAM ロール risken-prd-risken  role/risken
          AttachedPolicies[0]  + arn:aws:iam::aws:policy/AdministratorAccess
      ✗ パラメータ /prd/db/DB_MASTER_PASSWORD  parameter/db/DB_MASTER_PASSWORD
          Value  [秘密]（変更あり）
          Type   SecureString → String
          以上の3件: 設定と異なります。
          次のコマンドで元に戻せます:
            risken-aws doctor --fix

      ✗ キュー risken-prd-osint-subdomain  queue/osint-subdomain
      ✗ キュー risken-prd-osint-website  queue/osint-website
          以上の2件: 存在しません。
          次のコマンドで元に戻せます:
            risken-aws doctor --fix

      ! キュー risken-prd-old  queue/old
          risken-aws が作成しましたが、設定では不要になっています。
          次のコマンドで削除できます:
            risken-aws doctor --fix --prune

      ✓ 3件のリソースは設定どおりです

      起動
      ! Pod が不要なパラメータを読み込まないこと  boot/foreign-parameters
          risken-aws が作成していないパラメータを1件、Pod が読み込みます。
          core /prd/common/DEFAULT_LOCALE
          設定ファイルに追加してください:
            parameters:
              values:
                common:
                  DEFAULT_LOCALE: ja
          不要な場合は削除してください:
            aws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1

      ✓ キューの URL がすべて実在すること

      稼働状況
      – すべてのターゲットグループに正常なターゲットがあること  health/targets
      – すべてのキューにコンシューマーがいること  health/consumers
          以上の2件: まだ何もデプロイされていません。

      – 証明書の有効期限まで30日以上あること  health/certificate
          acm:DescribeCertificate の権限がないため、確認できません。

      セキュリティ
      ✗ NodePort に到達できるのがロードバランサーだけであること  security/node-ports
          2件のルールが、ロードバランサー以外にも NodePort を公開しています。誰でも任
          意のユーザーになりすませます。
          sg-0aaaaaaaaaaaaaaaa  "0.0.0.0/0 → 30080-30081"
          sg-0cccccccccccccccc  "10.0.0.0/8 → 0-65535"
          ルールを削除してください:
            aws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1

      15件中14件を確認しました。不足している権限: acm:DescribeCertificate
      問題があります: 失敗 6、警告 2、スキップ 3、成功 4
      "
    `);
  });

  test("is short where all is well", () => {
    expect(pretty(allWell)).toMatchInlineSnapshot(`
      "
      risken-aws doctor  prd · 123456789012 · ap-northeast-1

      Drift
      ✓ 3 resources as wanted

      Boot
      ✓ Every queue URL is an existing queue

      Security
      ✓ Only the load balancer reaches the NodePorts

      Looked at 5 of 5
      Healthy: 5 passed
      "
    `);
    expect(pretty(allWell, "ja")).toMatchInlineSnapshot(`
      "
      risken-aws doctor  prd · 123456789012 · ap-northeast-1

      設定との差分
      ✓ 3件のリソースは設定どおりです

      起動
      ✓ キューの URL がすべて実在すること

      セキュリティ
      ✓ NodePort に到達できるのがロードバランサーだけであること

      5件中5件を確認しました
      正常です: 成功 5
      "
    `);
  });

  test("says what the ignore list silences, and which of its entries have expired", () => {
    const ignore = [
      { id: "queue/aws-portscan", reason: "trial" },
      { id: "role/risken", reason: "migration", until: "2026-11-22" },
    ];
    const facts = factsOf([], { report: report(mixed.slice(0, 4), ignore), account: null, region: null });
    expect(`\n${reportText("pretty", facts, pageIn("en"))}`).toMatchInlineSnapshot(`
      "
      risken-aws doctor  prd

      Drift
      ! Ignore list: role/risken  ignore/role/risken
          This entry expired on 2026-11-22 (migration). What it covered is reported
          again.
          Remove the entry from ignore in the config file, or give it a new date.

      ✓ queue risken-prd-aws-portscan
          Ignored: trial

      ✓ 3 resources as wanted

      Looked at 5 of 5
      The ignore list silences 1 finding.
      Healthy: 1 warning, 4 passed
      "
    `);
    expect(`\n${reportText("pretty", facts, pageIn("ja"))}`).toMatchInlineSnapshot(`
      "
      risken-aws doctor  prd

      設定との差分
      ! 無視リスト: role/risken  ignore/role/risken
          この項目は 2026-11-22 に期限が切れました（migration）。対象は再び報告されま
          す。
          設定ファイルの ignore から削除するか、新しい期限を指定してください。

      ✓ キュー risken-prd-aws-portscan
          無視リストにより除外: trial

      ✓ 3件のリソースは設定どおりです

      5件中5件を確認しました
      無視リストにより1件の検出結果を除外しました。
      正常です: 警告 1、成功 4
      "
    `);
  });

  test("says so where nothing could be looked at", () => {
    const denied = { status: "skip", found: same("Denied."), lacks: "sqs:GetQueueAttributes" } as const;
    expect(pretty([drift("queue/a", denied), drift("queue/b", denied)])).toMatchInlineSnapshot(`
      "
      risken-aws doctor  prd · 123456789012 · ap-northeast-1

      Drift
      – queue risken-prd-a  queue/a
      – queue risken-prd-b  queue/b
          These 2: Denied.

      Looked at 0 of 2; lacking: sqs:GetQueueAttributes
      Nothing could be looked at: 2 skipped
      "
    `);
  });

  test.each(["en", "ja"] as const)("keeps to 80 columns but for what is to be pasted: %s", (language) => {
    const wide = pretty(mixed, language)
      .split("\n")
      .filter((line) => widthOf(line) > 80);
    expect(wide.filter((line) => !/^ {6}aws /.test(line))).toEqual([]);
    expect(wide.length).toBeGreaterThan(0);
  });

  test("shows of two policies only what differs, what is too much in red", () => {
    const statement = (...Action: readonly string[]) => [{ Sid: "Queues", Effect: "Allow", Action, Resource: "*" }];
    const changed = drift("role/risken", {
      status: "fail",
      found: same("Changed."),
      details: [
        {
          path: "Policy.Statement",
          expected: statement("sqs:SendMessage", "sqs:DeleteMessage"),
          actual: statement("sqs:SendMessage", "sqs:*"),
        },
      ],
    });
    const { results } = recorded({ color: true, env: { FORCE_COLOR: "1" } }).screen;
    expect(reportText("pretty", factsOf([changed]), results).split("\n")).toEqual(
      expect.arrayContaining([
        expect.stringContaining("Policy.Statement[Queues].Action"),
        expect.stringContaining("\u001b[32m- sqs:DeleteMessage"),
        expect.stringContaining("\u001b[31m+ sqs:*"),
      ]),
    );
  });

  test("lets nothing from outside move the cursor", () => {
    const nasty = ofCheck("health/targets", {
      status: "fail",
      found: same("AWS said \u001b[2J\u202e so"),
      details: [{ path: "i-0\u001b[1A", actual: "\u0007" }],
      fix: same("echo '\u001b]0;title'"),
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    expect(pretty([nasty])).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
